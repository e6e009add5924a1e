"""A collection of tables comes in, a folder of files goes out: one a table, and a description of them all.

The description, datapackage.json, is a Data Package of Frictionless Standards (version 1): the data
dictionary, with types, keys and how the tables hang together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from kg.exporters.tabular import Table
from kg.exporters.tabular.archive import BETWEEN
from kg.exporters.tabular.collection import Collection
from kg.exporters.tabular.csv import write_csv
from kg.exporters.tabular.parquet import write_parquet
from kg.files import staging

WRITERS: dict[str, Callable[[Table, IO[bytes]], int]] = {"csv": write_csv, "parquet": write_parquet}
"""Form of a single table → what writes it."""

DESCRIPTION = "datapackage.json"

_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_NOTES = (
    f"A cell that holds several values has '{BETWEEN}' between them; nothing stands for what is not known.",
    "In CSV a text that a spreadsheet would take for a formula begins with an apostrophe.",
)


def write_package(collection: Collection, folder: Path, form: str) -> None:
    """Write every table to `folder` in a form of `WRITERS`, and what they hold.

    Files of the same names are replaced at the end, when all is written. Raises OSError.
    """
    with staging(folder) as stage:
        resources = []
        for table in collection.tables:
            path = stage / f"{table.name}.{form}"
            with path.open("wb") as handle:
                count = WRITERS[form](table, handle)
            resources.append(_resource(table, path, form, count))
        package = {
            "profile": "tabular-data-package" if form == "csv" else "data-package",
            "name": "kg-export",
            "title": "What podcasts mention, and what they mention together",
            "description": " ".join(_NOTES),
            "counted": dict(collection.about),
            "resources": resources,
        }
        text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
        (stage / DESCRIPTION).write_text(text, encoding="utf-8")


def _resource(table: Table, path: Path, form: str, count: int) -> dict[str, Any]:
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    schema: dict[str, Any] = {
        "fields": [{"name": c.name, "type": c.type, "description": c.description} for c in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.references:
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": other, "fields": _KEYS.get(other, "id")}}
            for column, other in table.references
        ]
    resource: dict[str, Any] = {
        "name": table.name, "path": path.name, "description": table.description, "format": form,
        "mediatype": _MEDIA[form], "bytes": path.stat().st_size, "hash": f"sha256:{digest}", "rows": count, "schema": schema,
    }  # fmt: skip
    return (
        {"profile": "tabular-data-resource", "encoding": "utf-8", **resource} if form == "csv" else resource
    )


_KEYS = {"communities": "number"}
"""Keys of tables whose key is not `id`."""
