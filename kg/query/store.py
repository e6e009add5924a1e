"""N-Quads and changes come in, a store on disk goes out; and the store, opened for reading only."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

import pyoxigraph

from kg.errors import KgError


class StoreError(KgError):
    """A folder holds no store that can be read, or none can be written there."""


DEFAULT = ""
"""Stands for the IRI of the default graph, which has none."""


class Change(NamedTuple):
    """What a named graph loses and gains, each statements of Turtle; what both have stays."""

    graph: str
    """Its IRI."""
    removed: bytes
    added: bytes
    head: bytes = b""
    """The names that both use, in the spelling that Turtle and SPARQL share: `BASE <…> PREFIX a: <…>`."""


def load_store(folder: Path, quads: Path, complete: bool = True) -> None:
    """Add N-Quads to the store in `folder`, which begins where there is none.

    Args:
        complete: no more is added, so that the store is put in the order in which it is read fastest.

    Raises `StoreError` and OSError.
    """
    with _written(folder) as store:
        _load(store.bulk_load, quads)
        if complete:
            store.optimize()


def amend_store(
    folder: Path, before: Path, gone: Iterable[str], quads: Path, changes: Iterable[Change] = ()
) -> None:
    """Write to `folder` the store `before` without the graphs `gone`, with changes and N-Quads added.

    What is gone may stay in the store's dictionary, which only grows, where no query finds it.

    Args:
        before: stays as it is; its files that never change are shared, not copied.
        gone: IRIs of graphs.

    Raises `StoreError` and OSError.
    """
    folder.mkdir()
    for path in before.iterdir():
        if path.suffix == ".sst":
            _share(path, folder / path.name)
        elif path.is_file() and not path.name.startswith(("LOCK", "LOG")):
            shutil.copy2(path, folder / path.name)
    with _written(folder) as store:
        for graph in gone:
            store.remove_graph(_name(graph))
        for change in changes:
            name = _name(change.graph)
            # Turtle without directives is what SPARQL takes between these brackets.
            head, removed = change.head.decode(), change.removed.decode()
            store.update(f"{head}DELETE DATA {{ GRAPH {name} {{ {removed} }} }}")
            store.load(change.head + change.added, pyoxigraph.RdfFormat.TURTLE, to_graph=name)
        # Not in bulk: each such load adds files, and when there are twenty the engine sorts all of them.
        _load(store.load, quads)


def copy_store(folder: Path, before: Path, gone: Iterable[str], quads: Path) -> None:
    """Write to `folder` what `amend_store` does, so that no file has a trace of what is gone. Raises as that does."""
    old = pyoxigraph.Store.read_only(str(before))
    with TemporaryFile(dir=folder.parent) as kept:
        for graph in sorted({DEFAULT, *(name.value for name in old.named_graphs())} - set(gone)):
            kept.writelines(_lines(old, graph))
        kept.seek(0)
        with _written(folder) as store:
            store.bulk_load(kept, format=pyoxigraph.RdfFormat.N_QUADS)
            _load(store.bulk_load, quads)
            store.optimize()


def _lines(store: pyoxigraph.Store, graph: str) -> Iterator[bytes]:
    """Yield the statements of a graph in N-Quads."""
    name = _name(graph)
    end = b" .\n" if graph == DEFAULT else f" {name} .\n".encode()
    triples = store.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=name) or b""
    for line in triples.split(b"\n")[:-1]:
        yield line.removesuffix(b" .") + end


def _name(graph: str) -> pyoxigraph.NamedNode | pyoxigraph.DefaultGraph:
    return pyoxigraph.DefaultGraph() if graph == DEFAULT else pyoxigraph.NamedNode(graph)


def _load(load: Callable[..., None], quads: Path) -> None:
    try:
        load(path=quads, format=pyoxigraph.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise StoreError(f"no store is written, since {quads} are no valid N-Quads: {error}") from error


@contextmanager
def _written(folder: Path) -> Iterator[pyoxigraph.Store]:
    """Yield the store in `folder`, whose content is on disk afterwards."""
    store = pyoxigraph.Store(str(folder))
    yield store
    store.flush()


def _share(path: Path, copy: Path) -> None:
    """Make `copy` the same file as `path`, or where the file system cannot do that, one like it."""
    try:
        os.link(path, copy)
    except OSError:
        shutil.copy2(path, copy)


def check_store(folder: Path) -> None:
    """Raise `StoreError` where `folder` is plainly no store; quick, the store stays closed."""
    build = f"write it with `kg build PATH... --output {folder.parent}`"
    if not folder.exists():
        raise StoreError(f"{folder} does not exist; {build}")
    # Every RocksDB folder has a CURRENT file.
    if not (folder / "CURRENT").is_file():
        raise StoreError(f"{folder} is no store that kg wrote; {build}")


def open_store(folder: Path) -> pyoxigraph.Store:
    """Return the store at `folder`, opened for reading. Raises `StoreError` with the next step."""
    check_store(folder)
    try:
        return pyoxigraph.Store.read_only(str(folder))
    except OSError as error:
        raise unreadable(folder, str(error)) from error


def unreadable(folder: Path, why: str) -> StoreError:
    """Return the error for a store that is there and cannot be opened."""
    return StoreError(
        f"{folder} cannot be read ({why}): it is broken, or another program holds it; "
        f"write it again with `kg build PATH... --output {folder.parent}`"
    )
