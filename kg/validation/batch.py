"""Statements come in, a store that rdflib reads them from goes out: for looking up, not for changing.

rdflib's own store keeps for every triple the graphs that it is in; for one graph that is never
changed, three nested dictionaries do, in a third of the time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.store import Store
from rdflib.term import Node

from kg.validation.spread import Statement, Term

_STRING = str(XSD.string)

Triple = tuple[Any, Any, Any]
"""Of rdflib's terms; None stands for any in a pattern."""


class Batch(Store):
    """The triples of a batch of statements, whatever their graph."""

    context_aware = graph_aware = True
    """rdflib's data sets, which pySHACL wraps a graph in, insist on it; there is one context."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        super().__init__()
        self.graphs: dict[str, str | None] = {}
        """Subject → the graph of its first statement."""
        self._by_subject: dict[Node, dict[Node, list[Node]]] = {}
        self._by_value: dict[Node, dict[Node, list[Node]]] = defaultdict(dict)
        self._by_predicate: dict[Node, list[tuple[Node, Node]]] = defaultdict(list)
        self._size = 0
        terms: dict[Term, Node] = {}
        predicates: dict[str, Node] = {}
        for subject, predicate, value, graph in statements:
            s, o = terms.get(subject), terms.get(value)
            if s is None:
                s = terms[subject] = _node(subject)
            if o is None:
                o = terms[value] = _node(value)
            p = predicates.get(predicate)
            if p is None:
                p = predicates[predicate] = URIRef(predicate)
            self._add(s, p, o)
            self.graphs.setdefault(subject.value, graph)

    def _add(self, s: Node, p: Node, o: Node) -> None:
        of_subject = self._by_subject.get(s)
        if of_subject is None:
            of_subject = self._by_subject[s] = {}
        values = of_subject.get(p)
        if values is None:
            of_subject[p] = [o]
        elif o in values:  # stated in two graphs
            return
        else:
            values.append(o)
        self._by_value[p].setdefault(o, []).append(s)
        self._by_predicate[p].append((s, o))
        self._size += 1

    def add_graph(self, graph: object) -> None:
        """Do nothing: the one context is there."""

    def __len__(self, context: object = None) -> int:
        return self._size

    def triples(
        self, triple_pattern: Triple, context: object = None
    ) -> Iterator[tuple[Triple, Iterator[None]]]:
        """Yield what fits the pattern, each with an empty iterator of contexts."""
        none = iter(())
        for triple in self._fitting(*triple_pattern):
            yield triple, none

    def _fitting(self, s: Any, p: Any, o: Any) -> Iterable[Triple]:
        if s is not None:
            of_subject = self._by_subject.get(s, {})
            predicates = of_subject if p is None else (p,) if p in of_subject else ()
            return [(s, q, v) for q in predicates for v in of_subject[q] if o is None or v == o]
        if p is not None:
            if o is not None:
                return [(t, p, o) for t in self._by_value.get(p, {}).get(o, ())]
            return [(t, p, v) for t, v in self._by_predicate.get(p, ())]
        return [(t, q, v) for q, pairs in self._by_predicate.items() for t, v in pairs if o is None or v == o]


def _node(term: Term) -> Node:
    if term.kind == "iri":
        return URIRef(term.value)
    if term.kind == "blank":
        return BNode(term.value[2:])
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype == _STRING:
        return Literal(term.value)
    # Without normalisation a literal stays as it is written: "007"^^xsd:integer is not 7 to a reader of the report.
    return Literal(term.value, datatype=URIRef(term.datatype or _STRING), normalize=False)
