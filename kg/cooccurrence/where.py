"""Conditions as a user writes them come in, a filter of what is counted goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from kg.errors import KgError
from kg.model import Extraction, Kind, Passage, Technology

KEYS = ("kind", "show", "year", "person")


class WhereError(KgError, ValueError):
    """A condition cannot be understood."""


@dataclass(frozen=True, slots=True)
class Where:
    """What is counted; an empty set of a key takes everything."""

    kinds: frozenset[str] = frozenset()
    """Of technologies."""
    shows: frozenset[str] = frozenset()
    """Slugs."""
    years: tuple[tuple[int, int], ...] = ()
    """First and last, both included."""
    people: frozenset[str] = frozenset()
    """Full names, case-folded: only what they say is counted."""

    def takes_episode(self, x: Extraction) -> bool:
        """Whether an episode is of the shows and years."""
        if self.shows and x.show not in self.shows:
            return False
        year = year_of(x)
        return not self.years or (year is not None and any(a <= year <= b for a, b in self.years))

    def takes_technology(self, technology: Technology) -> bool:
        """Whether a technology is of the kinds."""
        return not self.kinds or technology.kind in self.kinds

    def takes_passage(self, passage: Passage) -> bool:
        """Whether a passage is said by one of the people."""
        return not self.people or (passage.speaker or "").casefold() in self.people


EVERYTHING = Where()


def year_of(x: Extraction) -> int | None:
    """Return the year an episode was published in."""
    return int(x.date[:4]) if x.date and x.date[:4].isdigit() else None


def parse_where(conditions: Iterable[str]) -> Where:
    """Return the filter that `KEY=VALUE` conditions ask for: any value of a key, all of the keys.

    Years are `2015`, `2014..2016`, `2014..` or `..2016`. Raises `WhereError`.
    """
    given: dict[str, list[str]] = {key: [] for key in KEYS}
    for condition in conditions:
        key, mark, value = condition.partition("=")
        if not mark or key.strip() not in KEYS or not value.strip():
            raise WhereError(
                f"{condition!r} is no condition; write KEY=VALUE with one of {', '.join(KEYS)}, such as kind=aws-service"
            )
        given[key.strip()].append(value.strip())
    unknown = sorted(set(given["kind"]) - set(get_args(Kind)))
    if unknown:
        raise WhereError(
            f"no technology is of the kind {unknown[0]!r}; there are {', '.join(get_args(Kind))}"
        )
    return Where(
        frozenset(given["kind"]),
        frozenset(given["show"]),
        tuple(_years(text) for text in given["year"]),
        frozenset(name.casefold() for name in given["person"]),
    )


def _years(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{4})?(\.\.)?(\d{4})?", text)
    if not match or not (match[1] or match[3]) or (match[1] and match[3] and not match[2]):
        raise WhereError(f"year={text} is no year; write 2015, 2014..2016, 2014.. or ..2016")
    if not match[2]:
        year = int(match[1] or match[3])
        return year, year
    first, last = int(match[1] or 0), int(match[3] or 9_999)
    if first > last:
        raise WhereError(f"year={text} ends before it begins; write the earlier year first")
    return first, last
