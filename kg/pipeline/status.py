"""An output folder comes in; what of it is stale, and why, goes out. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from kg.decisions import find_decisions
from kg.files import EXTRACTIONS, own
from kg.model import Show
from kg.pipeline.inventory import Inventory, look, take_inventory
from kg.pipeline.program import program_digest, reading_digest
from kg.pipeline.staleness import Staleness, file_digests, staleness
from kg.pipeline.state import Configuration, Kept, intact, last_build
from kg.store import Store


class Change(NamedTuple):
    """Something that is not as it was, and in what way."""

    name: str
    """A path, an episode, or an output."""
    how: str


@dataclass(frozen=True, slots=True)
class Status:
    """What `kg build` would do, and why."""

    output: str
    paths: tuple[str, ...]
    """What the archive consists of."""
    built: bool
    """Whether a build was completed there."""
    files: tuple[Change, ...]
    """Input files that were added, changed or are gone, by path."""
    causes: tuple[Change, ...]
    """What concerns all episodes: kg itself, a catalogue file, the decisions."""
    episodes: tuple[Change, ...]
    """Those to be extracted or to be taken out, by id."""
    outputs: tuple[Change, ...]
    """Those that are missing, or that somebody else changed."""

    @property
    def stale(self) -> bool:
        """Whether a build would have anything to do."""
        return not self.built or bool(self.files or self.causes or self.episodes or self.outputs)


def status(
    output: str | PathLike[str],
    paths: Iterable[str | PathLike[str]] = (),
    *,
    decisions: Path | None = None,
    overlays: Sequence[Path] | None = None,
    configuration: Configuration | None = None,
) -> Status:
    """Return what is stale in the folder `output`.

    Args:
        paths: what the archive consists of; empty for what the last build was told.
        decisions: as of `kg.build`.
        overlays: catalogue files; None for those of the last build, and so with `configuration`.

    Raises `kg.store.StoreError`, `kg.decisions.DecisionError` and OSError.
    """
    output = Path(output)
    with Store(output / EXTRACTIONS, writing=False) as store:
        kept = last_build(store)
        named = [Path(path) for path in paths] or [Path(path) for path in (kept.paths if kept else ())]
        files = tuple(find_decisions(named, decisions))
        glance = look(named, store, (*files, *own(output)))
        inventory = take_inventory(glance, None, 1)
        if overlays is None:
            overlays = [Path(path) for path, _ in kept.overlays] if kept else []
        here = [path for path in overlays if path.exists()]
        stale = staleness(inventory, store, here, _shows(configuration, kept))
        causes = tuple(_causes(kept, here, files, configuration)) if kept else ()
        recorded = store.outputs()
        return Status(
            output.as_posix(),
            tuple(path.as_posix() for path in named),
            kept is not None,
            tuple(sorted(_files(inventory))),
            causes,
            tuple(sorted(_episodes(stale, inventory, causes, store.failures()))),
            tuple(
                Change(name, "changed by something else" if (output / name).exists() else "missing")
                for name in (kept.built.names if kept else ())
                if not intact(output / name, recorded.get(name))
            ),
        )


def _files(inventory: Inventory) -> Iterator[Change]:
    for how, several in (
        ("added", inventory.added),
        ("changed", inventory.changed),
        ("gone", inventory.gone),
    ):
        yield from (Change(path, how) for path in several)


def _shows(configuration: Configuration | None, kept: Kept | None) -> Mapping[str, Show]:
    return configuration.shows if configuration else kept.configuration.shows if kept else {}


def _causes(
    kept: Kept, overlays: Iterable[Path], decisions: Iterable[Path], configuration: Configuration | None
) -> Iterator[Change]:
    for one in fields(configuration) if configuration else ():
        if getattr(configuration, one.name) != getattr(kept.configuration, one.name):
            yield Change(one.name, "configured otherwise")
    if kept.reading != reading_digest():
        yield Change("kg", "reads and extracts otherwise than it did")
    elif kept.program != program_digest():
        yield Change("kg", "writes otherwise than it did")
    for before, after, what in (
        (dict(kept.overlays), dict(file_digests(overlays)), "catalogue"),
        (dict(kept.decisions), dict(file_digests(decisions)), "decisions"),
    ):
        for path in sorted(before.keys() | after.keys()):
            if path not in after:
                yield Change(path, f"{what}: gone")
            elif before.get(path) != after[path]:
                yield Change(path, f"{what}: {'changed' if path in before else 'added'}")


def _episodes(
    stale: Staleness, inventory: Inventory, causes: Iterable[Change], failures: Mapping[str, str]
) -> Iterator[Change]:
    changed = {*inventory.added, *inventory.changed, *inventory.gone}
    for task in stale.tasks:
        own = [path for path in task.group.paths if path in changed]
        if task.group.id in failures:
            yield Change(task.group.id, failures[task.group.id])
        elif task.group.id in stale.added:
            yield Change(task.group.id, "new")
        elif own:
            yield Change(task.group.id, f"its files changed: {', '.join(own)}")
        elif cause := next((c for c in causes if c.name == "kg" or c.how.startswith("catalogue")), None):
            yield Change(task.group.id, f"{cause.name} {cause.how}")
        else:
            yield Change(task.group.id, "its extraction is missing, or a file of it is gone")
    for episode in stale.gone:
        yield Change(episode, "its files are gone")
