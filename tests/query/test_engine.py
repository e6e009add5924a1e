"""Queries run in a process that is killed at the time limit; what they give, and what they cannot do."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg.query.engine import Engine, QueryError, QuerySyntaxError, Term, TimedOut
from kg.query.guard import Refused
from kg.query.store import StoreError

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture
def engine(store: Path) -> Iterator[Engine]:
    with Engine(store) as engine:
        yield engine


def gone(process: int) -> bool:
    """Whether there is no such process, not even one that nobody has waited for."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_select(engine: Engine) -> None:
    answer = engine.run(
        'SELECT ?show ("x"@en AS ?t) (1.5 AS ?d) ?none { ?show a schema:PodcastSeries } ORDER BY ?show'
    )
    assert (answer.form, answer.variables) == ("select", ("show", "t", "d", "none"))
    first, *rest = answer.rows
    assert first == (
        Term("uri", "https://kg.example/show/cloud-hour"),
        Term("literal", "x", "en"),
        Term("literal", "1.5", "", XSD + "decimal"),
        None,
    )
    assert len(rest) == 2
    assert answer.more is False


@pytest.mark.parametrize(
    ("pattern", "found"), [("?s a schema:PodcastSeries", True), ("?s a schema:Nothing", False)]
)
def test_ask(engine: Engine, pattern: str, found: bool) -> None:
    answer = engine.run(f"ASK {{ {pattern} }}")
    assert (answer.form, answer.answer, list(answer.rows)) == ("ask", found, [])


def test_construct(engine: Engine) -> None:
    answer = engine.run("CONSTRUCT { ?s rdfs:label 1 } WHERE { ?s a schema:PodcastSeries }")
    assert answer.form == "graph"
    assert {row[2] for row in answer.rows} == {Term("literal", "1", "", XSD + "integer")}


def test_all_graphs_are_searched(engine: Engine) -> None:
    """Without GRAPH the union, with it each by its name; the description is in the default graph."""
    everything = engine.select("SELECT (COUNT(*) AS ?n) { ?s a kg:Coverage }")
    by_graph = engine.select("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s a kg:Coverage } } GROUP BY ?g")
    assert int(everything[0]["n"].value) == sum(int(row["n"].value) for row in by_graph) > 100
    assert len(by_graph) == 24
    assert engine.run("ASK { ?d a void:Dataset }").answer


def test_rows_come_in_blocks(engine: Engine) -> None:
    """More rows than one block holds come complete, and the worker takes the next query."""
    rows = list(engine.run("SELECT ?s { ?s ?p ?o }").rows)
    worker = engine.process
    assert len(rows) == int(engine.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"].value) > 5000
    assert engine.process == worker


@pytest.mark.parametrize(
    ("limit", "rows", "more"), [(0, 0, True), (2, 2, True), (3, 3, False), (None, 3, False)]
)
def test_limit(engine: Engine, limit: int | None, rows: int, more: bool) -> None:
    answer = engine.run("SELECT ?s { ?s a schema:PodcastSeries }", limit=limit)
    assert len(list(answer.rows)) == rows
    assert answer.more is more


def test_the_base_is_the_stores_own(tmp_path: Path) -> None:
    """A build with another base needs no option: the prefixes follow its description."""
    file = tmp_path / "g.trig"
    file.write_text(
        "@prefix void: <http://rdfs.org/ns/void#> . <https://d.example/x/dataset> a void:Dataset ; void:uriSpace 'https://d.example/x/' ."
        "<https://d.example/x/show/a> <https://d.example/x/ns#kind> <https://d.example/x/kind/tool> ."
    )
    with Engine(file=file) as engine:
        assert engine.base == "https://d.example/x"
        assert engine.run("ASK { show:a kg:kind kind:tool }").answer


def test_a_query_is_killed_at_the_time_limit(store: Path) -> None:
    """A cross join that would take days ends in time, and its process with it; the next query runs."""
    with Engine(store, timeout=1) as engine:
        engine.run("ASK { ?s ?p ?o }")
        worker = engine.process
        assert worker
        began = time.monotonic()
        with pytest.raises(TimedOut, match=r"stopped after 1 seconds; .*--timeout"):
            engine.run(ENDLESS)
        assert time.monotonic() - began < 5
        assert gone(worker)
        assert engine.run("ASK { ?s ?p ?o }").answer


def test_time_that_the_reader_takes_does_not_count(store: Path) -> None:
    with Engine(store, timeout=1) as engine:
        rows = engine.run("SELECT ?s { ?s ?p ?o }").rows
        next(rows)
        time.sleep(1.2)
        assert len(list(rows)) > 5000


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Control-C raises KeyboardInterrupt, also where the tests run in the background and inherit that it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interruption_kills_the_query(store: Path) -> None:
    """Control-C reaches only the one who asked, as where a shell sends it to one process."""
    with Engine(store) as engine:
        engine.run("ASK { ?s ?p ?o }")
        worker = engine.process
        assert worker
        timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            engine.run(ENDLESS)
        timer.join()
        assert gone(worker)
        assert engine.run("ASK { ?s ?p ?o }").answer


def test_no_query_outlives_the_one_who_asked(store: Path) -> None:
    """Where that one was killed, the kernel ends the worker soon after its time."""
    code = (
        "import sys; from pathlib import Path; from kg.query.engine import Engine\n"
        f"engine = Engine(Path({str(store)!r}), timeout=1); engine.run('ASK {{ ?s ?p ?o }}')\n"
        "print(engine.process, flush=True)\n"
        f"engine.run({ENDLESS!r})"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1])}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment) as asking:
        assert asking.stdout
        worker = int(asking.stdout.readline())
        asking.kill()
    stat = Path(f"/proc/{worker}/stat")
    if not stat.parent.parent.exists():
        pytest.skip("needs /proc")
    deadline = time.monotonic() + 30
    # A dead process that its new parent has not waited for is a zombie: Z.
    while (
        stat.exists()
        and stat.read_text().rpartition(")")[2].split()[0] != "Z"
        and time.monotonic() < deadline
    ):
        time.sleep(0.2)
    assert time.monotonic() < deadline


def test_a_query_given_up_is_not_waited_for(engine: Engine) -> None:
    """The rows of an answer that nobody reads on do not turn up in the next one, nor is a part taken for all."""
    rows = engine.run("SELECT ?s { ?s ?p ?o }").rows
    next(rows)
    assert engine.run("ASK { ?s ?p ?o }").answer
    with pytest.raises(QueryError, match="the rest of this answer is gone"):
        list(rows)
    unread = engine.run("SELECT ?s { ?s ?p ?o }").rows
    assert engine.run("ASK { ?s ?p ?o }").answer
    with pytest.raises(QueryError, match="the rest of this answer is gone"):
        next(unread)


def test_a_dead_worker_is_told(engine: Engine) -> None:
    engine.run("ASK { ?s ?p ?o }")
    assert engine.process
    os.kill(engine.process, signal.SIGKILL)
    with pytest.raises(QueryError, match="ended before its answer did"):
        engine.run("ASK { ?s ?p ?o }")
    assert engine.run("ASK { ?s ?p ?o }").answer


def test_the_guard_stands_before_the_engine(engine: Engine) -> None:
    with pytest.raises(Refused):
        engine.run("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert engine.process is None


def test_syntax(engine: Engine) -> None:
    with pytest.raises(QuerySyntaxError, match="error at 1:"):
        engine.run("SELECT ?s { ?s }")


def test_close_ends_the_worker(store: Path) -> None:
    with Engine(store) as engine:
        engine.run("ASK { ?s ?p ?o }")
        worker = engine.process
        assert worker
    assert gone(worker)
    assert engine.process is None


@pytest.mark.parametrize("ending", [".nq", ".nq.gz", ".trig"])
def test_a_plain_file(quads: bytes, tmp_path: Path, ending: str) -> None:
    """A file is read by its ending; N-Triples with graphs are no valid TriG."""
    file = tmp_path / f"graph{ending}"
    file.write_bytes(gzip.compress(quads) if ending.endswith(".gz") else quads)
    with Engine(file=file) as engine:
        if ending == ".trig":
            with pytest.raises(StoreError, match=r"graph\.trig cannot be read as RDF: .*line 1"):
                engine.run("ASK { ?s ?p ?o }")
        else:
            assert engine.run("ASK { show:cloud-hour a schema:PodcastSeries }").answer


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is no file"):
        Engine(file=tmp_path)
    (tmp_path / "a.txt").write_text("")
    with Engine(file=tmp_path / "a.txt") as engine, pytest.raises(StoreError, match=r"ends in none of \.nq"):
        engine.run("ASK { ?s ?p ?o }")


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="kg build"):
        Engine(tmp_path / "s")


def test_what_is_imported() -> None:
    """Asking a query starts without the heavy libraries."""
    code = (
        "import sys, kg.query.session\n"
        "print(*sorted({'spacy', 'networkx', 'rdflib', 'scipy', 'numpy', 'jinja2', 'rich', 'prompt_toolkit'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout == "\n"
