"""A graph comes in, its file goes out, and the other way round: networkx's node-link data, a node or edge a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import networkx as nx

from kg.errors import KgError
from kg.files import writing
from kg.graph import FORMAT, Contribution, Edge


class GraphError(KgError, ValueError):
    """A file is no graph that kg wrote, or a newer kg wrote it."""


def node_link_data(graph: nx.MultiDiGraph) -> dict[str, Any]:
    """Return the graph as networkx's node-link object, edges under `edges`."""
    data: dict[str, Any] = nx.node_link_data(graph, edges="edges")
    return data


def node_link_graph(data: dict[str, Any]) -> nx.MultiDiGraph:
    """Return the graph of a node-link object. Raises `GraphError`."""
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


class EdgeLines(NamedTuple):
    """The own edges of an episode as they stand in the graph's file, by what they begin at."""

    episode: bytes
    pick: bytes
    topic: bytes


def edge_lines(c: Contribution) -> EdgeLines:
    """Return the lines of an episode's own edges."""
    own = {type_: [edge for edge in c.own if edge[0].startswith(f"{type_}/")] for type_ in EdgeLines._fields}
    return EdgeLines(*(b",\n".join(map(_line, edges)) for edges in own.values()))


def generate_graph(graph: nx.MultiDiGraph) -> Iterator[bytes]:
    """Yield the graph's JSON file, node-link data: one node or edge a line, so that two builds compare well."""
    yield from _generate(graph, map(_line, graph.edges(keys=True, data=True)))


def generate_whole_graph(outline: nx.MultiDiGraph, own: Mapping[str, EdgeLines]) -> Iterator[bytes]:
    """Yield what `generate_graph` does of the graph that has this outline; `own` are the lines of each episode (an id)."""
    # As the graph sorts what edges begin at: ids of picks and topics go on after the episode's.
    by_id, by_path = sorted(own), sorted(own, key="{}/".format)
    edges = (
        (own[episode].episode for episode in by_id),
        map(_line, _of_people(outline)),
        (own[episode].pick for episode in by_path),
        (own[episode].topic for episode in by_path),
    )
    yield from _generate(outline, chain(*edges))


def count_edges(outline: nx.MultiDiGraph, own: Mapping[str, EdgeLines]) -> int:
    """Return how many edges the graph has of which these are outline and lines."""
    lines = sum(some.count(b"\n") + 1 for of in own.values() for some in of if some)
    return lines + sum(1 for _ in _of_people(outline))


def write_graph(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write the graph to `path`, whole or not at all."""
    with writing(path, binary=True) as handle:
        handle.writelines(generate_graph(graph))


def _of_people(graph: nx.MultiDiGraph) -> Iterator[Edge]:
    return (edge for edge in graph.edges(keys=True, data=True) if edge[0].startswith("person/"))


def _generate(graph: nx.MultiDiGraph, edges: Iterable[bytes]) -> Iterator[bytes]:
    data = node_link_data(nx.MultiDiGraph(**graph.graph))
    head = json.dumps({key: data[key] for key in ("directed", "multigraph", "graph")})
    yield head[:-1].encode() + b', "nodes": ['
    yield from _separated(_encode({**facts, "id": node}) for node, facts in graph.nodes(data=True))
    yield b'], "edges": ['
    yield from _separated(edges)
    yield b"]}\n"


def _separated(several: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the items of an array, of which one or more come at a time."""
    between = b"\n"
    for lines in filter(None, several):
        yield between + lines
        between = b",\n"
    yield b"\n"


def _line(edge: Edge) -> bytes:
    source, target, key, facts = edge
    return _encode({**facts, "source": source, "target": target, "key": key})


_encode = msgspec.json.Encoder().encode


def read_graph(path: Path) -> nx.MultiDiGraph:
    """Return the graph that `write_graph` wrote. Raises `GraphError` naming the file, or OSError."""
    try:
        return node_link_graph(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, no graph, or nested beyond reason
        raise GraphError(f"{path}: {error}; build it anew with `kg build`") from error
