"""An inventory and the store come in; which extractions are to be computed, and which to be dropped, goes out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kg.grouping import Group
from kg.model import Show
from kg.pipeline.inventory import Inventory
from kg.pipeline.program import reading_digest
from kg.store import Store


class Task(NamedTuple):
    """An episode to be extracted."""

    group: Group
    digests: tuple[str, ...]
    """Of its files, as grouped."""
    key: str


@dataclass(frozen=True, slots=True)
class Staleness:
    """Which episodes the store lacks."""

    tasks: tuple[Task, ...]
    """To be extracted, by episode."""
    added: tuple[str, ...]
    """Episodes that it does not know."""
    gone: tuple[str, ...]
    """Episodes that it has and no file has any more."""
    keys: Mapping[str, str]
    """Episode → key, of all."""


def staleness(
    inventory: Inventory, store: Store | None, overlays: Iterable[Path], shows: Mapping[str, Show]
) -> Staleness:
    """Return which extractions are to be computed, and which are to be dropped. Raises OSError."""
    given = given_digest(overlays)
    before = store.extraction_keys() if store else {}
    tasks, keys = [], {}
    for group in inventory.groups:
        digests = tuple(inventory.known[path].sha256 for path in group.paths)
        show = shows.get(group.id.partition("/")[0])
        keys[group.id] = key = extraction_key(group, digests, given, show)
        if before.get(group.id) != key:
            tasks.append(Task(group, digests, key))
    return Staleness(
        tuple(tasks),
        tuple(task.group.id for task in tasks if task.group.id not in before),
        tuple(sorted(set(before) - set(keys))),
        keys,
    )


def given_digest(overlays: Iterable[Path]) -> str:
    """Return the digest of all that every extraction depends on. Raises OSError."""
    digests = [digest for _, digest in file_digests(overlays)]
    return hashlib.sha256(json.dumps([reading_digest(), digests]).encode()).hexdigest()


def file_digests(paths: Iterable[Path]) -> tuple[tuple[str, str], ...]:
    """Return (path, SHA-256) of each. Raises OSError."""
    return tuple((path.as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths)


def extraction_key(group: Group, digests: tuple[str, ...], given: str, show: Show | None) -> str:
    """Return the digest of all that the extraction of a group depends on."""
    facts = [given, group.id, group.read, group.paths, digests, show.hosts if show else ()]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
