"""What has changed comes in; the store and the outputs, brought up to date with it, go out."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.catalog import Catalogue, load_catalogue
from kg.files import MANIFEST, STORE, remove, staging
from kg.model import Skipped
from kg.pipeline.extraction import extract_missing
from kg.pipeline.inventory import Inventory
from kg.pipeline.manifest import write_manifest
from kg.pipeline.staleness import Staleness
from kg.pipeline.state import Built, NothingToBuild, Progress, Told, fingerprint, note_build
from kg.resolution import resolve
from kg.resolution.survey import Facts, Survey
from kg.store import Store, unpacked
from kg.workers import meanwhile

if TYPE_CHECKING:
    from kg.pipeline.outputs import Outputs


def rebuild(
    store: Store,
    output: Path,
    told: Told,
    inventory: Inventory,
    stale: Staleness,
    workers: int,
    progress: Progress | None,
    spool: Path | None = None,
) -> Built:
    """Extract what is stale, and write all outputs. Raises what `kg.pipeline.build` does."""
    anew = {*stale.gone, *(task.group.id for task in stale.tasks)}
    before = {episode: data for episode, data in store.facts() if episode not in anew}
    prepared = meanwhile(_prepared, told.overlays, before)  # this process only waits for those that extract
    given_up = extract_missing(
        stale,
        store,
        workers=workers,
        overlays=told.overlays,
        shows=told.shows,
        spool=spool,
        progress=progress,
    )
    catalogue, facts = prepared()
    from kg.pipeline.portions import PortionLost  # loaded meanwhile, as is all that writes

    while True:
        with store.transaction():
            store.drop_episodes(given_up)
            store.put_failures((episode, skipped.reason) for episode, skipped in given_up.items())
        skipped = (*inventory.skipped, *(given_up[episode] for episode in sorted(given_up)))
        try:
            found = replace(inventory, skipped=skipped)
            outputs, built = _write(store, output, told, found, catalogue, facts, workers, progress)
        except PortionLost as lost:
            (source,) = (group.paths[0] for group in inventory.groups if group.id == lost.episode)
            given_up[lost.episode] = Skipped(source, f"not written: {lost.reason}")
            continue
        built = replace(built, extracted=len(stale.tasks))
        key = "" if given_up else fingerprint(told, inventory, stale)
        digests = {name: sha256 for name, _, sha256 in outputs.files}
        note_build(store, output, told, built, key, digests, outputs.segments.items())
        return built


def _write(
    store: Store,
    output: Path,
    told: Told,
    inventory: Inventory,
    catalogue: Catalogue,
    known: dict[str, Facts],
    workers: int,
    progress: Progress | None,
) -> tuple[Outputs, Built]:
    """Write all outputs of what was extracted; `known` are facts that are unpacked already, and is empty afterwards."""
    from kg.pipeline.outputs import asides, plan_outputs, write_outputs

    facts = {e: known.pop(e) if e in known else unpacked(data, Facts) for e, data in store.facts()}
    if not facts:
        raise NothingToBuild(inventory.skipped)
    warnings = [(of.source, warning) for of in facts.values() for warning in of.warnings]
    companions = sum(of.companions for of in facts.values())
    with staging(output) as stage, asides(len(facts), workers) as others:
        resolution = resolve(_survey(facts.values()), catalogue, told.decisions)
        plan, findings = plan_outputs(store, output, resolution, facts, told), resolution.findings
        warnings += [(", ".join(told.decisions.files), warning) for warning in findings.warnings]
        made = len(plan.todo)
        del facts, resolution  # a tenth of the memory, and the greatest part is to come
        outputs = write_outputs(
            plan, store, stage, output, findings, told, others, workers=workers, progress=progress
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


def _prepared(overlays: tuple[Path, ...], facts: Mapping[str, bytes]) -> tuple[Catalogue, dict[str, Facts]]:
    """Return the catalogue and the facts, unpacked, once the modules that write outputs are loaded as well."""
    importlib.import_module("kg.pipeline.outputs")
    return load_catalogue(*overlays), {episode: unpacked(data, Facts) for episode, data in facts.items()}


def _survey(facts: Iterable[Facts]) -> Survey:
    survey = Survey()
    for of in facts:
        survey.add(of)
    return survey
