"""A network in, communities out: members, labels, modularity, stability, and always the same."""

import random
import subprocess
import sys

import networkx as nx
import pytest

from kg.analysis.communities import Communities, communities


@pytest.fixture
def triangles() -> nx.Graph:
    """Two triangles, a to c and x to z, joined by the edge c-x; all edges weigh 1 but a-b, which weighs 2."""
    graph = nx.Graph()
    graph.add_nodes_from((node, {"label": node.upper()}) for node in "zyxcba")
    graph.add_edges_from((a, b, {"weight": 1}) for a, b in ("bc", "ac", "xy", "yz", "zx", "cx"))
    graph.add_edge("a", "b", weight=2)
    return graph


def test_members_labels_and_modularity_by_hand(triangles: nx.Graph) -> None:
    """8 of weight in all: 4 within strength 9, 3 within strength 7; the node with an edge outside tells less."""
    found = communities(triangles)
    first, second = found.communities
    assert ([m.node for m in first.members], first.label) == (["a", "b", "c"], "A, B, C")
    assert ([m.node for m in second.members], second.label) == (["y", "z", "x"], "Y, Z, X")
    assert [(m.inside, m.telling) for m in first.members] == [(3, 3), (3, 3), (2, pytest.approx(4 / 3))]
    assert first.modularity == pytest.approx(4 / 8 - (9 / 16) ** 2)
    assert second.modularity == pytest.approx(3 / 8 - (7 / 16) ** 2)
    assert found.modularity == pytest.approx(first.modularity + second.modularity)
    assert found.numbers() == {"a": 1, "b": 1, "c": 1, "x": 2, "y": 2, "z": 2}


def test_what_is_plain_is_stable(triangles: nx.Graph) -> None:
    """All runs find the two triangles: agreement and stability are 1."""
    found = communities(triangles, resolutions=(1.0,), seeds=10)
    assert found.agreement == 1
    assert {m.stability for one in found.communities for m in one.members} == {1.0}
    assert [scan.resolution for scan in found.scans] == [1.0]


def test_what_is_torn_is_less_stable() -> None:
    """A node tied equally to two cliques is the least stable of its community."""
    graph = nx.disjoint_union(nx.complete_graph(5), nx.complete_graph(5))
    graph.add_weighted_edges_from(("torn", node, 1) for node in (0, 1, 5, 6))
    graph = nx.relabel_nodes(graph, {node: str(node) for node in range(10)})
    found = communities(graph, seeds=20)
    stability = {m.node: m.stability for one in found.communities for m in one.members}
    assert min(stability, key=lambda node: stability[node]) == "torn"
    assert 0.3 < stability["torn"] < 1
    assert found.agreement < 1


def test_modularity_is_that_of_networkx() -> None:
    """On a network of the literature, at every resolution tried."""
    graph = nx.relabel_nodes(nx.karate_club_graph(), {node: f"{node:02}" for node in range(34)})
    for resolution in (0.5, 1.0, 2.0):
        found = communities(graph, resolution=resolution, seeds=5)
        parts = [{m.node for m in one.members} for one in found.communities]
        expected = nx.community.modularity(graph, parts, resolution=resolution)
        assert found.modularity == pytest.approx(expected)
        assert all(nx.is_connected(graph.subgraph(part)) for part in parts)
        sizes = [len(part) for part in parts]
        assert sizes == sorted(sizes, reverse=True)


def test_a_greater_resolution_finds_more(triangles: nx.Graph) -> None:
    """Each resolution is told of, with how like its communities are to those shown."""
    found = communities(triangles, resolution=1.0, resolutions=(0.1, 4.0))
    assert [(scan.resolution, scan.communities) for scan in found.scans] == [(0.1, 1), (1.0, 2), (4.0, 6)]
    assert [scan.likeness for scan in found.scans] == [0.0, 1.0, 0.0]
    alone = communities(triangles, resolution=4.0, resolutions=())
    assert [len(one.members) for one in alone.communities] == [1] * 6
    assert {one.stability for one in alone.communities} == {1.0}
    fellow = next(m for m in found.communities[0].members if m.node == "a")
    assert fellow.stability == 1
    assert fellow.persistence == pytest.approx(2 / 3)  # at the finest it is alone


def test_the_order_of_nodes_and_edges_changes_nothing() -> None:
    """The communities are a function of what the network holds."""
    graph = nx.les_miserables_graph()
    edges, nodes = list(graph.edges(data=True)), list(graph)
    draw = random.Random(7)
    found: set[Communities] = set()
    for _ in range(3):
        draw.shuffle(edges)
        draw.shuffle(nodes)
        again = nx.Graph()
        again.add_nodes_from(nodes)
        again.add_edges_from((b, a, data) for a, b, data in edges)
        found.add(communities(again, seeds=4))
    assert len(found) == 1


def test_the_hash_seed_changes_nothing() -> None:
    """Python orders sets of strings anew in every run; the communities stay."""
    program = (
        "import networkx as nx\nfrom kg.analysis.communities import communities\n"
        "print(communities(nx.les_miserables_graph(), seeds=4))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_an_empty_network_has_none() -> None:
    """Nothing to part is no failure."""
    assert communities(nx.Graph()).communities == ()
