"""A survey, the catalogue and decisions in; which technology each name that no catalogue has stands for, out.

Spellings of a name are one technology; names that share a page are one where they are alike too;
the name of somebody who speaks is none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import combinations
from typing import NamedTuple

from rapidfuzz import fuzz

from kg.catalog import Catalogue, Entry, Status
from kg.decisions import Decisions
from kg.model import Kind
from kg.naming import slug
from kg.resolution.cases import Case, Dropped, Findings, Merge, quoted
from kg.resolution.likeness import name_key
from kg.resolution.people import People, is_full, speaking_words
from kg.resolution.survey import Naming, Survey

_ALIKE = 90.0
"""rapidfuzz's ratio from which two names that share a page are one, and others are proposed."""

_PLURALS_NOT = ("ss", "us", "is", "os", "js")
_SHORTEST_PLURAL, _SHORTEST_CASED = 5, 4
_PLAIN_NAME = re.compile(r"[\w .+#&/'’-]+")
_CERTAIN = 0.8
"""Confidence from which a single mention confirms a name."""


class Thing(NamedTuple):
    """A technology as the graph knows it; `id` is None for one that no catalogue has."""

    id: str | None
    name: str
    kind: Kind


@cache
def singular_key(name: str) -> str:
    """Return the letters of a technology's name without case, signs between words and a plural's `s`.

    Signs that tell names apart are spelled out as in slugs (C, C++ and C# differ), so distinct keys
    have distinct slugs. The `s` of a capital (VSTS) or of a short name is no plural's.
    """
    key = name_key(name)
    plural = name.endswith("s") and len(key) >= _SHORTEST_PLURAL and not key.endswith(_PLURALS_NOT)
    return key[:-1] if plural else key


@cache
def technology_key(name: str) -> str:
    """Return the `singular_key` without a `js` at its end: Boat, boats and Boat.js are one."""
    key = singular_key(name)
    return key[:-2] if len(key) > 4 and key.endswith("js") else key


@dataclass
class Variant:
    """All namings under one key."""

    key: str
    names: Counter[str] = field(default_factory=Counter)
    seen: list[Naming] = field(default_factory=list)

    @cached_property
    def name(self) -> str:
        """The form that most episodes use, the first by alphabet among equals."""
        return min(self.names, key=lambda name: (-self.names[name], name))

    @cached_property
    def kind(self) -> Kind:
        """The kind that the most confidence speaks for."""
        weights: Counter[Kind] = Counter()
        for naming in self.seen:  # whole numbers, since they add up alike in any order
            weights[naming.kind] += round(naming.weight * 1000)
        return min(weights, key=lambda kind: (-weights[kind], kind))

    @cached_property
    def pages(self) -> frozenset[str]:
        """Its own pages, canonical, in small letters."""
        return frozenset(page for naming in self.seen for page in naming.pages)

    @property
    def episodes(self) -> int:
        """How many episodes name it."""
        return len({naming.episode for naming in self.seen})

    @property
    def is_confirmed(self) -> bool:
        """Whether it recurs, has a page, or a mention that is no mere guess of the recogniser."""
        return self.episodes > 1 or bool(self.pages) or any(
            n.best >= _CERTAIN or n.evidence - {"ner"} for n in self.seen
        )  # fmt: skip


@dataclass(slots=True)
class Technologies:
    """What a name means, and where it means nothing."""

    things: dict[str, Thing] = field(default_factory=dict)
    """By name as extracted."""
    redirected: dict[str, Thing] = field(default_factory=dict)
    """By catalogue id, for what decisions put under another name."""
    dropped: set[tuple[str, str]] = field(default_factory=set)
    """(name, episode)."""
    confirmed: frozenset[str] = frozenset()
    """Names that are decided to be right."""


def resolve_technologies(
    survey: Survey, people: People, catalogue: Catalogue, decisions: Decisions, findings: Findings
) -> Technologies:
    """Return what the names mean; what was merged and what is left to decide goes to `findings`."""
    confirmed = frozenset(d.names[0] for d in decisions.of("confirm", "technology"))
    result = Technologies(confirmed=confirmed)
    _drop_people(survey, people, confirmed, result, findings)
    variants = _variants(survey, result.dropped, decisions)
    known = names_of(catalogue)
    targets: dict[str, Thing | str] = {}
    _decide(variants, catalogue, decisions, targets, result, findings)
    for key in sorted(variants):
        if key not in targets:
            _match_catalogue(variants[key], known, catalogue, survey, targets, result, findings)
    variants = {key: v for key, v in variants.items() if any((n, x.episode) not in result.dropped for n in v.names for x in survey.technologies[n])}  # fmt: skip
    _merge_pages(variants, targets, decisions, findings)
    for key, variant in variants.items():
        target = targets.get(key, key)
        if isinstance(target, Thing):
            thing = target
        else:
            thing = Thing(None, variants[target].name, variants[target].kind)
        result.things |= dict.fromkeys(variant.names, thing)
        for name in sorted(set(variant.names) - {variant.name}):
            findings.merges.append(Merge("technology", name, variant.name, "spelling", "the same but for signs, plural or js"))  # fmt: skip
        if key not in targets and not variant.is_confirmed and not confirmed & set(variant.names):
            findings.cases.append(_doubtful(variant, survey))
    _propose(variants, targets, survey, decisions, findings)
    return result


_REGULAR = 3
"""Episodes from which somebody is known well enough to be spoken of by one name alone, in other shows too."""


def _drop_people(
    survey: Survey, people: People, confirmed: frozenset[str], result: Technologies, findings: Findings
) -> None:
    """Drop names that are the full or single name of somebody who takes part in the episode, or hosts the show."""
    in_episode: dict[str, set[str]] = defaultdict(set)
    hosts: dict[str, set[str]] = defaultdict(set)
    anywhere: set[str] = set()
    by_one_name: set[str] = set()
    for name, seen in survey.people.items():
        for a in seen:
            if a.role == "mentioned":
                continue
            who = people.find(name, a.show, a.episode)
            names = (name, who.name) if who else (name,)
            in_episode[a.episode] |= speaking_words(names)
            anywhere |= {name_key(n) for n in names if is_full(n)}
            if len(seen) >= _REGULAR:
                by_one_name |= speaking_words(names)
            if a.role == "host":
                hosts[a.show] |= speaking_words(names)
    reasons: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, namings in survey.technologies.items():
        key = name_key(name)
        for naming in namings:
            if name in confirmed or (naming.pages and key not in anywhere):
                continue
            if key in in_episode[naming.episode]:
                reasons[name]["somebody who takes part bears the name"].append(naming.episode)
            elif key in anywhere or key in by_one_name or key in hosts[naming.show]:
                reasons[name]["a host of the show or a participant elsewhere bears the name"].append(naming.episode)  # fmt: skip
    for name in sorted(reasons):
        for reason, episodes in sorted(reasons[name].items()):
            result.dropped |= {(name, episode) for episode in episodes}
            findings.dropped.append(Dropped("technology", name, reason, tuple(sorted(episodes))))


def _variants(survey: Survey, dropped: set[tuple[str, str]], decisions: Decisions) -> dict[str, Variant]:
    """Return the names by key; names decided to be different have keys of their own."""
    apart = {name for pair in decisions.apart("technology") for name in pair}
    keys = Counter(technology_key(name) for name in apart)
    variants: dict[str, Variant] = {}
    for name in sorted(survey.technologies):
        seen = sorted(n for n in survey.technologies[name] if (name, n.episode) not in dropped)
        if seen:
            key = technology_key(name)
            # of names that slugs cannot tell apart either, only one node could be made
            key = f"{key} {slug(name)}" if name in apart and keys[key] > 1 else key
            variant = variants.setdefault(key, Variant(key))
            variant.names[name] += len(seen)
            variant.seen += seen
    return variants


@lru_cache(1)
def names_of(catalogue: Catalogue) -> Mapping[str, list[tuple[Entry, Status]]]:
    """Return the catalogue's entries by the keys of their names."""
    found: dict[str, list[tuple[Entry, Status]]] = defaultdict(list)
    for entry in catalogue.entries.values():
        for name, status in entry.names:
            if _PLAIN_NAME.fullmatch(name):  # WS-* without its sign is not what it is called
                for key in {name_key(name), singular_key(name)}:
                    found[key].append((entry, status))
    return found


def _spelled(name: str, known: Mapping[str, list[tuple[Entry, Status]]]) -> set[str]:
    """Return the ids of the entries of which `name` is a certain spelling.

    A name that counts as written only is certain in other capitals where these mark it as a name
    (TerraForm), not as the ordinary word it may be (Basic).
    """
    marked = len(name_key(name)) >= _SHORTEST_CASED and any(char.isupper() for char in name[1:])
    return {
        entry.id
        for entry, status in known.get(singular_key(name), ())
        if (status == "alias" or (status == "cased" and marked)) and not _is_host(entry.name, name)
    }


def _is_host(known: str, name: str) -> bool:
    """Whether a catalogue's name is an address (Po.st, Magic.link) and `name` is those letters without the dot."""
    return bool(re.search(r"\w\.(?!js\b)\w", known)) and "." not in name


def _match_catalogue(
    variant: Variant, known: Mapping[str, list[tuple[Entry, Status]]], catalogue: Catalogue, survey: Survey,
    targets: dict[str, Thing | str], result: Technologies, findings: Findings,
) -> None:  # fmt: skip
    """Put a name under the catalogue's entry that it spells, or whose page it shares; else keep the two apart.

    A name that counts in any capitalisation is the entry's in any spelling. One that is ambiguous
    needs a page in common; without a page of its own it is what the catalogue refused, and goes.
    """
    fits = {entry.id for name in variant.names for entry, _ in known.get(singular_key(name), ())}
    owners = {owner: page for page in sorted(variant.pages) for owner in survey.pages.get(page, ())}
    shared = sorted(
        owner
        for owner, page in owners.items()
        if owner in catalogue.entries and _shares(variant, page, catalogue.entries[owner].name)
    )
    strong = sorted(set.intersection(*(_spelled(name, known) for name in variant.names)))
    choice = shared or ([] if owners else strong)
    if len(choice) == 1:
        entry = catalogue.entries[choice[0]]
        targets[variant.key] = Thing(entry.id, entry.name, entry.kind)
        rule = "page" if shared else "catalogue"
        evidence = "shares a page with it" if shared else "a spelling of one of its names"
        findings.merges += [Merge("technology", n, entry.name, rule, evidence) for n in sorted(variant.names)]
    elif fits and not variant.pages and not result.confirmed & set(variant.names):
        reason = f"an ambiguous name of {', '.join(catalogue.entries[key].name for key in sorted(fits))}, with no page of its own"  # fmt: skip
        for name in sorted(variant.names):
            episodes = tuple(sorted({n.episode for n in survey.technologies[name]}))
            result.dropped |= {(name, episode) for episode in episodes}
            findings.dropped.append(Dropped("technology", name, reason, episodes))
    elif any(slug(name) in catalogue.entries for name in variant.names):
        # The same name, something else: its page tells the two apart for readers and in the id.
        name = f"{variant.name} ({min(variant.pages, default='other')})"
        targets[variant.key] = Thing(None, name, variant.kind)


def _shares(variant: Variant, page: str, name: str) -> bool:
    """Whether a page in common makes `variant` the thing called `name`: spelled much the same, or with
    all its words in the other name while most of its episodes link the page (Workers, Cloudflare Workers).
    """
    if fuzz.ratio(technology_key(variant.name), technology_key(name)) >= _ALIKE:
        return True
    x, y = ({technology_key(word) for word in n.split()} for n in (variant.name, name))
    linked = {n.episode for n in variant.seen if page in n.pages}
    return (x <= y or y <= x) and len(linked) * 2 >= variant.episodes


def _merge_pages(
    variants: dict[str, Variant], targets: dict[str, Thing | str], decisions: Decisions, findings: Findings
) -> None:
    """Merge names that share a page and are alike onto the one that more episodes use, as a star."""
    by_page: dict[str, list[Variant]] = defaultdict(list)
    for variant in variants.values():
        for page in variant.pages:
            by_page[page].append(variant)
    hubs = {target for target in targets.values() if isinstance(target, str)}
    for variant in sorted(variants.values(), key=_weight):
        if variant.key in targets or variant.key in hubs:
            continue
        near = {
            other.key: page
            for page in sorted(variant.pages, reverse=True)
            for other in by_page[page]
            if other.key not in targets and _weight(other) > _weight(variant)
            and _shares(variant, page, other.name) and not _refused(variant, other, decisions)
        }  # fmt: skip
        if near:
            hub = max((variants[key] for key in near), key=_weight)
            if _is_hub(hub, by_page, targets, decisions):
                targets[variant.key] = hub.key
                hubs.add(hub.key)
                findings.merges.append(Merge("technology", variant.name, hub.name, "page", f"both link to {near[hub.key]}"))  # fmt: skip


def _is_hub(hub: Variant, by_page: dict[str, list[Variant]], targets: dict[str, Thing | str], decisions: Decisions) -> bool:  # fmt: skip
    """Whether no better known variant would take `hub` in turn: a merge onto it would chain."""
    return not any(
        other.key not in targets and _weight(other) > _weight(hub)
        and _shares(hub, page, other.name) and not _refused(hub, other, decisions)
        for page in hub.pages
        for other in by_page[page]
    )  # fmt: skip


def _weight(variant: Variant) -> tuple[int, int, str]:
    return (variant.episodes, len(variant.seen), variant.key)


def _refused(a: Variant, b: Variant, decisions: Decisions) -> bool:
    apart = decisions.apart("technology")
    return any(frozenset((x, y)) in apart for x in a.names for y in b.names)


def _decide(
    variants: dict[str, Variant], catalogue: Catalogue, decisions: Decisions,
    targets: dict[str, Thing | str], result: Technologies, findings: Findings,
) -> None:  # fmt: skip
    """Replay the decisions about sameness; the first name may be the catalogue's, or a name that it lacks."""
    entries = {entry.name: entry for entry in catalogue.entries.values()}
    keys = {name: key for key, variant in variants.items() for name in variant.names}
    for decision in decisions.of("same", "technology"):
        first, *others = decision.names
        hub = keys.get(first)
        while hub is not None and isinstance(targets.get(hub), str):
            hub = str(targets[hub])
        entry = entries.get(first)
        thing = Thing(entry.id, entry.name, entry.kind) if entry else targets.get(hub or "", hub)
        if thing is None:
            continue
        for name in others:
            if name in keys and keys[name] not in targets and keys[name] != thing:
                targets[keys[name]] = thing
            elif name in entries and isinstance(thing, Thing):
                result.redirected[entries[name].id] = thing
            else:
                continue
            findings.merges.append(Merge("technology", name, first, "decision", "decided to be the same"))
    for key, target in list(targets.items()):  # a hub of one entry may be merged by a later one
        seen = {key}
        while isinstance(target, str) and target in targets and target not in seen:
            seen.add(target)
            target = targets[target]
        targets[key] = target


def _doubtful(variant: Variant, survey: Survey) -> Case:
    best = max(n.best for n in variant.seen)
    sample = survey.samples.get("technology:" + variant.name)
    sides = (f"{variant.kind}, named in {variant.seen[0].episode} alone, confidence {best:.2f}",)
    return Case("doubt", "technology", (variant.name,), best, sides, sentences=quoted(sample))


def _propose(
    variants: dict[str, Variant], targets: dict[str, Thing | str], survey: Survey, decisions: Decisions, findings: Findings
) -> None:  # fmt: skip
    """Propose to merge names that are spelled much the same and named in one show."""
    for a, b in _near(v for key, v in sorted(variants.items()) if key not in targets):
        shows = sorted({n.show for n in a.seen} & {n.show for n in b.seen})
        if not shows or _refused(a, b, decisions):
            continue
        greater, lesser = sorted((a, b), key=_weight, reverse=True)
        sides = tuple(f"{v.kind}, {v.episodes} episodes{', ' + min(v.pages) if v.pages else ''}" for v in (greater, lesser))  # fmt: skip
        contra = ("different pages",) if a.pages and b.pages and not a.pages & b.pages else ()
        samples = (survey.samples.get("technology:" + v.name) for v in (greater, lesser))
        findings.cases.append(
            Case("merge", "technology", (greater.name, lesser.name), lesser.episodes + 1.0 - 3.0 * len(contra), sides,
                 (f"spelled much the same, both in {', '.join(shows[:3])}",), contra, quoted(*samples))
        )  # fmt: skip


def _near(variants: Iterator[Variant]) -> Iterator[tuple[Variant, Variant]]:
    """Yield pairs of longer names that begin alike and differ in little."""
    blocks: dict[str, list[Variant]] = defaultdict(list)
    for variant in variants:
        if len(variant.key) >= 6:
            blocks[variant.key[:3]].append(variant)
    for block in blocks.values():
        for a, b in combinations(block, 2):
            if fuzz.ratio(a.key, b.key, score_cutoff=_ALIKE) and a.key.strip("0123456789") == a.key and b.key.strip("0123456789") == b.key:  # fmt: skip
                yield a, b
