"""Captions and timed text in (SubRip, WebVTT, lines that open with a time), turns out.

    text ──scan──▶ cues ──read──▶ captions ──attribute──▶ turns
         here            captions.py        caption_turns.py

Each step is one pass over the one before, so that the time is linear in the length of the file.
WebVTT is read as the W3C's WebVTT describes it (https://www.w3.org/TR/webvtt1/), SubRip as players
take it: nothing is refused, and what is missing (indices, blank lines, sane times) is done without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from kg.loaders.caption_turns import join_turns
from kg.loaders.captions import Cue, read_captions
from kg.model import Document, Part

_SNIFFED = 4_000
"""How many characters decide the form of a file."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_STAMP = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:[.,:](\d{1,9}))?")
_TIMING = re.compile(r"(-?\d{1,4}:\S{0,24}?)\s{0,20}-->\s{0,20}(\S{0,30})")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION|WEBVTT)(?=\s|$)")
_STAMPED = re.compile(
    r"(?:[\[(](?P<inner>\d{1,3}:\d\d[\d:.,]{0,12})(?:\s{0,9}-->\s{0,9}[\d:.,]{1,20})?[\])]"
    r"|(?P<bare>\d{1,3}:\d\d[\d:.,]{0,12})(?!\s{0,20}-->))(?=\s|$)"
)
_HEADING = re.compile(r"\s*[-–—|]\s")


def sniff_srt(text: str) -> bool:
    """Tell whether `text` begins like SubRip: a time with an arrow, an index before it or none."""
    lines = _opening_lines(text)[:2]
    if len(lines) == 2 and lines[0].isdecimal():
        del lines[0]
    return bool(lines and _TIMING.match(lines[0]))


def sniff_vtt(text: str) -> bool:
    """Tell whether `text` begins with WebVTT's signature."""
    return any(re.match(r"WEBVTT(?=\s|$)", line) for line in _opening_lines(text)[:1])


def sniff_timed_text(text: str) -> bool:
    """Tell whether four lines in five open with a time, and do not look like a list of chapters."""
    lines = _opening_lines(text)
    stamps = [found for line in lines if (found := _STAMPED.match(line))]
    headings = sum(bool(_HEADING.match(stamp.string, stamp.end())) for stamp in stamps)
    return len(stamps) >= 2 and 5 * len(stamps) >= 4 * len(lines) and 2 * headings <= len(stamps)


def load_srt(document: Document) -> Part:
    """Return the turns of a SubRip file; `document` need not be flawless."""
    return _part(document, "srt", _scan_captions(document.text))


def load_vtt(document: Document) -> Part:
    """Return the turns of a WebVTT file; its header, notes, styles and regions are passed over."""
    return _part(document, "vtt", _scan_captions(document.text))


def load_timed_text(document: Document) -> Part:
    """Return the turns of a file with lines such as `00:01:02 text` or `[01:02] text`."""
    return _part(document, "timed-text", _scan_stamped_lines(document.text))


def _opening_lines(text: str) -> list[str]:
    lines = text[:_SNIFFED].lstrip("\ufeff").splitlines()
    if len(text) > _SNIFFED and len(lines) > 1:
        del lines[-1]  # it may be cut in the middle of a time
    return [line.strip() for line in lines if line.strip()]


def _part(document: Document, form: str, scanned: Iterable[Cue]) -> Part:
    cues = list(scanned)
    turns = join_turns(document.text, read_captions(document.text, cues))
    return Part(document, form, turns=turns, warnings=tuple(_faults(cues)))


def _faults(cues: list[Cue]) -> Iterator[str]:
    """Yield one sentence for each kind of impossible time, with the number of cues that have it."""
    starts = [cue.start for cue in cues if cue.start is not None]
    kinds = {
        "impossible or unreadable times": sum(cue.start is None for cue in cues),
        "a start before that of the cue before": sum(later < earlier for earlier, later in pairwise(starts)),
        "an end before the start": sum(
            cue.start is not None and cue.end is not None and cue.end < cue.start for cue in cues
        ),
    }
    for kind, count in kinds.items():
        if count:
            yield f"{count} {'cue' if count == 1 else 'cues'} with {kind}"


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line begins and ends, blanks at its ends left out; LF, CRLF and CR end a line."""
    for found in _LINE.finditer(text, text.startswith("\ufeff")):
        line = found.group()
        start = found.start() + len(line) - len(line.lstrip())
        yield start, max(start, found.start() + len(line.rstrip()))


def _seconds(stamp: str) -> float | None:
    """Return the seconds that `HH:MM:SS.mmm`, `MM:SS,mmm` or `MM:SS` stand for, None if impossible."""
    found = _STAMP.fullmatch(stamp)
    if not found:
        return None
    hours, minutes, seconds, fraction = found.groups(default="0")
    if int(seconds) > 59 or (found[1] and int(minutes) > 59):
        return None
    return round(int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}"), 3)


def _scan_captions(text: str) -> Iterator[Cue]:
    """Yield the cues under lines with `-->`; what stands before the first is the header."""
    times: tuple[float | None, float | None] | None = None
    payload: list[tuple[int, int]] = []
    blank_above = True
    last_alone = aside = False
    for start, end in _lines(text):
        if start == end:
            blank_above, aside = True, False
            continue
        if timing := _TIMING.match(text, start, end):
            if times:
                yield Cue(*times, _without_identifier(text, payload, last_alone, not blank_above))
            times = _seconds(timing[1]), _seconds(timing[2])
            payload, aside = [], False
        elif aside or (blank_above and _ASIDE.match(text, start, end)):
            aside = True
        else:
            payload.append((start, end))
            last_alone = blank_above
        blank_above = False
    if times:
        yield Cue(*times, _without_identifier(text, payload, last_alone, adjacent=False))


def _without_identifier(
    text: str, payload: list[tuple[int, int]], alone: bool, adjacent: bool
) -> tuple[tuple[int, int], ...]:
    """Leave out the next cue's identifier. Two of three signs tell it, since real files lack any one:
    it is a number, a blank line is above it, the next time is right below it.
    """
    if payload:
        start, end = payload[-1]
        if text[start:end].isdecimal() + alone + adjacent >= 2:
            del payload[-1]
    return tuple(payload)


def _scan_stamped_lines(text: str) -> Iterator[Cue]:
    """Yield a cue for each line that opens with a time; lines without one go on with the cue before."""
    time: float | None = None
    payload: list[tuple[int, int]] | None = None
    for start, end in _lines(text):
        stamp = _STAMPED.match(text, start, end)
        if stamp:
            if payload is not None:
                yield Cue(time, None, tuple(payload))
            time = _seconds(stamp["inner"] or stamp["bare"])
            payload = []
            start = stamp.end()
        if payload is not None and start < end:
            payload.append((start, end))
    if payload is not None:
        yield Cue(time, None, tuple(payload))
