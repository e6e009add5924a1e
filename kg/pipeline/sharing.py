"""The portions of all episodes and the nodes that they share come in; what is stated of all goes out.

What follows from the portions alone, co-occurrence above all, can be described by another process
while this one joins the nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from kg import vocabulary
from kg.exporters.nquads import lines
from kg.exporters.turtle import quads, shortener, turtle_joined, turtle_part
from kg.pipeline.nodes import SharedNodes
from kg.pipeline.recalling import recall, recalled
from kg.pipeline.segments import CHUNK
from kg.pipeline.triples import DESCRIPTION, Piece, Triples
from kg.rdf.dataset import ENTITIES_GRAPH, Dataset, Part, Share, Summary
from kg.rdf.terms import Names
from kg.store import Store
from kg.workers import collecting_rarely


class Counted(NamedTuple):
    """What was described that follows from the portions alone."""

    pieces: tuple[Piece, ...]
    quads: Path | None
    """The same as N-Quads, where these were asked for."""
    summary: Summary
    """Of all but the entities."""


def begin_counting(store: Path) -> None:
    """Read ahead what `describe_counted` needs of portions that do not change."""
    recall(store, "share", Share)


def describe_counted(store: Path, folder: Path, base_iri: str, quads: bool) -> Counted:
    """Describe in files in `folder` what follows from the portions in the store at `store`. Raises OSError.

    Args:
        quads: whether N-Quads are wanted as well.
    """
    dataset = Dataset(vocabulary.checked_base(base_iri), "full")
    pieces = _Pieces(folder / "counted.ttl", base_iri)
    nquads = folder / "counted.nq" if quads else None
    with collecting_rarely(), Store(store, writing=False) as opened, ExitStack() as stack:
        for share in recalled(store, "share", Share).read(opened).values():
            dataset.add(share)
        handle = stack.enter_context(nquads.open("wb")) if nquads else None
        for part in dataset.counted():
            pieces.add(part)
            if handle:
                handle.writelines(line.encode() for line in lines(part))
    return Counted(tuple(pieces.written), nquads, dataset.summary)


class _Pieces:
    """Writes parts to a file of Turtle."""

    def __init__(self, path: Path, base_iri: str) -> None:
        base = vocabulary.checked_base(base_iri)
        self._short = shortener(base, vocabulary.written_prefixes(base))
        self._path, self._size = path, 0
        self.written: list[Piece] = []

    def add(self, part: Part) -> None:
        """Write a part. Raises OSError."""
        self.write(part.name, turtle_part(part, self._short))

    def join(self, name: str, blocks: Iterable[str]) -> bytes:
        """Write the part of a name that consists of blocks of Turtle, and return it. Raises OSError."""
        data = turtle_joined(name, blocks, self._short)
        self.write(name, data)
        return data

    def write(self, name: str | None, data: bytes) -> None:
        """Write the Turtle of the part of a name. Raises OSError."""
        with self._path.open("ab") as handle:
            handle.write(data)
        self.written.append(Piece(name or DESCRIPTION, self._path, self._size, len(data)))
        self._size += len(data)


def describe_shared(
    nodes: SharedNodes, counted: Callable[[], Counted], folder: Path, triples: Triples | None, base_iri: str
) -> tuple[Piece, ...]:
    """Describe what the episodes share in files in `folder`, and for the triple store. Raises OSError.

    Args:
        counted: waits for what `describe_counted` returns.
    """
    names = Names(vocabulary.checked_base(base_iri))
    graph = names.graph(ENTITIES_GRAPH)
    own = _Pieces(folder / "own.ttl", base_iri)
    entities = own.join(graph, nodes.blocks)
    found = counted()
    found.summary.count(nodes.counts)
    own.add(found.summary.described(names))
    if triples:
        if found.quads:
            triples.add(b"".join(quads(entities, graph, names.base)))
            with found.quads.open("rb") as handle:
                while data := handle.read(CHUNK):
                    triples.add(data)
        triples.add("".join(lines(found.summary.described(names, reduced=True))).encode())
    first, last = own.written
    return (first, *found.pieces, last)
