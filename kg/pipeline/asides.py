"""Who does what takes long while a build goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from kg.workers import Ask, at_once, beside

SMALL = 50
"""Episodes up to which page and triple store are written sooner than processes for them start."""


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
