"""Extractions and two sides come in; which technologies the one names more than the other goes out.

The log-odds with an informative Dirichlet prior of Monroe, Colaresi & Quinn 2008, "Fightin' words". What
they count as words of a speech are here the technologies that an episode names, each once: a talk about
one technology names it a hundred times, which is one decision and not a hundred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from scipy import stats

from kg.analysis.named import names_of
from kg.analysis.proportions import QUANTILE
from kg.analysis.sides import Sides
from kg.cooccurrence.chance import corrected
from kg.cooccurrence.labels import Labels
from kg.cooccurrence.where import EVERYTHING, Where
from kg.model import Extraction

LEAST = 5
"""Episodes, of both sides together, that must name a technology before it is compared."""

PRIOR = 0.1
"""Weight of the prior: its counts are so many times those of the smaller side."""

SIGNIFICANT = 0.05
"""q below which a technology belongs more to one side."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """A technology on two sides."""

    id: str
    label: str
    left: int
    right: int
    """Episodes of each side that name it."""
    share_left: float
    share_right: float
    """Of the side's episodes."""
    log_odds: float
    """Natural logarithm of the odds that what the left side names is this, over those of the right; above 0
    the left names it more. Sides that name more of everything are equal in it."""
    low: float
    high: float
    """Its 95 % interval."""
    z: float
    q: float
    """Of the two-sided p of z, corrected for the number of technologies compared."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The contrasts, and what they are out of."""

    rows: tuple[Contrast, ...]
    """From what belongs to the left side most certainly to what belongs to the right, by z."""
    left: int
    right: int
    """Episodes of each side."""
    named_left: int
    named_right: int
    """How many technologies their episodes name, summed over the episodes."""
    common: int
    """Episodes on both sides; the intervals take the sides for independent."""


def compare(
    extractions: Iterable[Extraction],
    left: Where,
    right: Where,
    *,
    background: Where = EVERYTHING,
    least: int = LEAST,
) -> Comparison:
    """Return every technology that at least `least` episodes of the two sides name.

    Args:
        extractions: of a build, read one at a time, in any order.
        left: what the one side takes. With people, only what they say counts.
        right: what the other side takes.
        background: what the prior is made of: the usual frequencies.

    Raises `kg.analysis.sides.SideError`.
    """
    sides, labels = Sides(left, right), Labels()
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    usual: Counter[str] = Counter()
    for x in extractions:
        usual.update(names_of(x, background))
        on = sides.of(x)
        for count, where, takes in zip(counts, sides.wheres, on, strict=True):
            if takes:
                count.update(names_of(x, where))
        if any(on):
            labels.add(x)
    sides.check()
    nodes = sorted(counts[0].keys() | counts[1].keys())
    named = (counts[0].total(), counts[1].total())
    weight = PRIOR * min(named)
    for node in nodes:  # a background that is narrower than a side may lack what that names
        usual[node] = max(usual[node], counts[0][node], counts[1][node])
    total = sum(usual[node] for node in nodes)
    rows = []
    for node in nodes:
        y = (counts[0][node], counts[1][node])
        if sum(y) >= least:
            prior = weight * usual[node] / total
            delta, error = log_odds(y, named, prior, weight)
            reach = QUANTILE * error
            share = (y[0] / sides.episodes[0], y[1] / sides.episodes[1])
            rows.append(
                (node, labels.label(node), *y, *share, delta, delta - reach, delta + reach, delta / error)
            )
    q = corrected(2 * stats.norm.sf(np.abs([row[-1] for row in rows]))).tolist()
    found = sorted(
        (Contrast(*row, one) for row, one in zip(rows, q, strict=True)), key=lambda c: (-c.z, c.id)
    )
    episodes_left, episodes_right = sides.episodes
    return Comparison(tuple(found), episodes_left, episodes_right, *named, sides.common)


def log_odds(
    counts: tuple[int, int], totals: tuple[int, int], prior: float, weight: float
) -> tuple[float, float]:
    """Return the log-odds ratio of one word on two sides, and its standard error; equations 16 and 20 of the article.

    Args:
        counts: of the word on each side.
        totals: of all words on each side.
        prior: counts of the word that either side is taken to have beside its own.
        weight: the sum of the prior over all words.
    """
    left, right = (
        log((count + prior) / (total + weight - count - prior))
        for count, total in zip(counts, totals, strict=True)
    )
    return left - right, sqrt(sum(1 / (count + prior) for count in counts))
