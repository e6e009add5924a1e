"""A typed table comes in, a Parquet file goes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from kg.exporters.tabular import Row, Table

_ROWS = 50_000
"""Rows of a group, the most that are held at once."""


def write_parquet(table: Table, handle: IO[bytes]) -> int:
    """Write `table` with the types of its columns, a missing value as null; return the number of rows.

    The bytes depend on the table and on pyarrow's version only.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    fields = [pa.field(c.name, types[c.type], metadata=_note(c.description)) for c in table.columns]
    schema = pa.schema(fields, metadata=_note(table.description))
    count = 0
    with pq.ParquetWriter(handle, schema, compression="zstd") as writer:
        for rows in _groups(table.rows):
            columns = zip(*rows, strict=True)
            # A day is read from its text.
            arrays = [
                pa.array(values, pa.string()).cast(field.type)
                if pa.types.is_date(field.type)
                else pa.array(values, field.type)
                for values, field in zip(columns, fields, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(rows)
    return count


def _note(text: str) -> dict[str, str] | None:
    return {"description": text} if text else None


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while group := list(islice(left, _ROWS)):
        yield group
