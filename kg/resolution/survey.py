"""Extractions in, one after the other; the facts that resolution weighs, and no more, kept.

A survey is a bag of facts: whoever reads it sorts first, so the order of the extractions leaves
no trace in what is made of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.links import identify
from kg.model import Evidence, Extraction, Kind, Mention, Person, Role, Technology

DOUBTFUL = 0.6
"""Confidence below which a technology that an episode names is a case for review."""


class Sample(NamedTuple):
    """The sentence that stands for a name in a review; of two the lesser one is shown."""

    rank: tuple[bool, bool, bool, float]
    """Lesser is better: no advertising, holding the name in full, of a readable length, confident."""
    episode: str
    start: int
    text: str
    source: str
    """`TITLE (DATE), PATH:START-END`."""
    why: str


class Appearance(NamedTuple):
    """One episode that names somebody."""

    episode: str
    show: str
    role: Role
    date: str
    """Empty where the episode has none."""
    accounts: tuple[str, ...]
    """`twitter.com/handle`, in small letters."""


class Naming(NamedTuple):
    """One episode that names a technology which the catalogue does not know."""

    episode: str
    show: str
    kind: Kind
    weight: float
    """Sum of the mentions' confidences."""
    best: float
    """The greatest of them."""
    evidence: frozenset[Evidence]
    pages: tuple[str, ...]


class Doubt(NamedTuple):
    """One episode in which a technology is named with little confidence."""

    name: str
    episode: str
    show: str
    confidence: float
    sample: Sample


@dataclass(slots=True)
class Survey:
    """What the extractions of a corpus say of people, and of technologies that no catalogue has."""

    people: dict[str, list[Appearance]] = field(default_factory=lambda: defaultdict(list))
    """By name as extracted."""
    technologies: dict[str, list[Naming]] = field(default_factory=lambda: defaultdict(list))
    """By name as extracted, those without an id."""
    pages: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Page → catalogue ids of the technologies that episodes link to it."""
    known: set[str] = field(default_factory=set)
    """Names of the catalogue's technologies that were found."""
    doubts: list[Doubt] = field(default_factory=list)
    samples: dict[str, Sample] = field(default_factory=dict)
    """`person:NAME` or `technology:NAME` → its best sentence."""

    def add(self, x: Extraction) -> None:
        """Note what one extraction says; each extraction may be added once."""
        for person in x.people:
            self.people[person.name].append(_appearance(person, x))
            self._sample("person:" + person.name, person.mentions, x)
        for technology in x.technologies:
            if technology.id is None:
                self.technologies[technology.name].append(_naming(technology, x))
                self._sample("technology:" + technology.name, technology.mentions, x)
                continue
            self.known.add(technology.name)
            for page in technology.pages:
                self.pages[page.casefold()].add(technology.id)
            best = max((m.confidence for m in technology.mentions), default=1.0)
            if best < DOUBTFUL:
                sample = min(sample_of(technology.name, m, x) for m in technology.mentions)
                self.doubts.append(Doubt(technology.name, x.id, x.show, best, sample))

    def _sample(self, key: str, mentions: tuple[Mention, ...], x: Extraction) -> None:
        if mentions:
            sample = min(sample_of(key.partition(":")[2], m, x) for m in mentions)
            self.samples[key] = min(sample, self.samples.get(key, sample))


def _appearance(person: Person, x: Extraction) -> Appearance:
    accounts = {account for profile in person.profiles if (account := account_of(profile))}
    return Appearance(x.id, x.show, person.role, x.date or "", tuple(sorted(accounts)))


def account_of(profile: str) -> str | None:
    """Return `SITE/HANDLE` in small letters for a canonical URL that is a profile, else None."""
    kind, target = identify(profile)
    if kind != "profile" or not target:
        return None
    target = target.casefold()
    return "twitter." + target.removeprefix("x.") if target.startswith("x.com/") else target


def _naming(technology: Technology, x: Extraction) -> Naming:
    confidences = [m.confidence for m in technology.mentions]
    return Naming(
        x.id,
        x.show,
        technology.kind,
        sum(sorted(confidences)),
        max(confidences, default=0.0),
        frozenset(m.evidence for m in technology.mentions),
        tuple(sorted({page.casefold() for page in technology.pages})),
    )


def sample_of(name: str, mention: Mention, x: Extraction) -> Sample:
    """Return the sentence of a `mention` of `name` with its source, ranked for a reader."""
    passage = x.passages[mention.passage]
    date = f" ({x.date})" if x.date else ""
    path = x.sources[mention.span.source].path
    return Sample(
        (
            mention.place == "sponsors",
            name not in passage.text,
            not 40 <= len(passage.text) <= 280,
            -mention.confidence,
        ),
        x.id,
        mention.span.start,
        passage.text,
        f"{x.title}{date}, {path}:{mention.span.start}-{mention.span.end}",
        mention.why,
    )
