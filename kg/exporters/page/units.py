"""Units of an episode come in one by one, and stay in columns, which are read and counted far sooner than records.

A unit is a passage that names a technology outside of advertising: a sentence of the talk or a line
of the notes. All windows that technologies are counted in are made of units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from kg.model import Place

PLACES: tuple[Place, ...] = ("notes", "transcript", "picks")
"""Where a unit stands, in the order of the numbers that stand for it."""

NONE = -1
"""Stands for a turn, a speaker or a unit where there is none."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage that names technologies."""

    turn: int | None
    """Position of its turn in the episode; None for a line of the notes."""
    topic: int
    """Number of its topic's window among those of the episode, from 1; 0 where that is not known."""
    speaker: str | None
    """Node id of who says it, where it is somebody of the episode."""
    members: tuple[tuple[str, str], ...]
    """(node id of a technology, the words that name it), by node id, each technology once."""
    text: str
    place: Place
    time: float | None
    """Seconds."""
    confidence: float
    """Of its surest mention, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Units:
    """The units of an episode in columns, an entry a unit where nothing else is said; numbers lie side by side in bytes."""

    names: tuple[str, ...] = ()
    """Node ids of the technologies that they name, each once."""
    people: tuple[str, ...] = ()
    """Node ids of who says them, each once."""
    numbers: bytes = b""
    """The columns of `COLUMNS` one after the other, each number in four bytes, the least first."""
    named: bytes = b""
    """The same of `members`."""
    words: tuple[str, ...] = ()
    """That name each of the members."""
    texts: tuple[str, ...] = ()
    times: tuple[float | None, ...] = ()
    certain: bytes = b""
    """Confidences, each in eight bytes."""

    def column(self, name: Column) -> NDArray[np.int32]:
        """Return a column of numbers: of turns, topics, positions among the people, numbers of members, or positions among PLACES."""
        column: NDArray[np.int32] = self._numbers[COLUMNS.index(name)]
        return column

    @property
    def _numbers(self) -> NDArray[np.int32]:
        """All columns, one a row."""
        return np.frombuffer(self.numbers, _INTEGER).reshape(len(COLUMNS), -1)

    @property
    def members(self) -> NDArray[np.int32]:
        """Which technologies each names, by their positions among the names, one unit after the other."""
        return np.frombuffer(self.named, _INTEGER)

    @property
    def confidences(self) -> NDArray[np.float64]:
        """Of each unit's surest mention."""
        return np.frombuffer(self.certain, _FLOAT)

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[Unit]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, at: int) -> Unit:
        """Return the unit at a position."""
        turn, topic, speaker, size, place = self._numbers[:, at].tolist()
        begin = int(self.column("sizes")[:at].sum())
        own = slice(begin, begin + size)
        names = (self.names[member] for member in self.members[own].tolist())
        return Unit(
            None if turn == NONE else turn,
            topic,
            None if speaker == NONE else self.people[speaker],
            tuple(zip(names, self.words[own], strict=True)),
            self.texts[at],
            PLACES[place],
            self.times[at],
            float(self.confidences[at]),
        )


Column = Literal["turns", "topics", "speakers", "sizes", "places"]
COLUMNS: tuple[Column, ...] = get_args(Column)

_INTEGER, _FLOAT = np.dtype("<i4"), np.dtype("<f8")


def in_columns(units: Iterable[Unit]) -> Units:
    """Return units in columns, in their order."""
    several = list(units)
    named = [member for unit in several for member in unit.members]
    names = {node: at for at, node in enumerate(dict.fromkeys(node for node, _ in named))}
    people = {node: at for at, node in enumerate(dict.fromkeys(u.speaker for u in several if u.speaker))}
    numbers = [
        (
            NONE if unit.turn is None else unit.turn,
            unit.topic,
            people[unit.speaker] if unit.speaker else NONE,
            len(unit.members),
            PLACES.index(unit.place),
        )
        for unit in several
    ]
    return Units(
        tuple(names),
        tuple(people),
        np.array(numbers, _INTEGER).reshape(-1, len(COLUMNS)).T.tobytes(),
        np.array([names[node] for node, _ in named], _INTEGER).tobytes(),
        tuple(words for _, words in named),
        tuple(unit.text for unit in several),
        tuple(unit.time for unit in several),
        np.array([unit.confidence for unit in several], _FLOAT).tobytes(),
    )


def joined(columns: Iterable[NDArray[Any]]) -> NDArray[Any]:
    """Return columns of several episodes one after the other, their numbers at full length."""
    several = list(columns)
    if not several:
        return np.zeros(0, np.int64)
    together = np.concatenate(several)
    return together.astype(np.int64) if together.dtype.kind == "i" else together


def integers(values: Iterable[int]) -> NDArray[np.int64]:
    """Return numbers as a column at full length."""
    return np.fromiter(values, dtype=np.int64)
