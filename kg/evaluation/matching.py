"""The annotated and the found items of a field in; which found item is which annotated one, out.

Names are compared by their letters, digits and `+ # . @`, without case. A technology is the same
when a name or surface is; a person when the full name is; a pick by its link or a like title; a
topic by its time and a like title; a sponsor when one name holds the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from kg.evaluation.items import Field, Item

Likeness = Callable[[Item, Item], float]
"""How much an annotated item (first) and a found one are the same thing; 0 when they are not."""

_ADDRESS_KEYS = frozenset("v id p q t list".split())
"""Query parameters that say which page is meant; others track the reader."""

_SAME_TITLE, _ALMOST_SAME_TITLE, _SAME_TOPIC = 0.75, 0.9, 0.8
"""Likeness of titles from which on picks without a common link, picks with two different links, and
topics of one time are the same."""


@lru_cache(maxsize=1 << 16)
def plain_name(text: str) -> str:
    """Return `text` in small letters with one blank for all that is no letter, digit, `_`, `+ # . @`."""
    folded = text.casefold().replace("&nbsp;", " ")
    return re.sub(r"[^\w+#.@]+", " ", folded).strip(" .")


def plain_url(url: str | None) -> str:
    """Return host, path and telling parameters of `url`; empty for none and for one that cannot be read."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:  # such as an unclosed bracket in the host
        return ""
    address = parts.netloc.casefold().removeprefix("www.") + re.sub(r"/ref=.*$", "", parts.path).rstrip("/")
    telling = sorted(f"{key}={value}" for key, value in parse_qsl(parts.query) if key in _ADDRESS_KEYS)
    return f"{address}?{'&'.join(telling)}" if telling else address


def likeness(annotated: str, found: str) -> float:
    """Return 0 to 1: the greater of equal characters in order and, from two words on, nine tenths of shared words.

    Characters are compared as Ratcliff and Obershelp do (difflib), words by the share of the shorter title.
    """
    a, b = plain_name(annotated), plain_name(found)
    if not a or not b or a == b:
        return float(bool(a) and a == b)
    words = set(a.split()), set(b.split())
    shorter = min(map(len, words))
    shared = 0.9 * (len(words[0] & words[1]) / shorter) if shorter > 1 else 0.0
    return max(SequenceMatcher(None, a, b).ratio(), shared)


def _names(item: Item) -> set[str]:
    return {plain_name(name) for name in (item.name, *item.also)}


def same_technology(annotated: Item, found: Item) -> float:
    """Return 2 where the name is the same, a little over 1 where only surfaces are, by how many."""
    names, name = _names(annotated), plain_name(found.name)
    if name in names:
        return 2.0
    shared = names.union(map(plain_name, annotated.surfaces)) & {name, *map(plain_name, found.surfaces)}
    shared.discard("")
    return 1.0 + len(shared) / 100 if shared else 0.0


def same_person(annotated: Item, found: Item) -> float:
    """Return 1 where the full name is the same."""
    return float(plain_name(found.name) in _names(annotated))


def same_pick(annotated: Item, found: Item) -> float:
    """Return the likeness of the titles, 1 more where the link is the same, 0 where neither tells."""
    links = plain_url(annotated.url), plain_url(found.url)
    title = max(likeness(name, found.name) for name in (annotated.name, *annotated.also))
    if links[0] and links[0] == links[1]:
        return 1.0 + title
    needed = _ALMOST_SAME_TITLE if all(links) else _SAME_TITLE
    return title if title >= needed else 0.0


def same_topic(annotated: Item, found: Item) -> float:
    """Return the likeness of the titles where the times are the same."""
    times = {re.sub(r"^0+(?=\d)", "", item.time.strip("[]() ")) for item in (annotated, found)}
    title = likeness(annotated.name, found.name) if len(times) == 1 else 0.0
    return title if title >= _SAME_TOPIC else 0.0


def same_sponsor(annotated: Item, found: Item) -> float:
    """Return 1 where one name, blanks left out, holds the other."""
    a, b = (plain_name(item.name).replace(" ", "") for item in (annotated, found))
    return float(bool(a and b) and (a in b or b in a))


SAME: dict[Field, Likeness] = {
    "technologies": same_technology, "people": same_person, "picks": same_pick,
    "topics": same_topic, "sponsors": same_sponsor,
}  # fmt: skip


def pair_items(annotated: Sequence[Item], found: Sequence[Item], same: Likeness) -> list[tuple[int, int]]:
    """Return positions of annotated and found items that are the same, each in one pair: the most alike first."""
    likely = [
        (-value, i, j)
        for i, a in enumerate(annotated)
        for j, f in enumerate(found)
        if (value := same(a, f)) > 0
    ]
    pairs: list[tuple[int, int]] = []
    used: tuple[set[int], set[int]] = set(), set()
    for _, i, j in sorted(likely):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.append((i, j))
    return pairs
