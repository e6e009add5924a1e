"""What differs between two graphs, as records: no judgement on how it is told."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, get_args

Aspect = Literal["entities", "edges", "aliases", "counts", "episodes"]
"""What can be compared, each by itself."""

ASPECTS: tuple[Aspect, ...] = get_args(Aspect)
TYPES = ("episode", "show", "person", "technology", "sponsor", "pick", "topic")
"""Every type of node there is, in the order in which they are told of."""

NUMBERED = ("pick", "topic")
"""Types whose ids only count what an episode has: another number makes no other thing."""


class Node(NamedTuple):
    """A node of one of the graphs."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What is one thing in both graphs, or in one of them.

    Nodes are in order of their ids, those whose id both graphs have before the others.
    """

    type: str
    old: tuple[Node, ...]
    """Its nodes in the old graph: none where it was added, several where they have been merged."""
    new: tuple[Node, ...]
    """Its nodes in the new graph: none where it is lost, several where it has been split."""

    @property
    def node(self) -> Node:
        """The node that stands for it: the new graph's, where that has one."""
        return (self.new or self.old)[0]

    @property
    def key(self) -> tuple[str, ...]:
        """What things are sorted by, the same whichever graph is the old one."""
        nodes = (*self.old, *self.new)
        # labels, too: two picks may have changed their numbers with each other
        return (self.type, *sorted({node.id for node in nodes}), *sorted({node.label for node in nodes}))

    @property
    def fate(self) -> Literal["added", "lost", "kept", "renamed", "merged", "split", "regrouped"]:
        """What became of it; one that is only counted anew within its episode is kept."""
        match len(self.old), len(self.new):
            case 0, _:
                return "added"
            case _, 0:
                return "lost"
            case 1, 1:
                same = self.type in NUMBERED or self.old[0].id == self.new[0].id
                return "kept" if same else "renamed"
            case _, 1:
                return "merged"
            case 1, _:
                return "split"
        return "regrouped"


class Field(NamedTuple):
    """An attribute that differs; None where a graph does not have it."""

    name: str
    old: Any
    new: Any


class Tally(NamedTuple):
    """How much a build has of a thing."""

    mentions: int
    """Over all episodes, advertising included; 0 for what has no mentions, such as shows and sponsors."""
    episodes: int


@dataclass(frozen=True, slots=True)
class Present:
    """A thing that only one of the graphs has."""

    thing: Thing
    kind: str | None
    """Of a technology."""
    tally: Tally


@dataclass(frozen=True, slots=True)
class Move:
    """A thing that goes on under other ids: merged, split, renamed or regrouped."""

    thing: Thing
    names: tuple[str, ...]
    """The names that went from its old nodes to other new ones; none for an episode, known by its sources."""


@dataclass(frozen=True, slots=True)
class Change:
    """A thing that both graphs have, with attributes that differ; aliases are told of by themselves."""

    thing: Thing
    fields: tuple[Field, ...]

    @property
    def reread(self) -> bool:
        """Whether it is an episode whose sources hold something else."""
        return any(field.name == "digest" for field in self.fields)


@dataclass(frozen=True, slots=True)
class Entities:
    """What differs among things."""

    added: tuple[Present, ...] = ()
    lost: tuple[Present, ...] = ()
    moved: tuple[Move, ...] = ()
    changed: tuple[Change, ...] = ()

    def where(self, types: Container[str]) -> Entities:
        """Return what differs among things of some types."""
        return Entities(
            tuple(one for one in self.added if one.thing.type in types),
            tuple(one for one in self.lost if one.thing.type in types),
            tuple(one for one in self.moved if one.thing.type in types),
            tuple(one for one in self.changed if one.thing.type in types),
        )


_FACTS = ("count", "episodes", "role")
"""Attributes of an edge that are no passage shown as evidence."""


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge that differs; what stands in both graphs has `fields`."""

    source: Thing
    predicate: str
    target: Thing
    old: int | None
    """Its mentions in the old graph; None where it is not there or has no count."""
    new: int | None
    fields: tuple[Field, ...] = ()

    @property
    def delta(self) -> int:
        """How many mentions more the new graph has."""
        return (self.new or 0) - (self.old or 0)

    @property
    def evidence_only(self) -> bool:
        """Whether only the passage differs that is shown for it."""
        return not any(field.name in _FACTS for field in self.fields)


@dataclass(frozen=True, slots=True)
class Edges:
    """What differs among edges; the ends of a thing that moved are the thing, so a rename alone changes no edge."""

    added: tuple[Edge, ...] = ()
    lost: tuple[Edge, ...] = ()
    changed: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that a thing of both graphs has gained or lost."""

    thing: Thing
    name: str
    other: Thing | None
    """The thing of the same type that lost it where this one gained it, or the other way round."""


@dataclass(frozen=True, slots=True)
class Aliases:
    """What differs among the names of things that both graphs have."""

    added: tuple[Alias, ...] = ()
    lost: tuple[Alias, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """A thing of both graphs that is mentioned more or less, or in more or fewer episodes."""

    thing: Thing
    old: Tally
    new: Tally

    @property
    def delta(self) -> Tally:
        """How much more the new graph has."""
        return Tally(self.new.mentions - self.old.mentions, self.new.episodes - self.old.episodes)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a graph is."""

    nodes: tuple[tuple[str, int], ...]
    """(type, how many), sorted."""
    edges: tuple[tuple[str, int], ...]
    """(predicate, how many), sorted."""


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs between two graphs, the largest first; where files lie and where in them words stand is not compared."""

    old: Size
    new: Size
    entities: Entities = Entities()
    """All but episodes."""
    edges: Edges = Edges()
    aliases: Aliases = Aliases()
    counts: tuple[Count, ...] = ()
    episodes: Entities = Entities()
    left_out: int = 0
    """Changes of counts that `narrowed` left out because they are small."""

    def __bool__(self) -> bool:
        """Whether anything differs, small changes that were left out not counted."""
        nothing = (Entities(), Edges(), Aliases(), (), Entities())
        return (self.entities, self.edges, self.aliases, self.counts, self.episodes) != nothing


def narrowed(
    changes: Changes, *, only: Container[str] = ASPECTS, types: Container[str] = TYPES, least: int = 1
) -> Changes:
    """Return the changes of some aspects and of things of some types.

    Args:
        types: of things; an edge stays if one of its ends is of them.
        least: changes of counts by fewer mentions and fewer episodes are left out.
    """
    counts = [one for one in changes.counts if one.thing.type in types] if "counts" in only else []
    edges = changes.edges if "edges" in only else Edges()
    added, lost, changed = (
        [edge for edge in several if edge.source.type in types or edge.target.type in types]
        for several in (edges.added, edges.lost, edges.changed)
    )
    kept = [one for one in counts if max(map(abs, one.delta)) >= least]
    kept_edges = [edge for edge in changed if not _is_small(edge, least)]
    aliases = changes.aliases if "aliases" in only else Aliases()
    return replace(
        changes,
        entities=changes.entities.where(types) if "entities" in only else Entities(),
        edges=Edges(tuple(added), tuple(lost), tuple(kept_edges)),
        aliases=Aliases(
            tuple(one for one in aliases.added if one.thing.type in types),
            tuple(one for one in aliases.lost if one.thing.type in types),
        ),
        counts=tuple(kept),
        episodes=changes.episodes.where(types) if "episodes" in only else Entities(),
        left_out=changes.left_out + len(counts) - len(kept) + len(changed) - len(kept_edges),
    )


def _is_small(edge: Edge, least: int) -> bool:
    """Whether an edge changed in its counts alone, by less than `least`."""
    facts = [field for field in edge.fields if field.name in _FACTS]
    return bool(facts) and all(
        isinstance(field.old, int) and isinstance(field.new, int) and abs(field.new - field.old) < least
        for field in facts
    )
