"""A side of a comparison as a user writes it comes in, what it takes goes out; and what is said where it takes nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

from kg.analysis.named import takes
from kg.cooccurrence.where import KEYS, Where, WhereError, parse_where
from kg.errors import KgError
from kg.model import Extraction


class SideError(KgError, ValueError):
    """A side of a comparison has nothing to compare."""


def parse_side(text: str, common: Sequence[str] = ()) -> Where:
    """Return what `show=x,year=2012..2014` takes: the conditions of `--where`, joined by commas.

    Args:
        common: conditions of both sides, of other keys.

    Raises `kg.cooccurrence.where.WhereError`.
    """
    conditions = re.split(rf",(?=\s*(?:{'|'.join(KEYS)})\s*=)", text)
    keys, shared = ({c.partition("=")[0].strip() for c in part} for part in (conditions, common))
    if keys & shared:
        raise WhereError(
            f"{text!r} and --where both ask for {min(keys & shared)}=; put it in the sides or in --where, not in both"
        )
    return parse_where([*conditions, *common])


class Sides:
    """Takes episodes one after the other, and tells on which of two sides they are."""

    def __init__(self, left: Where, right: Where) -> None:
        self.wheres = (left, right)
        self.episodes = [0, 0]
        self.common = 0
        """Episodes on both sides."""
        self._names: set[str] = set()

    def of(self, x: Extraction) -> tuple[bool, bool]:
        """Return whether an episode is on the left side, and whether it is on the right; and count it."""
        left, right = (takes(where, x) for where in self.wheres)
        self.episodes[0] += left
        self.episodes[1] += right
        self.common += left and right
        self._names |= {x.show, *(name or label for label, name in x.speakers)}
        return left, right

    def check(self) -> None:
        """Raise `SideError` if a side has no episode."""
        for side, where, count in zip(("left", "right"), self.wheres, self.episodes, strict=True):
            if count:
                continue
            known = {name.casefold(): name for name in sorted(self._names)}
            unknown = sorted((where.shows | where.people) - known.keys())
            near = [known[found] for name in unknown for found in get_close_matches(name, known)]
            hint = f" Near it: {', '.join(near)}." if near else ""
            of = f"; there is none of {', '.join(unknown)}" if unknown else "; take a condition away"
            raise SideError(f"the {side} side has no episode{of}.{hint}")
