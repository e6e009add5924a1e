"""Where forces leave the nodes of a network, against networkx."""

import random

import networkx as nx
import numpy as np
import pytest

from kg.exporters.page.springs import settle


@pytest.mark.parametrize("nodes", [2, 3, 10, 60])
def test_places_are_those_of_networkx(nodes: int) -> None:
    """Round after round, whatever is joined to what and by how much."""
    draw = random.Random(nodes)
    graph = nx.path_graph(nodes)
    graph.add_edges_from(draw.sample(range(nodes), 2) for _ in range(2 * nodes))
    for a, b in graph.edges:
        graph[a][b]["weight"] = draw.uniform(0.01, 1)
    start = nx.circular_layout(graph)
    for rounds in (1, 2, 50):
        right = nx.forceatlas2_layout(
            graph, start, max_iter=rounds, scaling_ratio=4.0, gravity=1.2, weight="weight"
        )
        places = settle(graph, np.array(list(start.values())), rounds)
        assert places == pytest.approx(np.array(list(right.values())), abs=1e-6)


def test_nothing_moves_for_ever() -> None:
    """Two of equal weight come to rest, and further rounds change nothing."""
    graph = nx.path_graph(2)
    graph[0][1]["weight"] = 1.0
    start = np.array([[1.0, 0.0], [-1.0, 0.0]])
    rest = settle(graph, start, 10_000)
    assert rest == pytest.approx(settle(graph, start, 20_000), abs=1e-9)
    assert (start == [[1, 0], [-1, 0]]).all()
