"""What files are like comes in; which of them make up an episode goes out.

A card has all that the decision needs, so that an archive can be grouped without reading its files again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kg.model import Part
from kg.naming import slug

_GENERIC = frozenset(
    "notes transcripts transcript shows show episodes episode captions subtitles srt vtt txt text md markdown content posts"
    " _posts src data corpus show-notes shownotes show_notes input archive files docs site public youtube_transcripts"
    " youtube-transcripts".split()
)


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


class Card(NamedTuple):
    """What grouping asks of a file."""

    path: str
    form: str
    """Name of the loader that read it."""
    show: str
    stem: str
    number: int | None
    described: bool
    """Whether it has front matter."""
    notes: bool
    talk: bool
    labels: int
    """How many turns name their speaker."""
    timed: int
    """How many turns have a time."""


@dataclass(frozen=True, slots=True)
class Group:
    """The files of one episode."""

    id: str
    """Of the episode."""
    paths: tuple[str, ...]
    """Those that are read, notes first, then those that only accompany them."""
    read: int
    """How many are read."""


def card_of(part: Part) -> Card:
    """Return the card of a file."""
    show, stem, number = identify(part)
    return Card(
        part.document.path, part.form, show, stem, number, bool(part.meta), bool(part.sections), bool(part.turns),
        sum(turn.label is not None and turn.label != "" for turn in part.turns),
        sum(turn.start is not None for turn in part.turns),
    )  # fmt: skip


def group_files(cards: Iterable[Card]) -> list[Group]:
    """Return the episodes that files make up, by id.

    Files of equal show and stem are one episode; a transcript without notes joins the notes of the
    same show with its number, where both are the only ones. Front-matter files never join each
    other. Of several transcripts of one episode the one that names most speakers is read, the
    others are companions: they stand among the sources and nothing is taken from them.
    """
    together: dict[tuple[str, str], list[Card]] = defaultdict(list)
    alone: list[list[Card]] = []
    for card in sorted(cards, key=lambda card: card.path):
        key = (card.show, slug(card.stem))
        if card.form == "front-matter" and any(other.form == "front-matter" for other in together[key]):
            alone.append([card])
        else:
            together[key].append(card)
    merged = [*_join_by_number([cards for cards in together.values() if cards]), *alone]
    return _distinct(sorted(map(_group, merged), key=lambda group: (group.id, group.paths[0])))


def _join_by_number(groups: list[list[Card]]) -> list[list[Card]]:
    """Add each group that is only a transcript to the notes of its show and number."""
    with_notes: dict[tuple[str, int], list[list[Card]]] = defaultdict(list)
    speech: dict[tuple[str, int], list[list[Card]]] = defaultdict(list)
    for group in groups:
        number = next((card.number for card in group if card.number is not None), None)
        if number is not None:
            has_notes = any(card.notes for card in group)
            has_talk = any(card.talk for card in group)
            if has_notes and not has_talk:
                with_notes[group[0].show, number].append(group)
            elif has_talk and not has_notes:
                speech[group[0].show, number].append(group)
    joined: set[int] = set()
    for key, transcripts in speech.items():
        if len(with_notes[key]) == 1 and len(transcripts) == 1:
            with_notes[key][0].extend(transcripts[0])
            joined.add(id(transcripts[0]))
    return [group for group in groups if id(group) not in joined]


def main_card(cards: Iterable[Card]) -> Card:
    """Return the card that an episode has its name and number from."""
    return min(cards, key=lambda card: (not card.notes, card.path))


def _group(cards: list[Card]) -> Group:
    main = main_card(cards)
    notes = [card for card in cards if card.notes or card.described]
    speech = sorted((card for card in cards if card.talk), key=lambda c: (-c.labels, -c.timed, c.path))
    read = notes + [card for card in speech[:1] if card not in notes]
    companions = sorted((card for card in cards if card not in read), key=lambda card: card.path)
    paths = tuple(card.path for card in read + companions)
    return Group(f"{main.show}/{slug(main.stem)}", paths, len(read))


def _distinct(groups: list[Group]) -> list[Group]:
    """Return the groups with ids made distinct: a second one of the same name gets `-2`."""
    used: set[str] = set()
    distinct = []
    for group in groups:
        name, n = group.id, 1
        while name in used:
            n += 1
            name = f"{group.id}-{n}"
        used.add(name)
        distinct.append(Group(name, group.paths, group.read))
    return distinct
