"""Who does what takes long while a build goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import NamedTuple

from kg.pipeline.catalogues import Wanted
from kg.store import Store
from kg.workers import Ask, at_once, beside, standing_by

SMALL = 50
"""Episodes up to which a build is done sooner than processes for its parts start."""


def extractor_ahead(store: Store, wanted: Wanted, workers: int) -> AbstractContextManager[None]:
    """Return a context in which a process loads what extraction needs, while it is still looked at what has changed."""
    if not workers or not any(store.rows("SELECT 1 FROM extractions LIMIT 1 OFFSET ?", (SMALL,))):
        return nullcontext()
    return standing_by("kg.pipeline.extraction", "get_ready", wanted)


class Asides(NamedTuple):
    """Who can be asked."""

    page: Ask
    triples: Ask
    apart: bool
    """Whether these are processes of their own."""


@contextmanager
def asides(episodes: int, workers: int) -> Iterator[Asides]:
    """Yield who helps with outputs of so many episodes while the block runs."""
    if not workers or episodes <= SMALL:
        yield Asides(at_once, at_once, apart=False)
        return
    with beside() as page, beside() as triples:
        yield Asides(page, triples, apart=True)
