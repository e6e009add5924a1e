"""What a build read, was told and wrote comes in; `manifest.json` goes out, by which anybody can check it.

Neither times nor this machine's names stand in it: equal input gives equal bytes.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from kg.files import writing
from kg.ner import MODELS
from kg.pipeline.inventory import Inventory
from kg.pipeline.program import PACKAGES, WRITING, program_digest, versions
from kg.pipeline.staleness import file_digests
from kg.pipeline.state import Told
from kg.rdf.provenance import kg_version

FORMAT = 1


def write_manifest(
    path: Path,
    told: Told,
    inventory: Inventory,
    files: Iterable[tuple[str, int, str]],
    counts: Mapping[str, int],
) -> None:
    """Write the manifest of a build to `path`.

    Args:
        files: (name, bytes, SHA-256) of what was written; without a digest what differs from run to run.
        counts: of what the outputs hold.

    Raises OSError.
    """
    episode_of = {path: group.id for group in inventory.groups for path in group.paths}
    skipped = {one.source: one.reason for one in inventory.skipped}
    inputs = [
        {"path": k.path, "sha256": k.sha256, "episode": episode_of[k.path]}
        for k in inventory.known.values()
        if k.path in episode_of
    ]
    inputs += [
        {"path": path, "sha256": inventory.known[path].sha256 if path in inventory.known else "", "skipped": reason}
        for path, reason in skipped.items()
    ]  # fmt: skip
    data = {
        "format": FORMAT,
        "kg": {"version": kg_version(), "program": program_digest(), "python": platform.python_version()},
        "packages": dict(
            line.split(" ", 1)
            for line in sorted(versions((*PACKAGES, *WRITING, *(name.replace("_", "-") for name in MODELS))))
        ),
        "configuration": asdict(told.configuration()),
        "catalogues": _digests(told.overlays),
        "decisions": _digests(told.decision_files),
        "counts": dict(counts),
        "outputs": [
            {"name": name, "bytes": size, "sha256": sha256} if sha256 else {"name": name}
            for name, size, sha256 in sorted(files)
        ],
        "inputs": sorted(inputs, key=lambda one: one["path"]),
    }
    with writing(path) as handle:
        handle.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def _digests(paths: Iterable[Path]) -> list[dict[str, str]]:
    return [{"path": path, "sha256": sha256} for path, sha256 in file_digests(paths)]
