"""The names of a build's files, and writing them whole: a path and what to write come in, the complete file or the old one stays."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal, overload

EPISODES, GRAPH, TURTLE, PAGE, INDEX, MENTIONS, FINDINGS = (
    "episodes.jsonl",
    "graph.json",
    "graph.ttl",
    "graph.html",
    "index.html",
    "mentions.csv",
    "resolution.json",
)
"""The files that a build leaves in its output folder."""

DATASET = "dataset.ttl"
"""The file that describes the others."""

STORE = "graph.oxigraph"
"""The folder beside them that holds the store which `kg query` reads."""

EXTRACTIONS = "extractions.sqlite"
"""The store of what was found, from which the next build goes on."""

MANIFEST = "manifest.json"
"""What was read, with which versions, and the digest of every file."""
WRITTEN = (PAGE, INDEX, TURTLE, STORE, GRAPH, MENTIONS, EPISODES, FINDINGS, DATASET, MANIFEST)
"""What a build tells of, in this order."""

OUTPUTS = {
    "page": PAGE,
    "index": INDEX,
    "turtle": TURTLE,
    "store": STORE,
    "table": MENTIONS,
    "dataset": DATASET,
}
"""What a build may leave out, by the name that a configuration has for it; the others are what commands read."""

PARTIAL = ".kg-partial-"
"""Prefix of unfinished files: hidden, so that no reader takes one for a result."""


_OLD = ".kg-old-"
"""Prefix of a folder that makes room for the new one of its name."""


@overload
def writing(path: Path) -> Any: ...
@overload
def writing(path: Path, *, binary: Literal[True]) -> Any: ...
@contextmanager
def writing(path: Path, *, binary: bool = False) -> Iterator[IO[Any]]:
    """Yield a handle for the new content of `path`; put it in place only when all is on disk.

    Text is UTF-8 with `\\n` line ends. On any failure, a full disk or a kill included, the file
    that was at `path` before stays as it was. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{PARTIAL}{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with open(partial, "wb") if binary else open(partial, "w", encoding="utf-8", newline="\n") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Yield a hidden folder inside `folder`; what was written there takes its place only at the end.

    So a build that fails half-way leaves the files of the one before, all of them. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    stage = folder / f"{PARTIAL}{os.getpid()}-{secrets.token_hex(4)}"
    stage.mkdir()
    try:
        yield stage
        for written in sorted(stage.iterdir()):
            put(written, folder / written.name)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def put(written: Path, place: Path) -> None:
    """Move a complete file or folder to `place`, on the same disk; what stood there goes. Raises OSError."""
    if not (written.is_dir() and place.is_dir()):
        os.replace(written, place)
        return
    # No system call puts a folder in the place of one that holds files, so the old one steps aside.
    old = place.with_name(f"{_OLD}{place.name}")
    shutil.rmtree(old, ignore_errors=True)
    os.replace(place, old)
    try:
        os.replace(written, place)
    except OSError:
        os.replace(old, place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def own(output: Path) -> list[Path]:
    """Return all that a build leaves for people in `output`, none of which is ever read as an episode."""
    return [output / name for name in (*WRITTEN, EXTRACTIONS)]


def remove(path: Path) -> None:
    """Remove a file or folder that a build wrote, if it is there. Raises OSError."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what a killed run left unfinished in `folder`; a folder that had stepped aside comes back."""
    for old in folder.glob(f"{_OLD}*"):
        place = old.with_name(old.name.removeprefix(_OLD))
        if place.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(old, place)
    for leftover in folder.glob(f"{PARTIAL}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)
