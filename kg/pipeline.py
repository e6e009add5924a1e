"""Paths in, extractions and output files out: the stages in their order, and nothing else.

find_files → read_document → load → join_parts → extract → build_graph → export
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from os import PathLike
from pathlib import Path

from kg import extractors, loaders
from kg.catalog import load_catalogue
from kg.exporters.page import TITLE, write_page
from kg.exporters.rdf import write_turtle
from kg.exporters.table import write_mentions
from kg.files import staging
from kg.graph import build_graph, write_graph
from kg.joining import join_parts
from kg.model import Document, Episode, Extraction, Part, Skipped
from kg.reading import find_files, read_document
from kg.records import read_records, write_records
from kg.vocabulary import PLACEHOLDER_BASE, checked_base

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
    episodes: Sequence[Episode],
    *,
    workers: int = 1,
    overlays: tuple[Path, ...] = (),
    progress: Progress | None = None,
) -> Iterator[Extraction]:
    """Yield the extractions in the order of `episodes`, whatever the number of workers."""
    work = partial(extract_episode, overlays=overlays)
    if workers > 1 and len(episodes) > 1:
        # A second thread of numpy's in each worker would only spin beside the other workers.
        for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ.setdefault(variable, "1")
        # spawn, not fork: worker processes then never inherit threads or half-used state.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            results: Iterable[Extraction] = pool.map(
                work, episodes, chunksize=max(1, min(16, len(episodes) // (4 * workers)))
            )
            yield from _counted(results, len(episodes), progress)
    else:
        yield from _counted(map(work, episodes), len(episodes), progress)


def _counted(results: Iterable[Extraction], total: int, progress: Progress | None) -> Iterator[Extraction]:
    for n, extraction in enumerate(results, 1):
        if progress:
            progress("extracting", n, total)
        yield extraction


EPISODES, GRAPH, TURTLE, PAGE, MENTIONS = (
    "episodes.jsonl",
    "graph.json",
    "graph.ttl",
    "graph.html",
    "mentions.csv",
)
"""The files that a build leaves in its output folder."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build read and wrote."""

    reading: Reading
    files: tuple[Path, ...]
    nodes: int
    edges: int
    warnings: tuple[tuple[str, str], ...]
    """(source, what was wrong with it though it was read)."""


def build(
    paths: Iterable[str | PathLike[str]],
    output: Path,
    *,
    workers: int = 1,
    overlays: tuple[Path, ...] = (),
    base_iri: str = PLACEHOLDER_BASE,
    title: str = TITLE,
    progress: Progress | None = None,
) -> Built:
    """Read `paths` and leave episodes, graph, RDF, page and table in the folder `output`.

    The files of an earlier build stay until all new ones are complete. Raises `NothingToBuild`,
    `kg.vocabulary.BaseError`, `kg.catalog.CatalogueError`, `kg.ner.ModelMissing` and OSError.
    """
    checked_base(base_iri)
    reading = read_episodes(paths, progress)
    if not reading.episodes:
        raise NothingToBuild(reading.skipped)
    with staging(output) as stage:
        records = stage / EPISODES
        write_records(
            extract_all(reading.episodes, workers=workers, overlays=overlays, progress=progress), records
        )
        graph = build_graph(read_records(records))
        write_graph(graph, stage / GRAPH)
        write_turtle(graph, read_records(records), stage / TURTLE, base_iri=base_iri)
        write_mentions(read_records(records), stage / MENTIONS)
        write_page(graph, stage / PAGE, title=title)
    files = tuple(output / name for name in (PAGE, TURTLE, GRAPH, MENTIONS, EPISODES))
    warnings = tuple((episode.sources[0].path, w) for episode in reading.episodes for w in episode.warnings)
    return Built(reading, files, graph.number_of_nodes(), graph.number_of_edges(), warnings)


class NothingToBuild(ValueError):
    """None of the given paths holds an episode."""

    def __init__(self, skipped: tuple[Skipped, ...]) -> None:
        super().__init__("no episode was found in the given paths")
        self.skipped = skipped
