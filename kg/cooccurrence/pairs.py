"""Windows come in; for every pair of technologies named together, how often, goes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

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


class Counter:
    """Takes windows one after the other, holds numbers only, and makes the table of them."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._episodes: dict[str, int] = {}
        self._counts: list[int] = []
        self.windows = 0
        """How many windows were counted."""
        self._years: list[int] = []
        self._pairs: list[int] = []
        self._blocks: list[np.ndarray] = []

    def add(self, window: Window, year: int | None = None) -> None:
        """Count one window, of an episode of `year`."""
        self.windows += 1
        episode = self._episodes.setdefault(window.episode, len(self._episodes))
        if episode == len(self._years):
            self._years.append(year or _UNDATED)
        named = []
        for node in window.technologies:
            i = self._ids.setdefault(node, len(self._ids))
            if i == len(self._counts):
                self._counts.append(0)
            self._counts[i] += 1
            named.append(i)
        self._pairs += [value for pair in combinations(named, 2) for value in (min(pair), max(pair), episode)]
        if len(self._pairs) > _BLOCK:
            self._pack()

    def _pack(self) -> None:
        """Put the pairs gathered so far into an array, an eighth of the list's size."""
        self._blocks.append(np.array(self._pairs, dtype=np.int32).reshape(-1, 3))
        self._pairs = []

    @property
    def episodes(self) -> int:
        """How many episodes have a window."""
        return len(self._episodes)

    def table(self, least: int = 1) -> Table:
        """Return the pairs that at least `least` windows name together."""
        self._pack()
        seen = np.concatenate(self._blocks)
        self._blocks = [seen]
        if not len(seen):
            return Table(self.windows, ())
        size = np.int64(len(self._ids))
        codes = seen[:, 0].astype(np.int64) * size + seen[:, 1]
        pairs, counts = np.unique(codes, return_counts=True)
        # A pair's episodes: its distinct (pair, episode), counted by pair.
        number_of_episodes = np.int64(len(self._episodes))
        both = np.unique(codes * number_of_episodes + seen[:, 2])
        _, begins, episodes = np.unique(both // number_of_episodes, return_index=True, return_counts=True)
        years = np.array(self._years, dtype=np.int64)[both % number_of_episodes]
        first = np.minimum.reduceat(np.where(years == _UNDATED, _NEVER, years), begins)
        last = np.maximum.reduceat(years, begins)
        kept = counts >= least
        names = list(self._ids)
        found = []
        columns = (pairs, counts, episodes, first, last)
        for code, count, number, begin, end in zip(
            *(column[kept].tolist() for column in columns), strict=True
        ):
            i, j = divmod(code, int(size))
            (a, i), (b, j) = sorted(((names[i], i), (names[j], j)))
            dated = (begin, end) if end != _UNDATED else (None, None)
            found.append(Pair(a, b, count, self._counts[i], self._counts[j], number, *dated))
        return Table(self.windows, tuple(sorted(found, key=lambda pair: (pair.a, pair.b))))


_BLOCK = 3_000_000
_UNDATED, _NEVER = 0, 10_000
"""Years that stand for none: before and after every other."""


def count_pairs(windows: Iterable[Window], least: int = 1) -> Table:
    """Return the pairs that at least `least` of `windows` name together."""
    counter = Counter()
    for window in windows:
        counter.add(window)
    return counter.table(least)
