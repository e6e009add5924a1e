"""An archive as read comes in, whether a build can be written and the one there is sound goes out: one function a check."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kg.doctor.installation import existing
from kg.doctor.results import Result, Subject, episodes_of, number
from kg.errors import KgError
from kg.files import EPISODES, GRAPH, MANIFEST, STORE
from kg.graph import FORMAT
from kg.graph_file import read_graph
from kg.query.store import open_store
from kg.records import FORMAT as RECORD_FORMAT
from kg.records import read_records

AGAIN = "build it anew with `kg build`"


def check_output(subject: Subject) -> Result:
    """Whether a build can write its results."""
    place = existing(subject.output)
    refused = Result(
        "fault",
        f"{subject.output} cannot be written",
        "name another folder with --output or in kg.toml, or make it writable",
    )
    if not place.is_dir():
        return refused
    if not subject.output.exists():
        return (
            Result("ok", f"{subject.output} will be made") if os.access(place, os.W_OK | os.X_OK) else refused
        )
    try:
        with tempfile.TemporaryFile(dir=subject.output):
            pass
    except OSError:
        return refused
    return Result("ok", str(subject.output))


def check_build(subject: Subject) -> Result:
    """Whether the build there is whole, of this version, and of the files as they are."""
    folder = subject.output
    if not (folder / GRAPH).exists() and not (folder / EPISODES).exists():
        return Result("ok", f"none in {folder} yet")
    try:
        return _compared(subject)
    except OSError as error:
        text = f"{error.filename or folder}: {error.strerror or error}"
    except KgError as error:
        text = str(error)
    except (AttributeError, TypeError, ValueError):
        text = f"{folder / GRAPH}: not a graph that kg wrote"
    return Result("fault", text, AGAIN)


def _compared(subject: Subject) -> Result:
    """Return how the files of a build fit each other, this kg, and the archive."""
    folder = subject.output
    graph, first = read_graph(folder / GRAPH), next(read_records(folder / EPISODES), None)
    if (folder / STORE).exists():
        open_store(folder / STORE)
    episodes = {node: data for node, data in graph.nodes(data=True) if data.get("type") == "episode"}
    lines = sum(1 for _ in _lines(folder / EPISODES))
    if lines != len(episodes) or (first is not None and f"episode/{first.id}" not in episodes):
        counts = f"{GRAPH} has {number(len(episodes), 'episode')}, {EPISODES} has {lines:,}"
        return Result("fault", f"{folder}: {counts}, or others", AGAIN)
    if int(graph.graph.get("format", 0)) < FORMAT or _format_of(folder / EPISODES) < RECORD_FORMAT:
        return Result("note", f"{folder} was written by an older kg", AGAIN)
    digests = {str(digest) for data in episodes.values() for digest in data.get("digest", ())}
    there = {source.sha256 for episode in episodes_of(subject) for source in episode.sources}
    if digests != there:
        changed = (
            f"{number(len(there - digests), 'file')} new or changed since, {len(digests - there):,} gone"
        )
        return Result("note", f"{folder}: {changed}", AGAIN)
    return Result("ok", f"{folder}: {number(len(episodes), 'episode')}, of the files as they are")


def check_manifest(subject: Subject) -> Result:
    """Whether the files of the build there are those that it wrote."""
    path = subject.output / MANIFEST
    if not path.exists():
        return Result("ok", f"none in {subject.output} yet")
    try:
        listed = {one["name"]: one.get("sha256") for one in json.loads(path.read_bytes())["outputs"]}
        other = [name for name, digest in sorted(listed.items()) if _differs(subject.output / name, digest)]
    except OSError as error:
        return Result("fault", f"{error.filename}: {error.strerror}", "make it readable")
    except (AttributeError, KeyError, TypeError, ValueError):
        return Result("fault", f"{path}: not a manifest that kg wrote", AGAIN)
    if other:
        text = f"{number(len(other), 'file')} of {subject.output} not as the build wrote it"
        return Result("fault", text, AGAIN, tuple(other))
    return Result("ok", f"{number(len(listed), 'file')}, each as the build wrote it")


def _differs(path: Path, digest: str | None) -> bool:
    """Whether a file is gone or has another digest; a folder has none."""
    if not path.exists() or digest is None:
        return not path.exists()
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest() != digest


def check_databases(subject: Subject) -> Result:
    """Whether the SQLite files in the output folder are sound."""
    try:
        found = list(_databases(subject.output))
    except OSError as error:
        return Result("fault", f"{error.filename}: {error.strerror}", "make it readable")
    broken = [f"{path}: {said}" for path in found if (said := _verdict(path)) != "ok"]
    if broken:
        return Result(
            "fault",
            f"{number(len(broken), 'SQLite file')} broken",
            "delete it and write it again",
            tuple(broken),
        )
    return Result("ok", f"{number(len(found), 'SQLite file')}, each sound" if found else "no SQLite file")


def _databases(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file():
            with path.open("rb") as handle:
                if handle.read(16) == b"SQLite format 3\0":
                    yield path


def _verdict(path: Path) -> str:
    """Return `ok`, or what SQLite's own check says of a database; it is opened for reading only."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            return str(connection.execute("PRAGMA quick_check").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error as error:
        return str(error)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        yield from (line for line in handle if line.strip())


def _format_of(path: Path) -> int:
    """Return the version of the first record's shape."""
    found = re.search(rb'"format": ?(\d+)', next(_lines(path), b"")[:200])
    return int(found[1]) if found else RECORD_FORMAT
