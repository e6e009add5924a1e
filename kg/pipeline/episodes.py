"""Paths in, episodes and extractions out, with nothing kept: what `kg extract` and `kg evaluate` do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from kg import extractors
from kg.catalog import load_catalogue
from kg.joining import join_parts
from kg.model import Document, Episode, Extraction, Part, Show, Skipped
from kg.pipeline.inventory import leaving_out, read_part
from kg.pipeline.state import Progress
from kg.reading import find_files, read_document
from kg.workers import Died, DiedError, compute_in_order


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of the input files."""

    episodes: tuple[Episode, ...]
    skipped: tuple[Skipped, ...]
    files: int

    @property
    def companions(self) -> int:
        """How many files only accompany an episode that another file began."""
        return sum(len(episode.sources) - 1 for episode in self.episodes)


def read_episodes(
    paths: Iterable[str | PathLike[str]], progress: Progress | None = None, *, without: Iterable[Path] = ()
) -> Reading:
    """Read the episodes below `paths`; every file ends in an episode or among the skipped.

    Files of decisions and configurations are no input: those called `kg-decisions.yaml` and `kg.toml`, and
    what is, or lies in, one of `without`.
    """
    is_left_out = leaving_out(without)
    found = [item for item in find_files(paths) if isinstance(item, Skipped) or not is_left_out(item)]
    parts: list[Part] = []
    skipped: list[Skipped] = []
    for n, item in enumerate(found, 1):
        part = item if isinstance(item, Skipped) else read_part(item)
        if isinstance(part, Skipped):
            skipped.append(part)
        else:
            parts.append(part)
        if progress:
            progress("reading", n, len(found))
    episodes = tuple(join_parts(parts))
    return Reading(episodes, tuple(sorted(skipped, key=lambda s: s.source)), len(found))


def source_texts(episode: Episode) -> Sequence[str]:
    """Return the decoded text of each source of `episode`, read again."""
    documents = [read_document(Path(source.path)) for source in episode.sources]
    return [document.text if isinstance(document, Document) else "" for document in documents]


def extract_episode(
    episode: Episode, overlays: tuple[Path, ...] = (), shows: Mapping[str, Show] | None = None
) -> Extraction:
    """Return all that is found in one episode; `shows` is what is stated of shows, by slug."""
    show = (shows or {}).get(episode.show)
    return extractors.extract(episode, source_texts(episode), load_catalogue(*overlays), show)


def extract_all(
    episodes: Sequence[Episode],
    *,
    workers: int = 1,
    overlays: tuple[Path, ...] = (),
    shows: Mapping[str, Show] | None = None,
    progress: Progress | None = None,
) -> Iterator[Extraction]:
    """Yield the extractions in the order of `episodes`, whatever the number of workers.

    Raises `kg.workers.DiedError` where an episode ends two worker processes.
    """
    if workers > 1 and len(episodes) > 1:
        done = compute_in_order(extract_episode, episodes, workers, overlays, shows)
        for n, (episode, result) in enumerate(done, 1):
            if isinstance(result, Died):
                raise DiedError(f"{episode.sources[0].path}: {result.reason}; take it out of the paths")
            if progress:
                progress("extracting", n, len(episodes))
            yield result
        return
    for n, episode in enumerate(episodes, 1):
        yield extract_episode(episode, overlays, shows)
        if progress:
            progress("extracting", n, len(episodes))
