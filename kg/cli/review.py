"""`kg review`: answer open cases."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.cli.common import DECISIONS, FROM, failures, plural, say


@click.command()
@FROM
@click.option("--accept", multiple=True, metavar="ID", help="Answer yes to a case; may be repeated.")
@click.option("--refuse", multiple=True, metavar="ID", help="Answer no to a case; may be repeated.")
@DECISIONS
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="How many cases to print; 0 for all.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a case.")
def review(
    folder: Path,
    accept: tuple[str, ...],
    refuse: tuple[str, ...],
    decisions: Path | None,
    limit: int,
    as_json: bool,
) -> None:
    """List names that may be one thing, and doubtful mentions, with what speaks for and against.

    Answers are kept in the file of decisions, which every `kg build` replays. It is meant to be
    read, edited by hand and kept under version control with the archive.

    \b
    Examples:
      kg review --limit 5
      kg review --accept 1c0ffee1 --refuse 2badcafe
    """
    from kg.decisions import FILE, read_decisions, write_decisions
    from kg.files import FINDINGS
    from kg.resolution import review as desk

    with failures():
        docket = desk.read_docket(folder / FINDINGS)
        files = [decisions] if decisions else [Path(file) for file in docket.files] or [Path(FILE)]
        cases = desk.open_cases(docket.cases, read_decisions(file for file in files if file.exists()))
        answers = desk.decide(cases, accept, refuse)
        if answers:
            write_decisions(files[0], answers)
            say(f"{plural(len(answers), 'decision')} written to {files[0]}; `kg build` replays it.")
            return
    shown = cases[: limit or None]
    for case in shown:
        click.echo(json.dumps(desk.as_json(case), ensure_ascii=False) if as_json else desk.render(case) + "\n")  # fmt: skip
    if not as_json:
        rest = f", {len(cases) - len(shown):,} of them not shown (--limit 0 prints all)" if len(cases) > len(shown) else ""  # fmt: skip
        say(f"{plural(len(cases), 'open case')}{rest}. Answer with --accept ID or --refuse ID.")
