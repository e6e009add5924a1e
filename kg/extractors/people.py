"""An episode, its cast and its stretches in; everybody named in it, with roles and mentions, out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from kg.catalog import Catalogue
from kg.extractors.cast import Cast
from kg.extractors.mentioned import Candidate, find_mentioned
from kg.extractors.participants import Participant
from kg.extractors.passages import Passages, Stretch
from kg.model import Mention, Person
from kg.names import find_names, lexical_score, plain_name, tokens_of


def extract_people(
    stretches: Sequence[Stretch],
    cast: Cast,
    passages: Passages,
    sources: Sequence[str],
    catalogue: Catalogue,
    show: str = "",
) -> tuple[Person, ...]:
    """Return the people of an episode: participants first, then who is only mentioned, each by name.

    Args:
        sources: the decoded text of each of the episode's sources, for the surfaces.
        catalogue: the known technologies, and names of what is nobody.
        show: the show's slug; its name is nobody's.
    """
    places = _participant_places(stretches, cast)
    people = [_participant(p, places.get(p.name, []), passages, sources) for p in cast.participants]
    mentioned = find_mentioned(stretches, cast, catalogue, shows_of(stretches, show))
    people += [_person(c, passages, sources) for c in mentioned]
    return tuple(sorted(people, key=lambda p: (p.role == "mentioned", p.name.casefold(), p.name)))


Place = tuple[Stretch, int, int]


_SHOW = re.compile(
    r"(?:episode (?:\d+ )?of|welcome (?:back )?to|listening to|this is) (?:the |another )?((?:[A-Z][\w’'-]*|in|of|the|to) ?){2,5}"
)


def shows_of(stretches: Sequence[Stretch], show: str) -> frozenset[str]:
    """Return the case-folded names of the show: its slug's words, and what the episode says it is called."""
    names = {" ".join(show.split("-"))}
    for stretch in stretches[:60]:
        for found in _SHOW.finditer(stretch.text.string[:4_000]):
            names |= {span.name.casefold() for span in find_names(found.group())}
    return frozenset(names)


def _participant_places(stretches: Sequence[Stretch], cast: Cast) -> dict[str, list[Place]]:
    """Return where each participant's name, first name or alias stands in the text."""
    owners: dict[str, str] = {}
    for person in cast.participants:
        words = tokens_of(person.name)
        for form in {person.name, *person.aliases, words[0] if words else person.name}:
            if len(form) > 2 or form.isupper():
                owners.setdefault(form, person.name)
        for label in sorted(person.labels):
            owners.setdefault(plain_name(label), person.name)
    if not owners:
        return {}
    pattern = re.compile(
        r"(?<![\w@/.-])(?:"
        + "|".join(re.escape(f) for f in sorted(owners, key=lambda f: (-len(f), f)))
        + r")(?![\w@/]|-\w)"
    )
    found: dict[str, list[Place]] = defaultdict(list)
    for stretch in stretches:
        if stretch.place != "sponsors":
            for m in pattern.finditer(stretch.text.string):
                found[owners[m.group()]].append((stretch, m.start(), m.end()))
    return found


def _participant(
    person: Participant, places: list[Place], passages: Passages, sources: Sequence[str]
) -> Person:
    mentions = tuple(
        passages.mention(s, a, b, sources[s.text.source], "structure", 0.95, why="takes part in the episode")
        for s, a, b in places
    )
    written = {s.text.string[a:b] for s, a, b in places}
    aliases = (person.aliases | person.labels | written) - {person.name}
    profiles = tuple(dict.fromkeys(person.profiles))
    return Person(person.name, person.role or "mentioned", tuple(sorted(aliases)), mentions, profiles)


def _person(candidate: Candidate, passages: Passages, sources: Sequence[str]) -> Person:
    confidence = 0.6 + 0.15 * lexical_score(candidate.name)
    why = _why(candidate)
    mentions: list[Mention] = []
    for stretch, start, end in sorted(candidate.places, key=lambda p: p[0].text.span(p[1], p[2])):
        mentions.append(
            passages.mention(
                stretch, start, end, sources[stretch.text.source], "ner", round(confidence, 2), why=why
            )
        )
    aliases = {s.text.string[a:b] for s, a, b in candidate.places} - {candidate.name}
    return Person(candidate.name, "mentioned", tuple(sorted(aliases)), tuple(mentions))


def _why(candidate: Candidate) -> str:
    """Return in words what spoke for a person who takes no part."""
    known = ("no name of it", "one name of it", "given name and surname")[lexical_score(candidate.name)]
    reasons = [f"{known} in the census lists"]
    reasons += ["credited behind a linked title"] * candidate.credited
    reasons += ["a profile bears the name"] * candidate.profile
    reasons += ["a word like “by” before it"] * candidate.by
    return "; ".join(reasons)
