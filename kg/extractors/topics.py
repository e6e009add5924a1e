"""The sections of an episode's notes in; its timestamped headings out."""

from __future__ import annotations

import re

from kg.model import Episode, Line, Topic

_CLOCK = r"(?:(?:\d{1,2}:)?\d{1,3}:\d{2})(?!\d|:\d{3})(?::\d{2})?"
_AT_START = re.compile(
    rf"\W{{0,4}}(?P<time>{_CLOCK}|\d{{1,2}}\.\d{{2}}(?= [–—-] ))[\])}}]?(?=[\s:–—.-]|$)\s*(?:[–—:.-]+\s*)?"
)
_INSIDE = re.compile(
    rf"(?:(?<=\s)|(?<=[^\W_])|(?<=[)\].!?”’\"…]))(?<![\d:])(?P<glued>\d)?(?P<time>{_CLOCK}) ?[–—-]+ ?(?=\S)"
)
_BARE = re.compile(rf"(?<![\d:.])(?P<glued>\d)?(?P<time>{_CLOCK})\]? ?(?:[–—-]+ ?)?(?=\S)")
_TRAILING = re.compile(rf"\((?P<time>{_CLOCK})\)")


_LONG_TITLE = 120
"""A heading before its time that is longer holds the end of a paragraph."""


def extract_topics(episode: Episode) -> tuple[Topic, ...]:
    """Return the topics in order of the notes.

    A line may hold several headings run together, the time may stand behind its text, and digits of
    the heading before may be glued to it (`Angular 224:21`); then the reading that keeps the times
    rising is taken. A time that cannot be one keeps its heading and has no seconds.
    """
    topics: list[Topic] = []
    last = 0
    pending: tuple[Line, re.Match[str]] | None = None
    for section in episode.sections:
        if section.kind in ("panel", "guests", "sponsors", "boilerplate"):
            continue
        trailing = _prefers_trailing(section.lines)
        for line in section.lines:
            if pending:
                topics += _lone(pending, line)
                pending = None
            if trailing:
                found = _trailing(line)
            else:
                lone = _AT_START.fullmatch(line.text.string)
                if lone:
                    pending = (line, lone)
                    last = to_seconds(lone["time"]) or last
                    continue
                found = _headings(line, last)
            for topic in found:
                topics.append(topic)
                last = topic.seconds if topic.seconds is not None else last
    return tuple(topics)


def to_seconds(time: str) -> int | None:
    """Return the seconds of `44:33` or `1:02:03`; None where the minutes or seconds pass 59."""
    parts: list[int] = [int(part) for part in re.split(r"[:.]", time)]
    if parts[-1] > 59 or (len(parts) == 3 and parts[1] > 59):
        return None
    total = 0
    for part in parts:
        total = total * 60 + part
    return total


def _prefers_trailing(lines: tuple[Line, ...]) -> bool:
    """Whether the notes put the time in brackets behind its text."""
    leading = sum(bool(_AT_START.match(line.text.string)) for line in lines)
    trailing = sum(len(_TRAILING.findall(line.text.string)) for line in lines)
    return trailing >= 3 and trailing > 2 * leading


def _lone(pending: tuple[Line, re.Match[str]], line: Line) -> list[Topic]:
    """Make a topic of a time alone on its line and the line below it."""
    text = line.text.string
    if _AT_START.match(text):
        return []
    at, found = pending
    span = at.text.span(found.start("time"), found.end("time"))
    end = line.text.span(0, len(text)).end
    return [Topic(found["time"], to_seconds(found["time"]), text, span._replace(end=max(end, span.end)))]


def _headings(line: Line, last: int) -> list[Topic]:
    """Return the topics that begin with their time, one line holding one or many."""
    string = line.text.string
    first = _AT_START.match(string)
    marks: list[tuple[str, int, int]] = []
    if first:
        marks.append((first["time"], first.start("time"), first.end()))
    begin = first.end() if first else 0
    bare = _bare_marks(string) if not _INSIDE.search(string, begin) else []
    if len(bare) >= 3:
        marks = bare
    elif first or len(_INSIDE.findall(string)) >= (1 if re.search(r"\d:\d\d [–-]", string) else 2):
        latest = (to_seconds(first["time"]) if first else None) or last
        for found in _INSIDE.finditer(string, begin):
            time, start = _unglued(found, latest)
            marks.append((time, start, found.end()))
            latest = to_seconds(time) or latest
    topics: list[Topic] = []
    for i, (time, start, title_start) in enumerate(marks):
        stop = marks[i + 1][1] if i + 1 < len(marks) else len(string)
        title = string[title_start:stop].strip().removesuffix("[").rstrip()
        introduction = re.match(r".{3,40}? Introduction\b(?= \w)", title)
        if introduction and len(marks) > 2:
            title = introduction.group()  # in one-line notes the bullets follow without a mark
        if title.strip(" .-–—:*"):
            topics.append(Topic(time, to_seconds(time), title, line.text.span(start, stop)))
    return topics


def _bare_marks(string: str) -> list[tuple[str, int, int]]:
    """Return the times of a line that runs headings together without dashes, if three or more rise one after the other."""
    marks: list[tuple[str, int, int]] = []
    latest = 0
    for found in _BARE.finditer(string):
        time, start = _unglued(found, latest)
        value = to_seconds(time)
        if value is None or value < latest:
            return []
        marks.append((time, start, found.end()))
        latest = value
    return marks


def _unglued(found: re.Match[str], last: int) -> tuple[str, int]:
    """Return the time and where it begins, leading digits given back to the heading before it.

    `Angular 224:21` after 22:04 is `Angular 2` and 24:21: among the readings of the digits the one
    that keeps the times rising with the least step is taken.
    """
    glued = found["glued"] or ""
    digits = glued + found["time"]
    start = found.start("glued") if glued else found.start("time")
    readings = []
    for drop in range(len(digits.split(":")[0])):
        time = digits[drop:]
        value = to_seconds(time)
        if value is not None and value > last:
            readings.append((value, drop, time))
    fits = [r for r in readings if r[0] < last + 3 * 3600]
    if not fits:
        return found["time"], found.start("time")
    before = found.string[start - 1 : start]
    if not glued and before and not before.isdigit():
        full = next((r for r in fits if r[1] == 0), None)
        if full and (before.isspace() or full[0] - last < 3600):
            return full[2], start
    value, drop, time = min(fits)
    return time, start + drop


def _trailing(line: Line) -> list[Topic]:
    """Return the topics whose time stands in brackets behind the text."""
    topics: list[Topic] = []
    at = 0
    for found in _TRAILING.finditer(line.text.string):
        title = line.text.string[at : found.start()].strip()
        lead_in = list(re.finditer(r"[.!?:]\s*(?=[A-Z\"“])", title[:-1]))
        if lead_in and (not topics or len(title) > _LONG_TITLE):
            at += line.text.string[at : found.start()].find(title) + lead_in[-1].end()
            title = title[lead_in[-1].end() :]
        if title:
            lead = (
                at
                + len(line.text.string[at : found.start()])
                - len(line.text.string[at : found.start()].lstrip())
            )
            topics.append(
                Topic(found["time"], to_seconds(found["time"]), title, line.text.span(lead, found.end()))
            )
        at = found.end()
    return topics
