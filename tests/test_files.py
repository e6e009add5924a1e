"""Files written whole or not at all."""

import os
from pathlib import Path

import pytest

from kg.files import PARTIAL, put, staging, sweep, writing


class Halt(Exception):
    """What stops the writing in these tests."""


def content(folder: Path) -> dict[str, bytes]:
    """Return all files of `folder`, hidden ones too, and their bytes."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_writing_text(tmp_path: Path) -> None:
    """Text is UTF-8 with bare line feeds, in folders that are made, and nothing else is left."""
    with writing(tmp_path / "new" / "a.txt") as handle:
        handle.write("é\nb\n")
    assert content(tmp_path) == {"new/a.txt": b"\xc3\xa9\nb\n"}


def test_writing_binary(tmp_path: Path) -> None:
    """A binary handle takes bytes as they are and replaces the old file."""
    (tmp_path / "a").write_bytes(b"a longer old file")
    with writing(tmp_path / "a", binary=True) as handle:
        handle.write(b"\r\n\xff")
    assert content(tmp_path) == {"a": b"\r\n\xff"}


def test_old_file_until_the_end(tmp_path: Path) -> None:
    """While the new file is written a reader still sees the old one."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with writing(path) as handle:
        handle.write("new")
        handle.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("old", [None, b"old"])
@pytest.mark.parametrize("stop", [Halt, KeyboardInterrupt])
def test_failure_while_writing(tmp_path: Path, old: bytes | None, stop: type[BaseException]) -> None:
    """An exception inside leaves what was there, or nothing, and no partial file."""
    path = tmp_path / "a"
    if old is not None:
        path.write_bytes(old)

    def write_half() -> None:
        with writing(path) as handle:
            handle.write("half")
            raise stop

    with pytest.raises(stop):
        write_half()
    assert content(tmp_path) == ({} if old is None else {"a": old})


def test_text_that_cannot_be_encoded(tmp_path: Path) -> None:
    """A lone surrogate fails the write and leaves the old file."""
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(UnicodeEncodeError), writing(tmp_path / "a") as handle:
        handle.write("\ud800")
    assert content(tmp_path) == {"a": b"old"}


def test_staging(tmp_path: Path) -> None:
    """All staged files take their places at the end; others of the folder stay."""
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "c").write_bytes(b"other")
    with staging(tmp_path) as stage:
        (stage / "a").write_bytes(b"new")
        (stage / "b").write_bytes(b"new too")
        assert (tmp_path / "a").read_bytes() == b"old"
        assert not (tmp_path / "b").exists()
    assert content(tmp_path) == {"a": b"new", "b": b"new too", "c": b"other"}


def test_staging_that_fails(tmp_path: Path) -> None:
    """A build that fails half-way leaves every file of the one before and no folder."""
    (tmp_path / "a").write_bytes(b"old")

    def write_half() -> None:
        with staging(tmp_path) as stage:
            (stage / "a").write_bytes(b"new")
            raise Halt

    with pytest.raises(Halt):
        write_half()
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    assert content(tmp_path) == {"a": b"old"}


def test_sweep(tmp_path: Path) -> None:
    """What a killed run left, file or folder, is removed; nothing else is."""
    (tmp_path / f"{PARTIAL}a-1-ff").write_bytes(b"half")
    (tmp_path / f"{PARTIAL}1-ff").mkdir()
    (tmp_path / f"{PARTIAL}1-ff" / "a").write_bytes(b"half")
    (tmp_path / ".hidden").write_bytes(b"mine")
    (tmp_path / "a").write_bytes(b"whole")
    sweep(tmp_path)
    assert content(tmp_path) == {".hidden": b"mine", "a": b"whole"}
    assert sorted(p.name for p in tmp_path.iterdir()) == [".hidden", "a"]


def test_a_folder_takes_the_place_of_one_that_holds_files(tmp_path: Path) -> None:
    """A store is a folder, and the one of the last build is not empty."""
    for name in ("new", "place"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"of-{name}").write_text(name)
    put(tmp_path / "new", tmp_path / "place")
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == [
        "place",
        "place/of-new",
    ]


def test_the_old_folder_stays_when_the_new_one_cannot_be_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that fails at the very end leaves what was there."""
    for name in ("new", "place"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"of-{name}").write_text(name)
    replace = os.replace

    def failing(source: Path, target: Path) -> None:
        if source == tmp_path / "new":
            raise OSError("no space")
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="no space"):
        put(tmp_path / "new", tmp_path / "place")
    assert (tmp_path / "place" / "of-place").exists()


def test_a_folder_that_stepped_aside_comes_back(tmp_path: Path) -> None:
    """A run killed between the two moves leaves the old folder under another name; the next run puts it back."""
    old = tmp_path / ".kg-old-store"
    old.mkdir()
    (old / "data").write_text("of before", encoding="utf-8")
    sweep(tmp_path)
    assert (tmp_path / "store" / "data").read_text(encoding="utf-8") == "of before"
    old.mkdir()
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
