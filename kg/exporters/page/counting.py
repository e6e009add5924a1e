"""The archive of a page comes in, the pairs that it opens with go out, as the page itself counts them.

To the technologies of each window a page adds who says it: people are then joined to what they speak
of by the same measures. Pairs of technologies and pairs with a person are two families of tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kg.cooccurrence.incidence import Incidence, Pairs, find_pairs
from kg.cooccurrence.measures import npmi
from kg.cooccurrence.pairs import Counter
from kg.cooccurrence.rows import SIGNIFICANT, significance
from kg.cooccurrence.windows import Window
from kg.exporters.page.archive import Archive, Listed

PERSON = "person/"
"""How the node ids of people begin."""


@dataclass(frozen=True, slots=True)
class Support:
    """What a pair needs to be tested."""

    least: int
    """Windows that name both."""
    episodes: int
    """Episodes that do."""


@dataclass(frozen=True, slots=True)
class Row:
    """A tested pair, `a` before `b` by node id."""

    a: str
    b: str
    count: int
    npmi: float
    significant: bool
    position: int
    """Among the pairs of the table."""


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The windows of an archive and their pairs."""

    rows: tuple[Row, ...]
    """Those tested."""
    incidence: Incidence
    pairs: Pairs
    places: tuple[tuple[int, tuple[int, ...]], ...]
    """Of each window its episode's position and those of its units in the episode."""

    @property
    def technologies(self) -> list[Row]:
        """The rows that join two technologies."""
        return [row for row in self.rows if not row.a.startswith(PERSON)]


def count(archive: Archive, window: str, support: Support) -> Counted:
    """Return the pairs of the windows of kind `window`: `turn` or `episode`."""
    counter = Counter()
    places = []
    for at, episode in enumerate(archive.episodes):
        for members, units in _windows(episode, window):
            counter.add(Window(episode.id, members), episode.year)
            places.append((at, units))
    incidence = counter.incidence()
    pairs = find_pairs(incidence)
    return Counted(tuple(_rows(incidence, pairs, support)), incidence, pairs, tuple(places))


def _windows(episode: Listed, window: str) -> Iterator[tuple[tuple[str, ...], tuple[int, ...]]]:
    """Yield the members of each window, sorted, and its units."""
    found: dict[tuple[int, int], list[int]] = {}
    for at, unit in enumerate(episode.units):
        place = (0, 0) if window == "episode" else (1, at) if unit.turn is None else (0, unit.turn)
        found.setdefault(place, []).append(at)
    for units in found.values():
        members = {node for at in units for node, _ in episode.units[at].members}
        if window == "episode":
            members |= episode.taking_part
        else:
            members.update(speaker for at in units if (speaker := episode.units[at].speaker))
        yield tuple(sorted(members)), tuple(units)


def _rows(incidence: Incidence, pairs: Pairs, support: Support) -> Iterator[Row]:
    n, names = len(incidence.sizes), incidence.names
    a, b = np.divmod(pairs.codes, max(len(names), 1))
    enough = (pairs.counts >= support.least) & (pairs.episodes >= support.episodes)
    person = np.array([name.startswith(PERSON) for name in names], dtype=bool)
    degrees = incidence.degrees
    for family in (~person[a] & ~person[b], person[a] ^ person[b]):
        tested = np.flatnonzero(family & enough)
        columns = (pairs.counts[tested], degrees[a[tested]], degrees[b[tested]])
        _, q = significance(*columns, n)
        for at, both, one, other, chance in zip(
            tested.tolist(), *(c.tolist() for c in columns), q.tolist(), strict=True
        ):
            strength = npmi(both, one, other, n)
            yield Row(names[a[at]], names[b[at]], both, strength, chance < SIGNIFICANT, at)
