"""A graph and what is drawn of it come in, the data that the page holds goes out, cut to a size.

Nodes and edges are lists, not objects, and name each other by position: with 60,000 of them,
names would be most of the page.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from kg.exporters.page_selection import Selection, rank_type

PREDICATES: dict[str, tuple[str, str]] = {
    "hosts": ("hosts", "is hosted by"),
    "guestOf": ("is a guest of", "has as a guest"),
    "appears": ("takes part in episodes of", "has in its episodes"),
    "sponsors": ("sponsors episodes of", "is sponsored by"),
    "partOf": ("is an episode of", "has the episode"),
    "recommends": ("recommends", "is recommended by"),
    "speaksOf": ("speaks of", "is spoken of by"),
    "mentions": ("mentions", "is mentioned in"),
    "hasPick": ("has the pick", "is a pick of"),
    "about": ("is about", "is the subject of"),
    "hasTopic": ("has the topic", "is a topic of"),
    "sponsoredBy": ("is sponsored by", "sponsors"),
    "together": ("is often in the same episodes as", "is often in the same episodes as"),
}
"""What edges are called, read from the source and from the target, in the order of a panel."""

FACTS = (
    "aliases", "profiles", "url", "homepage", "date", "number", "duration", "words", "time",
    "sources", "known",
)  # fmt: skip
"""Attributes of nodes that a panel shows."""

EVIDENCE = ("quote", "surface", "speaker", "time", "place", "path", "start", "end", "episode")
"""Attributes of edges that make a piece of evidence, in the order in which the page has them."""

FULL = 0.85
"""Share of the size up to which edges keep their sentences."""
LABELS = 0.4
"""Share of the size that nodes may take."""
CUT = 1
"""Stands in an edge for a sentence that was left out."""
CUT_NOTE = 32
"""Bytes that saying what was cut of a node takes, on average."""


@dataclass(slots=True)
class Cut:
    """What was left out to keep the page small."""

    nodes: int = 0
    edges: int = 0
    sentences: int = 0
    by_node: dict[int, Counter[tuple[str, bool]]] = field(default_factory=dict)
    """For a node's position, how many edges of each predicate, and whether they go out from it."""


def describe(graph: nx.MultiDiGraph, selection: Selection, size: int) -> tuple[dict[str, Any], Cut]:
    """Return the page's nodes, edges and words as JSON values of about `size` bytes, and what was cut.

    What is drawn comes first and is kept longest: then the edges of drawn nodes, the most
    frequent ones of each first, then the others.
    """
    cut = Cut()
    predicates = [*PREDICATES, *sorted({key for _, _, key in graph.edges(keys=True)} - PREDICATES.keys())]
    nodes = describe_nodes(graph, selection, LABELS * size, cut)
    position = {record[0]: i for i, record in enumerate(nodes)}
    room = size - sum(map(measure, nodes)) - CUT_NOTE * len(nodes)
    full = room - (1 - FULL) * size
    edges = []
    for source, target, key, attributes in ordered_edges(graph, selection):
        if source not in position or target not in position:
            leave_out(cut, key, position.get(source), position.get(target))
            continue
        record = [position[source], position[target], predicates.index(key), attributes.get("count", 1)]
        if attributes.get("quote"):
            record.append(describe_evidence(graph, source, target, attributes, position))
            if measure(record) > full:
                record[-1] = CUT
        length = measure(record)
        full -= length
        room -= length
        if room < 0:
            leave_out(cut, key, position[source], position[target])
        else:
            cut.sentences += record[4:] == [CUT]
            edges.append(record)
    more = []
    for node, counts in sorted(cut.by_node.items()):
        more.append([node])
        for key, outward in sorted(counts):
            more[-1] += [predicates.index(key), int(outward), counts[key, outward]]
    return {
        "nodes": nodes,
        "edges": [*describe_derived(selection, predicates, position), *edges],
        "predicates": [[key, *PREDICATES.get(key, (key, f"{key} (of)"))] for key in predicates],
        "more": more,
    }, cut


def describe_nodes(graph: nx.MultiDiGraph, selection: Selection, size: float, cut: Cut) -> list[list[Any]]:
    """Return the nodes, the drawn ones first and all of them, the others as far as `size` bytes go."""
    drawn = set(selection.nodes)
    others = sorted(
        (node for node in graph if node not in drawn),
        key=lambda node: (rank_type(graph, node), -selection.reach[node], -selection.weight[node], node),
    )
    nodes: list[list[Any]] = []
    for node in [*selection.nodes, *others]:
        record = describe_node(node, graph.nodes[node], selection)
        size -= measure(record)
        if size < 0 and node not in drawn:
            cut.nodes = len(graph) - len(nodes)
            break
        nodes.append(record)
    return nodes


def describe_derived(
    selection: Selection, predicates: list[str], position: Mapping[str, int]
) -> list[list[Any]]:
    """Return the lines that stand for episodes as [source, target, predicate, count, 0, episodes]."""
    return [
        [
            *(position[line.source], position[line.target], predicates.index(line.derived), line.count, 0),
            [position[episode] for episode in line.episodes if episode in position],
        ]
        for line in selection.lines
        if line.derived
    ]


def leave_out(cut: Cut, key: str, source: int | None, target: int | None) -> None:
    """Count an edge as left out, for itself and for those of its ends that the page has."""
    cut.edges += 1
    if source is not None:
        cut.by_node.setdefault(source, Counter())[key, True] += 1
    if target is not None:
        cut.by_node.setdefault(target, Counter())[key, False] += 1


def describe_node(node: str, attributes: Mapping[str, Any], selection: Selection) -> list[Any]:
    """Return a node as [id, type, label, kind or 0, episodes, weight, facts]."""
    values = {key: attributes.get(key) for key in FACTS}
    facts = {key: value for key, value in values.items() if value not in (None, "", []) and value is not True}
    label = str(attributes.get("label") or node)
    kind = attributes.get("kind") or 0
    return [node, attributes.get("type"), label, kind, selection.reach[node], selection.weight[node], facts]


def describe_evidence(
    graph: nx.MultiDiGraph,
    source: str,
    target: str,
    attributes: Mapping[str, Any],
    position: Mapping[str, int],
) -> list[Any]:
    """Return an edge's evidence in the order of EVIDENCE.

    The episode, and the file among the episode's sources, are given by their positions.
    """
    values = {key: attributes.get(key) for key in EVIDENCE}
    kinds = graph.nodes(data="type")
    episode = values["episode"] or next((end for end in (source, target) if kinds[end] == "episode"), None)
    values["episode"] = position.get(episode) if episode else None
    sources = graph.nodes[episode].get("sources", []) if episode in graph else []
    values["path"] = sources.index(values["path"]) if values["path"] in sources else None
    evidence = list(values.values())
    while evidence[-1] is None:
        evidence.pop()
    return evidence


def ordered_edges(graph: nx.MultiDiGraph, selection: Selection) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Return the edges with those first that a page can least do without.

    That is: what drawn lines stand for; then the first of every drawn node's edges of each
    predicate, then the second ones, and so on; then likewise of the other nodes.
    """
    drawn = set(selection.nodes)
    shown: set[tuple[str, str]] = set()
    for line in selection.lines:
        ends = (line.source, line.target)
        shown.update([ends, *((episode, end) for episode in line.episodes for end in ends)])
    edges = sorted(graph.edges(keys=True, data=True), key=lambda edge: (-edge[3].get("count", 1), *edge[:3]))
    seen: Counter[tuple[str, str, bool]] = Counter()
    keys: list[tuple[int, int, int]] = []
    for i, (source, target, key, _) in enumerate(edges):
        turns = {}
        for end, outward in ((source, True), (target, False)):
            turns[end] = seen[end, key, outward]
            seen[end, key, outward] += 1
        if (source, target) in shown or (target, source) in shown:
            keys.append((0, 0, i))
        elif drawn & turns.keys():
            keys.append((1, min(turn for end, turn in turns.items() if end in drawn), i))
        else:
            keys.append((2, min(turns.values()), i))
    return [edges[i] for _, _, i in sorted(keys)]


def measure(value: object) -> int:
    """Return the bytes that a value takes in the page."""
    return len(encode(value).encode()) + 1


def encode(value: object) -> str:
    """Return a value as JSON that can stand inside a script element of a UTF-8 page.

    JSON lets any character of a string be written as `\\uXXXX`; so are those that could end
    the element or begin a comment (HTML, 13.2.5.4), the two line separators that older JavaScript
    does not allow in a string, and halves of surrogate pairs, which have no UTF-8.
    """
    return ENCODER.encode(value).translate(UNSAFE)


ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
UNSAFE = {code: f"\\u{code:04x}" for code in [*map(ord, "<>&\u2028\u2029"), *range(0xD800, 0xE000)]}
