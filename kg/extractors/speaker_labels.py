"""The labels of a transcript in; the full name of who speaks under each out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kg.extractors.participants import (
    NOBODY,
    Participant,
    find,
    find_by_given_name,
    full_name_for,
    given_name,
    include,
    letters_of,
)
from kg.model import Episode
from kg.names import find_names, is_given_name, is_slip, looks_like_name, plain_name, same_given_name

_SELF = re.compile(
    r"\b(?:I[’']?m|I am|[Mm]y name is|[Mm]y name[’']s|[Tt]his is(?: your host,?)?|I[’']?m your host,?|[Yy]our host,?|I am your host[^.,]{0,24},) $"
)
"""What is said before one's own name."""
_SELF_CUE = re.compile(_SELF.pattern.removesuffix(" $"))


def resolve_labels(
    episode: Episode,
    people: list[Participant],
    labels: Counter[str],
    opening: str,
    hosts: Sequence[str] = (),
) -> dict[str, str | None]:
    """Return the full name of who speaks under each label, by label; None where that is nobody known.

    Speakers that only their label or the opening names are added to `people`.

    Args:
        people: the participants known so far; each is given its labels.
        labels: how many turns each label has.
        opening: the opening of the talk (kg.extractors.introductions).
        hosts: full names that are stated for the show; they go before those of the opening.
    """
    speakers: dict[str, str | None] = {}
    ordered = list(
        dict.fromkeys(turn.label for turn in episode.turns if turn.label and not turn.advertisement)
    )
    in_opening = [span.name for span in find_names(opening)]
    pending: list[str] = []
    for label in sorted(ordered, key=lambda written: (-labels[written], written)):
        if _is_nobody(label):
            speakers[label] = None
            continue
        name = plain_name(label)
        if len(name.split()) >= 2 and looks_like_name(name) and len(name.split()[-1].strip(".")) > 1:
            person: Participant | None = find(people, label) or include(people, name, None)
        else:
            own = _self_introduction(episode, label, name)
            person = find_by_given_name(people, name) or (include(people, own, None) if own else None)
            if person is None:
                full = full_name_for(name, hosts) or full_name_for(name, in_opening)
                person = include(people, full, None) if full else None
        if person is None:
            pending.append(label)
            continue
        person.labels.add(label)
        speakers[label] = person.name
    for label in pending:
        person = find(people, label)
        if person is None and _person_label(label, labels[label]):
            person = include(people, plain_name(label), None)
        if person:
            person.labels.add(label)
        speakers[label] = person.name if person else None
    return {label: speakers[label] for label in ordered}


def _is_nobody(label: str) -> bool:
    words = re.findall(r"[^\W\d_]+", label.casefold())
    return not words or any(word in NOBODY for word in words) or " and " in label.casefold() or "&" in label


def _person_label(label: str, uses: int) -> bool:
    name = plain_name(label)
    return looks_like_name(name) and (uses >= 3 or is_given_name(name.split()[0]))


def _self_introduction(episode: Episode, label: str, name: str) -> str | None:
    """Return the full name under which the speaker of `label` introduces themselves ("I'm …")."""
    for turn in episode.turns:
        if turn.label == label and _SELF_CUE.search(turn.text.string):
            for span in find_names(turn.text.string[:6_000]):
                if _SELF.search(turn.text.string[max(0, span.start - 60) : span.start]):
                    given = given_name(span.name)
                    if (
                        same_given_name(given, name)
                        or is_slip(given, name)
                        or letters_of(name) in letters_of(span.name)
                    ):
                        return span.name
    return None
