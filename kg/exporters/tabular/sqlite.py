"""A collection of tables comes in, one SQLite database goes out: with keys, indices, views, and a description of each column."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from kg.errors import KgError
from kg.exporters.tabular import Table
from kg.exporters.tabular.collection import Collection
from kg.files import writing

_TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT"}

VIEWS = {
    "technologies": (
        "Entities that are technologies.",
        "SELECT id, label, kind, status, aliases, episodes, mentions, first, last FROM entities WHERE type = 'technology'",
    ),
    "people": (
        "Entities that are people, with the episodes they host, are a guest of and are spoken of in.",
        "SELECT e.id, e.label, e.aliases, e.pages, SUM(a.role = 'host') AS hosts, SUM(a.role = 'guest') AS guest_of,"
        " SUM(a.role = 'mentioned') AS mentioned_in, e.first, e.last"
        " FROM entities AS e LEFT JOIN appearances AS a ON a.person = e.id WHERE e.type = 'person' GROUP BY e.id",
    ),
    "neighbours": (
        "Every pair of cooccurrence both ways, so that all neighbours of one id stand together.",
        "SELECT a AS id, b AS neighbour, label_b AS label, count, episodes, npmi, lift, g2, q FROM cooccurrence"
        " UNION ALL SELECT b, a, label_a, count, episodes, npmi, lift, g2, q FROM cooccurrence",
    ),
    "entity_years": (
        "Episodes and mentions of each entity by year, advertising left out.",
        "SELECT entity, CAST(substr(date, 1, 4) AS INTEGER) AS year, COUNT(DISTINCT episode) AS episodes,"
        " COUNT(*) AS mentions FROM mentions WHERE date IS NOT NULL AND place <> 'sponsors' GROUP BY entity, year",
    ),
}
"""Name → what it shows, and its query."""


class DatabaseError(KgError, OSError):
    """SQLite could not write."""


def write_sqlite(collection: Collection, path: Path) -> None:
    """Write the tables to a database at `path`, whole or not at all.

    Days are text, yes and no are 1 and 0, what is missing is NULL. The table `about` tells what was counted
    and how, `documentation` what every table, view and column holds. The bytes depend on the tables and on
    SQLite's version only. Raises `DatabaseError`, OSError.
    """
    with writing(path, binary=True) as handle:
        try:
            _fill(collection, handle.name)
        except sqlite3.Error as error:
            raise DatabaseError(f"{path}: {error}; what was there before is unchanged") from error


def _fill(collection: Collection, name: str) -> None:
    with closing(sqlite3.connect(name)) as base:
        # The file is not at its place yet: nobody reads it, and a failure leaves nothing behind.
        for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF", "encoding = 'UTF-8'"):
            base.execute(f"PRAGMA {pragma}")
        for table in collection.tables:
            _write(base, table)
        for name, (_, query) in VIEWS.items():
            base.execute(f"CREATE VIEW {_quoted(name)} AS {query}")
        _document(base, collection)
        base.commit()
        base.execute("ANALYZE")
        base.execute("VACUUM")


def _write(base: sqlite3.Connection, table: Table) -> None:
    parts = [f"{_quoted(c.name)} {_TYPES[c.type]}" for c in table.columns]
    if table.key:
        parts.append(f"PRIMARY KEY ({', '.join(map(_quoted, table.key))})")
    for column, other in table.references:
        parts.append(f"FOREIGN KEY ({_quoted(column)}) REFERENCES {_quoted(other)}")
    base.execute(f"CREATE TABLE {_quoted(table.name)} ({', '.join(parts)})")
    marks = ", ".join("?" * len(table.columns))
    base.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({marks})", table.rows)  # noqa: S608 - names are kg's own
    indexed = [column for column, _ in table.references if table.key[:1] != (column,)]
    for column in [*indexed, *(c.name for c in table.columns if c.name == "label")]:
        name = _quoted(f"{table.name}_{column}")
        base.execute(f"CREATE INDEX {name} ON {_quoted(table.name)} ({_quoted(column)})")


def _document(base: sqlite3.Connection, collection: Collection) -> None:
    base.execute("CREATE TABLE about (what TEXT PRIMARY KEY, value TEXT)")
    base.executemany("INSERT INTO about VALUES (?, ?)", collection.about)
    base.execute('CREATE TABLE documentation (name TEXT, "column" TEXT, type TEXT, description TEXT)')
    rows: list[tuple[str, str | None, str, str]] = []
    for table in collection.tables:
        rows.append((table.name, None, "table", table.description))
        rows += [(table.name, c.name, c.type, c.description) for c in table.columns]
    rows += [(name, None, "view", description) for name, (description, _) in VIEWS.items()]
    base.executemany("INSERT INTO documentation VALUES (?, ?, ?, ?)", rows)


def _quoted(name: str) -> str:
    return f'"{name}"'
