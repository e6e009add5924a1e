"""Bursts: a series made by hand, and the cheapest of all runs of states."""

import random
from itertools import product
from math import isclose, log

from kg.analysis.bursts import bursts


def cheapest(counts: list[int], totals: list[int], usual: list[float]) -> float:
    """Return the cost of the best of all runs of states, each written out."""
    best = 0.0
    for states in product((False, True), repeat=len(counts)):
        cost, before = 0.0, False
        for state, count, total, share in zip(states, counts, totals, usual, strict=True):
            odds = 2 * share / (1 - share)
            raised = odds / (1 + odds)
            if state:
                cost -= count * log(raised / share) + (total - count) * log((1 - raised) / (1 - share))
                cost += log(len(counts)) if not before else 0
            before = state
        best = min(best, cost)
    return best


def test_made_by_hand() -> None:
    """Ten in a hundred, then thirty for two periods: one burst; a period of fourteen is none."""
    counts = [10, 10, 30, 30, 10, 14, 10]
    (burst,) = bursts(counts, [100] * 7, [0.1] * 7)
    assert (burst.first, burst.last) == (2, 3)
    # 0.1 is odds of 1 : 9, twice that 2 : 9 or 2/11
    assert isclose(burst.weight, 60 * log((2 / 11) / 0.1) + 140 * log((9 / 11) / 0.9))


def test_nothing_in_bursts() -> None:
    """What stands still, is never named or always named has none; nor has no series."""
    assert bursts([], [], []) == ()
    assert bursts([5] * 4, [50] * 4, [0.1] * 4) == ()
    assert bursts([0] * 4, [50] * 4, [0.0] * 4) == ()
    assert bursts([50] * 4, [50] * 4, [1.0] * 4) == ()


def test_a_burst_may_begin_and_end_the_series() -> None:
    """The first period pays the price like every other; a period without an episode neither ends nor makes one."""
    assert [(b.first, b.last) for b in bursts([40, 1, 1, 40], [50] * 4, [0.2] * 4)] == [(0, 0), (3, 3)]
    assert [(b.first, b.last) for b in bursts([9, 0, 9, 1], [10, 0, 10, 90], [0.1] * 4)] == [(0, 2)]


def test_a_share_to_be_expected_is_no_burst() -> None:
    """Where a period's episodes are of the kind that names it more often, that it is named is no news."""
    counts, totals = [5, 5, 45], [50, 50, 50]
    assert bursts(counts, totals, [0.1, 0.1, 0.9]) == ()
    assert bursts(counts, totals, [0.1, 0.1, 0.1]) != ()


def test_the_run_of_states_is_the_cheapest() -> None:
    """On random series the weights less the prices are what the best of all runs saves."""
    source = random.Random(3)
    seen = 0
    for _ in range(200):
        n = source.randint(1, 8)
        totals = [source.randint(0, 12) for _ in range(n)]
        counts = [source.randint(0, total) for total in totals]
        usual = [source.uniform(0.05, 0.7) for _ in range(n)]
        found = bursts(counts, totals, usual)
        saved = sum(burst.weight for burst in found) - len(found) * log(n)
        assert isclose(-saved, cheapest(counts, totals, usual), abs_tol=1e-9)
        seen += len(found)
    assert seen > 50
