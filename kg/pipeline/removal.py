"""Episodes come in; a build that never knew of them goes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.errors import KgError
from kg.files import EXTRACTIONS, OUTPUTS, own
from kg.pipeline.inventory import look, take_inventory
from kg.pipeline.state import Built, Kept, Progress, last_build
from kg.store import Store


class RemovalError(KgError, ValueError):
    """Episodes cannot be taken out; the message says why and what to do."""


def files_of(output: Path, episodes: Iterable[str]) -> list[Path]:
    """Return the input files of episodes, sorted; they need not be there any more.

    Raises `RemovalError` for an episode that the build does not have, `StoreError` and OSError.
    """
    with Store(output / EXTRACTIONS, writing=False) as store:
        kept = _kept(store, output)
        known = store.extraction_keys()
        missing = sorted(set(episodes) - set(known))
        if missing:
            raise RemovalError(
                f"{output} has no episode {missing[0]!r}; `kg show` finds episodes by their titles"
            )
        inventory = take_inventory(look(kept.paths, store, own(output)), None, 1)
    wanted = set(episodes)
    return sorted(Path(path) for group in inventory.groups if group.id in wanted for path in group.paths)


def delete_files(paths: Iterable[Path]) -> None:
    """Delete input files. Raises OSError."""
    for path in paths:
        path.unlink()


def rebuild_without(
    output: Path,
    episodes: Iterable[str],
    there: Sequence[Path],
    *,
    workers: int = 1,
    progress: Progress | None = None,
) -> Built:
    """Build again from what is left, as the last build was told to. Raises what `kg.build` does, and `RemovalError`.

    Args:
        there: input files of the episodes that still exist, for which nothing is done.
    """
    if there:
        raise RemovalError(
            f"{there[0]} is still in the archive, so the next build would bring {min(episodes)} back;"
            " delete its files, or run this with --files, which deletes them"
        )
    from kg.pipeline import build

    with Store(output / EXTRACTIONS, writing=False) as store:
        kept = _kept(store, output)
    return build(
        kept.paths,
        output,
        workers=workers,
        overlays=[path for path, _ in kept.overlays],
        base_iri=kept.configuration.base_iri,
        title=kept.configuration.title,
        shows=kept.configuration.shows,
        outputs=[key for key, name in OUTPUTS.items() if name not in kept.configuration.left_out],
        decisions=kept.decisions[0][0] if kept.decisions else None,
        progress=progress,
    )


def _kept(store: Store, output: Path) -> Kept:
    kept = last_build(store)
    if kept is None:
        raise RemovalError(f"{output} holds no complete build; run `kg build` first")
    return kept
