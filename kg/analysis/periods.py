"""Episodes come in; how many of each period name a technology, among all or among those that are alike, goes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Literal, NamedTuple, get_args

import numpy as np

from kg.analysis.named import EpisodeNames

By = Literal["month", "quarter", "year"]
"""How long a period is."""

PERIODS: tuple[By, ...] = get_args(By)

Stratum = Literal["show", "transcript"]
"""What episodes may have to share to be compared: the show, or whether there is a transcript."""

STRATA: tuple[Stratum, ...] = get_args(Stratum)

IN_A_YEAR: dict[By, int] = {"month": 12, "quarter": 4, "year": 1}

_STRATA: dict[Stratum, Callable[[EpisodeNames], str | bool]] = {
    "show": lambda episode: episode.show,
    "transcript": lambda episode: episode.transcribed,
}


def period_of(date: str | None, by: By) -> int | None:
    """Return the period of an ISO 8601 day, counted from the year 0; None for no day."""
    match = re.match(r"(\d{4})-(\d\d)", date or "")
    return (int(match[1]) * 12 + int(match[2]) - 1) * IN_A_YEAR[by] // 12 if match else None


def period_label(period: int, by: By) -> str:
    """Return a period as `2014`, `2014-Q3` or `2014-07`: in order of time when sorted."""
    year, part = divmod(period, IN_A_YEAR[by])
    return {"month": f"{year:04}-{part + 1:02}", "quarter": f"{year:04}-Q{part + 1}", "year": f"{year:04}"}[
        by
    ]


class Counts(NamedTuple):
    """What some episodes name."""

    named: np.ndarray
    """Technologies x periods: the episodes of the period that name the technology."""
    episodes: np.ndarray
    """By period, all of them."""


def count(
    episodes: Sequence[EpisodeNames], technologies: Sequence[str], periods: Sequence[int], by: By
) -> Counts:
    """Return how many of the `episodes`, all with a date, name each of the technologies in each of the periods."""
    rows = {technology: at for at, technology in enumerate(technologies)}
    columns = {period: at for at, period in enumerate(periods)}
    named = np.zeros((len(rows), len(columns)), dtype=np.int32)
    totals = np.zeros(len(columns), dtype=np.int32)
    for episode in episodes:
        period = period_of(episode.date, by)
        if period is not None:
            totals[columns[period]] += 1
            named[[rows[t] for t in episode.technologies if t in rows], columns[period]] += 1
    return Counts(named, totals)


def alike(episodes: Sequence[EpisodeNames], strata: Collection[Stratum]) -> list[list[EpisodeNames]]:
    """Return the episodes in groups that share all of `strata`; one group where there are none."""
    groups: dict[tuple[str | bool, ...], list[EpisodeNames]] = {}
    for episode in episodes:
        groups.setdefault(tuple(_STRATA[one](episode) for one in sorted(set(strata))), []).append(episode)
    return [groups[key] for key in sorted(groups)]


def expected(strata: Sequence[Counts]) -> np.ndarray:
    """Return, technologies x periods, the share of the episodes that would name each if nothing changed with time.

    That is the mean of the strata's shares over all periods, weighted by their episodes of the period.
    """
    sums = sum(
        np.outer(c.named.sum(axis=1) / max(int(c.episodes.sum()), 1), c.episodes.astype(float))
        for c in strata
    )
    totals = sum(c.episodes.astype(float) for c in strata)
    shares: np.ndarray = sums / np.maximum(totals, 1)
    return shares
