"""`kg export` of tables and networks: equal counts in every form, options, and what it says when it cannot."""

import csv
import io
import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import networkx as nx
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from kg import forms
from kg.cli import cli
from kg.cli.export import FORMS
from kg.cli.export import TABLES as TABLES_OFFERED
from kg.exporters.tabular.collection import TABLES
from kg.files import MENTIONS

Pairs = set[tuple[frozenset[str], int]]
"""Ends of a pair, and how many windows name both."""


@pytest.fixture(scope="module")
def folder(archive: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a build."""
    made: Path = archive.write(tmp_path_factory.mktemp("build"))
    return made


def export(folder: Path, *words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["export", *words, "--from", str(folder)])


def graph_pairs(graph: nx.Graph) -> tuple[set[str], Pairs]:
    """Return the ids and the pairs of a graph."""
    return set(graph), {(frozenset((a, b)), int(count)) for a, b, count in graph.edges(data="count")}


def of_vosviewer(path: Path) -> tuple[set[str], Pairs]:
    """Return them of VOSviewer's JSON."""
    network = json.loads(path.read_text(encoding="utf-8"))["network"]
    ids = {item["id"]: item["description"].partition(", ")[2] for item in network["items"]}
    links = network["links"]
    return set(ids.values()), {
        (frozenset((ids[x["source_id"]], ids[x["target_id"]])), x["strength"]) for x in links
    }


def of_cytoscape(path: Path) -> tuple[set[str], Pairs]:
    """Return them of Cytoscape's JSON."""
    elements = json.loads(path.read_text(encoding="utf-8"))["elements"]
    edges = [edge["data"] for edge in elements["edges"]]
    return {node["data"]["id"] for node in elements["nodes"]}, {
        (frozenset((e["source"], e["target"])), e["count"]) for e in edges
    }


def of_sqlite(path: Path) -> tuple[set[str], Pairs]:
    """Return them of a database."""
    with closing(sqlite3.connect(path)) as base:
        nodes = {id_ for (id_,) in base.execute("SELECT id FROM nodes")}
        return nodes, {
            (frozenset((a, b)), n) for a, b, n in base.execute("SELECT a, b, count FROM cooccurrence")
        }


def of_csv(path: Path) -> tuple[set[str], Pairs]:
    """Return them of a folder of CSV files."""
    tables = {
        name: list(csv.DictReader(io.StringIO((path / f"{name}.csv").read_bytes().decode(), newline="")))
        for name in ("nodes", "cooccurrence")
    }
    pairs = {(frozenset((row["a"], row["b"])), int(row["count"])) for row in tables["cooccurrence"]}
    return {row["id"] for row in tables["nodes"]}, pairs


def of_parquet(path: Path) -> tuple[set[str], Pairs]:
    """Return them of a folder of Parquet files."""
    pairs = pq.read_table(path / "cooccurrence.parquet").to_pylist()
    nodes = pq.read_table(path / "nodes.parquet").column("id").to_pylist()
    return set(nodes), {(frozenset((row["a"], row["b"])), row["count"]) for row in pairs}


READERS: dict[str, Callable[[Path], tuple[set[str], Pairs]]] = {
    "gexf": lambda path: graph_pairs(nx.read_gexf(path, version="1.3")),
    "graphml": lambda path: graph_pairs(nx.read_graphml(path)),
    "vosviewer": of_vosviewer,
    "cytoscape": of_cytoscape,
    "sqlite": of_sqlite,
    "csv": of_csv,
    "parquet": of_parquet,
}


@pytest.mark.parametrize(
    ("words", "nodes", "pairs"),
    [
        ((), 5, 4),
        (("--least", "6"), 2, 1),
        (("--window", "episode"), 6, 15),
        (("--where", "show=one", "--least", "1", "--least-episodes", "1"), 5, 4),
        (("--where", "kind=aws-service"), 2, 1),
        (("--pairs", "significant"), 2, 1),
        (("--stratify", "show", "--window", "sentence"), 5, 4),
        (("--where", "year=1999"), 0, 0),
    ],
)
def test_every_form_has_the_same_nodes_and_pairs(
    words: tuple[str, ...], nodes: int, pairs: int, folder: Path, tmp_path: Path
) -> None:
    """Read by its own reader, whatever is asked for."""
    found = {}
    for form, read in READERS.items():
        every = ("--table", "all") if form in ("csv", "parquet") else ()
        result = export(folder, form, *every, *words, "-o", str(tmp_path / form))
        assert (result.exit_code, result.output) == (0, "")
        found[form] = read(tmp_path / form)
    assert all(one == found["csv"] for one in found.values())
    assert (len(found["csv"][0]), len(found["csv"][1])) == (nodes, pairs)


def test_one_table_alone(folder: Path) -> None:
    """Mentions where none is named, and each of them on stdout."""
    whole = export(folder, "csv")
    assert whole.stdout == export(folder, "csv", "--table", "mentions").stdout
    assert whole.stdout.startswith("episode,show,date,title,")
    for name in TABLES:
        text = export(folder, "csv", "--table", name).stdout
        read = pq.read_table(io.BytesIO(export(folder, "parquet", "--table", name).stdout_bytes))
        assert next(csv.reader(io.StringIO(text))) == read.schema.names
        assert len(list(csv.DictReader(io.StringIO(text)))) == read.num_rows


def test_the_default_csv_is_the_file_of_a_build(archive: Any, folder: Path, tmp_path: Path) -> None:
    """Byte for byte."""
    from kg.exporters.table import write_mentions

    write_mentions(archive.extractions, tmp_path / MENTIONS)
    assert export(folder, "csv").stdout_bytes == (tmp_path / MENTIONS).read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["csv", "--table", "all"], "name it with --output FOLDER"),
        (["gexf", "--table", "nodes"], "--table means nothing for this form"),
        (["csv", "--least", "3"], "--least means nothing for this form"),
        (["turtle", "--window", "turn"], "--window means nothing for this form"),
        (["html", "--least-episodes", "3"], "--least-episodes means nothing for this form"),
        (["gexf", "--title", "x"], "--title means nothing for this form"),
        (["gexf", "--window", "chapter"], "'chapter' is no window"),
        (["sqlite", "--where", "colour=red"], "is no condition"),
    ],
)
def test_what_means_nothing_is_refused(words: list[str], said: str, folder: Path) -> None:
    """In one line that names the option or the next step."""
    result = export(folder, *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


def test_a_folder_is_no_file(folder: Path, tmp_path: Path) -> None:
    """And what is binary is not for a terminal."""
    result = export(folder, "gexf", "-o", str(tmp_path))
    assert (result.exit_code, str(tmp_path / "export.gexf") in result.stderr) == (1, True)
    (tmp_path / "file").write_text("old")
    result = export(folder, "csv", "--table", "all", "-o", str(tmp_path / "file"))
    assert result.exit_code == 1
    assert (tmp_path / "file").read_text() == "old"


@pytest.mark.parametrize("form", forms.BINARY)
def test_what_is_binary_is_not_for_a_terminal(
    form: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the option that helps."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(forms.OptionError, match="--output FILE"):
        forms.export(form, folder, None, {})


@pytest.mark.parametrize("form", ["gexf", "sqlite", "csv"])
def test_without_a_build(form: str, tmp_path: Path) -> None:
    """The message says how to make one."""
    result = export(tmp_path, form)
    assert result.exit_code == 1
    assert "build it with `kg build" in result.stderr


def test_the_choices_are_those_of_the_library() -> None:
    """The command lists them itself, so that it starts quickly; they must not part."""
    assert sorted(FORMS) == sorted(forms.EXPORTS)
    assert (*TABLES, forms.ALL) == TABLES_OFFERED
