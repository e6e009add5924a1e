"""What has changed comes in; the store and the outputs, brought up to date with it, go out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.catalog import Catalogue
from kg.files import MANIFEST, STORE, remove, staging
from kg.model import Skipped
from kg.pipeline.asides import Asides, asides
from kg.pipeline.catalogues import Wanted, catalogue_of, keep_catalogue
from kg.pipeline.extraction import extract_missing
from kg.pipeline.inventory import Inventory
from kg.pipeline.manifest import write_manifest
from kg.pipeline.staleness import Staleness
from kg.pipeline.state import Built, NothingToBuild, Progress, Told, fingerprint, note_build
from kg.resolution import get_ready, resolve
from kg.resolution.survey import Facts, Survey
from kg.store import Store, unpacked
from kg.workers import meanwhile

if TYPE_CHECKING:
    from kg.pipeline.outputs import Outputs


def rebuild(
    store: Store,
    output: Path,
    told: Told,
    wanted: Wanted,
    inventory: Inventory,
    stale: Staleness,
    workers: int,
    progress: Progress | None,
    spool: Path | None = None,
) -> Built:
    """Extract what is stale, and write all outputs. Raises what `kg.pipeline.build` does."""
    with asides(len(stale.keys), workers) as others:
        # This process only waits for those that extract.
        prepared = meanwhile(_prepare, wanted, stale, others)
        given_up = extract_missing(
            stale,
            store,
            workers=workers,
            wanted=wanted,
            shows=told.shows,
            spool=spool,
            progress=progress,
        )
        ready = prepared()
        from kg.pipeline.portions import PortionLost  # loaded meanwhile, as is all that writes
        from kg.pipeline.sharing import begin_counting

        if others.apart:  # of a few episodes there would be less in the store than of the catalogue
            keep_catalogue(store, wanted, ready.catalogue)
            if ready.few:
                others.triples(begin_counting, store.path)
        while True:
            with store.transaction():
                store.drop_episodes(given_up)
                store.put_failures((episode, skipped.reason) for episode, skipped in given_up.items())
            skipped = (*inventory.skipped, *(given_up[episode] for episode in sorted(given_up)))
            try:
                found = replace(inventory, skipped=skipped)
                outputs, built = _write(store, output, told, found, ready, others, workers, progress)
                break
            except PortionLost as lost:
                (source,) = (group.paths[0] for group in inventory.groups if group.id == lost.episode)
                given_up[lost.episode] = Skipped(source, f"not written: {lost.reason}")
    built = replace(built, extracted=len(stale.tasks))
    key = "" if given_up else fingerprint(told, inventory, stale)
    digests = {name: sha256 for name, _, sha256 in outputs.files}
    note_build(store, output, told, built, key, digests, outputs.segments.items())
    return built


class _Prepared(NamedTuple):
    """What does not depend on what is stale."""

    catalogue: Catalogue
    facts: dict[str, Facts]
    """Of all other episodes, until they are asked for."""
    few: bool
    """Whether so few episodes change that others can begin with what does not."""


def _prepare(wanted: Wanted, stale: Staleness, others: Asides) -> _Prepared:
    """Do what does not depend on what is stale, while that is extracted."""
    from kg.pipeline.outputs import is_few
    from kg.pipeline.paging import begin_page

    anew = {*stale.gone, *(task.group.id for task in stale.tasks)}
    few = is_few(len(anew), len(stale.keys))
    if few and others.apart:
        others.page(begin_page, wanted.store)
    catalogue = catalogue_of(wanted)
    with Store(wanted.store, writing=False) as store:
        # All of them are read at once, since nobody can write to the store while it is read.
        facts = {e: unpacked(data, Facts) for e, data in list(store.facts()) if e not in anew}
    get_ready(catalogue)
    return _Prepared(catalogue, facts, few)


def _write(
    store: Store,
    output: Path,
    told: Told,
    inventory: Inventory,
    ready: _Prepared,
    others: Asides,
    workers: int,
    progress: Progress | None,
) -> tuple[Outputs, Built]:
    """Write all outputs of what was extracted."""
    from kg.pipeline.outputs import plan_outputs, write_outputs

    known = ready.facts
    facts = {e: known.pop(e) if e in known else unpacked(data, Facts) for e, data in store.facts()}
    if not facts:
        raise NothingToBuild(inventory.skipped)
    warnings = [(of.source, warning) for of in facts.values() for warning in of.warnings]
    companions = sum(of.companions for of in facts.values())
    with staging(output) as stage:
        resolution = resolve(_survey(facts.values()), ready.catalogue, told.decisions)
        plan, findings = plan_outputs(store, output, resolution, facts, told), resolution.findings
        warnings += [(", ".join(told.decisions.files), warning) for warning in findings.warnings]
        made = len(plan.todo)
        del facts, resolution  # a tenth of the memory, and the greatest part is to come
        outputs = write_outputs(
            plan,
            store,
            stage,
            output,
            findings,
            told,
            others,
            workers=workers,
            progress=progress,
        )
        counts = {"episodes": len(plan.keys), "nodes": outputs.nodes, "edges": outputs.edges}
        files = [(name, size, "" if name == STORE else sha256) for name, size, sha256 in outputs.files]
        write_manifest(stage / MANIFEST, told, inventory, files, counts)
    for name in told.left_out:
        remove(output / name)
    return outputs, Built(
        len(plan.keys), companions, inventory.files, inventory.skipped, outputs.nodes, outputs.edges,
        tuple(warnings), output.as_posix(), told.written, inventory.read, 0, made,
        (store.started_anew,) if store.started_anew else (),
    )  # fmt: skip


def _survey(facts: Iterable[Facts]) -> Survey:
    survey = Survey()
    for of in facts:
        survey.add(of)
    return survey
