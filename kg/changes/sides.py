"""A graph comes in; its nodes by type, name and episode come out, each attribute checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

import networkx as nx

from kg.changes.records import TYPES, Node, Size
from kg.graph import PREDICATES
from kg.graph_file import GraphError

NAMED = ("person", "technology", "sponsor")
"""Types whose nodes are told by their names."""

_LARGEST = 2**53
"""A count above it is no count."""


class Key(NamedTuple):
    """What tells nodes of one graph apart; two graphs may use one id for nodes of two types."""

    type: str
    id: str


class Side:
    """One of the two graphs, ready to be looked things up in."""

    def __init__(self, graph: nx.MultiDiGraph, name: str) -> None:
        """Read `graph`. Raises `GraphError`, which calls it by `name`, where kg did not write it."""
        self.graph = graph
        self._nodes: dict[str, dict[str, Any]] = dict(graph.nodes(data=True))
        self.types = {node: _type(node, attributes, name) for node, attributes in self._nodes.items()}
        for _, _, predicate in graph.edges(keys=True):
            if predicate not in PREDICATES:
                raise _foreign(name, f"{predicate!r} is none of its predicates")
        self.keys = {Key(type_, node): None for node, type_ in sorted(self.types.items())}
        """Every node, sorted by id."""

    def attributes(self, key: Key) -> dict[str, Any]:
        """Return the attributes of a node."""
        return self._nodes[key.id]

    def node(self, key: Key) -> Node:
        """Return the node as a record; one without a label goes by its id."""
        label = self.attributes(key).get("label")
        return Node(key.id, label if isinstance(label, str) else key.id)

    def aliases(self, key: Key) -> set[str]:
        """Return the names that a node goes by beside its label."""
        return set(strings(self.attributes(key).get("aliases")))

    def names(self, key: Key) -> dict[str, str]:
        """Return all names of a node without regard to capitals → the first by alphabet of those as written."""
        written = sorted({self.node(key).label, *self.aliases(key)}, reverse=True)
        return {name.casefold(): name for name in written}

    @cached_property
    def named(self) -> dict[tuple[str, str], list[Key]]:
        """The nodes that have a name: (type, name without regard to capitals) → nodes."""
        found: dict[tuple[str, str], list[Key]] = defaultdict(list)
        for key in self.keys:
            if key.type in NAMED:
                for name in self.names(key):
                    found[key.type, name].append(key)
        return found

    def episodes(self, key: Key) -> set[str]:
        """Return the ids of the episodes that a node is joined to."""
        around = (*self.graph.predecessors(key.id), *self.graph.successors(key.id))
        return {node for node in around if self.types[node] == "episode"}

    def edges(self) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        """Yield the ids of source and target, the predicate and the attributes of every edge."""
        yield from self.graph.edges(keys=True, data=True)

    def size(self) -> Size:
        """Return how large the graph is."""
        nodes, edges = Counter(self.types.values()), Counter(key for _, _, key in self.graph.edges(keys=True))
        return Size(tuple(sorted(nodes.items())), tuple(sorted(edges.items())))


def _type(node: object, attributes: dict[str, Any], name: str) -> str:
    type_ = attributes.get("type")
    if not isinstance(node, str):
        raise _foreign(name, f"{node!r} is no id of a node")
    if type_ not in TYPES:
        raise _foreign(name, f"node {node!r} is of no known type")
    return str(type_)


def _foreign(name: str, why: str) -> GraphError:
    return GraphError(f"{name}: not a graph that kg wrote, {why}; build it anew with `kg build`")


def strings(value: object) -> tuple[str, ...]:
    """Return the strings of a list; nothing for what is none."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def count(attributes: dict[str, Any]) -> int | None:
    """Return the number of mentions that an edge stands for; None where it has none."""
    value = attributes.get("count")
    counts = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST
    return value if counts else None
