"""Typed tables: what every form that is not RDF is written from, so that all hold the same rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Type = Literal["string", "integer", "number", "boolean", "date"]
"""Of a column's values: `str`, `int`, finite `float`, `bool`, or `str` that is an ISO 8601 day."""

Value = str | bool | int | float | None
"""A cell; None where nothing is known."""

Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it says."""

    name: str
    type: Type
    description: str = ""
    """One sentence for a reader, with the unit."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, and rows in a fixed order."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    """Each of as many values as there are columns; they can be gone through again, and are not all held at once."""
    description: str = ""
    key: tuple[str, ...] = ()
    """Names of the columns that tell rows apart; empty where nothing does."""
    references: tuple[tuple[str, str], ...] = ()
    """(column, table): the column holds the only key of that table."""
