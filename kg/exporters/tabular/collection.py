"""A build comes in, all its tables go out: what every form but RDF and the page is written from."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from kg.exporters.tabular import Table
from kg.exporters.tabular.archive import Archive, Records
from kg.exporters.tabular.pairs import PairCounter, Selection

TABLES = (
    "episodes", "entities", "appearances", "picks", "mentions", "nodes", "cooccurrence", "communities",
)  # fmt: skip
"""Names of the tables."""


@dataclass(frozen=True, slots=True)
class Collection:
    """The tables of a build."""

    tables: tuple[Table, ...]
    """In the order of `TABLES`."""
    about: tuple[tuple[str, str], ...]
    """What was counted and how: (what, value)."""

    def table(self, name: str) -> Table:
        """Return the table called `name`, one of `TABLES`."""
        return next(table for table in self.tables if table.name == name)


def collect(graph: nx.MultiDiGraph, records: Records, selection: Selection) -> Collection:
    """Return the tables of a build.

    Args:
        graph: of the build.
        records: its extractions.
        selection: of the pairs; the other tables hold everything.

    Raises what `PairCounter` raises and what reading raises.
    """
    archive, counter = Archive(), PairCounter(selection)
    for x in records():
        archive.add(x)
        counter.add(x)
    pairs, about = counter.tables(graph)
    return Collection((*archive.tables(graph, records), *pairs), about)
