"""What the commands that count have in common: which mentions they take, what a window is, how much a pair needs.

Choices and defaults are those of kg.cooccurrence and kg.analysis, which are imported only where something is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.common import plural

if TYPE_CHECKING:
    from kg.cooccurrence.rows import CoOccurrences

STRATA = ("show", "year")
PAIRS = ("significant", "backbone", "all")
DEFAULT_WINDOW, DEFAULT_LEAST, DEFAULT_LEAST_EPISODES = "turn", 3, 2

WINDOW = click.option(
    "--window", default=DEFAULT_WINDOW, show_default=True, metavar="KIND",
    help="How near two mentions must stand to make a pair: episode, topic, turn, sentence, or tokens:50 for blocks of 50 words"
    " (5 to 1000) of the talk; a line of the notes is a window of its own in all but the first.",
)  # fmt: skip
WHERE = click.option(
    "--where", "conditions", multiple=True, metavar="KEY=VALUE",
    help="Count only kind=KIND, show=SLUG, year=2014..2016, person=NAME (what they say); may be repeated.",
)  # fmt: skip
LEAST = click.option(
    "--least", type=click.IntRange(1), default=DEFAULT_LEAST, show_default=True, help="Windows that must name a pair."
)  # fmt: skip
LEAST_EPISODES = click.option(
    "--least-episodes", type=click.IntRange(1), default=DEFAULT_LEAST_EPISODES, show_default=True,
    help="Episodes that must name a pair.",
)  # fmt: skip
STRATIFY = click.option(
    "--stratify", type=click.Choice(STRATA), default=None,
    help="Compare windows only within a show or a year, so that what sets shows apart does not count.",
)  # fmt: skip
LIMIT = click.option(
    "-n", "--limit", type=click.IntRange(0), default=25, show_default=True, help="Rows; 0 for all."
)


def counted(table: CoOccurrences) -> str:
    """Return what the pairs of a table were counted in, and what was left out."""
    return (
        f"Counted: {plural(table.windows, 'window')} ({table.window}) of {plural(table.episodes, 'episode')} that name a"
        f" technology; {plural(table.advertising, 'passage')} of advertising left out"
    )
