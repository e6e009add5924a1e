"""Paths in, the files of a build out: the stages in their order, and what of them can be spared.

    look ──▶ take_inventory ──▶ staleness ──▶ extract_missing ──▶ resolve ──▶ plan_outputs ──▶ write_outputs
    files    cards, groups      keys          extractions         meanings    portions         files

What stands below an arrow is kept in the store, under a key of all that it depends on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.decisions import find_decisions, read_decisions
from kg.files import EXTRACTIONS, OUTPUTS, PARTIAL, own
from kg.locking import locked
from kg.model import Show
from kg.naming import TITLE
from kg.pipeline.asides import extractor_ahead
from kg.pipeline.catalogues import Wanted, want_catalogue
from kg.pipeline.inventory import Inventory, look, take_inventory
from kg.pipeline.staleness import staleness
from kg.pipeline.state import Built, NothingToBuild, Progress, Told, as_it_is
from kg.store import Store
from kg.vocabulary import PLACEHOLDER_BASE, checked_base
from kg.workers import collecting_rarely

__all__ = ["Built", "NothingToBuild", "Progress", "build"]


def build(
    paths: Iterable[str | PathLike[str]],
    output: str | PathLike[str],
    *,
    workers: int = 1,
    overlays: Iterable[str | PathLike[str]] = (),
    base_iri: str = PLACEHOLDER_BASE,
    title: str = TITLE,
    decisions: str | PathLike[str] | None = None,
    shows: Mapping[str, Show] | None = None,
    outputs: Collection[str] = tuple(OUTPUTS),
    fresh: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Bring the folder `output` up to date with the episodes below `paths`.

    It then holds page, index, RDF, triple store, graph, tables, findings, a manifest and the store
    of what was found. Only what changed since the build before is computed; the outputs are those
    of a build from nothing, byte for byte. The files of before stay until all new ones are complete.

    Args:
        workers: processes that read and extract; the result does not depend on their number. With 0 this
            process does it all: a small archive takes half the time, and a crash in native code ends it.
        overlays: catalogue files laid over the shipped one.
        base_iri: where the RDF's names begin.
        decisions: the file of decisions to replay; None for `kg-decisions.yaml` in the current
            folder, or where it has none in the folders of `paths`.
        shows: what is stated of shows, by slug.
        outputs: which of `kg.files.OUTPUTS` to write. Those of an earlier build that are not among them
            go, since they would contradict what is written.
        fresh: begin a new store, whatever is there.
        progress: called with the stage's name, how much is done, and how much there is in all.

    Raises `NothingToBuild`, `kg.locking.Locked`, `kg.store.StoreError`, `kg.vocabulary.BaseError`,
    `kg.catalog.CatalogueError`, `kg.ner.ModelMissing`, `kg.decisions.DecisionError` and
    OSError. Interrupted, it keeps what was extracted.
    """
    checked_base(base_iri)
    output = Path(output)
    named = tuple(map(Path, paths))
    files = tuple(find_decisions(named, Path(decisions) if decisions else None))
    left_out = frozenset(name for key, name in OUTPUTS.items() if key not in outputs)
    told = Told(
        named, tuple(map(Path, overlays)), base_iri, title, files, read_decisions(files), dict(shows or {}), left_out
    )  # fmt: skip
    was_there, had_store = output.exists(), (output / EXTRACTIONS).exists()
    try:
        with locked(output):
            if fresh:
                _forget(output)
            try:
                with Store(output / EXTRACTIONS) as store:
                    return _bring_up_to_date(store, output, told, workers, progress)
            except NothingToBuild:
                if not had_store:
                    _forget(output)
                raise
    except NothingToBuild:
        if not was_there:
            with suppress(OSError):  # somebody put something there meanwhile
                output.rmdir()
        raise


def _forget(output: Path) -> None:
    for name in (EXTRACTIONS, f"{EXTRACTIONS}-journal"):
        (output / name).unlink(missing_ok=True)


def _bring_up_to_date(
    store: Store, output: Path, told: Told, workers: int, progress: Progress | None
) -> Built:
    wanted = want_catalogue(store, told.overlays)
    with extractor_ahead(store, wanted, workers):
        glance = look(told.paths, store, (*told.decision_files, *own(output)))
        if not glance.unread:
            inventory = take_inventory(glance, store, workers)
            return _go_on(store, output, told, wanted, inventory, workers, progress)
        with TemporaryDirectory(prefix=PARTIAL, dir=output) as spool:
            inventory = take_inventory(glance, store, workers, progress, Path(spool))
            return _go_on(store, output, told, wanted, inventory, workers, progress, Path(spool))


def _go_on(
    store: Store,
    output: Path,
    told: Told,
    wanted: Wanted,
    inventory: Inventory,
    workers: int,
    progress: Progress | None,
    spool: Path | None = None,
) -> Built:
    if not inventory.groups:
        raise NothingToBuild(inventory.skipped)
    stale = staleness(inventory, store, told.overlays, told.shows)
    if not stale.tasks and not stale.gone and (built := as_it_is(store, output, told, inventory, stale)):
        return built
    with collecting_rarely():
        from kg.pipeline.rebuilding import rebuild

        return rebuild(store, output, told, wanted, inventory, stale, workers, progress, spool)
