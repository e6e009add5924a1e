"""The measures: against values worked by hand and against scipy."""

from itertools import product
from math import inf, isclose, log

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from kg.cooccurrence.measures import association, jaccard, lift, log_likelihood, npmi


def tables() -> list[tuple[int, int, int, int]]:
    """Return (n_ab, n_a, n_b, n) for all small tables in which both are named together somewhere."""
    return [
        (n_ab, n_a, n_b, n)
        for n, n_a, n_b in product(range(1, 13), repeat=3)
        for n_ab in range(max(1, n_a + n_b - n), min(n_a, n_b) + 1)
        if max(n_a, n_b) <= n
    ]


def test_worked_by_hand() -> None:
    """Of 100 windows 20 name a, 10 name b, 8 both."""
    counts = (8, 20, 10, 100)
    assert lift(*counts) == 4.0
    assert isclose(npmi(*counts), log(4) / -log(0.08))
    assert isclose(npmi(*counts), 0.548869, abs_tol=1e-6)
    assert isclose(jaccard(8, 20, 10), 8 / 22)
    assert association(8, 20, 10) == 0.04
    # 2 (8 ln 4 + 12 ln (12/18) + 2 ln (2/8) + 78 ln (78/72))
    assert isclose(
        log_likelihood(*counts), 2 * (8 * log(4) + 12 * log(12 / 18) + 2 * log(2 / 8) + 78 * log(78 / 72))
    )
    assert isclose(log_likelihood(*counts), 19.39103, abs_tol=1e-4)


@pytest.mark.parametrize("counts", [(1, 1, 1, 1), (5, 5, 5, 10), (1, 1, 1, 10**9)])
def test_only_together(counts: tuple[int, int, int, int]) -> None:
    """What is never named apart has npmi and Jaccard 1."""
    assert isclose(npmi(*counts), 1.0)
    assert jaccard(*counts[:3]) == 1.0


def test_chance_is_the_zero_of_every_measure() -> None:
    """Where both are as often together as independence gives, lift is 1, npmi and G² are 0."""
    for n_a, n_b in product(range(1, 10), repeat=2):
        counts = (n_a * n_b, n_a * 10, n_b * 10, 100)
        assert isclose(lift(*counts), 1.0)
        assert isclose(npmi(*counts), 0.0, abs_tol=1e-12)
        assert isclose(log_likelihood(*counts), 0.0, abs_tol=1e-9)


def test_log_likelihood_equals_scipys() -> None:
    """G² is that of scipy's test of independence without Yates's correction, on every table that it takes."""
    seen = 0
    for n_ab, n_a, n_b, n in tables():
        table = np.array([[n_ab, n_a - n_ab], [n_b - n_ab, n - n_a - n_b + n_ab]])
        if not (table.sum(axis=0).all() and table.sum(axis=1).all()):
            continue  # a technology that every window names: scipy refuses, G² is 0
        expected = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
        assert isclose(log_likelihood(n_ab, n_a, n_b, n), expected, rel_tol=1e-9, abs_tol=1e-9), (
            n_ab,
            n_a,
            n_b,
            n,
        )
        seen += 1
    assert seen > 1000


def test_what_every_window_names_tells_nothing() -> None:
    """Where one of the two is in all windows, G² is 0 and lift 1."""
    for n_b in range(1, 8):
        assert log_likelihood(n_b, 7, n_b, 7) == 0.0
        assert lift(n_b, 7, n_b, 7) == 1.0


def test_bounds() -> None:
    """On every small table the measures stay in their ranges and are the same for (a, b) and (b, a)."""
    for n_ab, n_a, n_b, n in tables():
        assert 0 < lift(n_ab, n_a, n_b, n) <= n
        assert -1 <= npmi(n_ab, n_a, n_b, n) <= 1 + 1e-12
        assert 0 < jaccard(n_ab, n_a, n_b) <= 1
        assert 0 <= log_likelihood(n_ab, n_a, n_b, n) < inf
        for measure in (lift, npmi, log_likelihood):
            assert isclose(measure(n_ab, n_a, n_b, n), measure(n_ab, n_b, n_a, n), abs_tol=1e-12)
