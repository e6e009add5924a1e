"""Counts of pairs come in, how likely chance is to bring about as much goes out.

With numpy alone: who writes a page would wait longer for scipy.stats to be imported than for all tests.
"""

from __future__ import annotations

from math import lgamma

import numpy as np

from kg.cooccurrence.incidence import Floats, Integers

SIGNIFICANT = 0.05
"""q below which a pair counts as named together more often than by chance."""


def significance(counts: Integers, a: Integers, b: Integers, n: int) -> tuple[Floats, Floats]:
    """Return p and q of each pair: Fisher's exact test, one-sided, and its correction.

    Args:
        counts: of `n` windows those that name both; a: the one; b: the other.
    """
    # Most pairs share their numbers with others.
    cases, of = np.unique(
        np.stack((counts, np.minimum(a, b), np.maximum(a, b)), axis=1), axis=0, return_inverse=True
    )
    both, less, more = cases.T
    p = _fisher(both, less, more, n)[of]
    return p, corrected(p)


def corrected(p: Floats) -> Floats:
    """Return q of all `p`, corrected for their number; Benjamini and Hochberg 1995."""
    order = np.argsort(p)
    q = np.empty(len(p))
    q[order] = np.minimum.accumulate((p[order] * (len(p) / np.arange(1, len(p) + 1)))[::-1])[::-1]
    return np.clip(q, 0.0, 1.0)


def _fisher(both: Integers, a: Integers, b: Integers, n: int) -> Floats:
    """Return the chance that so many of `n` windows or more name both, right to eight digits."""
    p = np.ones(len(both))
    open_ = np.flatnonzero(both > np.maximum(a + b - n, 0))  # no fewer are possible of the others
    both, a, b = both[open_], a[open_], b[open_]
    # Of the two tails the one away from the middle, as its terms soon come to nothing: where fewer
    # windows name both, more name the one without the other.
    upper = both * n > a * b
    tail = _tail(np.where(upper, both, a - both + 1), a, np.where(upper, b, n - b), n)
    p[open_] = np.where(upper, tail, 1 - tail)
    return p.clip(0.0, 1.0)


def _tail(k: Integers, a: Integers, b: Integers, n: int) -> Floats:
    """Return the hypergeometric chance of `k` or more, each of which is less likely than the one before."""
    ln = np.array([lgamma(i + 1) for i in range(n + 1)])  # of factorials
    term = np.exp(
        ln[a] - ln[k] - ln[a - k] + ln[n - a] - ln[b - k] - ln[n - a - b + k] - ln[n] + ln[b] + ln[n - b]
    )
    tail: Floats = term.copy()
    going = np.arange(len(k))
    while len(going):
        term = term * ((a - k) * (b - k) / ((k + 1) * (n - a - b + k + 1)))
        tail[going] += term
        tells = term > tail[going] * DIGITS
        going, term, k, a, b = (column[tells] for column in (going, term, k + 1, a, b))
    return tail


DIGITS = 1e-17
"""Share of a sum below which a term does not change it."""
