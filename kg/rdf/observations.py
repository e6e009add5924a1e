"""Counted pairs come in, observations of co-occurrence go out, for one kind of window."""

from __future__ import annotations

from collections.abc import Iterator

from kg.cooccurrence import measures
from kg.cooccurrence.pairs import Pair as Counted
from kg.cooccurrence.pairs import Table
from kg.cooccurrence.windows import Kind
from kg.rdf.terms import Block, Names, Pair, block, english, plain

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


def describe_pairs(n: Names, kind: Kind, table: Table) -> Iterator[Block]:
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
    beside: dict[str, list[Pair]] = {}
    for pair in table.pairs:
        yield _observation(n, kind, pair, table.windows, dataset)
        if kind == "turn":
            for one, other in ((pair.a, pair.b), (pair.b, pair.a)):
                beside.setdefault(one, []).append((n["kg:coOccursWith"], n.node(other)))
    for node, pairs in sorted(beside.items()):
        yield block(n.node(node), pairs)


def _observation(n: Names, kind: Kind, pair: Counted, windows: int, dataset: str) -> Block:
    counts = (pair.count, pair.count_a, pair.count_b)
    # By the IRIs themselves: the brackets of terms would put `react-dom` before `react`.
    a, b = sorted(
        ((n.node(pair.a), pair.a, pair.count_a), (n.node(pair.b), pair.b, pair.count_b)),
        key=lambda one: one[0][1:-1],
    )
    return block(
        n.below("co-occurrence", kind, *a[1].split("/")[1:], *b[1].split("/")[1:]),
        [
            (n["rdf:type"], n["qb:Observation"]),
            (n["rdf:type"], n["kg:CoOccurrence"]),
            (n["qb:dataSet"], dataset),
            (n["kg:window"], plain(kind)),
            (n["kg:entityA"], a[0]),
            (n["kg:entityB"], b[0]),
            (n["kg:count"], n.integer(pair.count)),
            (n["kg:countA"], n.integer(a[2])),
            (n["kg:countB"], n.integer(b[2])),
            (n["kg:episodes"], n.integer(pair.episodes)),
            (n["kg:npmi"], n.decimal(measures.npmi(*counts, windows), 4)),
            (n["kg:lift"], n.decimal(measures.lift(*counts, windows), 4)),
            (n["kg:jaccard"], n.decimal(measures.jaccard(*counts), 4)),
            (n["kg:logLikelihood"], n.decimal(measures.log_likelihood(*counts, windows), 2)),
        ],
    )
