"""Units of an episode come in one by one, and stay in columns, which are read and counted far sooner than records.

A unit is a passage that names a technology outside of advertising: a sentence of the talk or a line
of the notes. All windows that technologies are counted in are made of units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

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
    """The units of an episode in columns, an entry a unit where nothing else is said."""

    names: tuple[str, ...] = ()
    """Node ids of the technologies that they name, each once."""
    people: tuple[str, ...] = ()
    """Node ids of who says them, each once."""
    turns: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()
    speakers: tuple[int, ...] = ()
    """Positions among the people."""
    sizes: tuple[int, ...] = ()
    """How many technologies each names."""
    members: tuple[int, ...] = ()
    """Which, by their positions among the names, one unit after the other."""
    words: tuple[str, ...] = ()
    """That name each of the members."""
    texts: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    """Positions among PLACES."""
    times: tuple[float | None, ...] = ()
    confidences: tuple[float, ...] = ()

    def __len__(self) -> int:
        return len(self.turns)

    def __iter__(self) -> Iterator[Unit]:
        begins = accumulate(self.sizes, initial=0)
        return (self._unit(at, begin) for at, begin in zip(range(len(self)), begins, strict=False))

    def __getitem__(self, at: int) -> Unit:
        """Return the unit at a position."""
        return self._unit(at, sum(self.sizes[:at]))

    def _unit(self, at: int, begin: int) -> Unit:
        """Return the unit at a position, whose members begin at `begin`."""
        own = slice(begin, begin + self.sizes[at])
        names = (self.names[member] for member in self.members[own])
        return Unit(
            None if self.turns[at] == NONE else self.turns[at],
            self.topics[at],
            None if self.speakers[at] == NONE else self.people[self.speakers[at]],
            tuple(zip(names, self.words[own], strict=True)),
            self.texts[at],
            PLACES[self.places[at]],
            self.times[at],
            self.confidences[at],
        )


def in_columns(units: Iterable[Unit]) -> Units:
    """Return units in columns, in their order."""
    several = list(units)
    named = [member for unit in several for member in unit.members]
    names = {node: at for at, node in enumerate(dict.fromkeys(node for node, _ in named))}
    people = {node: at for at, node in enumerate(dict.fromkeys(u.speaker for u in several if u.speaker))}
    return Units(
        tuple(names),
        tuple(people),
        turns=tuple(NONE if unit.turn is None else unit.turn for unit in several),
        topics=tuple(unit.topic for unit in several),
        speakers=tuple(people[unit.speaker] if unit.speaker else NONE for unit in several),
        sizes=tuple(len(unit.members) for unit in several),
        members=tuple(names[node] for node, _ in named),
        words=tuple(words for _, words in named),
        texts=tuple(unit.text for unit in several),
        places=tuple(PLACES.index(unit.place) for unit in several),
        times=tuple(unit.time for unit in several),
        confidences=tuple(unit.confidence for unit in several),
    )
