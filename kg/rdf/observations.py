"""Counted pairs come in, observations of co-occurrence go out, for one kind of window."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from kg.cooccurrence import measures
from kg.cooccurrence.pairs import Pair as Counted
from kg.cooccurrence.pairs import Table
from kg.cooccurrence.windows import Kind
from kg.rdf.terms import OPEN, Block, Names, Pair, Row, Shape, block, english, plain

STATED: tuple[Kind, ...] = ("turn", "episode")
"""The kinds of windows whose pairs are stated."""

_LEAST: dict[Kind, tuple[tuple[int, int], ...]] = {
    "turn": ((0, 1), (5_000, 2)),
    "episode": ((0, 2), (500, 5)),
}
"""From so many windows on, a pair must be named in so many of them to be stated."""


def least(kind: Kind, windows: int) -> int:
    """Return in how many of `windows` a pair must be named to be stated.

    In a large archive most pairs are seen once, by chance; a small one has little else to say.
    """
    return max(number for size, number in _LEAST[kind] if windows >= size)


def describe_pairs(n: Names, kind: Kind, table: Table) -> Iterator[Block | Row]:
    """Yield the data set of `table`, its observations, and for turns which technologies co-occur."""
    dataset = n.below("co-occurrence", kind)
    yield block(
        dataset,
        [
            (n["rdf:type"], n["qb:DataSet"]),
            (n["rdfs:label"], english(f"Technologies named within one {kind}")),
            (n["qb:structure"], n.below("co-occurrence", "structure")),
            (n["kg:windows"], n.integer(table.windows)),
        ],
    )
    shape = _shape(n, kind, dataset)
    ends: dict[str, _End] = {}
    for node in {node for pair in table.pairs for node in (pair.a, pair.b)}:
        term = n.node(node)
        # Compared without the bracket, which would put `react-dom` before `react`.
        ends[node] = _End(term[:-1], term, term[term.index("/", len(n.base) + 2) + 1 : -1])
    beside: dict[str, list[Pair]] = {}
    for pair, measured in zip(table.pairs, _measured(table), strict=True):
        yield _observation(dataset[:-1], shape, pair, ends[pair.a], ends[pair.b], measured)
        if kind == "turn":
            for one, other in ((pair.a, pair.b), (pair.b, pair.a)):
                beside.setdefault(one, []).append((n["kg:coOccursWith"], ends[other].term))
    for node, pairs in sorted(beside.items()):
        yield block(n.node(node), pairs)


class _End(NamedTuple):
    """One of a pair."""

    order: str
    """By which the two stand in an observation: the beginning of the term, that is, the IRI."""
    term: str
    name: str
    """What follows the type in the IRI."""


def _shape(n: Names, kind: Kind, dataset: str) -> Shape:
    """Return what is stated of every pair; what is left open is in the order of `_observation`."""
    pairs: list[Pair] = [
        (n["rdf:type"], n["kg:CoOccurrence"]),
        (n["rdf:type"], n["qb:Observation"]),
        (n["qb:dataSet"], dataset),
        (n["kg:window"], plain(kind)),
        *((n[f"kg:{name}"], n.open(datatype) if datatype else OPEN) for name, datatype in _OPEN.items()),
    ]
    return tuple(sorted(pairs))


_OPEN = {
    "count": "integer", "countA": "integer", "countB": "integer", "entityA": "", "entityB": "", "episodes": "integer",
    "jaccard": "decimal", "lift": "decimal", "logLikelihood": "decimal", "npmi": "decimal",
}  # fmt: skip
"""What differs from pair to pair with its datatype, that of entities being none; by alphabet, as a shape has it."""


def _measured(table: Table) -> Iterator[tuple[str, ...]]:
    """Yield Jaccard, lift, G² and npmi of each pair.

    A lift can be in the thousands: it has four digits, of which no more than four are places, and at least one is;
    further ones would tell nothing, and change with every window.
    """
    pairs, n = table.pairs, table.windows
    both = np.array([pair.count for pair in pairs], dtype=np.int64)
    one, other = (
        np.array(of, dtype=np.int64) for of in ([p.count_a for p in pairs], [p.count_b for p in pairs])
    )
    lift = measures.lift(both, one, other, n)
    columns = (
        measures.jaccard(both, one, other),
        lift,
        np.digitize(lift, _POWERS),
        measures.log_likelihood(both, one, other, n),
        measures.npmi(both, one, other, n),
    )
    # The older way to format is twice as quick, which is felt with tens of thousands of pairs.
    for jaccard, often, power, g2, npmi in zip(*(column.tolist() for column in columns), strict=True):
        yield "%.4f" % jaccard, _LIFTS[power] % often, "%.2f" % g2, "%.4f" % npmi  # noqa: UP031


_POWERS = (1.0, 10.0, 100.0)
_LIFTS = ("%.4f", "%.3f", "%.2f", "%.1f")
"""How a lift is written that is below the first of these, the second, …, or above all. Without a point Turtle would
take it for an integer."""


def _observation(begin: str, shape: Shape, pair: Counted, a: _End, b: _End, measured: tuple[str, ...]) -> Row:
    one, of_one, other, of_other = a, pair.count_a, b, pair.count_b
    if b.order < a.order:
        one, of_one, other, of_other = other, of_other, one, of_one
    counts = (str(pair.count), str(of_one), str(of_other), one.term, other.term, str(pair.episodes))
    return Row(f"{begin}/{one.name}/{other.name}>", shape, counts + measured)
