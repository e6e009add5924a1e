"""The prompt, typed at through a pipe."""

from __future__ import annotations

import io
import os
import re
import signal
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from kg.query.engine import Engine
from kg.query.prompt import Words, converse, history_path, is_complete

ENTER, TAB, UP, CONTROL_C, CONTROL_D = "\r", "\t", "\x1b[A", "\x03", "\x04"
SHOWS = "SELECT ?name { ?s a schema:PodcastSeries ; rdfs:label ?name }"


@pytest.fixture(scope="module")
def engine(store: Path) -> Iterator[Engine]:
    with Engine(store, timeout=20) as engine:
        yield engine


def typed(engine: Engine, keys: str, history: Path, **options: object) -> str:
    """Return what is printed when these keys are typed."""
    out = io.StringIO()
    with create_pipe_input() as keyboard:
        keyboard.send_text(keys)
        converse(engine, history=history, keyboard=keyboard, screen=DummyOutput(), out=out, **options)  # type: ignore[arg-type]
    return out.getvalue()


@pytest.fixture
def history(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history"


def test_a_query(engine: Engine, history: Path) -> None:
    text = typed(engine, SHOWS + ENTER + CONTROL_D, history)
    assert "Cloud Hour" in text
    assert "3 rows in " in text


def test_a_query_over_several_lines(engine: Engine, history: Path) -> None:
    """Enter goes on to the next line until the braces are closed."""
    text = typed(
        engine,
        "SELECT ?name {" + ENTER + "?s a schema:PodcastSeries ; rdfs:label ?name }" + ENTER + CONTROL_D,
        history,
    )
    assert "3 rows in " in text


def test_a_shipped_query_with_a_parameter(engine: Engine, history: Path) -> None:
    text = typed(engine, 'trend technology="the s3"' + ENTER + ".exit" + ENTER, history)
    assert "percent" in text
    assert "12 rows" in text


def test_mistakes_are_told_and_the_prompt_goes_on(engine: Engine, history: Path) -> None:
    keys = ENTER.join(
        ("SELECT ?s { ?s foo:bar 1 }", "trends", 'trend technology="S3', "trend technology=Nonsense", ".format pdf", ".limit x", ".nothing",
         "SELECT * { SERVICE <http://x/> {} }", SHOWS, "")
    )  # fmt: skip
    text = typed(engine, keys + CONTROL_D, history)
    for said in (
        "the prefix foo: is not declared", "Near it: trend", "close the quote", "no technology in the store is called 'Nonsense'",
        "'pdf' is no format; there are table", "'x' is no number", ".nothing is no command", "SERVICE (line 1) is refused", "3 rows in",
    ):  # fmt: skip
        assert said in text


def test_words_with_a_dot(engine: Engine, history: Path) -> None:
    keys = ENTER.join(
        (
            ".help",
            ".list",
            ".describe trend",
            ".prefixes",
            ".format csv",
            ".limit 2",
            SHOWS,
            "neighbourhood",
            "",
        )
    )
    text = typed(engine, keys + CONTROL_D, history)
    assert ".describe NAME" in text
    assert re.search("guests-later-hosts +Guests who later host\n", text)
    assert "# title: A technology by year" in text
    assert "kg: <https://kg.example/ns#>" in text
    assert "name\r\n" in text
    assert "2 rows in" in text
    assert "There are more" in text
    assert "@prefix" in text, "a graph has no CSV and is written in its own default"


def test_formats_wished_from_the_start(engine: Engine, history: Path) -> None:
    assert '{"head":{"vars":["name"]}' in typed(engine, SHOWS + ENTER + CONTROL_D, history, formats=("json",))


def test_nothing_found_is_explained(engine: Engine, history: Path) -> None:
    text = typed(engine, "SELECT ?s { ?s kg:mention ?t }" + ENTER + CONTROL_D, history)
    assert "note: kg:mention is not used in kg's graphs; near it: kg:mentions" in text


def test_what_was_typed_comes_back(engine: Engine, history: Path) -> None:
    """The arrow brings it back in the next session, and the file is the user's own."""
    typed(engine, SHOWS + ENTER + CONTROL_D, history)
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    assert "3 rows in" in typed(engine, UP + ENTER + CONTROL_D, history)


def test_without_a_place_for_the_history(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "3 rows in" in typed(engine, SHOWS + ENTER + CONTROL_D, tmp_path / "file" / "history")


def test_control_c_clears_the_line(engine: Engine, history: Path) -> None:
    assert "3 rows in" in typed(engine, "SELECT {{{" + CONTROL_C + SHOWS + ENTER + CONTROL_D, history)


def test_control_c_stops_a_query(engine: Engine, history: Path) -> None:
    timer = threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    text = typed(engine, endless + ENTER + SHOWS + ENTER + CONTROL_D, history)
    timer.join()
    assert "stopped" in text
    assert "3 rows in" in text


def test_tab_completes(engine: Engine, history: Path) -> None:
    """What has one ending is completed; completions are looked for beside the typing, so Enter comes later."""
    out = io.StringIO()
    with create_pipe_input() as keyboard:
        keyboard.send_text(".describe guests-l" + TAB)
        later = threading.Timer(1, keyboard.send_text, (ENTER + ".exit" + ENTER,))
        later.start()
        converse(engine, history=history, keyboard=keyboard, screen=DummyOutput(), out=out)
        later.join()
    assert "# title: Guests who later host" in out.getvalue()


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("tre", ["trend"]),
        (".fo", [".format"]),
        ("SELECT ?s { ?s schema:part", ["schema:partOfEpisode", "schema:partOfSeries"]),
        ("SELECT ?s { ?s schem", ["schema:"]),
        ("SELECT ?show ?name { ?sh", ["?show"]),
        ("SELECT ?s { ?s a kg:Cov", ["kg:Coverage"]),
        ("trend tech", ["technology="]),
        ("trend ", ["technology="]),
        (".format tu", ["turtle"]),
        ("SELECT ?s { OPTI", ["OPTIONAL"]),
        ("SELECT ?s { ", []),
    ],
)
def test_completions(before: str, found: list[str]) -> None:
    completions = Words("https://kg.example").get_completions(Document(before), CompleteEvent())
    assert sorted(completion.text for completion in completions) == sorted(found)


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("", True),
        (".list", True),
        ("trend technology=S3", True),
        ("SELECT ?s", False),
        ("SELECT ?s { ?s ?p ?o", False),
        ("SELECT ?s { ?s ?p '}'", False),
        ("SELECT ?s { ?s ?p '} ", False),
        ("SELECT ?s { ?s ?p ?o # }\n", True),
        ("SELECT ?s { ?s ?p ?o }", True),
        ("ASK {} }", True),
    ],
)
def test_complete(text: str, complete: bool) -> None:
    assert is_complete(text) is complete


def test_the_place_of_the_history(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert history_path() == tmp_path / "kg" / "query-history"
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert history_path() == tmp_path / ".local" / "state" / "kg" / "query-history"
