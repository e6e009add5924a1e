"""Pairs of technologies come in, a weighted network of them goes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import networkx as nx

from kg.cooccurrence.rows import CoOccurrences, Row

Weight = Literal["count", "g2", "jaccard", "npmi", "association"]
"""What makes an edge heavy: one of the measures of a `Row`."""

WEIGHTS: tuple[Weight, ...] = get_args(Weight)

Pairs = Literal["significant", "backbone", "all"]
"""Which pairs are edges: those with q < 0.05, those with sdsm_q < 0.05, or all that were tested."""

PAIRS: tuple[Pairs, ...] = get_args(Pairs)

_PAIRS: dict[Pairs, Callable[[Row], bool]] = {
    "significant": lambda row: row.significant,
    "backbone": lambda row: row.backbone,
    "all": lambda row: True,
}

_WEIGHTS: dict[Weight, Callable[[Row], float]] = {
    "count": lambda row: row.count,
    "g2": lambda row: row.g2,
    "jaccard": lambda row: row.jaccard,
    "npmi": lambda row: row.npmi,
    "association": lambda row: row.association,
}


def network(table: CoOccurrences, weight: Weight = "count", pairs: Pairs = "significant") -> nx.Graph:
    """Return the technologies as nodes and the pairs as edges.

    Args:
        weight: the measure that an edge has as its `weight`.
        pairs: which of them are taken.

    A node is a node id with a `label`; nodes and edges stand in order of the ids. Pairs that are named
    together no more often than by chance (lift of 1 or less) have no edge.

    By default an edge weighs as many windows as name both, since modularity normalises by itself: on counts it
    is the clustering by association strength that van Eck and Waltman 2009, "How to normalize cooccurrence
    data?", recommend (shown by Waltman, van Eck and Noyons 2010, "A unified approach to mapping and clustering
    of bibliometric networks"). A weight that is normalised already is normalised twice, and what is rare
    outweighs what is well attested.
    """
    rows = [
        row
        for row in sorted(table.rows, key=lambda row: (row.a, row.b))
        if _PAIRS[pairs](row) and row.lift > 1
    ]
    labels = {node: label for row in rows for node, label in ((row.a, row.label_a), (row.b, row.label_b))}
    graph = nx.Graph()
    graph.add_nodes_from((node, {"label": labels[node]}) for node in sorted(labels))
    graph.add_weighted_edges_from((row.a, row.b, _WEIGHTS[weight](row)) for row in rows)
    return graph
