"""The portions of all episodes and the outline of their graph come in; what is stated of all goes out.

What follows from the portions alone, co-occurrence above all, can be described by another process
while this one joins the outline.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from kg import vocabulary
from kg.exporters.nquads import lines
from kg.exporters.turtle import shortener, turtle_part
from kg.outline import Outline
from kg.pipeline.recalling import Recalled
from kg.pipeline.segments import CHUNK
from kg.pipeline.triples import DESCRIPTION, Piece, Triples
from kg.rdf.dataset import Dataset, Part, Share, Summary, entities_part
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


_recalled: dict[Path, Recalled[Share]] = {}
"""Store → what was read of it ahead of time, until that is described."""


def recall_shares(store: Path) -> None:
    """Read ahead what the store at `store` holds, though a few portions will change."""
    _recalled[store] = Recalled("share", Share)
    with collecting_rarely(), Store(store, writing=False) as opened:
        _recalled[store].read(opened)


def describe_counted(store: Path, folder: Path, base_iri: str, quads: bool) -> Counted:
    """Describe in files in `folder` what follows from the portions in the store at `store`. Raises OSError.

    Args:
        quads: whether N-Quads are wanted as well.
    """
    dataset = Dataset(vocabulary.checked_base(base_iri), "full", _nothing)
    shares = _recalled.pop(store, None) or Recalled("share", Share)
    pieces = _Pieces(folder / "counted.ttl", base_iri)
    nquads = folder / "counted.nq" if quads else None
    with collecting_rarely(), Store(store, writing=False) as opened, ExitStack() as stack:
        for share in shares.read(opened).values():
            dataset.add(share)
        handle = stack.enter_context(nquads.open("wb")) if nquads else None
        for part in dataset.counted():
            pieces.add(part)
            if handle:
                handle.writelines(line.encode() for line in lines(part))
    return Counted(pieces.complete(), nquads, dataset.summary)


def _nothing(part: Part) -> None:
    """Have a data set sum up the detail `mentions`, though its parts are not wanted here."""


class _Pieces:
    """Writes parts to a file of Turtle."""

    def __init__(self, path: Path, base_iri: str) -> None:
        base = vocabulary.checked_base(base_iri)
        self._short = shortener(base, vocabulary.written_prefixes(base))
        self._path, self._handle, self._found, self._size = path, path.open("wb"), list[Piece](), 0

    def add(self, part: Part) -> None:
        """Write a part. Raises OSError."""
        length = self._handle.write(turtle_part(part, self._short))
        self._found.append(Piece(part.name or DESCRIPTION, self._path, self._size, length))
        self._size += length

    def complete(self) -> tuple[Piece, ...]:
        """Return where the parts stand, now that all are written."""
        self._handle.close()
        return tuple(self._found)


def describe_shared(
    outline: Outline, counted: Callable[[], Counted], folder: Path, triples: Triples | None, base_iri: str
) -> tuple[Piece, ...]:
    """Describe what the episodes share in files in `folder`, and for the triple store. Raises OSError.

    Args:
        counted: waits for what `describe_counted` returns.
    """
    names = Names(vocabulary.checked_base(base_iri))
    entities = entities_part(names, outline.nodes, outline.edges)
    own, description = (
        _Pieces(folder / "entities.ttl", base_iri),
        _Pieces(folder / "description.ttl", base_iri),
    )
    own.add(entities)
    found = counted()
    found.summary.add(names, entities)
    description.add(found.summary.described(names))
    if triples:
        if found.quads:
            triples.add("".join(lines(entities)).encode())
            with found.quads.open("rb") as handle:
                while data := handle.read(CHUNK):
                    triples.add(data)
        triples.add("".join(lines(found.summary.described(names, reduced=True))).encode())
    return (*own.complete(), *found.pieces, *description.complete())
