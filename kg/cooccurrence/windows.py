"""Extractions come in, windows go out: which technologies are named within one turn, or in one episode.

Advertising is left out: who pays for a show is named in it whatever the talk is about.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kg.cooccurrence.where import EVERYTHING, Where
from kg.errors import KgError
from kg.graph import technology_id
from kg.model import Extraction, Mention, Passage

Kind = str
"""How far apart two mentions may stand, as `parse_window` returns it: anywhere in the episode, between
two timed headings of its notes, within one turn of the transcript, within one sentence, or, as
`tokens:K`, within one of the blocks of K running words that the transcript is cut into.

The blocks cross turns; they follow one another without overlap, counted from the first word of the
episode, notes included, and a mention belongs to the block of its first word. Blocks that name no
technology are no windows, as with turns. A line of the notes is a window of its own in all kinds but the
first, and in topics only where it is no heading: that belongs to what is said under it."""

KINDS: tuple[Kind, ...] = ("episode", "topic", "turn", "sentence")
"""The kinds without a number."""

SHORTEST, LONGEST = 5, 1_000
"""Words that a block of `tokens:K` may have."""

Place = tuple[int, ...]
"""What tells the windows of an episode apart, in order of the text: talk before notes."""


class WindowError(KgError, ValueError):
    """A kind of window cannot be understood."""


def parse_window(text: str) -> Kind:
    """Return the kind of window that a user wrote. Raises `WindowError`."""
    if text in KINDS:
        return text
    match = re.fullmatch(r"tokens:([0-9]{1,4})", text)
    if not match or not SHORTEST <= int(match[1]) <= LONGEST:
        raise WindowError(
            f"{text!r} is no window; write {', '.join(KINDS)}, or tokens:K with K words from {SHORTEST} to {LONGEST},"
            " such as tokens:50"
        )
    return f"tokens:{int(match[1])}"


class Window(NamedTuple):
    """A stretch of an episode, and what is named in it."""

    episode: str
    technologies: tuple[str, ...]
    """Node ids, sorted, each once."""
    mentions: tuple[int, ...] = ()
    """How often each is named; empty where that was not counted."""


def windows(extraction: Extraction, kind: Kind, where: Where = EVERYTHING) -> Iterator[Window]:
    """Yield the windows of an episode in which a technology is named, in order of the text.

    Args:
        where: what counts: of which kinds, in which shows and years, said by whom.

    Raises `WindowError`.
    """
    place_of = places(kind, extraction)
    found: dict[Place, dict[str, int]] = {}
    for node, mention, passage in _named(extraction, where):
        if "sponsors" in (mention.place, passage.place):
            continue
        place = place_of(mention, passage)
        if place is not None:
            within = found.setdefault(place, {})
            within[node] = within.get(node, 0) + 1
    for place in sorted(found):
        technologies, mentions = zip(*sorted(found[place].items()), strict=True)
        yield Window(extraction.id, technologies, mentions)


def advertised(extraction: Extraction, where: Where = EVERYTHING) -> int:
    """Return how many passages of an episode that `where` takes are advertising, and so in no window.

    Passages, since little of what they name is a mention: of advertising, kg reads who pays.
    """
    if not where.takes_episode(extraction):
        return 0
    return sum(passage.place == "sponsors" for passage in extraction.passages)


def _named(extraction: Extraction, where: Where) -> Iterator[tuple[str, Mention, Passage]]:
    """Yield what is mentioned under the conditions, by its node id, and where."""
    if not where.takes_episode(extraction):
        return
    for technology in extraction.technologies:
        if where.takes_technology(technology):
            node = technology_id(technology)
            for mention in technology.mentions:
                passage = extraction.passages[mention.passage]
                if where.takes_passage(passage):
                    yield node, mention, passage


PlaceOf = Callable[[Mention, Passage], Place | None]
"""A mention and its passage → the window; None where that is not known."""


def places(kind: Kind, extraction: Extraction) -> PlaceOf:
    """Return what tells in which window of an episode a mention stands. Raises `WindowError`."""
    name, _, size = parse_window(kind).partition(":")
    return _tokens(int(size)) if size else _PLACES[name](extraction)


def _tokens(size: int) -> PlaceOf:
    def place(mention: Mention, passage: Passage) -> Place:
        if passage.turn is not None:
            return 0, word_of(mention, passage) // size
        return 1, mention.passage

    return place


def word_of(mention: Mention, passage: Passage) -> int:
    """Return how many words of the episode stand before a mention of the transcript.

    A surface that its passage holds more than once is told apart by its offset in the source, which
    is that in the passage where there is no markup between.
    """
    offset = max(mention.span.start - passage.span.start, 0)
    before = passage.text.rfind(mention.surface, 0, offset + len(mention.surface))
    return passage.word + len(passage.text[: before if before >= 0 else offset].split())


def _episodes(_: Extraction) -> PlaceOf:
    return lambda _mention, _passage: ()


def _sentences(_: Extraction) -> PlaceOf:
    return lambda mention, passage: (passage.turn is None, mention.passage)


def _turns(_: Extraction) -> PlaceOf:
    return lambda mention, passage: (1, mention.passage) if passage.turn is None else (0, passage.turn)


def _topics(extraction: Extraction) -> PlaceOf:
    timed = sorted((t.seconds, n) for n, t in enumerate(extraction.topics) if t.seconds is not None)
    begins = [seconds for seconds, _ in timed]

    def place(mention: Mention, passage: Passage) -> Place | None:
        if passage.turn is None:
            for n, topic in enumerate(extraction.topics):
                if (
                    topic.span.source == passage.span.source
                    and passage.span.start < topic.span.end
                    and topic.span.start < passage.span.end
                ):
                    return (0, n)
            return (1, mention.passage)
        if not timed or passage.time is None:
            return None
        at = bisect_right(begins, passage.time) - 1
        return (0, timed[at][1] if at >= 0 else -1)  # before the first heading there is the opening

    return place


_PLACES: dict[str, Callable[[Extraction], PlaceOf]] = {
    "episode": _episodes,
    "topic": _topics,
    "turn": _turns,
    "sentence": _sentences,
}
