"""The counts of each episode in; how far F1 would move with other episodes of the same sort, out.

The percentile interval of Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13:
episodes are drawn with replacement, as many as there are, the figure is taken of each draw, and the
interval runs between the ordered figures at 2.5 % and 97.5 %. Episodes are drawn and not items, since
the items of one episode share its form and its speakers.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from kg.evaluation.scoring import Row, Tally

DRAWS = 1000
SEED = 17
"""Fixed, so that one input has one interval."""
LEVEL = 0.95

Interval = tuple[float, float]


def f1_intervals(episodes: Sequence[Mapping[Row, Tally]], draws: int = DRAWS) -> dict[Row, Interval]:
    """Return the interval of F1 for each row.

    A draw that holds nothing of a row is left out for it; a row of which every draw is so, and any row
    where there are fewer than two episodes, has no interval.
    """
    if len(episodes) < 2:
        return {}
    source = random.Random(SEED)  # noqa: S311  (a repeatable draw, no secret)
    figures: dict[Row, list[float]] = {row: [] for episode in episodes for row in episode}
    for _ in range(draws):
        # Only random() is promised to give the same numbers in every version of Python.
        drawn = [episodes[int(source.random() * len(episodes))] for _ in episodes]
        for row, tally in _sums(drawn).items():
            if tally.gold or tally.found:
                figures[row].append(tally.f1)
    return {row: percentiles(values) for row, values in figures.items() if values}


def _sums(episodes: Sequence[Mapping[Row, Tally]]) -> dict[Row, Tally]:
    sums: dict[Row, Tally] = {}
    for episode in episodes:
        for row, tally in episode.items():
            known = sums.get(row)
            sums[row] = known.plus(tally) if known else tally
    return sums


def percentiles(values: Sequence[float]) -> Interval:
    """Return the ordered values at the ends of the middle 95 %: of 1,000 the 25th and the 975th."""
    ordered, tail = sorted(values), (1 - LEVEL) / 2
    low = max(round(len(ordered) * tail), 1)
    high = min(max(round(len(ordered) * (1 - tail)), 1), len(ordered))
    return ordered[low - 1], ordered[high - 1]
