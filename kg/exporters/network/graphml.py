"""A network comes in, GraphML goes out: typed attributes that networkx, Gephi, yEd, igraph and R read."""

from __future__ import annotations

from pathlib import Path

import networkx as nx

from kg.exporters.network import Network, records
from kg.files import writing


def to_networkx(network: Network) -> nx.Graph:
    """Return the network with ids as nodes, every column as an attribute, and what was counted as those of the graph.

    What is missing has no attribute; an edge's `weight` is its count.
    """
    graph = nx.Graph(**{what.replace(" ", "_"): value for what, value in network.about})
    for node in records(network.nodes):
        graph.add_node(node.pop("id"), **node)
    for edge in records(network.edges):
        graph.add_edge(edge.pop("a"), edge.pop("b"), weight=edge["count"], **edge)
    return graph


def write_graphml(network: Network, path: Path) -> None:
    """Write `network` to `path`. Raises OSError."""
    with writing(path, binary=True) as handle:
        # Of networkx's two writers the one that needs no other package.
        nx.write_graphml_xml(to_networkx(network), handle, named_key_ids=True)
