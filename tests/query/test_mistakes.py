"""What is said of queries that cannot be read, and of those that find nothing."""

from __future__ import annotations

import pyoxigraph
import pytest

from kg.query.mistakes import explain, unknown_terms
from kg.vocabulary import prefixes

PREFIXES = prefixes()


def said(query: str) -> str:
    """Return the explanation for a query that Oxigraph refuses."""
    with pytest.raises(SyntaxError) as refused:
        pyoxigraph.Store().query(query, prefixes=PREFIXES)
    return explain(query, str(refused.value), PREFIXES)


@pytest.mark.parametrize(
    ("query", "place", "what"),
    [
        ("SELECT ?x { ?x foo:bar ?y }", (1, 16), "the prefix foo: is not declared"),
        ("SELECT ?x WHERE ?x a ?z }", (1, 25), "the first one is missing"),
        ("SELECT ?x WHERE {\n  ?x a ?z\n", (1, 17), "{ is not closed"),
        ("SELECT ?x { ?x a ?z FILTER(BOUND(?x) }", (1, 38), "the ( of line 1, column 27 must be closed"),
        ("SELECT ?x {\n ?x a 'abc }", (2, 7), "a text begins that does not end"),
        ("SELEC ?x { ?x a ?z }", (1, 1), "Did you mean SELECT?"),
        ("SELECT ?x { ?x a ?z OPTINAL { ?x a ?y } }", (1, 21), "Did you mean OPTIONAL?"),
        ("SELECT x { ?x a ?z }", (1, 8), "Variables begin with ?"),
        ("SELECT ?x ?x a ?z", (1, 18), "the pattern is missing"),
        ("SELECT ?x { ?x a ?z } ORDER BY", (1, 31), "the query ends too early"),
        ("SELECT ?x { ?x a <http://a b> }", (1, 18), "holds what no IRI can"),
        ("SELECT ?x { ?x a <b> }", (1, 18), "this is no complete IRI"),
        ("SELECT ?y (COUNT(?x) AS ?n) { ?x a ?y }", (1, 1), "Put the variable into GROUP BY"),
        ("SELECT ?x { ?x schema:mentions }", (1, 32), "from } on it is not SPARQL"),
        ("", (1, 1), "there is no query"),
        ("PREFIX a: <http://a/>", (1, 22), "after the declarations there is no query"),
    ],
)
def test_place_and_hint(query: str, place: tuple[int, int], what: str) -> None:
    """Line and column are told, the line is shown, and the caret stands below the column."""
    text = said(query)
    assert f"line {place[0]}, column {place[1]}:" in text
    assert what in text
    lines = text.splitlines()
    shown = next(at for at, line in enumerate(lines) if line.startswith(f"{place[0]:>4} | "))
    assert lines[shown] == f"{place[0]:>4} | {query.split(chr(10))[place[0] - 1]}".rstrip() or not query
    assert lines[shown + 1] == " " * (len("   1 | ") + place[1] - 1) + "^"


def test_the_prefixes_there_are() -> None:
    text = said("SELECT ?x { ?x schem:name ?y }")
    assert "Did you mean schema:?" in text
    assert "kg:, kind:" in text


def test_a_tab_before_the_mistake_keeps_the_caret_in_place() -> None:
    lines = said("SELECT ?x {\n\t?x foo:bar 1 }").splitlines()
    assert lines[1].index("foo") == lines[2].index("^")


def test_a_message_of_another_form_is_kept() -> None:
    assert "something else" in explain("ASK { ?s ?p ?o }", "something else", PREFIXES)


def test_unknown_terms() -> None:
    query = (
        "PREFIX foaf: <http://mine.example/> SELECT * { ?s schema:title ?t ; kg:mention ?m ; skos:preflabel ?l ; schema:name ?n ;"
        " foaf:nonsense ?f ; kg:mention ?again . technology:x ?p <https://schema.org/other> } # kg:nothing"
    )
    notes = unknown_terms(query, "https://kg.example")
    assert [note.split()[0] for note in notes] == ["schema:title", "kg:mention", "skos:preflabel"]
    assert "kg:mentions" in notes[1]
    assert "skos:prefLabel" in notes[2]
