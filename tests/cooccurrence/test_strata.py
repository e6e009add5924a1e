"""Strata: against tables worked by hand, the textbook's formula, Fisher's test and an exact sum over all tables."""

from __future__ import annotations

from itertools import product
from math import comb, prod, sqrt

import numpy as np
import pytest
from scipy import stats

from kg.cooccurrence.incidence import find_pairs
from kg.cooccurrence.pairs import Counter
from kg.cooccurrence.strata import EXACT, Margins, asymptotic, exact, mantel_haenszel
from kg.cooccurrence.windows import Window

Square = tuple[int, int, int, int]
"""N, n_ab, n_a, n_b."""


def cochran(squares: list[Square]) -> tuple[float, float]:
    """Return the odds ratio and p of one pair as the function gives them."""
    counts = [np.array([both]) for _, both, _, _ in squares]
    margins = [Margins(n, np.array([one]), np.array([other])) for n, _, one, other in squares]
    odds, p = asymptotic(counts, margins, 1)
    return float(odds[0]), float(p[0])


def test_worked_by_hand() -> None:
    """Two tables, [[10, 5], [4, 21]] and [[6, 9], [3, 32]]: every step of the textbook, in numbers."""
    odds, p = cochran([(40, 10, 15, 14), (50, 6, 15, 9)])
    assert odds == pytest.approx((10 * 21 / 40 + 6 * 32 / 50) / (5 * 4 / 40 + 9 * 3 / 50))
    assert odds == pytest.approx(9.09 / 1.04)
    surplus = (10 - 15 * 14 / 40) + (6 - 15 * 9 / 50)  # 4.75 + 3.3
    variance = 15 * 25 * 14 * 26 / (40**2 * 39) + 15 * 35 * 9 * 41 / (50**2 * 49)
    assert variance == pytest.approx(2.1875 + 1.5814286, abs=1e-6)
    assert p == pytest.approx(stats.norm.sf((surplus - 0.5) / sqrt(variance)))
    # The two-sided test of the textbook is that of the square of the root.
    assert 2 * p == pytest.approx(stats.chi2.sf((abs(surplus) - 0.5) ** 2 / variance, 1))


def test_less_than_chance_is_no_association() -> None:
    """Where fewer are together than chance gives, p is above a half; where nothing can vary, it is 1."""
    odds, p = cochran([(40, 2, 15, 14)])
    assert odds < 1
    assert p > 0.5
    assert cochran([(4, 4, 4, 4)])[1] == 1.0
    assert cochran([(9, 3, 3, 5)])[0] == float("inf")
    assert np.isnan(cochran([(4, 4, 4, 4)])[0])


def test_one_stratum_is_fishers_test() -> None:
    """The exact p is that of the 2 × 2 table, for every table that twelve windows can give."""
    for one, other in product(range(1, 13), repeat=2):
        for both in range(max(1, one + other - 12), min(one, other) + 1):
            p = exact(both, [Margins(12, np.array([one]), np.array([other]))], 1)
            assert p == pytest.approx(stats.hypergeom.sf(both - 1, 12, one, other), rel=1e-8)


def test_strata_are_summed_over_all_their_tables() -> None:
    """The exact p of three strata is the share of all ways to place the windows, counted with whole numbers."""
    squares = [(7, 3, 4), (9, 5, 2), (6, 0, 3), (5, 2, 2)]
    ways: dict[int, int] = {}
    for cells in product(*(range(min(one, other) + 1) for _, one, other in squares)):
        number = prod(
            comb(one, k) * comb(n - one, other - k) for k, (n, one, other) in zip(cells, squares, strict=True)
        )
        ways[sum(cells)] = ways.get(sum(cells), 0) + number
    margins = [Margins(n, np.array([one]), np.array([other])) for n, one, other in squares]
    for count in range(1, 8):
        share = sum(number for k, number in ways.items() if k >= count) / sum(ways.values())
        assert exact(count, margins, 1)[0] == pytest.approx(share, rel=1e-8)


def test_one_show_that_lists_much_is_no_association() -> None:
    """Thrown together a and b go together; within each show they are named apart as often as chance gives."""
    counter = Counter()
    talk = {"lists": ("ab", "a", "b", "x") * 25, "talks": ("x",) * 300}
    for show, windows in talk.items():
        for at, named in enumerate(windows):
            counter.add(Window(f"{show}/{at % 3}", tuple(named)), 2015, show)
    incidence = counter.incidence()
    pairs = find_pairs(incidence)
    some = np.arange(1)
    alone = mantel_haenszel(incidence, pairs, some, np.zeros(400, dtype=np.int64))
    within = mantel_haenszel(incidence, pairs, some, incidence.strata("show"))
    assert pairs.counts.tolist() == [25]
    assert (alone[0][0], within[0][0]) == (13.0, 1.0)  # 25 · 325 / (25 · 25); 25 · 25 / (25 · 25)
    assert alone[1][0] < 1e-9
    assert within[1][0] > 0.4


def test_many_windows_are_taken_for_normal() -> None:
    """From `EXACT` windows on the p is that of Cochran, Mantel and Haenszel; just below it is within a factor of two."""
    found = {}
    for both in (EXACT - 1, EXACT):
        counter = Counter()
        for named in ["ab"] * both + ["a"] * 150 + ["b"] * 150 + ["x"] * 900:
            counter.add(Window("e/1", tuple(named)))
        incidence = counter.incidence()
        strata = np.zeros(1200 + both, dtype=np.int64)
        _, p = mantel_haenszel(incidence, find_pairs(incidence), np.arange(1), strata)
        square = (1200 + both, both, 150 + both, 150 + both)
        found[both] = (
            float(p[0]),
            cochran([square])[1],
            stats.hypergeom.sf(both - 1, *square[:1], *square[2:]),
        )
    exact_p, normal, fisher = found[EXACT - 1]
    assert exact_p == pytest.approx(fisher, rel=1e-8)
    assert normal < exact_p < 2 * normal < 0.001
    assert found[EXACT][0] == found[EXACT][1]
