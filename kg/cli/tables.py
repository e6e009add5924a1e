"""Columns and rows come in; a table for a terminal, Markdown, CSV, JSON or Parquet goes to stdout or to a file."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.common import failures
from kg.errors import KgError
from kg.tables import draw

if TYPE_CHECKING:
    from kg.exporters import tabular

FORMATS = ("table", "csv", "json", "markdown", "parquet")
"""The forms; the first is the default."""

ENDINGS = {".csv": "csv", ".json": "json", ".md": "markdown", ".parquet": "parquet"}
"""Which form a file's ending asks for, where none is named."""


def _plot(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """Return the path of a plot if a plot can be written to it: said before anything is counted."""
    if path:
        from kg.plots import check_plot

        with failures():
            check_plot(path)
    return path


FORMAT = click.option(
    "--format", "form", type=click.Choice(FORMATS), default=None, show_default="by the ending of --output, else table",
    help="How the rows are written.",
)  # fmt: skip
OUTPUT = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default=None, metavar="FILE",
    help="File to write instead of stdout.",
)  # fmt: skip
PLOT = click.option(
    "--plot", type=click.Path(dir_okay=False, path_type=Path), default=None, metavar="FILE", callback=_plot,
    help="Draw a chart as well: .svg, .png or .html, a page with the numbers beside it.",
)  # fmt: skip

Value = str | bool | int | float | None
"""A cell. What programs read has no infinite number: there it is as missing as None."""


class OutputError(KgError, ValueError):
    """Rows cannot be written in the form asked for to the place asked for."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; numbers are rounded to `places` in what is meant for reading, and given in full elsewhere."""

    name: str
    places: int = 4
    spare: int = 0
    """A terminal that is too narrow for all shows those without; 0 is always shown."""


def emit(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Value]],
    form: str | None,
    output: Path | None,
    *,
    width: int | None = None,
) -> None:
    """Write the rows to `output`, or to stdout where it is None.

    Args:
        form: one of `FORMATS`; None for what the ending of `output` asks for, else a table.
        width: of a table in characters; None for the terminal's, and 120 in a file.

    Raises `OutputError` for Parquet to a terminal, and OSError; a file is written whole or not at all.
    """
    form = form or (ENDINGS.get(output.suffix.lower()) if output else None) or FORMATS[0]
    if form == "parquet" and not output and sys.stdout.isatty():
        raise OutputError("Parquet is nothing to read on a terminal; add --output FILE.parquet")
    if width is None:
        width = _WIDTH if output else shutil.get_terminal_size((_WIDTH, 24)).columns
    content = (
        _parquet(columns, rows)
        if form == "parquet"
        else render(columns, rows, form, width).encode(errors="replace")
    )
    if output:
        from kg.files import writing

        with writing(output, binary=True) as handle:
            handle.write(content)
    else:
        click.echo(content, nl=False)


_WIDTH = 120
"""Characters of a table where no terminal says otherwise."""


def render(columns: Sequence[Column], rows: Sequence[Sequence[Value]], form: str, width: int = 100) -> str:
    """Return the rows in one of `FORMATS` that is text; a missing value is an empty cell or null.

    It ends with a line end.
    """
    finite = [[_finite(value) for value in row] for row in rows]
    if form == "csv":
        return _csv(columns, finite)
    if form == "json":
        return _json(columns, finite)
    shown = [[_shown(value, column) for value, column in zip(row, columns, strict=True)] for row in rows]
    return _markdown(columns, shown) if form == "markdown" else _table(columns, rows, shown, width)


def _finite(value: Value) -> Value:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _shown(value: Value, column: Column) -> str:
    from kg.query.results import safe

    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if value == 0 or math.isinf(value):
            # Exactly 0 is not what rounds to it: beside a p of 1e-200, 0.0000 would look like more.
            return f"{value:g}"
        small = 0 < abs(value) < 10**-column.places
        return f"{value:.1e}" if small else f"{value:.{column.places}f}"
    if isinstance(value, int):
        # A year is no amount: only from five digits on are thousands set apart.
        return f"{value:,}" if abs(value) > 9_999 else str(value)
    return safe(value)


_NARROWEST, _GAP = 20, 3
"""Characters that a column of words needs to be readable, and that stand between two columns."""


def _table(
    columns: Sequence[Column], rows: Sequence[Sequence[Value]], shown: list[list[str]], width: int
) -> str:
    numbers = [
        any(isinstance(row[at], int | float) and not isinstance(row[at], bool) for row in rows)
        for at in range(len(columns))
    ]
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
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: Value) -> str | int | float | None:
    from kg.exporters.table import cell

    if isinstance(value, bool):
        return "true" if value else "false"
    return cell(value) if isinstance(value, str) else value


def _json(columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> str:
    names = [column.name for column in columns]
    objects = [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in rows]
    return "[\n" + ",\n".join(objects) + "\n]\n" if objects else "[]\n"


def _parquet(columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> bytes:
    from kg.exporters import tabular
    from kg.exporters.tabular.parquet import write_parquet

    types = [_type([row[at] for row in rows]) for at in range(len(columns))]
    typed = tuple(tabular.Column(c.name, type_) for c, type_ in zip(columns, types, strict=True))
    values = tuple(
        tuple(_typed(value, type_) for value, type_ in zip(row, types, strict=True)) for row in rows
    )
    out = io.BytesIO()
    write_parquet(tabular.Table("rows", typed, values), out)
    return out.getvalue()


def _type(values: Sequence[Value]) -> tabular.Type:
    """Return the narrowest type that holds all values; a column without any is one of numbers."""
    known = [value for value in values if value is not None]
    numbers = [value for value in known if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) == len(known):
        return "integer" if numbers and all(isinstance(value, int) for value in numbers) else "number"
    return "boolean" if all(isinstance(value, bool) for value in known) else "string"


def _typed(value: Value, type_: tabular.Type) -> Value:
    from kg.exporters.table import cleaned

    value = _finite(value)
    if value is None or type_ in ("boolean", "integer"):
        return value
    return float(value) if type_ == "number" else cleaned(str(value))
