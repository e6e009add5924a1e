"""Parts in, episodes out: notes and transcripts of one episode are joined by name, else by number."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kg.grouping import Card, Group, card_of, group_files, main_card
from kg.model import Episode, Link, Part, Section, Source, Span, Text, Turn
from kg.turns import part_advertisements

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CLOCK = re.compile(r"(?:(\d{1,2})[:;])?(\d{1,3})[:;](\d{2})(?:\.\d+)?")
_SPOKEN_DAY = re.compile(
    r"\brecorded\b[^.]{0,80}?\b(January|February|March|April|May|June|July|August|September|October|November|December) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})"
)
_MONTHS = "January February March April May June July August September October November December".split()


def join_parts(parts: Iterable[Part]) -> Iterator[Episode]:
    """Yield the episodes that `parts` make up, by id; `kg.grouping.group_files` tells which are one."""
    by_path = {part.document.path: part for part in parts}
    for group in group_files(card_of(part) for part in by_path.values()):
        yield join_group(group, [by_path[path] for path in group.paths])


def join_group(group: Group, parts: Sequence[Part]) -> Episode:
    """Return the episode of a group; `parts` are its files in the order of `group.paths`."""
    cards = [card_of(part) for part in parts]
    main = main_card(cards)
    read = list(parts[: group.read])
    speech = next((n for n in _by_speech(cards) if n < group.read), None)
    sections: list[Section] = []
    links: list[Link] = []
    for index, part in enumerate(read):
        first = len(sections)
        sections += [_moved_section(s, index) for s in part.sections]
        links += [_moved_link(link, index, first) for link in part.links]
    turns = (
        tuple(_moved_turn(t, speech) for t in part_advertisements(parts[speech].turns))
        if speech is not None
        else ()
    )
    meta = {key: value for part in reversed(read) for key, value in part.meta}
    title, title_text = _title(meta, read, main)
    tags = meta.get("tags", ())
    return Episode(
        id=group.id,
        show=main.show,
        title=title,
        number=main.number,
        date=_date(meta) or _spoken_date(turns),
        duration=_duration(str(meta.get("duration", ""))),
        sources=tuple(Source(p.document.path, p.document.sha256) for p in parts),
        tags=tags if isinstance(tags, tuple) else (tags,) if tags else (),
        sections=tuple(sections),
        links=tuple(links),
        turns=turns,
        warnings=tuple(w for p in read for w in p.warnings),
        title_text=title_text,
        audio=_address(meta, recording=True),
        url=_address(meta, recording=False),
    )


def _by_speech(cards: Sequence[Card]) -> list[int]:
    """Return the positions of the cards with talk, that which names most speakers first."""
    talk = [n for n, card in enumerate(cards) if card.talk]
    return sorted(talk, key=lambda n: (-cards[n].labels, -cards[n].timed, cards[n].path))


def _moved_span(span: Span, source: int) -> Span:
    return span._replace(source=source)


def _moved_section(section: Section, source: int) -> Section:
    if source == 0:
        return section
    lines = tuple(replace(line, text=replace(line.text, source=source)) for line in section.lines)
    return replace(section, lines=lines, span=_moved_span(section.span, source))


def _moved_link(link: Link, source: int, first_section: int) -> Link:
    section = None if link.section is None else link.section + first_section
    return replace(link, section=section, span=_moved_span(link.span, source))


def _moved_turn(turn: Turn, source: int) -> Turn:
    if source == 0:
        return turn
    label_span = _moved_span(turn.label_span, source) if turn.label_span else None
    return replace(turn, text=replace(turn.text, source=source), label_span=label_span)


def _title(meta: dict[str, str | tuple[str, ...]], read: list[Part], main: Card) -> tuple[str, Text | None]:
    """Return the title and, where it stands unbroken in a front matter, its text there."""
    title = meta.get("title")
    if isinstance(title, str) and title:
        for index, part in enumerate(read):
            at = part.document.text.find(title, 0, 8_000)
            if at >= 0:
                return title, Text(title, ((0, at),), index)
        return title, None
    for index, part in enumerate(read):
        for section in part.sections[:1]:
            for line in section.lines[:1]:
                if line.heading == 1:
                    return line.text.string, replace(line.text, source=index)
    words = re.sub(r"[-_]+", " ", main.stem).strip()
    return words[:1].upper() + words[1:], None


def _date(meta: dict[str, str | tuple[str, ...]]) -> str | None:
    """Return the ISO day of `date`: a day, a time stamp, or an epoch in seconds or milliseconds."""
    for key in ("date", "published", "pubDate", "published_at"):
        value = meta.get(key)
        if not isinstance(value, str):
            continue
        if re.fullmatch(r"\d{9,10}|\d{12,13}", value):
            moment = int(value) / (1000 if len(value) >= 12 else 1)
            return datetime.datetime.fromtimestamp(moment, datetime.UTC).date().isoformat()
        found = _DAY.match(value)
        if found:
            try:
                return datetime.date(*(int(g) for g in found.groups())).isoformat()
            except ValueError:
                continue
    return None


def _address(meta: dict[str, str | tuple[str, ...]], *, recording: bool) -> str | None:
    """Return the URL of the episode's recording, or of its page; archives have either under `url`."""
    keys = ("audio_url", "audio", "enclosure_url", "enclosure", "mp3", "url", "link", "permalink")
    for key in keys if recording else keys[-3:]:
        value = meta.get(key)
        if isinstance(value, str) and _URL.fullmatch(value.strip()):
            if bool(_RECORDING.search(value)) == recording or (recording and key in keys[:-3]):
                return value.strip()
    return None


_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_RECORDING = re.compile(r"\.(?:mp3|m4a|ogg|opus|wav|aac|mp4)(?:[?#]|$)", re.IGNORECASE)


def _spoken_date(turns: tuple[Turn, ...]) -> str | None:
    """Return the day that the opening says the talk was recorded on."""
    opening = " ".join(turn.text.string for turn in turns[:6])[:4_000]
    found = _SPOKEN_DAY.search(opening)
    if not found:
        return None
    try:
        return datetime.date(
            int(found.group(3)), _MONTHS.index(found.group(1)) + 1, int(found.group(2))
        ).isoformat()
    except ValueError:
        return None


def _duration(value: str) -> int | None:
    """Return the seconds of `58:45`, `1:06:12`, `45;11` or `2449`; None for anything else."""
    value = value.strip()
    if re.fullmatch(r"\d{3,5}", value):
        return int(value)
    found = _CLOCK.fullmatch(value)
    if not found or int(found.group(3)) > 59:
        return None
    return int(found.group(1) or 0) * 3600 + int(found.group(2)) * 60 + int(found.group(3))
