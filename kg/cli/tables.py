"""Columns and rows come in, text goes out: a table for a terminal, Markdown, CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from kg.tables import draw

FORMATS = ("table", "csv", "json", "markdown")
"""The forms; the first is the default."""

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column; numbers are rounded to `places` in what is meant for reading, and given in full elsewhere."""

    name: str
    places: int = 4
    spare: int = 0
    """A terminal that is too narrow for all shows those without; 0 is always shown."""


def render(columns: Sequence[Column], rows: Sequence[Sequence[Value]], form: str, width: int = 100) -> str:
    """Return the rows in one of `FORMATS`; a missing value is an empty cell or null. It ends with a line end."""
    if form == "csv":
        return _csv(columns, rows)
    if form == "json":
        return _json(columns, rows)
    shown = [[_shown(value, column) for value, column in zip(row, columns, strict=True)] for row in rows]
    return _markdown(columns, shown) if form == "markdown" else _table(columns, rows, shown, width)


def _shown(value: Value, column: Column) -> str:
    from kg.query.results import safe

    if isinstance(value, float):
        small = 0 < abs(value) < 10**-column.places
        return f"{value:.1e}" if small else f"{value:.{column.places}f}"
    return (
        ""
        if value is None
        else f"{value:,}"
        if isinstance(value, int) and abs(value) > 9_999
        else safe(str(value))
    )


_NARROWEST, _GAP = 20, 3
"""Characters that a column of words needs to be readable, and that stand between two columns."""


def _table(
    columns: Sequence[Column], rows: Sequence[Sequence[Value]], shown: list[list[str]], width: int
) -> str:
    numbers = [any(isinstance(row[at], int | float) for row in rows) for at in range(len(columns))]
    widths = [
        max(len(column.name), *(len(row[at]) for row in shown), 0) if numbers[at] else _NARROWEST
        for at, column in enumerate(columns)
    ]
    kept = list(range(len(columns)))
    while sum(widths[at] + _GAP for at in kept) - _GAP > width and any(columns[at].spare for at in kept):
        kept.remove(max(kept, key=lambda at: columns[at].spare))
    cells = ([row[at] for at in kept] for row in shown)
    return draw([columns[at].name for at in kept], cells, [numbers[at] for at in kept], width)


def _markdown(columns: Sequence[Column], shown: list[list[str]]) -> str:
    lines = [[column.name for column in columns], ["---"] * len(columns), *shown]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _csv(columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> str:
    from kg.exporters.table import cell

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([cell(value) if isinstance(value, str) else value for value in row])
    return out.getvalue()


def _json(columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> str:
    names = [column.name for column in columns]
    objects = [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in rows]
    return "[\n" + ",\n".join(objects) + "\n]\n" if objects else "[]\n"
