"""What has changed comes in; the store and the outputs, brought up to date with it, go out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kg.catalog import load_catalogue
from kg.files import EPISODE_STORE, MANIFEST, STORE, remove, staging
from kg.pipeline.extraction import extract_missing
from kg.pipeline.inventory import Inventory
from kg.pipeline.manifest import write_manifest
from kg.pipeline.outputs import plan_outputs, write_outputs
from kg.pipeline.staleness import Staleness
from kg.pipeline.state import Built, NothingToBuild, Progress, Told, fingerprint, note_build
from kg.resolution import resolve
from kg.resolution.survey import Facts, Survey
from kg.store import Store, unpacked


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
    with ThreadPoolExecutor(1) as meanwhile:  # this process only waits for those that extract
        loading = meanwhile.submit(load_catalogue, *told.overlays)
        given_up = extract_missing(
            stale,
            store,
            workers=workers,
            overlays=told.overlays,
            shows=told.shows,
            spool=spool,
            progress=progress,
        )
        catalogue = loading.result()
    facts = {episode: unpacked(data, Facts) for episode, data in store.facts()}
    skipped = (*inventory.skipped, *given_up)
    if not facts:
        raise NothingToBuild(skipped)
    survey = Survey()
    for of in facts.values():
        survey.add(of)
    resolution = resolve(survey, catalogue, told.decisions)
    plan = plan_outputs(store, output, resolution, facts, told)
    with staging(output) as stage:
        outputs = write_outputs(
            plan, store, stage, output, resolution, told, workers=workers, progress=progress
        )  # fmt: skip
        counts = {"episodes": len(facts), "nodes": outputs.nodes, "edges": outputs.edges}
        files = [
            (name, size, "" if name == STORE else sha256)
            for name, size, sha256 in outputs.files
            if name != EPISODE_STORE
        ]
        write_manifest(stage / MANIFEST, told, inventory, files, counts)
    for name in (*told.left_out, *((EPISODE_STORE,) if STORE in told.left_out else ())):
        remove(output / name)
    warnings = [(of.source, warning) for of in facts.values() for warning in of.warnings]
    warnings += [(", ".join(told.decisions.files), warning) for warning in resolution.findings.warnings]
    built = Built(
        len(facts), sum(of.companions for of in facts.values()), inventory.files, skipped,
        outputs.nodes, outputs.edges, tuple(warnings), output.as_posix(), told.written,
        inventory.read, len(stale.tasks), len(plan.todo), (store.started_anew,) if store.started_anew else (),
    )  # fmt: skip
    key = "" if given_up else fingerprint(told, inventory, stale)
    digests = {name: sha256 for name, _, sha256 in outputs.files}
    note_build(store, output, told, built, key, digests, outputs.segments.items())
    return built
