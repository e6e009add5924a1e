"""Pairs come in, the charts that `kg cooccur` draws of them go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.cooccurrence.rows import Row

MOST_DRAWN = 40
"""Bars, or rows of a heat map."""


def draw_neighbours(path: Path, rows: Sequence[Row], measure: str) -> None:
    """Draw the first of the pairs that one technology is in, as bars. Raises `kg.plots.PlotError`, OSError."""
    from kg.plots import draw_bars

    title = f"Named together with {rows[0].label_a}" if rows else ""
    bars = [(row.label_b, _value(row, measure)) for row in rows[:MOST_DRAWN]]
    draw_bars(path, title, bars, measure, diverging=any(number < 0 for _, number in bars))


def draw_map(path: Path, found: Sequence[Row], tested: Sequence[Row], measure: str) -> None:
    """Draw the technologies that most of the pairs found have, as a heat map with those related side by side.

    The strongest pairs would make no map: what is named together alone has no pair with the others.

    Args:
        tested: the pairs that have a cell where both their technologies are drawn.

    Raises `kg.plots.PlotError`, OSError.
    """
    from kg.plots import draw_heat_map
    from kg.plots.seriation import side_by_side

    labels = {node: label for row in found for node, label in ((row.a, row.label_a), (row.b, row.label_b))}
    pairs = Counter(node for row in found for node in (row.a, row.b))
    nodes = sorted(pairs, key=lambda node: (-pairs[node], node))[:MOST_DRAWN]
    rows = {ends: row for row in tested for ends in ((row.a, row.b), (row.b, row.a))}
    npmi = [[rows[a, b].npmi if (a, b) in rows else None for b in nodes] for a in nodes]
    nodes = [nodes[at] for at in side_by_side(npmi)]
    cells = [[_value(rows[a, b], measure) if (a, b) in rows else None for b in nodes] for a in nodes]
    axis = f"{measure} of the {len(nodes)} technologies in most pairs; blank where a pair was not tested"
    draw_heat_map(path, "Technologies named together", [labels[node] for node in nodes], cells, axis)


def _value(row: Row, measure: str) -> float:
    number = getattr(row, measure)
    return nan if number is None else float(number)
