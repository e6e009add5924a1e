"""`kg communities`: which technologies belong together, how surely, and which of them are central or bridge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.common import FROM, QUIET, failures, plural, say
from kg.cli.community_rows import AXES, community_of, community_rows, technology_rows
from kg.cli.counting import LEAST, LEAST_EPISODES, LIMIT, PAIRS, WHERE, WINDOW, counted
from kg.cli.tables import FORMAT, OUTPUT, PLOT, emit

if TYPE_CHECKING:
    import networkx as nx

    from kg.analysis.communities import Communities
    from kg.cooccurrence.rows import CoOccurrences

# As in kg.analysis, which is imported only where something is computed.
WEIGHTS = ("count", "g2", "jaccard", "npmi", "association")

ORDERS = (
    "pagerank", "degree", "strength", "betweenness", "bridging", "core", "telling", "episodes", "effective_shows",
)  # fmt: skip


@click.command()
@click.argument("name", nargs=-1)
@FROM
@WINDOW
@WHERE
@LEAST
@LEAST_EPISODES
@click.option(
    "--pairs", type=click.Choice(PAIRS), default="significant", show_default=True,
    help="Which pairs count: those with q < 0.05, those with sdsm_q < 0.05, or all with a lift above 1.",
)  # fmt: skip
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
@LIMIT
@FORMAT
@OUTPUT
@PLOT
@QUIET
def communities(
    name: tuple[str, ...],
    folder: Path,
    window: str,
    conditions: tuple[str, ...],
    least: int,
    least_episodes: int,
    pairs: str,
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
      kg communities --where show=ruby-rogues --pairs backbone
      kg communities "AWS Lambda" --resolution 2
      kg communities --technologies --by bridging --format csv --limit 0
    """
    from kg.analysis.centrality import EXACT, PIVOTS
    from kg.analysis.communities import communities as find
    from kg.analysis.named import names_of
    from kg.analysis.network import PAIRS as kinds_of_pairs
    from kg.analysis.network import WEIGHTS as weights
    from kg.analysis.network import network
    from kg.analysis.reach import Named
    from kg.cooccurrence.rows import Collector
    from kg.cooccurrence.where import parse_where
    from kg.cooccurrence.windows import parse_window
    from kg.files import EPISODES
    from kg.records import read_build_records

    with failures():
        where = parse_where(conditions)
        collector = Collector(parse_window(window), where)
        episodes = []
        for x in read_build_records(folder / EPISODES):
            collector.add(x)
            episodes.append(Named(x.show, names_of(x, where)))
        table = collector.table(least=least, least_episodes=least_episodes)
        taken = next(one for one in kinds_of_pairs if one == pairs)
        graph = network(table, next(one for one in weights if one == weight), taken)
        tried = (resolution / 2, resolution, resolution * 2)
        found = find(graph, resolution=resolution, resolutions=tried, seeds=seeds)
        about = community_of(" ".join(name), found, table) if name else None
        if about or each:
            sheet = technology_rows(graph, found, about, by or ("telling" if about else "pagerank"), episodes)
        else:
            sheet = community_rows(found.communities, members, smallest, episodes)
        shown = sheet.rows[: limit or None]
        emit(sheet.columns, shown, form, output)
        if plot:
            from kg.plots import draw_bars

            bars = [(str(row[sheet.name]), float(row[sheet.value] or 0)) for row in shown]
            draw_bars(plot, sheet.title, bars, AXES[sheet.columns[sheet.value].name])
    if not quiet:
        say(f"{len(shown):,} of {len(sheet.rows):,} rows: {sheet.title[0].lower()}{sheet.title[1:]}.")
        _say_counted(table, graph, pairs)
        _say_found(found)
        if (about or each) and len(graph) > EXACT:
            say(
                f"Betweenness is estimated from the shortest paths of {PIVOTS} technologies, drawn with a fixed seed."
            )


def _say_counted(table: CoOccurrences, graph: nx.Graph, pairs: str) -> None:
    kept = {"significant": "q < 0.05", "backbone": "sdsm_q < 0.05", "all": "a lift above 1"}[pairs]
    say(
        f"{counted(table)}; {plural(table.tested, 'pair')} tested, {graph.number_of_edges():,} with {kept} kept,"
        f" of {len(graph):,} technologies."
    )


def _say_found(found: Communities) -> None:
    if not found.communities:
        say(
            "No pair is left to make a community; try --pairs all, or a smaller --least and --least-episodes."
        )
    for scan in found.scans:
        chosen = scan.resolution == found.resolution
        say(
            f"Resolution {scan.resolution:g}: {scan.communities:,} communities, modularity {scan.modularity:.3f},"
            f" agreement of {plural(found.seeds, 'seed')} {scan.agreement:.2f},"
            + (" shown." if chosen else f" with what is shown {scan.likeness:.2f}.")
        )
