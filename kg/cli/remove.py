"""`kg remove`: Take episodes out of a build."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.common import FROM, QUIET, WORKERS, failures, plural, progress, say


@click.command()
@click.argument("episodes", nargs=-1, required=True, metavar="EPISODE...")
@FROM
@click.option("--files", "with_files", is_flag=True, help="Delete the episodes' input files as well.")
@click.option("--yes", is_flag=True, help="Do not ask before files are deleted.")
@WORKERS
@QUIET
def remove(
    episodes: tuple[str, ...], folder: Path, with_files: bool, yes: bool, workers: int, quiet: bool
) -> None:
    """Take episodes (SHOW/NAME) out of everything that a build wrote, without a trace.

    An episode whose input files are still in the archive would be back with the next build, so
    either delete them first, or let --files do it.

    \b
    Examples:
      kg remove my-show/012-untitled --files
    """
    from kg.pipeline.removal import delete_files, files_of, rebuild_without

    with failures():
        files = files_of(folder, episodes)
        there = [path for path in files if path.exists()]
        if there and with_files:
            if not yes:
                for path in there:
                    say(f"  {path}")
                click.confirm(f"Delete {plural(len(there), 'file')}?", abort=True, err=True)
            delete_files(there)
            there = []
        with progress(quiet) as report:
            built = rebuild_without(folder, episodes, there, workers=workers, progress=report)
    if not quiet:
        say(
            f"{plural(len(episodes), 'episode')} removed; {plural(built.episodes, 'episode')} left in {folder}."
        )
