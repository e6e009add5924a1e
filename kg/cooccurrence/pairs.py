"""Windows come in; for every pair of technologies named together, how often, goes out."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np

from kg.cooccurrence.incidence import Incidence, Integers, find_pairs
from kg.cooccurrence.windows import Window


@dataclass(frozen=True, slots=True)
class Pair:
    """Two technologies that windows name together."""

    a: str
    b: str
    """Node ids, `a` before `b`."""
    count: int
    """Windows that name both."""
    count_a: int
    count_b: int
    """Windows that name each."""
    episodes: int
    """Episodes with such a window."""
    first: int | None = None
    last: int | None = None
    """Years of the first and the last of them; None where no date is known."""


@dataclass(frozen=True, slots=True)
class Table:
    """All pairs of one kind of window."""

    windows: int
    """How many windows name a technology at all: the N of the measures."""
    pairs: tuple[Pair, ...]
    """By `a` and `b`."""


class Numbered(NamedTuple):
    """The windows of one episode, in numbers: as they are kept from one run to the next."""

    names: tuple[str, ...]
    """Node ids of what they name."""
    sizes: tuple[int, ...]
    """How many of these each window names."""
    members: tuple[int, ...]
    """Which, by their positions, one window after the other."""


def numbered(windows: Iterable[Window]) -> Numbered:
    """Return the windows of an episode in numbers; how often they name something is not kept."""
    ids: dict[str, int] = {}
    several = [[ids.setdefault(node, len(ids)) for node in window.technologies] for window in windows]
    return Numbered(tuple(ids), tuple(map(len, several)), tuple(chain.from_iterable(several)))


class Counter:
    """Takes windows one after the other, holds numbers only, and makes the table of them."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._episodes: dict[str, int] = {}
        self._years: list[int] = []
        self._shows: list[str] = []
        self._begins, self._technologies, self._mentions, self._of = (array("q") for _ in range(4))

    def add(self, window: Window, year: int | None = None, show: str = "") -> None:
        """Count one window, of an episode of `year` and of `show`."""
        self._of.append(self._episode(window.episode, year, show))
        self._begins.append(len(self._technologies))
        self._technologies.extend(self._ids.setdefault(node, len(self._ids)) for node in window.technologies)
        self._mentions.extend(window.mentions or [1] * len(window.technologies))

    def add_numbered(self, episode: str, windows: Numbered) -> None:
        """Count the windows of an episode (an id), of no year or show."""
        if not windows.sizes:
            return
        self._of.extend([self._episode(episode)] * len(windows.sizes))
        begin = len(self._technologies)
        self._begins.extend(accumulate(windows.sizes[:-1], initial=begin))
        ids = [self._ids.setdefault(node, len(self._ids)) for node in windows.names]
        self._technologies.extend(map(ids.__getitem__, windows.members))
        self._mentions.extend([1] * len(windows.members))

    def _episode(self, episode: str, year: int | None = None, show: str = "") -> int:
        """Return the number of an episode."""
        number = self._episodes.setdefault(episode, len(self._episodes))
        if number == len(self._years):
            self._years.append(year or 0)
            self._shows.append(show)
        return number

    @property
    def windows(self) -> int:
        """How many windows were counted."""
        return len(self._begins)

    @property
    def episodes(self) -> int:
        """How many episodes have a window."""
        return len(self._episodes)

    def incidence(self) -> Incidence:
        """Return what was counted as a matrix."""
        names = tuple(sorted(self._ids))
        position = np.argsort(_integers(array("q", (self._ids[name] for name in names))))
        return Incidence(
            names, _integers(self._begins, len(self._technologies)), position[_integers(self._technologies)],
            _integers(self._mentions), _integers(self._of), np.array(self._years, dtype=np.int64), tuple(self._shows),
        )  # fmt: skip

    def table(self, least: int = 1) -> Table:
        """Return the pairs that at least `least` windows name together."""
        incidence = self.incidence()
        pairs, degrees, names = find_pairs(incidence), incidence.degrees, incidence.names
        kept = pairs.counts >= least
        a, b = np.divmod(pairs.codes[kept], max(len(names), 1))
        columns = (
            a,
            b,
            pairs.counts[kept],
            degrees[a],
            degrees[b],
            pairs.episodes[kept],
            pairs.first[kept],
            pairs.last[kept],
        )
        return Table(
            self.windows,
            tuple(
                Pair(names[i], names[j], count, count_a, count_b, episodes, first or None, last or None)
                for i, j, count, count_a, count_b, episodes, first, last in zip(
                    *(column.tolist() for column in columns), strict=True
                )
            ),
        )


def _integers(values: array[int], *more: int) -> Integers:
    return np.concatenate([np.array(values, dtype=np.int64), np.array(more, dtype=np.int64)])
