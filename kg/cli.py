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

from kg.errors import KgError

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


DECISIONS = click.option(
    "--decisions", type=click.Path(dir_okay=False, path_type=Path), default=None, metavar="FILE",
    help="File of decisions about names.", show_default="kg-decisions.yaml here, else beside the episodes",
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
    kg review                          names that may be one thing, and doubtful ones
    kg catalog beanstalk               what kg knows of a technology's names
    kg export turtle -o graph.ttl      one of the build's forms again
    kg evaluate gold/                  precision and recall on annotated episodes
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


@cli.command()
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

    \b
    Examples:
      kg extract episode.md | jq .technologies[].name
      kg extract archive/ --output episodes.jsonl
      kg extract episode.md --explain
    """
    from kg import explain, pipeline, records
    from kg.files import writing

    with failures(), progress(quiet) as report:
        reading = pipeline.read_episodes(paths, report)
        if not reading.episodes:
            raise pipeline.NothingToBuild(reading.skipped)
        extractions = pipeline.extract_all(
            reading.episodes, workers=workers, overlays=overlays, progress=report
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
@click.option(
    "--why", is_flag=True, help="Print with each sentence how sure the mention is, and why it was made."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(name: tuple[str, ...], folder: Path, limit: int, why: bool, as_json: bool) -> None:
    """Print what is known of an entity, with the sentences that name it.

    NAME is a label, an alias or a node id of the graph, in any capitalisation.

    \b
    Examples:
      kg show S3
      kg show Nadia Verhoeven --limit 0
    """
    from kg import lookup
    from kg.files import EPISODES, GRAPH

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
        click.echo(lookup.render(card, why=why))
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
    from kg import forms

    with failures():
        given = {"base_iri": base_iri, "title": title, "limit": nodes}
        forms.export(form, folder, output, {key: value for key, value in given.items() if value is not None})


@cli.command()
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
    from kg import evaluation, pipeline, records
    from kg.evaluation import report

    skipped: tuple[Skipped, ...] = ()
    warnings: list[tuple[str, str]] = []
    with failures(), progress(quiet) as drawn:
        truth = evaluation.narrowed(evaluation.read_gold(gold, episodes), paths)
        if predicted:
            result = evaluation.evaluate(truth.sheets, records.read_records(predicted))
        else:
            reading = pipeline.read_episodes(evaluation.source_files(truth), drawn)
            skipped = reading.skipped
            warnings = [
                (episode.sources[0].path, w) for episode in reading.episodes for w in episode.warnings
            ]
            result = evaluation.evaluate(
                truth.sheets,
                pipeline.extract_all(reading.episodes, workers=workers, overlays=overlays, progress=drawn),
            )
            if not quiet:
                tally(reading, warnings)
    if result.absent and not quiet:
        listed([f"nothing was found of {name}: no extraction has its sources" for name in result.absent])
    if as_json:
        click.echo(json.dumps(report.as_json(result), ensure_ascii=False, indent=2))
    else:
        click.echo(report.render(result, errors=errors))
    finish(strict, skipped, warnings)


@cli.command()
@click.argument("query", nargs=-1)
@CATALOG
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    help="How many entries to print; 0 for all.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an entry.")
def catalog(query: tuple[str, ...], overlays: tuple[Path, ...], limit: int, as_json: bool) -> None:
    """Search the catalogue of technologies, and explain its entries.

    QUERY is a name, an alias, an id, a repository, a package or the address of a page. Without one
    the catalogue is summed up.

    \b
    Examples:
      kg catalog beanstalk
      kg catalog github.com/rack/rack
      kg catalog --catalog ours.yaml "our service"
    """
    from kg.catalog import load_catalogue, search

    with failures():
        entries = load_catalogue(*overlays)
        if not query:
            click.echo(search.summary(entries))
            return
        found = search.search(entries, " ".join(query), limit or None)
        if not found:
            raise click.ClickException(
                f"the catalogue knows nothing called {' '.join(query)!r}; add it with a file given as --catalog (see the README)"
            )
        for entry in found:
            click.echo(
                json.dumps(search.as_json(entry), ensure_ascii=False) if as_json else search.explain(entry)
            )


@cli.command()
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
    from kg.files import FINDINGS
    from kg.resolution import review as desk
    from kg.resolution.decisions import FILE, read_decisions, write_decisions

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
    try:
        yield
    except KgError as error:
        listed(list(error.details))
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
