"""`kg status`: What is stale, and why."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import DECISIONS, DIFFERENT, FROM, chosen_config, configuration, failures, listed, plural

if TYPE_CHECKING:
    from kg.pipeline.status import Change, Status


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH...]")
@FROM
@DECISIONS
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the answer.",
)
@click.option("--exit-code", is_flag=True, help="End with exit code 4 where anything is stale.")
def status(paths: tuple[Path, ...], folder: Path, decisions: Path | None, form: str, exit_code: bool) -> None:
    """Tell what `kg build` would do, and why; nothing is written.

    Without PATH, the archive is what the last build was told to read.

    \b
    Examples:
      kg status
      kg status episodes/ --from output --format json
    """
    from kg.files import OUTPUTS
    from kg.naming import TITLE
    from kg.pipeline.state import Configuration
    from kg.pipeline.status import status as look
    from kg.vocabulary import PLACEHOLDER_BASE

    given: dict[str, Any] = {"decisions": decisions}
    if chosen_config(paths):
        settings = configuration(paths)
        paths = paths or settings.inputs
        wanted = settings.outputs or tuple(OUTPUTS)
        given = {
            "decisions": decisions or settings.decisions,
            "overlays": settings.catalogues,
            "configuration": Configuration(
                settings.base_iri or PLACEHOLDER_BASE,
                settings.title or TITLE,
                dict(sorted(settings.shows.items())),
                tuple(sorted(name for key, name in OUTPUTS.items() if key not in wanted)),
            ),
        }
    with failures():
        found = look(folder, paths, **given)
    if form == "json":
        click.echo(json.dumps({"stale": found.stale, **_as_json(found)}, ensure_ascii=False, indent=2))
    else:
        _tell(found)
    if exit_code and found.stale:
        sys.exit(DIFFERENT)


def _as_json(found: Status) -> dict[str, object]:
    data = asdict(found)
    for key in ("files", "causes", "episodes", "outputs"):
        data[key] = [change._asdict() for change in getattr(found, key)]
    return data


def _tell(found: Status) -> None:
    if not found.stale:
        click.echo(f"{found.output} is up to date with {', '.join(found.paths)}.")
        return
    if not found.built:
        click.echo(f"{found.output} holds no complete build.")
    _list("input file", found.files)
    _list("cause", found.causes)
    _list("episode", found.episodes)
    _list("output", found.outputs)
    click.echo(
        f"`kg build {' '.join(found.paths) or 'PATH...'} --output {found.output}` brings it up to date."
    )


def _list(noun: str, changes: Sequence[Change]) -> None:
    if not changes:
        return
    counts = Counter(change.how.partition(":")[0] for change in changes)
    summary = ", ".join(f"{count:,} {how}" for how, count in sorted(counts.items()))
    click.echo(f"{plural(len(changes), noun)}: {summary}" if noun != "cause" else "All episodes:")
    listed([f"{change.name}  {change.how}" for change in changes], err=False)
