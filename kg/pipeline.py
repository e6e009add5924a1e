"""Paths in, extractions and output files out: the stages in their order, and nothing else.

    find_files → read_document → load → join_parts → extract → build_graph → export
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from os import PathLike
from pathlib import Path

from kg import extractors, loaders
from kg.catalog import Catalogue, load_catalogue
from kg.joining import join_parts
from kg.model import Document, Episode, Extraction, Part, Skipped
from kg.reading import find_files, read_document

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, how much is done, and how much there is in all."""


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


def read_part(path: Path) -> Part | Skipped:
    """Return what one file contributes, or why it contributes nothing."""
    document = read_document(path)
    return document if isinstance(document, Skipped) else loaders.load(document)


def read_episodes(paths: Iterable[str | PathLike[str]], progress: Progress | None = None) -> Reading:
    """Read the episodes below `paths`; every file ends in an episode or among the skipped."""
    found = list(find_files(paths))
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


def extract_episode(episode: Episode, overlays: tuple[Path, ...] = ()) -> Extraction:
    """Return all that is found in one episode."""
    return extractors.extract(episode, source_texts(episode), load_catalogue(*overlays))


def extract_all(
    episodes: Sequence[Episode], *, workers: int = 1, overlays: tuple[Path, ...] = (), progress: Progress | None = None
) -> Iterator[Extraction]:
    """Yield the extractions in the order of `episodes`, whatever the number of workers."""
    work = partial(extract_episode, overlays=overlays)
    if workers > 1 and len(episodes) > 1:
        # spawn, not fork: worker processes then never inherit threads or half-used state.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            results: Iterable[Extraction] = pool.map(work, episodes, chunksize=max(1, min(16, len(episodes) // (4 * workers))))
            yield from _counted(results, len(episodes), progress)
    else:
        yield from _counted(map(work, episodes), len(episodes), progress)


def _counted(results: Iterable[Extraction], total: int, progress: Progress | None) -> Iterator[Extraction]:
    for n, extraction in enumerate(results, 1):
        if progress:
            progress("extracting", n, total)
        yield extraction


def catalogue_of(overlays: tuple[Path, ...] = ()) -> Catalogue:
    """Return the catalogue in use."""
    return load_catalogue(*overlays)
