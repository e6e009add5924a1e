"""`kg init`: write a configuration fit for a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.common import OUTPUT, QUIET, failures, plural, progress, say

if TYPE_CHECKING:
    from kg.pipeline.episodes import Reading


@click.command()
@click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    metavar="[FOLDER]",
)
@click.option("--force", is_flag=True, help="Write it though there is one; the old one is lost.")
@QUIET
def init(folder: Path, force: bool, quiet: bool) -> None:
    """Write a kg.toml fit for what lies in a folder.

    All files of FOLDER (the current one) are read, to see which hold episodes of which shows. Every key
    stands in the file with what it means; what kg cannot know is left as a comment to be corrected.

    \b
    Examples:
      kg init
      kg init archive/ --force
    """
    from kg import proposal
    from kg.catalog import load_catalogue
    from kg.config import FILE
    from kg.files import own, writing
    from kg.pipeline.episodes import read_episodes

    path = folder / FILE
    with failures(), progress(quiet) as report:
        if path.exists() and not force:
            raise proposal.Occupied(path)
        reading = read_episodes([folder], report, without=own(folder / OUTPUT))
        text = proposal.propose(reading, folder, load_catalogue().knows)
        with writing(path) as handle:
            handle.write(text)
    if not quiet:
        _tell(path, reading)
    click.echo(path)


def _tell(path: Path, reading: Reading) -> None:
    shows = len({episode.show for episode in reading.episodes})
    build = "kg build" if path.parent == Path() else f"kg build --config {path}"
    say(
        f"{plural(reading.files, 'file')}: {plural(len(reading.episodes), 'episode')} of {plural(shows, 'show')},"
        f" {plural(len(reading.skipped), 'skipped')}."
    )
    if shows:
        say(f"Correct what is written, then run `{build}`.")
    else:
        say(f"No episode was found; name the folders that hold them under `inputs`, then run `{build}`.")
