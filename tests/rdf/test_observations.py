"""Observations: the counts and measures of pairs, against a table worked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kg.cooccurrence.pairs import Pair, Table
from kg.model import Extraction, Mention, Passage, Source, Span, Technology
from kg.rdf.observations import describe_pairs, least
from kg.rdf.terms import Names
from kg.vocabulary import PLACEHOLDER_BASE

if TYPE_CHECKING:
    from tests.conftest import Talk

TURNS = {
    "demo/1": ("ab", "ab", "a", "c"),
    "demo/2": ("ab", "ac", "bc", "b"),
    "demo/3": ("ac", "c"),
}
"""Episode → the technologies of its turns. Of ten turns a is in six, b in five, c in five."""


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs must be named as often as in a large archive."""
    monkeypatch.setattr("kg.rdf.dataset.least", lambda kind, _windows: least(kind, 1_000_000))


def talked(turns: Mapping[str, tuple[str, ...]]) -> list[Extraction]:
    """Return an episode for each entry: one passage a turn, one mention a letter."""
    found = []
    for i, (name, said) in enumerate(turns.items()):
        where: dict[str, list[Mention]] = {}
        passages = []
        for turn, letters in enumerate(said):
            passages.append(
                Passage(letters, Span(0, 10 * turn, 10 * turn + 9), "transcript", None, None, turn)
            )
            for k, letter in enumerate(letters):
                at = Span(0, 10 * turn + k, 10 * turn + k + 1)
                where.setdefault(letter, []).append(Mention(letter, at, "transcript", turn, "catalogue", 1.0))
        technologies = tuple(Technology(x, x.upper(), "tool", tuple(m)) for x, m in sorted(where.items()))
        source = Source(f"{name}.md", f"{i:064}")
        found.append(
            Extraction(name, "demo", name, None, None, None, (source,), (), tuple(passages), (), technologies)
        )
    return found


@pytest.mark.usefixtures("large")
def test_the_observations_of_a_table_worked_by_hand(talk: Talk) -> None:
    """a and b in 3 of 10 turns, a and c in 2, b and c in 1, which is too few to be stated."""
    query = """SELECT ?a ?b ?n ?na ?nb ?e ?lift ?jaccard { ?o a qb:Observation , kg:CoOccurrence ; kg:window "turn" ;
      qb:dataSet <https://kg.example/co-occurrence/turn> ; kg:entityA/rdfs:label ?a ; kg:entityB/rdfs:label ?b ;
      kg:count ?n ; kg:countA ?na ; kg:countB ?nb ; kg:episodes ?e ; kg:lift ?lift ; kg:jaccard ?jaccard }"""
    store = talk.store(talked(TURNS))
    assert store.ask(query) == [
        ("A", "B", "3", "6", "5", "2", "1", "0.375"),  # 3 × 10 / (6 × 5); 3 / (6 + 5 − 3)
        ("A", "C", "2", "6", "5", "2", "0.6667", "0.2222"),  # 2 × 10 / (6 × 5); 2 / (6 + 5 − 2)
    ]
    assert store.ask(
        "SELECT ?n { <https://kg.example/co-occurrence/turn> a qb:DataSet ; kg:windows ?n }"
    ) == [("10",)]


def test_the_measures_in_their_places(talk: Talk) -> None:
    """Counts are whole, measures have four places, G² has two, and lift four digits, noughts included."""
    iri = "<https://kg.example/co-occurrence/turn/a/b>"
    text = [line.split(" ", 2)[2] for line in talk.quads(talked(TURNS)) if line.startswith(iri + " ")]
    decimals = sorted(value.split('"')[1] for value in text if "#decimal>" in value)
    # npmi: ln 1 = 0. G²: 0 too, since 3 of 10 is just what chance would give.
    assert decimals == ["0.00", "0.0000", "0.3750", "1.000"]


def test_a_lift_is_stated_with_the_digits_that_tell_something() -> None:
    """Four places below 1, then four digits, and of thousands one place: one window more changes few of them."""
    names = Names(PLACEHOLDER_BASE)
    found = []
    for windows in (20, 200, 2_000, 20_000, 200_000, 2_000_000):
        pair = Pair("technology/a", "technology/b", 3, 13, 7, 1)
        *_, row = [
            row for row in describe_pairs(names, "episode", Table(windows, (pair,))) if "/a/b" in row.subject
        ]
        (lift,) = (value for predicate, value in row.pairs if predicate == names["kg:lift"])
        found.append(lift.split('"')[1])
    # 3 × windows / (13 × 7)
    assert found == ["0.6593", "6.593", "65.93", "659.3", "6593.4", "65934.1"]


@pytest.mark.usefixtures("large")
def test_the_address_of_an_observation(talk: Talk) -> None:
    """Window and both names stand in it, in the order of their IRIs."""
    rows = talk.store(talked(TURNS)).ask("SELECT ?o { ?o a kg:CoOccurrence }")
    assert rows == [(f"https://kg.example/co-occurrence/turn/{pair}",) for pair in ("a/b", "a/c")]


def test_how_often_a_pair_must_be_named_grows_with_the_archive() -> None:
    """A single episode states every pair of its turns, thousands of windows only those that chance explains less well."""
    assert [least("turn", n) for n in (1, 4_999, 5_000, 1_000_000)] == [1, 1, 2, 2]
    assert [least("episode", n) for n in (1, 499, 500, 9_999)] == [2, 2, 5, 5]


def test_whole_episodes_count_once(talk: Talk) -> None:
    """However often an episode names a pair, it is one window; in fifty a pair seen once is left out."""
    some = {f"demo/{n:02}": ("a", "b", "ab") for n in range(5)}
    query = """SELECT ?a ?b ?n ?e { ?o a kg:CoOccurrence ; kg:window "episode" ; kg:entityA/rdfs:label ?a ;
      kg:entityB/rdfs:label ?b ; kg:count ?n ; kg:episodes ?e } ORDER BY ?a ?b"""
    assert talk.store(talked(some)).ask(query) == [("A", "B", "5", "5")]
    many = {f"demo/{n:02}": ("c",) for n in range(60)} | some | {"demo/99": ("bc",)}
    assert talk.store(talked(many)).ask(query) == [("A", "B", "5", "5")]


@pytest.mark.usefixtures("large")
def test_it_is_said_in_both_directions(talk: Talk) -> None:
    """`kg:coOccursWith` is stated of the pairs of turns, each way, in the graph of the turns."""
    store = talk.store(talked(TURNS))
    t = "https://kg.example/technology/"
    expected = [(t + a, t + b) for a, b in ("ab", "ac", "ba", "ca")]
    assert (
        store.ask(
            "SELECT ?a ?b { GRAPH <https://kg.example/graph/co-occurrence/turn> { ?a kg:coOccursWith ?b } }"
        )
        == expected
    )
    assert store.ask("SELECT ?a ?b { ?a kg:coOccursWith ?b }") == expected
    five = {f"demo/{n}": ("a", "b") for n in range(5)}
    assert talk.store(talked(five)).ask("SELECT ?a ?b { ?a kg:coOccursWith ?b }") == []


@pytest.mark.usefixtures("large")
def test_a_is_the_one_whose_iri_comes_first(talk: Talk) -> None:
    """The first of the pair is first by IRI, and each count is its own."""
    query = "SELECT ?a ?b ?na ?nb { ?o kg:entityA/rdfs:label ?a ; kg:entityB/rdfs:label ?b ; kg:countA ?na ; kg:countB ?nb }"
    store = talk.store(talked({"demo/1": ("za", "za", "z", "z", "z")}))
    assert store.ask(query) == [("A", "Z", "2", "5")]
    assert store.ask("SELECT ?o { ?o kg:entityA ?a ; kg:entityB ?b FILTER(STR(?a) >= STR(?b)) }") == []


def test_advertising_pairs_nothing(talk: Talk) -> None:
    """What an advertisement names beside the talk is no pair, though it is covered."""
    episode = talked({"demo/1": ("ab", "ab")})[0]
    advert = replace(
        episode, passages=tuple(replace(p, place="sponsors") for p in episode.passages)
    )  # fmt: skip
    store = talk.store([advert])
    assert store.ask("SELECT ?o { ?o a kg:CoOccurrence }") == []
    assert store.ask("SELECT DISTINCT ?n { ?d a qb:DataSet ; kg:windows ?n }") == [("0",)]
    assert store.ask("SELECT ?n { ?c a kg:Coverage ; kg:mentions ?n }") == [("2",), ("2",)]


def test_every_observation_has_each_component_of_its_structure(talk: Talk) -> None:
    """The data cube is whole (IC-11 and IC-14): each dimension and measure has one value in each observation."""
    store = talk.store(talked(TURNS))
    assert (
        store.ask(
            """SELECT ?o ?p { ?o a qb:Observation ; qb:dataSet/qb:structure/qb:component/(qb:dimension|qb:measure) ?p
            FILTER NOT EXISTS { ?o ?p ?v } }"""
        )
        == []
    )
    assert store.ask(
        "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?d qb:structure/qb:component/(qb:dimension|qb:measure) ?p }"
    ) == [("11",)]
    same = "SELECT ?a ?b { ?x kg:window ?w ; kg:entityA ?a ; kg:entityB ?b . ?y kg:window ?w ; kg:entityA ?a ; kg:entityB ?b FILTER(?x != ?y) }"
    assert store.ask(same) == [], "no two observations have the same dimensions (IC-12)"


def test_a_pair_is_ordered_by_its_addresses() -> None:
    """A name that goes on where the other ends comes after it: `react` before `react-dom`."""
    names = Names(PLACEHOLDER_BASE)
    table = Table(9, (Pair("technology/react", "technology/react-dom", 3, 4, 5, 2),))
    observation = next(
        one for one in describe_pairs(names, "turn", table) if one.subject.endswith("/react/react-dom>")
    )
    said = dict(observation.pairs)
    assert said[names["kg:entityA"]] == names.node("technology/react")
    assert (said[names["kg:countA"]], said[names["kg:countB"]]) == (names.integer(4), names.integer(5))
