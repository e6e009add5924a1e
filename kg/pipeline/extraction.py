"""Groups of files and the store come in; afterwards the store has the extraction of each, computed where it had not."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.joining import join_group
from kg.model import Part, Show, Skipped
from kg.pipeline.catalogues import Wanted, catalogue_of
from kg.pipeline.inventory import read_part
from kg.pipeline.staleness import Staleness, Task
from kg.pipeline.state import Progress
from kg.resolution.survey import facts_of
from kg.store import Store, compressed, packed
from kg.workers import Died, compute

COMMITTED = 1.0
"""Seconds after which what was extracted is put on disk, with the episode that is done next."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a process made of a task."""

    extraction: bytes
    facts: bytes


def extract_missing(
    stale: Staleness,
    store: Store,
    *,
    workers: int,
    wanted: Wanted,
    shows: Mapping[str, Show] | None = None,
    spool: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Skipped]:
    """Put what is stale into the store; return the episodes that were given up, with the reason.

    What is done is put on disk about every second, so a run that is interrupted or killed goes on from there.
    Raises what extraction raises.
    """
    total = len(stale.keys)
    done = total - len(stale.tasks)
    with store.transaction():
        store.drop_episodes(stale.gone)
    held: list[tuple[str, str, bytes, bytes]] = []
    given_up: dict[str, Skipped] = {}

    def commit() -> None:
        with store.transaction():
            store.put_extractions(held)
        held.clear()

    last = time.monotonic()
    try:
        for task, result in compute(extract_group, stale.tasks, workers, wanted, shows or {}, spool):
            done += 1
            if isinstance(result, Extracted):
                held.append((task.group.id, task.key, result.extraction, result.facts))
            else:
                reason = result.reason if isinstance(result, Died) else result
                given_up[task.group.id] = Skipped(task.group.paths[0], f"not extracted: {reason}")
            if progress:
                progress("extracting", done, total)
            if time.monotonic() - last >= COMMITTED:
                commit()
                last = time.monotonic()
    finally:
        commit()
    return given_up


def get_ready(wanted: Wanted) -> None:
    """Load what `extract_group` needs."""
    from kg import extractors  # noqa: F401

    catalogue_of(wanted)


def extract_group(
    task: Task, wanted: Wanted, shows: Mapping[str, Show], spool: Path | None = None
) -> Extracted | str:
    """Return what is found in an episode, or why it could not be looked at."""
    from kg import extractors  # loads for long, and only here it is needed

    parts: list[Part] = []
    for path, digest in zip(task.group.paths, task.digests, strict=True):
        part = read_part(Path(path), spool)
        if isinstance(part, Skipped) or part.document.sha256 != digest:
            return f"{path} changed while it was read; run this again"
        parts.append(part)
    episode = join_group(task.group, parts)
    texts = [part.document.text for part in parts]
    x = extractors.extract(episode, texts, catalogue_of(wanted), shows.get(episode.show))
    return Extracted(compressed(x), packed(facts_of(x)))
