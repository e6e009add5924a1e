"""Extractions come in, windows go out: which technologies are named within one turn, or in one episode.

A window counts a technology once, however often it is named there (binary counting). Advertising is
left out: who pays for a show is named in it whatever the talk is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple, get_args

from kg.graph import technology_id
from kg.model import Extraction

Kind = Literal["turn", "episode"]
"""How far apart two mentions may stand: within one turn of the transcript or one line of the notes,
or anywhere in the episode."""

KINDS: tuple[Kind, ...] = get_args(Kind)


class Window(NamedTuple):
    """A stretch of an episode, and what is named in it."""

    episode: str
    technologies: tuple[str, ...]
    """Node ids, sorted, each once."""


def windows(extraction: Extraction, kind: Kind) -> Iterator[Window]:
    """Yield the windows of an episode in which a technology is named, in order of the text."""
    found: dict[tuple[int, int] | tuple[()], set[str]] = {}
    for technology in extraction.technologies:
        node = technology_id(technology)
        for mention in technology.mentions:
            passage = extraction.passages[mention.passage]
            if "sponsors" in (mention.place, passage.place):
                continue
            if kind == "episode":
                place: tuple[int, int] | tuple[()] = ()
            elif passage.turn is not None:
                place = (0, passage.turn)
            else:  # a line of the notes is what a turn is in talk
                place = (1, mention.passage)
            found.setdefault(place, set()).add(node)
    for place in sorted(found):
        yield Window(extraction.id, tuple(sorted(found[place])))


def all_windows(extractions: Iterable[Extraction], kind: Kind) -> Iterator[Window]:
    """Yield the windows of all `extractions`, read one at a time."""
    for extraction in extractions:
        yield from windows(extraction, kind)
