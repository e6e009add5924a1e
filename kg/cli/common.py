"""What the commands share: options, talk on stderr, progress, and failures told in one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.model import Skipped
    from kg.pipeline import Progress

FAILED, STRICT, DIFFERENT, INTERRUPTED = 1, 3, 4, 130
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


def say(text: str) -> None:
    """Print talk: to stderr."""
    click.echo(text, err=True)


def tally(
    files: int,
    episodes: int,
    companions: int,
    skipped: Sequence[Skipped],
    warnings: Iterable[tuple[str, str]],
) -> None:
    """Print what became of the input files."""
    counts = ((episodes, "episode"), (companions, "companion"), (len(skipped), "skipped"))
    say(f"{plural(files, 'file')}: {', '.join(plural(n, word) for n, word in counts)}.")
    listed([f"skipped {s.source}: {s.reason}" for s in skipped])
    listed([f"warning {source}: {text}" for source, text in warnings])


def plural(count: int, noun: str) -> str:
    """Return `1 file`, `2 files`, `2 skipped`."""
    return f"{count:,} {noun}{'' if count == 1 or noun == 'skipped' else 's'}"


def listed(lines: list[str], *, err: bool = True) -> None:
    """Print the first of many lines, and how many more there are: to stderr, or as data."""
    for line in lines[:_MOST_LISTED]:
        click.echo(f"  {line}", err=err)
    if len(lines) > _MOST_LISTED:
        click.echo(f"  … and {len(lines) - _MOST_LISTED:,} more like it", err=err)


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
