"""Options in, data on stdout and talk on stderr out: the command `kg`.

Exit codes: 0 done; 1 failed, the message says why and what to do; 2 wrong usage; 3 done, but
`--strict` was given and something was skipped or read with a warning; 130 interrupted.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kg.model import Skipped
    from kg.pipeline import Progress, Reading

FAILED, STRICT = 1, 3
_MOST_LISTED = 20

PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
WORKERS = click.option(
    "-j",
    "--workers",
    type=click.IntRange(1, 256),
    default=os.cpu_count() or 1,
    show_default="all cores",
    help="Processes that extract.",
)
CATALOG = click.option(
    "--catalog", "overlays", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Catalogue file laid over the shipped one; may be repeated.",
)  # fmt: skip
STRICT_OPTION = click.option(
    "--strict", is_flag=True, help="End with exit code 3 when anything is skipped or read with a warning."
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="No progress and no summary on stderr.")
FROM = click.option(
    "--from", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("output"), show_default=True, metavar="DIR",
    help="Folder that `kg build` wrote.",
)  # fmt: skip


def _version() -> str:
    try:
        return version("kg")
    except PackageNotFoundError:
        return "not installed"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(_version(), prog_name="kg")
def cli() -> None:
    """Turn podcast show notes and transcripts into a knowledge graph.

    \b
    kg build episodes/                 graph, RDF, page and table into output/
    kg show "Amazon S3"                what is known of it, with the sentences
    kg extract episode.md              one JSON line an episode, on stdout
    kg export turtle -o graph.ttl      one of the build's forms again
    """


@cli.command()
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
@WORKERS
@CATALOG
@STRICT_OPTION
@QUIET
def build(
    paths: tuple[Path, ...],
    output: Path,
    base_iri: str | None,
    title: str | None,
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
        given = {"base_iri": base_iri, "title": title}
        options: dict[str, Any] = {key: value for key, value in given.items() if value}
        built = pipeline.build(paths, output, workers=workers, overlays=overlays, progress=report, **options)
    if not quiet:
        tally(built.reading, built.warnings)
        say(f"Graph of {built.nodes:,} nodes and {built.edges:,} edges.")
    for path in built.files:
        click.echo(path)
    finish(strict, built.reading.skipped, built.warnings)


@cli.command()
@PATHS
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="File to write instead of stdout.",
)
@WORKERS
@CATALOG
@STRICT_OPTION
@QUIET
def extract(
    paths: tuple[Path, ...],
    output: Path | None,
    workers: int,
    overlays: tuple[Path, ...],
    strict: bool,
    quiet: bool,
) -> None:
    """Print what each episode names: one JSON object a line.

    \b
    Examples:
      kg extract episode.md | jq .technologies[].name
      kg extract archive/ --output episodes.jsonl
    """
    from kg import pipeline, records

    with failures(), progress(quiet) as report:
        reading = pipeline.read_episodes(paths, report)
        if not reading.episodes:
            raise pipeline.NothingToBuild(reading.skipped)
        extractions = pipeline.extract_all(
            reading.episodes, workers=workers, overlays=overlays, progress=report
        )
        if output:
            records.write_records(extractions, output)
        else:
            for line in records.generate_records(extractions):
                click.echo(line)
    warnings = [(episode.sources[0].path, w) for episode in reading.episodes for w in episode.warnings]
    if not quiet:
        tally(reading, warnings)
    finish(strict, reading.skipped, warnings)


@cli.command()
@click.argument("name", nargs=-1, required=True)
@FROM
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    help="How many sentences to print; 0 for all.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(name: tuple[str, ...], folder: Path, limit: int, as_json: bool) -> None:
    """Print what is known of an entity, with the sentences that name it.

    NAME is a label, an alias or a node id of the graph, in any capitalisation.

    \b
    Examples:
      kg show S3
      kg show Nadia Verhoeven --limit 0
    """
    from kg import lookup
    from kg.pipeline import EPISODES, GRAPH

    with failures():
        graph = lookup.read_build(folder / GRAPH)
        found = lookup.find_nodes(graph, " ".join(name))
        if not found:
            near = lookup.similar_labels(graph, " ".join(name))
            hint = f" Near it: {', '.join(near)}." if near else ""
            raise click.ClickException(f"nothing in {folder / GRAPH} is called {' '.join(name)!r}.{hint}")
        card = lookup.describe(graph, found[0], folder / EPISODES, limit or None)
    if as_json:
        click.echo(json.dumps(card, ensure_ascii=False, indent=2))
    else:
        click.echo(lookup.render(card))
        if len(found) > 1:
            say(f"Also: {', '.join(found[1:8])} (give the id to see it)")


@cli.command()
@click.argument("form", type=click.Choice(["turtle", "html", "csv", "json"]))
@FROM
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="File to write instead of stdout.",
)
@click.option("--base-iri", default=None, help="Where the RDF's names begin.")
@click.option("--title", default=None, help="Title of the page.")
@click.option("--nodes", type=click.IntRange(1), default=None, help="How many nodes the page draws at most.")
def export(
    form: str, folder: Path, output: Path | None, base_iri: str | None, title: str | None, nodes: int | None
) -> None:
    """Write one form of a build again, with other options.

    \b
    Examples:
      kg export turtle --base-iri https://data.example.org/podcasts -o graph.ttl
      kg export html --nodes 500 --title "My archive" -o page.html
    """
    from kg import lookup

    with failures():
        given = {"base_iri": base_iri, "title": title, "limit": nodes}
        lookup.export(form, folder, output, {key: value for key, value in given.items() if value is not None})


def say(text: str) -> None:
    """Print talk: to stderr."""
    click.echo(text, err=True)


def tally(reading: Reading, warnings: Iterable[tuple[str, str]]) -> None:
    """Print what became of the input files."""
    counts = (
        (len(reading.episodes), "episode"), (reading.companions, "companion"), (len(reading.skipped), "skipped"),
    )  # fmt: skip
    say(f"{plural(reading.files, 'file')}: {', '.join(plural(n, word) for n, word in counts)}.")
    listed([f"skipped {s.source}: {s.reason}" for s in reading.skipped])
    listed([f"warning {source}: {text}" for source, text in warnings])


def plural(count: int, noun: str) -> str:
    """Return `1 file`, `2 files`, `2 skipped`."""
    return f"{count:,} {noun}{'' if count == 1 or noun == 'skipped' else 's'}"


def listed(lines: list[str]) -> None:
    """Print the first of many lines, and how many more there are."""
    for line in lines[:_MOST_LISTED]:
        say(f"  {line}")
    if len(lines) > _MOST_LISTED:
        say(f"  … and {len(lines) - _MOST_LISTED:,} more like it")


def finish(strict: bool, skipped: Iterable[Skipped], warnings: Iterable[tuple[str, str]]) -> None:
    """End with the code for `--strict` where something was not read as it should be."""
    if strict and (any(True for _ in skipped) or any(True for _ in warnings)):
        sys.exit(STRICT)


@contextmanager
def failures() -> Iterator[None]:
    """Turn what can go wrong outside kg into one line that names the file and the next step."""
    from kg.catalog import CatalogueError
    from kg.graph import GraphError
    from kg.lookup import OptionError
    from kg.ner import ModelMissing
    from kg.pipeline import NothingToBuild
    from kg.records import RecordError
    from kg.vocabulary import BaseError

    try:
        yield
    except NothingToBuild as error:
        listed([f"skipped {s.source}: {s.reason}" for s in error.skipped])
        raise click.ClickException(
            f"{error}; kg reads Markdown notes, labelled transcripts, SubRip, WebVTT and timed text"
        ) from error
    except (CatalogueError, GraphError, RecordError, ModelMissing, BaseError, OptionError) as error:
        raise click.ClickException(str(error)) from error
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(
            f"{where}{error.strerror or error}; what was there before is unchanged"
        ) from error


@contextmanager
def progress(quiet: bool) -> Iterator[Progress | None]:
    """Yield a progress callback that draws on stderr, or None where stderr is no terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done)

        yield report


def main(run: Callable[..., object] = cli) -> None:
    """Run the command line."""
    try:
        run()
    except KeyboardInterrupt:
        say("Interrupted; what was written before is unchanged.")
        sys.exit(130)
