"""`kg extract`: print what each episode names."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.common import (
    CATALOG,
    CONFIG,
    OUTPUT,
    PATHS,
    QUIET,
    STRICT_OPTION,
    WORKERS,
    configuration,
    failures,
    finish,
    inputs,
    preferred,
    progress,
    tally,
)


@click.command()
@PATHS
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="File to write instead of stdout.",
)
@click.option(
    "--explain",
    "explained",
    is_flag=True,
    help="Print for reading: every mention with its sentence, confidence and reason.",
)
@WORKERS
@CATALOG
@CONFIG
@STRICT_OPTION
@QUIET
def extract(
    paths: tuple[Path, ...],
    output: Path | None,
    explained: bool,
    workers: int,
    overlays: tuple[Path, ...],
    strict: bool,
    quiet: bool,
) -> None:
    """Print what each episode names: one JSON object a line.

    Without a PATH, the inputs of kg.toml are read.

    \b
    Examples:
      kg extract episode.md | jq .technologies[].name
      kg extract archive/ --output episodes.jsonl
      kg extract episode.md --explain
    """
    from kg import explain, records
    from kg.files import own, writing
    from kg.pipeline import NothingToBuild
    from kg.pipeline.episodes import extract_all, read_episodes

    settings = configuration(paths)
    with failures(), progress(quiet) as report:
        written = own(settings.output or OUTPUT)
        reading = read_episodes(inputs(paths, settings), report, without=written)
        if not reading.episodes:
            raise NothingToBuild(reading.skipped)
        extractions = extract_all(
            reading.episodes,
            workers=preferred("workers", workers, settings.workers),
            overlays=overlays or settings.catalogues,
            shows=settings.shows,
            progress=report,
        )
        lines = (
            (line for extraction in extractions for line in explain.explain(extraction))
            if explained
            else records.generate_records(extractions)
        )
        if output:
            with writing(output) as handle:
                handle.writelines(line + "\n" for line in lines)
        else:
            for line in lines:
                click.echo(line)
    warnings = [(episode.sources[0].path, w) for episode in reading.episodes for w in episode.warnings]
    if not quiet:
        tally(reading.files, len(reading.episodes), reading.companions, reading.skipped, warnings)
    finish(strict, reading.skipped, warnings)
