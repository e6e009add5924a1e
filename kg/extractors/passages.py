"""Places of an episode in; the sentences that serve as evidence, each kept once, out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from kg.model import Episode, Evidence, Link, Mention, Passage, Place, Span, Text, Turn

_SENTENCE = re.compile(r"[.!?…][\"”’)\]]{0,2} (?=[\"“‘(\[]{0,2}[^\W_a-z])")
_ABBREVIATED = re.compile(r"(?:[A-Z]|\b(?:Mr|Dr|vs|Ms|St|Mrs))$")
_LONGEST = 400
"""Code points; a longer sentence is cut around the words that matter."""

_PLACES: dict[str, Place] = {"picks": "picks", "sponsors": "sponsors"}


class Stretch(NamedTuple):
    """A line of the notes or a turn of the transcript, with what is known of where it stands."""

    text: Text
    place: Place
    section: int | None
    line: int | None
    turn: int | None
    links: tuple[Link, ...]
    word: int = 0
    """How many words of the episode stand before it."""


def stretches(episode: Episode) -> Iterator[Stretch]:
    """Yield the title, the lines of the notes and the turns of the transcript, in order.

    Advertisements and sponsors' sections have the place `sponsors`.
    """
    word = 0
    if episode.title_text:
        yield Stretch(episode.title_text, "notes", None, None, None, ())
        word += len(episode.title_text.string.split())
    links: dict[tuple[int, int], list[Link]] = {}
    for link in episode.links:
        if link.section is not None and link.line is not None:
            links.setdefault((link.section, link.line), []).append(link)
    for s, section in enumerate(episode.sections):
        place = _PLACES.get(section.kind, "notes")
        for n, line in enumerate(section.lines):
            yield Stretch(line.text, place, s, n, None, tuple(links.get((s, n), ())), word)
            word += len(line.text.string.split())
    for t, turn in enumerate(episode.turns):
        place = "sponsors" if turn.advertisement else "transcript"
        yield Stretch(turn.text, place, None, None, t, (), word)
        word += len(turn.text.string.split())


def sentence_bounds(string: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence or sentences that `string[start:end]` stands in, blanks left out."""
    window = max(0, start - _LONGEST)
    breaks = [window] + [
        m.end()
        for m in _SENTENCE.finditer(string, window, min(len(string), end + _LONGEST))
        if string[m.start()] != "." or not _ABBREVIATED.search(string[max(0, m.start() - 4) : m.start()])
    ]
    i = bisect_right(breaks, start) - 1
    begin = breaks[max(i, 0)]
    stop = next((b for b in breaks if b >= end), min(len(string), end + _LONGEST))
    if stop - begin > _LONGEST:
        begin, stop = _around(string, begin, stop, start, end)
    while begin < start and string[begin] == " ":
        begin += 1
    while stop > end and string[stop - 1] == " ":
        stop -= 1
    return begin, stop


def _around(string: str, begin: int, stop: int, start: int, end: int) -> tuple[int, int]:
    """Return bounds of at most `_LONGEST` around the words, at word boundaries."""
    room = max(0, _LONGEST - (end - start))
    left = max(begin, start - room // 2)
    right = min(stop, max(end, left + _LONGEST))
    if left > begin:
        left = string.find(" ", left, start) + 1 or left
    if right < stop:
        cut = string.rfind(" ", end, right)
        right = cut if cut > 0 else right
    return left, right


class Passages:
    """Collects the passages of one episode and makes mentions that point to them."""

    def __init__(self, episode: Episode, speakers: dict[str, str | None]) -> None:
        self.episode = episode
        self.speakers = speakers
        self.items: list[Passage] = []
        self._known: dict[Span, int] = {}

    def add(self, stretch: Stretch, start: int, end: int, place: Place | None = None) -> int:
        """Return the position of the passage around `stretch.text.string[start:end]`."""
        begin, stop = sentence_bounds(stretch.text.string, start, end)
        span = stretch.text.span(begin, stop)
        if span not in self._known:
            turn = self.episode.turns[stretch.turn] if stretch.turn is not None else None
            speaker = (self.speakers.get(turn.label) or turn.label) if turn and turn.label else None
            self._known[span] = len(self.items)
            self.items.append(
                Passage(
                    stretch.text.string[begin:stop],
                    span,
                    place or stretch.place,
                    speaker,
                    time_at(turn, begin),
                    stretch.turn,
                    stretch.word + len(stretch.text.string[:begin].split()),
                )
            )
        return self._known[span]

    def mention(
        self,
        stretch: Stretch,
        start: int,
        end: int,
        source_text: str,
        evidence: Evidence,
        confidence: float,
        place: Place | None = None,
        why: str = "",
    ) -> Mention:
        """Make the mention of `stretch.text.string[start:end]`; its surface is the source's own words."""
        span = stretch.text.span(start, end)
        return Mention(
            surface=source_text[span.start : span.end],
            span=span,
            place=place or stretch.place,
            passage=self.add(stretch, start, end, place),
            evidence=evidence,
            confidence=confidence,
            why=why,
        )


def time_at(turn: Turn | None, offset: int) -> float | None:
    """Return the seconds at which `turn` reaches `offset`: the last time the source gives before it."""
    if turn is None:
        return None
    time = turn.start
    for at, seconds in turn.times:
        if at > offset:
            break
        time = seconds
    return time
