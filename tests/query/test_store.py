"""Stores: written whole, opened for reading, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from kg.query.store import StoreError, amend_store, open_store

LINES = [
    f"<http://x.example/{n}> <http://x.example/p> <http://x.example/o> <http://x.example/g> .\n"
    for n in range(3)
]


def quads(folder: Path, *lines: str) -> Path:
    """Return a file of N-Quads."""
    path = folder / "q.nq"
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_quads_are_counted_once(tmp_path: Path) -> None:
    """A line that comes twice is one quad."""
    amend_store(tmp_path / "s", None, (), quads(tmp_path, *LINES, LINES[0]))
    assert len(open_store(tmp_path / "s")) == 3


@pytest.mark.parametrize("traceless", [False, True])
def test_a_store_is_amended_beside_the_one_of_before(tmp_path: Path, traceless: bool) -> None:
    """Graphs go, quads come; the store of before is read from meanwhile and stays as it was."""
    other = LINES[0].replace("/g>", "/h>")
    amend_store(tmp_path / "s", None, (), quads(tmp_path, *LINES, other))
    reader = open_store(tmp_path / "s")
    new = "<http://x.example/new> <http://x.example/p> <http://x.example/o> <http://x.example/g> .\n"
    amend_store(tmp_path / "t", tmp_path / "s", ["http://x.example/g"], quads(tmp_path, new), traceless)
    assert {f"{quad} .\n" for quad in open_store(tmp_path / "t")} == {other, new}
    assert len(reader) == 4
    assert {path.name for path in tmp_path.iterdir()} == {"q.nq", "s", "t"}


def test_broken_quads_are_told_of(tmp_path: Path) -> None:
    """With the file that holds them."""
    with pytest.raises(StoreError, match=r"q\.nq are no valid N-Quads"):
        amend_store(tmp_path / "s", None, (), quads(tmp_path, "<http://x.example/a> nonsense .\n"))


def test_reading_only(store: Path) -> None:
    with pytest.raises(RuntimeError, match="read-write"):
        open_store(store).add(pyoxigraph.Quad(*[pyoxigraph.NamedNode("http://x.example/")] * 3))


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(
        StoreError, match=r"missing/s does not exist; write it with `kg build PATH\.\.\. --output .*missing`"
    ):
        open_store(tmp_path / "missing" / "s")


def test_a_folder_that_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is no store that kg wrote"):
        open_store(tmp_path)


def test_a_broken_store(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "CURRENT").write_text("MANIFEST-000099\n")
    with pytest.raises(StoreError, match=r"cannot be read \(.*broken.*kg build"):
        open_store(tmp_path / "s")
