"""An extraction and what its names mean in; the extraction under those names out.

Two entries that turn out to be one thing become one: their mentions in order of the text, the
stronger role, every other name among the aliases.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.model import Extraction, Mention, Person, Role, Technology
from kg.resolution.decisions import Decisions
from kg.resolution.people import Individual, People, unresolved
from kg.resolution.technologies import Technologies, Thing

_ROLES: tuple[Role, ...] = ("host", "guest", "mentioned")
"""The stronger first: who hosts is not also a guest."""

_DECIDED = "confirmed by decision"


def rewrite(x: Extraction, people: People, technologies: Technologies, decisions: Decisions) -> Extraction:
    """Return `x` with its people and technologies resolved, and with it all that names them."""
    kept = [p for p in x.people if not decisions.dropped("person", p.name, x.show, x.id)]
    who = {name: found for name in _names(x) if (found := people.find(name, x.show, x.id))}
    gone = {p.name for p in x.people} - {p.name for p in kept}
    called = {name: found.name for name, found in who.items()}
    things = {t.name: thing for t in x.technologies if (thing := _thing(t, x, technologies, decisions))}
    return replace(
        x,
        people=_people(kept, who, x.show),
        technologies=_technologies(x.technologies, things, technologies.confirmed),
        picks=tuple(
            replace(
                pick,
                by=tuple(dict.fromkeys(called.get(name, name) for name in pick.by if name not in gone)),
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


def _names(x: Extraction) -> set[str]:
    """Return the names of people wherever the extraction holds one."""
    return {p.name for p in x.people} | {name for pick in x.picks for name in pick.by} | {name for _, name in x.speakers if name}  # fmt: skip


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


def _thing(t: Technology, x: Extraction, technologies: Technologies, decisions: Decisions) -> Thing | None:
    """Return what a technology of the episode is; None where it was dropped."""
    own = Thing(t.id, t.name, t.kind)
    thing = technologies.redirected.get(t.id, own) if t.id else technologies.things.get(t.name, own)
    names = {t.name, thing.name}
    if t.id is None and (t.name, x.id) in technologies.dropped:
        return None
    return None if any(decisions.dropped("technology", n, x.show, x.id) for n in names) else thing


def _technologies(
    technologies: Iterable[Technology], things: dict[str, Thing], confirmed: frozenset[str]
) -> tuple[Technology, ...]:
    joined: dict[tuple[str | None, str], Technology] = {}
    for t in technologies:
        thing = things.get(t.name)
        if thing is None:
            continue
        mentions, pages = t.mentions, t.pages
        if t.id is None and {t.name, thing.name} & confirmed:
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
