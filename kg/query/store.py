"""N-Quads come in, a store on disk goes out; and the store, opened for reading only."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryFile

import pyoxigraph

from kg.errors import KgError


class StoreError(KgError):
    """A folder holds no store that can be read, or none can be written there."""


def amend_store(
    folder: Path, before: Path | None, gone: Collection[str], quads: Path, traceless: bool = False
) -> None:
    """Write to `folder` the store `before`, or an empty one, without the graphs `gone` and with N-Quads added.

    Args:
        before: stays as it is; its files that never change are shared, not copied.
        gone: IRIs of named graphs.
        traceless: what was in `gone` is in no file either. Else its words may stay in the store's
            dictionary, which only grows, where no query finds them.

    Raises `StoreError` and OSError.
    """
    if before and not (gone and traceless):
        folder.mkdir()
        for path in before.iterdir():
            if path.suffix == ".sst":
                _share(path, folder / path.name)
            elif path.is_file() and not path.name.startswith(("LOCK", "LOG")):
                shutil.copy2(path, folder / path.name)
    try:
        store = pyoxigraph.Store(str(folder))
        if before and gone and traceless:
            _copy_without(store, before, gone)
        elif before:
            for graph in gone:
                store.remove_graph(pyoxigraph.NamedNode(graph))
        store.bulk_load(path=quads, format=pyoxigraph.RdfFormat.N_QUADS)
        if not before or traceless:
            store.optimize()
        store.flush()
    except SyntaxError as error:
        raise StoreError(f"{folder}: not written, since {quads} are no valid N-Quads: {error}") from error


def _copy_without(store: pyoxigraph.Store, before: Path, gone: Collection[str]) -> None:
    """Load into `store` all graphs of the store `before` but those that are `gone`."""
    left_out = {f"<{graph}> .\n".encode() for graph in gone}
    with TemporaryFile(dir=before.parent) as lines:
        pyoxigraph.Store.read_only(str(before)).dump(lines, format=pyoxigraph.RdfFormat.N_QUADS)
        lines.seek(0)
        with TemporaryFile(dir=before.parent) as kept:
            kept.writelines(line for line in lines if line[line.rfind(b"<") :] not in left_out)
            kept.seek(0)
            store.bulk_load(kept, format=pyoxigraph.RdfFormat.N_QUADS)


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
