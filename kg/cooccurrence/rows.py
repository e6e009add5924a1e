"""Extractions come in, one row a pair of technologies goes out: counts, measures, and how likely chance is.

Every pair that is named together often enough is tested, and the tests are corrected for their number;
of how many the rest are is said too, so that nobody has to take the list for all there is.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
from scipy import stats

from kg.cooccurrence import measures
from kg.cooccurrence.pairs import Counter, Pair
from kg.cooccurrence.where import EVERYTHING, Where, year_of
from kg.cooccurrence.windows import Kind, windows
from kg.errors import KgError
from kg.graph import technology_id
from kg.model import Extraction

LEAST, LEAST_EPISODES = 3, 2
"""Windows and episodes that must name a pair before it is tested; what is rarer cannot be told from chance."""

SIGNIFICANT = 0.05
"""q below which a pair counts as named together more often than by chance."""

By = Literal["npmi", "lift", "count", "episodes", "g2", "jaccard", "association", "q"]
"""What rows can be ordered by."""

ORDERS: tuple[By, ...] = get_args(By)


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
    npmi: float
    lift: float
    g2: float
    """Log-likelihood ratio."""
    jaccard: float
    association: float
    """Association strength n_ab / (n_a n_b): lift without N; van Eck and Waltman 2009."""
    p: float
    """Of Fisher's exact test, one-sided: chance names them together so often or more often."""
    q: float
    """`p` corrected for the number of pairs tested; Benjamini and Hochberg 1995."""

    @property
    def significant(self) -> bool:
        """Whether chance is an unlikely reason."""
        return self.q < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class CoOccurrences:
    """The rows, and what they are out of."""

    rows: tuple[Row, ...]
    window: Kind
    windows: int
    """How many windows name a technology (N)."""
    episodes: int
    """How many episodes have such a window."""
    pairs: int
    """How many pairs are named together at all."""

    @property
    def tested(self) -> int:
        """How many pairs were tested."""
        return len(self.rows)


def cooccurrences(
    extractions: Iterable[Extraction],
    window: Kind = "turn",
    *,
    where: Where = EVERYTHING,
    least: int = LEAST,
    least_episodes: int = LEAST_EPISODES,
) -> CoOccurrences:
    """Return every pair that at least `least` windows of `least_episodes` episodes name together.

    Args:
        extractions: of a build, read one at a time.
        where: what is counted at all.

    Rows stand by node ids; `ordered` puts them in another order.
    """
    counter = Counter()
    labels: dict[str, str] = {}
    for x in extractions:
        found = list(windows(x, window, where))
        for one in found:
            counter.add(one, year_of(x))
        if found:
            labels.update((technology_id(t), t.name) for t in x.technologies)
    table = counter.table(1)
    tested = [pair for pair in table.pairs if pair.count >= least and pair.episodes >= least_episodes]
    rows = tuple(
        _row(pair, table.windows, p, q, labels)
        for pair, p, q in zip(tested, *_significance(tested, table.windows), strict=True)
    )
    return CoOccurrences(rows, window, table.windows, counter.episodes, len(table.pairs))


def _significance(pairs: list[Pair], n: int) -> tuple[list[float], list[float]]:
    """Return p and q of each pair."""
    if not pairs:
        return [], []
    count, a, b = (np.array(c) for c in zip(*((p.count, p.count_a, p.count_b) for p in pairs), strict=True))
    p = np.clip(stats.hypergeom.sf(count - 1, n, a, b), 0.0, 1.0)
    return p.tolist(), stats.false_discovery_control(p).tolist()


def _row(pair: Pair, n: int, p: float, q: float, labels: dict[str, str]) -> Row:
    counts = (pair.count, pair.count_a, pair.count_b)
    return Row(
        pair.a, pair.b, labels[pair.a], labels[pair.b], *counts, pair.episodes, pair.first, pair.last,
        npmi=measures.npmi(*counts, n), lift=measures.lift(*counts, n), g2=measures.log_likelihood(*counts, n),
        jaccard=measures.jaccard(*counts), association=pair.count / (pair.count_a * pair.count_b), p=p, q=q,
    )  # fmt: skip


_KEYS: dict[By, Callable[[Row], Any]] = {
    "npmi": lambda r: (not r.significant, -r.npmi, -r.count),
    "lift": lambda r: (not r.significant, -r.lift, -r.count),
    "count": lambda r: -r.count,
    "episodes": lambda r: (-r.episodes, -r.count),
    "g2": lambda r: -r.g2,
    "jaccard": lambda r: -r.jaccard,
    "association": lambda r: (not r.significant, -r.association, -r.count),
    "q": lambda r: (r.q, -r.g2),
}


def ordered(rows: Iterable[Row], by: By = "npmi") -> list[Row]:
    """Return rows with the strongest first; measures that overrate what is rare put the significant before the rest."""
    return sorted(rows, key=lambda row: (_KEYS[by](row), row.a, row.b))


class UnknownName(KgError, ValueError):
    """Nothing that was counted goes by a name."""


def named(table: CoOccurrences, name: str) -> list[Row]:
    """Return the rows of the technology called `name` (a label or node id), it being `a` in all of them.

    Raises `UnknownName` with the nearest labels.
    """
    wanted = name.casefold()
    rows = []
    for row in table.rows:
        if wanted in (row.label_a.casefold(), row.a, row.a.partition("/")[2]):
            rows.append(row)
        elif wanted in (row.label_b.casefold(), row.b, row.b.partition("/")[2]):
            rows.append(_turned(row))
    if not rows:
        labels = sorted({label for row in table.rows for label in (row.label_a, row.label_b)})
        near = difflib.get_close_matches(name, labels)
        hint = f" Near it: {', '.join(near)}." if near else ""
        raise UnknownName(
            f"no pair that was tested has {name!r}; lower --least and --least-episodes, or see `kg show {name}`.{hint}"
        )
    return rows


def _turned(row: Row) -> Row:
    return replace(
        row,
        a=row.b,
        b=row.a,
        label_a=row.label_b,
        label_b=row.label_a,
        count_a=row.count_b,
        count_b=row.count_a,
    )
