"""An extraction and what its names mean in; the extraction under those names out.

Two entries that turn out to be one thing become one: their mentions in order of the text, the
stronger role, every other name among the aliases.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kg.decisions import Decisions
from kg.model import Extraction, Mention, Person, Role, Technology
from kg.resolution.people import Individual, People, unresolved
from kg.resolution.survey import Called, Facts
from kg.resolution.technologies import Technologies, Thing

_ROLES: tuple[Role, ...] = ("host", "guest", "mentioned")
"""The stronger first: who hosts is not also a guest."""

_DECIDED = "confirmed by decision"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the names of one episode mean; all that its rewriting depends on but the extraction itself."""

    people: dict[str, Individual]
    """Name → who it is, of names that are somebody's; by name."""
    gone: tuple[str, ...]
    """Names of people that were dropped, sorted."""
    technologies: dict[str, Thing]
    """Name → what it is, in the episode's order; without those that were dropped."""
    confirmed: tuple[str, ...]
    """Names of technologies that a decision confirms, sorted."""


def meaning_of(facts: Facts, people: People, technologies: Technologies, decisions: Decisions) -> Meaning:
    """Return what the names of an episode mean."""
    show, episode = facts.show, facts.episode
    who = {name: found for name in facts.names if (found := people.find(name, show, episode))}
    gone = sorted({name for name in facts.people if decisions.dropped("person", name, show, episode)})
    things: dict[str, Thing] = {}
    confirmed = set()
    for called in facts.technologies:
        thing = _thing(called, facts, technologies, decisions)
        if thing is None:
            continue
        things[called.name] = thing
        if called.id is None and {called.name, thing.name} & technologies.confirmed:
            confirmed.add(called.name)
    return Meaning(who, tuple(gone), things, tuple(sorted(confirmed)))


def rewrite(x: Extraction, meaning: Meaning) -> Extraction:
    """Return `x` with its people and technologies resolved, and with it all that names them."""
    kept = [p for p in x.people if p.name not in meaning.gone]
    called = {name: found.name for name, found in meaning.people.items()}
    things = meaning.technologies
    return replace(
        x,
        people=_people(kept, meaning.people, x.show),
        technologies=_technologies(x.technologies, meaning),
        picks=tuple(
            replace(
                pick,
                by=tuple(
                    dict.fromkeys(called.get(name, name) for name in pick.by if name not in meaning.gone)
                ),
                technologies=tuple(dict.fromkeys(things[n].name for n in pick.technologies if n in things)),
            )
            for pick in x.picks
        ),
        speakers=tuple((label, called.get(name, name) if name else name) for label, name in x.speakers),
        passages=tuple(
            replace(p, speaker=called[p.speaker])
            if p.speaker in called and called[p.speaker] != p.speaker
            else p
            for p in x.passages
        ),
    )


def _people(people: Iterable[Person], who: dict[str, Individual], show: str) -> tuple[Person, ...]:
    joined: dict[str, Person] = {}
    for person in people:
        found = who.get(person.name) or unresolved(person.name, show)
        aliases = {*person.aliases, person.name} - {found.name}
        other = joined.get(found.id)
        mentions, profiles, role = person.mentions, person.profiles, person.role
        if other:
            aliases |= set(other.aliases)
            mentions = _in_order([*other.mentions, *mentions])
            profiles = tuple(dict.fromkeys((*other.profiles, *profiles)))
            role = min(other.role, role, key=_ROLES.index)
        joined[found.id] = Person(found.name, role, tuple(sorted(aliases)), mentions, profiles, found.id)
    return tuple(sorted(joined.values(), key=lambda p: (p.role == "mentioned", p.name.casefold(), p.name)))


def _thing(called: Called, facts: Facts, technologies: Technologies, decisions: Decisions) -> Thing | None:
    """Return what a technology of the episode is; None where it was dropped."""
    if called.id:
        thing = technologies.redirected.get(called.id)
    elif (called.name, facts.episode) in technologies.dropped:
        return None
    else:
        thing = technologies.things.get(called.name)
    thing = thing or Thing(*called)
    for name in (called.name, thing.name):
        if decisions.dropped("technology", name, facts.show, facts.episode):
            return None
    return thing


def _technologies(technologies: Iterable[Technology], meaning: Meaning) -> tuple[Technology, ...]:
    joined: dict[tuple[str | None, str], Technology] = {}
    for t in technologies:
        thing = meaning.technologies.get(t.name)
        if thing is None:
            continue
        mentions, pages = t.mentions, t.pages
        if t.name in meaning.confirmed:
            mentions = tuple(replace(m, confidence=1.0, why=_DECIDED) for m in mentions)
        other = joined.get((thing.id, thing.name))
        if other:
            mentions = _in_order([*other.mentions, *mentions])
            pages = tuple(dict.fromkeys((*other.pages, *pages)))
        joined[thing.id, thing.name] = Technology(thing.id, thing.name, thing.kind, mentions, pages)
    return tuple(sorted(joined.values(), key=lambda t: (t.name.casefold(), t.name)))


def _in_order(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return mentions in order of the text, of those at one place the most certain."""
    best: dict[object, Mention] = {}
    for mention in mentions:
        other = best.get(mention.span)
        if other is None or mention.confidence > other.confidence:
            best[mention.span] = mention
    return tuple(sorted(best.values(), key=lambda m: m.span))
