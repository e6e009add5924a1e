"""Counted pairs come in, observations of co-occurrence go out, for one kind of window."""

from __future__ import annotations

from collections.abc import Iterator
from math import log10

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
    beside: dict[str, list[Pair]] = {}
    for pair in table.pairs:
        yield _observation(n, dataset, shape, pair, table.windows)
        if kind == "turn":
            for one, other in ((pair.a, pair.b), (pair.b, pair.a)):
                beside.setdefault(one, []).append((n["kg:coOccursWith"], n.node(other)))
    for node, pairs in sorted(beside.items()):
        yield block(n.node(node), pairs)


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


def _observation(n: Names, dataset: str, shape: Shape, pair: Counted, windows: int) -> Row:
    counts = (pair.count, pair.count_a, pair.count_b)
    a, b = (n.node(pair.a), pair.count_a), (n.node(pair.b), pair.count_b)
    if (
        a[0][:-1] > b[0][:-1]
    ):  # by the IRIs themselves: the brackets of terms would put `react-dom` before `react`
        a, b = b, a
    below = len(n.base) + 2
    one, other = (term[term.index("/", below) + 1 : -1] for term, _ in (a, b))
    return Row(
        f"{dataset[:-1]}/{one}/{other}>",
        shape,
        (
            str(pair.count),
            str(a[1]),
            str(b[1]),
            a[0],
            b[0],
            str(pair.episodes),
            f"{measures.jaccard(*counts):.4f}",
            _short(measures.lift(*counts, windows)),
            f"{measures.log_likelihood(*counts, windows):.2f}",
            f"{measures.npmi(*counts, windows):.4f}",
        ),
    )


def _short(number: float) -> str:
    """Return a number above 0 with as many places as four digits need, but no more than four.

    A lift can be in the thousands, of which further places would tell nothing, and change with every window.
    """
    places = 4 if number < 1 else max(0, 3 - int(log10(number)))
    return f"{number:.{places}f}"
