"""A typed table comes in, a Parquet file goes out."""

from __future__ import annotations

from typing import IO

from kg.exporters.tabular import Table


def write_parquet(table: Table, handle: IO[bytes]) -> None:
    """Write `table` with the types of its columns; missing values are nulls. The bytes depend on the table only."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    fields = [
        pa.field(c.name, types[c.type], metadata={"description": c.description} if c.description else None)
        for c in table.columns
    ]
    values = list(zip(*table.rows, strict=True)) or [()] * len(fields)
    arrays = [_array(column, field.type) for column, field in zip(values, fields, strict=True)]
    schema = pa.schema(fields, metadata={"description": table.description} if table.description else None)
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), handle, compression="zstd")


def _array(values: tuple[object, ...], type_: object) -> object:
    import pyarrow as pa

    if type_ == pa.date32():
        return pa.array(values, pa.string()).cast(pa.date32())
    return pa.array(values, type_)
