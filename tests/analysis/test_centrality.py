"""How a node stands in a network, against values worked out by hand."""

import networkx as nx
import pytest

from kg.analysis.centrality import EXACT, Standing, standings


def of(graph: nx.Graph, community: dict[str, int]) -> dict[str, Standing]:
    """Return standings by node."""
    return {one.node: one for one in standings(graph, community)}


def test_two_pairs_and_a_bridge_by_hand() -> None:
    """m has strength 2 to one community and 1 each to two others; all paths between these run through it."""
    graph = nx.Graph()
    graph.add_weighted_edges_from([("m", "a", 2), ("m", "b", 1), ("m", "c", 1), ("c", "d", 3)])
    graph.nodes["m"]["label"] = "Middle"
    found = of(graph, {"m": 1, "a": 1, "b": 2, "c": 3, "d": 3})
    m = found["m"]
    assert (m.label, m.community, m.degree, m.strength, m.core) == ("Middle", 1, 3, 4, 1)
    assert m.bridging == pytest.approx(1 - (1 / 2) ** 2 - (1 / 4) ** 2 - (1 / 4) ** 2)
    assert m.betweenness == pytest.approx(5 / 6)  # of six pairs of others all but c-d
    assert (found["d"].bridging, found["d"].betweenness) == (0, 0)
    assert sum(one.pagerank for one in found.values()) == pytest.approx(1)
    assert next(iter(found)) == "m"


def test_strong_pairs_are_near() -> None:
    """A path over two strong pairs is shorter than the one over a weak pair."""
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 10), ("b", "c", 10), ("a", "c", 1)])
    found = of(graph, dict.fromkeys("abc", 1))
    assert (found["b"].betweenness, found["a"].betweenness) == (1, 0)
    assert found["b"].pagerank > found["a"].pagerank > 0
    assert {one.core for one in found.values()} == {2}


def test_a_large_network_is_sampled_the_same_way_each_time() -> None:
    """Above the limit betweenness is an estimate, near the truth for what stands out."""
    star = nx.star_graph(EXACT)
    graph = nx.relabel_nodes(star, {node: f"{node:04}" for node in star})
    community = dict.fromkeys(graph, 1)
    once, again = (standings(graph, community) for _ in range(2))
    assert once == again
    assert once[0].node == "0000"
    assert once[0].betweenness == pytest.approx(1, abs=0.02)
    assert max(one.betweenness for one in once[1:]) == 0


def test_a_node_without_pairs() -> None:
    """It bridges nothing."""
    graph = nx.Graph()
    graph.add_node("a")
    (alone,) = standings(graph, {"a": 1})
    assert (alone.degree, alone.strength, alone.bridging, alone.betweenness) == (0, 0, 0, 0)
