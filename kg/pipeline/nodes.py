"""What each episode says of nodes of the graph comes in; what all say of each goes out, as it stands in the outputs.

The store knows of which nodes something else is said than when they were joined: only these are joined again.
Both it and what they become are rows of the store, so what an archive holds need not lie in memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec

from kg import vocabulary
from kg.exporters.turtle import shortener, turtle_block
from kg.graph import Ends, Said, join_said
from kg.graph_file import NodeLines, edge_lines, node_line, nodes_of
from kg.model import Show
from kg.rdf.description import Tally, tally
from kg.rdf.entities import describe_entity
from kg.rdf.terms import Names
from kg.store import Store, packed, unpacked

ENTITIES = ("technology", "person", "show", "sponsor")
"""Types of nodes that are more than a part of one episode."""


class Stated(NamedTuple):
    """What the RDF states of a node across episodes."""

    subject: str
    """The node, as a term."""
    turtle: str
    counts: bytes
    """Of the statements; a `Tally` in MessagePack, since most are alike."""


class Joined(NamedTuple):
    """What all episodes say of a node."""

    lines: NodeLines
    """In the graph's file."""
    stated: Stated | None
    """None where the node is an episode."""


def join_nodes(store: Store, shows: Mapping[str, Show], base_iri: str) -> None:
    """Join the nodes of which something else is said than when they were joined. Raises `kg.store.StoreError`.

    Args:
        shows: what is stated of shows, by slug, which no episode says.
    """
    joiner = _Joiner(shows, base_iri)
    with store.transaction():
        store.run("INSERT OR IGNORE INTO unjoined SELECT DISTINCT node FROM said WHERE node GLOB 'show/*'")
        for table, column in (("node", "node"), ("entity", "entity"), ("alias", "entity")):
            store.run(f"DELETE FROM {table} WHERE {column} IN (SELECT node FROM unjoined)")  # noqa: S608
        said = store.rows(
            "SELECT node, said FROM unjoined CROSS JOIN said USING (node) ORDER BY node, episode"
        )
        for node, rows in groupby(said, key=itemgetter(0)):
            facts, joined = joiner.join(node, [unpacked(data, Said) for _, data in rows])
            store.run("INSERT INTO node VALUES (?, ?, ?)", [(node, facts["type"], packed(joined))])
            if facts["type"] in ENTITIES:
                label = str(facts.get("label", node))
                row = (node, facts["type"], label, facts.get("kind"), facts.get("status"))
                store.run("INSERT INTO entity VALUES (?, ?, ?, ?, ?)", [row])
                aliases = ((node, alias) for alias in facts.get("aliases", ()))
                store.run("INSERT INTO alias VALUES (?, ?)", aliases)
        store.run("DELETE FROM unjoined")


class _Joiner:
    """Joins nodes one after the other."""

    def __init__(self, shows: Mapping[str, Show], base_iri: str) -> None:
        base = vocabulary.checked_base(base_iri)
        self._shows, self._names = shows, Names(base)
        self._short = shortener(base, vocabulary.written_prefixes(base))

    def join(self, node: str, several: list[Said]) -> tuple[dict[str, Any], Joined]:
        """Return the node's attributes, and how it stands in the outputs."""
        facts, edges = join_said(node, several, self._shows)
        lines = NodeLines(node_line((node, facts)), edge_lines(edges))
        speaks_of = (target for _, target, predicate, _ in edges if predicate == "speaksOf")
        described = describe_entity(self._names, node, facts, speaks_of)
        if not described:
            return facts, Joined(lines, None)
        counts = msgspec.msgpack.encode(tally(self._names, [described]))
        return facts, Joined(lines, Stated(described.subject, turtle_block(described, self._short), counts))


@dataclass(frozen=True, slots=True)
class SharedNodes:
    """All nodes that episodes share."""

    lines: dict[str, NodeLines]
    """Id → lines of the graph's file, ascending."""
    blocks: list[str]
    """What the RDF states of each, in Turtle, by subject."""
    counts: Tally
    """Of these statements."""


def joined_nodes(store: Store) -> SharedNodes:
    """Return the nodes as they were joined. Raises `kg.store.StoreError`."""
    rows = store.rows("SELECT node, joined FROM node ORDER BY node")
    joined = {node: unpacked(data, Joined) for node, data in rows}
    stated = sorted(of.stated for of in joined.values() if of.stated)
    return SharedNodes(
        {node: of.lines for node, of in joined.items()},
        [of.turtle for of in stated],
        _sum(of.counts for of in stated),
    )


def _sum(several: Iterable[bytes]) -> Tally:
    """Return the sum of counts."""
    total = Tally()
    for data, number in Counter(several).items():
        total.add(msgspec.msgpack.decode(data, type=Tally), number)
    return total


def listed_nodes(store: Store, types: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the nodes of these types with their attributes, by id. Raises `kg.store.StoreError`."""
    wanted = tuple(types)
    marks = ", ".join("?" * len(wanted))
    rows = store.rows(f"SELECT joined FROM node WHERE type IN ({marks}) ORDER BY node", wanted)  # noqa: S608
    return nodes_of(unpacked(data, Joined).lines.node for (data,) in rows)


def participations(store: Store) -> Iterator[Ends]:
    """Yield the edges that say which technology an episode mentions, and who hosts it or is a guest."""
    # By the index, which is read sooner than all that is said.
    named = "SELECT episode, node FROM said INDEXED BY said_by_episode WHERE node GLOB 'technology/*'"
    for episode, node in store.rows(named):
        yield f"episode/{episode}", node, "mentions"
    for episode, person, role in store.rows("SELECT episode, entity, role FROM appearance"):
        if role in _ROLES:
            yield person, f"episode/{episode}", _ROLES[role]


_ROLES = {"host": "hosts", "guest": "guestOf"}
"""Roles in which people take part, and the predicates that say so."""
