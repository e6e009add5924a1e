"""Rows of pairs come in, the strongest of them or those of one technology go out."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from kg.errors import KgError

if TYPE_CHECKING:
    from kg.cooccurrence.rows import CoOccurrences, Row

By = Literal[
    "npmi", "lift", "count", "weight", "episodes", "g2", "jaccard", "association", "q", "sdsm_q", "mh_odds", "mh_q"
]  # fmt: skip
"""What rows can be ordered by."""

ORDERS: tuple[By, ...] = get_args(By)

_KEYS: dict[By, Callable[[Row], Any]] = {
    "npmi": lambda r: (not r.significant, -r.npmi, -r.count),
    "lift": lambda r: (not r.significant, -r.lift, -r.count),
    "count": lambda r: -r.count,
    "weight": lambda r: (-r.weight, -r.count),
    "episodes": lambda r: (-r.episodes, -r.count),
    "g2": lambda r: -r.g2,
    "jaccard": lambda r: -r.jaccard,
    "association": lambda r: (not r.significant, -r.association, -r.count),
    "q": lambda r: (r.q, -r.g2),
    "sdsm_q": lambda r: (r.sdsm_q, -r.g2),
    "mh_odds": lambda r: (not r.significant, -(r.mh_odds or 0.0), -r.count),
    "mh_q": lambda r: (1.0 if r.mh_q is None else r.mh_q, -r.g2),
}


def ordered(rows: Iterable[Row], by: By = "npmi") -> list[Row]:
    """Return rows with the strongest first; measures that overrate what is rare put the significant before the rest."""
    return sorted(rows, key=lambda row: (_KEYS[by](row), row.a, row.b))


class UnknownName(KgError, ValueError):
    """Nothing that was counted goes by a name."""


def named(table: CoOccurrences, name: str) -> list[Row]:
    """Return the rows of the technology called `name`, it being `a` in all of them.

    A name is a node id, a label, or, where there is none, another way to write it that most mentions mean it by,
    in any capitals. Raises `UnknownName` with the nearest labels.
    """
    wanted = " ".join(name.casefold().split())
    rows = _rows_of(table.rows, {wanted, f"technology/{wanted}"}, wanted)
    rows = rows or _rows_of(table.rows, {node for alias, node in table.aliases if alias == wanted}, None)
    if not rows:
        labels = sorted({label for row in table.rows for label in (row.label_a, row.label_b)})
        near = difflib.get_close_matches(name, labels)
        hint = f" Near it: {', '.join(near)}." if near else ""
        raise UnknownName(
            f"no pair that was tested has {name!r}; lower --least and --least-episodes, or see `kg show {name}`.{hint}"
        )
    return rows


def _rows_of(rows: Iterable[Row], nodes: set[str], label: str | None) -> list[Row]:
    """Return the rows of any of `nodes` or of the case-folded `label`, turned so that it comes first."""
    found = []
    for row in rows:
        if row.a in nodes or row.label_a.casefold() == label:
            found.append(row)
        elif row.b in nodes or row.label_b.casefold() == label:
            found.append(_turned(row))
    return found


def _turned(row: Row) -> Row:
    return replace(
        row,
        a=row.b, b=row.a, label_a=row.label_b, label_b=row.label_a,
        count_a=row.count_b, count_b=row.count_a, weight_a=row.weight_b, weight_b=row.weight_a,
    )  # fmt: skip
