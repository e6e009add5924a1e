"""Extractions and two sides come in; which pairs of technologies belong together more on the one side goes out.

The difference of the two NPMI (Bouma 2009), with an interval from the bootstrap: whole episodes are drawn
with replacement (Efron & Tibshirani 1993, chapters 8 and 13), since the windows of one episode are not
independent. An episode on both sides is drawn for both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse, stats

from kg.analysis.sides import Sides
from kg.cooccurrence.chance import corrected
from kg.cooccurrence.incidence import Floats, Incidence, Integers, Pairs, find_pairs
from kg.cooccurrence.labels import Labels
from kg.cooccurrence.pairs import Counter
from kg.cooccurrence.rows import LEAST, LEAST_EPISODES
from kg.cooccurrence.where import Where
from kg.cooccurrence.windows import Kind, parse_window, windows
from kg.model import Extraction

DRAWS = 200
SEED = 17
"""Fixed, so that one input has one interval."""

SIGNIFICANT = 0.05
"""q below which the two sides differ."""

_BLOCK = 4_000
"""Pairs whose draws are held at one time: some 6 MB a column."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A pair of technologies, `a` before `b` by node id, on two sides."""

    a: str
    b: str
    label_a: str
    label_b: str
    left: int
    right: int
    """Windows of each side that name both."""
    npmi_left: float
    npmi_right: float
    """Shrunk: see `shrunk_npmi`."""
    difference: float
    """Left less right."""
    low: float
    high: float
    """Its 95 % interval: of 200 ordered draws the 5th and the 195th."""
    q: float
    """Of the two-sided p of the difference over its standard error, corrected for the number of pairs compared."""


@dataclass(frozen=True, slots=True)
class Differences:
    """The differences, and what they are out of."""

    rows: tuple[Difference, ...]
    """From what belongs together most on the left side to what does on the right, by the difference."""
    left: int
    right: int
    """Episodes of each side."""
    windows_left: int
    windows_right: int
    """Windows of each side that name a technology."""
    common: int
    """Episodes on both sides."""


def differences(
    extractions: Iterable[Extraction],
    left: Where,
    right: Where,
    window: Kind = "turn",
    *,
    least: int = LEAST,
    least_episodes: int = LEAST_EPISODES,
    draws: int = DRAWS,
) -> Differences:
    """Return every pair that one side names in `least` windows of `least_episodes` episodes, and whose two both sides name.

    Args:
        extractions: of a build, read one at a time, in any order.
        left: what the one side takes. With people, only what they say counts.
        right: what the other side takes.
        window: how near two mentions must stand.
        least: windows of one side that must name a pair.
        least_episodes: episodes that these must be of.
        draws: of the bootstrap.

    Raises `kg.analysis.sides.SideError`, `kg.cooccurrence.windows.WindowError`.
    """
    window = parse_window(window)
    sides, labels = Sides(left, right), Labels()
    counters = (Counter(), Counter())
    episodes: tuple[list[str], list[str]] = ([], [])
    for x in extractions:
        on = sides.of(x)
        for counter, ids, where, takes in zip(counters, episodes, sides.wheres, on, strict=True):
            found = list(windows(x, window, where)) if takes else []
            for one in found:
                counter.add(one)
            ids += [x.id] if found else []
        if any(on):
            labels.add(x)
    sides.check()
    incidences = [counter.incidence() for counter in counters]
    names = tuple(sorted({name for incidence in incidences for name in incidence.names}))
    ids = sorted({*episodes[0], *episodes[1]})
    counted = [_Side(i, names, e, ids) for i, e in zip(incidences, episodes, strict=True)]
    codes = _supported(counted, least, least_episodes)
    figures = _figures(counted, codes, _draws(len(ids), draws))
    a, b = np.divmod(codes, max(len(names), 1))
    columns = (a, b, *(side.together(codes) for side in counted), *figures[:-1], corrected(figures[-1]))
    rows = [
        Difference(names[i], names[j], labels.label(names[i]), labels.label(names[j]), *values)
        for i, j, *values in zip(*(column.tolist() for column in columns), strict=True)
    ]
    rows.sort(key=lambda row: (-row.difference, row.a, row.b))
    return Differences(
        tuple(rows),
        sides.episodes[0],
        sides.episodes[1],
        counters[0].windows,
        counters[1].windows,
        sides.common,
    )


def shrunk_npmi(n_ab: Floats, n_a: Floats, n_b: Floats, n: Floats) -> Floats:
    """Return NPMI with half a window added to what was seen and to what chance would show, from -1 to 1.

    So a pair that was seen once, or by chance never, is near 0 and not at one of the ends; Norén, Hopstadius &
    Bate 2013, "Shrinkage observed-to-expected ratios".
    """
    seen, chance = n_ab + 0.5, n_a * n_b / np.maximum(n, 1) + 0.5
    npmi: Floats = np.log(seen / chance) / -np.log(seen / (n + 1))
    return npmi


class _Side:
    """What the episodes of one side name, in the numbering that both sides share."""

    def __init__(
        self, incidence: Incidence, names: tuple[str, ...], episodes: list[str], ids: list[str]
    ) -> None:
        self._number = max(len(names), 1)
        place = _positions(incidence.names, names)
        of = _positions(episodes, ids)[incidence.episodes]
        self.pairs: Pairs = find_pairs(incidence)
        a, b = incidence.ends(self.pairs.codes)
        self.codes = place[a] * self._number + place[b]
        """Of `pairs`, ascending as those are."""
        shape = (len(names), len(ids))
        self.windows = np.bincount(of, minlength=len(ids)).astype(np.float64)
        """Of each episode."""
        self.named = _matrix(place[incidence.technologies], of[incidence.rows], shape)
        self._both = _matrix(self.pairs.at, of[self.pairs.window], (len(self.codes), len(ids)))

    def together(self, codes: Integers) -> Integers:
        """Return how many windows name each pair."""
        found, at = self._find(codes)
        counts = np.zeros(len(codes), dtype=np.int64)
        counts[found] = self.pairs.counts[at]
        return counts

    def drawn(self, codes: Integers, weights: Floats) -> Floats:
        """Return NPMI, pairs x draws, of the episodes as often as each draw has them."""
        found, at = self._find(codes)
        both = np.zeros((len(codes), weights.shape[1]))
        both[found] = self._both[at] @ weights
        a, b = np.divmod(codes, self._number)
        return shrunk_npmi(both, self.named[a] @ weights, self.named[b] @ weights, self.windows @ weights)

    def _find(self, codes: Integers) -> tuple[Integers, Integers]:
        """Return which of `codes` this side has, and where."""
        _, found, at = np.intersect1d(codes, self.codes, assume_unique=True, return_indices=True)
        return found, at


def _positions(some: Iterable[str], every: Iterable[str]) -> Integers:
    at = {one: position for position, one in enumerate(every)}
    return np.array([at[one] for one in some], dtype=np.int64)


def _matrix(rows: Integers, columns: Integers, shape: tuple[int, int]) -> sparse.csr_matrix:
    """Return how often each row and column come together."""
    return sparse.coo_matrix((np.ones(len(rows)), (rows, columns)), shape).tocsr()


def _supported(sides: list[_Side], least: int, least_episodes: int) -> Integers:
    """Return the codes of the pairs to compare, ascending."""
    kept = [
        side.codes[(side.pairs.counts >= least) & (side.pairs.episodes >= least_episodes)] for side in sides
    ]
    codes = np.union1d(*kept)
    named = np.logical_and(*(np.asarray(side.named.sum(axis=1)).ravel() > 0 for side in sides))
    a, b = np.divmod(codes, max(len(named), 1))
    chosen: Integers = codes[named[a] & named[b]] if len(codes) else codes
    return chosen


def _draws(episodes: int, draws: int) -> Floats:
    """Return how often each draw has each episode; the first column has each once."""
    # The one generator of numpy whose numbers are promised to stay the same in every version.
    source = np.random.RandomState(SEED)
    drawn = source.multinomial(episodes, np.full(episodes, 1 / max(episodes, 1)), draws).T
    return np.column_stack([np.ones(episodes), drawn]).astype(np.float64)


def _figures(sides: list[_Side], codes: Integers, weights: Floats) -> list[Floats]:
    """Return both NPMI, their difference, the ends of its interval, and its p, for each pair."""
    blocks = []
    for begin in range(0, max(len(codes), 1), _BLOCK):
        left, right = (side.drawn(codes[begin : begin + _BLOCK], weights) for side in sides)
        apart = left - right
        low, high = np.quantile(apart[:, 1:], (0.025, 0.975), axis=1, method="inverted_cdf")
        error = apart[:, 1:].std(axis=1, ddof=1)
        z = np.divide(apart[:, 0], error, out=np.zeros(len(apart)), where=error > 0)
        blocks.append((left[:, 0], right[:, 0], apart[:, 0], low, high, 2 * stats.norm.sf(np.abs(z))))
    return [np.concatenate(column) for column in zip(*blocks, strict=True)]
