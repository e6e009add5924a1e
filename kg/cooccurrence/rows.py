"""Extractions come in, one row a pair of technologies goes out: counts, measures, and how likely chance is.

Every pair that is named together often enough is tested, and the tests are corrected for their number;
of how many the rest are is said too, so that nobody has to take the list for all there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isnan
from typing import Any

import numpy as np

from kg.cooccurrence import measures
from kg.cooccurrence.chance import SIGNIFICANT, corrected, significance
from kg.cooccurrence.choosing import ORDERS, By, UnknownName, named, ordered
from kg.cooccurrence.incidence import Counting, Strata, find_pairs
from kg.cooccurrence.labels import Labels
from kg.cooccurrence.null_model import sdsm
from kg.cooccurrence.pairs import Counter
from kg.cooccurrence.strata import mantel_haenszel
from kg.cooccurrence.where import EVERYTHING, Where, year_of
from kg.cooccurrence.windows import Kind, advertised, parse_window, windows
from kg.model import Extraction

__all__ = [
    "ORDERS", "By", "CoOccurrences", "Collector", "Row", "UnknownName", "cooccurrences", "named", "ordered",
]  # fmt: skip

LEAST, LEAST_EPISODES = 3, 2
"""Windows and episodes that must name a pair before it is tested; what is rarer cannot be told from chance."""


@dataclass(frozen=True, slots=True)
class Row:
    """A pair of technologies, `a` before `b` by node id."""

    a: str
    b: str
    label_a: str
    label_b: str
    count: int
    """Windows that name both (n_ab)."""
    count_a: int
    count_b: int
    """Windows that name each (n_a, n_b)."""
    episodes: int
    first: int | None
    last: int | None
    """Years of the first and last episode that names both."""
    weight: float
    weight_a: float
    weight_b: float
    """n_ab, n_a and n_b as `Counting` has them: the counts above where it is binary."""
    npmi: float
    lift: float
    jaccard: float
    association: float
    """Of the weights."""
    g2: float
    """Log-likelihood ratio; of the counts, as are all tests."""
    p: float
    """Of Fisher's exact test, one-sided: chance names them together so often or more often."""
    q: float
    """`p` corrected for the number of pairs tested; Benjamini and Hochberg 1995."""
    sdsm_p: float
    sdsm_q: float
    """Likewise, of a chance that knows how many technologies each window names: see `null_model`."""
    mh_odds: float | None = None
    """Common odds ratio of the strata, which can be infinite; None without strata, and where it is 0 / 0."""
    mh_p: float | None = None
    mh_q: float | None = None
    """Likewise, within strata: see `strata`; None without."""

    @property
    def significant(self) -> bool:
        """Whether chance is an unlikely reason: within strata where there are any."""
        return (self.q if self.mh_q is None else self.mh_q) < SIGNIFICANT

    @property
    def backbone(self) -> bool:
        """Whether chance is an unlikely reason even in windows that name as much."""
        return self.sdsm_q < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class CoOccurrences:
    """The rows, and what they are out of."""

    rows: tuple[Row, ...]
    window: Kind
    counting: Counting
    stratify: Strata | None
    windows: int
    """How many windows name a technology: N, of which the counts and tests are."""
    weight: float
    """N of the weights; `windows` where counting is binary."""
    episodes: int
    """How many episodes have such a window."""
    pairs: int
    """How many pairs are named together at all."""
    advertising: int
    """How many passages were left out as advertising, see `kg.cooccurrence.windows.advertised`."""
    aliases: tuple[tuple[str, str], ...] = field(repr=False)
    """(a way to write it, case-folded; node id) of the technologies in the rows, by the first."""

    @property
    def tested(self) -> int:
        """How many pairs were tested."""
        return len(self.rows)


class Collector:
    """Takes episodes one after the other, in any order, and makes the table of their pairs."""

    def __init__(self, window: Kind = "turn", where: Where = EVERYTHING) -> None:
        """Start with nothing. Raises `kg.cooccurrence.windows.WindowError`."""
        self.window, self.where = parse_window(window), where
        self._counter, self._labels = Counter(), Labels()
        self._advertising = 0

    def add(self, extraction: Extraction) -> None:
        """Count the windows of an episode that conditions take."""
        found = list(windows(extraction, self.window, self.where))
        for window in found:
            self._counter.add(window, year_of(extraction), extraction.show)
        if found:
            self._labels.add(extraction)
        self._advertising += advertised(extraction, self.where)

    def table(
        self,
        *,
        least: int = LEAST,
        least_episodes: int = LEAST_EPISODES,
        counting: Counting = "binary",
        stratify: Strata | None = None,
    ) -> CoOccurrences:
        """Return every pair that at least `least` windows of `least_episodes` episodes name together.

        Args:
            counting: what a window adds to the weights.
            stratify: compare windows only with those of the same show or year.

        Rows stand by node ids.
        """
        incidence = self._counter.incidence()
        pairs = find_pairs(incidence, counting)
        tested = np.flatnonzero((pairs.counts >= least) & (pairs.episodes >= least_episodes))
        a, b = incidence.ends(pairs.codes[tested])
        n, degrees = self._counter.windows, incidence.degrees
        count, count_a, count_b = pairs.counts[tested], degrees[a], degrees[b]
        p, q = significance(count, count_a, count_b, n)
        sdsm_p = sdsm(count, a, b, degrees, incidence.sizes)
        columns = {
            "count": count, "count_a": count_a, "count_b": count_b, "episodes": pairs.episodes[tested],
            "weight": pairs.weights[tested], "weight_a": pairs.strengths[a], "weight_b": pairs.strengths[b],
            "first": pairs.first[tested], "last": pairs.last[tested],
            "p": p, "q": q, "sdsm_p": sdsm_p, "sdsm_q": corrected(sdsm_p),
        }  # fmt: skip
        weights = (columns["weight"], columns["weight_a"], columns["weight_b"])
        columns |= {
            "npmi": measures.npmi(*weights, pairs.total), "lift": measures.lift(*weights, pairs.total),
            "jaccard": measures.jaccard(*weights), "association": measures.association(*weights),
            "g2": measures.log_likelihood(count, count_a, count_b, n),
        }  # fmt: skip
        if stratify:
            odds, mh_p = mantel_haenszel(incidence, pairs, tested, incidence.strata(stratify))
            columns |= {"mh_odds": odds, "mh_p": mh_p, "mh_q": corrected(mh_p)}
        nodes = {i: incidence.names[i] for i in np.union1d(a, b).tolist()}
        labels = {node: self._labels.label(node) for node in nodes.values()}
        rows = tuple(
            _row(nodes[i], nodes[j], labels, dict(zip(columns, values, strict=True)))
            for i, j, *values in zip(
                a.tolist(), b.tolist(), *(c.tolist() for c in columns.values()), strict=True
            )
        )
        return CoOccurrences(
            rows, self.window, counting, stratify, n, pairs.total, self._counter.episodes, len(pairs.codes),
            self._advertising, self._labels.aliases(labels),
        )  # fmt: skip


def cooccurrences(
    extractions: Iterable[Extraction],
    window: Kind = "turn",
    *,
    where: Where = EVERYTHING,
    least: int = LEAST,
    least_episodes: int = LEAST_EPISODES,
    counting: Counting = "binary",
    stratify: Strata | None = None,
) -> CoOccurrences:
    """Return every pair of `extractions`, read one at a time: `Collector.table` of all of them.

    Raises `kg.cooccurrence.windows.WindowError`.
    """
    collector = Collector(window, where)
    for extraction in extractions:
        collector.add(extraction)
    return collector.table(least=least, least_episodes=least_episodes, counting=counting, stratify=stratify)


def _row(a: str, b: str, labels: dict[str, str], values: dict[str, Any]) -> Row:
    values |= {"first": values["first"] or None, "last": values["last"] or None}
    if isnan(values.get("mh_odds", 0.0)):
        values["mh_odds"] = None
    return Row(a, b, labels[a], labels[b], **values)
