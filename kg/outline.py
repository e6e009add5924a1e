"""What episodes add to the graph comes in; the graph's outline, and its file, go out without the graph being built.

    Contribution ──outlined──▶ Outlined…  ──join_outline──▶ Outline
                 ──own_lines─▶ OwnLines…  ──generate_outlined──▶ file

What no other episode has a part in is kept as it stands in the file; an edge of people too, since most are of
one episode alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import msgspec

from kg.graph import FORMAT, Contribution, Described, Ends, join_edge, join_nodes
from kg.graph_file import edge_line, generate_file, node_line
from kg.model import Show


@dataclass(frozen=True, slots=True)
class Outlined:
    """What one episode adds to the outline."""

    described: Described
    edges: tuple[tuple[Ends, bytes], ...]
    """Those that begin at a person, with their lines."""


class OwnLines(NamedTuple):
    """Lines of the graph's file that are of one episode alone."""

    picks: bytes
    topics: bytes
    from_episode: bytes
    """Edges, by what they begin at."""
    from_picks: bytes
    from_topics: bytes


@dataclass(frozen=True, slots=True)
class Outline:
    """The graph without picks and topics, and of its edges those that begin at people, and mentions of technologies."""

    nodes: dict[str, dict[str, Any]]
    """Id → attributes, both sorted."""
    edges: dict[Ends, bytes]
    """Edges of people with their lines, sorted."""
    mentions: list[Ends]

    @property
    def ends(self) -> Iterable[Ends]:
        """What its edges join."""
        return chain(self.edges, self.mentions)


def outlined(c: Contribution) -> Outlined:
    """Return what an episode adds to the outline."""
    return Outlined(c.described, tuple((edge[:3], edge_line(edge)) for edge in c.edges))


def own_lines(c: Contribution) -> OwnLines:
    """Return what stands in the graph's file for an episode alone."""
    nodes = [[node_line(n) for n in c.own_nodes if n[0].startswith(t)] for t in ("pick/", "topic/")]
    edges = [
        [edge_line(e) for e in c.own_edges if e[0].startswith(t)] for t in ("episode/", "pick/", "topic/")
    ]
    return OwnLines(*map(b",\n".join, [*nodes, *edges]))


def join_outline(parts: Mapping[str, Outlined], shows: Mapping[str, Show] | None = None) -> Outline:
    """Return the outline that parts, by their episodes, make up.

    Args:
        shows: as of `kg.graph.build_graph`.
    """
    edges: dict[Ends, list[bytes]] = defaultdict(list)
    for part in parts.values():
        for ends, line in part.edges:
            edges[ends].append(line)
    return Outline(
        join_nodes((part.described for part in parts.values()), shows),
        {ends: _joined(edges[ends]) for ends in sorted(edges)},
        [
            (f"episode/{episode}", node, "mentions")
            for episode, part in parts.items()
            for node in dict(part.described.kinds)
        ],
    )


def _joined(lines: list[bytes]) -> bytes:
    """Return the line of an edge that several episodes have."""
    return lines[0] if len(lines) == 1 else _encode(join_edge([_decode(line) for line in lines]))


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


def generate_outlined(outline: Outline, own: Mapping[str, OwnLines]) -> Iterator[bytes]:
    """Yield the file of the graph that has this outline; `own` are the lines of each episode (an id)."""
    # As the graph sorts: ids of picks and topics go on after the episode's.
    by_id, by_path = sorted(own), sorted(own, key="{}/".format)
    nodes = chain(
        map(node_line, (node for node in outline.nodes.items() if node[0] < "pick/")),
        (own[episode].picks for episode in by_path),
        map(node_line, (node for node in outline.nodes.items() if node[0] > "pick/")),
        (own[episode].topics for episode in by_path),
    )
    edges = chain(
        (own[episode].from_episode for episode in by_id),
        outline.edges.values(),
        (own[episode].from_picks for episode in by_path),
        (own[episode].from_topics for episode in by_path),
    )
    yield from generate_file(nodes, edges, format=FORMAT)


def own_nodes(own: OwnLines) -> dict[str, dict[str, Any]]:
    """Return the nodes that are parts of one episode, with their attributes."""
    found = (_decode(line) for lines in own[:2] for line in lines.split(b",\n") if line)
    return {facts.pop("id"): facts for facts in found}


def count_nodes(outline: Outline, own: Iterable[OwnLines]) -> int:
    """Return how many nodes the graph has of which these are outline and lines."""
    return len(outline.nodes) + sum(_count(lines) for of in own for lines in of[:2])


def count_edges(outline: Outline, own: Iterable[OwnLines]) -> int:
    """Return how many edges it has."""
    return len(outline.edges) + sum(_count(lines) for of in own for lines in of[2:])


def _count(lines: bytes) -> int:
    return lines.count(b"\n") + 1 if lines else 0
