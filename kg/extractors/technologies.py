"""An episode's stretches and the catalogue in; the technologies named in it, with every mention, out.

Names of the catalogue are found in the text (kg.extractors.known_names) and in links (own_pages). A weak
name counts only where something supports it (support); advertisements, profile links and boilerplate are
no evidence (no_evidence, spoken_advertisements). Names that no catalogue has come from kg.extractors.unlisted.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.catalog import Catalogue, Hit, fold
from kg.extractors.known_names import KnownName, find_known_names
from kg.extractors.no_evidence import HiddenWords, in_panel, is_evidence
from kg.extractors.own_pages import OwnPage, find_own_pages
from kg.extractors.passages import Passages, Stretch
from kg.extractors.spelling import known_spelling
from kg.extractors.spoken_advertisements import SpokenAdvertisements
from kg.extractors.support import supported
from kg.extractors.unlisted import find_unlisted
from kg.model import MISSPELT, Episode, Evidence, Mention, Person, Sponsor, Technology

_CONFIDENCE: dict[str, float] = {"alias": 0.95, "cased": 0.9, "weak": 0.75}
_LINKED = 0.97
"""How sure a mention is: by the status of the catalogue's name, and by a link to the technology's own page."""


class _Mentions:
    """Makes mentions, their surfaces taken from the sources."""

    def __init__(self, passages: Passages, sources: Sequence[str]) -> None:
        self._passages, self._sources = passages, sources

    def make(
        self, stretch: Stretch, start: int, end: int, evidence: Evidence, confidence: float, why: str
    ) -> Mention:
        """Return the mention of `stretch.text.string[start:end]`."""
        text = self._sources[stretch.text.source]
        return self._passages.mention(stretch, start, end, text, evidence, confidence, why=why)


def extract_technologies(
    episode: Episode,
    stretches: Sequence[Stretch],
    people: Sequence[Person],
    sponsors: Sequence[Sponsor],
    passages: Passages,
    sources: Sequence[str],
    catalogue: Catalogue,
) -> tuple[Technology, ...]:
    """Return the technologies by name, each with its mentions in order of the text.

    Args:
        people: those named in the episode; what is part of a full name is no technology.
        sponsors: who pays for it; what its advertisement says of it is no evidence.
        sources: the decoded text of each of the episode's sources, for the surfaces.
    """
    spoken = [position for position, stretch in enumerate(stretches) if is_evidence(episode, stretch)]
    named = _person_places(people)
    hidden = HiddenWords(episode)
    found = [
        f
        for f in find_known_names(episode, stretches, spoken, hidden, catalogue)
        if _place_of(f.stretch, f.hit.start) not in named
    ]
    linked = find_own_pages(episode, stretches, spoken, catalogue)
    paid = SpokenAdvertisements(stretches, spoken, sponsors)
    kept = [f for f in supported(found, linked, stretches) if not paid.covers(f)]
    mentions = _Mentions(passages, sources)
    others = list(_unlisted(episode, stretches, spoken, kept, people, hidden, mentions, catalogue))
    longer = {
        (m.span.source, at) for t in others for m in t.mentions for at in range(m.span.start, m.span.end)
    }
    kept = [f for f in kept if _place_of(f.stretch, f.hit.start) not in longer]
    known, others = _respelt(list(_known(kept, linked, mentions, catalogue)), others, catalogue)
    return tuple(sorted([*known, *others], key=lambda t: (t.name.casefold(), t.name)))


def _known(
    kept: Sequence[KnownName], linked: Sequence[OwnPage], mentions: _Mentions, catalogue: Catalogue
) -> Iterator[Technology]:
    """Yield the catalogue's technologies that `kept` and `linked` name."""
    made: dict[str, list[Mention]] = defaultdict(list)
    pages: dict[str, set[str]] = defaultdict(set)
    covered: set[tuple[str, int, int]] = set()
    for item in kept:
        hit = item.hit
        made[hit.entry.id].append(
            mentions.make(item.stretch, hit.start, hit.end, "catalogue", _CONFIDENCE[hit.status], item.why)
        )
        covered.add((hit.entry.id, item.position, hit.start))
    for position, stretch, link, entry in linked:
        pages[entry.id].add(link.canonical)
        if (
            not any((entry.id, position, at) in covered for at in range(link.start, link.end))
            and link.end > link.start
        ):
            why = f"linked: {link.canonical}"
            made[entry.id].append(mentions.make(stretch, link.start, link.end, "link", _LINKED, why))
    for entry_id, items in made.items():
        entry = catalogue.entries[entry_id]
        ordered = tuple(sorted(items, key=lambda m: m.span))
        yield Technology(entry.id, entry.name, entry.kind, ordered, tuple(sorted(pages[entry_id])))


def _respelt(
    known: Sequence[Technology], others: Sequence[Technology], catalogue: Catalogue
) -> tuple[list[Technology], list[Technology]]:
    """Return both with those of `others` that are known ones in another spelling moved to `known`."""
    named = [catalogue.entries[t.id] for t in known if t.id]
    made = {t.id: t for t in known}
    rest: list[Technology] = []
    for other in others:
        entry = None if other.pages else known_spelling(other.name, named, catalogue)
        if entry is None:
            rest.append(other)
            continue
        before = made.get(entry.id, Technology(entry.id, entry.name, entry.kind, ()))
        places = {m.span for m in before.mentions}  # a link to its page may stand on the very words
        slips = [replace(m, why=MISSPELT + entry.name) for m in other.mentions if m.span not in places]
        mentions = tuple(sorted([*before.mentions, *slips], key=lambda m: m.span))
        made[entry.id] = replace(before, mentions=mentions)
    return list(made.values()), rest


def _unlisted(
    episode: Episode,
    stretches: Sequence[Stretch],
    spoken: Sequence[int],
    kept: Sequence[KnownName],
    people: Sequence[Person],
    hidden: HiddenWords,
    mentions: _Mentions,
    catalogue: Catalogue,
) -> Iterator[Technology]:
    """Yield the technologies that the catalogue does not know."""
    hits: dict[int, list[Hit]] = {
        position: [] for position in spoken if not in_panel(episode, stretches[position])
    }
    for item in kept:
        hits.setdefault(item.position, []).append(item.hit)
    names = {fold(name) for p in people for name in (p.name, *p.aliases, *p.name.split())}
    places = _person_places(people, whole=False)

    def taken(stretch: Stretch, start: int, end: int) -> bool:
        return (
            fold(stretch.text.string[start:end]) in names
            or any(_place_of(stretch, at) in places for at in (start, end - 1))
            or hidden.covers(stretch, start, end)
        )

    for candidate, score in find_unlisted(stretches, hits, taken, catalogue):
        confidence = round(1 / (1 + math.exp(-score)), 2)
        made = [
            mentions.make(stretches[position], start, end, candidate.evidence, confidence, candidate.reason)
            for position, start, end in candidate.places
        ]
        ordered = tuple(sorted(made, key=lambda m: m.span))
        yield Technology(None, candidate.name, candidate.kind, ordered, tuple(sorted(candidate.pages)))


def _person_places(people: Sequence[Person], whole: bool = True) -> set[tuple[int, int]]:
    """Return the (source, offset) of every character of people's names; with `whole` only of full names."""
    return {
        (m.span.source, at)
        for p in people
        for m in p.mentions
        if " " in m.surface or not whole
        for at in range(m.span.start, m.span.end)
    }


def _place_of(stretch: Stretch, start: int) -> tuple[int, int]:
    """Return the source and the offset at which a name begins."""
    return stretch.text.source, stretch.text.offset(start)
