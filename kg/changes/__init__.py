"""Two graphs come in; what differs between them comes out: entities, edges, aliases, counts and episodes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import networkx as nx

from kg.changes.records import (
    Alias,
    Aliases,
    Change,
    Changes,
    Count,
    Edge,
    Edges,
    Entities,
    Field,
    Move,
    Present,
    Tally,
    Thing,
)
from kg.changes.sides import Key, Side, count
from kg.changes.things import match

_APART = {"aliases", "known", "sources", "type"}
"""Attributes of a node that are told of elsewhere, repeat another, or say only where files lie."""

_WHERE = {"episode", "path", "start", "end"}
"""Attributes of an edge that say only where its words stand; what stands there is compared."""

_COUNTED = ("mentions", "hosts", "guestOf", "partOf", "sponsoredBy")
"""Predicates between an episode and what it has."""

_Ends = tuple[int, str, int]
"""Position of the source among the things, predicate, position of the target."""


def diff_graphs(
    old: nx.MultiDiGraph,
    new: nx.MultiDiGraph,
    *,
    names: tuple[str, str] = ("the old graph", "the new graph"),
) -> Changes:
    """Return what differs between two graphs that kg wrote; see `Changes` for what is compared.

    With the graphs in each other's place, added and lost change places, merged and split, and nothing else.
    Raises `GraphError` for a graph whose nodes or edges kg does not know; `names` are what it calls the graphs.
    """
    before, after = Side(old, names[0]), Side(new, names[1])
    things = match(before, after)
    edges = (
        _edges(before, {node.id: at for at, thing in enumerate(things) for node in thing.old}),
        _edges(after, {node.id: at for at, thing in enumerate(things) for node in thing.new}),
    )
    tallies = (_tallies(edges[0], things), _tallies(edges[1], things))
    everything = _entities(before, after, things, *tallies)
    types = {thing.type for thing in things}
    return Changes(
        old=before.size(),
        new=after.size(),
        entities=everything.where(types - {"episode"}),
        edges=_changed_edges(*edges, things),
        aliases=_aliases(before, after, things),
        counts=_counts(things, *tallies),
        episodes=everything.where({"episode"}),
    )


class _Edge(NamedTuple):
    """An edge between things: of several between their nodes, the sum."""

    mentions: int | None
    attributes: dict[str, Any] | None
    """None where it is a sum."""


def _edges(side: Side, positions: dict[str, int]) -> dict[_Ends, _Edge]:
    """Return the edges between things; `positions` says which thing a node is."""
    found: dict[_Ends, _Edge] = {}
    for source, target, predicate, attributes in side.edges():
        ends, number = (positions[source], predicate, positions[target]), count(attributes)
        if ends in found:
            counts = [one for one in (found[ends].mentions, number) if one is not None]
            found[ends] = _Edge(sum(counts) if counts else None, None)
        else:
            found[ends] = _Edge(number, attributes)
    return found


def _tallies(edges: dict[_Ends, _Edge], things: list[Thing]) -> dict[int, Tally]:
    """Return how often, and in how many episodes, each thing is mentioned."""
    mentions: dict[int, int] = defaultdict(int)
    episodes: dict[int, set[int]] = defaultdict(set)
    for (source, predicate, target), edge in edges.items():
        if predicate in _COUNTED:
            episode, at = (source, target) if things[source].type == "episode" else (target, source)
            mentions[at] += edge.mentions or 0
            episodes[at].add(episode)
    return {at: Tally(mentions[at], len(found)) for at, found in episodes.items()}


_NONE = Tally(0, 0)


def _entities(
    old: Side, new: Side, things: list[Thing], before: dict[int, Tally], after: dict[int, Tally]
) -> Entities:
    added, lost, moved, changed = [], [], [], []
    for at, thing in enumerate(things):
        if thing.fate == "added":
            added.append(_present(new, thing, after.get(at, _NONE)))
        elif thing.fate == "lost":
            lost.append(_present(old, thing, before.get(at, _NONE)))
        else:
            if thing.fate != "kept":
                moved.append(Move(thing, _moved_names(old, new, thing)))
            if fields := _thing_fields(old, new, thing):
                changed.append(Change(thing, fields))
    return Entities(
        added=tuple(sorted(added, key=_prominence)),
        lost=tuple(sorted(lost, key=_prominence)),
        moved=tuple(sorted(moved, key=lambda move: (-len(move.names), move.thing.key))),
        changed=tuple(changed),
    )


def _present(side: Side, thing: Thing, tally: Tally) -> Present:
    kind = side.attributes(Key(thing.type, thing.node.id)).get("kind")
    return Present(thing, kind if isinstance(kind, str) else None, tally)


def _prominence(one: Present) -> tuple[object, ...]:
    return (-one.tally.mentions, -one.tally.episodes, one.thing.key)


def _moved_names(old: Side, new: Side, thing: Thing) -> tuple[str, ...]:
    """Return the names that nodes of one graph alone share with nodes of the other."""
    if thing.type == "episode":
        return ()
    before = {node.id: old.names(Key(thing.type, node.id)) for node in thing.old}
    after = {node.id: new.names(Key(thing.type, node.id)) for node in thing.new}
    shared = {
        name: min(mine[name], theirs[name])
        for a, mine in before.items() for b, theirs in after.items()
        if a not in after or b not in before
        for name in mine.keys() & theirs.keys()
    }  # fmt: skip
    return tuple(sorted(shared.values()))


def _thing_fields(old: Side, new: Side, thing: Thing) -> tuple[Field, ...]:
    """Return the attributes that differ between the nodes that stand for a thing; a rename is no change of label."""
    one, other = thing.old[0], thing.new[0]
    apart = (
        _APART if thing.fate in ("kept", "merged", "split") or thing.type == "episode" else _APART | {"label"}
    )
    return _fields(old.attributes(Key(thing.type, one.id)), new.attributes(Key(thing.type, other.id)), apart)


def _fields(one: dict[str, Any], other: dict[str, Any], apart: set[str]) -> tuple[Field, ...]:
    if one == other:
        return ()
    names = sorted((one.keys() | other.keys()) - apart)
    pairs = (Field(name, one.get(name), other.get(name)) for name in names)
    return tuple(field for field in pairs if _differ(field.old, field.new))


def _differ(one: object, other: object) -> bool:
    # Not a number is unequal to itself, though the two files say the same.
    return one != other and json.dumps(one, sort_keys=True) != json.dumps(other, sort_keys=True)


def _changed_edges(before: dict[_Ends, _Edge], after: dict[_Ends, _Edge], things: list[Thing]) -> Edges:
    added = [_edge(ends, things, None, edge) for ends, edge in after.items() if ends not in before]
    lost = [_edge(ends, things, edge, None) for ends, edge in before.items() if ends not in after]
    changed = [
        _edge(ends, things, edge, after[ends], fields) for ends, edge in before.items()
        if ends in after and (fields := _edge_fields(edge, after[ends]))
    ]  # fmt: skip
    return Edges(*(tuple(sorted(several, key=_weight)) for several in (added, lost, changed)))


def _edge(
    ends: _Ends, things: list[Thing], old: _Edge | None, new: _Edge | None, fields: tuple[Field, ...] = ()
) -> Edge:
    source, predicate, target = ends
    before, after = (edge.mentions if edge else None for edge in (old, new))
    return Edge(things[source], predicate, things[target], before, after, fields)


def _edge_fields(old: _Edge, new: _Edge) -> tuple[Field, ...]:
    """Return the attributes that differ; of a sum the count alone."""
    if old.attributes is not None and new.attributes is not None:
        return _fields(old.attributes, new.attributes, _WHERE)
    return () if old.mentions == new.mentions else (Field("count", old.mentions, new.mentions),)


def _weight(edge: Edge) -> tuple[object, ...]:
    return (-abs(edge.delta), edge.evidence_only, edge.predicate, edge.source.key, edge.target.key)


def _aliases(old: Side, new: Side, things: list[Thing]) -> Aliases:
    added: dict[tuple[str, str], list[Thing]] = defaultdict(list)
    lost: dict[tuple[str, str], list[Thing]] = defaultdict(list)
    for thing in things:
        if thing.old and thing.new:
            (before, was), (after, now) = (
                _names(old, thing.type, thing.old),
                _names(new, thing.type, thing.new),
            )
            for name in after - before - {was}:
                added[thing.type, name].append(thing)
            for name in before - after - {now}:
                lost[thing.type, name].append(thing)
    return Aliases(tuple(_alias_rows(added, lost)), tuple(_alias_rows(lost, added)))


def _names(side: Side, type_: str, nodes: Iterable[Any]) -> tuple[set[str], str]:
    """Return the aliases of the nodes that are one thing, and the label of the first."""
    first, *others = nodes
    names = side.aliases(Key(type_, first.id))
    for node in others:
        names |= side.aliases(Key(type_, node.id)) | {node.label}
    return names, first.label


def _alias_rows(
    these: dict[tuple[str, str], list[Thing]], those: dict[tuple[str, str], list[Thing]]
) -> Iterator[Alias]:
    """Yield the names by thing, those with most of them first."""
    rows: dict[tuple[str, ...], list[Alias]] = defaultdict(list)
    for (type_, name), things in sorted(these.items()):
        others = those.get((type_, name), [])
        for thing in things:
            rows[thing.key].append(Alias(thing, name, others[0] if others else None))
    for _, several in sorted(rows.items(), key=lambda item: (-len(item[1]), item[0])):
        yield from several


def _counts(things: list[Thing], before: dict[int, Tally], after: dict[int, Tally]) -> tuple[Count, ...]:
    found = [
        Count(thing, before.get(at, _NONE), after.get(at, _NONE))
        for at, thing in enumerate(things)
        if thing.old and thing.new
    ]
    different = (one for one in found if one.old != one.new)
    return tuple(
        sorted(different, key=lambda c: (-abs(c.delta.mentions), -abs(c.delta.episodes), c.thing.key))
    )
