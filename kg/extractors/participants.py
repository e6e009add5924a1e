"""A name as somebody wrote it in; whom of an episode's participants it stands for out.

First names, labels and nicknames are resolved to full names within the episode only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz.distance import OSA

from kg.model import Role
from kg.names import is_slip, plain_name, same_given_name

NOBODY = frozenset(
    "unknown announcer speaker break jingle outro intro song sample promo extract operator siri chatgpt narrator voiceover"
    " voice all both everyone everybody audience caller crowd guest guests panel panelist panelists host hosts robot computer"
    " question answer interviewer interviewee man woman male female others together unison clip recording music ad sponsor"
    " advertisement commercial video trailer speaker".split()
)
"""Labels that name nobody in particular."""


@dataclass(slots=True)
class Participant:
    """Somebody who takes part, while the evidence is being gathered."""

    name: str
    role: Role | None
    aliases: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    profiles: list[str] = field(default_factory=list)
    listed: bool = False
    """Whether the notes list them, rather than only the talk."""
    settled: bool = False
    """Whether the role is stated by the archive's owner, so that no evidence changes it."""


def include(people: list[Participant], name: str, role: Role | None, *, listed: bool = False) -> Participant:
    """Add somebody to `people`, or the role to somebody who is there under the same or a nearly equal name.

    Args:
        role: what they are, None where that is not known; a role once given stays.
        listed: whether the notes list them.

    Returns:
        Whom the name now belongs to.
    """
    name = plain_name(name)
    existing = next((p for p in people if same_person(p.name, name)), None)
    if existing is None:
        existing = Participant(name, role, listed=listed)
        people.append(existing)
        return existing
    if name != existing.name:
        existing.aliases.add(name)
    existing.role = existing.role or role
    existing.listed = existing.listed or listed
    return existing


def find(people: list[Participant], written: str) -> Participant | None:
    """Return the participant that `written` (a label, a pick's owner, a first name) stands for, None for nobody.

    The tests go from equal names to ever looser likeness, and the first that anybody passes decides.
    """
    name = plain_name(written)
    key = letters_of(name)
    if not key or key in NOBODY or re.fullmatch(r"speaker\d*", key):
        return None
    tests: tuple[Callable[[Participant], bool], ...] = (
        lambda p: key == letters_of(p.name),
        lambda p: key in {letters_of(a) for a in p.aliases | p.labels},
        lambda p: same_person(p.name, name),
        lambda p: key == letters_of(given_name(p.name)),
        lambda p: letters_of(p.name).startswith(key) and len(key) > 4 and " " in name,
        lambda p: " " not in name and same_given_name(name, given_name(p.name)),
        lambda p: key == letters_of(p.name.split()[-1]) and " " in p.name,
        lambda p: _initialled(name, p.name),
        lambda p: " " not in name and is_slip(name, given_name(p.name)),
        lambda p: " " not in name and any(is_slip(name, label) for label in p.labels),
        lambda p: (
            " " not in name
            and len(key) >= 3
            and key != "max"
            and key in {letters_of(w) for w in p.name.split()[1:-1]}
        ),
    )
    for test in tests:
        for person in people:
            if test(person):
                return person
    return None


def full_name_for(first: str, names: Sequence[str]) -> str | None:
    """Return the first of the full `names` that has this very given name, else another form of it (Dave, David)."""
    return next((name for name in names if letters_of(given_name(name)) == letters_of(first)), None) or next(
        (name for name in names if same_given_name(given_name(name), first)), None
    )


def find_by_given_name(people: list[Participant], name: str) -> Participant | None:
    """Return the participant of that very given or full name; None rather than a guess."""
    fits = [
        p
        for p in people
        if letters_of(given_name(p.name)) == letters_of(name) or letters_of(p.name) == letters_of(name)
    ]
    return fits[0] if fits else None


def same_person(a: str, b: str) -> bool:
    """Whether two full names of one episode are one person's: equal, or equal but for a slip.

    Erikson and Ericksen differ by two letters and are two people, so one slip is all that is forgiven,
    and only where the rest is the same.
    """
    if letters_of(a) == letters_of(b):
        return True
    x, y = a.split(), b.split()
    if len(x) < 2 or len(y) < 2:
        return False
    if letters_of(x[0]) == letters_of(y[0]) and letters_of(x[-1]) == letters_of(y[-1]):
        return True  # a middle name more or less
    if letters_of(x[-1]) == letters_of(y[-1]) and (same_given_name(x[0], y[0]) or is_slip(x[0], y[0])):
        return True
    return (
        letters_of(x[0]) == letters_of(y[0])
        and is_slip(x[-1], y[-1])
        and abs(len(x[-1]) - len(y[-1])) <= 1
        and _one_edit(x[-1], y[-1])
    )


def _one_edit(a: str, b: str) -> bool:
    return OSA.distance(a.casefold(), b.casefold(), score_cutoff=1) <= 1


@cache
def letters_of(name: str) -> str:
    """Return the letters of a name, case and accents left out."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in plain if char.isalnum())


def given_name(name: str) -> str:
    """Return the given name of a full name, `C. J.` as one."""
    words = name.split()
    if len(words) > 2 and re.fullmatch(r"[^\W\d_]\.?", words[0]) and re.fullmatch(r"[^\W\d_]\.?", words[1]):
        return words[0] + words[1]
    return words[0] if words else ""


def _initialled(label: str, name: str) -> bool:
    """Whether `label` is a given name with the surname's initial: DAVE R, Dave Rupert."""
    words, full = label.split(), name.split()
    return (
        len(words) == 2
        and len(full) >= 2
        and len(words[1].strip(".")) == 1
        and same_given_name(words[0], full[0])
        and words[1][0].casefold() == full[-1][0].casefold()
    )
