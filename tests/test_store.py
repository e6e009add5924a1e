"""The store: what it keeps, what it refuses, and what it tells people who open it."""

import sqlite3
import threading
from pathlib import Path

import pytest

from kg.grouping import Card
from kg.store import (
    APPLICATION,
    FORMAT,
    Known,
    Segment,
    Store,
    StoreError,
    compressed,
    decompressed,
    packed,
    schema,
    unpacked,
)

FILE = Known(
    "a/ü.md",
    "/archive/a",
    12,
    5,
    "d1",
    "p1",
    Card("a/ü.md", "notes", "a", "ü", 7, False, True, False, 0, 0),
    None,
)
SKIPPED = Known("a/b.bin", "/archive/a", 3, 5, "d2", "p1", None, "binary data, not text")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a store is to be."""
    return tmp_path / "out" / "extractions.sqlite"


def test_what_is_known_of_files_is_there_in_the_next_run(path: Path) -> None:
    """Cards and reasons alike."""
    with Store(path) as store, store.transaction():
        store.put_files([FILE, SKIPPED])
    with Store(path, writing=False) as store:
        assert store.files() == {"a/ü.md": FILE, "a/b.bin": SKIPPED}


def test_a_block_that_fails_leaves_nothing(path: Path) -> None:
    """All of a transaction counts, or nothing of it."""
    with Store(path) as store:
        with store.transaction():
            store.put_files([FILE])
        with pytest.raises(KeyboardInterrupt):
            _interrupted(store)
        assert list(store.files()) == [FILE.path]


def _interrupted(store: Store) -> None:
    with store.transaction():
        store.drop_files([FILE.path])
        raise KeyboardInterrupt


def test_segments_are_those_of_the_last_time(path: Path) -> None:
    """A part that is no more in a file has no place in it."""
    with Store(path) as store, store.transaction():
        store.put_segments("graph.ttl", [("x/1", Segment("k", 0, 5)), ("x/2", Segment("k", 5, 5))])
        store.put_segments("graph.ttl", [("x/2", Segment("k2", 0, 6))])
        assert store.segments("graph.ttl") == {"x/2": Segment("k2", 0, 6)}
        assert store.segments("mentions.csv") == {}


def test_what_is_forgotten_is_not_in_the_file(path: Path) -> None:
    """Not even in pages that SQLite keeps for later."""
    words = b"nobody-should-find-this-again" * 200
    with Store(path) as store:
        with store.transaction():
            store.put_extractions([("x/1", "k", words, b""), ("x/2", "k", b"other", b"")])
        assert words[:40] in path.read_bytes()
        with store.transaction():
            store.drop_episodes(["x/1"])
    assert words[:40] not in path.read_bytes()
    assert not path.with_name(path.name + "-journal").exists()


def test_a_record_comes_back_as_it_was_or_is_told_to_be_damaged() -> None:
    """Never as something else."""
    data = packed(FILE)
    assert unpacked(data, Known) == FILE
    for broken in (data[:-3], b"", data[:10] + bytes([data[10] ^ 1]) + data[11:], packed("a word")):
        with pytest.raises(StoreError, match="kg build --fresh"):
            unpacked(broken, Known)


def test_a_compressed_record_too() -> None:
    """What is cut off or changed is told of in the same words."""
    data = compressed(FILE)
    assert decompressed(data, Known) == FILE
    assert len(compressed("word " * 1_000)) < 200
    for broken in (data[:-3], b"", data[:10] + bytes([data[10] ^ 1]) + data[11:], compressed("a word")):
        with pytest.raises(StoreError, match="kg build --fresh"):
            decompressed(broken, Known)


def _made_by(path: Path, application: int, version: int) -> None:
    path.parent.mkdir(exist_ok=True)
    base = sqlite3.connect(path)
    base.executescript(
        f"CREATE TABLE files (other TEXT); INSERT INTO files VALUES ('mine');"
        f"PRAGMA application_id = {application}; PRAGMA user_version = {version}"
    )
    base.close()


def test_a_newer_store_is_refused_with_the_ways_out(path: Path) -> None:
    """An older kg does not know what the tables mean."""
    _made_by(path, APPLICATION, FORMAT + 1)
    before = path.read_bytes()
    with pytest.raises(
        StoreError, match=r"newer kg .*update kg, or begin a new store with `kg build --fresh`"
    ):
        Store(path)
    assert path.read_bytes() == before


def test_an_older_store_begins_anew_and_says_so(path: Path) -> None:
    """What was in it is computed again."""
    _made_by(path, APPLICATION, FORMAT - 1)
    with pytest.raises(StoreError, match="kg build"):
        Store(path, writing=False)
    with Store(path) as store:
        assert "older kg" in store.started_anew
        assert store.files() == {}
    with Store(path) as store:
        assert store.started_anew == ""


def test_somebody_s_own_database_is_not_touched(path: Path) -> None:
    """Though it lies where the store should be."""
    _made_by(path, 0, 0)
    with pytest.raises(StoreError, match="none that kg made; move it away"):
        Store(path)
    assert sqlite3.connect(path).execute("SELECT * FROM files").fetchall() == [("mine",)]


def test_a_damaged_store_is_told_of(path: Path) -> None:
    """No database at all, and one with a page overwritten."""
    path.parent.mkdir()
    path.write_bytes(b"not a database, but long enough to look like one" * 20)
    with pytest.raises(StoreError, match=r"is damaged .*kg build --fresh"):
        Store(path)
    path.unlink()
    with Store(path) as store, store.transaction():
        store.put_extractions((f"x/{n}", "k", bytes(3000), b"") for n in range(50))
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 9000] = b"\xff" * 9000
    path.write_bytes(data)
    with Store(path) as store, pytest.raises(StoreError, match="is damaged"):
        store.check()


def test_a_missing_store_is_told_of(path: Path) -> None:
    """With the command that writes one."""
    with pytest.raises(StoreError, match=r"does not exist; `kg build PATH\.\.\.` writes it"):
        Store(path, writing=False)
    assert not path.parent.exists()


def test_readers_wait_for_writers_and_writers_for_readers(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a while; then it is said that somebody has it open."""
    monkeypatch.setattr("kg.store.PATIENCE", 0.2)
    with Store(path) as store:
        reading = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        reading.execute("BEGIN")
        reading.execute("SELECT * FROM files").fetchall()
        with pytest.raises(StoreError, match="in use by another program"), store.transaction():
            store.put_files([FILE])
        monkeypatch.setattr("kg.store.PATIENCE", 30)
        later = threading.Timer(0.3, reading.close)
        with Store(path) as patient:
            later.start()
            with patient.transaction():
                patient.put_files([FILE])
        later.join()
        assert list(store.files()) == [FILE.path]


def test_every_table_and_view_says_what_it_holds(path: Path) -> None:
    """The schema in the file is the one that is documented, with its comments."""
    with Store(path):
        pass
    base = sqlite3.connect(path)
    made = dict(base.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'view')"))
    assert {
        "episodes",
        "mentions",
        "entities",
        "people",
        "picks",
        "topics",
        "sponsors",
        "cooccurrence",
    } <= set(made)
    for name, sql in made.items():
        assert sql in schema()
        assert f"CREATE TABLE {name} (" in sql or f"CREATE VIEW {name} AS" in sql
