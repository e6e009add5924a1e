"""Fisher's exact test and the correction for many tests, against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from kg.cooccurrence.chance import corrected, significance


@pytest.mark.parametrize("n", [1, 2, 3, 7, 12])
def test_every_table_of_few_windows(n: int) -> None:
    """Each p is that of the hypergeometric distribution, whichever of the two is named more often."""
    cases = [
        (both, a, b)
        for a in range(1, n + 1)
        for b in range(1, n + 1)
        for both in range(max(1, a + b - n), min(a, b) + 1)
    ]
    both, a, b = np.array(cases).T
    p, q = significance(both, a, b, n)
    assert p == pytest.approx(stats.hypergeom.sf(both - 1, n, a, b), rel=1e-12)
    assert q.tolist() == stats.false_discovery_control(p).tolist()


@pytest.mark.parametrize("n", [1_000, 1_000_000])
def test_tables_of_many_windows(n: int) -> None:
    """Far more often than by chance, far more rarely, and what is between; down to 1e-250."""
    draw = np.random.default_rng(7)
    a, b = (np.maximum(1, n * draw.random(2_000) ** 4).astype(np.int64) for _ in range(2))
    around = (a * b / n * draw.uniform(0.3, 3, 2_000)).astype(np.int64)
    both = np.clip(around + draw.integers(0, 9, 2_000), np.maximum(1, a + b - n), np.minimum(a, b))
    p, _ = significance(both, a, b, n)
    right = np.clip(stats.hypergeom.sf(both - 1, n, a, b), 0, 1)
    told = right > 1e-250
    assert p[told] == pytest.approx(right[told], rel=1e-7)
    assert (p[~told] < 1e-249).all()
    assert right.max() > 0.999999


def test_nothing_to_test() -> None:
    """Without pairs there is neither p nor q."""
    none = np.array([], dtype=np.int64)
    assert [one.tolist() for one in significance(none, none, none, 5)] == [[], []]
    assert corrected(np.array([])).tolist() == []


def test_corrected() -> None:
    """By hand: the third of four p is the least that 4 p / rank comes to from there on."""
    assert corrected(np.array([0.01, 0.04, 0.03, 0.9])).tolist() == pytest.approx(
        [0.04, 0.04 * 4 / 3, 0.04 * 4 / 3, 0.9]
    )
    assert corrected(np.array([])).tolist() == []
