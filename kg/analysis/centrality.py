"""A weighted network and its communities come in, how each node stands in it goes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

EXACT = 500
"""Up to so many nodes betweenness is exact."""

PIVOTS = 100
"""Nodes, drawn with a fixed seed, from which it is estimated above that."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a node stands in the network."""

    node: str
    label: str
    community: int
    degree: int
    """How many others it is named together with."""
    strength: float
    """Sum of the weights of its edges."""
    pagerank: float
    """Chance that a walk along the edges, by weight, is at it (damping 0.85; Brin and Page 1998). Sum 1."""
    betweenness: float
    """Share of the shortest paths between two others that run through it (Freeman 1977; length of an edge: 1 / weight)."""
    bridging: float
    """Participation coefficient 1 - Σ (share of its strength that goes to a community)²: 0 all to one,
    nearer to 1 the more evenly it is spread over many; Guimerà and Amaral 2005, on weights as in
    Rubinov and Sporns 2010."""
    core: int
    """Greatest k such that it is among nodes that all have k edges to each other's group; Seidman 1983."""


def standings(
    graph: nx.Graph, community: Mapping[str, int], *, weight: str = "weight", pivots: int = PIVOTS
) -> tuple[Standing, ...]:
    """Return every node's standing, the highest PageRank first.

    Args:
        community: of every node, see `Communities.numbers`.
        weight: edge attribute, positive.
        pivots: betweenness of a network of more than `EXACT` nodes is estimated from so many of them
            (Brandes and Pich 2007).
    """
    plain = nx.Graph()
    plain.add_nodes_from(sorted(graph))
    plain.add_edges_from(
        sorted(
            (*sorted((a, b)), {"weight": float(w), "length": 1 / float(w)})
            for a, b, w in graph.edges(data=weight, default=1.0)
        )
    )
    pagerank = nx.pagerank(plain, weight="weight")
    sampled = min(pivots, len(plain)) if len(plain) > EXACT else None
    betweenness = nx.betweenness_centrality(plain, k=sampled, weight="length", seed=0)
    core = nx.core_number(plain)
    found = []
    for node in plain:
        strengths: dict[int, float] = {}
        for other, edge in plain[node].items():
            strengths[community[other]] = strengths.get(community[other], 0.0) + edge["weight"]
        strength = sum(strengths.values())
        label = str(graph.nodes[node].get("label", node))
        bridging = _participation(strengths, strength)
        found.append(
            Standing(
                node,
                label,
                community[node],
                plain.degree(node),
                strength,
                pagerank[node],
                betweenness[node],
                bridging,
                core[node],
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.pagerank, one.node)))


def _participation(strengths: Mapping[int, float], strength: float) -> float:
    return 1 - sum((part / strength) ** 2 for part in strengths.values()) if strength else 0.0
