"""An archive and its pairs come in, the first picture goes out: which entities, which lines, and where.

The page draws by the same rule when a reader changes what is counted: the strongest entities are
candidates, each candidate keeps its strongest lines, and who is left without one is not shown.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from kg.exporters.page.archive import Archive
from kg.exporters.page.counting import Row
from kg.exporters.page.layout import Position, place_around, place_freely
from kg.model import Kind

PER_NODE = 3
"""Lines that each entity keeps: the strongest of either end; more make a ball of wool."""


class Group(NamedTuple):
    """What is told apart by colour and shape."""

    name: str
    shape: str
    """vis-network's."""
    kinds: tuple[Kind, ...] = ()
    """Of technologies that belong to it; none for what is no technology."""


GROUPS: dict[str, Group] = {
    "aws": Group("AWS services", "hexagon", ("aws-service",)),
    "cloud": Group("Clouds and platforms", "dot", ("cloud-service", "platform")),
    "language": Group("Languages", "dot", ("language",)),
    "framework": Group("Frameworks and libraries", "dot", ("framework", "library")),
    "database": Group("Databases", "dot", ("database",)),
    "tool": Group("Tools and products", "dot", ("tool", "product")),
    "standard": Group("Protocols and formats", "dot", ("protocol", "format")),
    "system": Group("Systems and hardware", "dot", ("os", "hardware")),
    "person": Group("People", "diamond"),
    "episode": Group("Episodes", "square"),
    "show": Group("Shows", "star"),
    "sponsor": Group("Sponsors", "star"),
    "pick": Group("Picks", "triangle"),
    "topic": Group("Topics", "triangleDown"),
}
RADII = {
    "technology": 8.0,
    "person": 9.0,
    "show": 12.0,
    "episode": 12.0,
    "sponsor": 9.0,
    "pick": 7.0,
    "topic": 6.0,
}
"""The least radius of each type, in pixels."""

_GROUP_OF_KIND: dict[str, str] = {kind: key for key, group in GROUPS.items() for kind in group.kinds}

GROWTH, CENTRE = 15.0, 24.0
"""Pixels by which the largest radius is above the least; radius of what a page is about."""

OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "keyboard": False,
        "selectConnectedEdges": False,
    },
    "nodes": {"chosen": False, "borderWidth": 1.5},
    "edges": {"chosen": False, "smooth": False, "selectionWidth": 0},
}
"""vis-network's. No simulation: nothing moves by itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """What joins two entities in the picture."""

    a: str
    b: str
    count: int
    strength: float


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn at first."""

    nodes: tuple[str, ...]
    """The strongest first."""
    lines: tuple[Line, ...]
    places: Mapping[str, Position]
    sizes: Mapping[str, float]
    """Radius of each, in pixels."""
    centre: str | None = None
    """Whom the page is about, where it is about one."""


def ranked(archive: Archive, nodes: Iterable[str]) -> list[str]:
    """Return `nodes` with those of most episodes first."""
    return sorted(nodes, key=lambda node: (-archive.reach[node], -archive.units[node], node))


def backbone(rows: Iterable[Row], nodes: Iterable[str], per_node: int = PER_NODE) -> list[Row]:
    """Return the rows between `nodes` that are among the `per_node` strongest of either end."""
    among = set(nodes)
    found = [row for row in rows if row.a in among and row.b in among]
    found.sort(key=lambda row: (-round(row.npmi, 9), -row.count, row.a, row.b))
    lines: Counter[str] = Counter()
    kept = []
    for row in found:
        if min(lines[row.a], lines[row.b]) < per_node:
            kept.append(row)
            lines.update((row.a, row.b))
    return kept


def draw_archive(archive: Archive, rows: Iterable[Row], limit: int) -> Picture:
    """Return the `limit` strongest entities with a line, and the backbone between them."""
    entities = [node for node in archive.reach if archive.units[node]]
    candidates = ranked(archive, entities)[:limit]
    kept = backbone(rows, candidates)
    joined = {node for row in kept for node in (row.a, row.b)}
    nodes = [node for node in candidates if node in joined] or candidates
    return _placed(archive, nodes, kept, None)


def draw_around(archive: Archive, rows: Iterable[Row], entity: str, limit: int) -> Picture:
    """Return an entity with its strongest neighbours, all lines to them and the backbone between them."""
    rows = list(rows)
    own = sorted(
        (row for row in rows if entity in (row.a, row.b)),
        key=lambda r: (-round(r.npmi, 9), -r.count, r.a, r.b),
    )[: limit - 1]
    near = {node for row in own for node in (row.a, row.b)} - {entity}
    kept = [*own, *backbone([row for row in rows if entity not in (row.a, row.b)], near)]
    return _placed(archive, [entity, *ranked(archive, near)], kept, entity)


def draw_star(
    archive: Archive, links: Iterable[Line], centre: str, groups: Mapping[str, list[str]]
) -> Picture:
    """Return what an episode has, around it.

    Args:
        groups: the nodes around the centre, those of one group side by side, in their order.
    """
    nodes = [centre, *(node for group in groups.values() for node in group)]
    sizes = _sizes(nodes, {node: archive.units[node] or 1 for node in nodes})
    sizes[centre] = CENTRE
    return Picture(tuple(nodes), tuple(links), place_around(centre, list(groups.values())), sizes, centre)


def _placed(archive: Archive, nodes: list[str], rows: list[Row], centre: str | None) -> Picture:
    lines = [Line(row.a, row.b, row.count, row.npmi) for row in sorted(rows, key=lambda r: (r.a, r.b))]
    sizes = _sizes(nodes, {node: archive.reach[node] for node in nodes})
    if centre:
        sizes[centre] = CENTRE
    places = place_freely(sizes, [(line.a, line.b, max(line.strength, 0.01)) for line in lines])
    return Picture(tuple(nodes), tuple(lines), places, sizes, centre)


def _sizes(nodes: Iterable[str], values: Mapping[str, int]) -> dict[str, float]:
    most = max((values[node] for node in nodes), default=1)
    return {
        node: RADII[node.partition("/")[0]]
        + round(GROWTH * math.sqrt((values[node] - 1) / max(most - 1, 1)), 1)
        for node in nodes
    }


def group_of(node: str, kind: str | None) -> str:
    """Return the group of GROUPS that a node belongs to, by a technology's kind or the type in its id."""
    return _GROUP_OF_KIND.get(kind or "") or node.partition("/")[0]


def network(picture: Picture, kinds: Mapping[str, str | None]) -> dict[str, Any]:
    """Return nodes, edges and options for vis-network, nodes named by their position in the picture.

    No text of an episode goes through pyvis, which writes what it is given into pages unescaped. Its
    lists are filled here, since its own methods look through all that is there at each call.
    """
    from pyvis.edge import Edge  # imports IPython, which the other commands need not wait for
    from pyvis.network import Network
    from pyvis.node import Node

    position = {node: at for at, node in enumerate(picture.nodes)}
    most = max((line.count for line in picture.lines), default=1)
    net = Network()
    net.set_options(json.dumps(OPTIONS))
    for node, at in position.items():
        x, y = picture.places[node]
        shape = GROUPS[group_of(node, kinds.get(node))].shape
        net.nodes.append(Node(at, shape, label="", x=x, y=y, size=picture.sizes[node]).options)
    for line in picture.lines:
        width = round(1 + 4 * math.log1p(max(line.count - 1, 0)) / math.log1p(max(most, 1)), 2)
        net.edges.append(Edge(position[line.a], position[line.b], width=width).options)
    nodes, edges, _, _, _, options = net.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(options)}
