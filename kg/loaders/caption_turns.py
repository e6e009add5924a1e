"""Captions in, turns out: who speaks where, from voice tags, `Name:` prefixes, dashes and `>>`.

The rules for prefixes come from real archives: recognisers invent names, and most files name nobody.
A wrong speaker is worse than none, so a label needs proof from the whole file before it counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from kg.loaders.captions import Caption, Voice
from kg.model import Span, Text, Turn

_RARE = 5
"""An upper-case name used less often inside voiced cues was made up by the recogniser."""
_TURN_LENGTH = 1_200
_TURN_SECONDS = 60.0
"""Past either of these a turn of nobody's ends with its sentence."""
_PARTICLES = frozenset(
    ("al", "bin", "da", "de", "del", "der", "di", "du", "el", "la", "le", "ter", "van", "von", "zu")
)

_MARK = re.compile(r"(?:>{2,3}|-(?=\s)|-(?=[^\W\d_a-z]))\s*")
_INNER_MARK = re.compile(r"(?<=\s)>{2,3}(?=\s?[^\s>])|(?<=[.?!…\"”’)\]]\s)-(?=\s[^\W\d_a-z])")
_PREFIX = re.compile(r"([^\W\d_][\w.'’&-]{0,30}(?: [\w.'’&-]{1,30}){0,3}) ?:(?=\s|$)")
_PLACEHOLDER = re.compile(
    r"(?:unknown|unidentified)(?: speaker)?|announcer|narrator|speaker[ _]?[\da-z]{1,3}", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.?!…][\"”’')\]]{0,3}(?= )")


class _Stretch(NamedTuple):
    """Part of a line, up to where another person may begin to speak."""

    cue: int
    caption: Caption
    text: Text
    voice: Voice | None
    mark: bool
    """Whether a dash or `>>` announced a change of speaker."""
    voiced: bool
    """Whether its cue holds a voice tag anywhere."""


class _Labels(NamedTuple):
    """What the file's prefixes turn out to be, all of them seen."""

    names: frozenset[str]
    invented: frozenset[str]
    """Upper-case names to drop where a voice tag tells who speaks."""
    hold: bool
    """Whether a prefix goes for the cues after it, too."""
    every_cue_voiced: bool
    """Whether a cue without a voice tag is nobody's."""


class _Segment(NamedTuple):
    """A stretch whose speaker is settled."""

    cue: int
    label: str | None
    label_span: Span | None
    change: bool
    start: float | None
    text: Text
    repeat: int


def join_turns(source: str, captions: Iterable[Caption]) -> tuple[Turn, ...]:
    """Return the turns that the captions of `source` make up, in order; their texts lead back to it."""
    stretches = [stretch for number, caption in enumerate(captions) for stretch in _split(number, caption)]
    return tuple(_join(_attribute(source, stretches, _find_labels(stretches))))


def _split(number: int, caption: Caption) -> Iterator[_Stretch]:
    """Cut a caption at its lines, at voice tags, and at dashes and `>>` that mark a new speaker."""
    voiced = any(voice.name for line in caption.lines for voice in line.voices)
    for text, voices in caption.lines:
        bounds: dict[int, Voice | None] = {0: None}
        bounds.update((found.start(), None) for found in _INNER_MARK.finditer(text.string))
        bounds.update((voice.at, voice) for voice in voices)
        for start, end in pairwise([*sorted(bounds), len(text.string)]):
            part = text.cut(start, end) if len(bounds) > 1 else text
            mark = _MARK.match(part.string)
            if mark:
                part = part.cut(mark.end(), len(part.string))
            yield _Stretch(number, caption, part, bounds[start], bool(mark), voiced)


def _prefix(text: Text) -> str | None:
    found = _PREFIX.match(text.string)
    return found[1] if found else None


def _is_capitalised(label: str) -> bool:
    return all(not word[0].islower() or word in _PARTICLES for word in label.split())


def _find_labels(stretches: list[_Stretch]) -> _Labels:
    """Decide from the whole file which `Name:` prefixes are labels.

    A capitalised name used twice is one, any name used five times ("David k piano"), and what recognisers
    call people whom they cannot name. Where half of the cues open with one of two or more names, a single
    use will do, elsewhere only for a name of two words in a file that has labels. A lone name does not hold
    for the cues after it, since no other would ever end it, nor do names that are one cue in fifty or fewer.
    """
    spoken = len({stretch.cue for stretch in stretches})
    voiced = len({stretch.cue for stretch in stretches if stretch.voiced})
    prefixes = [(stretch, label) for stretch in stretches if (label := _prefix(stretch.text))]
    invented = Counter(label for _, label in prefixes if label.isupper())
    uses = Counter(label for stretch, label in prefixes if not stretch.voiced and not label[0].islower())
    names = {
        label
        for label, count in uses.items()
        if count >= (2 if _is_capitalised(label) else 5) or _PLACEHOLDER.fullmatch(label)
    }
    once = {label for label in uses if _is_capitalised(label)} - names
    if len(names | once) >= 2 and 2 * sum(uses.values()) >= spoken:
        names |= once
    elif names:
        names |= {label for label in once if " " in label}
    return _Labels(
        names=frozenset(names),
        invented=frozenset(label for label, count in invented.items() if count < _RARE),
        hold=len(names) >= 2 and 50 * sum(uses[label] for label in names) >= spoken,
        every_cue_voiced=2 * voiced > spoken,
    )


def _attribute(source: str, stretches: Iterable[_Stretch], labels: _Labels) -> Iterator[_Segment]:
    """Yield what each stretch says with the label it belongs to; a label lasts until the next."""
    label: str | None = None
    span: Span | None = None
    by_prefix = change = False
    cue = -1
    for stretch in stretches:
        text, voice, prefix = stretch.text, stretch.voice, _prefix(stretch.text)
        if stretch.cue != cue and (not labels.hold if by_prefix else labels.every_cue_voiced):
            label = span = None
        cue = stretch.cue
        if voice:
            label, span, by_prefix, change = voice.name or None, voice.span, False, False
        if stretch.voiced:
            if prefix and label and (prefix in labels.invented or prefix.casefold() == label.casefold()):
                text = _after_prefix(text)
        elif prefix and prefix in labels.names:
            label, span, by_prefix, change = prefix, _span_of(source, text, prefix), True, False
            text = _after_prefix(text)
        elif stretch.mark:
            label, span, by_prefix, change = None, None, False, True
        if text.string:
            yield _Segment(cue, label, span, change, stretch.caption.start, text, stretch.caption.repeat)
            change = False


def _after_prefix(text: Text) -> Text:
    found = _PREFIX.match(text.string)
    return text.cut(found.end(), len(text.string)) if found else text


def _span_of(source: str, text: Text, prefix: str) -> Span | None:
    """Return where the label at the start of `text` stands, None if it is written otherwise there."""
    span = text.span(0, len(prefix))
    return span if source[span.start : span.end] == prefix else None


def _join(segments: Iterable[_Segment]) -> Iterator[Turn]:
    """Yield the turns: segments in a row of the same label, repeated ones on their own."""
    group: list[_Segment] = []
    for segment in segments:
        if group and (
            segment.change
            or segment.label != group[0].label
            or (segment.cue != group[-1].cue and max(segment.repeat, group[-1].repeat) > 1)
        ):
            yield from _readable(_turn(group))
            group = []
        group.append(segment)
    if group:
        yield from _readable(_turn(group))


def _turn(group: list[_Segment]) -> Turn:
    anchors: list[tuple[int, int]] = []
    times: list[tuple[int, float]] = []
    length, cue = 0, -1
    for segment in group:
        if segment.cue != cue and segment.start is not None:
            times.append((length, segment.start))
        cue = segment.cue
        anchors.extend((length + at, origin) for at, origin in segment.text.anchors)
        length += len(segment.text.string) + 1
    first = group[0]
    return Turn(
        label=first.label,
        text=Text(" ".join(segment.text.string for segment in group), tuple(anchors)),
        start=first.start,
        repeat=first.repeat,
        label_span=first.label_span,
        times=tuple(times),
    )


def _readable(turn: Turn) -> Iterator[Turn]:
    """Yield `turn`, in pieces that end with a sentence when it is long and nobody is known to speak."""
    if turn.label is not None:
        yield turn
        return
    start, end = 0, len(turn.text.string)
    while start < end:
        stop = _stop(turn, start)
        first = bisect_right(turn.times, start, key=lambda time: time[0])
        last = bisect_left(turn.times, stop, key=lambda time: time[0])
        begin = turn.times[first - 1][1] if first else turn.start
        times = [(at - start, seconds) for at, seconds in turn.times[first:last]]
        if begin is not None:
            times.insert(0, (0, begin))
        yield Turn(None, turn.text.cut(start, stop), begin, repeat=turn.repeat, times=tuple(times))
        start = stop + 1  # past the blank


def _stop(turn: Turn, start: int) -> int:
    """Return where a readable turn that begins at `start` ends: at a blank or the end of the string."""
    string = turn.text.string
    target = start + _TURN_LENGTH
    first = bisect_right(turn.times, start, key=lambda time: time[0])
    begin = turn.times[first - 1][1] if first else turn.start
    for i in range(first, len(turn.times)):
        at, seconds = turn.times[i]
        if at >= target or begin is None:
            break
        if seconds >= begin + _TURN_SECONDS:
            target = at
    if target >= len(string):
        return len(string)
    # The sentence may have ended just before `target`: a full stop, closing quotes, a blank.
    found = _SENTENCE_END.search(string, max(target - 4, start), target + _TURN_LENGTH)
    stop = found.end() if found else string.find(" ", target - 1)
    return stop if stop >= 0 else len(string)
