"""The picks part of a talk in; the things that speakers say they pick out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.extractors.cast import Cast
from kg.extractors.passages import Passages, Stretch
from kg.model import Episode, Pick


def spoken_picks(episode: Episode, cast: Cast, stretches: Sequence[Stretch], passages: Passages) -> Iterator[Pick]:
    """Yield the picks made in speech."""
    return iter(())
