"""The store and what the names of an archive mean come in; the files of a build go out, complete or not at all.

Three of them consist of the episodes' parts, one after the other: only parts that changed are made
anew, all others are copied from the file of before. The triple store is changed in a copy that shares
its files with the one before: whole graphs of episodes, and of what they share the statements that
differ in Turtle. Nodes are joined again where something else is said of them; all else is computed again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kg import vocabulary
from kg.exporters.distributions import write_catalogue_of_files
from kg.exporters.index import compose_index
from kg.exporters.table import COLUMNS, csv_lines
from kg.exporters.turtle import turtle_head
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
    writing,
)
from kg.graph_file import OwnLines, count_lines, generate_joined, nodes_of
from kg.pipeline.asides import Asides
from kg.pipeline.nodes import join_nodes, joined_nodes, participations
from kg.pipeline.paging import prepare_page, write_page
from kg.pipeline.portions import Made, PortionLost, Tables, Task, make_portion, portion_key
from kg.pipeline.segments import SegmentWriter
from kg.pipeline.sharing import describe_counted, describe_shared
from kg.pipeline.state import Progress, Told, folder_digest, intact
from kg.pipeline.triples import Before, Triples, shared_pieces
from kg.rdf.description import Distribution
from kg.resolution import Resolution
from kg.resolution.cases import Findings
from kg.resolution.review import write_findings
from kg.resolution.rewriting import Meaning
from kg.resolution.survey import Facts
from kg.store import PER_EPISODE, Portion, Segment, Store
from kg.workers import Died, at_once, compute_in_order, meanwhile

PARTED = (EPISODES, MENTIONS, TURTLE)
"""The files that consist of the episodes' parts."""

MANY = 4
"""Where more than one episode in so many has changed, all is made anew: that is faster by then."""


def is_few(changed: int, episodes: int) -> bool:
    """Whether it pays to keep what does not change where so many of `episodes` do."""
    return changed * MANY <= episodes


@dataclass(frozen=True, slots=True)
class Plan:
    """Which portions are to be made, and what can be taken from before."""

    keys: dict[str, str]
    """Episode → key of its portion, ascending."""
    todo: dict[str, Meaning]
    """Episodes that are made anew, with what their names mean."""
    before: dict[str, dict[str, Segment]]
    """File → where the episodes' parts stand in it; empty where it cannot be used."""
    gone: tuple[str, ...] = ()
    """Episodes that the outputs of before have and that are no more."""
    kept: bool = False
    """Whether the triple store of before is changed, not loaded anew."""


def plan_outputs(
    store: Store, output: Path, resolution: Resolution, facts: Mapping[str, Facts], told: Told
) -> Plan:
    """Return which portions are to be made."""
    extractions = store.extraction_keys()
    meanings = {episode: resolution.meaning(of) for episode, of in facts.items()}
    keys = {e: portion_key(extractions[e], meanings[e], told.base_iri) for e in sorted(facts)}
    recorded, known = store.outputs(), store.portion_keys()
    before = {
        name: store.segments(name) if intact(output / name, recorded.get(name)) else {}
        for name in PARTED
        if name in told.written
    }

    def is_known(episode: str) -> bool:
        key = keys[episode]
        return known.get(episode) == key and all(
            (segment := segments.get(episode)) is not None and segment.key == key
            for segments in before.values()
        )

    changed = [episode for episode in keys if not is_known(episode)]
    kept = (
        is_few(len(changed), len(keys))
        and STORE in told.written
        and intact(output / STORE, recorded.get(STORE))
    )
    todo = changed if kept or STORE not in told.written else list(keys)
    return Plan(
        keys,
        {e: meanings[e] for e in todo},
        before,
        tuple(sorted(set(store.segments(EPISODES)) - set(keys))),
        kept,
    )


Measured = tuple[str, int, str]
"""Name, bytes and SHA-256 of a file; those of a triple store are 0 and of `folder_digest`."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What was written."""

    files: tuple[Measured, ...]
    segments: Mapping[str, Sequence[tuple[str, Segment]]]
    """File → where in it the episodes' parts stand."""
    nodes: int
    edges: int


def write_outputs(
    plan: Plan,
    store: Store,
    stage: Path,
    output: Path,
    findings: Findings,
    told: Told,
    others: Asides,
    *,
    workers: int,
    progress: Progress | None = None,
) -> Outputs:
    """Write all outputs into the folder `stage`, taking what did not change from `output`. Raises `PortionLost`, OSError."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(TemporaryDirectory(dir=stage)))
        writers = {
            name: stack.enter_context(SegmentWriter(stage / name, output / name if before else None))
            for name, before in plan.before.items()
        }
        _begin(writers, told)
        triples = None
        if STORE in told.written:
            triples = Triples(stage / STORE, scratch, told.base_iri, _before(plan, output), others.triples)
            stack.callback(triples.close)
        _make_portions(plan, store, writers, triples, told.base_iri, workers, progress)
        if triples:
            triples.begin()
        finished = meanwhile(_finish, list(writers.values()))
        whole = triples is not None and triples.whole
        # Who loads a triple store from the beginning has no time for anything else.
        aside = at_once if whole else others.triples
        counted = aside(describe_counted, store.path, scratch, told.base_iri, whole)
        if PAGE in told.written:
            others.page(prepare_page, store.path)
        join_nodes(store, told.shows, told.base_iri)
        if PAGE in told.written:
            paging = others.page(write_page, store.path, stage / PAGE, told.title)
        nodes = joined_nodes(store)
        pieces = describe_shared(nodes, counted, scratch, triples, told.base_iri)
        if triples:
            triples.go_on(pieces)
        own = dict(store.parts("lines", OwnLines))
        with writing(stage / GRAPH, binary=True) as handle:
            handle.writelines(generate_joined(nodes.lines, own))
        if INDEX in told.written:
            listed = nodes_of(lines.node for lines in nodes.lines.values())
            with writing(stage / INDEX) as text:
                text.write(compose_index(listed, participations(store), title=told.title))
        write_findings(findings, told.decisions, stage / FINDINGS)
        finished()
        if TURTLE in writers:
            for piece in pieces:
                writers[TURTLE].add(piece.name, "", piece.read())
            writers[TURTLE].finish()
        files = [_measured(stage / name) for name in (GRAPH, INDEX, FINDINGS) if name in told.written]
        number = (
            len(nodes.lines) + count_lines(lines for of in own.values() for lines in of[:2]),
            count_lines(lines.edges for lines in nodes.lines.values())
            + count_lines(lines for of in own.values() for lines in of[2:]),
        )
        if triples:
            triples.wait()
        if PAGE in told.written:
            paging()
            files.append(_measured(stage / PAGE))
    files += [(name, writer.size, writer.sha256) for name, writer in writers.items()]
    segments = {name: writer.segments for name, writer in writers.items()}
    return Outputs((*files, *_described(stage, told, files)), segments, *number)


def _finish(writers: Iterable[SegmentWriter]) -> None:
    for writer in writers:
        writer.finish()


def _before(plan: Plan, output: Path) -> Before | None:
    """Return the triple store that the new one is made of, if any."""
    if not plan.kept:
        return None
    outdated = (*plan.gone, *plan.todo)
    return Before(
        output / STORE,
        outdated,
        bool(plan.gone),
        shared_pieces(output / TURTLE, plan.before.get(TURTLE, {})),
    )


def _begin(writers: Mapping[str, SegmentWriter], told: Told) -> None:
    """Write what stands above the episodes' parts."""
    if MENTIONS in writers:
        writers[MENTIONS].write(csv_lines([COLUMNS]).encode())
    if TURTLE in writers:
        base = vocabulary.checked_base(told.base_iri)
        writers[TURTLE].write(turtle_head(base, vocabulary.written_prefixes(base)))


def _described(stage: Path, told: Told, files: list[Measured]) -> Iterator[Measured]:
    """Describe the files of a build, and yield what is written last."""
    if DATASET in told.written:
        published = [Distribution(*file) for file in files if file[0] != FINDINGS]
        write_catalogue_of_files(published, stage / DATASET, base_iri=told.base_iri)
        yield _measured(stage / DATASET)
    if STORE in told.written:
        yield STORE, 0, folder_digest(stage / STORE)


def _measured(path: Path) -> Measured:
    with path.open("rb") as handle:
        return path.name, path.stat().st_size, hashlib.file_digest(handle, "sha256").hexdigest()


def _make_portions(
    plan: Plan,
    store: Store,
    writers: Mapping[str, SegmentWriter],
    triples: Triples | None,
    base_iri: str,
    workers: int,
    progress: Progress | None,
) -> None:
    """Put the episodes' parts into their files, in order, and the portions that were made into the store."""
    tasks = (Task(e, plan.keys[e], store.extraction(e), meaning) for e, meaning in plan.todo.items())
    done: Iterator[tuple[Task, Made | Died]]
    if len(plan.todo) <= FEW:
        done = ((task, make_portion(task, base_iri)) for task in tasks)
    else:
        done = compute_in_order(make_portion, tasks, workers, base_iri)
    held: list[tuple[Portion, Tables]] = []
    for n, (episode, key) in enumerate(plan.keys.items(), 1):
        if episode in plan.todo:
            _, made = next(done)  # tasks stand in the order of the keys
            if isinstance(made, Died):
                raise PortionLost(episode, made.reason)
            for name, data in ((EPISODES, made.record), (MENTIONS, made.mentions), (TURTLE, made.turtle)):
                if name in writers:
                    writers[name].add(episode, key, data)
            if triples:
                triples.add(made.quads)
            held.append((made.portion, made.tables))
        else:
            for name, writer in writers.items():
                writer.copy(episode, plan.before[name][episode])
        if len(held) >= HELD:
            _keep(store, held)
        if progress:
            progress("resolving", n, len(plan.keys))
    _keep(store, held)
    with store.transaction():
        store.run("DELETE FROM portions WHERE episode NOT IN (SELECT episode FROM extractions)")


FEW = 8
"""Portions that are made sooner than a process starts."""

HELD = 50
"""Portions that are put into the store at a time."""


def _keep(store: Store, held: list[tuple[Portion, Tables]]) -> None:
    with store.transaction():
        for portion, _ in held:
            store.put_portion(portion)
        for table in PER_EPISODE:
            store.run(f"DELETE FROM {table} WHERE episode = ?", [(portion.episode,) for portion, _ in held])  # noqa: S608
            rows = [row for _, tables in held for row in tables[table]]
            if rows:
                store.run(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608
    held.clear()
