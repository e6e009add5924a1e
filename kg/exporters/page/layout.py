"""Nodes and the lines between them come in, a place for each goes out, the same at every run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kg.exporters.page.springs import settle

if TYPE_CHECKING:
    import networkx as nx

Position = tuple[float, float]
"""In the units of vis-network: pixels at its first scale, y growing downwards."""

ITERATIONS = 300
"""Fewer for more than 300 nodes: each takes time that grows with their square."""
ROUNDS = 60
"""Of pushing apart."""
ROOM = 78.0
"""Side of the square that a node has to itself on average."""
GAP = 24.0
"""Least distance between the rims of two nodes."""
CROWD = 0.3
"""How much the middle is pulled apart: 0 not at all, 1 until all stand on a circle."""
RING = 84.0
"""From one ring to the next."""
STEP = 46.0
"""Least distance between neighbours on a ring."""


def place_around(centre: str, sectors: Sequence[Sequence[str]]) -> dict[str, Position]:
    """Return `centre` in the middle and the others on rings around it, each sector side by side.

    Sectors follow one another clockwise from the left; each is as wide as it has nodes.
    """
    sectors = [sector for sector in sectors if sector]
    total = sum(len(sector) for sector in sectors)
    rings = next(rings for rings in range(1, total + 2) if capacity(rings) >= total or rings > total)
    inner = max(2.4 * RING, total * STEP / (2 * math.pi * rings) - (rings - 1) * RING / 2)
    gap = 0.16 if len(sectors) > 1 else 0.0  # radians between sectors
    step = (2 * math.pi - gap * len(sectors)) / max(total, 1)
    places: dict[str, Position] = {centre: (0.0, 0.0)}
    angle = math.pi
    for sector in sectors:
        for i, node in enumerate(sector):
            radius = inner + RING * (i % rings)
            at = angle + (i + 0.5) * step
            places[node] = (radius * math.cos(at), radius * math.sin(at))
        angle += len(sector) * step + gap
    return rounded(places)


def capacity(rings: int) -> float:
    """Return how many nodes fit on the innermost rings at their closest."""
    return sum(2 * math.pi * (2.4 + ring) * RING / STEP for ring in range(rings))


def place_freely(sizes: Mapping[str, float], lines: Sequence[tuple[str, str, float]]) -> dict[str, Position]:
    """Return a place for each node of `sizes` (radii): joined ones near each other, none overlapping.

    `lines` are (one end, other end, weight). Each connected part is laid out by itself; the
    parts stand beside one another, the largest first, lone nodes below in rows.
    """
    import networkx as nx  # loads for long, and only pages need it

    graph = nx.Graph()
    graph.add_nodes_from(sorted(sizes))
    graph.add_weighted_edges_from(sorted(lines))
    parts = [sorted(part) for part in nx.connected_components(graph)]
    parts.sort(key=lambda part: (-len(part), part))
    blocks: list[dict[str, Position]] = [
        separated(spring(graph.subgraph(part)), sizes) for part in parts if len(part) > 1
    ]
    alone = [part[0] for part in parts if len(part) == 1]
    if alone:
        columns = max(1, math.ceil(math.sqrt(2 * len(alone))))
        blocks.append({node: (ROOM * (i % columns), ROOM * (i // columns)) for i, node in enumerate(alone)})
    return rounded(packed(blocks))


def spring(part: nx.Graph) -> dict[str, Position]:
    """Return a connected part's places by springs, at a size that gives every node its room."""
    import networkx as nx

    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(part))
    lines = ((min(a, b), max(a, b), weight) for a, b, weight in part.edges(data="weight"))
    ordered.add_weighted_edges_from(sorted(lines))
    circle = np.array(list(nx.circular_layout(ordered).values()))
    places = settle(ordered, circle, max(60, min(ITERATIONS, 300 * ITERATIONS // len(ordered))))
    spread = spread_out({node: (x, y) for node, (x, y) in zip(ordered, places.tolist(), strict=True)})
    xs, ys = [x for x, _ in spread.values()], [y for _, y in spread.values()]
    sides = max(xs) - min(xs), max(ys) - min(ys)
    # Few may stand in a line, which has no area.
    scale = ROOM * math.sqrt(len(places) / max(sides[0] * sides[1], (max(sides) or 1.0) ** 2 / len(places)))
    return {node: (x * scale, y * scale) for node, (x, y) in spread.items()}


def spread_out(places: Mapping[str, Position]) -> dict[str, Position]:
    """Return the places with the middle, which forces leave crowded, pulled apart more than the rim."""
    x0 = sum(x for x, _ in places.values()) / len(places)
    y0 = sum(y for _, y in places.values()) / len(places)
    spread = {}
    for node, (x, y) in places.items():
        factor = (math.hypot(x - x0, y - y0) or 1.0) ** -CROWD
        spread[node] = ((x - x0) * factor, (y - y0) * factor)
    return spread


def separated(places: Mapping[str, Position], sizes: Mapping[str, float]) -> dict[str, Position]:
    """Return the places with nodes that stand too close pushed apart, a little at a time."""
    nodes = sorted(places)
    xy = [list(places[node]) for node in nodes]
    cell = 2 * max(sizes[node] for node in nodes) + GAP
    for _ in range(ROUNDS):
        moved = False
        for i, j in near_pairs(xy, cell):
            needed = sizes[nodes[i]] + sizes[nodes[j]] + GAP
            dx, dy = xy[j][0] - xy[i][0], xy[j][1] - xy[i][1]
            distance = math.hypot(dx, dy)
            if distance >= needed:
                continue
            if not distance:  # any direction will do; it has to be the same at every run
                dx, dy, distance = math.cos(i + j), math.sin(i + j), 1.0
            push = (needed - distance) / 2 / distance
            xy[i] = [xy[i][0] - dx * push, xy[i][1] - dy * push]
            xy[j] = [xy[j][0] + dx * push, xy[j][1] + dy * push]
            moved = True
        if not moved:
            break
    return {node: (x, y) for node, (x, y) in zip(nodes, xy, strict=True)}


def near_pairs(xy: Sequence[Sequence[float]], cell: float) -> Iterator[tuple[int, int]]:
    """Yield the pairs of positions that are less than `cell` apart now, and some that are not."""
    cells: dict[tuple[int, int], list[int]] = {}
    for i, (x, y) in enumerate(xy):
        cells.setdefault((int(x // cell), int(y // cell)), []).append(i)
    for (column, row), members in list(cells.items()):
        for right, down in ((0, 0), (1, 0), (-1, 1), (0, 1), (1, 1)):
            others = cells.get((column + right, row + down), [])
            yield from ((i, j) for i in members for j in others if (right, down) != (0, 0) or i < j)


def packed(blocks: Sequence[dict[str, Position]]) -> dict[str, Position]:
    """Return all places together: blocks in rows that are about as wide as the first block and its like."""
    boxes = [
        (min(x for x, _ in block.values()), min(y for _, y in block.values()),
         max(x for x, _ in block.values()), max(y for _, y in block.values()))
        for block in blocks
    ]  # fmt: skip
    area = sum((right - left + ROOM) * (bottom - top + ROOM) for left, top, right, bottom in boxes)
    wide = max([math.sqrt(1.3 * area), *(right - left + ROOM for left, _, right, _ in boxes)])
    places: dict[str, Position] = {}
    across = down = tall = 0.0
    for block, (left, top, right, bottom) in zip(blocks, boxes, strict=True):
        if across and across + right - left > wide:
            across, down, tall = 0.0, down + tall + ROOM, 0.0
        places.update({node: (x - left + across, y - top + down) for node, (x, y) in block.items()})
        across += right - left + ROOM
        tall = max(tall, bottom - top)
    return places


def rounded(places: Mapping[str, Position]) -> dict[str, Position]:
    """Return the places around the origin, to a tenth of a pixel."""
    if not places:
        return {}
    xs, ys = [x for x, _ in places.values()], [y for _, y in places.values()]
    x0, y0 = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return {node: (round(x - x0, 1) + 0.0, round(y - y0, 1) + 0.0) for node, (x, y) in places.items()}
