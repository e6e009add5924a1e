"""What one run found of files and episodes comes in, and is there again in the next: one SQLite file, in transactions.

What the tables for programs hold can all be computed again from the files, so nothing is lost with
a store but time. Beside them stand tables and views for people, of the last build: `SCHEMA` says
what is in each.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NamedTuple, TypeVar
from urllib.parse import quote
from zlib import crc32

import msgspec

from kg.errors import KgError
from kg.grouping import Card

FORMAT = 4
"""Version of the tables. A reader refuses a greater one, and begins anew where it finds a lesser one."""

APPLICATION = 0x6B672E31
"""SQLite's application id of a store: `kg.1`."""

LEVEL = 1
"""Of compression, for what is rarely read: it shrinks to a fourth, and more would take longer than it saves."""

PATIENCE = 60.0
"""Seconds to wait for somebody who reads the store with a tool of SQLite's."""

Value = TypeVar("Value")


class StoreError(KgError, ValueError):
    """The store cannot be used; the message says why and what to do."""


class Known(NamedTuple):
    """What is known of an input file."""

    path: str
    """As the user named it."""
    folder: str
    """The absolute one it lies in; the names in it may name the show."""
    size: int
    """Bytes."""
    changed: int
    """Nanoseconds since 1970; 0 where it could have changed again unseen."""
    sha256: str
    """Of its bytes; empty where it could not be read."""
    program: str
    """Digest of the code that read it."""
    card: Card | None
    reason: str | None
    """Why it was skipped."""


class Portion(NamedTuple):
    """What one episode adds to all outputs, each part packed."""

    episode: str
    key: str
    lines: bytes
    """Its own in the graph's file."""
    listed: bytes
    """In the page."""
    share: bytes
    """Of the RDF."""


PortionPart = Literal["lines", "listed", "share"]


class Written(NamedTuple):
    """A file or folder that a build left."""

    name: str
    key: str
    """Digest of all that it depends on."""
    size: int
    changed: int
    """Nanoseconds since 1970."""
    sha256: str
    """Empty for a folder."""


class Segment(NamedTuple):
    """Where in a file the part of an episode stands."""

    key: str
    """Of its portion."""
    start: int
    length: int
    """Bytes."""


def packed(value: object) -> bytes:
    """Return a record as it lies in the store: MessagePack after its CRC-32."""
    data = msgspec.msgpack.encode(value)
    return crc32(data).to_bytes(_CHECK) + data


def unpacked(data: bytes, type_: type[Value]) -> Value:
    """Return the record that `packed` made `data` of. Raises `StoreError`."""
    with memoryview(data) as whole:
        if crc32(whole[_CHECK:]).to_bytes(_CHECK) != whole[:_CHECK]:
            raise _damaged("its checksum is another")
        try:
            return msgspec.msgpack.decode(whole[_CHECK:], type=type_)
        except msgspec.DecodeError as error:
            raise _damaged(error) from error


_CHECK = 4
"""Bytes of a CRC-32."""


def compressed(value: object) -> bytes:
    """Return a record that is rarely read as it lies in the store: compressed."""
    return zlib.compress(packed(value), LEVEL)


def decompressed(data: bytes, type_: type[Value]) -> Value:
    """Return the record that `compressed` made `data` of. Raises `StoreError`."""
    try:
        whole = zlib.decompress(data)
    except zlib.error as error:
        raise _damaged(error) from error
    return unpacked(whole, type_)


def _damaged(why: object) -> StoreError:
    return StoreError(f"a record of the store is damaged ({why}); begin a new one with `kg build --fresh`")


def schema() -> str:
    """Return the SQL that makes the tables and views, with what each holds as comments."""
    return files("kg").joinpath("data", "store.sql").read_text(encoding="utf-8")


class Store:
    """An open store; use it as a context, which closes it."""

    def __init__(self, path: Path, *, writing: bool = True) -> None:
        """Open the store at `path`; where there is none, one begins if `writing`. Raises `StoreError`, OSError."""
        self.path = path
        self.started_anew = ""
        """Why what an earlier program left was dropped; empty where it was not."""
        if not writing and not path.exists():
            raise StoreError(f"{path} does not exist; `kg build PATH...` writes it")
        if writing:
            path.parent.mkdir(parents=True, exist_ok=True)
        mode = "rwc" if writing else "ro"
        with self._guarded():
            self._base = sqlite3.connect(
                f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None, timeout=PATIENCE
            )
        try:
            with self._guarded():
                # What is deleted is overwritten: nothing of an episode that was taken out stays behind.
                self._base.execute("PRAGMA secure_delete = ON")
                self._check(writing)
        except BaseException:
            self._base.close()
            raise

    def _check(self, writing: bool) -> None:
        application, version = (self._number(f"PRAGMA {name}") for name in ("application_id", "user_version"))
        empty = not self._number("SELECT COUNT(*) FROM sqlite_master")
        if application != APPLICATION and not empty:
            raise StoreError(
                f"{self.path} is a database, but none that kg made; move it away, or choose another --output"
            )
        if version > FORMAT:
            raise StoreError(
                f"{self.path} was written by a newer kg (format {version}, this one knows {FORMAT});"
                " update kg, or begin a new store with `kg build --fresh`"
            )
        if empty or version < FORMAT:
            if not writing:
                raise StoreError(f"{self.path} is empty or of an older kg; `kg build PATH...` writes it anew")
            if not empty:
                self.started_anew = f"{self.path} was written by an older kg; all episodes are read again"
            self._create()

    def _create(self) -> None:
        with self.transaction():
            for type_ in ("view", "table"):
                found = self._base.execute(
                    "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite%'", (type_,)
                ).fetchall()
                for (name,) in found:
                    self._base.execute(f'DROP {type_} "{name}"')
            for statement in schema().split(";\n"):
                self._base.execute(statement)
            self._base.execute(f"PRAGMA application_id = {APPLICATION}")
            self._base.execute(f"PRAGMA user_version = {FORMAT}")

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turn SQLite's errors into those that say what to do."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._refusal(error) from error

    def _refusal(self, error: sqlite3.Error) -> Exception:
        text = str(error)
        if "locked" in text or "busy" in text:
            return StoreError(f"{self.path} is in use by another program; close that, and run this again")
        if "disk is full" in text:
            return StoreError(
                f"{self.path}: the disk is full; make room and run this again, what was done is kept"
            )
        if "readonly" in text or "unable to open" in text or "disk I/O" in text:
            return StoreError(
                f"{self.path} cannot be opened or written ({text}); check the folder's rights and disk"
            )
        return StoreError(f"{self.path} is damaged ({text}); begin a new one with `kg build --fresh`")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all that the block writes count, or, where it fails, nothing of it. Raises `StoreError`."""
        with self._guarded():
            self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._guarded():
                self._base.execute("COMMIT")
        except BaseException:
            if self._base.in_transaction:
                self._base.execute("ROLLBACK")
            raise

    def check(self) -> None:
        """Read all of the store. Raises `StoreError` where it is damaged."""
        with self._guarded():
            found = [row[0] for row in self._base.execute("PRAGMA quick_check(3)")]
        if found != ["ok"]:
            raise StoreError(f"{self.path} is damaged ({found[0]}); begin a new one with `kg build --fresh`")

    def rows(self, sql: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query. Raises `StoreError`."""
        with self._guarded():
            yield from self._base.execute(sql, values)

    def run(self, sql: str, rows: Iterable[Sequence[object]] = ((),)) -> None:
        """Run a statement once for each of `rows`, inside a transaction. Raises `StoreError`."""
        with self._guarded():
            self._base.executemany(sql, rows)

    def _number(self, sql: str) -> int:
        return int(self._base.execute(sql).fetchone()[0])

    # ── input files ──────────────────────────────────────────────────────────────────────────────

    def files(self) -> dict[str, Known]:
        """Return what is known of input files, by path; what an older kg noted in another form is not."""
        found = {}
        for *facts, card, reason in self.rows(
            "SELECT path, folder, size, changed, sha256, program, card, reason FROM files"
        ):
            with suppress(msgspec.DecodeError):
                known = Known._make((*facts, msgspec.json.decode(card, type=Card) if card else None, reason))
                found[known.path] = known
        return found

    def put_files(self, known: Iterable[Known]) -> None:
        """Note what is known of files."""
        self.run(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((*k[:6], msgspec.json.encode(k.card).decode() if k.card else None, k.reason) for k in known),
        )

    def drop_files(self, paths: Iterable[str]) -> None:
        """Forget files."""
        self.run("DELETE FROM files WHERE path = ?", ((path,) for path in paths))

    # ── extractions ──────────────────────────────────────────────────────────────────────────────

    def extraction_keys(self) -> dict[str, str]:
        """Return episode → key of its extraction."""
        return dict(self.rows("SELECT episode, key FROM extractions"))

    def put_extractions(self, found: Iterable[tuple[str, str, bytes, bytes]]) -> None:
        """Keep (episode, key, extraction, facts), the last two packed."""
        self.run("INSERT OR REPLACE INTO extractions VALUES (?, ?, ?, ?)", found)

    def failures(self) -> dict[str, str]:
        """Return episode → why its extraction was given up in the last build."""
        return dict(self.rows("SELECT episode, reason FROM failures"))

    def put_failures(self, failed: Iterable[tuple[str, str]]) -> None:
        """Note (episode, reason) of the extractions given up; no others are."""
        self.run("DELETE FROM failures")
        self.run("INSERT INTO failures VALUES (?, ?)", failed)

    def facts(self) -> Iterator[tuple[str, bytes]]:
        """Yield each episode and its packed facts, by episode."""
        yield from self.rows("SELECT episode, facts FROM extractions ORDER BY episode")

    def extraction(self, episode: str) -> bytes:
        """Return an episode's packed extraction. Raises `StoreError` where it has none."""
        for (record,) in self.rows("SELECT extraction FROM extractions WHERE episode = ?", (episode,)):
            return bytes(record)
        raise self._unknown(episode)

    def _unknown(self, episode: str) -> StoreError:
        return StoreError(f"{self.path} has no episode {episode!r}; run `kg build` again")

    # ── portions and outputs ─────────────────────────────────────────────────────────────────────

    def portion_keys(self) -> dict[str, str]:
        """Return episode → key of its portion."""
        return dict(self.rows("SELECT episode, key FROM portions"))

    def put_portion(self, portion: Portion) -> None:
        """Keep what an episode adds to all outputs."""
        self.run("INSERT OR REPLACE INTO portions VALUES (?, ?, ?, ?, ?)", [portion])

    def part(self, episode: str, part: PortionPart) -> bytes:
        """Return a part of an episode's portion. Raises `StoreError` where it has none."""
        for (data,) in self.rows(f"SELECT {part} FROM portions WHERE episode = ?", (episode,)):  # noqa: S608
            return bytes(data)
        raise self._unknown(episode)

    def parts(self, part: PortionPart, type_: type[Value]) -> Iterator[tuple[str, Value]]:
        """Yield each episode and this part of its portion, by episode. Raises `StoreError`."""
        for episode, data in self.rows(f"SELECT episode, {part} FROM portions ORDER BY episode"):  # noqa: S608
            yield episode, unpacked(data, type_)

    def outputs(self) -> dict[str, Written]:
        """Return what the last build left, by name."""
        found = map(Written._make, self.rows("SELECT name, key, size, changed, sha256 FROM outputs"))
        return {written.name: written for written in found}

    def put_outputs(self, written: Iterable[Written]) -> None:
        """Note what a build left; nothing else counts as left."""
        self.run("DELETE FROM outputs")
        self.run("INSERT INTO outputs VALUES (?, ?, ?, ?, ?)", written)

    def put_build(self, built: object) -> None:
        """Note what a build tells of itself."""
        self.run("DELETE FROM builds")
        self.run("INSERT INTO builds VALUES (?)", [(packed(built),)])

    def segments(self, output: str) -> dict[str, Segment]:
        """Return episode → where its part stands in an output."""
        sql = "SELECT episode, key, start, length FROM segments WHERE output = ?"
        return {episode: Segment(*rest) for episode, *rest in self.rows(sql, (output,))}

    def put_segments(self, output: str, segments: Iterable[tuple[str, Segment]]) -> None:
        """Note where in an output the episodes' parts stand; no other ones are in it."""
        self.run("DELETE FROM segments WHERE output = ?", [(output,)])
        rows = ((output, episode, *segment) for episode, segment in segments)
        self.run("INSERT INTO segments VALUES (?, ?, ?, ?, ?)", rows)

    def drop_episodes(self, episodes: Iterable[str]) -> None:
        """Forget all that was found in episodes, and what they added to tables."""
        gone = [(episode,) for episode in episodes]
        for table in ("extractions", "failures", "portions", *PER_EPISODE):
            self.run(f"DELETE FROM {table} WHERE episode = ?", gone)  # noqa: S608


PER_EPISODE = (
    "said",
    "episode",
    "passage",
    "mention",
    "appearance",
    "pick",
    "pick_by",
    "pick_about",
    "topic",
    "sponsor",
)
"""Tables with rows of each episode, which stands in a column `episode`."""
