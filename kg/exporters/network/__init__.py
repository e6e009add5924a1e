"""The network of technologies, in the forms that Gephi, VOSviewer, Cytoscape and others read."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.exporters.tabular import Column, Table, Value
from kg.exporters.tabular.collection import Collection
from kg.plots.canvas import COLOURS

TITLE = "Technologies that podcasts name together"


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and edges as tables, `id` the key of the one, `a` and `b` the ends of the other."""

    nodes: Table
    edges: Table
    communities: Table
    about: tuple[tuple[str, str], ...]
    """What was counted and how: (what, value)."""

    @property
    def description(self) -> str:
        """What was counted and how, as one line."""
        return "; ".join(f"{what}: {value}" for what, value in self.about)


def network_of(collection: Collection) -> Network:
    """Return the network that a collection's tables make; an edge does without the names of its ends."""
    edges = collection.table("cooccurrence")
    kept = [at for at, column in enumerate(edges.columns) if column.name not in ("label_a", "label_b")]
    columns = tuple(edges.columns[at] for at in kept)
    rows = tuple(tuple(row[at] for at in kept) for row in edges.rows)
    return Network(
        collection.table("nodes"),
        replace(edges, columns=columns, rows=rows),
        collection.table("communities"),
        collection.about,
    )


def records(table: Table) -> Iterator[dict[str, Value]]:
    """Yield each row as column → value, without what is missing."""
    names = [column.name for column in table.columns]
    for row in table.rows:
        yield {name: value for name, value in zip(names, row, strict=True) if value is not None}


def attributes(table: Table, *apart: str) -> list[Column]:
    """Return the columns that hold something, but for those that a form has a place of its own for."""
    names = [column.name for column in table.columns]
    held = {name for row in table.rows for name, value in zip(names, row, strict=True) if value is not None}
    return [column for column in table.columns if column.name in held and column.name not in apart]


def colour(community: Value) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of a community's number; grey for none and for those after the largest."""
    large = isinstance(community, int) and 0 < community < len(COLOURS)
    digits = COLOURS[int(community or 0) - 1 if large else -1]
    return int(digits[1:3], 16), int(digits[3:5], 16), int(digits[5:7], 16)


def size(windows: Value, most: int) -> float:
    """Return the diameter of a node that so many windows name, its area growing with them: 4 to 30."""
    return round(4 + 26 * math.sqrt(float(windows or 0) / most), 2)
