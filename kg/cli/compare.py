"""`kg compare`: what two shows, periods or people name differently, technologies or pairs of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from kg.cli.common import FROM, QUIET, failures, plural, say
from kg.cli.counting import WHERE, WINDOW
from kg.cli.tables import FORMAT, OUTPUT, PLOT, Column, Value, emit

if TYPE_CHECKING:
    from kg.analysis.compare import Comparison
    from kg.analysis.differences import Differences

TECHNOLOGIES = (
    Column("technology"), Column("left"), Column("right"), Column("share_left", 3, spare=1),
    Column("share_right", 3, spare=2), Column("log_odds", 2), Column("low", 2), Column("high", 2),
    Column("z", 1, spare=3), Column("q"),
)  # fmt: skip
PAIRS = (
    Column("a"), Column("b"), Column("left"), Column("right"), Column("npmi_left", 3, spare=1),
    Column("npmi_right", 3, spare=2), Column("difference", 3), Column("low", 3), Column("high", 3), Column("q"),
)  # fmt: skip

# As in kg.analysis, which is imported only where something is counted.
LEAST, LEAST_WINDOWS = 5, 3
SIGNIFICANT = 0.05
_DRAWN = 15
"""Bars of either side in a chart."""


@click.command()
@click.argument("left")
@click.argument("right")
@FROM
@WHERE
@click.option("--pairs", is_flag=True, help="Compare which pairs belong together.")
@WINDOW
@click.option(
    "--least", type=click.IntRange(1), show_default=f"{LEAST}, with --pairs {LEAST_WINDOWS}",
    help="Episodes of both sides that must name a technology; with --pairs, windows of one side that must name it.",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Also what was compared and is no different.")
@click.option(
    "-n", "--limit", type=click.IntRange(0), default=20, show_default=True,
    help="Rows of what the left side has more of, and as many of the right; 0 for all.",
)  # fmt: skip
@FORMAT
@OUTPUT
@PLOT
@QUIET
def compare(
    left: str,
    right: str,
    folder: Path,
    conditions: tuple[str, ...],
    pairs: bool,
    window: str,
    least: int | None,
    everything: bool,
    limit: int,
    form: str | None,
    output: Path | None,
    plot: Path | None,
    quiet: bool,
) -> None:
    """Print what the episodes of LEFT name more than those of RIGHT, and the other way round.

    A side is a condition as of --where, or several joined by commas: show=SLUG, year=2012..2014, person=NAME
    (what they say); those of --where hold for both sides. Advertising is left out.

    Technologies are counted by episode and compared by their log-odds with an informative prior (Monroe,
    Colaresi and Quinn 2008), above 0 where LEFT names them more; a side that names more of everything is not
    ahead. Pairs are compared by their NPMI, shrunk where a pair is rare; the interval is of 200 drawings of
    the episodes (bootstrap). low and high are the ends of the 95 % interval, q is corrected for the number
    compared (Benjamini and Hochberg), and what has q < 0.05 is shown.

    \b
    Examples:
      kg compare show=ruby-rogues show=js-jabber
      kg compare year=..2014 year=2018.. --where kind=framework --plot then-and-now.svg
      kg compare show=js-jabber,year=..2014 show=js-jabber,year=2016.. --pairs
    """
    from kg.analysis.compare import compare as compared
    from kg.analysis.differences import differences
    from kg.analysis.sides import parse_side
    from kg.cooccurrence.where import parse_where
    from kg.files import EPISODES
    from kg.query.results import safe
    from kg.records import read_build_records

    with failures():
        sides = parse_side(left, conditions), parse_side(right, conditions)
        records = read_build_records(folder / EPISODES)
        found: Comparison | Differences
        if pairs:
            least = least or LEAST_WINDOWS
            found = differences(records, *sides, window, least=least)
            rows = _pairs(found)
        else:
            least = least or LEAST
            found = compared(records, *sides, background=parse_where(conditions), least=least)
            rows = _technologies(found)
        kept = [row for row in rows if everything or row.q < SIGNIFICANT]
        shown = _outermost(kept, limit)
        emit(PAIRS if pairs else TECHNOLOGIES, [row.values for row in shown], form, output)
        if plot:
            _draw(plot, _outermost(shown, _DRAWN), left, right, "NPMI" if pairs else "log-odds")
    if quiet:
        return
    support = (
        f"{least} windows ({window}) of a side" if pairs else f"{plural(least, 'episode')} of both sides"
    )
    say(
        f"{len(shown):,} of {len(kept):,} {'pairs' if pairs else 'technologies'}; {len(rows):,} are named in at least"
        f" {support}, and compared."
    )
    say(
        safe(
            f"Left: {left}, {plural(found.left, 'episode')}; right: {right}, {found.right:,}; advertising left out."
        )
    )
    if found.common:
        says = "drawn for both" if pairs else "the intervals take the sides for independent"
        say(f"{plural(found.common, 'episode')} on both sides: {says}.")


class _Row(NamedTuple):
    """A row of the table, and what a chart shows of it: the greater the value, the more on the left side."""

    values: tuple[Value, ...]
    label: str
    value: float
    q: float


def _technologies(found: Comparison) -> list[_Row]:
    return [
        _Row(
            (r.label, r.left, r.right, r.share_left, r.share_right, r.log_odds, r.low, r.high, r.z, r.q),
            r.label, r.log_odds, r.q,
        )
        for r in found.rows
    ]  # fmt: skip


def _pairs(found: Differences) -> list[_Row]:
    return [
        _Row(
            (r.label_a, r.label_b, r.left, r.right, r.npmi_left, r.npmi_right, r.difference, r.low, r.high, r.q),
            f"{r.label_a}, {r.label_b}", r.difference, r.q,
        )
        for r in found.rows
    ]  # fmt: skip


def _outermost(rows: Sequence[_Row], limit: int) -> list[_Row]:
    """Return the first rows of those for the left side and the last of those for the right, in their order."""
    left = [row for row in rows if row.value >= 0][: limit or None]
    right = [row for row in rows if row.value < 0]
    return left + right[-limit:] if limit else left + right


def _draw(path: Path, rows: Sequence[_Row], left: str, right: str, measure: str) -> None:
    from kg.plots import draw_bars

    bars = [(row.label, row.value) for row in sorted(rows, key=lambda row: -row.value)]
    axis = f"difference in {measure}: above 0 more in {left}, below in {right}"
    draw_bars(path, f"{left} against {right}", bars, axis, diverging=True)
