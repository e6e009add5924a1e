"""An archive and its pairs come in; the sentences that a page can show goes out, the most wanted first.

For each pair the best windows are found: those whose one sentence names both, of a length that reads
well, then those that need a sentence for each; of several episodes before several of one. All pairs
get their first window's sentences before any gets its second's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from kg.exporters.page.archive import Archive, Unit
from kg.exporters.page.counting import Counted, Row

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
    windows = _windows_of(counted, {row.position for row in rows})
    named: _Named = {}
    chosen = [_best(archive, counted, row, windows[row.position], named, best) for row in rows]
    for turn in range(best):
        for units in chosen:
            if turn < len(units):
                yield from units[turn]


def _windows_of(counted: Counted, positions: set[int]) -> dict[int, list[int]]:
    """Return the windows that name each of the pairs at `positions`, ascending."""
    pairs = counted.pairs
    kept = np.flatnonzero(np.isin(pairs.at, np.fromiter(positions, dtype=np.int64, count=len(positions))))
    windows: dict[int, list[int]] = {}
    order = kept[np.lexsort((pairs.window[kept], pairs.at[kept]))]
    for at, window in zip(pairs.at[order].tolist(), pairs.window[order].tolist(), strict=True):
        windows.setdefault(at, []).append(window)
    return windows


def _best(
    archive: Archive, counted: Counted, row: Row, windows: Iterable[int], named: _Named, best: int
) -> list[tuple[Place, ...]]:
    """Return the units of the `best` windows of a pair."""
    found = []
    for window in windows:
        at, units = counted.places[window]
        if window not in named:
            named[window] = _graded(archive.episodes[at].units, units)
        grade, shown = _shown(named[window].get(row.a, ()), named[window].get(row.b, ()))
        if shown:
            found.append((-grade, at, tuple((at, unit) for unit in shown)))
    found.sort()
    seen: set[int] = set()
    first: list[tuple[Place, ...]] = []
    more: list[tuple[Place, ...]] = []
    for _, at, places in found:  # an episode's best window before any episode's second best
        (more if at in seen else first).append(places)
        seen.add(at)
    return (first + more)[:best]


Graded = tuple[float, int]
"""How well a unit reads, and the negative of its position: of equals the earlier is the greater."""

_Named = dict[int, dict[str, list[Graded]]]
"""Window → what it names, and by which units."""


def _graded(units: Sequence[Unit], window: Iterable[int]) -> dict[str, list[Graded]]:
    """Return the units of a window by the technologies they name and the person who says them."""
    named: dict[str, list[Graded]] = {}
    for at in window:
        unit = units[at]
        grade = (_grade(unit), -at)
        for node, _ in unit.members:
            named.setdefault(node, []).append(grade)
        if unit.speaker:
            named.setdefault(unit.speaker, []).append(grade)
    return named


def _shown(of_a: Sequence[Graded], of_b: Sequence[Graded]) -> tuple[float, tuple[int, ...]]:
    """Return how well a window shows a pair, and the one or two units that do."""
    if not of_a or not of_b:  # who takes part in an episode need not say a sentence that names a technology
        grade, at = max((*of_a, *of_b))
        return grade, (-at,)
    if both := set(of_a).intersection(of_b):
        grade, at = max(both)
        return SAME + grade, (-at,)
    (grade, at), (other, beside) = max(of_a), max(of_b)
    return min(grade, other), tuple(sorted((-at, -beside)))


SAME = 10.0
"""What it is worth that one sentence names both: more than any other merit."""


def _grade(unit: Unit) -> float:
    passage = unit.passage
    return 4 * (len(passage.text) in READABLE) + 2 * (passage.place == "transcript") + unit.confidence
