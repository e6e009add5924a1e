"""Stores: written whole, opened for reading, and what is said where there is none."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph
import pytest

from kg.query.store import StoreError, load_store, open_store

LINES = [
    f"<http://x.example/{n}> <http://x.example/p> <http://x.example/o> <http://x.example/g> .\n"
    for n in range(3)
]


def test_quads_are_counted_once(tmp_path: Path) -> None:
    """A line that comes twice is one quad."""
    assert load_store(tmp_path / "deep" / "s", io.BytesIO("".join([*LINES, LINES[0]]).encode())) == 3
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["s"]
    assert len(open_store(tmp_path / "deep" / "s")) == 3


def test_a_file_is_loaded_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "q.nq").write_text("".join(LINES))
    assert load_store(tmp_path / "s", tmp_path / "q.nq") == 3


def test_the_new_store_replaces_the_old_one(tmp_path: Path) -> None:
    load_store(tmp_path / "s", io.BytesIO("".join(LINES).encode()))
    load_store(tmp_path / "s", io.BytesIO(LINES[0].encode()))
    assert len(open_store(tmp_path / "s")) == 1


def test_the_old_store_stays_when_the_quads_are_broken(tmp_path: Path) -> None:
    load_store(tmp_path / "s", io.BytesIO("".join(LINES).encode()))
    with pytest.raises(StoreError, match=r"no valid N-Quads.*unchanged"):
        load_store(tmp_path / "s", io.BytesIO(b"<http://x.example/a> nonsense .\n"))
    assert len(open_store(tmp_path / "s")) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_an_open_store_can_be_read_while_it_is_replaced(tmp_path: Path) -> None:
    load_store(tmp_path / "s", io.BytesIO("".join(LINES).encode()))
    reader = open_store(tmp_path / "s")
    load_store(tmp_path / "s", io.BytesIO(LINES[0].encode()))
    assert len(list(reader)) == 3


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
