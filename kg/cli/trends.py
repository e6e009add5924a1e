"""`kg trends`: how often technologies are named over time, what rises, what falls, and when it came in bursts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.common import FROM, QUIET, failures, plural, say
from kg.cli.counting import WHERE
from kg.cli.tables import FORMAT, OUTPUT, PLOT, Column, Value, emit

if TYPE_CHECKING:
    from kg.analysis.trends import Trend

# As in kg.analysis.periods, which is imported only where something is counted.
PERIODS = ("month", "quarter", "year")
STRATA = ("show", "transcript")
ROWS = ("technology", "period")

TECHNOLOGIES = (
    Column("technology"), Column("trend"), Column("slope"), Column("p", 4, spare=5), Column("q"),
    Column("episodes", spare=2), Column("share", 3, spare=6), Column("first", spare=3),
    Column("first_episode", spare=8), Column("last", spare=4), Column("last_episode", spare=7),
    Column("peak", spare=1), Column("bursts"),
)  # fmt: skip
POINTS = (
    Column("technology"), Column("period"), Column("count"), Column("episodes"), Column("share", 3),
    Column("low", 3), Column("high", 3), Column("burst"),
)  # fmt: skip

_DRAWN = 5
"""Lines of either direction in a chart of what rises and falls."""


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@FROM
@click.option(
    "--by", type=click.Choice(PERIODS), default="year", show_default=True, help="How long a period is."
)
@WHERE
@click.option("--rising/--falling", "rising", default=None, help="Only what rises, or only what falls.")
@click.option("--all", "everything", is_flag=True, help="Also what was tested and neither rises nor falls.")
@click.option(
    "--least", type=click.IntRange(1), default=10, show_default=True,
    help="Episodes that must name a technology before it is tested; not with NAME.",
)  # fmt: skip
@click.option(
    "--stratify", "strata", type=click.Choice((*STRATA, "none")), multiple=True, default=STRATA,
    show_default=True,
    help="Compare only episodes of one show, and only those that have a transcript, or have none; may be repeated.",
)  # fmt: skip
@click.option(
    "--rows", "kind", type=click.Choice(ROWS), show_default="period with NAME, else technology",
    help="What a row of the table is.",
)  # fmt: skip
@click.option(
    "-n", "--limit", type=click.IntRange(0), default=20, show_default=True,
    help="Technologies that rise, and as many that fall; 0 for all. Not with NAME.",
)  # fmt: skip
@FORMAT
@OUTPUT
@PLOT
@QUIET
def trends(
    names: tuple[str, ...],
    folder: Path,
    by: str,
    conditions: tuple[str, ...],
    rising: bool | None,
    everything: bool,
    least: int,
    strata: tuple[str, ...],
    kind: str | None,
    limit: int,
    form: str | None,
    output: Path | None,
    plot: Path | None,
    quiet: bool,
) -> None:
    """Print in which share of the episodes each NAME is named, period by period, or what rises and falls most.

    A share is of all dated episodes of the period; low and high are the ends of its 95 % interval (Wilson).
    Advertising is left out. The slope is what a share gains in a year, and p the two-sided test for a trend of
    Cochran and Armitage, over strata as Mantel extended it: shows begin and end, and a year with more transcripts
    names more of everything. q corrects p for the number of technologies tested (Benjamini and Hochberg); below
    0.05 it rises or falls. The peak is the period with the greatest low end; bursts are Kleinberg's.

    \b
    Examples:
      kg trends React Backbone.js "Ruby on Rails" --plot trends.svg
      kg trends --rising --where kind=language
      kg trends CoffeeScript --by quarter --where show=js-jabber --format csv
    """
    from kg.analysis import periods
    from kg.analysis.trends import trends as counted
    from kg.cooccurrence.where import parse_where
    from kg.files import EPISODES
    from kg.records import read_build_records

    period = next(one for one in periods.PERIODS if one == by)
    alike = [one for one in periods.STRATA if one in strata]
    with failures():
        table = counted(
            read_build_records(folder / EPISODES), names or None, period,
            where=parse_where(conditions), least=least, strata=alike,
        )  # fmt: skip
        found = table.rows if names or everything else [r for r in table.rows if r.direction != "unclear"]
        if rising is not None:
            found = [row for row in found if (row.slope > 0) == rising]
        shown = list(found) if names else _strongest(found, limit)
        if (kind or ("period" if names else "technology")) == "period":
            emit(POINTS, [row for trend in shown for row in _points(trend)], form, output)
        else:
            emit(TECHNOLOGIES, [_technology(trend) for trend in shown], form, output)
        if plot:
            _draw(plot, shown if names else _strongest(shown, _DRAWN), by)
    if quiet:
        return
    if names:
        for trend in shown:
            say(_summary(trend))
    else:
        say(
            f"{len(shown):,} of {len(found):,} technologies; {len(table.rows):,} are named in at least {least} episodes, and tested."
        )
    within = f", compared only where they share {' and '.join(alike)}" if alike else ""
    say(
        f"Counted: {plural(table.episodes, 'dated episode')} in {plural(table.periods, by)}{within};"
        f" {table.undated:,} without a date and advertising left out."
    )


def _strongest(found: Sequence[Trend], limit: int) -> list[Trend]:
    """Return the strongest rises, and then the strongest falls, the strongest first."""
    rises = [row for row in found if row.slope >= 0]
    falls = [row for row in found[::-1] if row.slope < 0]
    return rises[: limit or None] + falls[: limit or None]


def _technology(row: Trend) -> tuple[Value, ...]:
    return (
        row.label, row.direction, row.slope, row.p, row.q, row.count, row.share, row.first.date, row.first.episode,
        row.last.date, row.last.episode, row.peak.period, _spans(row),
    )  # fmt: skip


def _points(row: Trend) -> list[tuple[Value, ...]]:
    return [(row.label, p.period, p.count, p.episodes, p.share, p.low, p.high, p.burst) for p in row.points]


def _spans(row: Trend) -> str:
    """Return bursts as `2012..2013, 2018`."""
    return ", ".join(first if first == last else f"{first}..{last}" for first, last in row.bursts)


def _summary(row: Trend) -> str:
    from kg.query.results import safe

    gained = f"{100 * row.slope:+.1f} points a year (p {row.p:.2g}, q {row.q:.2g})"
    bursts = f"; bursts {_spans(row)}" if row.bursts else ""
    return safe(
        f"{row.label}: {row.direction}, {gained}; in {plural(row.count, 'episode')} ({row.share:.1%}), first {row.first.date}"
        f" ({row.first.episode}), last {row.last.date} ({row.last.episode}){bursts}"
    )


def _draw(path: Path, shown: Sequence[Trend], by: str) -> None:
    from kg.plots import Line, Point, draw_lines

    lines = [
        Line(row.label, tuple(Point(p.period, 100 * p.share, 100 * p.low, 100 * p.high) for p in row.points))
        for row in shown
    ]
    draw_lines(
        path, f"Episodes that name a technology, by {by}", lines, "% of the episodes, with 95 % interval"
    )
