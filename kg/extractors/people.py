"""An episode, its cast and its stretches in; everybody named in it, with roles and mentions, out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kg.catalog import Catalogue
from kg.extractors.cast import Cast, Participant, same_person
from kg.extractors.passages import Passages, Stretch, sentence_bounds
from kg.model import Mention, Person
from kg.names import NameSpan, find_names, is_given_name, is_surname, lexical_score, plain_name, tokens_of
from kg.ner import find_people

_MOST_SENTENCES = 3
"""The recogniser sees at most so many sentences for one name: the first ones that hold it."""

_BY = re.compile(
    r"\b(?:by|author|written by|named|name of|name is|friend|colleague|creator|co-?worker|(?:interview|talk|chat|conversation|episode) with|thanks to|shout ?out to|guy|from|fellow|Dr\.|Mr\.|Ms\.) $",
    re.IGNORECASE,
)
"""Words that a person's name follows."""

_NOT_AFTER = re.compile(
    r"^(?:[’']s)? (?:Conf|Podcast|Show|Award|Foundation|University|College|Institute|Guide|Book|Theorem|Law|Effect|Prize|Museum|Hotel|Avenue|Street|Inc|LLC)\b"
)
_UNDECIDED = 0.5
_PROFILE = re.compile(r"(?:twitter|github|linkedin|medium)\.com/")

NO_SURNAME = frozenset(
    "pi notebook notebooks devtools casts cast shield weekly daily monthly news os js ui ux api apis io purchase drive".split()
)
"""Words that end names of things, not of people."""

NO_PERSON = frozenset(
    {
        "harry potter",
        "darth vader",
        "luke skywalker",
        "sherlock holmes",
        "james bond",
        "rosetta stone",
        "iron man",
        "santa claus",
    }
    | {
        "mickey mouse",
        "bugs bunny",
        "homer simpson",
        "tony stark",
        "clark kent",
        "bruce wayne",
        "peter pan",
        "rube goldberg",
    }
    | {
        "hello kitty",
        "bart simpson",
        "donald duck",
        "frodo baggins",
        "bilbo baggins",
        "captain america",
        "han solo",
        "obi wan",
        "dr who",
    }
)
"""Well-known characters of fiction and figures of speech that look like people's names."""


@dataclass(slots=True)
class _Candidate:
    """A run of words that may be somebody who is only spoken of."""

    name: str
    places: list[tuple[Stretch, int, int]] = field(default_factory=list)
    by: bool = False
    """Whether a word like "by" stands before it somewhere."""
    credited: bool = False
    """Whether it closes a line of the notes behind a linked title: `[Title](url): Name`."""
    profile: bool = False
    """Whether it is the whole text of a link to a profile, or a profile bears its name."""
    beside: set[str] = field(default_factory=set)
    """Names that stand with it, joined by "and"."""
    titled: int = 0
    """How often it is the whole text of a link that leads to no page of its own: a title, most likely."""
    personal: bool = False
    """Whether a word for a person (he, her, who) stands in the sentence."""
    headed: int = 0
    """How often it stands in the episode's title."""


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
    mentioned = _mentioned(
        _candidates(stretches, cast, catalogue.knows, _shows(stretches, show)),
        catalogue.__contains__,
        _ordinary_words(stretches),
    )
    people += [_person(c, passages, sources) for c in mentioned]
    return tuple(sorted(people, key=lambda p: (p.role == "mentioned", p.name.casefold(), p.name)))


Place = tuple[Stretch, int, int]


_SHOW = re.compile(
    r"(?:episode (?:\d+ )?of|welcome (?:back )?to|listening to|this is) (?:the |another )?((?:[A-Z][\w’'-]*|in|of|the|to) ?){2,5}"
)


def _shows(stretches: Sequence[Stretch], show: str) -> frozenset[str]:
    """Return the case-folded names of the show: its slug's words, and what the episode says it is called."""
    names = {" ".join(show.split("-"))}
    for stretch in stretches[:60]:
        for found in _SHOW.finditer(stretch.text.string[:4_000]):
            names |= {span.name.casefold() for span in find_names(found.group())}
    return frozenset(names)


def _ordinary_words(stretches: Sequence[Stretch]) -> frozenset[str]:
    """Return the words of two letters or more that the episode writes in small letters somewhere."""
    words: set[str] = set()
    for stretch in stretches:
        words.update(re.findall(r"(?<![\w’'.@/-])[^\W\d_A-Z][^\W\d_A-Z]+(?![\w@/])", stretch.text.string))
    return frozenset(words)


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


def _candidates(
    stretches: Sequence[Stretch],
    cast: Cast,
    is_other: Callable[[str], bool],
    shows: frozenset[str] = frozenset(),
) -> list[_Candidate]:
    """Gather the runs of capitalised words that belong to no participant and name no technology or show."""
    found: dict[str, _Candidate] = {}
    own: dict[str, bool] = {}
    handles = " ".join(
        link.canonical for stretch in stretches for link in stretch.links if _PROFILE.match(link.canonical)
    ).casefold()
    firsts = {name.split()[0] for p in cast.participants for name in (p.name, *p.aliases) if name.split()}
    for stretch in stretches:
        string = stretch.text.string
        previous: tuple[str, int] | None = None
        for span in _cleaned(find_names(string), string, firsts):
            if span.name not in own:
                own[span.name] = any(
                    same_person(p.name, span.name) or f" {p.name} " in f" {span.name} "
                    for p in cast.participants
                )
            if stretch.place == "sponsors" and lexical_score(span.name) < 2:
                continue  # advertisements are full of brands
            if (
                re.search(r"[’']s $", string[max(0, span.start - 3) : span.start])
                and lexical_score(span.name) < 2
            ):
                continue  # "Turk's Head Knot"
            if (
                own[span.name]
                or is_other(span.name)
                or span.name.casefold() in shows
                or _NOT_AFTER.match(string[span.end : span.end + 24])
            ):
                continue
            candidate = found.setdefault(span.name, _Candidate(span.name))
            candidate.places.append((stretch, span.start, span.end))
            candidate.by = candidate.by or bool(_BY.search(string[max(0, span.start - 24) : span.start]))
            candidate.personal = candidate.personal or bool(
                _PERSONAL.search(string[max(0, span.start - 80) : span.end + 80])
            )
            candidate.credited = candidate.credited or any(
                re.fullmatch(r" ?[:–—-] ", string[link.end : span.start])
                and not string[span.end :].strip(" .")
                for link in stretch.links
            )
            candidate.credited = candidate.credited or (
                stretch.turn is None
                and re.search(r"\S by $", string[max(0, span.start - 5) : span.start]) is not None
                and any(link.start < span.start and span.end == link.end for link in stretch.links)
            )
            squashed = re.sub(r"\W", "", span.name).casefold()
            candidate.profile = candidate.profile or squashed in handles
            candidate.titled += any(
                link.start == span.start
                and link.end <= span.end + 1
                and squashed not in re.sub(r"\W", "", link.canonical)
                for link in stretch.links
            )
            candidate.headed += stretch.turn is None and stretch.section is None
            if previous and re.fullmatch(r",? (?:and|&) |, ", string[previous[1] : span.start]):
                candidate.beside.add(previous[0])
                found[previous[0]].beside.add(span.name)
            previous = (span.name, span.end)
    return list(found.values())


_PERSONAL = re.compile(
    r"\b(?:he|she|his|her|him|who|guy|woman|man|friend|author)(?:[’']\w+)?\b", re.IGNORECASE
)


def _cleaned(spans: Iterable[NameSpan], string: str, firsts: set[str]) -> Iterator[NameSpan]:
    """Yield the names without a show's initials before them and without the label of whoever speaks next behind them.

    Args:
        firsts: first names and aliases of the participants, as labels have them.
    """
    for name, start, end in spans:
        words = name.split()
        if len(words) > 2 and re.fullmatch(r"[A-Z]{2,4}", words[0]) and is_given_name(words[1]):
            start += len(words[0]) + 1
            words = words[1:]
        if len(words) > 2 and words[-1] in firsts and re.match(r"\W{0,3}:", string[end : end + 4]):
            end -= len(words[-1]) + 1
            words = words[:-1]
        yield NameSpan(" ".join(words), start, end)


def _mentioned(
    candidates: list[_Candidate], is_technology: Callable[[str], bool], ordinary: frozenset[str]
) -> list[_Candidate]:
    """Return the candidates that are people: name lists, context and spaCy's recogniser decide together.

    `ordinary` are the words that the episode also writes in small letters.
    """
    doubtful = [c for c in candidates if _may_be_person(c, is_technology, ordinary)]
    asked: dict[str, list[str]] = {}
    for candidate in doubtful:
        if not _is_person(candidate, 0.0, is_technology):  # else no answer of the recogniser would change it
            places = candidate.places[:_MOST_SENTENCES]
            asked[candidate.name] = [
                s.text.string[slice(*sentence_bounds(s.text.string, a, b))] for s, a, b in places
            ]
    sentences = list(dict.fromkeys(sentence for some in asked.values() for sentence in some))
    people = dict(zip(sentences, find_people(sentences), strict=True))
    share = {
        name: sum(any(_same_run(name, person) for person in people[sentence]) for sentence in some)
        / len(some)
        for name, some in asked.items()
    }
    kept = [c for c in doubtful if _is_person(c, share.get(c.name, 0.0), is_technology)]
    sure = {c.name for c in kept}
    kept += [
        c for c in doubtful if c.name not in sure and c.beside & sure and (lexical_score(c.name) > 0 or c.by)
    ]
    return _merged(kept)


def _same_run(name: str, entity: str) -> bool:
    """Whether the recogniser's span is the name, give or take what it swallows at its ends."""
    entity = plain_name(re.sub(r"[’']s$", "", entity))
    return (
        name == entity
        or (name in entity and len(entity.split()) <= len(name.split()) + 1)
        or (entity in name and len(entity.split()) >= 2 and len(name.split()) - len(entity.split()) <= 1)
    )


def _may_be_person(
    candidate: _Candidate, is_technology: Callable[[str], bool], ordinary: frozenset[str]
) -> bool:
    words = tokens_of(candidate.name)
    score = lexical_score(candidate.name)
    if (
        len(words) > 4
        or any((w.isupper() and len(w) > 2) or "Conf" in w for w in words)
        or candidate.name.casefold() in NO_PERSON
    ):
        return False
    if any(
        re.search(r"[a-z][A-Z]", w) and not re.match(r"(?:Mc|Mac|De|La|Le|Di|Van|Fitz|O[’'])", w)
        for w in words
    ):
        return False
    if score < 2 and any(is_technology(w) for w in words if len(w) > 2):
        return False
    if (
        score < 2
        and any(w.casefold() in ordinary for w in words)
        and not (candidate.credited or candidate.profile)
    ):
        # "Steve Jobs": a given name that is never an ordinary word here leaves it to the recogniser.
        if not (is_given_name(words[0]) and words[0].casefold() not in ordinary and len(words) == 2):
            return False
    if len({w.casefold() for w in words}) < len(words) or words[-1].casefold() in NO_SURNAME:
        return False
    return not all(w.casefold() in ordinary for w in words)


def _is_person(candidate: _Candidate, share: float, is_technology: Callable[[str], bool]) -> bool:
    """Weigh the name lists (0 to 2), the recogniser's share of PERSON and the words around the name."""
    if candidate.credited or candidate.profile:
        return True
    score = lexical_score(candidate.name)
    only_titles = candidate.titled + candidate.headed == len(candidate.places)
    if only_titles and not candidate.by:
        return score == 2 and share == 1.0
    match score:
        case 2:
            return share >= _UNDECIDED or candidate.by or not is_technology(tokens_of(candidate.name)[0])
        case 1:
            return (
                candidate.by
                or share >= _UNDECIDED
                or (candidate.personal and is_surname(tokens_of(candidate.name)[-1]))
            )
        case _:
            return (share == 1.0 and candidate.personal) or (candidate.by and share >= _UNDECIDED)


def _merged(candidates: list[_Candidate]) -> list[_Candidate]:
    """Join names of one person written in two ways, the fuller one staying."""
    kept: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (-len(c.places), -len(c.name), c.name)):
        same = next((k for k in kept if same_person(k.name, candidate.name)), None)
        if same is None:
            kept.append(candidate)
        else:
            if len(candidate.name.split()) > len(same.name.split()):
                same.name = candidate.name
            same.places += candidate.places
    return kept


def _person(candidate: _Candidate, passages: Passages, sources: Sequence[str]) -> Person:
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


def _why(candidate: _Candidate) -> str:
    """Return in words what spoke for a person who takes no part."""
    known = ("no name of it", "one name of it", "given name and surname")[lexical_score(candidate.name)]
    reasons = [f"{known} in the census lists"]
    reasons += ["credited behind a linked title"] * candidate.credited
    reasons += ["a profile bears the name"] * candidate.profile
    reasons += ["a word like “by” before it"] * candidate.by
    return "; ".join(reasons)
