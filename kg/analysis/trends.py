"""Extractions come in; how often each technology is named, period by period, and whether that rises or falls, goes out.

A share is of the dated episodes of a period, whether or not they name any technology; an episode counts
once, however often it names one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kg.analysis.bursts import bursts
from kg.analysis.named import EpisodeNames, find, names_of, takes
from kg.analysis.periods import (
    IN_A_YEAR,
    STRATA,
    By,
    Stratum,
    alike,
    count,
    expected,
    period_label,
    period_of,
)
from kg.analysis.proportions import trend_test, wilson
from kg.cooccurrence.chance import corrected
from kg.cooccurrence.labels import Labels
from kg.cooccurrence.where import EVERYTHING, Where
from kg.model import Extraction

LEAST = 10
"""Episodes that must name a technology before it is tested: what is rarer has no trend to speak of."""

SIGNIFICANT = 0.05
"""q below which a share counts as rising or falling."""


@dataclass(frozen=True, slots=True)
class Point:
    """A technology in a period that has an episode."""

    period: str
    """`2014`, `2014-Q3` or `2014-07`."""
    count: int
    """Episodes of the period that name it."""
    episodes: int
    """Episodes of the period."""
    share: float
    low: float
    high: float
    """Wilson's 95 % interval of the share."""
    burst: bool
    """Whether the period is one of a burst; `kg.analysis.bursts`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An episode that names something, and its day (ISO 8601)."""

    date: str
    episode: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A technology over the years."""

    id: str
    label: str
    count: int
    """Dated episodes that name it."""
    share: float
    """Of all dated episodes."""
    points: tuple[Point, ...]
    """By period."""
    first: Seen
    last: Seen
    """Of several episodes on one day the first and the last by id."""
    slope: float
    """Share gained in a year, or lost, among episodes that are alike; `kg.analysis.proportions.trend_test`."""
    z: float
    p: float
    """Two-sided."""
    q: float
    """`p` corrected for the number of technologies tested."""
    bursts: tuple[tuple[str, str], ...]
    """First and last period of each, in order of time."""

    @property
    def direction(self) -> Literal["rising", "falling", "unclear"]:
        """Whether the share rises or falls, where chance is an unlikely reason."""
        if self.q >= SIGNIFICANT:
            return "unclear"
        return "rising" if self.z > 0 else "falling"

    @property
    def peak(self) -> Point:
        """The period whose share is the greatest for certain: by the interval's low end, so that a lone episode is none."""
        return max(self.points, key=lambda point: point.low)


@dataclass(frozen=True, slots=True)
class Trends:
    """The trends, and what they are out of."""

    rows: tuple[Trend, ...]
    """The strongest rise first, the strongest fall last; where names were given, in their order."""
    periods: int
    """How many periods have an episode."""
    episodes: int
    """How many dated episodes were counted."""
    undated: int
    """How many were left out for want of a date."""


def trends(
    extractions: Iterable[Extraction],
    names: Sequence[str] | None = None,
    by: By = "year",
    *,
    where: Where = EVERYTHING,
    least: int = LEAST,
    strata: Collection[Stratum] = STRATA,
) -> Trends:
    """Return how often technologies are named over time.

    Args:
        extractions: of a build, read one at a time, in any order.
        names: labels, aliases or node ids; without them, every technology that at least `least` dated
            episodes name. `q` is corrected for the number of either.
        where: what is counted at all. With people, an episode counts where one of them speaks.
        strata: only episodes that share these are compared for the slope, its test and the bursts, so
            that nothing rises or falls because a show ends or a year has more transcripts. The points
            are of all episodes.

    Raises `UnknownName`.
    """
    episodes, labels, undated = _dated(extractions, where, by)
    naming: dict[str, list[EpisodeNames]] = {}
    for episode in episodes:
        for node in episode.technologies:
            naming.setdefault(node, []).append(episode)
    if names is None:
        nodes = sorted(node for node, found in naming.items() if len(found) >= least)
    else:
        counted = {node: len(found) for node, found in naming.items()}
        nodes = list(dict.fromkeys(find(name, counted, labels) for name in names))
    periods = sorted({p for e in episodes if (p := period_of(e.date, by)) is not None})
    if not periods:
        return Trends((), 0, 0, undated)
    whole = count(episodes, nodes, periods, by)
    groups = [count(group, nodes, periods, by) for group in alike(episodes, strata)]
    tests = trend_test(groups, np.array(periods) / IN_A_YEAR[by])
    figures = (*tests, corrected(tests.p), whole.named, expected(groups))
    totals, times = whole.episodes.tolist(), [period_label(period, by) for period in periods]
    rows = []
    for node, slope, z, p, q, counts, usual in zip(
        nodes, *(column.tolist() for column in figures), strict=True
    ):
        points, runs = _points(times, counts, totals, usual)
        found = naming[node]
        first, last = (Seen(e.date or "", e.id) for e in (found[0], found[-1]))
        share = len(found) / len(episodes)
        label = labels.label(node)
        rows.append(Trend(node, label, len(found), share, points, first, last, slope, z, p, q, runs))
    if names is None:
        rows.sort(key=lambda row: (-row.slope, row.id))
    return Trends(tuple(rows), len(periods), len(episodes), undated)


def _points(
    times: list[str], counts: list[int], totals: list[int], usual: list[float]
) -> tuple[tuple[Point, ...], tuple[tuple[str, str], ...]]:
    """Return the points of a technology, and the first and last period of its bursts."""
    runs = bursts(counts, totals, usual)
    within = {at for run in runs for at in range(run.first, run.last + 1)}
    points = tuple(
        Point(time, named, total, named / total, *wilson(named, total), at in within)
        for at, (time, named, total) in enumerate(zip(times, counts, totals, strict=True))
    )
    return points, tuple((times[run.first], times[run.last]) for run in runs)


def _dated(extractions: Iterable[Extraction], where: Where, by: By) -> tuple[list[EpisodeNames], Labels, int]:
    """Return the episodes with a date in order of time, what their technologies are called, and how many have none."""
    labels, undated = Labels(), 0
    episodes = []
    for x in extractions:
        if not takes(where, x):
            continue
        if period_of(x.date, by) is None:
            undated += 1
            continue
        technologies = names_of(x, where)
        labels.add(x)
        episodes.append(EpisodeNames(x.id, x.show, x.date, x.turns > 0, technologies))
    return sorted(episodes, key=lambda episode: (episode.date or "", episode.id)), labels, undated
