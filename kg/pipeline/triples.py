"""N-Quads of the episodes, and of what they share, come in; the triple store of a build goes out, beside all else.

A store begun anew is loaded in several steps: the episodes' statements while more of them, and then the shared
ones, are made.
Else a copy of the store of before loses and gains what differs: the graphs of episodes, and of what they
share the lines that differ in Turtle, or all of it where there is no Turtle of before. Where episodes are
gone, what is left is written out and loaded anew, so that no file has a word of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

from kg import vocabulary
from kg.exporters.turtle import changed_part, turtle_names
from kg.query.store import DEFAULT, Change, amend_store, copy_store, load_store
from kg.rdf.dataset import shared_graphs
from kg.rdf.terms import Names
from kg.store import Segment
from kg.workers import Ask

LOADED = 400_000_000
"""Bytes of N-Quads that are loaded at a time: while the next are made, and so that memory does not grow with them."""

DESCRIPTION = ""
"""Name of the part that describes the data set: it is in the default graph, which has no IRI."""


class Piece(NamedTuple):
    """Where in a file of Turtle a part stands that the episodes share."""

    name: str
    """The graph, as a term."""
    path: Path
    start: int
    length: int
    """Bytes."""

    def read(self) -> bytes:
        """Return the part. Raises OSError."""
        with self.path.open("rb") as handle:
            handle.seek(self.start)
            return handle.read(self.length)


def shared_pieces(path: Path, segments: Mapping[str, Segment]) -> tuple[Piece, ...]:
    """Return the parts that the episodes share in a file of Turtle with these segments."""
    return tuple(
        Piece(name, path, segment.start, segment.length)
        for name, segment in segments.items()
        if name == DESCRIPTION or name[0] == "<"
    )


class Before(NamedTuple):
    """The triple store of the build before."""

    folder: Path
    outdated: tuple[str, ...]
    """Episodes whose statements are not those of now."""
    traceless: bool
    """Whether nothing of these may stay in any file."""
    pieces: tuple[Piece, ...]
    """What the episodes share, in Turtle; none where that is not to be had."""


class Triples:
    """Writes the triple store in steps that others do, while the caller goes on."""

    def __init__(self, folder: Path, scratch: Path, base_iri: str, before: Before | None, ask: Ask) -> None:
        """Get ready to write to `folder`; files are put into `scratch` meanwhile."""
        self.whole = before is None or before.traceless or not before.pieces
        """Whether all that the episodes share is wanted as N-Quads, and not only the description of the data set."""
        self._folder, self._scratch, self._base = folder, scratch, vocabulary.checked_base(base_iri)
        self._before, self._ask = before, ask
        self._steps: list[Callable[[], Any]] = []
        self._handle, self._path = self._open()

    def add(self, quads: bytes) -> None:
        """Take lines of N-Quads. Raises OSError."""
        self._handle.write(quads)
        self._size += len(quads)
        if self._before is None and self._size >= LOADED:
            self._load(complete=False)

    def begin(self) -> None:
        """Do what can be done, since all episodes were added. Raises OSError."""
        if self._before is None:
            self._load(complete=False)

    def go_on(self, pieces: tuple[Piece, ...]) -> None:
        """Do the rest, since all was added; `pieces` are what the episodes share. Raises OSError."""
        if self._before is None:
            self._load(complete=True)
            return
        self._handle.close()
        n = Names(self._base)
        outdated = [n.graph("episode", *episode.split("/")) for episode in self._before.outdated]
        gone = [graph[1:-1] for graph in (*outdated, *(shared_graphs(n) if self.whole else ()))] + [DEFAULT]
        given = (self._folder, self._before.folder, gone, self._path)
        if self.whole:
            self._start(copy_store if self._before.traceless else amend_store, *given)
        else:
            self._start(_follow, *given, (self._before.pieces, pieces), self._base)

    def close(self) -> None:
        """Take nothing more, whatever is still to be done."""
        self._handle.close()

    def wait(self) -> None:
        """Return when all is done. Raises what that raised."""
        for step in self._steps:
            step()

    def _load(self, complete: bool) -> None:
        self._handle.close()
        self._start(load_store, self._folder, self._path, complete)
        if not complete:
            self._handle, self._path = self._open()

    def _open(self) -> tuple[IO[bytes], Path]:
        self._size = 0
        path = self._scratch / f"{len(self._steps)}.nq"
        return path.open("wb"), path

    def _start(self, function: Callable[..., None], *given: object) -> None:
        self._steps.append(self._ask(function, *given))


def _follow(
    folder: Path,
    before: Path,
    gone: Collection[str],
    quads: Path,
    pieces: tuple[tuple[Piece, ...], tuple[Piece, ...]],
    base: str,
) -> None:
    """Amend a store in step with Turtle: `pieces` are those of before and of now."""
    amend_store(folder, before, gone, quads, _changes(*pieces, base))


def _changes(before: tuple[Piece, ...], now: tuple[Piece, ...], base: str) -> Iterator[Change]:
    names = turtle_names(base, vocabulary.written_prefixes(base))
    old, new = ({piece.name: piece for piece in pieces} for pieces in (before, now))
    for name in sorted({*old, *new} - {DESCRIPTION}):
        lost, won = changed_part(
            *(piece.read() if piece else b"" for piece in (old.get(name), new.get(name)))
        )
        if lost or won:
            yield Change(name[1:-1], lost, won, names)
