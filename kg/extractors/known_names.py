"""Stretches and the catalogue in; the catalogue's names that stand in them, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.catalog import Catalogue, Hit
from kg.extractors.no_evidence import HiddenWords, in_panel
from kg.extractors.passages import Stretch
from kg.model import Episode


class KnownName(NamedTuple):
    """A name of the catalogue, and where it stands."""

    stretch: Stretch
    position: int
    """Of the stretch among the episode's."""
    hit: Hit
    why: str = ""
    """What speaks for it, once something does (kg.extractors.support)."""

    @property
    def written(self) -> str:
        """The name as the stretch writes it."""
        return self.stretch.text.string[self.hit.start : self.hit.end]


def find_known_names(
    episode: Episode,
    stretches: Sequence[Stretch],
    spoken: Sequence[int],
    hidden: HiddenWords,
    catalogue: Catalogue,
) -> Iterator[KnownName]:
    """Yield the catalogue's names in the text, those in URLs, addresses and profile labels left out.

    Args:
        spoken: the positions of the stretches to look in.
        hidden: the words that are no evidence.
    """
    for position in spoken:
        stretch = stretches[position]
        panel = in_panel(episode, stretch)
        for hit in catalogue.find(stretch.text.string):
            if not hidden.covers(stretch, hit.start, hit.end) and not (panel and hit.status != "alias"):
                yield KnownName(stretch, position, hit)
