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
    "aliases", "profiles", "url", "homepage", "date", "number", "duration", "words", "time", "sources", "known",
)  # fmt: skip
"""Attributes of nodes that a panel shows."""

EVIDENCE = ("quote", "surface", "speaker", "time", "place", "source", "start", "end", "episode")
"""Attributes of edges that make a piece of evidence, in the order in which the page has them."""

FULL = 0.7
"""Share of the size up to which edges keep their sentences."""
LABELS = 0.5
"""Share of the size that nodes may take."""
CUT_NOTE = 18
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
    drawn = set(selection.nodes)
    ranked = [*selection.nodes]
    ranked += sorted(
        (node for node in graph if node not in drawn),
        key=lambda node: (rank_type(graph, node), -selection.reach[node], -selection.weight[node], node),
    )
    nodes: list[list[Any]] = []
    position: dict[str, int] = {}
    used = 0
    for node in ranked:
        record = describe_node(node, graph.nodes[node], selection)
        used += measure(record)
        if node not in drawn and used > LABELS * size:
            cut.nodes = len(ranked) - len(nodes)
            break
        position[node] = len(nodes)
        nodes.append(record)
    predicates = [*PREDICATES, *sorted({key for _, _, key in graph.edges(keys=True)} - PREDICATES.keys())]
    edges: list[list[Any]] = [
        [
            position[line.source], position[line.target], predicates.index(line.derived), line.count, 0,
            [position[episode] for episode in line.episodes if episode in position],
        ]
        for line in selection.lines
        if line.derived
    ]  # fmt: skip
    used += sum(measure(record) for record in edges) + CUT_NOTE * len(nodes)
    for source, target, key, attributes in ordered_edges(graph, selection):
        if source not in position or target not in position:
            leave_out(cut, key, position.get(source), position.get(target))
            continue
        count = attributes.get("count", 1)
        record = [position[source], position[target], predicates.index(key), count]
        evidence = describe_evidence(graph, source, target, attributes, position)
        if evidence:
            whole = [*record, evidence]
            if used + measure(whole) <= FULL * size:
                record = whole
            else:
                record.append(1)
                cut.sentences += 1
        elif attributes.get("role"):
            record.append(0)
        used += measure(record)
        if used > size:
            leave_out(cut, key, position[source], position[target])
        else:
            edges.append(record)
    words = [[key, *PREDICATES.get(key, (key, key + " (of)"))] for key in predicates]
    more = [
        [node, *(value for key, out in sorted(counts) for value in (predicates.index(key), int(out), counts[key, out]))]
        for node, counts in sorted(cut.by_node.items())
    ]
    return {"nodes": nodes, "edges": edges, "predicates": words, "more": more}, cut


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
    graph: nx.MultiDiGraph, source: str, target: str, attributes: Mapping[str, Any], position: Mapping[str, int]
) -> list[Any]:
    """Return an edge's evidence in the order of EVIDENCE, or nothing where there is no sentence.

    The episode, and the file among the episode's sources, are given by their positions.
    """
    if not attributes.get("quote"):
        return []
    values = {key: attributes.get(key) for key in EVIDENCE}
    kinds = graph.nodes(data="type")
    episode = values["episode"] or next((end for end in (source, target) if kinds[end] == "episode"), None)
    values["episode"] = position.get(episode) if episode else None
    sources = graph.nodes[episode].get("sources", []) if episode in graph else []
    values["source"] = sources.index(values["source"]) if values["source"] in sources else None
    evidence = list(values.values())
    while evidence[-1] is None:
        evidence.pop()
    return evidence


def ordered_edges(
    graph: nx.MultiDiGraph, selection: Selection
) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Return the edges with those first that a page can least do without.

    That is: what drawn lines stand for; then the first of every drawn node's edges of each
    predicate, then the second ones, and so on; then likewise of the other nodes.
    """
    drawn = set(selection.nodes)
    shown = {
        pair
        for line in selection.lines
        for pair in [(line.source, line.target), *((episode, end) for episode in line.episodes
                                                   for end in (line.source, line.target))]
    }  # fmt: skip
    edges = sorted(
        graph.edges(keys=True, data=True), key=lambda edge: (-edge[3].get("count", 1), edge[0], edge[1], edge[2])
    )
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
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.translate(UNSAFE)


UNSAFE = {code: f"\\u{code:04x}" for code in [*map(ord, "<>&\u2028\u2029"), *range(0xD800, 0xE000)]}
