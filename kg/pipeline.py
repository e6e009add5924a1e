"""Paths in, extractions and output files out: the stages in their order, and nothing else.

find_files → read_document → load → join_parts → extract → survey → resolve → build_graph → export
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import networkx as nx

from kg import extractors, loaders
from kg.catalog import load_catalogue
from kg.errors import KgError
from kg.exporters.index import write_index
from kg.exporters.nquads import lines
from kg.exporters.page import TITLE, write_page
from kg.exporters.rdf import write_catalogue_of_files, write_rdf
from kg.exporters.table import write_mentions
from kg.files import (
    DATASET,
    EPISODES,
    FINDINGS,
    GRAPH,
    INDEX,
    MENTIONS,
    PAGE,
    STORE,
    TURTLE,
    staging,
    writing,
)
from kg.graph import build_graph, write_graph
from kg.joining import join_parts
from kg.model import Document, Episode, Extraction, Part, Skipped
from kg.query.store import load_store
from kg.reading import find_files, read_document
from kg.records import generate_records, read_records, write_records
from kg.resolution import resolve
from kg.resolution.decisions import FILE, Decisions, find_decisions, read_decisions
from kg.resolution.review import write_findings
from kg.resolution.survey import Survey
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


def read_episodes(
    paths: Iterable[str | PathLike[str]], progress: Progress | None = None, *, without: Iterable[Path] = ()
) -> Reading:
    """Read the episodes below `paths`; every file ends in an episode or among the skipped.

    Files of decisions are no input: those called `kg-decisions.yaml`, and the ones in `without`.
    """
    left_out = {path.resolve() for path in without}
    found = [
        item for item in find_files(paths) if isinstance(item, Skipped) or not _is_left_out(item, left_out)
    ]
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


def _is_left_out(path: Path, left_out: set[Path]) -> bool:
    return path.name == FILE or (bool(left_out) and path.resolve() in left_out)


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
    decisions: Path | None = None,
    progress: Progress | None = None,
) -> Built:
    """Read `paths` and leave episodes, graph, RDF, page, table and findings in the folder `output`.

    Args:
        decisions: the file of decisions to replay; None for `kg-decisions.yaml` in the current
            folder, or where it has none in the folders of `paths`.

    The files of an earlier build stay until all new ones are complete. Raises `NothingToBuild`,
    `kg.vocabulary.BaseError`, `kg.catalog.CatalogueError`, `kg.ner.ModelMissing`,
    `kg.resolution.decisions.DecisionError` and OSError.
    """
    checked_base(base_iri)
    named = [Path(path) for path in paths]
    files = find_decisions(named, decisions)
    decided = read_decisions(files)
    reading = read_episodes(named, progress, without=files)
    if not reading.episodes:
        raise NothingToBuild(reading.skipped)
    with staging(output) as stage:
        extractions = extract_all(reading.episodes, workers=workers, overlays=overlays, progress=progress)
        graph, warnings = _resolve_into(stage, extractions, decided, overlays)
        write_graph(graph, stage / GRAPH)
        with TemporaryDirectory(dir=stage) as waiting:
            quads = Path(waiting, "quads.nq")
            with quads.open("w", encoding="utf-8", newline="\n") as handle:
                write_rdf(
                    graph, read_records(stage / EPISODES), stage / TURTLE, base_iri=base_iri,
                    aside=lambda part: handle.writelines(lines(part)),
                )  # fmt: skip
            with _loading(quads, stage / STORE):
                write_mentions(read_records(stage / EPISODES), stage / MENTIONS)
                write_page(graph, read_records(stage / EPISODES), stage / PAGE, title=title)
                write_index(graph, stage / INDEX, title=title)
        published = (stage / name for name in (PAGE, INDEX, TURTLE, GRAPH, MENTIONS, EPISODES))
        write_catalogue_of_files(published, stage / DATASET, base_iri=base_iri)
    written = tuple(
        output / name for name in (PAGE, INDEX, TURTLE, STORE, GRAPH, MENTIONS, EPISODES, FINDINGS, DATASET)
    )
    found = [(episode.sources[0].path, w) for episode in reading.episodes for w in episode.warnings]
    found += [(", ".join(decided.files), w) for w in warnings]
    return Built(reading, written, graph.number_of_nodes(), graph.number_of_edges(), tuple(found))


@contextmanager
def _loading(quads: Path, store: Path) -> Iterator[None]:
    """Load the store while the block runs: in a process of its own where that takes longer than to start one."""
    if quads.stat().st_size < _QUICKLY_LOADED:
        load_store(store, quads)
        yield
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        loading = pool.submit(load_store, store, quads)
        yield
        loading.result()


_QUICKLY_LOADED = 20_000_000
"""Bytes of N-Quads that are loaded in about a second."""


def _resolve_into(
    stage: Path, extractions: Iterable[Extraction], decisions: Decisions, overlays: tuple[Path, ...]
) -> tuple[nx.MultiDiGraph, list[str]]:
    """Write the extractions, resolved, and the findings into `stage`; return the graph and the warnings.

    What a name means is known only when the last episode has been extracted, so the extractions
    wait in a file. They are resolved, written and added to the graph in one pass over it.
    """
    survey = Survey()
    with TemporaryDirectory(dir=stage) as waiting:
        local = Path(waiting, EPISODES)
        write_records(_surveyed(extractions, survey), local)
        resolution = resolve(survey, load_catalogue(*overlays), decisions)
        write_findings(resolution.findings, decisions, stage / FINDINGS)
        with writing(stage / EPISODES) as handle:
            graph = build_graph(_recorded(map(resolution.apply, read_records(local)), handle))
    return graph, resolution.findings.warnings


def _surveyed(extractions: Iterable[Extraction], survey: Survey) -> Iterator[Extraction]:
    for extraction in extractions:
        survey.add(extraction)
        yield extraction


def _recorded(extractions: Iterable[Extraction], handle: IO[str]) -> Iterator[Extraction]:
    """Yield the extractions, each after its line has been written."""
    for extraction in extractions:
        handle.writelines(line + "\n" for line in generate_records([extraction]))
        yield extraction


class NothingToBuild(KgError, ValueError):
    """None of the given paths holds an episode."""

    def __init__(self, skipped: tuple[Skipped, ...]) -> None:
        super().__init__(
            "no episode was found in the given paths; kg reads Markdown notes, labelled transcripts, SubRip, WebVTT and timed text"
        )
        self.skipped = skipped
        self.details = tuple(f"skipped {one.source}: {one.reason}" for one in skipped)
