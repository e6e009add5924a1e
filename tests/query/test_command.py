"""`kg query` on the command line: what goes where, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kg
from kg.cli import cli
from kg.pipeline import build
from kg.query.library import names

SHOWS = "SELECT ?s ?name { ?s a schema:PodcastSeries ; rdfs:label ?name } ORDER BY ?s"


def kg_query(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["query", *words], prog_name="kg", input=typed)


@pytest.fixture
def folder(store: Path) -> str:
    return str(store.parent)


def test_an_answer_goes_to_stdout_and_talk_to_stderr(folder: str) -> None:
    result = kg_query(SHOWS, "--from", folder, "--format", "csv")
    assert result.exit_code == 0
    assert list(csv.reader(io.StringIO(result.stdout)))[1] == [
        "https://kg.example/show/cloud-hour",
        "Cloud Hour",
    ]
    assert result.stderr.startswith("3 rows in ")
    assert kg_query(SHOWS, "--from", folder, "-q").stderr == ""


def test_the_default_is_a_table_with_short_names(folder: str) -> None:
    lines = kg_query(SHOWS, "--from", folder).stdout.splitlines()
    assert lines[0].split() == ["s", "name"]
    assert lines[2].split() == ["show:cloud-hour", "Cloud", "Hour"]


@pytest.mark.parametrize("words", [("trend", "technology=the s3"), ("trend", "--param", "technology=The S3")])
def test_a_shipped_query(folder: str, words: tuple[str, ...]) -> None:
    result = kg_query(*words, "--from", folder, "--format", "json")
    rows = json.loads(result.stdout)["results"]["bindings"]
    assert [row["year"]["value"] for row in rows] == sorted(row["year"]["value"] for row in rows)
    assert sum(int(row["episodes"]["value"]) for row in rows) > 10


def test_a_file_and_stdin(folder: str, tmp_path: Path) -> None:
    """A query may come from a file, with parameters of its own."""
    text = "# param show (show) = *most*: the show\nSELECT ?name { ?show rdfs:label ?name }"
    (tmp_path / "q.rq").write_text(text)
    given = ("--from", folder, "--format", "tsv", "-q")
    assert (
        kg_query("--input", str(tmp_path / "q.rq"), "show=Quiet Code", *given).stdout
        == '?name\n"Quiet Code"@en\n'
    )
    assert (
        kg_query("--input", "-", "show=Late Deploy", *given, typed=text).stdout == '?name\n"Late Deploy"@en\n'
    )


def test_output_is_whole_or_not_there(folder: str, tmp_path: Path) -> None:
    target = tmp_path / "s3.html"
    result = kg_query(
        "neighbourhood", "technology=S3", "--format", "html", "-o", str(target), "--from", folder
    )
    assert result.exit_code == 0
    assert result.stdout == ""
    assert '<h1 dir="auto">The neighbourhood of a technology</h1>' in target.read_text()
    kept = target.read_bytes()
    result = kg_query("SELECT ?s { ?s ?p", "-o", str(target), "--from", folder)
    assert result.exit_code == 1
    assert target.read_bytes() == kept
    assert [path.name for path in tmp_path.iterdir()] == ["s3.html"]


def test_list_and_describe_need_no_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = kg_query("--list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(names())
    text = kg_query("--describe", "evidence").stdout
    assert "# param other (technology) = *partner*: the other" in text
    assert "kg query evidence technology='*most*' other='*partner*' until=9999-12-31" in text


def test_a_plain_file(quads: bytes, tmp_path: Path) -> None:
    (tmp_path / "g.nq").write_bytes(quads)
    result = kg_query("shows-compared", "--file", str(tmp_path / "g.nq"), "--format", "csv", "-q")
    assert result.stdout.startswith("show,episodes,all,percent")
    assert len(result.stdout.splitlines()) == 4


def test_limit(folder: str) -> None:
    result = kg_query("SELECT ?s { ?s ?p ?o }", "--from", folder, "--format", "csv", "-n", "5")
    assert len(result.stdout.splitlines()) == 6
    assert "5 rows" in result.stderr
    assert "There are more" in result.stderr
    assert len(kg_query("SELECT ?s { ?s ?p ?o }", "--from", folder, "-q").stdout.splitlines()) == 1002
    assert (
        len(kg_query("SELECT ?s { ?s ?p ?o }", "--from", folder, "--format", "csv", "-q").stdout.splitlines())
        > 9000
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("SELECT ?s { ?s foo:bar 1 }",), 1, "the prefix foo: is not declared"),
        (("INSERT DATA { <http://a> <http://b> 1 }",), 1, "queries only read the store"),
        (("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",), 1, "another machine"),
        (("trends",), 1, "Near it: trend"),
        (("trend", "technology=Lambada"), 1, "near it: Lambda"),
        (("trend", "tech=S3"), 1, "no parameter 'tech'; it has technology"),
        (("trend", "S3"), 1, "'S3' is no parameter; write name=value"),
        (("trend", "--format", "turtle"), 1, "there are table, csv, tsv, json, markdown"),
        (("neighbourhood", "--format", "csv"), 1, "there are turtle, ntriples"),
        (("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "--timeout", "0.5"), 1, "stopped after 0.5 seconds"),
        ((), 2, "give a query"),
        (("-i", "trend"), 2, "--interactive takes no query"),
        (("trend", "--timeout", "0"), 2, "--timeout"),
        (("--describe", "nothing-like-it"), 1, "no shipped query"),
    ],
)  # fmt: skip
def test_failures(folder: str, words: tuple[str, ...], code: int, said: str) -> None:
    result = kg_query(*words, "--from", folder)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""


def test_no_build(tmp_path: Path) -> None:
    result = kg_query("trend", "--from", str(tmp_path))
    assert result.exit_code == 1
    assert "graph.oxigraph does not exist; write it with `kg build" in result.stderr


def test_nothing_found(folder: str) -> None:
    result = kg_query("SELECT ?s { ?s schema:title ?t }", "--from", folder)
    assert result.exit_code == 0
    assert "note: schema:title is not used in kg's graphs; near it: " in result.stderr


def test_a_reader_that_goes_away(folder: str) -> None:
    """`kg query … | head` ends without a complaint, and soon."""
    command = f"{sys.executable} -m kg query 'SELECT ?s ?p ?o {{ ?s ?p ?o }}' --format csv --from {folder} | head -n 1"
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1])}
    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, check=False, env=environment, timeout=60
    )
    assert done.stdout == "s,p,o\n"
    assert done.stderr == ""


def test_it_starts_soon(folder: str) -> None:
    """In processor time, which other programs on the machine do not lengthen: a bound with room for slow machines."""
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1])}
    words = [sys.executable, "-m", "kg", "query", SHOWS, "--from", folder]
    took = []
    for _ in range(3):
        before = os.times()
        subprocess.run(words, capture_output=True, check=True, env=environment)
        after = os.times()
        took.append(
            after.children_user + after.children_system - before.children_user - before.children_system
        )
    assert min(took) < 1.5


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A build of the sample episode."""
    output = tmp_path_factory.mktemp("sample")
    build([kg.sample_path()], output)
    return str(output)


SILENT = {"across-shows", "doubtful", "guests-later-hosts", "never-with", "recommended-often"}
"""What one episode has nothing to say on."""


@pytest.mark.parametrize("name", names())
def test_every_query_runs_on_the_sample(sample: str, name: str) -> None:
    result = kg_query(name, "--from", sample)
    assert result.exit_code == 0, result.stderr
    assert result.stderr.startswith("0 rows") is (name in SILENT)
