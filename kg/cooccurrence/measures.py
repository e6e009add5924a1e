"""Counts of a pair come in, how strongly its two belong together goes out.

Throughout, of `n` windows `n_a` name the one, `n_b` the other and `n_ab` both, with
0 < n_ab <= min(n_a, n_b) and max(n_a, n_b) <= n. Where counting is not binary they are weights; the same holds.
"""

from __future__ import annotations

from math import log


def lift(n_ab: float, n_a: float, n_b: float, n: float) -> float:
    """Return how many times as often the two are named together as they would be by chance; 1 is chance.

    p(a, b) / (p(a) p(b)); Brin et al. 1997 call it interest.
    """
    return n_ab * n / (n_a * n_b)


def npmi(n_ab: float, n_a: float, n_b: float, n: float) -> float:
    """Return normalised pointwise mutual information: -1 never together, 0 chance, 1 only together.

    ln(lift) / -ln p(a, b); Bouma 2009, "Normalized (pointwise) mutual information in collocation
    extraction". Where every window names both it is 1, the limit.
    """
    return 1.0 if n_ab == n else log(lift(n_ab, n_a, n_b, n)) / -log(n_ab / n)


def jaccard(n_ab: float, n_a: float, n_b: float) -> float:
    """Return the share of the windows naming either that name both, from 0 to 1; Jaccard 1901."""
    return n_ab / (n_a + n_b - n_ab)


def association(n_ab: float, n_a: float, n_b: float) -> float:
    """Return association strength, lift without n; van Eck and Waltman 2009, "How to normalize cooccurrence data?"."""
    return n_ab / (n_a * n_b)


def log_likelihood(n_ab: float, n_a: float, n_b: float, n: float) -> float:
    """Return the log-likelihood ratio G² of the pair's 2 × 2 table against independence; 0 is chance.

    2 Σ O ln(O / E); Dunning 1993, "Accurate methods for the statistics of surprise and coincidence".
    """
    rest = n - n_a
    return max(
        0.0,
        2
        * (
            _share(n_ab, n_a * n_b / n)
            + _share(n_a - n_ab, n_a * (n - n_b) / n)
            + _share(n_b - n_ab, rest * n_b / n)
            + _share(rest - n_b + n_ab, rest * (n - n_b) / n)
        ),
    )


def _share(observed: float, expected: float) -> float:
    """Return what a cell of the table adds to half of G²."""
    return observed * log(observed / expected) if observed else 0.0
