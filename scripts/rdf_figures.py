"""The folder of a build comes in; what its RDF costs, beside rdflib, goes out. scripts/bench runs it, each worker in a process of its own.

rdflib cannot hold millions of statements in memory or in patience, so both sides write and load a
sample of the episodes; kg does the whole as well.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from kg.exporters.rdf import FORMS, SUFFIXES, write_rdf
from kg.files import EPISODES, GRAPH
from kg.graph import build_graph
from kg.graph_file import read_graph, write_graph
from kg.query.engine import Engine
from kg.query.library import fill, names, shipped
from kg.query.parameters import resolve
from kg.query.store import load_store, open_store
from kg.records import read_records, write_records

Figures = dict[str, Any]

SAMPLE = 150_000
"""Statements of the sample, about: rdflib needs a minute or two for everything with it."""

_FORMATS = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "jsonld": "json-ld"}
"""kg's names of the forms → rdflib's."""

ROUNDS = 5


def timed(work: Callable[[], Any]) -> tuple[Any, Figures]:
    """Return what `work` returns, and its wall and CPU seconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    return result, {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def sample(build: Path, folder: Path) -> Figures:
    """Put every n-th episode of `build` into `folder`, as a build of its own; write its quads to `quads.nq`."""
    count = sum(1 for _ in read_records(build / EPISODES))
    per_episode = 1_800
    step = max(1, round(count * per_episode / SAMPLE))
    kept = [x for i, x in enumerate(read_records(build / EPISODES)) if i % step == 0]
    write_records(kept, folder / EPISODES)
    graph = build_graph(kept)
    write_graph(graph, folder / GRAPH)
    statements = write_rdf(graph, kept, folder / "quads.nq", "nquads")
    return {"episodes": len(kept), "of": count, "statements": statements}


def export(build: Path, out: Path, named: Path) -> Figures:
    """Write the form called `named` of a build in full detail to the folder `out`; the graph is in memory before."""
    form = next(form for form in FORMS if form == str(named))
    graph = read_graph(build / GRAPH)
    path = out / f"export.{SUFFIXES[form]}"
    statements, figures = timed(lambda: write_rdf(graph, read_records(build / EPISODES), path, form))
    return figures | {"statements": statements, "bytes": path.stat().st_size}


def rdflib_writes(quads: Path) -> Figures:
    """Load the sample into rdflib, and serialise it in every form."""
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    _, loading = timed(lambda: dataset.parse(quads, format="nquads"))
    figures: Figures = {"load": loading, "forms": {}, "statements": len(dataset)}
    for form in FORMS:
        target = quads.with_name(f"rdflib.{SUFFIXES[form]}")
        source: Any = dataset
        if form == "turtle":
            source = rdflib.Graph()
            for quad in dataset.quads():
                source.add(quad[:3])
        _, figures["forms"][form] = timed(partial(source.serialize, target, format=_FORMATS[form]))
    return figures


def load(quads: Path, folder: Path) -> Figures:
    """Load N-Quads into a store on disk."""
    _, figures = timed(lambda: load_store(folder, quads))
    number = len(open_store(folder))
    size = sum(path.stat().st_size for path in folder.rglob("*"))
    return figures | {"quads": number, "bytes": size}


def asked(store: Path) -> Figures:
    """Ask a store every shipped query, with its default parameters; the seconds of each round, and how many rows."""
    figures: Figures = {}
    with Engine(store) as engine:
        engine.run("ASK {}")  # the worker's start is not a query's
        for name in names():
            rounds = []
            for _ in range(ROUNDS):
                rows, figure = timed(partial(answered, engine, name))
                rounds.append(figure["wall"])
            figures[name] = {"rounds": rounds, "rows": rows}
    return {"queries": figures}


def answered(engine: Engine, name: str) -> int:
    """Return how many rows a shipped query has, its parameters looked up as `kg query` does."""
    query = shipped(name)
    return sum(1 for _ in engine.run(fill(query.text, resolve(engine, query, {}))).rows)


def asked_rdflib(quads: Path, store: Path) -> Figures:
    """Ask rdflib every shipped query over the sample, once; None for the seconds where it needs more than `PATIENCE`.

    The parameters are looked up in `store`, which holds the same.
    """
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(quads, format="nquads")
    figures: Figures = {}
    with Engine(store) as engine:
        for name in names():
            query = shipped(name)
            text = fill(query.text, resolve(engine, query, {}))
            signal.signal(signal.SIGALRM, _too_long)
            signal.alarm(PATIENCE)
            try:
                rows, figure = timed(partial(_rows, dataset, text, engine.prefixes))
                figures[name] = {"seconds": figure["wall"], "rows": rows}
            except TimeoutError:
                figures[name] = {"seconds": None, "rows": None}
            finally:
                signal.alarm(0)
    return {"queries": figures}


def _rows(dataset: Any, text: str, prefixes: dict[str, str]) -> int:
    return sum(1 for _ in dataset.query(text, initNs=prefixes))


PATIENCE = 60
"""Seconds that rdflib is given for a query."""


def _too_long(number: int, frame: object) -> None:
    raise TimeoutError(number, frame)


TASKS: dict[str, Callable[..., Figures]] = {
    "sample": sample,
    "export": export,
    "rdflib": rdflib_writes,
    "load": load,
    "ask": asked,
    "ask rdflib": asked_rdflib,
}
"""What scripts/bench has done in a process of its own, by name."""
