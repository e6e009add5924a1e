"""Extractions and the graph come in, the tables of the network of technologies go out: nodes, pairs, communities."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.analysis.centrality import standings
from kg.analysis.communities import RESOLUTION, SEEDS, Communities, communities
from kg.analysis.network import Pairs, network
from kg.cooccurrence.incidence import Strata
from kg.cooccurrence.rows import LEAST, LEAST_EPISODES, Collector, CoOccurrences, Row
from kg.cooccurrence.where import parse_where, year_of
from kg.cooccurrence.windows import windows
from kg.exporters.tabular import Column, Table, Type, Value
from kg.exporters.tabular import Row as Cells
from kg.exporters.tabular.archive import label_of
from kg.model import Extraction


@dataclass(frozen=True, slots=True)
class Selection:
    """Which pairs are exported; see `kg.cooccurrence`."""

    window: str = "turn"
    where: tuple[str, ...] = ()
    """Conditions `KEY=VALUE`."""
    least: int = LEAST
    least_episodes: int = LEAST_EPISODES
    stratify: Strata | None = None
    pairs: Pairs = "all"
    """`all` are those that were tested."""


_NODES = (
    Column("id", "string", "Id of the entity."),
    Column("label", "string", "Its name."),
    Column("kind", "string", "What sort of technology it is."),
    Column("windows", "integer", "Windows that name it."),
    Column("episodes", "integer", "Episodes with such a window."),
    Column("first", "integer", "Year of the first dated of them."),
    Column("last", "integer", "Year of the last."),
    Column("mean_year", "number", "Mean year of them."),
    Column("pairs", "integer", "Pairs of the table cooccurrence that it is in."),
    Column("community", "integer", "Number of its community."),
    Column(
        "stability", "number", "Mean share of its community's other members that a run puts with it, 0 to 1."
    ),
    Column(
        "degree",
        "integer",
        "Pairs that communities are made of and it is in: with q < 0.05, in a backbone sdsm_q < 0.05, and lift > 1.",
    ),
    Column("strength", "number", "Sum of the counts of these pairs."),
    Column("pagerank", "number", "Chance that a walk along these pairs, by count, is at it."),
    Column("betweenness", "number", "Share of the shortest paths between two others that run through it."),
    Column("bridging", "number", "Participation coefficient: 0 if all its pairs are in one community."),
)
_COMMUNITIES = (
    Column("number", "integer", "1 for the largest."),
    Column("label", "string", "Its three most telling members."),
    Column("size", "integer", "Members."),
    Column("stability", "number", "Mean stability of its members, 0 to 1."),
    Column("persistence", "number", "The same over several resolutions."),
    Column("modularity", "number", "Its part of the whole modularity."),
)
MEASURES = {
    "a": "Id of the one entity; a before b.",
    "b": "Id of the other.",
    "label_a": "Name of a.",
    "label_b": "Name of b.",
    "count": "Windows that name both.",
    "count_a": "Windows that name a.",
    "count_b": "Windows that name b.",
    "episodes": "Episodes with a window that names both.",
    "first": "Year of the first dated of them.",
    "last": "Year of the last.",
    "npmi": "Normalised pointwise mutual information, -1 to 1; 0 is chance.",
    "lift": "How many times as often as by chance.",
    "jaccard": "Share of the windows naming either that name both.",
    "association": "Association strength, count / (count_a * count_b).",
    "g2": "Log-likelihood ratio against independence.",
    "p": "Fisher's exact test, one-sided.",
    "q": "p corrected for the number of pairs tested (Benjamini and Hochberg).",
    "sdsm_p": "Of a chance that also knows how many technologies each window names (stochastic degree sequence model).",
    "sdsm_q": "sdsm_p corrected likewise.",
    "mh_odds": "Common odds ratio of the strata (Mantel and Haenszel); not known without strata, or where it is infinite.",
    "mh_p": "Of the test over strata, one-sided; not known without strata.",
    "mh_q": "mh_p corrected likewise.",
}
"""What each field of a pair says. Its weights are left out: they are the counts."""

_FIELD_TYPES: dict[str, Type] = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


class PairCounter:
    """Takes extractions one after the other, and makes the tables of the pairs that they name."""

    def __init__(self, selection: Selection) -> None:
        """Start with nothing. Raises `kg.cooccurrence.where.WhereError`, `kg.cooccurrence.windows.WindowError`."""
        self.selection = selection
        self._collector = Collector(selection.window, parse_where(selection.where))
        self._years: dict[str, list[int | None]] = {}
        """Technology → the years of the episodes in which it is counted."""

    def add(self, x: Extraction) -> None:
        """Count one episode."""
        self._collector.add(x)
        counted = windows(x, self._collector.window, self._collector.where)
        for node in {node for one in counted for node in one.technologies}:
            self._years.setdefault(node, []).append(year_of(x))

    def tables(self, graph: nx.MultiDiGraph) -> tuple[tuple[Table, ...], tuple[tuple[str, str], ...]]:
        """Return the tables nodes, cooccurrence and communities, and what they were made of: (what, value).

        Args:
            graph: of the same build, for labels and kinds.
        """
        chosen = self.selection
        counted = self._collector.table(
            least=chosen.least, least_episodes=chosen.least_episodes, stratify=chosen.stratify
        )
        rows = [row for row in counted.rows if _taken(row, chosen.pairs)]
        linked = network(counted, pairs="significant" if chosen.pairs == "all" else chosen.pairs)
        found = communities(linked)
        tables = (
            Table(
                "nodes", _NODES, _nodes(graph, rows, self._years, linked, found), "Technologies that are in a pair.",
                ("id",), (("id", "entities"), ("community", "communities")),
            ),
            Table(
                "cooccurrence", _columns(), [_pair(graph, row) for row in rows],
                "Pairs of technologies that are named together.", ("a", "b"), (("a", "nodes"), ("b", "nodes")),
            ),
            Table(
                "communities", _COMMUNITIES,
                [(c.number, c.label, len(c.members), c.stability, c.persistence, c.modularity) for c in found.communities],
                "Groups of technologies with more pairs among them than their numbers make likely.", ("number",),
            ),
        )  # fmt: skip
        return tables, _about(counted, chosen, len(rows), found)


def _taken(row: Row, pairs: Pairs) -> bool:
    return pairs == "all" or (row.backbone if pairs == "backbone" else row.significant)


def _about(
    counted: CoOccurrences, selection: Selection, pairs: int, found: Communities
) -> tuple[tuple[str, str], ...]:
    return (
        ("window", counted.window),
        ("where", ", ".join(selection.where) or "everything"),
        ("advertising", f"{counted.advertising} passages left out"),
        ("least windows", str(selection.least)),
        ("least episodes", str(selection.least_episodes)),
        ("strata", selection.stratify or "none"),
        ("windows counted", str(counted.windows)),
        ("episodes counted", str(counted.episodes)),
        ("pairs named together", str(counted.pairs)),
        ("pairs tested", str(counted.tested)),
        ("pairs taken", selection.pairs),
        ("pairs exported", str(pairs)),
        (
            "communities",
            f"Louvain, {SEEDS} seeds, resolution {RESOLUTION:g}, modularity {found.modularity:.3f}",
        ),
    )


_FIELDS = [field for field in dataclasses.fields(Row) if field.name in MEASURES]


def _columns() -> tuple[Column, ...]:
    return (
        *(Column(f.name, _FIELD_TYPES[str(f.type).partition(" ")[0]], MEASURES[f.name]) for f in _FIELDS),
        Column("significant", "boolean", "Whether q < 0.05; with strata, whether mh_q is."),
        Column("backbone", "boolean", "Whether sdsm_q < 0.05."),
    )


def _pair(graph: nx.MultiDiGraph, row: Row) -> Cells:
    values: dict[str, Any] = {f.name: getattr(row, f.name) for f in _FIELDS}
    # Not every form can say that odds are infinite.
    values = {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in values.items()}
    values |= {"label_a": label_of(graph, row.a), "label_b": label_of(graph, row.b)}
    return (*values.values(), row.significant, row.backbone)


def _nodes(
    graph: nx.MultiDiGraph,
    rows: list[Row],
    years_of: dict[str, list[int | None]],
    linked: nx.Graph,
    found: Communities,
) -> list[Cells]:
    windows_of: dict[str, int] = {}
    pairs: dict[str, int] = {}
    for row in rows:
        for node, count in ((row.a, row.count_a), (row.b, row.count_b)):
            windows_of[node] = count
            pairs[node] = pairs.get(node, 0) + 1
    stands = {one.node: one for one in standings(linked, found.numbers())}
    stability = {member.node: member.stability for one in found.communities for member in one.members}
    cells: list[Cells] = []
    for node in sorted(pairs):
        years = [year for year in years_of[node] if year is not None]
        dated: tuple[Value, ...] = (min(years), max(years), sum(years) / len(years)) if years else (None,) * 3
        s = stands.get(node)
        standing: tuple[Value, ...] = (
            (s.community, stability[node], s.degree, s.strength, s.pagerank, s.betweenness, s.bridging)
            if s
            else (None, None, 0, 0.0, None, None, None)
        )
        kind = graph.nodes[node].get("kind") if node in graph else None
        cells.append(
            (
                node,
                label_of(graph, node),
                kind,
                windows_of[node],
                len(years_of[node]),
                *dated,
                pairs[node],
                *standing,
            )
        )
    return cells
