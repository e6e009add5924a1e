"""Shipped queries, the comments at their beginning, and what their parameters mean in a store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.query.engine import Engine, Term
from kg.query.library import LibraryError, Parameter, fill, parse, shipped, written
from kg.query.parameters import ParameterError, find, resolve

BASE = "https://kg.example/"
TEXT = """\
# title: A title: with a colon
# description: What it is.
# param who (person) = *most*: the person, who may be = anybody
# param n (integer): a number
# columns: a, b
SELECT ?a ?b { ?a ?b ?who . FILTER(?n > 1) } # param no (text): too late
"""


@pytest.fixture(scope="module")
def engine(store: Path) -> Iterator[Engine]:
    with Engine(store) as engine:
        yield engine


def test_comments_are_read() -> None:
    query = parse(TEXT, "x")
    assert (query.name, query.title, query.description) == ("x", "A title: with a colon", "What it is.")
    assert query.columns == ("a", "b")
    assert query.parameters == (
        Parameter("who", "person", "*most*", "the person, who may be = anybody"),
        Parameter("n", "integer", None, "a number"),
    )


def test_a_query_needs_no_comments() -> None:
    query = parse("SELECT * { ?s ?p ?o }")
    assert (query.title, query.parameters, query.columns) == ("", (), ())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("# param x (planet) = Mars: where", "line 2: a parameter is no 'planet'"),
        ("# param x: what", "line 2: write `# param"),
    ],
)
def test_comments_that_cannot_be_read(line: str, said: str) -> None:
    with pytest.raises(LibraryError, match=said):
        parse(f"# title: t\n{line}\nASK {{ ?s ?p ?o }}")


def test_a_name_that_is_none() -> None:
    with pytest.raises(LibraryError, match=r"'trends'.*--list.*Near it: trend"):
        shipped("trends")
    with pytest.raises(LibraryError):
        shipped("../queries/trend")


def test_fill_puts_terms_where_variables_stand() -> None:
    """Everywhere but in strings, comments and longer names; and what is put in stays one term."""
    values = {"x": Term("literal", 'a" . ?s ?p "b\n\\', "en"), "y": Term("uri", "https://a.example/>b c")}
    text = 'SELECT ?s { ?s ?p ?x, $y , ?xx, "?x" { SELECT ?s { ?s ?y ?x } } } # ?x'
    assert fill(text, values) == (
        'SELECT ?s { ?s ?p "a\\" . ?s ?p \\"b\\n\\\\"@en, <https://a.example/\\u003Eb\\u0020c> , ?xx, "?x" '
        '{ SELECT ?s { ?s <https://a.example/\\u003Eb\\u0020c> "a\\" . ?s ?p \\"b\\n\\\\"@en } } } # ?x'
    )


def test_a_filled_text_is_the_term(engine: Engine) -> None:
    nasty = Term("literal", "\"'\\ \n\r\t\b\f\x00\x1f\x7f{}?x é🍕")
    assert engine.select(fill("SELECT ?a { BIND(?x AS ?a) }", {"x": nasty})) == [{"a": nasty}]


def test_written() -> None:
    assert written(Term("literal", "1", "", "http://x.example/n")) == '"1"^^<http://x.example/n>'
    assert written(Term("bnode", "b")) == "_:b"


@pytest.mark.parametrize(
    ("kind", "name", "local"),
    [
        ("technology", "S3", "technology/t-0"),
        ("technology", "The S3", "technology/t-0"),
        ("technology", "the   s3", "technology/t-0"),
        ("technology", "LAMBDA", "technology/t-6"),
        ("technology", "technology/t-6", "technology/t-6"),
        ("technology", "technology:t-6", "technology/t-6"),
        ("technology", "t-6", "technology/t-6"),
        ("technology", BASE + "technology/t-6", "technology/t-6"),
        ("technology", f"<{BASE}technology/t-6>", "technology/t-6"),
        ("person", "Person 3 Name", "person/p-3"),
        ("person", "P3", "person/p-3"),
        ("show", "Quiet Code", "show/quiet-code"),
        ("show", "quiet-code", "show/quiet-code"),
        ("episode", "0007 Episode", "episode/quiet-code/0007"),
        ("episode", "quiet-code/0007", "episode/quiet-code/0007"),
        ("kind", "aws-service", "kind/aws-service"),
    ],
)
def test_names_lead_to_things(engine: Engine, kind: str, name: str, local: str) -> None:
    assert find(engine, kind, name) == Term("uri", BASE + local)


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("technology", "Lambada", r"no technology .* called 'Lambada'; near it: .*Lambda"),
        ("technology", "Person 3 Name", "no technology"),
        ("technology", "", "no technology"),
        ("technology", '"} DROP ALL', "no technology"),
        ("technology", "https://kg.example/person/p-3", "no technology"),
        ("person", "S3", "no person"),
        (
            "technology",
            "Shared Alias",
            r"several: S3 \(technology/t-0\); Tool 1 \(technology/t-1\)\. Give one of the ids",
        ),
    ],
)
def test_names_that_lead_nowhere(engine: Engine, kind: str, name: str, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        find(engine, kind, name)


def test_defaults_are_chosen_by_the_store(engine: Engine) -> None:
    """The most mentioned technology, and what is named with it most."""
    values = resolve(engine, shipped("evidence"), {})
    counted = engine.select(
        "SELECT ?t (COUNT(?e) AS ?n) { ?e schema:mentions ?t . ?t kg:known ?k } GROUP BY ?t ORDER BY DESC(?n)"
    )
    assert values["technology"] == counted[0]["t"] == Term("uri", BASE + "technology/t-0")
    partners = engine.select(
        'SELECT ?b ?n { ?o kg:entityA technology:t-0 ; kg:entityB ?b ; kg:window "turn" ; kg:count ?n } ORDER BY DESC(?n)'
    )
    assert values["other"] == partners[0]["b"]


def test_a_second_default_is_another_one(engine: Engine) -> None:
    values = resolve(engine, shipped("common-ground"), {"person": "P4"})
    assert values["person"] == Term("uri", BASE + "person/p-4") != values["other"]


def test_values(engine: Engine) -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    query = parse(
        "# param n (integer): n\n# param d (decimal): d\n# param y (year): y\n# param t (text): t\nASK {}"
    )
    assert resolve(engine, query, {"n": "-5", "d": "0.25", "y": "2020", "t": "x"}) == {
        "n": Term("literal", "-5", "", xsd + "integer"),
        "d": Term("literal", "0.25", "", xsd + "decimal"),
        "y": Term("literal", "2020", "", xsd + "integer"),
        "t": Term("literal", "x"),
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "n=INTEGER is missing: a number"),
        ({"n": "five"}, "n=five is no integer: a number"),
        ({"n": "1.5"}, "is no integer"),
        ({"n": "٣"}, "is no integer"),
        ({"m": "1"}, "no parameter 'm'; it has n"),
    ],
)
def test_values_that_are_none(engine: Engine, given: dict[str, str], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        resolve(engine, parse("# param n (integer): a number\nASK {}"), given)


def test_nothing_to_choose_from(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("")
    with (
        Engine(file=tmp_path / "a.ttl") as engine,
        pytest.raises(ParameterError, match=r"nothing for technology=\*most\*"),
    ):
        resolve(engine, shipped("trend"), {})
