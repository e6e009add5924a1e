"""A typed table comes in, a CSV file goes out, as `kg.exporters.table` describes it."""

from __future__ import annotations

import csv
import io
from typing import IO

from kg.exporters.table import as_cell
from kg.exporters.tabular import Table


def write_csv(table: Table, handle: IO[bytes]) -> int:
    """Write `table`, a missing value as an empty cell; return the number of rows."""
    text = io.TextIOWrapper(handle, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    count = 0
    for row in table.rows:
        writer.writerow([as_cell(value) for value in row])
        count += 1
    text.flush()
    text.detach()  # the handle stays open for its owner
    return count
