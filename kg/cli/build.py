"""`kg build`: Build graph, RDF, page and table."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import (
    CATALOG,
    CONFIG,
    DECISIONS,
    INTERRUPTED,
    OUTPUT,
    PATHS,
    QUIET,
    STRICT_OPTION,
    WORKERS,
    configuration,
    failures,
    finish,
    inputs,
    plural,
    preferred,
    progress,
    say,
    tally,
)

if TYPE_CHECKING:
    from kg.pipeline import Built


@click.command()
@PATHS
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=OUTPUT,
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
@CONFIG
@click.option("--fresh", is_flag=True, help="Begin from nothing, whatever an earlier build has kept.")
@click.option("--watch", is_flag=True, help="Then wait, and build again whenever a file has changed.")
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
    fresh: bool,
    watch: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Build graph, RDF, page and table from files and folders.

    Files are told apart by their content: front-matter Markdown, show notes, labelled transcripts,
    SubRip, WebVTT and timed text. The paths of what was written go to stdout.

    Without a PATH, the inputs of kg.toml are read. What that file states (`kg init` writes one) counts
    wherever no option says otherwise.

    What was found is kept in the output folder, so a second build reads only what has changed, and
    one that was interrupted goes on where it was.

    \b
    Examples:
      kg build
      kg build episodes/
      kg build notes/ transcripts/ --output graph --base-iri https://data.example.org/podcasts
      kg build episodes/ --watch
    """
    from kg import pipeline

    settings = configuration(paths)
    given: dict[str, Any] = {
        "workers": preferred("workers", workers, settings.workers),
        "overlays": overlays or settings.catalogues,
        "base_iri": base_iri or settings.base_iri,
        "title": title or settings.title,
        "decisions": decisions or settings.decisions,
        "shows": settings.shows,
        "outputs": settings.outputs,
    }
    named = inputs(paths, settings)
    folder = preferred("output", output, settings.output)

    def run(anew: bool) -> Built:
        with progress(quiet) as report:
            options = {key: value for key, value in given.items() if value}
            return pipeline.build(named, folder, fresh=anew, progress=report, **options)

    try:
        with failures():
            built = run(fresh)
            _tell(built, quiet)
            if watch:
                _follow(named, given["overlays"], given["decisions"], lambda: run(False), quiet)
    except KeyboardInterrupt:
        say("Interrupted. What was extracted is kept; the same command goes on from there.")
        sys.exit(INTERRUPTED)
    finish(strict, built.skipped, built.warnings)


def _tell(built: Built, quiet: bool) -> None:
    if not quiet:
        tally(built.inputs, built.episodes, built.companions, built.skipped, built.warnings)
        say(_done(built))
        for note in built.notes:
            say(note)
    for path in built.files:
        click.echo(path)


def _done(built: Built) -> str:
    graph = f"Graph of {built.nodes:,} nodes and {built.edges:,} edges"
    if not built.made and not built.read:
        return f"{graph}; nothing has changed."
    known = built.episodes - built.extracted
    return f"{graph}; {plural(built.extracted, 'episode')} extracted, {known:,} known before."


def _follow(
    paths: tuple[Path, ...],
    overlays: tuple[Path, ...],
    decisions: Path | None,
    run: Callable[[], Built],
    quiet: bool,
) -> None:
    """Build again at every change, until interrupted; what goes wrong is told, and the next change waited for."""
    from kg.decisions import find_decisions
    from kg.pipeline.watching import changes, sight

    for _ in changes(lambda: sight(paths, (*overlays, *find_decisions(paths, decisions)))):
        try:
            with failures():
                _tell(run(), quiet)
        except click.ClickException as error:
            error.show()
