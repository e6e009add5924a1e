"""`kg cooccur`: which technologies are named together, how strongly, and how likely chance is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.common import FROM, QUIET, failures, plural, say
from kg.cli.counting import LEAST, LEAST_EPISODES, LIMIT, STRATIFY, WHERE, WINDOW, counted
from kg.cli.pair_charts import draw_map, draw_neighbours
from kg.cli.tables import FORMAT, OUTPUT, PLOT, Column, Value, emit

if TYPE_CHECKING:
    from kg.cooccurrence.rows import CoOccurrences, Row

# As in kg.cooccurrence, which is imported only where something is counted.
ORDERS = (
    "npmi", "lift", "count", "weight", "episodes", "g2", "jaccard", "association", "q", "sdsm_q", "mh_odds", "mh_q"
)  # fmt: skip
COUNTINGS = ("binary", "full", "fractional")

COLUMNS = (
    Column("label_a"), Column("label_b"),
    Column("count"), Column("count_a", spare=6), Column("count_b", spare=5), Column("episodes"),
    Column("first", spare=2), Column("last", spare=1), Column("npmi", 3), Column("lift", 1), Column("g2", 1, spare=4),
    Column("jaccard", 3, spare=7), Column("association", 5, spare=8), Column("p", 4, spare=9), Column("q", 4),
    Column("sdsm_p", 4, spare=10), Column("sdsm_q", 4, spare=3),
)  # fmt: skip
"""Of every table, by the names of a row's fields; the labels stand below `a` and `b`."""

WEIGHTS = (Column("weight", 2), Column("weight_a", 2, spare=12), Column("weight_b", 2, spare=11))
WITHIN = (Column("mh_odds", 1), Column("mh_p", 4, spare=10), Column("mh_q", 4))
"""Where counting is not binary, and where windows are told apart."""

DRAWN = {"q": "g2", "sdsm_q": "g2", "mh_q": "mh_odds"}
"""What a chart shows of rows that are ordered by a probability."""


@click.command()
@click.argument("name", nargs=-1)
@FROM
@WINDOW
@click.option(
    "--counting", type=click.Choice(COUNTINGS), default="binary", show_default=True,
    help="What a window adds to a pair's weight: 1, the product of the numbers of mentions, or 1 / (k - 1)"
    " where it names k technologies.",
)  # fmt: skip
@click.option(
    "--by", type=click.Choice(ORDERS), default="npmi", show_default=True,
    help="What the rows are ordered by; npmi, lift, association and mh_odds put the significant first.",
)  # fmt: skip
@WHERE
@LEAST
@LEAST_EPISODES
@STRATIFY
@click.option("--significant", is_flag=True, help="Only pairs with q < 0.05, or mh_q with --stratify.")
@click.option(
    "--backbone",
    is_flag=True,
    help="Only pairs with sdsm_q < 0.05: not explained by windows that name a lot.",
)
@LIMIT
@FORMAT
@OUTPUT
@PLOT
@QUIET
def cooccur(
    name: tuple[str, ...],
    folder: Path,
    window: str,
    counting: str,
    by: str,
    conditions: tuple[str, ...],
    least: int,
    least_episodes: int,
    stratify: str | None,
    significant: bool,
    backbone: bool,
    limit: int,
    form: str | None,
    output: Path | None,
    plot: Path | None,
    quiet: bool,
) -> None:
    """Print which technologies are named together, or what is named together with NAME.

    Advertising is left out. count is of windows; npmi, lift, jaccard and association are of the weights
    that --counting gives. All tests are of windows and one-sided, and each q corrects its p for the number
    of pairs tested (Benjamini and Hochberg): p is Fisher's exact test; sdsm_p keeps also how many
    technologies each window names (stochastic degree sequence model); mh_p is the Cochran-Mantel-Haenszel
    test over shows or years, exact where fewer than 50 windows name both. A p that is too small for a number
    (about 1e-308) is 0; an odds ratio of inf is empty in CSV, JSON and Parquet.

    --plot draws what is named with NAME as bars, else the technologies in most pairs as a heat map, related ones
    side by side. What was counted is printed on stderr; a narrow terminal shows fewer columns than --format csv
    and json have.

    \b
    Examples:
      kg cooccur --where kind=aws-service
      kg cooccur "AWS Lambda" --window episode --by g2 --plot lambda.svg
      kg cooccur --stratify show --backbone --output pairs.parquet --limit 0
    """
    if by.startswith("mh_") and not stratify:
        raise click.UsageError(f"--by {by} needs --stratify show or --stratify year")

    from kg.cooccurrence.incidence import COUNTINGS as countings
    from kg.cooccurrence.incidence import STRATA as strata
    from kg.cooccurrence.rows import ORDERS as orders
    from kg.cooccurrence.rows import cooccurrences, named, ordered
    from kg.cooccurrence.where import parse_where
    from kg.cooccurrence.windows import parse_window
    from kg.files import EPISODES
    from kg.records import read_build_records

    order = next(one for one in orders if one == by)
    with failures():
        kind, where = parse_window(window), parse_where(conditions)
        table = cooccurrences(
            read_build_records(folder / EPISODES), kind, where=where, least=least, least_episodes=least_episodes,
            counting=next(one for one in countings if one == counting),
            stratify=next((one for one in strata if one == stratify), None),
        )  # fmt: skip
        rows = named(table, " ".join(name)) if name else table.rows
        found = [
            row for row in ordered(rows, order)
            if (row.significant or not significant) and (row.backbone or not backbone)
        ]  # fmt: skip
        shown = found[: limit or None]
        columns = (*COLUMNS, *(WEIGHTS if counting != "binary" else ()), *(WITHIN if stratify else ()))
        if plot:
            measure = DRAWN.get(by, by)
            if name:
                draw_neighbours(plot, shown, measure)
            else:
                draw_map(plot, found, rows, measure)
        emit(
            [replace(c, name=c.name.removeprefix("label_")) for c in columns],
            [_values(row, columns) for row in shown],
            form,
            output,
        )
    if not quiet:
        say(f"{len(shown):,} of {plural(len(found), 'pair')}. {_counted(table, least, least_episodes)}")


def _values(row: Row, columns: Sequence[Column]) -> list[Value]:
    return [getattr(row, column.name) for column in columns]


def _counted(table: CoOccurrences, least: int, least_episodes: int) -> str:
    """Say what the rows are out of."""
    weights = "" if table.counting == "binary" else f" Weights are {table.counting} counts."
    within = f", within each {table.stratify}" if table.stratify else ""
    return (
        f"{counted(table)}; {plural(table.pairs, 'pair')} named together, {table.tested:,} of them in at least"
        f" {plural(least, 'window')} and {plural(least_episodes, 'episode')}, and tested{within}.{weights}"
    )
