"""A catalogue's files and the store come in; the catalogue goes out, from the store where that has it.

As it lies there it is read in a quarter of the time that its files take, for which every process that extracts has to wait.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kg.catalog import Catalogue, Entry, load_catalogue
from kg.pipeline.staleness import given_digest
from kg.store import Store, StoreError, compressed, decompressed


class Wanted(NamedTuple):
    """Which catalogue is wanted, and where it may be."""

    overlays: tuple[Path, ...]
    """Files that are laid over the shipped one."""
    store: Path
    digest: str
    """Of all that it is made of."""


class _Kept(NamedTuple):
    entries: tuple[Entry, ...]
    others: tuple[str, ...]


def want_catalogue(store: Store, overlays: tuple[Path, ...]) -> Wanted:
    """Return which catalogue these overlays make, and that `store` may have it. Raises OSError."""
    return Wanted(overlays, store.path, given_digest(overlays))


@lru_cache(1)
def catalogue_of(what: Wanted) -> Catalogue:
    """Return a catalogue. Raises `kg.catalog.CatalogueError` and OSError."""
    # A store that is broken, or not there yet, is no reason to do without.
    with suppress(StoreError), Store(what.store, writing=False) as store:
        for (data,) in store.rows("SELECT catalogue FROM catalogue WHERE digest = ?", (what.digest,)):
            return Catalogue(*decompressed(data, _Kept))
    return load_catalogue(*what.overlays)


def keep_catalogue(store: Store, what: Wanted, catalogue: Catalogue) -> None:
    """Keep a catalogue, and no other. Raises `StoreError`."""
    if not any(store.rows("SELECT 1 FROM catalogue WHERE digest = ?", (what.digest,))):
        kept = compressed(_Kept(tuple(catalogue.entries.values()), tuple(sorted(catalogue.others))))
        with store.transaction():
            store.run("DELETE FROM catalogue")
            store.run("INSERT INTO catalogue VALUES (?, ?)", [(what.digest, kept)])
