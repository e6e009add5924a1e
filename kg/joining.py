"""Parts in, episodes out: notes and transcripts of one episode are joined by name, else by number."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from kg.model import Episode, Link, Part, Section, Source, Span, Text, Turn
from kg.naming import slug
from kg.turns import part_advertisements

_GENERIC = frozenset(
    "notes transcripts transcript shows show episodes episode captions subtitles srt vtt txt text md markdown content posts"
    " _posts src data corpus show-notes shownotes show_notes input archive files docs site public youtube_transcripts"
    " youtube-transcripts".split()
)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CLOCK = re.compile(r"(?:(\d{1,2})[:;])?(\d{1,3})[:;](\d{2})(?:\.\d+)?")
_SPOKEN_DAY = re.compile(
    r"\brecorded\b[^.]{0,80}?\b(January|February|March|April|May|June|July|August|September|October|November|December) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})"
)
_MONTHS = "January February March April May June July August September October November December".split()


class _Key(NamedTuple):
    show: str
    stem: str


class Identity(NamedTuple):
    """What a part's path and front matter say it belongs to."""

    show: str
    stem: str
    number: int | None


def identify(part: Part) -> Identity:
    """Return the show's slug, the file's stem and the episode number.

    The show is the nearest folder whose name says more than "notes" or "transcripts", else the
    front matter's `podcast`. The front matter may lie about it (a show filed under its parent), so
    the folder goes first; the number is the front matter's, else the file name's.
    """
    path = part.document.path
    stem = re.sub(r"\.[A-Za-z0-9]{1,8}$", "", path.rsplit("/", 1)[-1])
    meta = dict(part.meta)
    named = [f for f in part.document.folders if f.casefold() not in _GENERIC and not f.startswith(".")]
    podcast = meta.get("podcast")
    show = named[-1] if named else podcast if isinstance(podcast, str) and podcast else "podcast"
    number = None
    for key in ("episode_number", "number", "episode"):
        value = meta.get(key)
        if isinstance(value, str) and re.fullmatch(r"\d{1,5}", value):
            number = int(value)
            break
    if number is None:
        title = meta.get("title")
        number = number_in(title if isinstance(title, str) else "", stem)
    return Identity(slug(show), stem, number)


def number_in(title: str, stem: str) -> int | None:
    """Return the episode number that a title (`218 RR AWS`, `JSJ 330: …`) or a file name states."""
    for text in (title, re.sub(r"[-_]+", " ", stem)):
        found = re.match(r"(?:[A-Za-z.]{1,12} ?#?)?(\d{1,4})(?!\d|[:.]\d)\b", text.strip()) or re.search(
            r"(?<![\d.:])(\d{1,4})$", text.strip()
        )
        if found and not 1990 <= int(found.group(1)) <= 2035:
            return int(found.group(1))
    return None


def join_parts(parts: Iterable[Part]) -> Iterator[Episode]:
    """Yield the episodes that `parts` make up, sorted by id.

    Files of equal show and stem are one episode; a transcript without notes joins the notes of the
    same show with its number, where both are the only ones. Front-matter files never join each
    other. Of several transcripts of one episode the one that names most speakers is read, the
    others are companions: they stand among the sources and nothing is taken from them.
    """
    groups: dict[_Key, list[tuple[Identity, Part]]] = defaultdict(list)
    alone: list[list[tuple[Identity, Part]]] = []
    for part in sorted(parts, key=lambda p: p.document.path):
        identity = identify(part)
        key = _Key(identity.show, slug(identity.stem))
        if part.form == "front-matter" and any(p.form == "front-matter" for _, p in groups[key]):
            alone.append([(identity, part)])
        else:
            groups[key].append((identity, part))
    merged = [*_join_by_number([g for g in groups.values() if g]), *alone]
    episodes = [_episode(group) for group in merged]
    yield from _distinct(sorted(episodes, key=lambda e: (e.id, e.sources[0].path)))


def _join_by_number(groups: list[list[tuple[Identity, Part]]]) -> list[list[tuple[Identity, Part]]]:
    """Add each group that is only a transcript to the notes of its show and number."""
    with_notes: dict[tuple[str, int], list[list[tuple[Identity, Part]]]] = defaultdict(list)
    speech: dict[tuple[str, int], list[list[tuple[Identity, Part]]]] = defaultdict(list)
    for group in groups:
        number = next((i.number for i, _ in group if i.number is not None), None)
        if number is not None:
            has_notes = any(p.sections for _, p in group)
            has_turns = any(p.turns for _, p in group)
            if has_notes and not has_turns:
                with_notes[group[0][0].show, number].append(group)
            elif has_turns and not has_notes:
                speech[group[0][0].show, number].append(group)
    joined: set[int] = set()
    for key, transcripts in speech.items():
        if len(with_notes[key]) == 1 and len(transcripts) == 1:
            with_notes[key][0].extend(transcripts[0])
            joined.add(id(transcripts[0]))
    return [group for group in groups if id(group) not in joined]


def _speech_rank(part: Part) -> tuple[int, int, str]:
    labels = sum(1 for turn in part.turns if turn.label)
    timed = sum(1 for turn in part.turns if turn.start is not None)
    return (-labels, -timed, part.document.path)


def _episode(group: list[tuple[Identity, Part]]) -> Episode:
    """Make one episode of the parts that belong together, notes first."""
    identity = min(group, key=lambda g: (not g[1].sections, g[1].document.path))[0]
    notes = [p for _, p in group if p.sections or p.meta]
    speech = sorted((p for _, p in group if p.turns), key=_speech_rank)
    read = notes + [p for p in speech[:1] if p not in notes]
    companions = sorted((p for _, p in group if p not in read), key=lambda p: p.document.path)
    parts = read + companions
    sections: list[Section] = []
    links: list[Link] = []
    for index, part in enumerate(read):
        first = len(sections)
        sections += [_moved_section(s, index) for s in part.sections]
        links += [_moved_link(link, index, first) for link in part.links]
    turns = (
        tuple(_moved_turn(t, read.index(speech[0])) for t in part_advertisements(speech[0].turns))
        if speech
        else ()
    )
    meta = {key: value for part in reversed(read) for key, value in part.meta}
    title, title_text = _title(meta, read, identity)
    tags = meta.get("tags", ())
    return Episode(
        id=f"{identity.show}/{slug(identity.stem)}",
        show=identity.show,
        title=title,
        number=identity.number,
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


def _title(
    meta: dict[str, str | tuple[str, ...]], read: list[Part], identity: Identity
) -> tuple[str, Text | None]:
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
    words = re.sub(r"[-_]+", " ", identity.stem).strip()
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


def _distinct(episodes: list[Episode]) -> Iterator[Episode]:
    """Yield the episodes with ids made distinct: a second one of the same name gets `-2`."""
    used: set[str] = set()
    for episode in episodes:
        name, n = episode.id, 1
        while name in used:
            n += 1
            name = f"{episode.id}-{n}"
        used.add(name)
        yield replace(episode, id=name)
