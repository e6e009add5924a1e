"""The network's forms: each is read again by its own reader, and says what the tables say."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.exporters.network import Network, colour, network_of, records, size
from kg.exporters.network.cytoscape import write_cytoscape
from kg.exporters.network.gexf import write_gexf
from kg.exporters.network.graphml import write_graphml
from kg.exporters.network.vosviewer import vosviewer, write_vosviewer

WRITERS = {
    "gexf": write_gexf,
    "graphml": write_graphml,
    "vosviewer": write_vosviewer,
    "cytoscape": write_cytoscape,
}
EACH = pytest.mark.parametrize("form", WRITERS)
GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"


def read_gexf(path: Path) -> nx.Graph:
    """Return what networkx reads of GEXF."""
    return nx.read_gexf(path, version="1.3")


def read_cytoscape(path: Path) -> nx.Graph:
    """Return what networkx reads of Cytoscape's JSON."""
    data = json.loads(path.read_text(encoding="utf-8"))
    data["data"] = list(data["data"].items())  # networkx wants the pairs
    return nx.cytoscape_graph(data)


READERS: dict[str, Callable[[Path], nx.Graph]] = {
    "gexf": read_gexf,
    "graphml": nx.read_graphml,
    "cytoscape": read_cytoscape,
}


@pytest.fixture(scope="module")
def network(archive: Any) -> Network:
    """The network of the small archive."""
    return network_of(archive.collection())


@pytest.mark.parametrize("form", READERS)
def test_networkx_reads_every_node_and_pair_with_its_measures(
    form: str, network: Network, tmp_path: Path
) -> None:
    """Ids, names, counts and measures come back with their types; what is missing does not."""
    WRITERS[form](network, tmp_path / "x")
    graph = READERS[form](tmp_path / "x")
    nodes = {str(node.pop("id")): node for node in records(network.nodes)}
    assert set(graph) == set(nodes)
    for node, values in nodes.items():
        found = graph.nodes[node]
        assert {key: found[key] for key in values} == values
        assert "None" not in map(str, found.values())
    edges = {frozenset((edge.pop("a"), edge.pop("b"))): edge for edge in records(network.edges)}
    assert {frozenset(edge) for edge in graph.edges} == set(edges)
    for a, b, found in graph.edges(data=True):
        values = edges[frozenset((a, b))]
        assert {key: found[key] for key in values} == values
        assert found["weight"] == values["count"]


def test_the_pairs_are_those_of_the_turns(network: Network) -> None:
    """Three pairs are named in every of five episodes, and what is alone is in none."""
    found = {(edge["a"], edge["b"]): edge for edge in records(network.edges)}
    assert {(edge["count"], edge["episodes"]) for edge in found.values()} == {(10, 5), (5, 5)}
    assert len(found) == 4
    nodes = {node["label"]: node for node in records(network.nodes)}
    assert set(nodes) == {
        "Amazon S3",
        "=cmd|' /C calc'!A0",
        '<b>&amp;"it\'s"</b> ]]>',
        "漢字 🚀",
        "a[31mb\nc",
    }
    s3 = nodes["Amazon S3"]
    assert (s3["windows"], s3["episodes"], s3["first"], s3["last"], s3["mean_year"], s3["pairs"]) == (
        25,
        5,
        2014,
        2017,
        2015.5,
        3,
    )


def test_gexf_has_the_structure_of_its_schema(network: Network, tmp_path: Path) -> None:
    """Attributes are declared before they are used, with the type that their values have."""
    write_gexf(network, tmp_path / "x")
    root = ET.parse(tmp_path / "x").getroot()
    assert (root.tag, root.get("version")) == (f"{GEXF}gexf", "1.3")
    assert [child.tag for child in root] == [f"{GEXF}meta", f"{GEXF}graph"]
    assert [child.tag for child in root[0]] == [f"{GEXF}creator", f"{GEXF}description"]
    description = root.findtext(f"{GEXF}meta/{GEXF}description") or ""
    assert "window: turn; where: everything; advertising: 5 passages left out" in description
    graph = root[1]
    assert graph.attrib == {
        "defaultedgetype": "undirected", "idtype": "string", "mode": "dynamic", "timeformat": "date", "timerepresentation": "interval",
    }  # fmt: skip
    assert [child.tag.removeprefix(GEXF) for child in graph] == ["attributes", "attributes", "nodes", "edges"]
    allowed = {"string", "long", "double", "boolean"}
    for kind, item in (("node", "nodes/{0}node"), ("edge", "edges/{0}edge")):
        declared = graph.find(f"{GEXF}attributes[@class='{kind}']")
        assert declared is not None
        types = {one.get("id"): one.get("type") for one in declared}
        assert set(types.values()) <= allowed
        items = graph.findall(GEXF + item.format(GEXF))
        assert str(len(items)) == graph.find(f"{GEXF}{kind}s").get("count")  # type: ignore[union-attr]
        for one in items:
            for value in one.iter(f"{GEXF}attvalue"):
                text = value.get("value") or ""
                match types[value.get("for")]:
                    case "long":
                        int(text)
                    case "double":
                        assert float(text) == float(text) < float("inf")
                    case "boolean":
                        assert text in ("true", "false")
    assert all(int(c.get(x) or "") in range(256) for c in graph.iter(f"{VIZ}color") for x in "rgb")
    assert all(4 <= float(s.get("value") or "") <= 30 for s in graph.iter(f"{VIZ}size"))


def test_gexf_dates_what_is_dated(network: Network, undated: Any, tmp_path: Path) -> None:
    """From the first day of the first year to the last of the last; without any date nothing is dynamic."""
    write_gexf(network, tmp_path / "x")
    edge = ET.parse(tmp_path / "x").find(f".//{GEXF}edge")
    assert edge is not None
    assert (edge.get("start"), edge.get("end")) == ("2014-01-01", "2017-12-31")
    write_gexf(network_of(undated.collection()), tmp_path / "y")
    root = ET.parse(tmp_path / "y").getroot()
    assert [one.get("mode") for one in root.iter(f"{GEXF}graph")] == ["static"]
    assert not [one for one in root.iter() if "start" in one.attrib]


def test_vosviewer_has_items_links_and_clusters(network: Network, tmp_path: Path) -> None:
    """A link joins two items by their numbers, a cluster is one of those described, no text is markup."""
    write_vosviewer(network, tmp_path / "x")
    data = json.loads((tmp_path / "x").read_text(encoding="utf-8"))
    assert data == vosviewer(network)
    items = {item["id"]: item for item in data["network"]["items"]}
    nodes = list(records(network.nodes))
    assert list(items) == list(range(1, len(nodes) + 1))
    assert [item["label"] for item in items.values()] == [node["label"] for node in nodes]
    assert [item["weights"]["Windows"] for item in items.values()] == [node["windows"] for node in nodes]
    assert all(isinstance(v, int | float) for item in items.values() for v in item["scores"].values())
    ids = {node["id"]: number for number, node in enumerate(nodes, 1)}
    assert [
        (link["source_id"], link["target_id"], link["strength"]) for link in data["network"]["links"]
    ] == [(ids[edge["a"]], ids[edge["b"]], edge["count"]) for edge in records(network.edges)]
    described = {cluster["cluster"] for cluster in data["network"]["clusters"]}
    assert {item["cluster"] for item in items.values() if "cluster" in item} <= described
    assert described
    assert "<" not in data["info"]["description"] + "".join(item["description"] for item in items.values())
    assert "least windows: 3" in data["info"]["description"]


@EACH
def test_same_bytes_and_what_was_counted(form: str, network: Network, archive: Any, tmp_path: Path) -> None:
    """Whatever the order of the episodes; the file says what it was made of."""
    turned = type(archive)(archive.extractions[::-1], archive.graph)
    for name, one in (("a", network), ("b", network_of(turned.collection()))):
        WRITERS[form](one, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert "left out" in (tmp_path / "a").read_text(encoding="utf-8")


@EACH
def test_an_empty_network(form: str, quiet: Any, tmp_path: Path) -> None:
    """Nothing counted is a file without nodes."""
    network = network_of(quiet.collection())
    WRITERS[form](network, tmp_path / "x")
    if form in READERS:
        assert len(READERS[form](tmp_path / "x")) == 0
    else:
        assert json.loads((tmp_path / "x").read_text())["network"]["items"] == []


def test_colours_and_sizes() -> None:
    """Large communities have a colour of their own, all others share grey; area grows with windows."""
    assert len({colour(number) for number in range(1, 7)}) == 6
    assert colour(None) == colour(0) == colour(7) == colour(99) == (127, 127, 127)
    assert (size(100, 100), size(0, 100), size(25, 100)) == (30.0, 4.0, 17.0)
