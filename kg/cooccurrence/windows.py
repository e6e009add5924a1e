"""Extractions come in, windows go out: which technologies are named within one turn, or in one episode.

A window counts a technology once, however often it is named there (binary counting). Advertising is
left out: who pays for a show is named in it whatever the talk is about.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple, get_args

from kg.cooccurrence.where import EVERYTHING, Where
from kg.graph import technology_id
from kg.model import Extraction, Passage

Kind = Literal["episode", "topic", "turn", "sentence"]
"""How far apart two mentions may stand: anywhere in the episode, between two timed headings of its
notes, within one turn of the transcript, or within one sentence. A line of the notes is a window of
its own in all but the first; a topic's heading belongs to what is said under it."""

KINDS: tuple[Kind, ...] = get_args(Kind)

Place = tuple[int, ...]
"""What tells the windows of an episode apart, in order of the text: talk before notes."""


class Window(NamedTuple):
    """A stretch of an episode, and what is named in it."""

    episode: str
    technologies: tuple[str, ...]
    """Node ids, sorted, each once."""


def windows(extraction: Extraction, kind: Kind, where: Where = EVERYTHING) -> Iterator[Window]:
    """Yield the windows of an episode in which a technology is named, in order of the text.

    Args:
        where: what counts: of which kinds, in which shows and years, said by whom.
    """
    if not where.takes_episode(extraction):
        return
    place_of = _PLACES[kind](extraction)
    found: dict[Place, set[str]] = {}
    for technology in extraction.technologies:
        if not where.takes_technology(technology):
            continue
        node = technology_id(technology)
        for mention in technology.mentions:
            passage = extraction.passages[mention.passage]
            if "sponsors" in (mention.place, passage.place) or not where.takes_passage(passage):
                continue
            place = place_of(mention.passage, passage)
            if place is not None:
                found.setdefault(place, set()).add(node)
    for place in sorted(found):
        yield Window(extraction.id, tuple(sorted(found[place])))


PlaceOf = Callable[[int, Passage], Place | None]
"""Position of a passage and the passage → its window; None where that is not known."""


def _episodes(_: Extraction) -> PlaceOf:
    return lambda _position, _passage: ()


def _sentences(_: Extraction) -> PlaceOf:
    return lambda position, passage: (passage.turn is None, position)


def _turns(_: Extraction) -> PlaceOf:
    return lambda position, passage: (1, position) if passage.turn is None else (0, passage.turn)


def _topics(extraction: Extraction) -> PlaceOf:
    timed = sorted((t.seconds, n) for n, t in enumerate(extraction.topics) if t.seconds is not None)
    begins = [seconds for seconds, _ in timed]

    def place(position: int, passage: Passage) -> Place | None:
        if passage.turn is None:
            for n, topic in enumerate(extraction.topics):
                if (
                    topic.span.source == passage.span.source
                    and passage.span.start < topic.span.end
                    and topic.span.start < passage.span.end
                ):
                    return (0, n)
            return (1, position)
        if not timed or passage.time is None:
            return None
        at = bisect_right(begins, passage.time) - 1
        return (0, timed[at][1] if at >= 0 else -1)  # before the first heading there is the opening

    return place


_PLACES: dict[Kind, Callable[[Extraction], PlaceOf]] = {
    "episode": _episodes,
    "topic": _topics,
    "turn": _turns,
    "sentence": _sentences,
}


def all_windows(extractions: Iterable[Extraction], kind: Kind, where: Where = EVERYTHING) -> Iterator[Window]:
    """Yield the windows of all `extractions`, read one at a time."""
    for extraction in extractions:
        yield from windows(extraction, kind, where)
