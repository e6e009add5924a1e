"""What a build is told and what it tells, and what of both is kept so that the next one can be spared."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from kg.decisions import Decisions
from kg.errors import KgError
from kg.files import WRITTEN
from kg.model import Show, Skipped
from kg.pipeline.inventory import Inventory
from kg.pipeline.program import program_digest, reading_digest
from kg.pipeline.staleness import Staleness, file_digests
from kg.store import Store, StoreError, Written, unpacked

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, how much is done, and how much there is in all."""


class NothingToBuild(KgError, ValueError):
    """None of the given paths holds an episode."""

    def __init__(self, skipped: tuple[Skipped, ...]) -> None:
        super().__init__(
            "no episode was found in the given paths; kg reads Markdown notes, labelled transcripts, SubRip, WebVTT and timed text"
        )
        self.skipped = skipped
        self.details = tuple(f"skipped {one.source}: {one.reason}" for one in skipped)


@dataclass(frozen=True, slots=True)
class Configuration:
    """What outputs depend on and no file holds."""

    base_iri: str
    title: str
    shows: dict[str, Show]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a build is told."""

    paths: tuple[Path, ...]
    overlays: tuple[Path, ...]
    base_iri: str
    title: str
    decision_files: tuple[Path, ...]
    decisions: Decisions
    shows: dict[str, Show]
    """What is stated of shows, by slug."""
    left_out: frozenset[str]
    """Names of outputs that are not written."""

    @property
    def written(self) -> tuple[str, ...]:
        """Names of the outputs that are."""
        return tuple(name for name in WRITTEN if name not in self.left_out)

    def configuration(self) -> Configuration:
        """Return what the outputs depend on and no file holds."""
        return Configuration(
            self.base_iri, self.title, dict(sorted(self.shows.items())), tuple(sorted(self.left_out))
        )


@dataclass(frozen=True, slots=True)
class Built:
    """What a build read and wrote."""

    episodes: int
    companions: int
    """Files that only accompany an episode that another file began."""
    inputs: int
    """Files, with those that were skipped."""
    skipped: tuple[Skipped, ...]
    """Files, and episodes that were given up."""
    nodes: int
    edges: int
    warnings: tuple[tuple[str, str], ...]
    """(source, what was wrong with it though it was read)."""
    output: str
    """The folder that holds what was written, or found up to date."""
    names: tuple[str, ...]
    """Of these files and folders."""
    read: int
    """Files that were read in this run; the others were known."""
    extracted: int
    """Episodes that were extracted in this run."""
    made: int
    """Episodes whose parts of the outputs were made in this run."""
    notes: tuple[str, ...] = ()
    """What else somebody should know."""

    @property
    def files(self) -> tuple[Path, ...]:
        """What was written, or found up to date."""
        return tuple(Path(self.output, name) for name in self.names)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of the last build."""

    built: Built
    paths: tuple[str, ...]
    """Those that it was told to read."""
    reading: str
    """Digest of the code that extracts."""
    program: str
    """Digest of the whole program."""
    overlays: tuple[tuple[str, str], ...]
    """(path, SHA-256); so are the decisions."""
    decisions: tuple[tuple[str, str], ...]
    configuration: Configuration


def last_build(store: Store) -> Kept | None:
    """Return what is known of the last build; None where none was completed, or an older kg noted it otherwise."""
    for (data,) in store.rows("SELECT built FROM builds"):
        with suppress(StoreError):
            return unpacked(data, Kept)
    return None


def fingerprint(told: Told, inventory: Inventory, stale: Staleness) -> str:
    """Return the digest of all that the outputs depend on. Raises OSError."""
    skipped = [
        (one.source, one.reason, inventory.known[one.source].sha256 if one.source in inventory.known else "")
        for one in inventory.skipped
    ]
    facts: tuple[Any, ...] = (
        program_digest(), told.configuration(), file_digests(told.overlays), file_digests(told.decision_files),
        sorted(stale.keys.items()), skipped, os.environ.get("SOURCE_DATE_EPOCH", ""),
    )  # fmt: skip
    return hashlib.sha256(msgspec.msgpack.encode(facts)).hexdigest()


def as_it_is(store: Store, output: Path, told: Told, inventory: Inventory, stale: Staleness) -> Built | None:
    """Return what the last build told, where its outputs are still there and nothing that they depend on has changed."""
    wanted, recorded, kept = fingerprint(told, inventory, stale), store.outputs(), last_build(store)
    if kept is None or any(
        name not in recorded or recorded[name].key != wanted or not intact(output / name, recorded[name])
        for name in told.written
    ):
        return None
    return replace(kept.built, output=output.as_posix(), read=0, extracted=0, made=0, notes=())


def intact(path: Path, written: Written | None) -> bool:
    """Whether a file or folder is still as a build left it."""
    if written is None:
        return False
    try:
        if path.is_dir():
            return folder_digest(path) == written.sha256
        found = path.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (written.size, written.changed)


def folder_digest(folder: Path) -> str:
    """Return what tells whether anybody wrote to a triple store: its files, but logs, with their sizes."""
    files = sorted(
        f"{path.name} {path.stat().st_size}"
        for path in folder.iterdir()
        if not path.name.startswith(("LOCK", "LOG"))
    )
    return hashlib.sha256("\n".join(files).encode()).hexdigest()


def note_build(
    store: Store,
    output: Path,
    told: Told,
    built: Built,
    key: str,
    digests: dict[str, str],
    segments: Iterable[tuple[str, Iterable[tuple[str, Any]]]],
) -> None:
    """Note in the store what was written, once all of it is in its place.

    Args:
        key: the fingerprint; empty where the outputs lack what should be tried again next time.
        digests: SHA-256 by name.
        segments: file → where the episodes' parts stand in it.
    """
    written = []
    for name in sorted({*told.written, *digests}):
        found = (output / name).stat()
        written.append(Written(name, key, found.st_size, found.st_mtime_ns, digests.get(name, "")))
    kept = Kept(
        built, tuple(path.as_posix() for path in told.paths), reading_digest(), program_digest(),
        file_digests(told.overlays), file_digests(told.decision_files), told.configuration(),
    )  # fmt: skip
    with store.transaction():
        store.put_outputs(written)
        for name, several in segments:
            store.put_segments(name, several)
        store.put_build(kept)
