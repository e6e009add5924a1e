"""The parts of the data set come in, Turtle or TriG goes out: sorted, pretty, addresses below the base short.

Turtle has no named graphs, so there it is one graph, with the parts' names as comments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import IO

from kg import vocabulary
from kg.rdf.dataset import Part
from kg.rdf.terms import Block

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
"""Local names that need no escape in Turtle (a subset of PN_LOCAL)."""

_XSD = vocabulary.FOREIGN["xsd"][0]
_BARE = {f"^^<{_XSD}{name}>" for name in ("integer", "decimal", "boolean")}
"""Datatypes whose values Turtle writes without quotes."""

_TYPE = f"<{vocabulary.terms()['rdf:type']}>"


def write_turtle(
    parts: Iterable[Part], handle: IO[bytes], base: str, prefixes: dict[str, str] | None = None
) -> None:
    """Write `parts` as one graph, with the prefixes given or those that the data set uses."""
    prefixes = prefixes or vocabulary.written_prefixes(base)
    short = shortener(base, prefixes)
    handle.write(_head(base, prefixes))
    for part in parts:
        title = f"# {short(part.name)}" if part.name else "# the data set"
        body = "\n".join(_block(one, short, "") for one in part.blocks)
        handle.write(f"\n{title}\n\n{body}".encode())


def write_trig(parts: Iterable[Part], handle: IO[bytes], base: str) -> None:
    """Write `parts` as named graphs."""
    prefixes = vocabulary.written_prefixes(base)
    short = shortener(base, prefixes)
    handle.write(_head(base, prefixes))
    for part in parts:
        indent = "  " if part.name else ""
        body = "\n".join(_block(one, short, indent) for one in part.blocks)
        # Without the word GRAPH, which is optional, and which Raptor's parser does not know.
        handle.write((f"\n{short(part.name)} {{\n{body}}}\n" if part.name else f"\n{body}").encode())


def _head(base: str, prefixes: dict[str, str]) -> bytes:
    lines = [f"@base <{base}/> .\n"]
    lines += [f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items()]
    return "".join(lines).encode()


def shortener(base: str, prefixes: dict[str, str]) -> Callable[[str], str]:
    """Return the function that gives a term as Turtle writes it, relative to `base` and by `prefixes`."""
    spaces = {space: prefix for prefix, space in prefixes.items()}
    below = f"<{base}/"

    @lru_cache(100_000)
    def short(term: str) -> str:
        if term[0] == "<":
            iri = term[1:-1]
            space = vocabulary.namespace(iri)
            if space in spaces and _LOCAL.fullmatch(iri, len(space)):
                return f"{spaces[space]}:{iri[len(space) :]}"
            if term.startswith(below) and len(term) > len(below) + 1:
                return f"<{term[len(below) :]}"
            return term
        at = term.rfind('"') + 1
        suffix = term[at:]
        if suffix in _BARE:
            return term[1 : at - 1]
        return f"{term[:at]}^^{short(suffix[2:])}" if suffix.startswith("^^") else term

    return short


def _block(one: Block, short: Callable[[str], str], indent: str) -> str:
    """Return a subject's statements: its types first, then by predicate."""
    grouped: dict[str, list[str]] = {}
    for predicate, value in one.pairs:
        grouped.setdefault(predicate, []).append(
            value if value[0] == '"' and value[-3:] == "@en" else short(value)
        )
    types = grouped.pop(_TYPE, None)
    rows = [f"a {', '.join(types)}"] if types else []
    rows += [f"{short(predicate)} {', '.join(values)}" for predicate, values in grouped.items()]
    return f"{indent}{short(one.subject)} " + f" ;\n{indent}    ".join(rows) + " .\n"
