"""The typed tables: what each holds, and that CSV, Parquet and SQLite give back the same values."""

import csv
import dataclasses
import datetime
import hashlib
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from kg.analysis.communities import communities
from kg.analysis.network import network
from kg.cooccurrence.rows import Row, cooccurrences
from kg.cooccurrence.where import parse_where
from kg.exporters.table import COLUMNS, write_mentions
from kg.exporters.tabular import Column, Table
from kg.exporters.tabular.archive import label_of
from kg.exporters.tabular.collection import TABLES, Collection
from kg.exporters.tabular.csv import write_csv
from kg.exporters.tabular.package import DESCRIPTION, write_package
from kg.exporters.tabular.pairs import MEASURES, Selection
from kg.exporters.tabular.parquet import write_parquet
from kg.exporters.tabular.sqlite import VIEWS, DatabaseError, write_sqlite


@pytest.fixture(scope="module")
def collection(archive: Any) -> Collection:
    """The tables of the small archive."""
    made: Collection = archive.collection()
    return made


@pytest.fixture(scope="module")
def base(collection: Collection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The database of the small archive."""
    path = tmp_path_factory.mktemp("base") / "x.sqlite"
    write_sqlite(collection, path)
    with closing(sqlite3.connect(path)) as opened:
        yield opened


def rows(table: Table) -> list[dict[str, Any]]:
    """Return the rows as column → value."""
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def test_every_value_has_its_columns_type(collection: Collection) -> None:
    """No text is what XML cannot hold, no number is infinite, every column is described, keys tell rows apart."""
    assert tuple(table.name for table in collection.tables) == TABLES
    types = {"string": str, "integer": int, "number": float, "boolean": bool, "date": str}
    for table in collection.tables:
        assert table.description
        assert all(column.description for column in table.columns)
        for row in rows(table):
            for column in table.columns:
                value = row[column.name]
                assert value is None or type(value) is types[column.type], (table.name, column.name, value)
                if isinstance(value, str):
                    assert not set("\x00\x0b\x1b\ufffe\r") & set(value)
        if table.key:
            keys = [tuple(row[name] for name in table.key) for row in rows(table)]
            assert len(set(keys)) == len(keys)


def test_entities(collection: Collection) -> None:
    """They are counted in every episode that names them, advertising included, with their first and last day."""
    found = {row["id"]: row for row in rows(collection.table("entities"))}
    s3 = found["technology/amazon-s3"]
    assert (s3["type"], s3["kind"], s3["status"]) == ("technology", "aws-service", "known")
    assert (s3["episodes"], s3["mentions"], s3["first"], s3["last"]) == (5, 30, "2014-03-01", "2017-05-05")
    ada = found["person/ada-lovelace"]
    assert (ada["label"], ada["aliases"], ada["kind"], ada["episodes"], ada["mentions"]) == (
        "Ada Lovelace",
        "Ada",
        None,
        5,
        5,
    )
    assert (found["show/one"]["episodes"], found["sponsor/acme"]["episodes"]) == (3, 5)
    assert found["sponsor/acme"]["pages"] == "acme.example"
    assert found["sponsor/acme"]["mentions"] is None


def test_who_appears_and_what_is_picked(collection: Collection) -> None:
    """One row a person and episode; a pick refers to ids."""
    appearances = rows(collection.table("appearances"))
    assert appearances[:2] == [
        {"episode": "one/0", "person": "person/ada-lovelace", "role": "host", "mentions": 1},
        {"episode": "one/0", "person": "person/grace-hopper", "role": "mentioned", "mentions": 0},
    ]
    assert len(appearances) == 10
    assert rows(collection.table("picks"))[0] == {
        "id": "pick/one/0/1", "episode": "one/0", "title": "=Kindred\n<novel>", "url": "https://books.example/1",
        "people": "person/ada-lovelace", "technologies": "technology/amazon-s3",
    }  # fmt: skip


def test_pairs_are_those_of_kg_cooccur_and_communities_those_of_kg_communities(archive: Any) -> None:
    """The same numbers as the library's, names as in the graph."""
    for pairs in ("all", "backbone", "significant"):
        tables = archive.collection(Selection("sentence", ("year=2014..2016",), 2, 1, pairs=pairs))
        counted = cooccurrences(
            archive.extractions, "sentence", where=parse_where(["year=2014..2016"]), least=2, least_episodes=1
        )
        kept = [row for row in counted.rows if pairs == "all" or getattr(row, pairs)]
        found = rows(tables.table("cooccurrence"))
        assert [(row["a"], row["b"], row["count"], row["npmi"], row["sdsm_q"]) for row in found] == [
            (row.a, row.b, row.count, row.npmi, row.sdsm_q) for row in kept
        ]
        assert all(row["label_a"] == label_of(archive.graph, row["a"]) for row in found)
        linked = communities(network(counted, pairs="significant" if pairs == "all" else pairs))
        assert [row["label"] for row in rows(tables.table("communities"))] == [
            c.label for c in linked.communities
        ]
        assert dict(tables.about)["pairs exported"] == str(len(kept))


def test_strata_have_their_measures(archive: Any) -> None:
    """They are missing without strata, and an infinite ratio of odds is missing as well."""
    plain = rows(archive.collection(Selection()).table("cooccurrence"))
    assert {row["mh_q"] for row in plain} == {None}
    within = rows(archive.collection(Selection(stratify="show")).table("cooccurrence"))
    assert all(0 <= row["mh_q"] <= 1 for row in within)
    assert dict(archive.collection(Selection(stratify="show")).about)["strata"] == "show"


def test_every_field_of_a_pair_is_described_or_left_out_for_a_reason() -> None:
    """A new measure must be told of here; the weights are the counts."""
    weights = {"weight", "weight_a", "weight_b"}
    assert {field.name for field in dataclasses.fields(Row)} == set(MEASURES) | weights


def test_csv_gives_every_value_back(collection: Collection) -> None:
    """Numbers in full, nothing for what is missing, an apostrophe before what a spreadsheet would compute."""
    for table in collection.tables:
        out = io.BytesIO()
        count = write_csv(table, out)
        read = list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))
        assert len(read) == count == len(rows(table))
        for text, row in zip(read, rows(table), strict=True):
            for column in table.columns:
                value, cell = row[column.name], text[column.name]
                if value is None:
                    assert cell == ""
                elif column.type == "number":
                    assert float(cell) == value
                elif column.type == "integer":
                    assert cell == str(value)
                elif column.type == "boolean":
                    assert cell == str(value).lower()
                else:
                    assert cell.removeprefix("'") == value
                    assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_the_table_of_mentions_is_the_file_that_a_build_leaves(
    collection: Collection, archive: Any, tmp_path: Path
) -> None:
    """Byte for byte; it can be read any number of times."""
    write_mentions(archive.extractions, tmp_path / "mentions.csv")
    for _ in range(2):
        out = io.BytesIO()
        write_csv(collection.table("mentions"), out)
        assert out.getvalue() == (tmp_path / "mentions.csv").read_bytes()
    assert tuple(column.name for column in collection.table("mentions").columns) == COLUMNS


def test_parquet_gives_every_value_back(collection: Collection) -> None:
    """With types, descriptions, days as days, and the same bytes twice."""
    for table in collection.tables:
        out, again = io.BytesIO(), io.BytesIO()
        count = write_parquet(table, out)
        write_parquet(table, again)
        assert out.getvalue() == again.getvalue()
        read = pq.read_table(io.BytesIO(out.getvalue()))
        assert read.num_rows == count
        days = {column.name for column in table.columns if column.type == "date"}
        expected = [
            {k: datetime.date.fromisoformat(v) if k in days and v else v for k, v in row.items()}
            for row in rows(table)
        ]
        assert read.to_pylist() == expected
        first = read.schema.field(0)
        assert first.metadata[b"description"].decode() == table.columns[0].description


def test_parquet_in_several_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are written some at a time, none twice."""
    monkeypatch.setattr("kg.exporters.tabular.parquet._ROWS", 3)
    out = io.BytesIO()
    table = Table("t", (Column("n", "integer"),), tuple((n,) for n in range(8)))
    assert write_parquet(table, out) == 8
    assert pq.read_table(io.BytesIO(out.getvalue())).column("n").to_pylist() == list(range(8))


def test_sqlite_gives_every_value_back(collection: Collection, base: sqlite3.Connection) -> None:
    """With sound keys; yes and no are 1 and 0."""
    for table in collection.tables:
        read = base.execute(f'SELECT * FROM "{table.name}" ORDER BY rowid').fetchall()
        assert read == [tuple(row) for row in table.rows]
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_sqlite_documents_itself(collection: Collection, base: sqlite3.Connection) -> None:
    """What was counted, and every table, column and view."""
    assert tuple(base.execute("SELECT what, value FROM about")) == collection.about
    documented = set(base.execute('SELECT name, "column" FROM documentation'))
    assert documented == {
        *((table.name, None) for table in collection.tables),
        *((table.name, column.name) for table in collection.tables for column in table.columns),
        *((name, None) for name in VIEWS),
    }
    assert set(base.execute("SELECT name FROM sqlite_master WHERE type = 'view'")) == {
        (name,) for name in VIEWS
    }


def test_the_views(base: sqlite3.Connection) -> None:
    """They say what a hand count says."""
    assert base.execute("SELECT hosts, guest_of, mentioned_in FROM people ORDER BY id").fetchall() == [
        (5, 0, 0),
        (0, 0, 5),
    ]
    assert base.execute("SELECT count(*) FROM technologies").fetchone() == (6,)
    pairs = base.execute("SELECT count(*) FROM cooccurrence").fetchone()[0]
    assert base.execute("SELECT count(*) FROM neighbours").fetchone() == (2 * pairs,)
    assert base.execute("SELECT count(*) FROM neighbours WHERE id = 'technology/amazon-s3'").fetchone() == (
        3,
    )
    years = "SELECT year, episodes, mentions FROM entity_years WHERE entity = 'technology/amazon-s3' ORDER BY year"
    assert base.execute(years).fetchall() == [(2014, 1, 5), (2015, 1, 5), (2016, 1, 5), (2017, 1, 5)]


def test_sqlite_has_the_same_bytes_and_is_whole_or_not_there(collection: Collection, tmp_path: Path) -> None:
    """A failure while writing leaves what was there, and nothing beside it."""
    for name in ("a", "b"):
        write_sqlite(collection, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    broken = Collection((*collection.tables, Table("bad", (Column("n", "integer"),), ((1, 2),))), ())
    with pytest.raises(DatabaseError, match="unchanged"):
        write_sqlite(broken, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_package_describes_its_files(form: str, collection: Collection, tmp_path: Path) -> None:
    """Each file has the size, digest, number of rows, columns and keys that the description says."""
    for name in ("a", "b"):
        write_package(collection, tmp_path / name, form)
    package = json.loads((tmp_path / "a" / DESCRIPTION).read_text(encoding="utf-8"))
    assert package["counted"] == dict(collection.about)
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert tuple(resources) == TABLES
    for name, resource in resources.items():
        content = (tmp_path / "a" / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (
            len(content),
            f"sha256:{hashlib.sha256(content).hexdigest()}",
        )
        table = collection.table(name)
        assert resource["rows"] == len(rows(table))
        fields = resource["schema"]["fields"]
        assert [(f["name"], f["type"]) for f in fields] == [(c.name, c.type) for c in table.columns]
        for key in resource["schema"].get("foreignKeys", ()):
            other = resources[key["reference"]["resource"]]["schema"]
            assert other["primaryKey"] == [key["reference"]["fields"]]
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_an_archive_that_names_nothing(quiet: Any, tmp_path: Path) -> None:
    """Tables without rows can be written in every form."""
    empty = quiet.collection()
    assert rows(empty.table("mentions"))[0]["type"] == "person"
    assert (
        rows(empty.table("cooccurrence"))
        == rows(empty.table("nodes"))
        == rows(empty.table("communities"))
        == []
    )
    write_package(empty, tmp_path / "csv", "csv")
    write_package(empty, tmp_path / "parquet", "parquet")
    write_sqlite(empty, tmp_path / "x.sqlite")
    assert (tmp_path / "csv" / "nodes.csv").read_text().count("\n") == 1
    assert pq.read_table(tmp_path / "parquet" / "nodes.parquet").num_rows == 0
