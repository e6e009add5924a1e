"""`kg evaluate`: score kg on annotated episodes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.common import CATALOG, QUIET, STRICT_OPTION, WORKERS, failures, finish, listed, progress, tally

if TYPE_CHECKING:
    from kg.model import Skipped


@click.command()
@click.argument("gold", type=click.Path(path_type=Path))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
@click.option(
    "--episodes", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None, metavar="DIR",
    help="Folder that the annotations' sources are relative to; GOLD/episodes by default.",
)  # fmt: skip
@click.option(
    "--predicted", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None, metavar="FILE",
    help="Score what `kg extract` wrote to this file instead of extracting.",
)  # fmt: skip
@click.option("--errors", is_flag=True, help="List what was missed and what is wrong, with its sentence.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with everything.")
@WORKERS
@CATALOG
@STRICT_OPTION
@QUIET
def evaluate(
    gold: Path,
    paths: tuple[Path, ...],
    episodes: Path | None,
    predicted: Path | None,
    errors: bool,
    as_json: bool,
    workers: int,
    overlays: tuple[Path, ...],
    strict: bool,
    quiet: bool,
) -> None:
    """Print how much of annotated episodes is found, and how much of the found is right.

    GOLD holds `annotations/*.json` and the folder `episodes`, or annotation files alone. With PATHs,
    only the annotated episodes that have a source at or below one of them count.

    \b
    Examples:
      kg evaluate gold/ --errors
      kg evaluate annotations/ --episodes archive/ --json
      kg evaluate gold/ --predicted episodes.jsonl
    """
    from kg import evaluation, records
    from kg.evaluation import report
    from kg.pipeline.episodes import extract_all, read_episodes

    skipped: tuple[Skipped, ...] = ()
    warnings: list[tuple[str, str]] = []
    with failures(), progress(quiet) as drawn:
        truth = evaluation.narrowed(evaluation.read_gold(gold, episodes), paths)
        if predicted:
            result = evaluation.evaluate(truth.sheets, records.read_records(predicted))
        else:
            reading = read_episodes(evaluation.source_files(truth), drawn)
            skipped = reading.skipped
            warnings = [
                (episode.sources[0].path, w) for episode in reading.episodes for w in episode.warnings
            ]
            result = evaluation.evaluate(
                truth.sheets,
                extract_all(reading.episodes, workers=workers, overlays=overlays, progress=drawn),
            )
            if not quiet:
                tally(reading.files, len(reading.episodes), reading.companions, reading.skipped, warnings)
    if result.absent and not quiet:
        listed([f"nothing was found of {name}: no extraction has its sources" for name in result.absent])
    if as_json:
        click.echo(json.dumps(report.as_json(result), ensure_ascii=False, indent=2))
    else:
        click.echo(report.render(result, errors=errors))
    finish(strict, skipped, warnings)
