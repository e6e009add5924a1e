"""scripts/interchange: a warning, a difference or a failure of a reader does not go unseen."""

import importlib.machinery
import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pytest

import kg

SCRIPT = Path(kg.__file__).parents[1] / "scripts" / "interchange"
COUNTED = re.compile(r"(\d+)")


@pytest.fixture(scope="module")
def interchange() -> Any:
    """The script as a module."""
    loader = importlib.machinery.SourceFileLoader("interchange", str(SCRIPT))
    spec = importlib.util.spec_from_loader("interchange", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    sys.modules["interchange"] = module  # where its dataclasses look for their annotations
    loader.exec_module(module)
    return module


def reader(interchange: Any, code: str) -> Any:
    """Return a reader that runs a line of Python."""
    return interchange.Reader(
        "fake", "1", ("turtle",), lambda *_: [sys.executable, "-c", code], COUNTED, re.compile("hello")
    )


@pytest.mark.parametrize(
    ("code", "statements", "warnings"),
    [
        ("print(7)", 7, ()),
        ("import sys; print(7); print('hello', file=sys.stderr)", 7, ()),
        ("import sys; print(7); print('bad IRI', file=sys.stderr)", 7, ("bad IRI",)),
        ("print('bad IRI'); print(7)", 7, ("bad IRI",)),
        ("raise SystemExit(3)", None, ("exit status 3",)),
        ("print(7); raise SystemExit(1)", 7, ("exit status 1",)),
        ("pass", None, ()),
    ],
)
def test_what_a_reader_says(
    interchange: Any, code: str, statements: int | None, warnings: tuple[str, ...], tmp_path: Path
) -> None:
    """The count is found; every other line is a warning, and so is a failure that says nothing."""
    outcome = interchange.read(reader(interchange, code), tmp_path / "x", "turtle")
    assert (outcome.statements, outcome.warnings) == (statements, warnings)


@pytest.mark.parametrize(
    ("code", "agreed"),
    [("{n}", True), ("{n} + 1", False), ("'odd'", False)],
)
def test_the_verdict(interchange: Any, code: str, agreed: bool, talk: Any, tmp_path: Path) -> None:
    """All agree only where every count is that of the export and nobody warns."""
    from kg.graph_file import write_graph
    from kg.records import write_records

    write_graph(talk.graph, tmp_path / "graph.json")
    write_records([talk.extraction], tmp_path / "episodes.jsonl")
    n = len(talk.quads())
    options = type("Options", (), {"episodes": None, "forms": ["turtle"], "detail": "full"})
    using = [reader(interchange, f"print({code.format(n=n)})")]
    assert interchange.compare(tmp_path, tmp_path, options, using) is agreed


def test_oxigraph_and_rdflib_notice_what_is_wrong(interchange: Any, tmp_path: Path) -> None:
    """A broken file is a failure, and a literal outside its datatype a warning of rdflib."""
    broken, odd = tmp_path / "broken.ttl", tmp_path / "odd.ttl"
    broken.write_text("<a:b> <a:c> <d e> .", encoding="utf-8")
    odd.write_text('<a:b> <a:c> "x"^^<http://www.w3.org/2001/XMLSchema#integer> .', encoding="utf-8")
    rdflib = interchange.python_reader("rdflib", "rdflib", interchange.BY_RDFLIB)
    oxigraph = interchange.python_reader("oxigraph", "pyoxigraph", interchange.BY_OXIGRAPH)
    assert interchange.read(oxigraph, broken, "turtle").warnings
    outcome = interchange.read(rdflib, odd, "turtle")
    assert outcome.statements == 1
    assert outcome.warnings


def test_episodes_are_spread_evenly(interchange: Any, talk: Any, tmp_path: Path) -> None:
    """A sample begins with the first episode and takes every so many."""
    from dataclasses import replace

    from kg.records import write_records

    write_records([replace(talk.extraction, id=f"demo/{n}") for n in range(10)], tmp_path / "episodes.jsonl")
    assert [x.id for x in interchange.spread(tmp_path, 4)()] == ["demo/0", "demo/2", "demo/5", "demo/7"]
    assert len(list(interchange.spread(tmp_path, None)())) == 10
