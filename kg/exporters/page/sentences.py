"""An archive and its pairs come in; the sentences that a page can show goes out, the most wanted first.

For each pair the best windows are found: those whose one sentence names both, of a length that reads
well, then those that need a sentence for each; of several episodes before several of one. All pairs
get their first window's sentences before any gets its second's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from kg.cooccurrence.incidence import Floats, Integers, together
from kg.exporters.page.archive import Archive
from kg.exporters.page.counting import Counted, Row
from kg.exporters.page.units import NONE, PLACES, joined

BEST = 5
"""Windows of a pair whose sentences a page shows at most."""

READABLE = range(40, 281)
"""Characters of a sentence that reads well."""

Place = tuple[int, int]
"""An episode's position in the archive, and a unit's in the episode."""


def wanted(archive: Archive, counted: Counted, rows: Sequence[Row], best: int = BEST) -> Iterator[Place]:
    """Yield the units whose sentences show the pairs `rows`, those first that are least to be missed.

    Args:
        rows: the most important pair first.
    """
    shown = _shown(archive, counted, rows)
    episodes = counted.units.episodes
    chosen = shown.sentences[_order(shown, episodes, best)].ravel()
    units = chosen[chosen != NONE]
    begins = np.searchsorted(episodes, episodes[units])
    yield from zip(episodes[units].tolist(), (units - begins).tolist(), strict=True)


class _Shown(NamedTuple):
    """How windows show pairs, an entry for each pair and each window that names it."""

    row: Integers
    """The pair, by its position among the rows."""
    grade: Floats
    """How well it is shown."""
    sentences: Integers
    """The units that do, in two columns: one that names both and NONE, or one for each, ascending."""


def _shown(archive: Archive, counted: Counted, rows: Sequence[Row]) -> _Shown:
    """Return how the windows of pairs show them: of equal sentences the earlier is the better."""
    units, pairs, of = counted.units, counted.pairs, counted.windows
    positions = np.fromiter((row.position for row in rows), dtype=np.int64, count=len(rows))
    numbers = np.full(len(pairs.codes), NONE)
    numbers[positions] = np.arange(len(rows))
    row, window = _asked(numbers[pairs.at], pairs.window)
    grades = _grades(archive)
    ranks = np.argsort(np.lexsort((-np.arange(len(grades)), grades)))

    named = _Best(of[units.rows] * len(units.names) + units.technologies, units.rows, ranks)
    a, b = (named.of(window * len(units.names) + end[row]) for end in units.ends(pairs.codes[positions]))
    codes, where, _ = (np.concatenate(column) for column in zip(*together(units), strict=True))
    pair, where = _asked(numbers[np.searchsorted(pairs.codes, codes)], where)
    number = len(counted.incidence.sizes)
    both = _Best(pair * number + of[where], where, ranks).of(row * number + window)

    sentences = _sentences(a, b, both)
    grade = SAME * (both != NONE) + np.append(grades, np.inf)[sentences].min(axis=1)
    return _Shown(row, grade, sentences)


def _sentences(a: Integers, b: Integers, both: Integers) -> Integers:
    """Return the units of each entry, in two columns, given the best that name the one, the other, and both."""
    less, more = np.minimum(a, b), np.maximum(a, b)
    # Who takes part in an episode need not say a sentence that names a technology: then one is NONE.
    single = (both != NONE) | (less == NONE)
    one = np.where(both != NONE, both, np.where(single, more, less))
    return np.stack((one, np.where(single, NONE, more)), axis=1)


def _asked(rows: Integers, of: Integers) -> tuple[Integers, Integers]:
    """Return the rows that are not NONE, and what belongs to them."""
    kept = rows != NONE
    return rows[kept], of[kept]


class _Best:
    """Which of all units with a key reads best."""

    def __init__(self, keys: Integers, units: Integers, ranks: Integers) -> None:
        """Take units with their keys; `ranks` are those of all units, the best the highest."""
        order = np.lexsort((ranks[units], keys))
        last = order[np.flatnonzero(np.diff(keys[order], append=NONE))]
        self._keys, self._units = np.append(keys[last], np.iinfo(np.int64).max), np.append(units[last], NONE)

    def of(self, keys: Integers) -> Integers:
        """Return the unit of each key, NONE where no unit has it."""
        at = np.searchsorted(self._keys, keys)
        return np.where(self._keys[at] == keys, self._units[at], NONE)


def _order(shown: _Shown, episodes: Integers, best: int) -> Integers:
    """Return which entries are chosen, `best` of each pair: the first of all pairs, then the second of all.

    Args:
        episodes: of each unit.
    """
    order = np.lexsort((*shown.sentences.T[::-1], -shown.grade, shown.row))
    row = shown.row[order]
    # An episode's best window comes before any episode's second best.
    again = np.ones(len(row), dtype=bool)
    episode = episodes[shown.sentences[order, 0]]
    again[np.unique(row * len(episodes) + episode, return_index=True)[1]] = False
    order = order[np.lexsort((again, row))]
    turn = np.arange(len(row)) - np.searchsorted(row, row)
    kept = np.flatnonzero(turn < best)
    return order[kept[np.argsort(turn[kept], kind="stable")]]


SAME = 10.0
"""What it is worth that one sentence names both: more than any other merit."""


def _grades(archive: Archive) -> Floats:
    """Return for each unit how well it reads."""
    several = [episode.units for episode in archive.episodes]
    lengths = np.fromiter(map(len, chain.from_iterable(of.texts for of in several)), dtype=np.int64)
    places = joined(of.column("places") for of in several)
    confidences = joined(of.confidences for of in several)
    readable = (READABLE.start <= lengths) & (lengths < READABLE.stop)
    grades: Floats = 4.0 * readable + 2.0 * (places == PLACES.index("transcript")) + confidences
    return grades
