"""`kg build`: Build graph, RDF, page and table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.common import (
    CATALOG,
    DECISIONS,
    PATHS,
    QUIET,
    STRICT_OPTION,
    WORKERS,
    failures,
    finish,
    progress,
    say,
    tally,
)


@click.command()
@PATHS
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder for the results.",
)
@click.option(
    "--base-iri",
    default=None,
    help="Where the RDF's names begin; set it to an address of yours before you publish.",
)
@click.option("--title", default=None, help="Title of the page.")
@DECISIONS
@WORKERS
@CATALOG
@STRICT_OPTION
@QUIET
def build(
    paths: tuple[Path, ...],
    output: Path,
    base_iri: str | None,
    title: str | None,
    decisions: Path | None,
    workers: int,
    overlays: tuple[Path, ...],
    strict: bool,
    quiet: bool,
) -> None:
    """Build graph, RDF, page and table from files and folders.

    Files are told apart by their content: front-matter Markdown, show notes, labelled transcripts,
    SubRip, WebVTT and timed text. The paths of what was written go to stdout.

    \b
    Examples:
      kg build episodes/
      kg build notes/ transcripts/ --output graph --base-iri https://data.example.org/podcasts
    """
    from kg import pipeline

    with failures(), progress(quiet) as report:
        given = {"base_iri": base_iri, "title": title, "decisions": decisions}
        options: dict[str, Any] = {key: value for key, value in given.items() if value}
        built = pipeline.build(paths, output, workers=workers, overlays=overlays, progress=report, **options)
    if not quiet:
        tally(built.reading, built.warnings)
        say(f"Graph of {built.nodes:,} nodes and {built.edges:,} edges.")
    for path in built.files:
        click.echo(path)
    finish(strict, built.reading.skipped, built.warnings)
