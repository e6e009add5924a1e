"""Files found and decoded: order, what is passed over, encodings, and reasons for what is not read."""

import hashlib
import os
from pathlib import Path

import pytest

from kg.model import Document, Skipped
from kg.reading import LARGEST, decode, find_files, read_document, real_places

SENTENCE = "Zoë’s café – a dry dock\r\nand a slipway."


def touch(folder: Path, *names: str) -> None:
    """Make files of one word each."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("word", encoding="utf-8")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\x00\x00", "utf-32-le"),
        (b"\x00\x00\xfe\xff", "utf-32-be"),
        (b"", "cp1252"),
    ],
)
def test_encodings(mark: bytes, encoding: str) -> None:
    """UTF-8, what a byte-order mark names, and Windows-1252 decode to the same text, the mark dropped."""
    assert decode(mark + SENTENCE.encode(encoding)) == SENTENCE


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_unmarked_utf16(encoding: str) -> None:
    """UTF-16 without a mark is known by where its zero bytes stand."""
    text = "A dry dock and a slipway. " * 4
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\x7fELF" + bytes(range(32)) * 40, "binary data, not text"),
        (b"\xff\xfea", "marked as utf-16-le but not valid at byte 0; convert it to UTF-8"),
        (b"\xef\xbb\xbfab\xff", "marked as utf-8 but not valid at byte 2; convert it to UTF-8"),
        (
            b"\xa1\xab\xb1\xd7" * 50,
            "neither UTF-8 nor readable as Windows-1252; convert it to UTF-8",
        ),
    ],
)
def test_not_text(data: bytes, reason: str) -> None:
    """What is no text comes out with its reason, not as an exception."""
    assert decode(data) == Skipped("", reason)


def test_document(tmp_path: Path) -> None:
    """A document has its path, its line ends, the digest of its bytes and the folders above it."""
    path = tmp_path / "show" / "notes" / "a.md"
    path.parent.mkdir(parents=True)
    data = b"\xef\xbb\xbfone\r\ntwo"
    path.write_bytes(data)
    document = read_document(path)
    assert isinstance(document, Document)
    assert (document.path, document.text) == (path.as_posix(), "one\r\ntwo")
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.folders[-2:] == ("show", "notes")


def test_size_limit(tmp_path: Path) -> None:
    """A file of exactly the limit is read; one byte more is skipped for its size."""
    path = tmp_path / "long.txt"
    path.write_bytes(b"a" * LARGEST)
    assert isinstance(read_document(path), Document)
    with path.open("ab") as handle:
        handle.write(b"a")
    assert read_document(path) == Skipped(path.as_posix(), "17 MB is over the 17 MB that an episode may have")


def test_walk_is_sorted(tmp_path: Path) -> None:
    """Files of a folder come before those of the folders in it, each lot by name."""
    touch(tmp_path, "b.md", "a/z.md", "a.md", "c/y.md", "a/b/x.md")
    assert list(find_files([tmp_path])) == [
        tmp_path / name for name in ("a.md", "b.md", "a/z.md", "a/b/x.md", "c/y.md")
    ]


def test_hidden_files(tmp_path: Path) -> None:
    """Hidden files and folders are passed over in a walk; one that is named is read."""
    touch(tmp_path, ".draft.md", ".git/a.md", "seen.md")
    assert list(find_files([tmp_path])) == [tmp_path / "seen.md"]
    assert list(find_files([tmp_path / ".draft.md"])) == [tmp_path / ".draft.md"]


def test_each_file_once(tmp_path: Path) -> None:
    """A file named twice, below a named folder, by a winding path or a link, comes once."""
    touch(tmp_path, "a.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    (tmp_path / "sub").mkdir()
    named = [tmp_path / "sub" / ".." / "a.md", tmp_path, tmp_path / "a.md"]
    assert list(find_files(named)) == [tmp_path / "a.md"]


def test_where_files_really_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links are followed in the name and in every folder of the path, however the path begins."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.md").touch()
    (tmp_path / "linked").symlink_to(tmp_path / "sub")
    (tmp_path / "sub" / "b.md").symlink_to("../linked/a.md")
    (tmp_path / "loop.md").symlink_to("loop.md")
    monkeypatch.chdir(tmp_path / "sub")
    real = real_places()
    for name in ("a.md", "b.md", "gone.md", "../linked/a.md", "../linked/b.md", "../loop.md", "../gone/a.md"):
        for path in (Path(name), Path.cwd() / name):
            assert real(path) == os.path.realpath(path)


def test_folder_links_are_not_followed(tmp_path: Path) -> None:
    """A link to a folder above cannot catch the walk."""
    touch(tmp_path, "sub/a.md")
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    assert list(find_files([tmp_path])) == [tmp_path / "sub" / "a.md"]


def test_missing_path(tmp_path: Path) -> None:
    """A path that is not there is told of once, and the others are still read."""
    touch(tmp_path, "a.md")
    gone = tmp_path / "gone"
    assert list(find_files([gone, tmp_path / "a.md", gone])) == [
        Skipped(gone.as_posix(), "no such file or folder"),
        tmp_path / "a.md",
    ]


def test_what_is_no_file(tmp_path: Path) -> None:
    """A broken link and a pipe are skipped with their reasons; neither is opened."""
    link, pipe = tmp_path / "link.md", tmp_path / "pipe"
    link.symlink_to(tmp_path / "gone.md")
    os.mkfifo(pipe)
    assert read_document(link) == Skipped(link.as_posix(), "broken link")
    assert read_document(pipe) == Skipped(pipe.as_posix(), "not a regular file")
    assert list(find_files([pipe])) == [Skipped(pipe.as_posix(), "not a regular file")]
