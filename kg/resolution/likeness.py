"""Two names in, how they are alike out: the forms in which one person's name is written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from rapidfuzz.distance import OSA

from kg.names import same_given_name
from kg.naming import slug

Likeness = Literal["middle", "nickname", "longer", "initial", "slip", "near"]
"""How two full names differ: by a middle name, initial or particle; by a short form of the given
name; by words at the end; by an initial in place of the given name; by one slip of the keyboard;
by two slips in a long word."""

_SUFFIXES = frozenset("jr sr ii iii iv phd md esq".split())
_MOST = 2
"""Slips of the keyboard in a word, at most."""
_SHORTEST_SLIP, _SHORTEST_NEAR = 4, 6
"""Letters; in shorter words one letter makes another name: Ann, Ian."""


@cache
def name_key(name: str) -> str:
    """Return the letters and digits of a name: equal for spellings that differ in case, accents or signs only."""
    if name.isascii() and name.isalnum():  # as most are
        return name.lower()
    return slug(name).replace("-", "").replace(".", "")


@cache
def words_of(name: str) -> tuple[str, ...]:
    """Return the keys of a name's words, marks of honour and generation behind it left out."""
    words = tuple(key for word in name.split() if (key := name_key(word)))
    while len(words) > 2 and words[-1] in _SUFFIXES:
        words = words[:-1]
    return words


def likeness(x: tuple[str, ...], y: tuple[str, ...]) -> Likeness | None:
    """Return how two full names, by their `words_of`, are alike; None where one person would hardly be called both.

    No judgement on whether they are one person: Erikson and Ericksen are a slip apart, and two.
    """
    if len(x) < 2 or len(y) < 2 or x == y:
        return "middle" if x == y and len(x) >= 2 else None
    if x[-1] == y[-1]:
        if not _middles_agree(x[1:-1], y[1:-1]):
            return None
        if x[0] == y[0]:
            return "middle"
        if same_given_name(x[0], y[0]):
            return "nickname"
        if x[0][0] == y[0][0] and 1 in (len(x[0]), len(y[0])):
            return "initial"
        return slip(x[0], y[0]) if len(x) == len(y) else None
    if len(x) == len(y):
        return slip(x[-1], y[-1]) if x[:-1] == y[:-1] else None
    shorter, longer = sorted((x, y), key=len)
    return "longer" if longer[: len(shorter)] == shorter else None


def _middles_agree(x: Sequence[str], y: Sequence[str]) -> bool:
    """Whether no middle name of one speaks against the other's: the shorter list is found in the longer, in order."""
    shorter, longer = sorted((x, y), key=len)
    rest = iter(longer)
    return all(any(_same_middle(word, other) for other in rest) for word in shorter)


def _same_middle(a: str, b: str) -> bool:
    return a == b or (1 in (len(a), len(b)) and a[0] == b[0])


def slip(a: str, b: str) -> Likeness | None:
    """Return how two keys of words are alike that may be one word, misspelt."""
    if abs(len(a) - len(b)) > _MOST:
        return None
    shortest = min(len(a), len(b))
    if shortest < _SHORTEST_SLIP:
        return None
    distance = OSA.distance(a, b, score_cutoff=_MOST)
    if distance == 1:
        return "slip"
    return "near" if distance == 2 and shortest >= _SHORTEST_NEAR else None
