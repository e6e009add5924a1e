"""Counts of pairs come in, how strongly the two of each belong together goes out.

Throughout, of `n` windows `n_ab` name both, `n_a` the one and `n_b` the other, with 0 < n_ab <= min(n_a, n_b)
and max(n_a, n_b) <= n. Where counting is not binary they are weights; the same holds. Each of them is a number,
or a column with an entry a pair; so is what is returned.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[Any] | float


def lift(n_ab: Counts, n_a: Counts, n_b: Counts, n: float) -> Any:
    """Return how many times as often the two are named together as they would be by chance; 1 is chance.

    p(a, b) / (p(a) p(b)); Brin et al. 1997 call it interest.
    """
    return n_ab * n / (n_a * n_b)


def npmi(n_ab: Counts, n_a: Counts, n_b: Counts, n: float) -> Any:
    """Return normalised pointwise mutual information: -1 never together, 0 chance, 1 only together.

    ln(lift) / -ln p(a, b); Bouma 2009, "Normalized (pointwise) mutual information in collocation
    extraction". Where every window names both it is 1, the limit.
    """
    always = np.equal(n_ab, n)
    most = np.where(always, 1.0, -np.log(n_ab / n))
    return np.where(always, 1.0, np.log(lift(n_ab, n_a, n_b, n)) / most)


def jaccard(n_ab: Counts, n_a: Counts, n_b: Counts) -> Any:
    """Return the share of the windows naming either that name both, from 0 to 1; Jaccard 1901."""
    return n_ab / (n_a + n_b - n_ab)


def association(n_ab: Counts, n_a: Counts, n_b: Counts) -> Any:
    """Return association strength, lift without n; van Eck and Waltman 2009, "How to normalize cooccurrence data?"."""
    return n_ab / (n_a * n_b)


def log_likelihood(n_ab: Counts, n_a: Counts, n_b: Counts, n: float) -> Any:
    """Return the log-likelihood ratio G² of the pair's 2 × 2 table against independence; 0 is chance.

    2 Σ O ln(O / E); Dunning 1993, "Accurate methods for the statistics of surprise and coincidence".
    """
    rest = n - n_a
    cells = (
        _share(n_ab, n_a * n_b / n)
        + _share(n_a - n_ab, n_a * (n - n_b) / n)
        + _share(n_b - n_ab, rest * n_b / n)
        + _share(rest - n_b + n_ab, rest * (n - n_b) / n)
    )
    return np.maximum(0.0, 2 * cells)


def _share(observed: Counts, expected: Counts) -> Any:
    """Return what a cell of the table adds to half of G²; where nothing is expected, nothing is observed."""
    ratio = np.where(np.equal(observed, 0), 1.0, observed) / np.where(np.equal(expected, 0), 1.0, expected)
    return observed * np.log(ratio)
