"""A labelled transcript in, speaker turns out, with advertisements set apart.

Bold cannot be trusted (in one DevChat transcript of three it is inverted or flips), so labels are
found on the readable text: a name before a colon that is used again and again. The rules are those
of the survey of 1,088 DevChat and 2,084 Changelog transcripts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from rapidfuzz.distance import OSA

from kg.markup import Inline, read_inline
from kg.model import Span, Text, Turn

_LONGEST_LABEL = 48
_SENTENCE_END = ".!?…”\"’')]—–-:;*"
_CONNECTORS = {"and", "&", "AND"}
_BOLD_LABEL = re.compile(r"^[ \t]*\*\*([^*\r\n:]{1,60}?)(?::\*\*|\*\* ?:)", re.MULTILINE)
_NOT_LABELS = frozenset(
    "question answer note example first second third fourth finally also so but and or no yes well okay update warning"
    " step chapter episode title subject quote source http https tip rule problem solution reason idea option because"
    " maybe exactly right remember today tomorrow yesterday pros cons bonus".split()
)
_AD_OPENER = re.compile(
    r"(?:this|today.s) (?:episode|podcast|show|segment)[^.]{0,40}(?:sponsored|brought to you)|hosting and bandwidth|bandwidth (?:for|and)"
    r"|would you like to join|do (?:you|ya) (?:wish|wan)|you.re fantastic at coding|sponsored by|brought to you by|provided by"
    r"|does your team|are you looking|if you.re (?:a|looking|interested)|snap is a hosted|check (?:it|them) out at|(?:sign up|go) (?:at|to) \w+\.",
    re.IGNORECASE,
)
_FEW_HITS = 20
"""Up to so many possible labels a transcript is short, and one used twice counts."""

_AD_LENGTHS = (60, 5_000)
_LONG_AD = 120
"""Bracketed text from this length on is an advertisement whatever its words; stage directions are short."""
_TIME_MARK = re.compile(r"\[(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:\.\d+)?\](?: to \[[\d:.]+\])?")


class _Hit(NamedTuple):
    label: str
    start: int
    after: int
    """Offset behind the colon."""
    at_break: bool


def seconds(hours: str | None, minutes: str, secs: str) -> float:
    """Return the seconds of a clock reading; minutes may pass 60 (`72:15`)."""
    return float(int(hours or 0) * 3600 + int(minutes) * 60 + int(secs))


def read_turns(
    raw: str, start: int, end: int, source: int = 0, names: frozenset[str] = frozenset()
) -> tuple[Turn, ...]:
    """Read the transcript `raw[start:end]`.

    Args:
        names: first and full names, case-folded, of people the notes list; a label that is one of
            them counts even where it is used only once.

    Returns:
        Turns in order. A transcript without labels becomes turns without a speaker: one a time
        mark where it has them, else one in all.
    """
    inline = read_inline(raw, start, end, source)
    text = inline.text
    ads = _advertisements(text.string)
    bold = frozenset(" ".join(m.group(1).split()) for m in _BOLD_LABEL.finditer(raw, start, end))
    hits = _accepted(
        _candidates(inline, ads, bold if len(bold) > 1 else frozenset()),
        names | {label.casefold() for label in bold},
    )
    if not hits:
        return _unlabelled(text, ads)
    turns: list[Turn] = []
    bounds = [*((hit.start, hit.after, hit) for hit in hits), (len(text.string), len(text.string), None)]
    if hits[0].start > 0:
        turns += _stretch(text, 0, hits[0].start, ads, None)
    for (_, begin, hit), (stop, _, _) in zip(bounds, bounds[1:], strict=False):
        turns += _stretch(text, begin, stop, ads, hit)
    return tuple(turns)


def _advertisements(string: str) -> list[tuple[int, int]]:
    """Return the bracketed advertisements of `string` as (start, end), outermost ones only."""
    found: list[tuple[int, int]] = []
    stack: list[int] = []
    for mark in re.finditer(r"[\[\]]", string):
        if mark.group() == "[":
            stack.append(mark.start())
        elif stack:
            begin = stack.pop()
            length = mark.end() - begin
            if _AD_LENGTHS[0] <= length <= _AD_LENGTHS[1]:
                if length >= _LONG_AD or _AD_OPENER.search(string, begin, mark.end()):
                    while found and found[-1][0] >= begin:
                        found.pop()
                    found.append((begin, mark.end()))
    return found


def _within(position: int, spans: list[tuple[int, int]]) -> bool:
    i = bisect_left(spans, (position + 1,)) - 1
    return i >= 0 and spans[i][0] <= position < spans[i][1]


def _candidates(inline: Inline, ads: list[tuple[int, int]], bold: frozenset[str]) -> list[_Hit]:
    """Return every place of the text that could be a speaker label; one of `bold` at a line's start is one whatever its words."""
    string = inline.text.string
    breaks = set(inline.breaks)
    hits: list[_Hit] = []
    colon = string.find(":")
    while colon >= 0:
        after = string[colon + 1 : colon + 2]
        if (not after or after in " “\"'‘[(" or after.isupper()) and not _within(colon, ads):
            line = inline.breaks[bisect_right(inline.breaks, colon) - 1]
            if string[line:colon].rstrip() in bold:
                hit: _Hit | None = _Hit(string[line:colon].rstrip(), line, colon + 1, True)
            else:
                hit = _label_before(string, colon, breaks)
            if hit:
                hits.append(hit)
        colon = string.find(":", colon + 1)
    return hits


def _label_before(string: str, colon: int, breaks: set[int]) -> _Hit | None:
    """Return the name that ends at `colon`, if what stands there looks like one."""
    end = colon - 1 if string[colon - 1 : colon] == " " else colon
    floor = max(0, end - _LONGEST_LABEL)
    tokens: list[str] = []
    at = end
    glued = False
    while at > floor and len(tokens) < 6 and not glued:
        begin = max(string.rfind(" ", floor, at), floor - 1) + 1
        token = string[begin:at]
        for i in range(len(token) - 2, -1, -1):  # "text.Joe": the name begins behind the full stop
            if token[i] in '.!?…”")]' and token[i + 1].isupper() and not (token[i] == "." and i == 1):
                token, begin, glued = token[i + 1 :], begin + i + 1, True
                break
        if not _name_like(token, last=not tokens) or (tokens and not _same_case(token, tokens[0])):
            break
        tokens.insert(0, token)
        at = begin - 1 if not glued else begin
        if begin in breaks:
            break
    while tokens and tokens[0] in _CONNECTORS:
        tokens.pop(0)
    if not tokens:
        return None
    label = " ".join(tokens)
    start = end - len(label)
    at_break = start in breaks or start == 0
    if label.casefold() in _NOT_LABELS or len(label) < 2:
        return None
    before = string[start - 1 : start] if glued else string[max(0, start - 2) : start].strip()[-1:]
    ends_sentence = not before or before in _SENTENCE_END
    if not at_break and not ends_sentence and not label.replace(" ", "").isupper():
        return None
    return _Hit(label, start, colon + 1, at_break)


def _name_like(token: str, *, last: bool) -> bool:
    if token in _CONNECTORS:
        return not last
    bare = token.strip("“\"'‘(@$")
    if not bare or not bare[0].isupper():
        return False
    if (
        not last
        and token.endswith((".", ",", "!", "?", "…"))
        and len(token) > 3
        and token not in ("Jr.", "Sr.", "Dr.")
    ):
        return False
    return all(char.isalpha() or char in "’'.-✌," for char in bare)


def _same_case(token: str, following: str) -> bool:
    """Whether `token` can belong to a label whose next word is `following`: CHUCK stands alone after "CSS"."""
    if token in _CONNECTORS:
        return True
    if following.isupper() and len(following) > 2:
        return token.isupper()
    return True


def _accepted(hits: list[_Hit], names: frozenset[str]) -> list[_Hit]:
    """Return the hits whose label is used often enough, nearly equals one that is, or is a listed name."""
    uses = Counter(hit.label for hit in hits)
    hits = [_shorten(hit, uses) for hit in hits]
    counts = Counter(hit.label for hit in hits)
    least = 3 if len(hits) > _FEW_HITS else 2
    common = {label for label, n in counts.items() if n >= least}
    at_break = sum(hit.at_break for hit in hits if hit.label in common)
    if at_break >= 0.8 * sum(counts[label] for label in common) and at_break >= 6:
        hits = [hit for hit in hits if hit.at_break]
        counts = Counter(hit.label for hit in hits)
        # Where labels open paragraphs, two uses are enough for one written like the others.
        capitals = sum(label.isupper() for label in common) > len(common) / 2
        common = {label for label, n in counts.items() if n >= (2 if label.isupper() == capitals else least)}
        common |= {hit.label for hit in hits if hit.label.count(" ") in (1, 2)}
    kept: list[_Hit] = []
    for hit in hits:
        if hit.label in common or hit.label.casefold() in names or _misspelt(hit.label, common, counts):
            kept.append(hit)
    return kept if len(kept) >= 2 else []


def _shorten(hit: _Hit, counts: Counter[str]) -> _Hit:
    """Drop words before a capital label that do not belong to it: "CSS CHUCK" is CHUCK."""
    words = hit.label.split()
    if len(words) < 2 or counts[hit.label] >= 3:
        return hit
    if len(words[0]) == 1 and len(words) == 2 and words[1].isupper():
        joined = words[0] + words[1]
        if counts[joined] >= 2:
            return _Hit(joined, hit.start, hit.after, hit.at_break)
    for n in range(1, len(words)):
        shorter = " ".join(words[n:])
        if counts[shorter] >= 3:
            return _Hit(shorter, hit.start + len(hit.label) - len(shorter), hit.after, False)
    return hit


def _misspelt(label: str, common: set[str], counts: Counter[str]) -> bool:
    """Whether `label` is a slip of a common one: two edits at most, and as many letters nearly."""
    if len(label) < 4 or " " in label.strip():
        return False
    return any(
        abs(len(label) - len(other)) <= 2
        and label.isupper() == other.isupper()
        and OSA.distance(label.casefold(), other.casefold(), score_cutoff=2) <= (2 if len(label) > 4 else 1)
        and counts[other] >= 3
        for other in sorted(common)
    )


def _stretch(text: Text, start: int, end: int, ads: list[tuple[int, int]], hit: _Hit | None) -> list[Turn]:
    """Return the turns between two labels: the speaker's words, advertisements among them apart."""
    turns: list[Turn] = []
    label = hit.label if hit else None
    label_span: Span | None = None
    if hit and hit.label == text.string[hit.start : hit.start + len(hit.label)]:
        span = text.span(hit.start, hit.start + len(hit.label))
        label_span = span if span.end - span.start == len(hit.label) else None
    at = start
    for ad_start, ad_end in [*((a, b) for a, b in ads if start <= a < end), (end, end)]:
        spoken = text.cut(at, ad_start)
        if spoken.string.strip(" *_"):
            turns.append(_turn(spoken, label, label_span))
            label_span = None
        if ad_end > ad_start:
            turns.append(Turn(None, text.cut(ad_start, min(ad_end, end)), advertisement=True))
        at = ad_end
    return turns


def _turn(text: Text, label: str | None, label_span: Span | None) -> Turn:
    """Make a turn of `text`, taking the time marks out of the words and into `times`."""
    marks = list(_TIME_MARK.finditer(text.string))
    if not marks:
        return Turn(label, text, label_span=label_span)
    words = text.without([(m.start(), m.end()) for m in marks])
    times = []
    removed = 0
    for mark in marks:
        offset = max(0, min(mark.start() - removed, len(words.string)))
        times.append((offset, seconds(mark.group(1), mark.group(2), mark.group(3))))
        removed += mark.end() - mark.start() + 1
    first = times[0][1] if times[0][0] == 0 else None
    return Turn(label, words, start=first, label_span=label_span, times=tuple(times))


def _unlabelled(text: Text, ads: list[tuple[int, int]]) -> tuple[Turn, ...]:
    """Return the turns of a transcript that names no speakers."""
    marks = list(_TIME_MARK.finditer(text.string))
    if len(marks) < 5:
        return tuple(_stretch(text, 0, len(text.string), ads, None))
    turns: list[Turn] = []
    if marks[0].start() > 0:
        turns += _stretch(text, 0, marks[0].start(), ads, None)
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        words = text.cut(mark.end(), following.start() if following else len(text.string))
        if words.string:
            turns.append(Turn(None, words, start=seconds(mark.group(1), mark.group(2), mark.group(3))))
    return tuple(turns)


_SPOKEN_AD = re.compile(
    r"(?:this|today[’']s) (?:portion|episode|show|part|segment|podcast)[^.?!]{0,60}(?:brought to you|sponsored) by|thank(?: one of)? (?:our|the|this week[’']s) sponsors?"
    r"|(?:one of|today[’']s|our) (?:our )?(?:other )?sponsors?(?: today)? is\b|brought to you (?:today )?by ",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b[\w-]+\.(?:com|io|fm|dev|net|co|app|sh|ai)\b|\b(?:promo|coupon|discount|offer) code\b|\bfree trial\b|\buse (?:the )?code\b|\bfor sponsoring\b|\bsupporting the show\b",
    re.IGNORECASE,
)
_AD_REACH = 1_500
"""Code points: a spoken advertisement ends within so many behind "brought to you by"."""


def part_advertisements(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Return `turns` with advertisements that are spoken within a turn parted from the talk around them.

    One begins with the sentence that names the sponsor and ends with the last one within reach that
    repeats a sponsor's name or calls the listener to a site or a code.
    """
    parted: list[Turn] = []
    rest = 0
    names: tuple[str, ...] = ()
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        string = turn.text.string
        found = None if turn.advertisement or not _may_sell(string) else _SPOKEN_AD.search(string)
        if turn.advertisement or (not found and not rest):
            parted.append(turn)
            rest = 0
            continue
        cuts = [0, 0]
        if rest:  # the advertisement of the turn before goes on
            cuts = [0, _last_call(string, 0, rest, names)]
            found = _SPOKEN_AD.search(string, cuts[1])
        if found:
            begin = max(string.rfind(mark, cuts[1], found.start()) + 2 for mark in (". ", "! ", "? "))
            begin = max(begin, cuts[1]) if begin > 1 else cuts[1]
            names = tuple(
                re.findall(r"[A-Z]\w+(?: [A-Z]\w+)*", string[found.end() : found.end() + 60].split(". ")[0])
            )
            end = _last_call(string, found.end(), found.end() + _AD_REACH, names)
            cuts += [begin, max(end, _sentence_end(string, found.end()))]
        rest = max(0, cuts[-2] + _AD_REACH - len(string)) if found else 0
        if rest and following and following.label == turn.label and not following.advertisement:
            if _last_call(following.text.string, 0, rest, names):
                cuts[-1] = len(string)  # what stands between belongs to it
        parted += _pieces(turn, cuts)
    return tuple(parted)


def _may_sell(string: str) -> bool:
    """Whether `string` has words without which `_SPOKEN_AD` matches nothing; seeing that is much the quicker."""
    lowered = string.casefold()
    return "sponsor" in lowered or "brought to you" in lowered


def _sentence_end(string: str, at: int) -> int:
    found = re.compile(r"[.!?](?= |$)").search(string, at)
    return found.end() if found else len(string)


def _last_call(string: str, start: int, end: int, names: tuple[str, ...]) -> int:
    """Return the end of the last sentence within `string[start:end]` that names a sponsor or calls to action; `start` for none."""
    last = start
    marks = [m.end() for m in _CALL.finditer(string, start, min(end, len(string)))]
    marks += [
        m.end()
        for name in names
        for m in re.compile(rf"\b{re.escape(name)}\b").finditer(string, start, min(end, len(string)))
    ]
    for mark in marks:
        last = max(last, _sentence_end(string, mark))
    return last


def _pieces(turn: Turn, cuts: list[int]) -> list[Turn]:
    """Cut a turn at `cuts`, whose stretches 0–1, 2–3 … are advertisements."""
    bounds = sorted({0, *cuts, len(turn.text.string)})
    pieces: list[Turn] = []
    for a, b in zip(bounds, bounds[1:], strict=False):
        text = turn.text.cut(a, b)
        if not text.string:
            continue
        advertisement = any(cuts[i] <= a and b <= cuts[i + 1] for i in range(0, len(cuts), 2))
        before = [time for at, time in turn.times if at <= a]
        times = tuple((max(0, at - a), time) for at, time in turn.times if a < at < b)
        start = turn.start if a == 0 else (before[-1] if before else turn.start)
        pieces.append(
            replace(
                turn,
                text=text,
                start=start,
                times=times,
                advertisement=advertisement,
                label_span=turn.label_span if a == 0 else None,
            )
        )
    return pieces
