"""Stores: written whole, opened for reading, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from kg.query.store import DEFAULT, Change, StoreError, amend_store, copy_store, load_store, open_store

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
    load_store(tmp_path / "s", quads(tmp_path, *LINES, LINES[0]))
    assert len(open_store(tmp_path / "s")) == 3


NEW = "<http://x.example/new> <http://x.example/p> <http://x.example/o> <http://x.example/g> .\n"


def statements(folder: Path) -> set[str]:
    """Return the statements of a store as lines."""
    return {f"{quad} .\n" for quad in open_store(folder)}


@pytest.mark.parametrize("write", [amend_store, copy_store])
def test_a_store_is_amended_beside_the_one_of_before(tmp_path: Path, write: Callable[..., None]) -> None:
    """Graphs go, the default one too, and quads come; the store of before is read from meanwhile and stays."""
    other, default = LINES[0].replace("/g>", "/h>"), LINES[1].replace(" <http://x.example/g>", "")
    load_store(tmp_path / "s", quads(tmp_path, *LINES, other, default))
    reader = open_store(tmp_path / "s")
    write(tmp_path / "t", tmp_path / "s", ["http://x.example/g"], quads(tmp_path, NEW))
    assert statements(tmp_path / "t") == {other, default, NEW}
    write(tmp_path / "u", tmp_path / "s", ["http://x.example/h", DEFAULT], quads(tmp_path, NEW))
    assert statements(tmp_path / "u") == {*LINES, NEW}
    assert len(reader) == 5
    assert {path.name for path in tmp_path.iterdir()} == {"q.nq", "s", "t", "u"}


def test_a_graph_follows_a_change(tmp_path: Path) -> None:
    """What only the old text states goes, of that graph alone, and what only the new one states comes."""
    other = LINES[0].replace("/g>", "/h>")
    load_store(tmp_path / "s", quads(tmp_path, *LINES, other))
    head = b"PREFIX x: <http://x.example/>\n"
    hostile = ('"} DROP ALL {\\n\'\\""', '"\\\\u0022 } DROP ALL #"', '"\\u0001\\\\U00000022"')
    old, new = b"<http://x.example/0> x:p x:o .", f"x:1 x:p x:o, {', '.join(hostile)} .".encode()
    change = Change("http://x.example/g", old, new, head)
    amend_store(tmp_path / "t", tmp_path / "s", [], quads(tmp_path), [change])
    won = {LINES[1].replace("<http://x.example/o>", text) for text in hostile}
    assert statements(tmp_path / "t") == {*LINES[1:], other, *won}
    back = Change("http://x.example/g", new, old, head)
    amend_store(tmp_path / "u", tmp_path / "t", [], quads(tmp_path), [back])
    assert statements(tmp_path / "u") == {LINES[0], LINES[2], other}


def test_broken_quads_are_told_of(tmp_path: Path) -> None:
    """With the file that holds them."""
    with pytest.raises(StoreError, match=r"q\.nq are no valid N-Quads"):
        load_store(tmp_path / "s", quads(tmp_path, "<http://x.example/a> nonsense .\n"))


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
