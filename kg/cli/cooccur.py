"""`kg cooccur`: which technologies are named together, how strongly, and how likely chance is."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from kg.cli.common import FROM, QUIET, failures, say
from kg.cli.tables import FORMATS, Column, render

# As in kg.cooccurrence, which is imported only where something is counted.
WINDOWS = ("episode", "topic", "turn", "sentence")
ORDERS = ("npmi", "lift", "count", "episodes", "g2", "jaccard", "association", "q")

COLUMNS = (
    Column("a"), Column("b"), Column("count"), Column("count_a", spare=5), Column("count_b", spare=4), Column("episodes"),
    Column("first", spare=2), Column("last", spare=1), Column("npmi", 3), Column("lift", 1), Column("g2", 1, spare=3),
    Column("jaccard", 3, spare=6), Column("association", 5, spare=7), Column("p", 4, spare=8), Column("q", 4),
)  # fmt: skip


@click.command()
@click.argument("name", nargs=-1)
@FROM
@click.option(
    "--window", type=click.Choice(WINDOWS), default="turn", show_default=True,
    help="How near two mentions must stand; a line of the notes counts as a turn and a sentence of its own.",
)  # fmt: skip
@click.option(
    "--by", type=click.Choice(ORDERS), default="npmi", show_default=True,
    help="What the rows are ordered by; npmi, lift and association put pairs with q < 0.05 first.",
)  # fmt: skip
@click.option(
    "--where", "conditions", multiple=True, metavar="KEY=VALUE",
    help="Count only kind=KIND, show=SLUG, year=2014..2016, person=NAME (what they say); may be repeated.",
)  # fmt: skip
@click.option(
    "--least", type=click.IntRange(1), default=3, show_default=True, help="Windows that must name a pair."
)
@click.option(
    "--least-episodes",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="Episodes that must name a pair.",
)
@click.option("--significant", is_flag=True, help="Only pairs with q < 0.05.")
@click.option("-n", "--limit", type=click.IntRange(0), default=25, show_default=True, help="Rows; 0 for all.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="How the rows are written.",
)
@QUIET
def cooccur(
    name: tuple[str, ...],
    folder: Path,
    window: str,
    by: str,
    conditions: tuple[str, ...],
    least: int,
    least_episodes: int,
    significant: bool,
    limit: int,
    form: str,
    quiet: bool,
) -> None:
    """Print which technologies are named together, or what is named together with NAME.

    Every window counts once, advertising is left out. p is Fisher's exact test, one-sided; q corrects it
    for the number of pairs tested (Benjamini and Hochberg). What was counted is printed on stderr; a
    narrow terminal shows fewer columns than --format csv and json have.

    \b
    Examples:
      kg cooccur --where kind=aws-service
      kg cooccur "AWS Lambda" --window episode --by g2
      kg cooccur --where show=ruby-rogues --where year=2014..2016 --format csv --limit 0
    """
    from kg.cooccurrence.rows import ORDERS as orders
    from kg.cooccurrence.rows import cooccurrences, named, ordered
    from kg.cooccurrence.where import parse_where
    from kg.cooccurrence.windows import KINDS
    from kg.files import EPISODES
    from kg.records import read_build_records

    kind = next(one for one in KINDS if one == window)
    order = next(one for one in orders if one == by)
    with failures():
        records = read_build_records(folder / EPISODES)
        table = cooccurrences(
            records, kind, where=parse_where(conditions), least=least, least_episodes=least_episodes
        )
        rows = named(table, " ".join(name)) if name else table.rows
    found = [row for row in ordered(rows, order) if row.significant or not significant]
    shown = found[: limit or None]
    values = [
        (r.label_a, r.label_b, r.count, r.count_a, r.count_b, r.episodes, r.first, r.last, r.npmi, r.lift, r.g2,
         r.jaccard, r.association, r.p, r.q)
        for r in shown
    ]  # fmt: skip
    click.echo(render(COLUMNS, values, form, shutil.get_terminal_size((120, 24)).columns), nl=False)
    if not quiet:
        say(
            f"{len(shown):,} of {len(found):,} pairs. Counted: {table.windows:,} windows ({window}) of"
            f" {table.episodes:,} episodes that name a technology, advertising left out; {table.pairs:,} pairs are"
            f" named together, {table.tested:,} in at least {least} windows and {least_episodes} episodes, and tested."
        )
