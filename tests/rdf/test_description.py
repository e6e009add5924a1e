"""The description counts what is there, by counting it again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kg.rdf.description import EpochError

if TYPE_CHECKING:
    from tests.conftest import Statements, Talk

DETAILS = ["entities", "mentions", "full"]


def described(talk: Talk, detail: str) -> tuple[list[str], Statements]:
    """Return the statements of six episodes, as lines and as a store."""
    records = [replace(talk.extraction, id=f"demo/{n}") for n in range(6)]
    return talk.quads(records, detail=detail), talk.store(records, detail=detail)


@pytest.mark.parametrize("detail", DETAILS)
def test_the_total_is_that_of_all_statements(talk: Talk, detail: str) -> None:
    """`void:triples` of the data set is the number of distinct statements in graphs, its own included."""
    quads, store = described(talk, detail)
    assert len(quads) == len(set(quads)) == len(store.store)
    assert store.ask("SELECT ?n { ?d a void:Dataset ; void:triples ?n }") == [(str(len(quads)),)]


@pytest.mark.parametrize("detail", DETAILS)
def test_the_classes_are_counted_right(talk: Talk, detail: str) -> None:
    """For each class one partition, with the number of its instances in the named graphs."""
    _, store = described(talk, detail)
    stated = store.ask("SELECT ?c ?n { ?d void:classPartition ?p . ?p void:class ?c ; void:entities ?n }")
    counted = store.ask("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s a ?c } } GROUP BY ?c")
    assert stated == counted
    assert len(stated) > 20


@pytest.mark.parametrize("detail", DETAILS)
def test_the_properties_are_counted_right(talk: Talk, detail: str) -> None:
    """For each property one partition, with the number of its statements in the named graphs."""
    _, store = described(talk, detail)
    stated = store.ask(
        "SELECT ?q ?n { ?d void:propertyPartition ?p . ?p void:property ?q ; void:triples ?n }"
    )
    assert stated == store.ask("SELECT ?q (COUNT(*) AS ?n) { GRAPH ?g { ?s ?q ?o } } GROUP BY ?q")


def test_the_vocabularies_are_those_of_the_properties(talk: Talk) -> None:
    """Each namespace that a property of the named graphs is of is listed once."""
    _, store = described(talk, "full")
    used = {q for (q,) in store.ask("SELECT DISTINCT ?q { GRAPH ?g { ?s ?q ?o } }")}
    spaces = {q[: max(q.rfind("#"), q.rfind("/")) + 1] for q in used}
    assert store.ask("SELECT ?v { ?d void:vocabulary ?v }") == [(space,) for space in sorted(spaces)]
    assert "https://kg.example/ns#" in spaces


def test_title_space_and_example(talk: Talk) -> None:
    """Title and description are English; the example is the first episode; all addresses begin with the space."""
    query = """SELECT ?title ?space ?example { ?d a void:Dataset , dcat:Dataset ; dcterms:title ?title ;
      dcterms:description ?text ; void:uriSpace ?space ; void:exampleResource ?example FILTER(LANG(?text) = "en") }"""
    for base in ("https://kg.example", "https://data.test/x"):
        assert talk.store(base_iri=base).ask(query) == [
            ("Knowledge graph of podcast episodes", base + "/", base + "/episode/demo/1-first")
        ]


def test_no_clock_is_asked(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without SOURCE_DATE_EPOCH no time is stated, with it that one, as the only difference but for the counts."""
    query = "SELECT ?t { ?d a dcat:Dataset ; prov:generatedAtTime ?t }"
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    undated = set(talk.quads())
    assert talk.store().ask(query) == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1438128000")
    assert talk.store().ask(query) == [("2015-07-29T00:00:00Z",)]
    more = set(talk.quads()) - undated
    assert len(more) == 2
    assert all("generatedAtTime" in line or "void#triples" in line for line in more)


@pytest.mark.parametrize("epoch", ["today", "-1", "1.5", "123456789012", "99999999999999"])
def test_a_bad_epoch_is_an_error(talk: Talk, epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A SOURCE_DATE_EPOCH that is no number of seconds is refused, as its specification asks."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(EpochError, match=f"SOURCE_DATE_EPOCH={epoch}: give whole seconds"):
        talk.quads()


def test_the_last_second_that_is_taken(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eleven digits are a moment that XML Schema can write."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "99999999999")
    assert talk.store().ask("SELECT ?t { ?d prov:generatedAtTime ?t }") == [("5138-11-16T09:46:39Z",)]
