"""A graph comes in, its file goes out, and the other way round: networkx's node-link data, a node or edge a line.

The file can also be put together from lines, those of each node that episodes share and those of each episode,
without the graph being built.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kg.errors import KgError
from kg.files import writing
from kg.graph import FORMAT, Contribution, Edge, Node

if TYPE_CHECKING:
    import networkx as nx


class GraphError(KgError, ValueError):
    """A file is no graph that kg wrote, or a newer kg wrote it."""


def node_link_data(graph: nx.MultiDiGraph) -> dict[str, Any]:
    """Return the graph as networkx's node-link object, edges under `edges`."""
    import networkx as nx

    data: dict[str, Any] = nx.node_link_data(graph, edges="edges")
    return data


def node_link_graph(data: dict[str, Any]) -> nx.MultiDiGraph:
    """Return the graph of a node-link object. Raises `GraphError`."""
    import networkx as nx

    try:
        if int(data["graph"]["format"]) > FORMAT:
            raise GraphError(
                f"graph format {data['graph']['format']} is newer than this kg knows ({FORMAT}); update kg"
            )
        graph = nx.MultiDiGraph()
        graph.graph.update(data["graph"])
        # networkx's own reader takes twice as long, which is felt with hundreds of thousands of edges.
        for item in data["nodes"]:
            attributes = dict(item)
            graph.add_node(attributes.pop("id"), **attributes)
        for item in data["edges"]:
            attributes = dict(item)
            source, target, key = (attributes.pop(name) for name in ("source", "target", "key"))
            graph.add_edge(source, target, key, **attributes)
        return graph
    except GraphError:
        raise
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError, nx.NetworkXError) as error:
        raise GraphError("not a graph that kg wrote") from error


def generate_graph(graph: nx.MultiDiGraph) -> Iterator[bytes]:
    """Yield the graph's JSON file, node-link data: one node or edge a line, so that two builds compare well."""
    yield from generate_file(
        map(node_line, graph.nodes(data=True)),
        map(edge_line, graph.edges(keys=True, data=True)),
        **graph.graph,
    )


def generate_file(nodes: Iterable[bytes], edges: Iterable[bytes], **attributes: Any) -> Iterator[bytes]:
    """Yield the file of a graph with `attributes`, given lines, one or more at a time, in their order."""
    head = json.dumps({"directed": True, "multigraph": True, "graph": attributes})
    yield head[:-1].encode() + b', "nodes": ['
    yield from _separated(nodes)
    yield b'], "edges": ['
    yield from _separated(edges)
    yield b"]}\n"


def node_line(node: Node) -> bytes:
    """Return a node as it stands in the file."""
    id_, facts = node
    return _encode({**facts, "id": id_})


def edge_line(edge: Edge) -> bytes:
    """Return an edge as it stands in the file."""
    source, target, key, facts = edge
    return _encode({**facts, "source": source, "target": target, "key": key})


def edge_lines(edges: Iterable[Edge]) -> bytes:
    """Return edges as they stand in the file one after the other."""
    return _JOINT.join(map(edge_line, edges))


class NodeLines(NamedTuple):
    """Lines of a node that several episodes may speak of."""

    node: bytes
    edges: bytes
    """Those that begin at it and other episodes may have too, in their order."""


class OwnLines(NamedTuple):
    """Lines that are of one episode alone."""

    picks: bytes
    topics: bytes
    from_episode: bytes
    """Edges, by what they begin at."""
    from_picks: bytes
    from_topics: bytes


def own_lines(c: Contribution) -> OwnLines:
    """Return what stands in the graph's file for an episode alone."""
    nodes = (
        _JOINT.join(node_line(n) for n in c.own_nodes if n[0].startswith(type_))
        for type_ in ("pick/", "topic/")
    )
    edges = (
        edge_lines(e for e in c.own_edges if e[0].startswith(type_))
        for type_ in ("episode/", "pick/", "topic/")
    )
    return OwnLines(*nodes, *edges)


def generate_joined(shared: Mapping[str, NodeLines], own: Mapping[str, OwnLines]) -> Iterator[bytes]:
    """Yield the file of a graph: `shared` are the lines of nodes, ascending by id, `own` those of episodes by theirs."""
    # As the graph sorts: ids of picks and topics go on after the episode's.
    by_id, by_path = sorted(own), sorted(own, key="{}/".format)
    nodes = chain(
        (lines.node for node, lines in shared.items() if node < "pick/"),
        (own[episode].picks for episode in by_path),
        (lines.node for node, lines in shared.items() if node > "pick/"),
        (own[episode].topics for episode in by_path),
    )
    edges = chain(
        (own[episode].from_episode for episode in by_id),
        (lines.edges for lines in shared.values()),
        (own[episode].from_picks for episode in by_path),
        (own[episode].from_topics for episode in by_path),
    )
    yield from generate_file(nodes, edges, format=FORMAT)


def count_lines(several: Iterable[bytes]) -> int:
    """Return how many nodes or edges stand in lines, of which one or more come at a time."""
    return sum(lines.count(_JOINT) + 1 for lines in several if lines)


def nodes_of(lines: Iterable[bytes]) -> dict[str, dict[str, Any]]:
    """Return the nodes that stand in lines, of which one or more come at a time: id → attributes."""
    found = (_decode(line) for several in lines for line in several.split(_JOINT) if line)
    return {facts.pop("id"): facts for facts in found}


_JOINT = b",\n"
"""What stands between two lines; no line has it in itself."""


def write_graph(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write the graph to `path`, whole or not at all."""
    with writing(path, binary=True) as handle:
        handle.writelines(generate_graph(graph))


def _separated(several: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the items of an array, of which one or more come at a time."""
    between = b"\n"
    for lines in filter(None, several):
        yield between + lines
        between = _JOINT
    yield b"\n"


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


def read_graph(path: Path) -> nx.MultiDiGraph:
    """Return the graph that `write_graph` wrote. Raises `GraphError` naming the file, or OSError."""
    try:
        return node_link_graph(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, no graph, or nested beyond reason
        raise GraphError(f"{path}: {error}; build it anew with `kg build`") from error
