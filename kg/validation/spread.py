"""Quads come in, in any order and number; files go out, each with all that belongs together.

What belongs together is what one episode states, what is stated of any other subject, and the two
directions of one co-occurrence. So each file can be checked alone, and memory depends on the size
of a file, not on that of the data.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal, NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

_SIZE = 40_000
"""About how many quads go into a file: rdflib needs some 60 MB for as many."""

_MOST = 256
"""Files open at one time; a system lets a program have about a thousand."""

_HELD = 2_000
"""Lines kept before they are written."""

SCOPED = ("coverage", "episode", "mention", "passage", "pick", "quote", "source", "topic", "turn")
"""First segments of the addresses of what one episode states."""


def scope_of(base: str) -> Callable[[str], str | None]:
    """Return a function from an IRI to the id of the episode that it belongs to (`show/name`), if to one."""
    pattern = re.compile(rf"{re.escape(base)}/(?:{'|'.join(SCOPED)})/([^/]+/[^/]+)")

    def scope(iri: str) -> str | None:
        found = pattern.match(iri)
        return found.group(1) if found else None

    return scope


def spread(quads: Iterable[Quad], base: str, estimate: int, folder: Path, seen: Callable[[int], None]) -> tuple[list[Path], int]:  # fmt: skip
    """Write `quads` to files in `folder`; return those and the number of quads.

    Args:
        base: base of the data's IRIs.
        estimate: about how many quads there are, which decides the number of files.
        seen: called now and then with the number of quads so far.

    Raises OSError, and what iterating `quads` raises.
    """
    number = max(1, min(_MOST, estimate // _SIZE))
    files = [folder / f"{i:03}.nq" for i in range(number)]
    held: list[list[str]] = [[] for _ in files]
    scope = scope_of(base)
    beside = base + "/ns#coOccursWith"
    dataset = base + "/dataset"
    subject: object = None
    place = count = 0
    with ExitStack() as stack:
        handles = [stack.enter_context(open(file, "w", encoding="utf-8", newline="\n")) for file in files]
        for count, quad in enumerate(quads, 1):
            if quad.subject != subject:
                subject = quad.subject
                # Blank nodes may hang on anything: they are kept together, and are a fault in any case.
                iri = subject.value if isinstance(subject, NamedNode) else ""
                key = dataset if iri.startswith(dataset) else scope(iri) or iri
                place = zlib.crc32(key.encode()) % number
            here = place
            if quad.predicate.value == beside:
                pair = "\n".join(sorted((str(subject), str(quad.object))))
                here = zlib.crc32(pair.encode()) % number
            lines = held[here]
            lines.append(f"{quad} .\n")
            if len(lines) >= _HELD:
                handles[here].writelines(lines)
                lines.clear()
                seen(count)
        for handle, lines in zip(handles, held, strict=True):
            handle.writelines(lines)
    return [file for file in files if file.stat().st_size], count


class Term(NamedTuple):
    """An IRI, a blank node or a literal."""

    kind: Literal["iri", "blank", "literal"]
    value: str
    """Blank nodes begin with `_:`."""
    language: str | None = None
    datatype: str | None = None


class Statement(NamedTuple):
    """A quad whose parts are read off once: pyoxigraph makes a new object each time that one is asked for."""

    subject: Term
    predicate: str
    value: Term
    graph: str | None
    """None for the default graph."""


def read_part(file: Path) -> list[Statement]:
    """Return the statements of a file that `spread` wrote, each once, in their order."""
    return list(dict.fromkeys(_statements(file)))


def _statements(file: Path) -> Iterator[Statement]:
    with open(file, "rb") as handle:
        for quad in parse(handle, format=RdfFormat.N_QUADS, lenient=True):
            graph = quad.graph_name
            yield Statement(
                _term(quad.subject),
                quad.predicate.value,
                _term(quad.object),
                None if isinstance(graph, DefaultGraph) else _term(graph).value,
            )


def _term(term: NamedNode | BlankNode | pyoxigraph.Literal | Triple) -> Term:
    if isinstance(term, NamedNode):
        return Term("iri", term.value)
    if isinstance(term, pyoxigraph.Literal):
        return Term("literal", term.value, term.language, term.datatype.value)
    # A statement as a term (RDF 1.2) is no IRI either; it is named as N-Triples writes it.
    return Term("blank", f"_:{term.value}" if isinstance(term, BlankNode) else f"_:{term}")
