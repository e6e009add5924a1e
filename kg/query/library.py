"""The files of shipped queries come in, queries with title, parameters and columns go out.

A file begins with comments that say what it is:

    # title: A technology by year
    # description: How many episodes of each year mention it.
    # param technology (technology) = *most*: the technology
    # columns: year, episodes

A parameter is a variable of the query that `fill` puts a term in the place of, wherever it stands:
in patterns, filters and sub-queries alike. An engine's own substitution wants the variable among
the columns, and a VALUES block outside a sub-query does not reach into it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.errors import KgError
from kg.query.engine import Term
from kg.query.guard import tokens

KINDS = ("technology", "person", "show", "episode", "kind", "year", "date", "integer", "decimal", "text")
"""What a parameter can be: something of the store, by name or id, or a value."""

_LINE = re.compile(r"#\s*(title|description|columns)\s*:\s*(.+)")
_PARAMETER = re.compile(
    r"#\s*param\s+(?P<name>\w+)\s*\((?P<kind>[^)]*)\)\s*(?:=\s*(?P<default>[^:]*?)\s*)?:\s*(?P<meaning>.+)"
)


class LibraryError(KgError, ValueError):
    """There is no such query, or the comments at its beginning cannot be read."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the one who asks gives a value."""

    name: str
    kind: str
    """One of `KINDS`."""
    default: str | None
    """As it would be given; None where a value must be given. `*most*` and its like are looked up."""
    meaning: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query and what the comments at its beginning say of it."""

    name: str
    """Empty for one that is not shipped."""
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    text: str


@cache
def names() -> tuple[str, ...]:
    """Return the names of the shipped queries, sorted."""
    found = (entry.name for entry in files("kg").joinpath("data", "queries").iterdir())
    return tuple(sorted(name.removesuffix(".rq") for name in found if name.endswith(".rq")))


def shipped(name: str) -> Query:
    """Return the shipped query called `name`. Raises `LibraryError` with the nearest names."""
    if name not in names():
        near = difflib.get_close_matches(name, names())
        hint = f" Near it: {', '.join(near)}." if near else ""
        raise LibraryError(f"no shipped query is called {name!r}; `kg query --list` prints them.{hint}")
    return parse(files("kg").joinpath("data", "queries", f"{name}.rq").read_text(encoding="utf-8"), name)


def parse(text: str, name: str = "") -> Query:
    """Return a query's text with what the comments at its beginning say. Raises `LibraryError`."""
    said: dict[str, str] = {}
    parameters: list[Parameter] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line and not line.startswith("#"):
            break
        if match := _PARAMETER.fullmatch(line):
            if match["kind"] not in KINDS:
                raise LibraryError(
                    f"line {number}: a parameter is no {match['kind']!r}; write one of {', '.join(KINDS)}"
                )
            parameters.append(Parameter(**match.groupdict()))
        elif re.match(r"#\s*param\b", line):
            raise LibraryError(f"line {number}: write `# param NAME (kind) = default: meaning`")
        elif match := _LINE.fullmatch(line):
            said[match[1]] = match[2].strip()
    columns = tuple(column.strip() for column in said.get("columns", "").split(",") if column.strip())
    return Query(name, said.get("title", ""), said.get("description", ""), tuple(parameters), columns, text)


def fill(text: str, values: Mapping[str, Term]) -> str:
    """Return a query with terms in the place of the variables that `values` names."""
    return "".join(
        written(values[token.text[1:]])
        if token.kind == "variable" and token.text[1:] in values
        else token.text
        for token in tokens(text)
    )


def written(term: Term) -> str:
    """Return a term as SPARQL and N-Triples write it."""
    if term.kind == "uri":
        return f"<{_escaped_iri(term.value)}>"
    if term.kind == "bnode":
        return f"_:{term.value}"
    text = f'"{_escaped(term.value)}"'
    if term.language:
        return f"{text}@{term.language}"
    return f"{text}^^<{_escaped_iri(term.datatype)}>" if term.datatype else text


_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
    | {chr(point): f"\\u{point:04X}" for point in (*range(8), 11, *range(14, 32), 127)}
)
_NOT_IN_IRIS = str.maketrans({chr(point): f"\\u{point:04X}" for point in (*range(33), *b'<>"{}|^`\\')})


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _escaped_iri(iri: str) -> str:
    return iri.translate(_NOT_IN_IRIS)
