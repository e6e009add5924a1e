"""Pairs and the strata of their windows come in, association within strata goes out: Mantel and Haenszel.

One show that lists many things in each window makes everything co-occur when its windows are thrown together
with those of others. Within a show, or a year, that difference is no reason.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse, stats

from kg.cooccurrence.incidence import Floats, Incidence, Integers, Pairs


def mantel_haenszel(
    incidence: Incidence, pairs: Pairs, some: Integers, strata: Integers
) -> tuple[Floats, Floats]:
    """Return the common odds ratio of each pair, and its one-sided p of the Cochran-Mantel-Haenszel test.

    Of the N windows of a stratum let A name both, n_a the one, n_b the other. The odds ratio is Σ A D / N
    over Σ B C / N, with B = n_a - A, C = n_b - A and D the windows that name neither; infinite where no
    stratum names both apart, and nan where that leaves 0 / 0. The test compares Σ A with
    Σ n_a n_b / N; its variance is Σ n_a n_b (N - n_a) (N - n_b) / (N² (N - 1)); the signed root of the
    statistic, with the correction of ½ for continuity, is taken for normal, so that p is small where
    the two are named together more often than chance gives (Mantel & Haenszel 1959, "Statistical
    aspects of the analysis of data from retrospective studies of disease"). p is 1 where the variance is 0.

    Args:
        some: positions in `pairs` of those asked for.
        strata: the stratum of each window, numbered from 0.
    """
    a, b = incidence.ends(pairs.codes[some])
    sizes = np.bincount(strata)
    together = _table(strata[pairs.window], pairs.at, (len(sizes), len(pairs.codes)))[:, some]
    named = _table(strata[incidence.rows], incidence.technologies, (len(sizes), len(incidence.names)))
    agreeing, differing, surplus, variance = np.zeros((4, len(some)))
    for stratum, size in enumerate(sizes.tolist()):
        both = together[[stratum]].toarray()[0]
        of_each = named[[stratum]].toarray()[0]
        n_a, n_b = of_each[a], of_each[b]
        agreeing += both * (size - n_a - n_b + both) / size
        differing += (n_a - both) * (n_b - both) / size
        surplus += both - n_a * n_b / size
        if size > 1:
            variance += n_a * n_b * (size - n_a) * (size - n_b) / (size**2 * (size - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = agreeing / differing
        root = np.sign(surplus) * np.maximum(np.abs(surplus) - 0.5, 0) / np.sqrt(variance)
    return odds, np.where(variance > 0, stats.norm.sf(root), 1.0)


def _table(rows: Integers, columns: Integers, shape: tuple[int, int]) -> sparse.csr_array:
    """Return how often each column stands beside each row; floats, whose products cannot overflow."""
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
