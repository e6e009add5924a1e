"""Communities and standings come in, the rows that `kg communities` prints and draws go out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kg.cli.tables import Column, Value

if TYPE_CHECKING:
    import networkx as nx

    from kg.analysis.communities import Communities, Community
    from kg.analysis.reach import Named
    from kg.cooccurrence.rows import CoOccurrences

COLUMNS = (
    Column("number"), Column("label"), Column("size"), Column("episodes"), Column("stability", 2),
    Column("persistence", 2, spare=2), Column("modularity", 3, spare=1), Column("also"),
)  # fmt: skip
TECHNOLOGIES = (
    Column("technology"), Column("community"), Column("stability", 2), Column("persistence", 2, spare=4), Column("telling", 1, spare=5),
    Column("degree"), Column("strength", 1, spare=3), Column("pagerank", 4), Column("betweenness", 3), Column("bridging", 2),
    Column("core", spare=6), Column("episodes", spare=1), Column("shows", spare=7), Column("effective_shows", 1, spare=2),
)  # fmt: skip

AXES = {
    "size": "members", "pagerank": "PageRank, of 1 in all", "degree": "technologies it is named together with",
    "strength": "weight of its pairs", "betweenness": "share of shortest paths through it",
    "bridging": "participation coefficient", "core": "core number", "telling": "strength inside × share inside",
    "episodes": "episodes that name it", "effective_shows": "effective number of shows",
}  # fmt: skip
"""What a chart says of the column it shows."""


class Sheet(NamedTuple):
    """What is printed and drawn."""

    title: str
    columns: Sequence[Column]
    rows: list[list[Value]]
    name: int
    value: int
    """Positions of the columns that name a bar and say its length."""


def community_rows(
    found: Sequence[Community], members: int, smallest: int, episodes: Sequence[Named]
) -> Sheet:
    """Return rows of the communities of at least `smallest` members; `members` of each are named."""
    from kg.analysis.communities import TELLING
    from kg.analysis.reach import shared_episodes

    numbers = {member.node: one.number for one in found for member in one.members}
    together = shared_episodes(episodes, numbers)
    rows: list[list[Value]] = [
        [
            one.number, one.label, len(one.members), together[one.number], one.stability, one.persistence, one.modularity,
            ", ".join(member.label for member in one.members[TELLING : max(members, TELLING)]),
        ]
        for one in found
        if len(one.members) >= smallest
    ]  # fmt: skip
    return Sheet(f"Communities of {smallest} members or more, by size", COLUMNS, rows, 1, 2)


def technology_rows(
    graph: nx.Graph, found: Communities, about: Community | None, order: str, episodes: Sequence[Named]
) -> Sheet:
    """Return rows of the members of one community, or of all."""
    from kg.analysis.centrality import standings
    from kg.analysis.reach import reaches

    members = {member.node: member for one in found.communities for member in one.members}
    reach = reaches(episodes)
    rows: list[list[Value]] = [
        [
            s.label, s.community, members[s.node].stability, members[s.node].persistence, members[s.node].telling,
            s.degree, s.strength, s.pagerank, s.betweenness, s.bridging, s.core,
            reach[s.node].episodes, reach[s.node].shows, reach[s.node].effective_shows,
        ]
        for s in standings(graph, found.numbers())
        if not about or s.community == about.number
    ]  # fmt: skip
    at = [column.name for column in TECHNOLOGIES].index(order)
    rows.sort(key=lambda row: -float(row[at] or 0))
    title = f"Community {about.number} ({about.label}) by {order}" if about else f"Technologies by {order}"
    return Sheet(title, TECHNOLOGIES, rows, 0, at)


def community_of(name: str, found: Communities, table: CoOccurrences) -> Community:
    """Return the community of the technology that `name` names. Raises `UnknownName`."""
    from kg.cooccurrence.rows import UnknownName, named

    row = named(table, name)[0]
    number = found.numbers().get(row.a)
    if number is None:
        raise UnknownName(f"no pair that was kept has {row.label_a}, so no community has it; try --pairs all")
    return found.communities[number - 1]
