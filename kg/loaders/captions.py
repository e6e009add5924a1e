"""Cues as scanned in, their readable words out: markup off, entities decoded, doubled lines dropped.

Automatic captions double lines in two ways. Those that scroll open each caption with the line before
it; and a recogniser caught in a loop repeats one caption, in one real file 265 times in a row.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from html.entities import html5
from itertools import groupby, pairwise
from typing import NamedTuple

from kg.model import Span, Text

_LOOP = 5
"""A cue that comes this often in a row is a fault of the recogniser, not speech."""

_MARKUP = re.compile(
    r"<v(?:\.[^\s<>]{1,80})?\s(?P<voice>[^<>]{1,120})>|(?P<unvoiced></?v>)|(?P<break><br\s?/?>)"
    r"|(?P<tag></?(?:c|i|b|u|s|ruby|rt|lang|font|span|p)(?:[.\s][^<>]{0,200})?>|<\d{1,4}:[\d:.]{1,20}>"
    r"|\{\\[^{}]{0,40}\})"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    r"|(?P<blank>\s{2,}|[^\S ])"
    r"|(?P<hidden>[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060\ufeff])"
)
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


class Cue(NamedTuple):
    """A caption as scanned: when it is shown, in seconds (None for no possible time), and its lines."""

    start: float | None
    end: float | None
    lines: tuple[tuple[int, int], ...]
    """Offsets in the source."""


class Voice(NamedTuple):
    """A WebVTT voice tag; an empty name says that nobody known speaks from here on."""

    name: str
    span: Span | None
    at: int = 0
    """Offset in the clean line."""


class _Piece(NamedTuple):
    """Readable characters and where in the source the first of them stands."""

    string: str
    origin: int


class Clean(NamedTuple):
    """A cue's line with its markup taken off."""

    text: Text
    voices: tuple[Voice, ...]


class Caption(NamedTuple):
    """A cue with clean lines, at least one of them with words."""

    start: float | None
    lines: tuple[Clean, ...]
    repeat: int = 1


def read_captions(source: str, cues: Iterable[Cue]) -> list[Caption]:
    """Return the cues of `source` that hold words, each line clean and none doubled."""
    return list(_without_loops(_without_rolling(list(_captions(source, cues)))))


def _captions(source: str, cues: Iterable[Cue]) -> Iterator[Caption]:
    for cue in cues:
        lines = tuple(_clean(source, start, end) for start, end in cue.lines)
        # A line of nothing but a voice tag still says who speaks below it.
        lines = tuple(line for line in lines if line.text.string or line.voices)
        if any(line.text.string for line in lines):
            yield Caption(cue.start, lines)


def _clean(source: str, start: int, end: int) -> Clean:
    """Read `source[start:end]`: markup off, entities decoded, runs of blanks made one."""
    written: list[str] = []
    anchors: list[tuple[int, int]] = []
    voices: list[Voice] = []
    length, expected, after_blank = 0, -1, True
    for piece in _pieces(source, start, end):
        if isinstance(piece, Voice):
            voices.append(piece._replace(at=length))
            continue
        string, origin = piece
        if after_blank and string.startswith(" "):
            string, origin = string[1:], origin + 1
        if string:
            if origin != expected:
                anchors.append((length, origin))
            written.append(string)
            length += len(string)
            expected = origin + len(string)
            after_blank = string.endswith(" ")
    string = "".join(written).rstrip(" ")
    while len(anchors) > 1 and anchors[-1][0] >= len(string):
        del anchors[-1]
    return Clean(Text(string, tuple(anchors) or ((0, start),)), tuple(voices))


def _pieces(source: str, start: int, end: int) -> Iterator[_Piece | Voice]:
    """Yield what is to be read of a line and the voice tags in it, in order."""
    for found in _MARKUP.finditer(source, start, end):
        yield _Piece(source[start : found.start()], start)
        start = found.end()
        match found.lastgroup:
            case "voice":
                yield _read_voice(found["voice"], found.start("voice"))
            case "unvoiced":
                yield Voice("", None)
            case "break" | "blank":
                yield _Piece(" ", found.start())
            case "entity":
                yield _Piece(_decode(found.group()), found.start())
    yield _Piece(source[start:end], start)


def _decode(entity: str) -> str:
    """Return the characters an entity stands for, itself when HTML knows none by its name."""
    decoded = html.unescape(entity) if entity[1] == "#" else html5.get(entity[1:], entity)
    return " " if decoded.isspace() else _HIDDEN.sub("", decoded)


def _read_voice(written: str, start: int) -> Voice:
    name = " ".join(html.unescape(written).split())
    start += len(written) - len(written.lstrip())
    return Voice(name, Span(0, start, start + len(name)) if name and name == written.strip() else None)


def _without_rolling(captions: list[Caption]) -> Iterator[Caption]:
    """Yield the captions without the lines that scroll on from the caption before, as in automatic ones.

    A caption of two lines shows that it scrolls by starting with the line before. One of a single line
    may also be said twice: only where a quarter of the file scrolls is it taken for the same words.
    """
    overlaps = sum(len(later.lines) > 1 and _goes_on(earlier, later) for earlier, later in pairwise(captions))
    scrolls = overlaps > 0 and 4 * overlaps >= len(captions)
    yield from captions[:1]
    for earlier, later in pairwise(captions):
        lines = later.lines
        if _goes_on(earlier, later) and (scrolls or len(lines) > 1):
            lines = lines[1:]
        if lines:
            yield later._replace(lines=lines)


def _goes_on(earlier: Caption, later: Caption) -> bool:
    last = earlier.lines[-1].text.string
    return bool(last) and later.lines[0].text.string == last


def _without_loops(captions: Iterable[Caption]) -> Iterator[Caption]:
    """Yield the captions with runs of the same words made one, which knows how many it was."""
    for _, same in groupby(captions, key=lambda caption: [line.text.string for line in caption.lines]):
        run = list(same)
        if len(run) >= _LOOP:
            run = [run[0]._replace(repeat=len(run))]
        yield from run
