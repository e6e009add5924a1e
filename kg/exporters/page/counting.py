"""The archive of a page comes in, the pairs that it opens with go out, as the page itself counts them.

To the technologies of each window a page adds who says it: people are then joined to what they speak
of by the same measures. Pairs of technologies and pairs with a person are two families of tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from kg.cooccurrence.chance import SIGNIFICANT, significance
from kg.cooccurrence.incidence import Incidence, Integers, Pairs, find_pairs, matrix
from kg.cooccurrence.measures import npmi
from kg.exporters.page.archive import Archive
from kg.exporters.page.units import NONE, integers, joined

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
    units: Incidence
    """What each unit names and who says it; units are numbered through the archive."""
    windows: Integers
    """The window of each unit."""
    incidence: Incidence
    """What each window names and who has a part in it; its names are those of `units`."""
    pairs: Pairs

    @property
    def technologies(self) -> list[Row]:
        """The rows that join two technologies."""
        return [row for row in self.rows if not row.a.startswith(PERSON)]


def count(archive: Archive, window: str, support: Support) -> Counted:
    """Return the pairs of the windows of kind `window`: `turn` or `episode`."""
    units = _units(archive)
    windows = _windows(archive, units.episodes, window)
    first = np.flatnonzero(np.diff(windows, prepend=-1))
    row, node = windows[units.rows], units.technologies
    if window == "episode":
        at, who = _taking_part(archive, units.names, units.episodes[first])
        row, node = np.append(row, at), np.append(node, who)
    incidence = matrix(units.names, row, node, units.episodes[first], units.years, units.shows)
    pairs = find_pairs(incidence)
    return Counted(tuple(_rows(incidence, pairs, support)), units, windows, incidence, pairs)


def _units(archive: Archive) -> Incidence:
    """Return what each unit names and who says it."""
    episodes = archive.episodes
    units = [episode.units for episode in episodes]
    names = tuple(sorted(archive.reach))
    number = {name: at for at, name in enumerate(names)}
    named = joined(np.array([number[node] for node in of.names], int)[of.members] for of in units)
    speakers = joined(  # NONE takes the last
        np.array([*(number[node] for node in of.people), NONE])[of.column("speakers")] for of in units
    )
    spoken = np.flatnonzero(speakers != NONE)
    sizes = joined(of.column("sizes") for of in units)
    return matrix(
        names,
        np.append(np.repeat(np.arange(len(sizes)), sizes), spoken),
        np.append(named, speakers[spoken]),
        np.repeat(np.arange(len(episodes)), integers(map(len, units))),
        integers(episode.year or 0 for episode in episodes),
        tuple(episode.show for episode in episodes),
    )


def _windows(archive: Archive, episodes: Integers, window: str) -> Integers:
    """Return the window of each unit, given its episode: a turn's units follow one another."""
    begins = np.diff(episodes, prepend=-1) > 0
    if window == "turn":
        turns = joined(episode.units.column("turns") for episode in archive.episodes)
        # A line of the notes is a turn of its own.
        begins |= (np.diff(turns, prepend=NONE) != 0) | (turns == NONE)
    return np.cumsum(begins) - 1


def _taking_part(archive: Archive, names: Sequence[str], episodes: Integers) -> tuple[Integers, Integers]:
    """Return who takes part in `episodes`: the position there, and that of the person in `names`."""
    number = {name: at for at, name in enumerate(names)}
    parts = [[number[node] for node in archive.episodes[at].taking_part] for at in episodes.tolist()]
    return np.repeat(np.arange(len(parts)), integers(map(len, parts))), integers(chain(*parts))


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
        found = (a[tested], b[tested], columns[0], npmi(*columns, n), q < SIGNIFICANT, tested)
        for one, other, *facts in zip(*(column.tolist() for column in found), strict=True):
            yield Row(names[one], names[other], *facts)
