"""`kg doctor`: check the installation and an archive."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import (
    CONFIG_HERE,
    FAILED,
    OUTPUT,
    QUIET,
    chosen_config,
    failures,
    plural,
    progress,
    say,
)

if TYPE_CHECKING:
    from kg.doctor import Finding
    from kg.doctor.results import Subject

_COLOURS = {"ok": "green", "note": "yellow", "fault": "red"}
_NAME = 17
"""Columns of a check's name."""
_WIDEST = 110


@click.command()
@click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    required=False,
    metavar="[FOLDER]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="To read, or one JSON object.",
)
@click.option(
    "-n", "--limit", type=click.IntRange(0), default=5, show_default=True,
    help="How many lines of detail to print for a check; 0 for all. JSON has all.",
)  # fmt: skip
@CONFIG_HERE
@QUIET
def doctor(folder: Path | None, form: str, limit: int, quiet: bool) -> None:
    """Check the installation, and an archive and its build.

    The archive is what lies in FOLDER or what its kg.toml states; without FOLDER, what kg.toml here
    states, and where there is none only the installation is checked. Each line says ok, note (worth
    knowing) or fault (kg will fail or be wrong), with the next step. Exit code 0: no fault; 1: faults.

    \b
    Examples:
      kg doctor
      kg doctor episodes/ --limit 0
      kg doctor --format json | jq '.checks[] | select(.state == "fault")'
    """
    found: list[Finding] = []
    with failures():
        subject = _subject(folder)
        for finding in _findings(subject, quiet):
            if form == "text":
                for line in _lines(finding, limit, heading=not found or found[-1].group != finding.group):
                    click.echo(line)
            found.append(finding)
    counts = {state: sum(finding.result.state == state for finding in found) for state in _COLOURS}
    if form == "json":
        click.echo(json.dumps(_as_json(found, counts), ensure_ascii=False, indent=2))
    elif not quiet:
        say(f"\n{counts['ok']} ok, {plural(counts['note'], 'note')}, {plural(counts['fault'], 'fault')}.")
        if not subject.inputs:
            say("No archive was checked: there is no kg.toml here; name a FOLDER.")
        elif found[-1].group == "installation":
            say("The archive was not checked, since that needs the packages.")
    sys.exit(FAILED if counts["fault"] else 0)


def _subject(folder: Path | None) -> Subject:
    """Return what is to be examined, the archive not read yet; without inputs where there is none."""
    from kg.config import FILE, Config, ConfigError, read_config
    from kg.doctor.results import Subject

    path = chosen_config([folder] if folder else [], nearest=folder / FILE if folder else None)
    config = Config()
    errors: tuple[str, ...] = ()
    if path:
        try:
            config = read_config(path)
        except ConfigError as error:
            errors = error.details or (str(error),)
    if folder is None and path is None:
        return Subject()
    top = folder or (path.parent if path else Path())
    stated = config.inputs if path is not None and folder in (None, path.parent) else ()
    return Subject(config, path, errors, stated or (top,), config.output or OUTPUT)


def _findings(subject: Subject, quiet: bool) -> Iterator[Finding]:
    """Yield what is found of the installation, and if that can read it, of the archive."""
    try:
        from kg.doctor import examine_archive, examine_installation

        usable = True
        for finding in examine_installation(subject):
            usable = usable and not (finding.check == "packages" and finding.result.state == "fault")
            yield finding
    except ImportError as error:
        raise click.ClickException(f"{error}; run scripts/setup in a checkout, or install kg anew") from error
    if usable and subject.inputs:
        from kg.files import own
        from kg.pipeline.episodes import read_episodes

        places = {subject.output, *(folder / OUTPUT for folder in subject.inputs)}
        written = [path for place in places for path in own(place)]
        with progress(quiet) as report:
            reading = read_episodes(subject.inputs, report, without=written)
        yield from examine_archive(replace(subject, reading=reading))


def _lines(finding: Finding, limit: int, *, heading: bool) -> Iterator[str]:
    """Yield a finding as lines for a terminal."""
    if heading:
        yield click.style(finding.group.capitalize(), bold=True)
    result = finding.result
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    indent = " " * (8 + _NAME)
    state = click.style(f"{result.state:6}", fg=_COLOURS[result.state])
    yield f"  {state}{finding.check:{_NAME}}" + _wrapped(result.text, width, indent)
    shown = result.details[: limit or None]
    for detail in shown:
        yield indent + _wrapped(f"- {detail}", width, indent + "  ")
    if len(shown) < len(result.details):
        yield f"{indent}… and {len(result.details) - len(shown):,} more (--limit 0 prints all)"
    if result.step:
        yield indent + _wrapped(f"→ {result.step}", width, indent + "  ")


def _wrapped(text: str, width: int, indent: str) -> str:
    """Return text, free of what a terminal would obey, in lines of at most `width` columns, all but the first indented."""
    plain = "".join(char if char.isprintable() else "�" for char in text)
    lines = textwrap.wrap(plain, max(width - len(indent), 20), break_long_words=False, break_on_hyphens=False)
    return f"\n{indent}".join(lines)


def _as_json(found: list[Finding], counts: dict[str, int]) -> dict[str, Any]:
    return {
        "conforms": counts["fault"] == 0,
        "counts": counts,
        "checks": [
            {
                "group": finding.group, "check": finding.check, "state": finding.result.state, "text": finding.result.text,
                "step": finding.result.step or None, "details": list(finding.result.details),
            }
            for finding in found
        ],
    }  # fmt: skip
