"""What the commands share: options, talk on stderr, progress, and failures told in one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.config import Config
    from kg.model import Skipped
    from kg.pipeline import Progress

Command = TypeVar("Command", bound=Callable[..., Any])
Value = TypeVar("Value")

FAILED, STRICT, DIFFERENT, INTERRUPTED = 1, 3, 4, 130
OUTPUT = Path("output")
"""Folder for the results where none is named."""

_MOST_LISTED = 20

_CHOSEN, _NONE = "kg.config", "kg.no_config"


def _remember(context: click.Context, option: click.Parameter, value: object) -> None:
    """Keep the choice of a configuration for `configuration`, so that no command has to hand it on."""
    context.meta[_CHOSEN if option.name == "config" else _NONE] = value


def _together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return what gives a command several options."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _config(found: str) -> Callable[[Command], Command]:
    """Return what gives a command --config and --no-config; `found` says where a configuration is looked for."""
    return _together(
        click.option(
            "--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None, metavar="FILE",
            is_eager=True, expose_value=False, callback=_remember,
            help="Configuration to go by.", show_default=found,
        ),
        click.option(
            "--no-config", is_flag=True, is_eager=True, expose_value=False, callback=_remember,
            help="Go by no configuration.",
        ),
    )  # fmt: skip


CONFIG = _config("kg.toml here, else beside the PATHs")
CONFIG_HERE = _config("kg.toml here")
PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH...]")
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


def build_folder(_context: click.Context, _parameter: click.Parameter, folder: Path | None) -> Path:
    """Return the folder given, else the configuration's output, else `output`."""
    return folder or configuration().output or OUTPUT


FROM = _together(
    click.option(
        "--from", "folder", type=click.Path(file_okay=False, path_type=Path), default=None, metavar="DIR",
        callback=build_folder,
        help="Folder that `kg build` wrote.", show_default="output, or what kg.toml names",
    ),
    CONFIG_HERE,
)  # fmt: skip

DECISIONS = click.option(
    "--decisions", type=click.Path(dir_okay=False, path_type=Path), default=None, metavar="FILE",
    help="File of decisions about names.", show_default="kg-decisions.yaml here, else beside the episodes",
)  # fmt: skip


def chosen_config(paths: Iterable[Path] = (), nearest: Path | None = None) -> Path | None:
    """Return the configuration that the running command goes by: the one named, `nearest` where it is there, else
    the one found by `paths`; None for none.
    """
    from kg.config import find_config

    meta = click.get_current_context().meta
    named: Path | None = meta.get(_CHOSEN)
    if meta.get(_NONE):
        if named:
            raise click.UsageError("--config and --no-config exclude each other; give one of them.")
        return None
    return named or (nearest if nearest and nearest.is_file() else find_config(paths))


def configuration(paths: Iterable[Path] = ()) -> Config:
    """Return what the configuration states that the running command goes by."""
    from kg.config import Config, read_config

    with failures():
        path = chosen_config(paths)
        return read_config(path) if path else Config()


def preferred(option: str, given: Value, configured: Value | None) -> Value:
    """Return what the command line gave for an option, else what the configuration has, else the option's default."""
    source = click.get_current_context().get_parameter_source(option)
    return given if source is ParameterSource.COMMANDLINE or configured is None else configured


def inputs(paths: tuple[Path, ...], settings: Config) -> tuple[Path, ...]:
    """Return the paths given, else the configuration's inputs. Raises `click.UsageError` where there are none."""
    found = paths or settings.inputs
    if not found:
        raise click.UsageError(
            "Missing argument 'PATH...': name files or folders, or list `inputs` in kg.toml, which `kg init` writes."
        )
    return found


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
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many are done a second."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:,.1f}/s" if speed else "")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done)

        yield report
