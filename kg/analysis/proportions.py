"""How many of how many come in; how far that is to be trusted, and whether it changes with time, goes out."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
from scipy import stats

QUANTILE = 1.959963984540054
"""Of the standard normal distribution at 97.5 %: the ends of a 95 % interval."""


def wilson(count: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of `count` in `n` > 0; Wilson 1927, "Probable inference".

    Unlike the share plus and minus its standard error it stays within 0 and 1, and has a width where
    none or all of a few are counted.
    """
    share, z2 = count / n, QUANTILE**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = QUANTILE * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # The ends meet the share at 0 and 1, but for the last digit.
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


class Slopes(NamedTuple):
    """By row: how a share changes with time."""

    slope: np.ndarray
    """Share gained (lost, where below 0) per unit of the scores."""
    z: np.ndarray
    """Standard normal where the share does not change; 0 where that cannot be told."""
    p: np.ndarray
    """Two-sided."""


def trend_test(strata: Sequence[tuple[np.ndarray, np.ndarray]], scores: np.ndarray) -> Slopes:
    """Return for each row whether its share rises or falls with the periods' scores.

    Args:
        strata: for each, rows x periods of counts, and by period how many they are out of; at least one.
        scores: of the periods.

    Mantel 1963, "Chi-square tests with one degree of freedom; extensions of the Mantel-Haenszel
    procedure": in each stratum Σ a (x - x̄), of variance m (N - m) / (N (N - 1)) Σ n (x - x̄)² where m of
    N are counted; both are summed over the strata. With one stratum this is the test of Cochran 1954 and
    Armitage 1955, with N - 1 for N. The slope is Armitage's, Σ a (x - x̄) / Σ n (x - x̄)², both sums
    over the strata too.
    """
    difference, variance, spread = np.zeros(len(strata[0][0])), np.zeros(len(strata[0][0])), 0.0
    for counts, totals in strata:
        n = int(totals.sum())
        if n < 2:
            continue
        away = scores - totals @ scores / n
        inertia = float(totals @ away**2)
        counted = counts.sum(axis=1)
        difference = difference + counts @ away
        variance = variance + counted * (n - counted) / (n * (n - 1)) * inertia
        spread += inertia
    # What all or none of a stratum name has no variance, but for the last digit.
    z = np.divide(difference, np.sqrt(variance), out=np.zeros_like(difference), where=variance > 1e-12)
    slope = difference / spread if spread else np.zeros_like(difference)
    return Slopes(slope, z, 2 * stats.norm.sf(np.abs(z)))
