"""Pairs in, a network out: which pairs become edges, and what they weigh."""

from dataclasses import replace

import pytest

from kg.analysis.network import WEIGHTS, Weight, network
from kg.cooccurrence.rows import CoOccurrences, cooccurrences
from kg.model import Extraction, Mention, Passage, Span, Technology


@pytest.fixture
def table() -> CoOccurrences:
    """Twenty episodes: a and b always together, c with either as chance would have it, with e a little more often."""
    turns = ("ab", "ab", "ab", "abc", "abc", "c", "ce", "d", "d", "d", "cd", "e")
    passages = tuple(Passage("x", Span(0, n, n + 1), "transcript", None, None, n) for n in range(len(turns)))
    technologies = tuple(
        Technology(
            letter, letter.upper(), "tool",
            tuple(Mention("x", Span(0, n, n + 1), "transcript", n, "catalogue", 0.9) for n, turn in enumerate(turns) if letter in turn),
        )
        for letter in "edcba"
    )  # fmt: skip
    one = Extraction(
        "show/0", "show", "One", 1, "2015-02-03", None, (), (), passages=passages, technologies=technologies
    )
    return cooccurrences([replace(one, id=f"show/{n}") for n in range(20)])


def test_significant_pairs_are_edges(table: CoOccurrences) -> None:
    """The network holds what is named together more often than by chance, under labels, in order."""
    graph = network(table)
    assert list(graph.nodes(data="label")) == [("technology/a", "A"), ("technology/b", "B")]
    assert list(graph.edges(data="weight")) == [("technology/a", "technology/b", 100)]


def test_all_pairs_are_those_above_chance(table: CoOccurrences) -> None:
    """What may be chance is an edge on demand; what chance alone would name together as often never is."""
    lifts = {row.a[-1] + row.b[-1]: row.lift for row in table.rows}
    assert lifts["ac"] == pytest.approx(40 * 240 / (100 * 100))
    assert lifts["ce"] == pytest.approx(20 * 240 / (100 * 40))
    assert sorted(lifts) == ["ab", "ac", "bc", "cd", "ce"]
    edges = network(table, pairs="all").edges
    assert [a[-1] + b[-1] for a, b in edges] == ["ab", "ce"]


def test_the_backbone_is_another_choice(table: CoOccurrences) -> None:
    """What the degree-preserving null model keeps is asked of the rows, whatever Fisher's test says of them."""
    rows = tuple(replace(row, q=1.0, sdsm_q=0.01 if row.b == "technology/e" else 1.0) for row in table.rows)
    assert list(network(replace(table, rows=rows), pairs="backbone").edges) == [
        ("technology/c", "technology/e")
    ]


@pytest.mark.parametrize("weight", WEIGHTS)
def test_an_edge_weighs_what_the_measure_says(table: CoOccurrences, weight: Weight) -> None:
    """Each weight is the field of the row that has its name."""
    row = next(row for row in table.rows if row.a == "technology/a" and row.b == "technology/b")
    assert network(table, weight).edges[row.a, row.b]["weight"] == getattr(row, weight)


def test_nothing_counted_is_no_network() -> None:
    """A build without technologies gives an empty network."""
    assert len(network(cooccurrences([]))) == 0
