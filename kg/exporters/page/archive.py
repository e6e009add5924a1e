"""Extractions come in, what a page knows of them goes out: episodes, units, picks, and who is in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from kg.cooccurrence.windows import Place, places
from kg.exporters.page.units import NONE, Unit, Units, in_columns
from kg.graph import author_id, best_mention, people_of, sponsor_id, technology_id
from kg.model import Extraction, Person, Role, Topic

ROLES: tuple[Role, ...] = ("host", "guest", "mentioned")
"""How people take part, in the order of the numbers that stand for them in a page."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A pick as a page shows it."""

    title: str
    url: str | None
    by: tuple[str, ...]
    """Node ids."""
    technologies: tuple[str, ...]
    """Node ids of what it is about."""
    quote: str
    """The passage that recommends it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An episode with what a page says of it."""

    id: str
    show: str
    title: str
    number: int | None
    date: str | None
    duration: int | None
    words: int
    audio: str | None
    url: str | None
    path: str
    """Of the file that it was read from."""
    people: tuple[tuple[str, Role, str], ...]
    """(node id, role, the passage that shows it best, empty where there is none), by role as in ROLES."""
    sponsors: tuple[tuple[str, str], ...]
    """(node id, a sentence, empty where there is none)."""
    topics: tuple[Topic, ...]
    picks: tuple[Recommendation, ...]
    units: Units
    """The talk first, each in the order of the text."""
    turns: int = 0
    """Of the transcript; 0 where there is none."""

    @property
    def year(self) -> int | None:
        """The year it was published in."""
        return int(self.date[:4]) if self.date and self.date[:4].isdigit() else None

    @property
    def taking_part(self) -> set[str]:
        """Node ids of those who host, are guests or speak of a technology."""
        return {*self.units.people} | {node for node, role, _ in self.people if role != "mentioned"}


@dataclass(slots=True)
class Archive:
    """All that a page is made of."""

    episodes: tuple[Listed, ...]
    """By date, the undated first."""
    reach: Counter[str] = field(default_factory=Counter)
    """In how many episodes a technology is named, a person takes part, or somebody pays."""
    units: Counter[str] = field(default_factory=Counter)
    """In how many units a technology is named, or a person speaks."""


def gather(extractions: Iterable[Extraction]) -> Archive:
    """Return what a page knows of `extractions`, which are read one at a time and may come in any order."""
    return collect(map(listed_of, extractions))


def collect(listed: Iterable[Listed]) -> Archive:
    """Return what a page knows of episodes, which may come in any order."""
    archive = Archive(tuple(sorted(listed, key=lambda e: (e.date or "", e.id))))
    for episode in archive.episodes:
        units = episode.units
        archive.reach.update({*units.names} | episode.taking_part | {node for node, _ in episode.sponsors})
        speakers = units.column("speakers")
        for nodes, positions in ((units.names, units.members), (units.people, speakers[speakers != NONE])):
            counts = np.bincount(positions, minlength=len(nodes)).tolist()
            archive.units.update(dict(zip(nodes, counts, strict=True)))
    return archive


def listed_of(x: Extraction) -> Listed:
    """Return an episode as a page has it."""
    people = people_of(x)
    roles = {people[p.name]: (ROLES.index(p.role), people[p.name], _shown_by(x, p)) for p in x.people}
    technologies = {technology.name: technology_id(technology) for technology in x.technologies}
    return Listed(
        x.id, x.show, x.title, x.number, x.date, x.duration, x.words, x.audio, x.url,
        x.sources[0].path if x.sources else "",
        people=tuple((node, ROLES[role], quote) for role, node, quote in sorted(roles.values())),
        sponsors=tuple(
            (sponsor_id(s), x.passages[s.passages[0]].text if s.passages else "") for s in x.sponsors
        ),
        topics=x.topics,
        picks=tuple(
            Recommendation(
                pick.title, pick.url, tuple(author_id(name, people, x.show) for name in pick.by),
                tuple(technologies[name] for name in pick.technologies if name in technologies),
                x.passages[pick.passage].text,
            )
            for pick in x.picks
        ),
        units=in_columns(_units(x, people)),
        turns=x.turns,
    )  # fmt: skip


def _shown_by(x: Extraction, person: Person) -> str:
    return x.passages[best_mention(x, person.mentions).passage].text if person.mentions else ""


def _units(x: Extraction, people: dict[str, str]) -> Iterator[Unit]:
    """Yield the units of an episode, the talk first, each in the order of the text."""
    topic_of = places("topic", x)
    members: dict[int, dict[str, str]] = {}
    surest: dict[int, float] = {}
    topics: dict[int, Place | None] = {}
    for technology in x.technologies:
        node = technology_id(technology)
        for mention in technology.mentions:
            at = mention.passage
            if "sponsors" in (mention.place, x.passages[at].place):
                continue
            if at not in topics:
                topics[at] = topic_of(mention, x.passages[at])
            members.setdefault(at, {}).setdefault(node, mention.surface)
            surest[at] = max(surest.get(at, 0.0), mention.confidence)
    numbers: dict[Place | None, int] = {None: 0}

    def in_order(at: int) -> tuple[object, ...]:
        passage = x.passages[at]
        return passage.turn is None, passage.turn or 0, passage.span

    for at in sorted(members, key=in_order):
        passage = x.passages[at]
        yield Unit(
            passage.turn, numbers.setdefault(topics[at], len(numbers)),
            people.get(passage.speaker) if passage.speaker else None, tuple(sorted(members[at].items())),
            passage.text, passage.place, passage.time, surest[at],
        )  # fmt: skip
