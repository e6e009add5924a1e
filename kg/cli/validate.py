"""`kg validate`: check RDF against the shapes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kg.cli.common import CONFIG_HERE, FAILED, QUIET, WORKERS, build_folder, failures, progress

_FEW, _MANY = 3, 1_000


def _existing(context: click.Context, argument: click.Parameter, path: Path | None) -> Path:
    """Return the path given, else where the build lies by default; there must be something."""
    found = path or build_folder(context, argument, None)
    if not found.exists():
        raise click.BadParameter(f"Path {str(found)!r} does not exist.", context, argument)
    return found


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=None, metavar="[PATH]", callback=_existing)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "turtle"]), default="text", show_default=True,
    help="To read, one JSON object, or a sh:ValidationReport.",
)  # fmt: skip
@click.option(
    "-n", "--limit", type=click.IntRange(1), default=None, metavar="N",
    show_default=f"{_FEW}, {_MANY:,} as json or turtle",
    help="How many faults to print of each sort; all are counted.",
)  # fmt: skip
@click.option(
    "--sources", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None, metavar="DIR",
    help="Folder to find the source files in, if they are not where they were.",
)  # fmt: skip
@WORKERS
@CONFIG_HERE
@QUIET
def validate(
    path: Path, form: str, limit: int | None, sources: Path | None, workers: int, quiet: bool
) -> None:
    """Check RDF against the shapes, its counts and its quotes.

    PATH is the folder of a build (output, or what kg.toml names), or a file: .nq, .trig, .ttl, .nt or .jsonld, also with
    .gz. Exit code 0: valid, warnings allowed; 1: not valid, or not RDF; 2: wrong usage.

    \b
    Examples:
      kg validate
      kg validate archive.trig.gz --sources episodes/
      kg validate output --format turtle > report.ttl
    """
    from kg import validation
    from kg.validation import report
    from kg.validation.reading import NoRdf

    most = limit or (_FEW if form == "text" else _MANY)
    with failures(), progress(quiet) as drawn:
        try:
            result = validation.validate(path, sources=sources, most=most, workers=workers, progress=drawn)
        except NoRdf as error:
            raise click.UsageError(str(error)) from error
    match form:
        case "json":
            click.echo(json.dumps(report.as_json(result), ensure_ascii=False, indent=2))
        case "turtle":
            click.echo(report.as_turtle(result), nl=False)
        case _:
            click.echo(report.render(result))
    sys.exit(0 if result.conforms else FAILED)
