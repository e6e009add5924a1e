"""An answer comes in, bytes in one of many forms go out.

SELECT and ASK: `table` for a terminal, `markdown`, and `csv`, `tsv` and `json` exactly as the W3C's
recommendations of 2013 for SPARQL 1.1 results have them. CONSTRUCT and DESCRIBE: `turtle`,
`ntriples`, `nquads`, `trig`, `jsonld`, and `html`, a page to read that needs no script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import IO

from kg.errors import KgError
from kg.html import read, render
from kg.query.engine import Answer, Row, Term
from kg.query.library import written
from kg.tables import draw

TABLES = ("table", "csv", "tsv", "json", "markdown")
"""Forms for SELECT and ASK; the first is the default."""
GRAPHS = ("turtle", "ntriples", "nquads", "trig", "jsonld", "html")
"""Forms for CONSTRUCT and DESCRIBE; the first is the default."""
WIDTH = 100
"""Columns of a table where no terminal says otherwise."""

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""What moves the cursor, colours the screen, hides or turns round what stands beside it."""


class FormatError(KgError, ValueError):
    """An answer has no such form."""


def check_format(form: str, wished: Sequence[str]) -> str:
    """Return the format to write an answer of `form` in: the first of `wished` that fits.

    Where nothing is wished it is the default. Raises `FormatError`, which names those that fit.
    """
    fitting = GRAPHS if form == "graph" else TABLES
    if not wished:
        return fitting[0]
    found = [name for name in wished if name in fitting]
    if not found:
        kind = "CONSTRUCT and DESCRIBE" if form == "graph" else "SELECT and ASK"
        raise FormatError(
            f"the answer cannot be written as {' or '.join(wished)}; for {kind} there are {', '.join(fitting)}"
        )
    return found[0]


def write(
    answer: Answer,
    formats: Sequence[str],
    handle: IO[bytes],
    prefixes: Mapping[str, str],
    *,
    width: int = WIDTH,
    title: str = "",
) -> int:
    """Write `answer` and return the number of its rows.

    Args:
        formats: the wished ones, as in `check_format`.
        prefixes: by which IRIs are shortened, where the format has short ones.
        width: of a table, in columns.
        title: of a page.

    Raises `FormatError` before anything is written, and what reading the rows raises.
    """
    name = check_format(answer.form, formats)
    count = _Count(answer.rows)
    if answer.form == "ask":
        handle.write(_asked(bool(answer.answer), name))
        return 1
    if answer.form == "graph":
        _write_graph(sorted(set(count)), name, handle, prefixes, title)
    elif name == "table":
        handle.write(_table(answer.variables, count, prefixes, width).encode())
    else:
        lines: dict[str, Callable[[tuple[str, ...], Iterable[Row]], Iterator[str]]] = {
            "csv": _csv, "tsv": _tsv, "json": _json, "markdown": lambda names, rows: _markdown(names, rows, prefixes),
        }  # fmt: skip
        for line in lines[name](answer.variables, count):
            handle.write(line.encode())
    return count.number


class _Count:
    """Counts rows while they pass."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows, self.number = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.number += 1
            yield row


def _asked(answer: bool, name: str) -> bytes:
    if name == "json":
        return json.dumps({"head": {}, "boolean": answer}, separators=(",", ":")).encode() + b"\n"
    return (b"true" if answer else b"false") + b"\n"


def shortened(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return an IRI as `prefix:local` where a prefix fits and the rest is one a name can have, else as it is."""
    best = ""
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and len(namespace) > len(prefixes.get(best, "")):
            best = prefix
    local = iri[len(prefixes[best]) :] if best else ""
    return f"{best}:{local}" if re.fullmatch(r"\w(?:[\w.%/-]*[\w/-])?", local, re.ASCII) else iri


def safe(text: str) -> str:
    """Return text with line ends as spaces and all else that a terminal would obey in a visible form."""
    return _UNSAFE.sub(lambda match: _visible(match.group()), re.sub(r"\s*[\r\n\u2028\u2029]+\s*", " ", text))


def _visible(char: str) -> str:
    return " " if char == "\t" else f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\u{ord(char):04x}"


def _shown(term: Term | None, prefixes: Mapping[str, str]) -> str:
    if term is None:
        return ""
    if term.kind == "uri":
        return safe(shortened(term.value, prefixes))
    return safe(f"_:{term.value}" if term.kind == "bnode" else term.value)


_NUMBERS = ("#integer", "#decimal", "#double", "#float")


def _table(names: tuple[str, ...], rows: Iterable[Row], prefixes: Mapping[str, str], width: int) -> str:
    kept = list(rows)
    columns = ([row[at] for row in kept if row[at] is not None] for at in range(len(names)))
    numeric = [
        bool(terms) and all(term and term.datatype.endswith(_NUMBERS) for term in terms) for terms in columns
    ]
    cells = ([_shown(term, prefixes) for term in row] for row in kept)
    return draw([safe(name) for name in names], cells, numeric, width)


def _markdown(names: tuple[str, ...], rows: Iterable[Row], prefixes: Mapping[str, str]) -> Iterator[str]:
    yield f"| {' | '.join(names)} |\n"
    yield f"|{' --- |' * len(names)}\n"
    for row in rows:
        yield f"| {' | '.join(_in_markdown(_shown(term, prefixes)) for term in row)} |\n"


def _in_markdown(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>|~])", r"\\\1", text)


def _csv(names: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    for fields in chain([names], (tuple(map(_plain, row)) for row in rows)):
        yield ",".join(_quoted(field) for field in fields) + "\r\n"


def _plain(term: Term | None) -> str:
    return "" if term is None else f"_:{term.value}" if term.kind == "bnode" else term.value


def _quoted(field: str) -> str:
    return '"' + field.replace('"', '""') + '"' if re.search(r'[",\r\n]', field) else field


def _tsv(names: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in names) + "\n"
    for row in rows:
        yield "\t".join("" if term is None else written(term) for term in row) + "\n"


def _json(names: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    yield f'{{"head":{{"vars":{json.dumps(list(names))}}},"results":{{"bindings":['
    between = "\n"
    for row in rows:
        solution = {name: _json_term(term) for name, term in zip(names, row, strict=True) if term is not None}
        yield between + json.dumps(solution, ensure_ascii=False, separators=(",", ":"))
        between = ",\n"
    yield "\n]}}\n"


def _json_term(term: Term) -> dict[str, str]:
    found = {"type": term.kind, "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    if term.datatype:
        found["datatype"] = term.datatype
    return found


def _write_graph(
    rows: list[Row], name: str, handle: IO[bytes], prefixes: Mapping[str, str], title: str
) -> None:
    if name == "html":
        handle.write(_page(rows, prefixes, title).encode())
        return
    import pyoxigraph as ox

    formats = {
        "turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "nquads": ox.RdfFormat.N_QUADS,
        "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD,
    }  # fmt: skip

    def node(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if term.kind == "uri":
            return ox.NamedNode(term.value)
        if term.kind == "bnode":
            return ox.BlankNode(term.value)
        if term.language:
            return ox.Literal(term.value, language=term.language)
        return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype) if term.datatype else None)

    iris = {term.value for row in rows for term in row if term and term.kind == "uri"}
    iris |= {term.datatype for row in rows for term in row if term and term.datatype}
    used = {p: space for p, space in prefixes.items() if any(iri.startswith(space) for iri in iris)}
    triples = (ox.Triple(*(node(term) for term in row if term)) for row in rows)  # type: ignore[arg-type]  # three nodes
    text = ox.serialize(triples, format=formats[name], prefixes=used if name in ("turtle", "trig") else None)
    # pyoxigraph declares prefixes in an order of chance; they stand first, one a line.
    lines = (text or b"").splitlines(keepends=True)
    declared = [line for line in lines[: len(used)] if line.startswith(b"@prefix ")]
    handle.writelines((*sorted(declared), *lines[len(declared) :]))


def _page(rows: list[Row], prefixes: Mapping[str, str], title: str) -> str:
    label = prefixes.get("rdfs", "") + "label"
    labels = {s.value: o.value for s, p, o in rows if s and p and o and p.value == label}
    things: dict[str, list[tuple[str, str, dict[str, str]]]] = {}
    for subject, predicate, value in rows:
        if subject is None or predicate is None or value is None:
            continue
        shown = {
            "text": labels.get(value.value, shortened(value.value, prefixes))
            if value.kind != "literal"
            else value.value
        }
        if value.kind == "uri":
            shown |= {"iri": value.value, "name": shortened(value.value, prefixes)}
        shown["note"] = value.language or (shortened(value.datatype, prefixes) if value.datatype else "")
        things.setdefault(subject.value, []).append(
            (predicate.value, shortened(predicate.value, prefixes), shown)
        )
    numbers = {iri: number for number, iri in enumerate(things, 1)}
    nodes = [
        {
            "number": numbers[iri], "iri": iri, "name": shortened(iri, prefixes), "label": labels.get(iri, shortened(iri, prefixes)),
            "statements": statements,
        }
        for iri, statements in things.items()
    ]  # fmt: skip
    return render(
        "query/answer.html",
        title=title or "Answer",
        style=read("query", "answer.css"),
        nodes=nodes,
        numbers=numbers,
        statements=len(rows),
        is_web=_is_web,
    )


def _is_web(iri: str) -> bool:
    return iri.startswith(("https://", "http://"))
