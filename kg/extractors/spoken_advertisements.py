"""The talk and the sponsors in; where it reads an advertisement for one of them, out.

Captions do not set such an advertisement apart as a transcript's editor does.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from kg.extractors.known_names import KnownName
from kg.extractors.passages import Stretch
from kg.extractors.sponsors import sponsor_key
from kg.model import Sponsor

_SALES = re.compile(
    r"\bsponsor|brought to you|\bcoupon|promo code|free trial|\bsign up|(?:forward )?slash \w+|off your first|check (?:them|it) out|want to thank",
    re.IGNORECASE,
)
_READ = 700
"""Code points that an advertisement read aloud stretches to either side of words like "sponsor" or "coupon"."""


class SpokenAdvertisements:
    """Where the talk of one episode reads an advertisement for a sponsor."""

    def __init__(
        self, stretches: Sequence[Stretch], spoken: Sequence[int], sponsors: Sequence[Sponsor]
    ) -> None:
        """Look among `sponsors` and in the `stretches` at the positions `spoken`."""
        self._keys = {sponsor_key(sponsor.name) for sponsor in sponsors}
        self._stretches, self._spoken = stretches, spoken

    @cached_property
    def _talk(self) -> tuple[dict[int, int], list[int]]:
        """Where each turn begins in the talk as a whole, and where the talk has words that sell."""
        at: dict[int, int] = {}
        sales: list[int] = []
        length = 0
        for position in self._spoken:
            stretch = self._stretches[position]
            if stretch.turn is not None:
                at[position] = length
                sales += [length + m.start() for m in _SALES.finditer(stretch.text.string)]
                length += len(stretch.text.string)
        return at, sales

    def covers(self, item: KnownName) -> bool:
        """Whether `item` names a sponsor where its advertisement is read."""
        if not self._keys & {sponsor_key(item.hit.entry.name), sponsor_key(item.written)}:
            return False
        begins, sales = self._talk
        if item.position not in begins:
            return False
        place = begins[item.position] + item.hit.start
        i = bisect_left(sales, place - _READ)
        return i < len(sales) and sales[i] <= place + _READ
