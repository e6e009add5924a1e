"""Windows come in, the incidence matrix of technologies and windows goes out, and the pairs it holds.

The matrix is that of a bipartite graph; pairs are the edges of its projection on the technologies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

Counting = Literal["binary", "full", "fractional"]
"""What a window adds to the weight of each pair that it names: 1 (binary); the product of the numbers of
mentions, the entry of M Mᵀ (full; van Eck & Waltman 2011 tell it from binary counting of terms in text);
or 1 / (k - 1) where it names k technologies, so that a window that lists many tells as much of each as one
that names two (fractional; Perianes-Rodriguez, Waltman & van Eck 2016)."""

COUNTINGS: tuple[Counting, ...] = get_args(Counting)

Strata = Literal["show", "year"]
"""What windows can be told apart by, so that only those of one stratum are compared with one another."""

STRATA: tuple[Strata, ...] = get_args(Strata)


@dataclass(frozen=True, slots=True, eq=False)
class Incidence:
    """Which technologies each window names, in compressed rows."""

    names: tuple[str, ...]
    """Node ids, sorted; a technology is known by its position here."""
    begins: Integers
    """Where each window's technologies begin in the next two; the last entry is their length."""
    technologies: Integers
    """Ascending within a window."""
    mentions: Integers
    """How often the window names each."""
    episodes: Integers
    """The episode of each window, by its position in the next two."""
    years: Integers
    """Of each episode; 0 where it is not known."""
    shows: tuple[str, ...]
    """Of each episode."""

    @property
    def sizes(self) -> Integers:
        """How many technologies each window names (k)."""
        return np.diff(self.begins)

    @property
    def degrees(self) -> Integers:
        """How many windows name each technology."""
        return np.bincount(self.technologies, minlength=len(self.names))

    @property
    def rows(self) -> Integers:
        """The window of each entry of `technologies`."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    def ends(self, codes: Integers) -> tuple[Integers, Integers]:
        """Return the technologies of pairs."""
        return np.divmod(codes, max(len(self.names), 1))

    def strata(self, by: Strata) -> Integers:
        """Return the stratum of each window, numbered in order of shows or years; no year is one of its own."""
        keys = np.array(self.shows) if by == "show" else self.years
        _, numbers = np.unique(keys, return_inverse=True)
        return numbers[self.episodes].astype(np.int64)


def matrix(
    names: tuple[str, ...],
    windows: Integers,
    technologies: Integers,
    episodes: Integers,
    years: Integers,
    shows: tuple[str, ...],
) -> Incidence:
    """Return the matrix of which `windows[i]` names `technologies[i]`, in whatever order these stand.

    Args:
        names: as of `Incidence`, like those that follow.
        windows: by their positions in `episodes`.
    """
    number = np.int64(max(len(names), 1))
    entries, mentions = np.unique(windows * number + technologies, return_counts=True)
    begins = np.searchsorted(entries, np.arange(len(episodes) + 1) * number)
    return Incidence(names, begins, entries % number, mentions, episodes, years, shows)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The pairs that windows name together, a column each, by code; and each single time it happens."""

    codes: Integers
    """Position of the one times the number of technologies plus that of the other, which is the greater."""
    counts: Integers
    """Windows that name both."""
    episodes: Integers
    """Episodes with such a window."""
    first: Integers
    last: Integers
    """Years of the first and the last of them; 0 where none is known."""
    weights: Floats
    """In the counting asked for; `counts` where it is binary."""
    strengths: Floats
    """Of each technology: how many windows name it; but the sum of its pairs' weights where counting is
    not binary, as a window then counts for more or less than one."""
    total: float
    """How many windows there are; but the sum of the strengths where counting is not binary, which makes
    `weights / total` the joint distribution of ordered pairs and `strengths / total` its margins, and lift
    the association strength of van Eck & Waltman 2009 on their scale."""
    at: Integers
    """For each time two technologies are named together: the pair's position in the columns above."""
    window: Integers
    """And the window."""


def find_pairs(incidence: Incidence, counting: Counting = "binary") -> Pairs:
    """Return all pairs that `incidence` holds."""
    codes, window, added = (np.concatenate(c) for c in zip(*together(incidence, counting), strict=True))
    pairs, at, counts = np.unique(codes, return_inverse=True, return_counts=True)
    # A pair's episodes: its distinct (pair, episode), counted by pair.
    number = np.int64(max(len(incidence.years), 1))
    both = _distinct(at * number + incidence.episodes[window])
    begins, episodes = np.unique(both // number, return_index=True, return_counts=True)[1:]
    years = incidence.years[both % number]
    first = np.minimum.reduceat(np.where(years == 0, _NEVER, years), begins) if len(pairs) else pairs
    last = np.maximum.reduceat(years, begins) if len(pairs) else pairs
    # In order of the sizes of windows, so that sums do not depend on the order of episodes.
    weights = np.bincount(at, added, len(pairs)).astype(np.float64)
    strengths, total = incidence.degrees.astype(np.float64), float(len(incidence.sizes))
    if counting != "binary":
        a, b = (np.bincount(end, weights, len(strengths)) for end in incidence.ends(pairs))
        strengths = (a + b).astype(np.float64)
        total = float(strengths.sum())
    first = np.where(first == _NEVER, 0, first)
    return Pairs(pairs, counts, episodes, first, last, weights, strengths, total, at, window)


def _distinct(values: Integers) -> Integers:
    """Return what `numpy.unique` does, which takes ten times as long for a million numbers of which most differ."""
    ordered = np.sort(values)
    return ordered[np.flatnonzero(np.diff(ordered, prepend=-1))]


_NEVER = 10_000
"""A year after every other."""


def together(
    incidence: Incidence, counting: Counting = "binary"
) -> Iterator[tuple[Integers, Integers, Floats]]:
    """Yield codes of pairs, windows and what each adds to the pair's weight, for one size of windows at a time."""
    n = np.int64(len(incidence.names))
    none = np.array([], dtype=np.int64)
    yield none, none, none.astype(np.float64)
    sizes = incidence.sizes
    for size in np.unique(sizes[sizes > 1]).tolist():
        found = np.flatnonzero(sizes == size)
        places = incidence.begins[found][:, None] + np.arange(size)
        named, mentions = incidence.technologies[places], incidence.mentions[places]
        a, b = np.triu_indices(size, 1)
        codes = (named[:, a] * n + named[:, b]).ravel()
        if counting == "full":
            weights = (mentions[:, a] * mentions[:, b]).ravel().astype(np.float64)
        else:
            weights = np.full(len(codes), 1 / (size - 1) if counting == "fractional" else 1.0)
        yield codes, np.repeat(found, len(a)), weights
