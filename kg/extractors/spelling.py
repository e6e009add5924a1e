"""Names that no catalogue has in; those that are but another spelling of a known technology's, with which, out.

Captions and typists write Polers for Polars. Such a name is taken for the technology that the episode
names otherwise where it is at most two slips away, else for the one of the catalogue that is one slip away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.catalog import Catalogue, Entry

_SHORTEST, _LONG, _SHORTEST_APART = 5, 7, 7
"""Letters from which one slip, and two, are allowed within the episode; and one beyond it."""


def squeeze(name: str) -> str:
    """Return the letters and digits of `name`, small."""
    return re.sub(r"[\W_]+", "", name.casefold())


def known_spelling(name: str, named: Iterable[Entry], catalogue: Catalogue) -> Entry | None:
    """Return the technology that `name` is most likely a slip for, None where none is close.

    Args:
        named: the technologies that the episode names beyond doubt.
    """
    written = squeeze(name)
    if len(written) < _SHORTEST:
        return None
    slips = 2 if len(written) >= _LONG else 1
    here = {squeeze(known): entry for entry in named for known, _ in entry.names}
    close = process.extract(written, list(here), scorer=OSA.distance, score_cutoff=slips, limit=5)
    for found, distance, _ in close:
        if found[:1] == written[:1] and len(found) >= _SHORTEST and distance <= len(found) / 3:
            return here[found]
    if len(written) < _SHORTEST_APART:
        return None
    everywhere = _spellings(catalogue)
    close = process.extract(written, list(everywhere), scorer=OSA.distance, score_cutoff=1, limit=5)
    entries = {everywhere[found].id: everywhere[found] for found, _, _ in close if found[:1] == written[:1]}
    return next(iter(entries.values())) if len(entries) == 1 else None


@lru_cache(2)
def _spellings(catalogue: Catalogue) -> dict[str, Entry]:
    """Return the long single words that mean one technology in any capitalisation."""
    return {
        squeeze(name): entry
        for entry in catalogue.entries.values()
        for name, status in entry.names
        if status == "alias" and len(squeeze(name)) >= _SHORTEST_APART - 1 and " " not in name
    }
