"""Extractions in, one after the other; the facts that resolution weighs, and no more, out and kept.

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


class Called(NamedTuple):
    """A technology as an episode has it, before anything is resolved."""

    id: str | None
    """Of the catalogue; None for one that it does not know."""
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Facts:
    """What resolution asks of one episode."""

    episode: str
    show: str
    people: tuple[str, ...]
    """Names of those it has, in its order."""
    names: tuple[str, ...]
    """Of people, wherever it holds one, sorted."""
    technologies: tuple[Called, ...]
    """In its order."""
    appearances: tuple[tuple[str, Appearance], ...]
    """By name."""
    namings: tuple[tuple[str, Naming], ...]
    """By name, of technologies without an id."""
    pages: tuple[tuple[str, str], ...]
    """(page, catalogue id of the technology it is linked as)."""
    doubts: tuple[Doubt, ...]
    samples: tuple[tuple[str, Sample], ...]
    """`person:NAME` or `technology:NAME`, and the best sentence."""
    source: str
    """The file that it was read from."""
    companions: int
    """How many files only accompany it."""
    warnings: tuple[str, ...]
    """What was wrong with it though it was read."""


def facts_of(x: Extraction) -> Facts:
    """Return what resolution asks of an extraction."""
    doubts = []
    samples = [("person:" + person.name, _sample(person.name, person.mentions, x)) for person in x.people]
    for t in x.technologies:
        if t.id is None:
            samples.append(("technology:" + t.name, _sample(t.name, t.mentions, x)))
        elif (sample := _sample(t.name, t.mentions, x)) and (
            best := max(m.confidence for m in t.mentions)
        ) < DOUBTFUL:
            doubts.append(Doubt(t.name, x.id, x.show, best, sample))
    names = {p.name for p in x.people} | {name for pick in x.picks for name in pick.by}
    return Facts(
        x.id,
        x.show,
        tuple(person.name for person in x.people),
        tuple(sorted(names | {name for _, name in x.speakers if name})),
        tuple(Called(t.id, t.name, t.kind) for t in x.technologies),
        tuple((person.name, _appearance(person, x)) for person in x.people),
        tuple((t.name, _naming(t, x)) for t in x.technologies if t.id is None),
        tuple((page.casefold(), t.id) for t in x.technologies if t.id for page in t.pages),
        tuple(doubts),
        tuple((key, sample) for key, sample in samples if sample),
        x.sources[0].path if x.sources else "",
        max(len(x.sources) - 1, 0),
        x.warnings,
    )


def _sample(name: str, mentions: tuple[Mention, ...], x: Extraction) -> Sample | None:
    return min((sample_of(name, m, x) for m in mentions), default=None)


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

    def add(self, facts: Facts) -> None:
        """Note what one episode says; each may be added once."""
        for name, appearance in facts.appearances:
            self.people[name].append(appearance)
        for name, naming in facts.namings:
            self.technologies[name].append(naming)
        for page, id_ in facts.pages:
            self.pages[page].add(id_)
        self.known.update(called.name for called in facts.technologies if called.id is not None)
        self.doubts += facts.doubts
        for key, sample in facts.samples:
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
