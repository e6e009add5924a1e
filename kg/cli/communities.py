"""`kg communities`: which technologies belong together, how surely, and which of them are central or bridge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from kg.cli.common import FROM, QUIET, failures, plural, say
from kg.cli.tables import FORMAT, OUTPUT, PLOT, Column, Value, emit

if TYPE_CHECKING:
    import networkx as nx

    from kg.analysis.communities import Communities, Community
    from kg.analysis.reach import Roll
    from kg.cooccurrence.rows import CoOccurrences

# As in kg.analysis, which is imported only where something is computed.
WEIGHTS = ("count", "g2", "jaccard", "npmi", "association")

COLUMNS = (
    Column("number"), Column("label"), Column("size"), Column("episodes"), Column("stability", 2),
    Column("persistence", 2, spare=2), Column("modularity", 3, spare=1), Column("also"),
)  # fmt: skip
TECHNOLOGIES = (
    Column("technology"), Column("community"), Column("stability", 2), Column("persistence", 2, spare=4), Column("telling", 1, spare=5),
    Column("degree"), Column("strength", 1, spare=3), Column("pagerank", 4), Column("betweenness", 3), Column("bridging", 2),
    Column("core", spare=6), Column("episodes", spare=1), Column("shows", spare=7), Column("effective_shows", 1, spare=2),
)  # fmt: skip
ORDERS = (
    "pagerank", "degree", "strength", "betweenness", "bridging", "core", "telling", "episodes", "effective_shows",
)  # fmt: skip


@click.command()
@click.argument("name", nargs=-1)
@FROM
@click.option(
    "--window", default="turn", show_default=True, metavar="KIND",
    help="How near two mentions must stand, see `kg cooccur --help`.",
)  # fmt: skip
@click.option(
    "--where", "conditions", multiple=True, metavar="KEY=VALUE",
    help="Count only kind=KIND, show=SLUG, year=2014..2016, person=NAME (what they say); may be repeated.",
)  # fmt: skip
@click.option(
    "--all-pairs",
    is_flag=True,
    help="Take every pair that was tested with a lift above 1, not only q < 0.05.",
)
@click.option(
    "--weight", type=click.Choice(WEIGHTS), default="count", show_default=True,
    help="What makes a pair strong; count lets modularity do the normalising.",
)  # fmt: skip
@click.option(
    "--resolution", type=click.FloatRange(0, 100, min_open=True), default=1.0, show_default=True,
    help="Greater finds more and smaller communities; half and double of it are tried too.",
)  # fmt: skip
@click.option(
    "--seeds", type=click.IntRange(2, 1_000), default=20, show_default=True, help="Runs at each resolution."
)
@click.option(
    "--members", type=click.IntRange(0), default=8, show_default=True,
    help="Members named in a row, the most telling first.",
)  # fmt: skip
@click.option(
    "--smallest",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="Members that a community needs to be listed.",
)
@click.option(
    "--technologies", "each", is_flag=True, help="One row a technology: where it belongs, how central it is."
)
@click.option(
    "--by", type=click.Choice(ORDERS), default=None, show_default="pagerank; telling with NAME",
    help="What rows of technologies are ordered by, the greatest first.",
)  # fmt: skip
@click.option("-n", "--limit", type=click.IntRange(0), default=25, show_default=True, help="Rows; 0 for all.")
@FORMAT
@OUTPUT
@PLOT
@QUIET
def communities(
    name: tuple[str, ...],
    folder: Path,
    window: str,
    conditions: tuple[str, ...],
    all_pairs: bool,
    weight: str,
    resolution: float,
    seeds: int,
    members: int,
    smallest: int,
    each: bool,
    by: str | None,
    limit: int,
    form: str | None,
    output: Path | None,
    plot: Path | None,
    quiet: bool,
) -> None:
    """Print which technologies form communities, or the members of the community of NAME.

    Louvain's method on the pairs that are named together more often than by chance (q < 0.05), over many
    seeds; of the runs the one that agrees best with all others is shown. Stability is the mean share of a
    member's fellows that a run puts with it, persistence the same at all resolutions tried: 1 is in every
    run. A label is the three members whose pairs are strongest and most within the community; episodes
    are those that name two members.

    \b
    Of a technology: degree and strength count its pairs and their weight; pagerank; betweenness is the share
    of shortest paths through it; bridging (participation coefficient) is 0 where all its pairs are in one
    community; effective_shows is 1 where one show alone names it.

    \b
    Examples:
      kg communities --where show=ruby-rogues
      kg communities "AWS Lambda" --resolution 2
      kg communities --technologies --by bridging --format csv --limit 0
    """
    from kg.analysis.centrality import EXACT, PIVOTS
    from kg.analysis.communities import communities as find
    from kg.analysis.network import WEIGHTS as weights
    from kg.analysis.network import network
    from kg.analysis.reach import Roll
    from kg.cooccurrence.rows import cooccurrences
    from kg.cooccurrence.where import parse_where
    from kg.cooccurrence.windows import parse_window
    from kg.files import EPISODES
    from kg.records import read_build_records

    with failures():
        where = parse_where(conditions)
        roll = Roll(where)
        records = roll.noting(read_build_records(folder / EPISODES))
        table = cooccurrences(records, parse_window(window), where=where)
        graph = network(table, next(one for one in weights if one == weight), everything=all_pairs)
        tried = (resolution / 2, resolution, resolution * 2)
        found = find(graph, resolution=resolution, resolutions=tried, seeds=seeds)
        about = _community_of(" ".join(name), found, roll) if name else None
        if about or each:
            sheet = _technologies(graph, found, about, by or ("telling" if about else "pagerank"), roll)
        else:
            sheet = _communities(found.communities, members, smallest, roll)
        shown = sheet.rows[: limit or None]
        emit(sheet.columns, shown, form, output)
        if plot:
            from kg.plots import draw_bars

            bars = [(str(row[sheet.name]), float(row[sheet.value] or 0)) for row in shown]
            draw_bars(plot, sheet.title, bars, sheet.columns[sheet.value].name)
    if not quiet:
        say(f"{len(shown):,} of {len(sheet.rows):,} rows: {sheet.title[0].lower()}{sheet.title[1:]}.")
        _say_counted(table, graph, all_pairs)
        _say_found(found)
        if (about or each) and len(graph) > EXACT:
            say(
                f"Betweenness is estimated from the shortest paths of {PIVOTS} technologies, drawn with a fixed seed."
            )


class _Sheet(NamedTuple):
    """What is printed and drawn."""

    title: str
    columns: Sequence[Column]
    rows: list[list[Value]]
    name: int
    value: int
    """Positions of the columns that name a bar and say its length."""


def _communities(found: Sequence[Community], members: int, smallest: int, roll: Roll) -> _Sheet:
    from kg.analysis.communities import TELLING
    from kg.analysis.reach import shared_episodes

    numbers = {member.node: one.number for one in found for member in one.members}
    episodes = shared_episodes(roll.episodes, numbers)
    rows: list[list[Value]] = [
        [
            one.number, one.label, len(one.members), episodes[one.number], one.stability, one.persistence, one.modularity,
            ", ".join(member.label for member in one.members[TELLING : max(members, TELLING)]),
        ]
        for one in found
        if len(one.members) >= smallest
    ]  # fmt: skip
    return _Sheet(f"Communities of {smallest} members or more, by size", COLUMNS, rows, 1, 2)


def _technologies(
    graph: nx.Graph, found: Communities, about: Community | None, order: str, roll: Roll
) -> _Sheet:
    """Return rows of the members of one community, or of all."""
    from kg.analysis.centrality import standings
    from kg.analysis.reach import reaches

    members = {member.node: member for one in found.communities for member in one.members}
    reach = reaches(roll.episodes)
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
    return _Sheet(title, TECHNOLOGIES, rows, 0, at)


def _community_of(name: str, found: Communities, roll: Roll) -> Community:
    """Return the community of the technology that `name` names. Raises `UnknownName`."""
    from kg.cooccurrence.rows import UnknownName

    node = roll.labels.find(name)
    for one in found.communities:
        if any(member.node == node for member in one.members):
            return one
    raise UnknownName(
        f"{roll.labels.label(node)} is in no pair that was kept, so in no community; try --all-pairs, a wider --window, or"
        f' `kg cooccur "{name}" --least 1 --least-episodes 1`'
    )


def _say_counted(table: CoOccurrences, graph: nx.Graph, all_pairs: bool) -> None:
    kept = "a lift above 1" if all_pairs else "q < 0.05"
    say(
        f"Counted: {table.windows:,} windows ({table.window}) of {table.episodes:,} episodes that name a technology,"
        f" advertising left out; {table.tested:,} pairs tested, {graph.number_of_edges():,} with {kept} kept,"
        f" of {len(graph):,} technologies."
    )


def _say_found(found: Communities) -> None:
    for scan in found.scans:
        chosen = scan.resolution == found.resolution
        say(
            f"Resolution {scan.resolution:g}: {scan.communities:,} communities, modularity {scan.modularity:.3f},"
            f" agreement of {plural(found.seeds, 'seed')} {scan.agreement:.2f},"
            + (" shown." if chosen else f" with what is shown {scan.likeness:.2f}.")
        )
