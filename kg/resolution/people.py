"""A survey and decisions in; which individual each name stands for, in which show or episode, out.

Equal names are one person unless profiles say otherwise; variants of a name are merged on evidence
that speaks for just these two, onto the name that more episodes use: a star, never a chain.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import combinations
from typing import NamedTuple

from kg.decisions import Decisions
from kg.names import same_given_name, surname_rank
from kg.naming import slug
from kg.resolution.cases import Case, Findings, Merge, quoted
from kg.resolution.likeness import Likeness, likeness, name_key, slip, words_of
from kg.resolution.survey import Appearance, Survey

_RARE = 20_000
"""Rank in the census from which so few bear a surname that it tells more than the given name."""

_MOST_SHOWN = 6


class Individual(NamedTuple):
    """Somebody, as the graph knows them."""

    id: str
    name: str


@dataclass
class Group:
    """All appearances under one name, however it is spelled."""

    key: str
    mark: str = ""
    """Put behind the id of one whose name is decided to be different from another with the same slug."""
    names: Counter[str] = field(default_factory=Counter)
    seen: list[Appearance] = field(default_factory=list)

    @cached_property
    def name(self) -> str:
        """The spelling that most episodes use, the plainest among equals."""
        return min(self.names, key=lambda name: (-self.names[name], len(re.sub(r"\w", "", name)), name))

    @cached_property
    def shows(self) -> Counter[str]:
        """How many episodes of each show name them."""
        return Counter(a.show for a in self.seen)

    @cached_property
    def hosted(self) -> Counter[str]:
        """How many episodes of each show they host."""
        return Counter(a.show for a in self.seen if a.role == "host")

    @cached_property
    def episodes(self) -> frozenset[str]:
        """The episodes that name them."""
        return frozenset(a.episode for a in self.seen)

    @cached_property
    def taking_part(self) -> frozenset[str]:
        """The episodes that they take part in."""
        return frozenset(a.episode for a in self.seen if a.role != "mentioned")

    @cached_property
    def accounts(self) -> Counter[str]:
        """How many episodes link their name to an account."""
        return Counter(account for a in self.seen for account in a.accounts)

    @cached_property
    def weight(self) -> tuple[int, int, str]:
        """Episodes they take part in, then all that name them, then the key: greater is the better known."""
        return (sum(a.role != "mentioned" for a in self.seen), len(self.seen), self.key)


@dataclass(slots=True)
class People:
    """Whom a name means."""

    everywhere: dict[str, Individual] = field(default_factory=dict)
    in_show: dict[tuple[str, str], Individual] = field(default_factory=dict)
    """(name, show)."""
    in_episode: dict[tuple[str, str], Individual] = field(default_factory=dict)
    """(name, episode)."""

    def find(self, name: str, show: str, episode: str) -> Individual | None:
        """Return who is meant by `name` in an episode; None for a name that no episode gives to a person."""
        return (
            self.in_episode.get((name, episode))
            or self.in_show.get((name, show))
            or self.everywhere.get(name)
        )


def resolve_people(survey: Survey, decisions: Decisions, findings: Findings) -> People:
    """Return whom each name means; what was merged and what is left to decide goes to `findings`."""
    people = People()
    groups = _groups(survey, decisions)
    targets = _decided(groups, decisions, findings)
    scopes = _merge_variants(groups, targets, survey, decisions, findings)
    for key, group in groups.items():
        hub = groups[targets.get(key, key)]
        for name in group.names:
            people.everywhere[name] = _individual(hub)
    for (key, target), shows in sorted(scopes.items()):
        for name in groups[key].names:
            for show in shows:
                people.in_show[name, show] = _individual(groups[target])
    _keep_homonyms_apart(groups, people, decisions, findings)
    _resolve_single_names(survey, groups, people, findings)
    _decide_in_shows(survey, people, decisions, findings)
    return people


def _decide_in_shows(survey: Survey, people: People, decisions: Decisions, findings: Findings) -> None:
    """Replay the decisions that hold in one show: whom a name means there, or that it means somebody else."""
    for decision in decisions.of("same", "person"):
        first, *others = decision.names
        if decision.show is None:
            for name in (name for name in decision.names if not is_full(name) and name in survey.people):
                findings.warnings.append(f"section `same`: {name!r} is a single word; give the `show` in which it is meant")  # fmt: skip
        elif who := people.find(first, decision.show, ""):
            for name in others:
                people.in_show[name, decision.show] = who
                people.in_episode |= dict.fromkeys([(name, a.episode) for a in survey.people.get(name, ()) if a.show == decision.show], who)  # fmt: skip
                findings.merges.append(Merge("person", name, who.name, "decision", "decided to be the same", decision.show))  # fmt: skip
    for decision in decisions.of("split", "person"):
        name, show = decision.names[0], decision.show or ""
        people.in_show[name, show] = Individual(f"person/{show}/{slug(name)}", name)


def _individual(group: Group) -> Individual:
    return Individual(f"person/{slug(group.name)}{group.mark}", group.name)


def unresolved(name: str, show: str) -> Individual:
    """Return who a name that resolution does not know is: one word belongs to the show (a slug)."""
    scope = "" if is_full(name) else f"{show}/"
    return Individual(f"person/{scope}{slug(name)}", name)


def is_full(name: str) -> bool:
    """Whether a name has more than one word, so that it may name one person everywhere."""
    return len(name.split()) > 1


def _groups(survey: Survey, decisions: Decisions) -> dict[str, Group]:
    """Return the full names by key; names decided to be different have keys of their own."""
    apart = {name for pair in decisions.apart("person") for name in pair}
    ids = Counter(name_key(name) for name in apart)
    groups: dict[str, Group] = {}
    for name in sorted(survey.people):
        if is_full(name):
            key = name_key(name)
            key = f"{key} {name}" if name in apart and ids[key] > 1 else key
            group = groups.setdefault(key, Group(key))
            group.names[name] += len(survey.people[name])
            group.seen += survey.people[name]
    taken: Counter[str] = Counter()
    for group in sorted(groups.values(), key=lambda g: g.weight, reverse=True):
        group.seen.sort()
        own = slug(group.name)
        taken[own] += 1
        group.mark = f"-{taken[own]}" if taken[own] > 1 else ""
    return groups


def _decided(groups: dict[str, Group], decisions: Decisions, findings: Findings) -> dict[str, str]:
    """Return the merges (key → key) that the decisions ask for."""
    keys = {name: key for key, group in groups.items() for name in group.names}
    targets: dict[str, str] = {}
    for decision in decisions.of("same", "person"):
        if decision.show is not None or not all(name in keys for name in decision.names):
            continue  # what names nobody is reported for all sections together
        hub = keys[decision.names[0]]
        while hub in targets:
            hub = targets[hub]
        for name in decision.names[1:]:
            if keys[name] != hub and keys[name] not in targets:
                targets[keys[name]] = hub
                findings.merges.append(Merge("person", name, decision.names[0], "decision", "decided to be the same"))  # fmt: skip
    for key, target in list(targets.items()):  # a hub of one entry may be merged by a later one
        while target in targets:
            target = targets[target]
        targets[key] = target
    return targets


class _Evidence(NamedTuple):
    """What speaks for and against two groups being one person."""

    rule: str | None
    """The rule that merges them, None where it is only to be proposed."""
    pro: tuple[str, ...]
    contra: tuple[str, ...]
    everywhere: bool = True
    """Whether a merge holds in every show, rather than where the better known name is at home."""


def _merge_variants(
    groups: dict[str, Group], targets: dict[str, str], survey: Survey, decisions: Decisions, findings: Findings
) -> dict[tuple[str, str], list[str]]:  # fmt: skip
    """Merge variants of names into `targets`, and return the merges that hold in some shows only.

    The groups are gone through from the best known on: each is merged onto the only hub that the
    evidence ties it to, or becomes a hub itself. One that was merged is no hub, so nothing chains.
    """
    scopes: dict[tuple[str, str], list[str]] = {}
    rivals: dict[str, list[tuple[Group, Likeness]]] = defaultdict(list)
    for a, b, alike in _alike(groups):
        lesser, greater = sorted((a, b), key=lambda g: g.weight)
        rivals[lesser.key].append((greater, alike))
    moved: set[str] = set()
    fixed = set(targets) | set(targets.values())
    for key in sorted(rivals, key=lambda k: groups[k].weight, reverse=True):
        group = groups[key]
        weighed = [
            (hub, alike, _weigh(group, hub, alike, decisions))
            for hub, alike in sorted(rivals[key], key=lambda r: r[0].weight, reverse=True)
            if hub.key not in targets and hub.key not in moved
        ]
        merging = [w for w in weighed if w[2].rule]
        if len(merging) > 1:  # its own kind of likeness decides where just one is the closest
            closest = [w for w in merging if w[2].rule == "profile"] or [
                w for w in merging if w[1] == "middle"
            ]
            merging = closest
        if len(merging) == 1 and key not in fixed and not _disputed(group, merging[0], weighed):
            hub, _, evidence = merging[0]
            shows = sorted(set(group.shows) & set(hub.shows))
            if evidence.everywhere or set(shows) == set(group.shows):
                targets[key] = hub.key
            else:
                scopes[key, hub.key] = shows
                moved.add(key)
            scope = "" if key in targets else ", ".join(shows)
            merge = Merge("person", group.name, hub.name, evidence.rule or "", "; ".join(evidence.pro), scope)
            findings.merges.append(merge)
            continue
        for hub, alike, evidence in weighed:
            if not evidence.pro and alike not in ("middle", "nickname"):
                continue  # names that are merely alike are too many to ask about
            if targets.get(key) != hub.key and not decisions.settles(("same", "different"), "person", (group.name, hub.name)):  # fmt: skip
                findings.cases.append(_proposal(group, hub, evidence, survey))
    for group in groups.values():
        for name in sorted(set(group.names) - {group.name}):
            findings.merges.append(Merge("person", name, group.name, "spelling", "the same letters"))
    return scopes


def _disputed(group: Group, chosen: tuple[Group, Likeness, _Evidence], weighed: list[tuple[Group, Likeness, _Evidence]]) -> bool:  # fmt: skip
    """Whether a slip may as well be one in the name of a better known host of the same shows.

    Mark Ericson is one letter from Mark Erikson and two from Mark Ericksen, who hosts far more often.
    """
    hub, alike, _ = chosen
    return alike == "slip" and any(
        other.hosted[show] > hub.hosted[show]
        for other, likeness_, _ in weighed
        if likeness_ == "near"
        for show in group.hosted
    )


def _alike(groups: dict[str, Group]) -> Iterator[tuple[Group, Group, Likeness]]:
    """Yield the pairs of groups whose names are alike, each once.

    Names that are alike have the last word in common, or all others, or one begins with all of the other.
    """
    names = [(group, words) for group in groups.values() if len(words := words_of(group.name)) > 1]
    ended: dict[str, list[tuple[Group, tuple[str, ...]]]] = defaultdict(list)
    begun: dict[tuple[str, ...], list[tuple[Group, tuple[str, ...]]]] = defaultdict(list)
    whole: dict[tuple[str, ...], list[Group]] = defaultdict(list)
    for group, words in names:
        ended[words[-1]].append((group, words))
        begun[words[:-1]].append((group, words))
        whole[words].append(group)
    for block in ended.values():
        for (a, x), (b, y) in combinations(block, 2):
            if alike := likeness(x, y):
                yield a, b, alike
    for block in begun.values():
        for (a, x), (b, y) in combinations(block, 2):
            if x[-1] != y[-1] and (alike := slip(x[-1], y[-1])):
                yield a, b, alike
    for group, words in names:
        for length in range(2, len(words)):
            for shorter in whole.get(words[:length], ()) if words[length - 1] != words[-1] else ():
                yield shorter, group, "longer"


def _weigh(lesser: Group, greater: Group, alike: Likeness, decisions: Decisions) -> _Evidence:
    """Return what speaks for and against one person, and the rule that decides where there is one."""
    shared = sorted(set(lesser.accounts) & set(greater.accounts))
    shows = sorted(set(lesser.shows) & set(greater.shows))
    hosts = sorted(set(lesser.hosted) & set(greater.hosted))
    together = lesser.episodes & greater.episodes
    if alike == "middle":  # the talk may well give somebody a middle name that the notes leave out
        together = lesser.taking_part & greater.taking_part
    pro = [f"both link to {account}" for account in shared[:2]]
    pro += [f"both host {show} ({lesser.hosted[show]} and {greater.hosted[show]} episodes), never together" for show in hosts if not together]  # fmt: skip
    rare = surname_rank(words_of(lesser.name)[-1]) > _RARE
    if shows and not hosts and alike != "near":
        pro.append(f"both are named in {', '.join(shows[:4])}")
    if rare and alike not in ("slip", "near"):
        pro.append("few bear the surname")
    contra = [f"{len(together)} episodes name both, such as {min(together)}"] if together else []
    contra += [
        f"different accounts: {a} and {b}" for a, b in _conflicts(lesser.accounts, greater.accounts)[:1]
    ]
    if any(frozenset((a, b)) in decisions.apart("person") for a in lesser.names for b in greater.names):
        return _Evidence(None, (), ("decided to be different",))
    if not pro:
        contra.append("no show and no link in common")
    if shared and not together:
        return _Evidence("profile", tuple(pro), tuple(contra))
    if contra or alike in ("initial", "near"):
        return _Evidence(None, tuple(pro), tuple(contra))
    if alike == "middle" and (shows or rare):
        return _Evidence("middle name", tuple(pro), ())
    at_home = sum(lesser.hosted[show] for show in hosts) * 3 >= lesser.hosted.total() * 2
    if hosts and alike != "near" and at_home:
        return _Evidence("hosts", tuple(pro), (), everywhere=alike == "longer" or (alike == "slip" and rare))
    if alike == "nickname" and rare and shows:
        return _Evidence("short name", tuple(pro), (), everywhere=False)
    return _Evidence(None, tuple(pro), tuple(contra))


def _conflicts(a: Iterable[str], b: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of accounts on one site that cannot be one person's, if no account is shared."""
    if set(a) & set(b):
        return []
    return sorted((x, y) for x in a for y in b if x.split("/")[0] == y.split("/")[0])


def _proposal(lesser: Group, greater: Group, evidence: _Evidence, survey: Survey) -> Case:
    weight = min(len(lesser.seen), len(greater.seen)) + 2.0 * len(evidence.pro) - 3.0 * len(evidence.contra)
    return Case(
        "merge", "person", (greater.name, lesser.name), weight, (_facts(greater), _facts(lesser)), evidence.pro,
        evidence.contra, quoted(survey.samples.get("person:" + greater.name), survey.samples.get("person:" + lesser.name)),
    )  # fmt: skip


def _facts(group: Group) -> str:
    """Return who somebody is, in a line: shows with roles and counts, and accounts."""
    counts = Counter((a.show, a.role) for a in group.seen)
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_SHOWN]
    shows = ", ".join(f"{role} in {n} of {show}" for (show, role), n in most)
    accounts = ", ".join(sorted(group.accounts)[:3])
    return shows + (f"; {accounts}" if accounts else "")


def _keep_homonyms_apart(
    groups: dict[str, Group], people: People, decisions: Decisions, findings: Findings
) -> None:
    """Give a name's bearer in some shows a node of their own where accounts tell them from the others.

    That is the case where two sets of shows link the name to different accounts on one site and to
    no account in common. A set of shows is what common accounts hold together; shows without an
    account stay with the set of the most episodes.
    """
    owners: dict[str, Counter[str]] = defaultdict(Counter)
    for group in groups.values():
        for account, count in group.accounts.items():
            owners[account][group.key] += count
    for group in groups.values():
        if len(group.accounts) < 2:
            continue  # as nearly everybody
        if people.everywhere[group.name].id != _individual(group).id:
            continue  # decided, or merged: the evidence was weighed there
        clusters = _clusters(group, owners)
        for shows, accounts in clusters[1:]:
            against = _conflicts(accounts, clusters[0][1])
            if not against or decisions.settles(("same",), "person", group.names):
                continue
            other = Individual(f"person/{shows[0]}/{slug(group.name)}", group.name)
            for name in group.names:
                people.in_show |= {(name, show): other for show in shows}
            evidence = f"{against[0][0]} there, {against[0][1]} elsewhere"
            findings.merges.append(
                Merge("person", group.name, other.id, "homonym", evidence, ", ".join(shows))
            )


def _clusters(group: Group, owners: dict[str, Counter[str]]) -> list[tuple[list[str], set[str]]]:
    """Return (shows, accounts) of each set of shows that common accounts hold together, the largest first."""
    clusters: list[tuple[set[str], set[str]]] = []
    for show in sorted(group.shows):
        own = {
            account
            for a in group.seen
            if a.show == show
            for account in a.accounts
            # an account that panel lists mostly give to somebody else is no evidence
            if owners[account][group.key] * 2 >= owners[account].total()
        }
        joined = [c for c in clusters if c[1] & own]
        clusters = [c for c in clusters if c not in joined]
        if own:
            clusters.append(({show}.union(*(c[0] for c in joined)), own.union(*(c[1] for c in joined))))
    ordered = sorted(clusters, key=lambda c: (-sum(group.shows[s] for s in c[0]), sorted(c[0])))
    return [(sorted(shows), accounts) for shows, accounts in ordered] or [([], set())]


_REGULAR = 3
"""Episodes of a show that somebody hosts, from which a first name alone may mean them there."""

_AROUND = 120
"""Days before or after within which a regular must host another episode to count as active."""


def _resolve_single_names(
    survey: Survey, groups: dict[str, Group], people: People, findings: Findings
) -> None:
    """Resolve hosts known by one word to the one regular host of the show whom it can mean."""
    regulars = _regulars(groups, people)
    for name in sorted(survey.people):
        if is_full(name):
            continue
        for a in sorted(survey.people[name]):
            if a.role != "host":
                continue
            fits = [
                r for r in regulars.get(a.show, ()) if _means(name, r.name) and a.episode not in r.episodes
            ]
            if len(fits) > 1:
                fits = [r for r in fits if r.is_active(a.date)]
            if len(fits) == 1:
                people.in_episode[name, a.episode] = fits[0].who
                evidence = f"the only host of {a.show} of that name" + (" at the time" if a.date else "")
                findings.merges.append(Merge("person", name, fits[0].name, "first name", evidence, a.episode))


@dataclass
class _Regular:
    """Somebody who hosts a show again and again."""

    who: Individual
    name: str
    episodes: frozenset[str]
    """Those of the show that they take part in."""
    dates: tuple[str, ...]

    def is_active(self, date: str) -> bool:
        """Whether they host another episode within some months of `date`."""
        return bool(date) and any(abs(_days(date) - _days(d)) <= _AROUND for d in self.dates)


def _days(date: str) -> int:
    """Return a count of days that is exact enough for months; 0 for what is no ISO day."""
    parts = date.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return 0
    year, month, day = map(int, parts)
    return year * 365 + month * 30 + day


def _regulars(groups: dict[str, Group], people: People) -> dict[str, list[_Regular]]:
    """Return the regular hosts by show, those of merged names together."""
    joined: dict[tuple[str, Individual], list[Appearance]] = defaultdict(list)
    for group in groups.values():
        for a in group.seen:
            who = people.find(group.name, a.show, a.episode)
            if who and a.role != "mentioned":
                joined[a.show, who].append(a)
    found: dict[str, list[_Regular]] = defaultdict(list)
    for (show, who), seen in sorted(joined.items()):
        dates = tuple(sorted(a.date for a in seen if a.role == "host" and a.date))
        if sum(a.role == "host" for a in seen) >= _REGULAR:
            found[show].append(_Regular(who, who.name, frozenset(a.episode for a in seen), dates))
    return found


def _means(word: str, name: str) -> bool:
    """Whether one word can stand for a full name: its given name, a short form of it, or its surname."""
    key, words = name_key(word), words_of(name)
    return bool(words) and (key in (words[0], words[-1]) or same_given_name(key, words[0]))


@cache
def speaking_words(names: tuple[str, ...]) -> frozenset[str]:
    """Return the keys of full names and of each of their words."""
    return frozenset(key for name in names for key in (name_key(name), *words_of(name)))
