"""A graph comes in, what of it is drawn goes out: the entities and the lines between them."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

TYPES = ("technology", "person", "show", "episode", "sponsor", "pick", "topic")
"""Of nodes, those first that are drawn first when not all can be."""

TOGETHER = "together"
"""Stands for what two entities share where episodes are not drawn: being in the same ones."""
APPEARS = "appears"
"""Likewise for a person and a show: taking part in its episodes."""
SPONSORS = "sponsors"
"""Likewise for a sponsor and a show."""

SHARES = {"aws-service": 0.25, "technology": 0.45, "person": 0.25, "sponsor": 0.05}
"""Of what is drawn, how much is kept for the best of each type before the best of all fill the rest.

By episodes alone technologies would leave no room for people.
"""

LINES_PER_NODE = 4
"""More lines than this for each node make a ball of wool."""
STRONGEST = 3
"""Lines kept for each node where there are too many: the strongest of each end."""
SHARED_EPISODES = 2
"""Fewest episodes that make a line where episodes are not drawn."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is drawn between two nodes, however many edges it stands for."""

    source: str
    target: str
    count: int
    strength: float
    """By which lines are preferred to others of the same node."""
    derived: str | None = None
    """TOGETHER, APPEARS or SPONSORS for a line that stands for episodes, None for edges of the graph."""
    episodes: tuple[str, ...] = ()
    """The episodes that best show a derived line."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a graph is drawn."""

    nodes: tuple[str, ...]
    """The strongest first."""
    lines: tuple[Line, ...]
    """Ascending by their ends."""
    lines_found: int
    """Before the weaker ones were left out."""
    folded: bool
    """Whether episodes are left out, and lines stand for them."""
    reach: dict[str, int]
    """Of every node of the graph: in how many episodes it is, for an episode 1."""
    weight: dict[str, int]
    """Of every node of the graph: how often it is mentioned, or how many edges it has."""


def select_drawn(graph: nx.MultiDiGraph, limit: int) -> Selection:
    """Return what is drawn of `graph`: all of it up to `limit` nodes, else the best connected.

    Where there are too many episodes to be drawn with what they are about, entities are joined
    to those that they share episodes with.
    """
    within = episodes_of(graph)
    reach = {node: len(within.get(node, ())) or 1 for node in graph}
    weight = {node: sum(within.get(node, {}).values()) or degree for node, degree in graph.degree()}
    for node, kind in graph.nodes(data="type"):
        if kind == "episode":
            reach[node], weight[node] = 1, graph.degree(node)

    def order(node: str) -> tuple[int, int, int, str]:
        return -reach[node], rank_type(graph, node), -weight[node], node

    ranked, folded = sorted(graph, key=order), False
    if len(ranked) > limit:
        folded = sum(kind == "episode" for _, kind in graph.nodes(data="type")) > limit // 6
        ranked = best_connected(graph, ranked, limit, folded)
    lines = derived_lines(graph, ranked, within) if folded else {}
    lines.update(real_lines(graph, ranked))
    kept = strongest(lines, len(ranked))
    if folded:
        joined = {end for line in kept for end in (line.source, line.target)}
        ranked = [node for node in ranked if node in joined]
        kept = [witnessed(line, within) for line in kept]
    return Selection(tuple(ranked), tuple(kept), len(lines), folded, reach, weight)


def best_connected(graph: nx.MultiDiGraph, ranked: list[str], limit: int, folded: bool) -> list[str]:
    """Return `limit` nodes of `ranked` (the strongest first) in that order, some of each type.

    Episodes are all of them, or none if `folded`.
    """
    kinds = dict(graph.nodes(data="type"))
    shows = [node for node in ranked if kinds[node] == "show"][: limit // 10]
    episodes = [] if folded else [node for node in ranked if kinds[node] == "episode"]
    chosen = {*shows, *episodes}
    left_out = {"show", "episode", *(("pick", "topic") if folded else ())}
    rest = [node for node in ranked if kinds[node] not in left_out]
    room = limit - len(chosen)
    for group, share in SHARES.items():
        best = [node for node in rest if group in (kinds[node], graph.nodes[node].get("kind"))]
        chosen.update(best[: int(share * room)])
    for node in rest:
        if len(chosen) >= limit:
            break
        chosen.add(node)
    return [node for node in ranked if node in chosen]


def rank_type(graph: nx.MultiDiGraph, node: str) -> int:
    """Return the place of a node's type among TYPES."""
    kind = graph.nodes[node].get("type")
    return TYPES.index(kind) if kind in TYPES else len(TYPES)


def episodes_of(graph: nx.MultiDiGraph) -> dict[str, dict[str, int]]:
    """Return for each node next to episodes how often each of them has it."""
    found: dict[str, Counter[str]] = {}
    for source, target, attributes in graph.edges(data=True):
        for node, episode in ((source, target), (target, source)):
            if graph.nodes[episode].get("type") == "episode":
                found.setdefault(node, Counter())[episode] += attributes.get("count", 1)
    return {node: dict(counts) for node, counts in found.items()}


def real_lines(graph: nx.MultiDiGraph, drawn: list[str]) -> dict[tuple[str, str], Line]:
    """Return a line for every two of the drawn nodes that the graph joins."""
    counts: Counter[tuple[str, str]] = Counter()
    for source, target, attributes in graph.subgraph(drawn).edges(data=True):
        if source != target:
            counts[min(source, target), max(source, target)] += attributes.get("count", 1)
    degree: Counter[str] = Counter()
    for pair, count in counts.items():
        degree.update(dict.fromkeys(pair, count))
    return {
        (a, b): Line(a, b, count, count / math.sqrt(degree[a] * degree[b]))
        for (a, b), count in counts.items()
    }


def derived_lines(
    graph: nx.MultiDiGraph, drawn: list[str], within: dict[str, dict[str, int]]
) -> dict[tuple[str, str], Line]:
    """Return a line for every two drawn entities in the same episodes, and for people on shows.

    A line's strength is the cosine of the two sets of episodes.
    """
    members: dict[str, list[str]] = {}
    for node in sorted(drawn):
        if graph.nodes[node].get("type") in ("technology", "person"):
            for episode in within.get(node, ()):
                members.setdefault(episode, []).append(node)
    shared: Counter[tuple[str, str]] = Counter()
    for nodes in members.values():
        shared.update(combinations(nodes, 2))
    lines = {
        (a, b): Line(a, b, count, count / math.sqrt(len(within[a]) * len(within[b])), TOGETHER)
        for (a, b), count in shared.items()
        if count >= SHARED_EPISODES
    }
    shows = {node for node in drawn if graph.nodes[node].get("type") == "show"}
    takers = {node for node in drawn if graph.nodes[node].get("type") in ("person", "sponsor")}
    appearances: Counter[tuple[str, str, str]] = Counter()
    for source, target, role in graph.edges(keys=True):
        taker, episode = (target, source) if role == "sponsoredBy" else (source, target)
        if taker in takers and role in ("hosts", "guestOf", "sponsoredBy"):
            derived = SPONSORS if role == "sponsoredBy" else APPEARS
            on = (show for _, show, key in graph.out_edges(episode, keys=True) if key == "partOf")
            appearances.update((taker, show, derived) for show in on if show in shows)
    for (taker, show, derived), count in appearances.items():
        if count >= SHARED_EPISODES:
            strength = count / math.sqrt(len(within[taker]) * len(within[show]))
            lines[taker, show] = Line(taker, show, count, strength, derived)
    return lines


def strongest(lines: dict[tuple[str, str], Line], nodes: int) -> list[Line]:
    """Return all lines, or where there are too many for `nodes` nodes the strongest of each node."""
    if len(lines) <= LINES_PER_NODE * nodes:
        return [lines[pair] for pair in sorted(lines)]
    of_node: Counter[str] = Counter()
    kept: set[tuple[str, str]] = set()
    for pair, _ in sorted(lines.items(), key=lambda item: (-item[1].strength, -item[1].count, item[0])):
        if min(of_node[end] for end in pair) < STRONGEST:
            kept.add(pair)
            of_node.update(pair)
    return [lines[pair] for pair in sorted(kept)]


def witnessed(line: Line, within: dict[str, dict[str, int]]) -> Line:
    """Return a derived line with the two episodes that have most of both its ends."""
    if line.derived is None:
        return line
    a, b = within[line.source], within[line.target]
    shared = sorted(a.keys() & b.keys(), key=lambda episode: (-min(a[episode], b[episode]), episode))
    return Line(line.source, line.target, line.count, line.strength, line.derived, tuple(shared[:2]))
