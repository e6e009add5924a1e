"""The triple store of a build is the same in however many steps it is loaded."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

import kg
from kg.pipeline import triples
from kg.query.store import load_store
from tests.pipeline.conftest import EPISODES, write


def statements(folder: Path) -> set[str]:
    """Return all statements of a triple store."""
    return {str(quad) for quad in pyoxigraph.Store.read_only(str(folder))}


def test_in_many_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in one, with each statement once, though every episode is a step of its own."""
    for name, text in EPISODES.items():
        write(tmp_path / "in" / name, text)
    kg.build([tmp_path / "in"], tmp_path / "one", workers=0)
    complete: list[bool] = []

    def load(folder: Path, quads: Path, last: bool) -> None:
        complete.append(last)
        load_store(folder, quads, last)

    monkeypatch.setattr(triples, "load_store", load)
    monkeypatch.setattr(triples, "LOADED", 1_000)
    kg.build([tmp_path / "in"], tmp_path / "many", workers=0)
    assert len(complete) > len(EPISODES)
    assert complete.index(True) == len(complete) - 1
    assert statements(tmp_path / "many" / "graph.oxigraph") == statements(tmp_path / "one" / "graph.oxigraph")
