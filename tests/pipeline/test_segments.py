"""A file is written of new parts and of parts of another file, and nobody can tell them apart."""

from __future__ import annotations

import errno
import hashlib
import mmap
import os
from pathlib import Path

import pytest

from kg.pipeline import segments
from kg.pipeline.segments import SegmentWriter
from kg.store import Segment

OLD = {name: f"{name} of before\n".encode() * 1_000 for name in ("a", "b", "c", "d")}


def before(folder: Path) -> tuple[Path, dict[str, Segment]]:
    """Write a file of parts; return it, and where they stand in it."""
    with SegmentWriter(folder / "before") as writer:
        writer.write(b"head\n")
        for name, data in OLD.items():
            writer.add(name, "old", data)
    return writer.path, dict(writer.segments)


def amended(folder: Path) -> SegmentWriter:
    """Write a file with some parts of another one, in their order and not."""
    path, known = before(folder)
    with SegmentWriter(folder / "after", path) as writer:
        writer.write(b"new head\n")
        writer.copy("a", known["a"])
        writer.copy("b", known["b"])
        writer.add("b2", "new", b"between\n")
        writer.copy("d", known["d"])
        writer.finish()
        writer.copy("c", known["c"])
        writer.add("end", "new", b"")
    return writer


def check(writer: SegmentWriter) -> None:
    """Assert that the file is as it should be, and what is told of it true."""
    written = writer.path.read_bytes()
    assert written == b"new head\n" + OLD["a"] + OLD["b"] + b"between\n" + OLD["d"] + OLD["c"]
    assert (writer.size, writer.sha256) == (len(written), hashlib.sha256(written).hexdigest())
    parts = {name: written[s.start : s.start + s.length] for name, s in writer.segments}
    assert parts == OLD | {"b2": b"between\n", "end": b""}
    assert [s.key for _, s in writer.segments] == ["old", "old", "new", "old", "old", "new"]


def test_new_and_old_parts_make_one_file(tmp_path: Path) -> None:
    check(amended(tmp_path))


def test_a_file_of_many_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is hashed in several goes, and goes on within a window, has the digest of the whole."""
    monkeypatch.setattr(segments, "WINDOW", mmap.ALLOCATIONGRANULARITY)
    check(amended(tmp_path))


@pytest.mark.parametrize("refusal", [errno.EXDEV, errno.EOPNOTSUPP, None])
def test_where_the_system_cannot_copy(
    tmp_path: Path, refusal: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two disks for instance, or where there is no such call: then the bytes go through memory."""

    def refuse(*_: object) -> int:
        raise OSError(refusal, "cannot")

    if refusal is None:
        monkeypatch.delattr(os, "copy_file_range", raising=False)
    else:
        monkeypatch.setattr(os, "copy_file_range", refuse, raising=False)
    monkeypatch.setattr(segments, "CHUNK", 100)
    check(amended(tmp_path))


def test_new_parts_do_not_wait_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What many changed episodes add is written before it fills the memory."""
    monkeypatch.setattr(segments, "HELD", 50)
    path, known = before(tmp_path)
    with SegmentWriter(tmp_path / "after", path) as writer:
        writer.copy("a", known["a"])
        writer.add("x", "new", b"x" * 40)
        assert writer.path.stat().st_size == 0
        writer.add("y", "new", b"y" * 40)
        assert writer.path.stat().st_size == len(OLD["a"]) + 80


def test_a_disk_that_is_full_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not taken for a system that cannot copy."""

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "copy_file_range", full, raising=False)
    with pytest.raises(OSError, match="No space left"):
        amended(tmp_path)


def test_a_file_that_became_shorter_is_told_of(tmp_path: Path) -> None:
    """With its name and what to do."""
    path, known = before(tmp_path)
    os.truncate(path, 10)
    with (
        pytest.raises(OSError, match=r"before became shorter while it was read; run this again"),
        SegmentWriter(tmp_path / "after", path) as writer,
    ):
        writer.copy("d", known["d"])
