"""An episode's stretches and cast in; the names of people who are only spoken of in it out.

A run of capitalised words is a candidate. What speaks for it is weighed by a logistic regression over
the census lists, spaCy's recogniser, the words around it (kg.context) and a few patterns. Its weights,
kg/data/people.json, are trained by scripts/train on annotated episodes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from kg.catalog import Catalogue
from kg.context import common_words, judge
from kg.extractors.cast import Cast
from kg.extractors.participants import same_person
from kg.extractors.passages import Stretch, sentence_bounds
from kg.names import (
    NameSpan,
    find_names,
    given_rank,
    is_given_name,
    lexical_score,
    plain_name,
    surname_rank,
    tokens_of,
)
from kg.ner import Entity, find_entities

_MOST_SENTENCES = 3
"""The recogniser sees at most so many sentences for one name: the first ones that hold it."""
_MOST_JUDGED = 5
"""The words around a name are read at so many of its places."""

_FREQUENT_GIVEN, _FREQUENT_SURNAME, _SURNAME = 500, 3_000, 30_000
"""Ranks in the census up to which a name counts as frequent, or as one at all."""

_BY = re.compile(
    r"\b(?:by|author|written by|named|name of|name is|friend|colleague|creator|co-?worker|(?:interview|talk|chat|conversation|episode) with|thanks to|shout ?out to|guy|from|fellow|Dr\.|Mr\.|Ms\.) $",
    re.IGNORECASE,
)
"""Words that a person's name follows."""

_NOT_AFTER = re.compile(
    r"^(?:[’']s)? (?:Conf|Podcast|Show|Award|Foundation|University|College|Institute|Guide|Book|Theorem|Law|Effect|Prize|Museum|Hotel|Avenue|Street|Inc|LLC)\b"
)
_OWNED = re.compile(
    r"(?<!\bthat)(?<!\bit)(?<!\bhere)(?<!\bthere)(?<!\bhe)(?<!\bshe)(?<!\bwho)(?<!\bwhat)(?<!\bname)[’']s $",
    re.IGNORECASE,
)
"""A possessive, and no contraction: Turk's, not that's."""

_PERSONAL = re.compile(
    r"\b(?:he|she|his|her|him|who|guy|woman|man|friend|author)(?:[’']\w+)?\b", re.IGNORECASE
)
_PROFILE = re.compile(r"(?:twitter|github|linkedin|medium)\.com/")
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")
_SURNAME_PREFIX = re.compile(r"(?:Mc|Mac|De|La|Le|Di|Van|Fitz|O[’'])")

_NO_SURNAME = frozenset(
    "pi notebook notebooks devtools casts cast shield weekly daily monthly news os js ui ux api apis io purchase drive".split()
)
"""Words that end names of things, not of people."""

Features = Mapping[str, float]


@dataclass(slots=True)
class Candidate:
    """A run of words that may be the name of somebody who is only spoken of."""

    name: str
    places: list[tuple[Stretch, int, int]] = field(default_factory=list)
    by: bool = False
    """Whether a word like "by" stands before it somewhere."""
    credited: bool = False
    """Whether it closes a line of the notes behind a linked title: `[Title](url): Name`."""
    profile: bool = False
    """Whether a profile that the episode links to bears its name."""
    beside: set[str] = field(default_factory=set)
    """Names that stand with it, joined by "and"."""
    personal: bool = False
    """Whether a word for a person (he, her, who) stands near."""


def find_mentioned(
    stretches: Sequence[Stretch], cast: Cast, catalogue: Catalogue, shows: frozenset[str]
) -> list[Candidate]:
    """Return the people of an episode who take no part in it, each once.

    Args:
        catalogue: the known technologies, and names of what is nobody.
        shows: the case-folded names of the show.
    """
    candidates = gather(stretches, cast, catalogue, shows)
    ordinary = ordinary_words(stretches)
    weighed = {c.name: features(c, candidates, ordinary, catalogue) for c in candidates.values()}
    doubtful = [c for c in candidates.values() if not _is_settled(weighed[c.name])]
    for name, recognised in recognise(doubtful).items():
        weighed[name] |= recognised
    kept = [
        c for c in candidates.values() if c.credited or c.profile or log_odds(weighed[c.name]) > THRESHOLD
    ]
    return _merged(kept)


THRESHOLD = 0.0
"""Log-odds from which a candidate is taken for a person; set on annotated episodes."""


def gather(
    stretches: Sequence[Stretch], cast: Cast, catalogue: Catalogue, shows: frozenset[str]
) -> dict[str, Candidate]:
    """Return, by name, the runs of capitalised words that belong to no participant and name no technology or show."""
    found: dict[str, Candidate] = {}
    own: dict[str, bool] = {}
    handles = " ".join(
        link.canonical for stretch in stretches for link in stretch.links if _PROFILE.match(link.canonical)
    ).casefold()
    firsts = {name.split()[0] for p in cast.participants for name in (p.name, *p.aliases) if name.split()}
    for stretch in stretches:
        string = stretch.text.string
        previous: tuple[str, int] | None = None
        for span in _cleaned(find_names(string), string, firsts):
            name, start, end = span
            if name not in own:
                own[name] = catalogue.knows(name) or any(
                    same_person(p.name, name) or f" {p.name} " in f" {name} " for p in cast.participants
                )
            if own[name] or name.casefold() in shows or _NOT_AFTER.match(string[end : end + 24]):
                continue
            # Advertisements are full of brands, and what is owned is mostly a thing: Turk's Head Knot.
            owned = stretch.place == "sponsors" or _OWNED.search(string[max(0, start - 9) : start])
            if owned and lexical_score(name) < 2:
                continue
            candidate = found.setdefault(name, Candidate(name))
            _see(candidate, stretch, span, handles)
            if previous and re.fullmatch(r",? (?:and|&) |, ", string[previous[1] : start]):
                candidate.beside.add(previous[0])
                found[previous[0]].beside.add(name)
            previous = name, end
    return found


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


def _see(candidate: Candidate, stretch: Stretch, span: NameSpan, handles: str) -> None:
    """Add one place of `candidate`, with what the patterns around it say."""
    string = stretch.text.string
    name, start, end = span
    candidate.places.append((stretch, start, end))
    candidate.by |= bool(_BY.search(string[max(0, start - 24) : start]))
    candidate.personal |= bool(_PERSONAL.search(string[max(0, start - 80) : end + 80]))
    closes = not string[end:].strip(" .")
    behind = any(re.fullmatch(r" ?[:–—-] ", string[link.end : start]) for link in stretch.links)
    linked = any(link.start < start and end == link.end for link in stretch.links)
    signed = stretch.turn is None and re.search(r"\S by $", string[max(0, start - 5) : start])
    candidate.credited |= (behind and closes) or (linked and signed is not None)
    candidate.profile |= re.sub(r"\W", "", name).casefold() in handles


def ordinary_words(stretches: Sequence[Stretch]) -> frozenset[str]:
    """Return the words of two letters or more that the episode writes in small letters somewhere."""
    words: set[str] = set()
    for stretch in stretches:
        words.update(re.findall(r"(?<![\w’'.@/-])[^\W\d_A-Z][^\W\d_A-Z]+(?![\w@/])", stretch.text.string))
    return frozenset(words)


def features(
    candidate: Candidate, candidates: Mapping[str, Candidate], ordinary: frozenset[str], catalogue: Catalogue
) -> dict[str, float]:
    """Return what the regression looks at, by name of the weight, the recogniser's say left out.

    Args:
        ordinary: the words that the episode also writes in small letters.
    """
    words = tokens_of(candidate.name)
    first, last = words[0].casefold(), words[-1].casefold()
    given, surname = given_rank(words[0]), surname_rank(words[-1])
    frequent = given < _FREQUENT_GIVEN
    context = _context(candidate, catalogue)
    found = {
        "given name, frequent": frequent,
        "given name": not frequent and is_given_name(words[0]),
        "surname, frequent": surname < _FREQUENT_SURNAME,
        "surname": _FREQUENT_SURNAME <= surname < _SURNAME,
        "given name, frequent, and surname": frequent and surname < _SURNAME,
        "first word common": first in common_words() and not frequent,
        "last word common": last in common_words(),
        "words around it": (max(context) + sum(context) / len(context)) / 2,
        "word like “by” before it": candidate.by,
        "he, she or who beside it": candidate.personal,
        "beside a frequent name": any(
            given_rank(tokens_of(name)[0]) < _FREQUENT_GIVEN and surname_rank(tokens_of(name)[-1]) < _SURNAME
            for name in candidate.beside & set(candidates)
        ),
        "unlike a name": not _may_be(candidate, ordinary, catalogue),
        "word of a technology's": _names_technology(words, catalogue),
    }
    return {name: float(value) for name, value in found.items() if value}


def _context(candidate: Candidate, catalogue: Catalogue) -> list[float]:
    """Return the log-odds of the words around its first places, from -3 to 3."""
    scores = []
    for stretch, start, end in candidate.places[:_MOST_JUDGED]:
        known = [
            hit
            for hit in catalogue.find(stretch.text.string)
            if hit.status != "weak" and (hit.end <= start or end <= hit.start)
        ]
        notes = stretch.turn is None
        judged = judge(stretch.text.string, start, end, known, notes=notes, ordinary=False, of="people")
        scores.append(min(max(judged.score, -3.0), 3.0))
    return scores


def _names_technology(words: Iterable[str], catalogue: Catalogue) -> bool:
    """Whether one of the words is beyond doubt a technology's name."""
    return any(hit.status != "weak" for word in words if len(word) > 2 for hit in catalogue.find(word))


def _may_be(candidate: Candidate, ordinary: frozenset[str], catalogue: Catalogue) -> bool:
    """Whether the words themselves could be a person's name."""
    words = tokens_of(candidate.name)
    folded = [word.casefold() for word in words]
    score = lexical_score(candidate.name)
    if len(words) > 4 or any((word.isupper() and len(word) > 2) or "Conf" in word for word in words):
        return False
    if any(_INNER_CAPITAL.search(word) and not _SURNAME_PREFIX.match(word) for word in words):
        return False
    if len(set(folded)) < len(words) or folded[-1] in _NO_SURNAME or all(w in ordinary for w in folded):
        return False
    if score == 2:
        return True
    if _names_technology(words, catalogue):
        return False
    if candidate.credited or candidate.profile or not any(word in ordinary for word in folded):
        return True
    # "Steve Jobs": a given name that is never an ordinary word here leaves it to the recogniser.
    return is_given_name(words[0]) and folded[0] not in ordinary and len(words) == 2


RECOGNISED, OTHERWISE = "recognised", "recognised as something else"


def recognise(candidates: Sequence[Candidate]) -> dict[str, dict[str, float]]:
    """Return what the recogniser says of each candidate: the shares of its sentences, by name of the weight."""
    asked = {
        c.name: [
            s.text.string[slice(*sentence_bounds(s.text.string, a, b))]
            for s, a, b in c.places[:_MOST_SENTENCES]
        ]
        for c in candidates
    }
    sentences = list(dict.fromkeys(sentence for some in asked.values() for sentence in some))
    found = dict(zip(sentences, find_entities(sentences), strict=True))
    return {
        name: {
            RECOGNISED: sum(_named_in(name, found[s]) for s in some) / len(some),
            OTHERWISE: sum(_labelled_in(name, s, found[s]) for s in some) / len(some),
        }
        for name, some in asked.items()
    }


def _named_in(name: str, entities: Sequence[Entity]) -> bool:
    """Whether one of the entities is a person of that name, give or take what it swallows at its ends."""
    for entity in entities:
        if entity.label != "PERSON":
            continue
        found = plain_name(re.sub(r"[’']s$", "", entity.text))
        more, less = len(found.split()), len(name.split())
        if found == name or (name in found and more <= less + 1) or (found in name and 2 <= more >= less - 1):
            return True
    return False


def _labelled_in(name: str, sentence: str, entities: Sequence[Entity]) -> bool:
    """Whether the recogniser calls the name, or a part of it, something other than a person."""
    start = sentence.find(name)
    return any(e.label != "PERSON" and e.start < start + len(name) and start < e.end for e in entities)


def log_odds(found: Features) -> float:
    """Return the log-odds that a candidate with these features is a person."""
    weights = _weights()
    return weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in found.items())


def _is_settled(found: Features) -> bool:
    """Whether no answer of the recogniser would change the decision."""
    odds = log_odds(found)
    return odds + _weights()[RECOGNISED] <= THRESHOLD or odds + _weights()[OTHERWISE] > THRESHOLD


@cache
def _weights() -> dict[str, float]:
    text = files("kg").joinpath("data", "people.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)["weights"]
    return weights


def _merged(candidates: list[Candidate]) -> list[Candidate]:
    """Join names of one person written in two ways, the fuller one staying."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (-len(c.places), -len(c.name), c.name)):
        same = next((k for k in kept if same_person(k.name, candidate.name)), None)
        if same is None:
            kept.append(candidate)
        else:
            if len(candidate.name.split()) > len(same.name.split()):
                same.name = candidate.name
            same.places += candidate.places
    return kept
