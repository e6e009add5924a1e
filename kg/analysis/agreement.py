"""Partitions of the same nodes come in, how far they agree goes out.

A partition is an array with the community (0, 1, …) of each node.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Partition = NDArray[np.int64]


def adjusted_rand(left: Partition, right: Partition) -> float:
    """Return how far two partitions agree on which nodes belong together: 1 in all, 0 as by chance.

    The Rand index corrected for chance; Hubert and Arabie 1985, "Comparing partitions", equation 5.
    Two partitions that leave nothing to chance (all nodes in one, or each alone) agree if equal.
    """
    both = _pairs(_sizes(left * (right.max(initial=0) + 1) + right))
    in_left, in_right = _pairs(_sizes(left)), _pairs(_sizes(right))
    possible = len(left) * (len(left) - 1) / 2
    expected = in_left * in_right / possible if possible else 0.0
    most = (in_left + in_right) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _sizes(labels: Partition) -> NDArray[np.int64]:
    return np.unique(labels, return_counts=True)[1].astype(np.int64)


def _pairs(sizes: NDArray[np.int64]) -> float:
    return float((sizes * (sizes - 1)).sum()) / 2


def likeness(partitions: Sequence[Partition]) -> NDArray[np.float64]:
    """Return the square table of `adjusted_rand` between partitions."""
    table = np.eye(len(partitions))
    for i, left in enumerate(partitions):
        for j in range(i):
            table[i, j] = table[j, i] = adjusted_rand(left, partitions[j])
    return table


def co_assignment(chosen: Partition, runs: Sequence[Partition]) -> NDArray[np.float64]:
    """Return, for each node, the mean share of its fellows in `chosen` that a run puts with it too.

    1: in every run it is with all of them; a node that is alone counts the runs in which it is alone.
    """
    shares = np.zeros(len(chosen))
    size = np.bincount(chosen)[chosen]
    for run in runs:
        _, at, together = np.unique(
            chosen * (run.max(initial=0) + 1) + run, return_inverse=True, return_counts=True
        )
        alone = np.bincount(run)[run] == 1
        shares += np.where(size > 1, (together[at] - 1) / np.maximum(size - 1, 1), alone)
    return shares / len(runs)
