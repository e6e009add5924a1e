"""How alike things are comes in, an order that puts the alike side by side goes out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def side_by_side(likeness: Sequence[Sequence[float | None]]) -> list[int]:
    """Return the positions of things in an order of which neighbours are alike.

    Things are joined by average linkage (Sokal and Michener 1958), and of the orders that keep joined ones
    together that with the most alike neighbours is taken (optimal leaf ordering; Bar-Joseph, Gifford and
    Jaakkola 2001).

    Args:
        likeness: of each two, a symmetric square of numbers up to 1; None is 0. The diagonal is not read.
    """
    from scipy.cluster.hierarchy import leaves_list, linkage

    if len(likeness) < 3:
        return list(range(len(likeness)))
    distances = np.array([[1 - (value or 0.0) for value in row] for row in likeness])
    tree = linkage(distances[np.triu_indices(len(likeness), 1)], "average", optimal_ordering=True)
    order: list[int] = leaves_list(tree).tolist()
    return order
