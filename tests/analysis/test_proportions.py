"""Intervals of shares and tests for a trend: against published figures, scipy and all outcomes there are."""

from itertools import combinations
from math import isclose

import numpy as np
import pytest
from scipy import stats

from kg.analysis.proportions import trend_test, wilson


def test_wilson_equals_scipys() -> None:
    """Every share of up to 30 has scipy's interval, within 0 and 1."""
    for n in range(1, 31):
        for count in range(n + 1):
            low, high = stats.binomtest(count, n).proportion_ci(method="wilson")
            assert wilson(count, n) == pytest.approx((low, high), abs=1e-12)
            assert 0 <= wilson(count, n)[0] <= count / n <= wilson(count, n)[1] <= 1


ABNORMAL, ALL = np.array([[48, 38, 5, 1, 1]]), np.array([17114, 14502, 793, 127, 38])
DRINKS = np.array([0, 0.5, 1.5, 4, 7])


def test_the_published_example() -> None:
    """Agresti, Categorical Data Analysis: malformations by drinks a day have (N - 1) r² = 6.57."""
    slopes = trend_test([(ABNORMAL, ALL)], DRINKS)
    assert isclose(slopes.z[0] ** 2, 6.57, abs_tol=0.005)
    assert isclose(slopes.p[0], 0.0104, abs_tol=0.0001)


def test_one_stratum_is_a_regression() -> None:
    """Case by case: the slope is that of least squares, z² is (N - 1) r²."""
    times = np.repeat(DRINKS, ALL)
    cases = np.concatenate([np.arange(n) < a for a, n in zip(ABNORMAL[0], ALL, strict=True)]).astype(float)
    line = stats.linregress(times, cases)
    slopes = trend_test([(ABNORMAL, ALL)], DRINKS)
    assert isclose(slopes.slope[0], line.slope, rel_tol=1e-9)
    assert isclose(slopes.z[0], np.sqrt(ALL.sum() - 1) * line.rvalue, rel_tol=1e-9)


def test_the_variance_is_that_of_all_outcomes() -> None:
    """Two strata of four and five cases: z divides by the spread of the difference over all ways to place the counts."""
    scores = np.array([0.0, 1.0, 3.0])
    totals = (np.array([1, 2, 1]), np.array([2, 1, 2]))
    counts = (np.array([[0, 1, 1]]), np.array([[0, 1, 2]]))
    variance, difference = 0.0, 0.0
    for total, count in zip(totals, counts, strict=True):
        times = np.repeat(scores, total) - np.repeat(scores, total).mean()
        sums = [times[list(chosen)].sum() for chosen in combinations(range(len(times)), int(count.sum()))]
        variance += float(np.var(sums))
        difference += float((count @ (scores - np.repeat(scores, total).mean()))[0])
    slopes = trend_test(list(zip(counts, totals, strict=True)), scores)
    assert isclose(slopes.z[0], difference / np.sqrt(variance), rel_tol=1e-12)


def test_a_mix_that_changes_is_no_trend() -> None:
    """Two strata whose shares stand still, the richer one dying out: together they fall, apart they do not."""
    scores = np.arange(3.0)
    rich, poor = (
        (np.array([[80, 40, 8]]), np.array([100, 50, 10])),
        (np.array([[1, 5, 10]]), np.array([10, 50, 100])),
    )
    together = (rich[0] + poor[0], rich[1] + poor[1])
    assert trend_test([together], scores).z[0] < -5
    apart = trend_test([rich, poor], scores)
    assert apart.z[0] == pytest.approx(0, abs=1e-9)
    assert apart.p[0] == pytest.approx(1, abs=1e-9)


def test_where_nothing_can_be_told() -> None:
    """One period, one case, or what all name: no slope, and p is 1."""
    for counts, totals in (([[3]], [5]), ([[1, 0]], [1, 0]), ([[2, 2]], [2, 2]), ([[0, 0]], [2, 2])):
        scores = np.arange(float(len(totals)))
        slopes = trend_test([(np.array(counts), np.array(totals))], scores)
        assert (slopes.slope[0], slopes.z[0], slopes.p[0]) == (0, 0, 1)
