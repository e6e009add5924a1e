"""Nodes are joined when something else is said of them, and only then; however that came about, the result is the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from kg import vocabulary
from kg.exporters.turtle import shortener, turtle_part
from kg.graph import build_graph, contribution_of
from kg.graph_file import edge_lines, node_line
from kg.model import Extraction, Show, Technology
from kg.pipeline.nodes import join_nodes, joined_nodes, listed_nodes, participations
from kg.rdf.dataset import parts
from kg.rdf.description import tally
from kg.rdf.terms import Names
from kg.store import Store, packed

if TYPE_CHECKING:
    from tests.conftest import Talk

BASE = vocabulary.PLACEHOLDER_BASE


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "s.sqlite")


def say(store: Store, extractions: Iterable[Extraction]) -> None:
    """Put what episodes say into the store, in place of what they said before."""
    with store.transaction():
        for x in extractions:
            store.run("DELETE FROM said WHERE episode = ?", [(x.id,)])
            rows = [(node, x.id, packed(said)) for node, said in contribution_of(x).said.items()]
            store.run("INSERT INTO said VALUES (?, ?, ?)", rows)


def others(talk: Talk) -> list[Extraction]:
    """Return three episodes that have much in common, and something each for itself."""
    kinds = ("tool", "library", "service")
    return [
        replace(
            talk.extraction,
            id=f"demo/{n}",
            technologies=(*talk.extraction.technologies, Technology(None, f"Own {n}", "tool", ())),
            title=f"{kinds[n]} {n}",
        )
        for n in range(3)
    ]


def as_the_graph_has_them(store: Store, graph: nx.MultiDiGraph) -> None:
    """Assert that the nodes of the store are those of the graph, and what the RDF states of them what it states of these."""
    nodes = joined_nodes(store)
    shared = {
        node: facts for node, facts in graph.nodes(data=True) if not node.startswith(("pick/", "topic/"))
    }
    assert list(nodes.lines) == sorted(shared)
    for node, lines in nodes.lines.items():
        assert lines.node == node_line((node, shared[node]))
        begun = [e for e in graph.edges(node, keys=True, data=True) if node.startswith("person/")]
        assert lines.edges == edge_lines(sorted(begun, key=lambda e: e[:3]))
    names = Names(BASE)
    (part,) = (one for one in parts(graph, [], base_iri=BASE) if one.name == names.graph("entities"))
    short = shortener(BASE, vocabulary.written_prefixes(BASE))
    assert turtle_part(part, short).decode().endswith("\n".join(nodes.blocks))
    assert nodes.counts == tally(names, part.blocks)


def test_episodes_come_change_and_go(store: Store, talk: Talk) -> None:
    """After each of these the nodes are those of the graph of what is there."""
    first, second, third = others(talk)
    say(store, [first, second])
    join_nodes(store, {}, BASE)
    as_the_graph_has_them(store, build_graph([first, second]))
    changed = replace(second, technologies=second.technologies[:1], people=())
    say(store, [third, changed])
    join_nodes(store, {}, BASE)
    as_the_graph_has_them(store, build_graph([first, changed, third]))
    assert not listed_nodes(store, ("technology",)).keys() & {"technology/own-1"}
    with store.transaction():
        store.drop_episodes([first.id, third.id])
    join_nodes(store, {}, BASE)
    as_the_graph_has_them(store, build_graph([changed]))
    assert {row[0] for row in store.rows("SELECT entity FROM alias")} <= set(
        listed_nodes(store, ("technology", "person"))
    )


def test_only_what_is_spoken_of_otherwise_is_joined(store: Store, talk: Talk) -> None:
    """A node that the changed episode does not name is not touched."""
    first, second, _ = others(talk)
    say(store, [first, second])
    join_nodes(store, {}, BASE)
    with store.transaction():
        store.run("UPDATE entity SET label = 'as it was'")
    say(store, [second])
    join_nodes(store, {}, BASE)
    labels = dict(store.rows("SELECT entity, label FROM entity"))
    assert labels["technology/own-0"] == "as it was"
    assert labels["technology/own-1"] == "Own 1"


def test_what_is_stated_of_a_show_counts_at_once(store: Store, talk: Talk) -> None:
    """Though no episode says anything else."""
    first, second, _ = others(talk)
    shows = {"demo": Show("A Talk", homepage="https://talk.example/")}
    say(store, [first, second])
    join_nodes(store, {}, BASE)
    join_nodes(store, shows, BASE)
    as_the_graph_has_them(store, build_graph([first, second], shows))
    assert listed_nodes(store, ("show",))["show/demo"]["label"] == "A Talk"


def test_who_takes_part_and_what_is_mentioned(store: Store, talk: Talk) -> None:
    """As the edges of the graph say."""
    several = others(talk)
    say(store, several)
    join_nodes(store, {}, BASE)
    edges = build_graph(several).edges(keys=True)
    found = {edge for edge in participations(store) if edge[2] == "mentions"}
    assert found == {e for e in edges if e[2] == "mentions" and e[1].startswith("technology/")}
