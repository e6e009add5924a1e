"""A batch of quads comes in, what breaks the shapes goes out: SHACL, by pySHACL."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import pyshacl.validator
import rdflib
from pyshacl.graph_abstraction import DataGraph
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import SH, XSD
from rdflib.term import Node

from kg.validation.findings import Finding
from kg.validation.shapes import Shapes
from kg.validation.spread import Statement, Term

_STRING = str(XSD.string)

_QUIET = logging.getLogger("kg.validation.engine")
_QUIET.setLevel(logging.CRITICAL)


class Engine:
    """pySHACL with the shapes read once."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        # rdflib tells its logger of every literal that is not of its datatype; the shapes tell the reader.
        logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)

    def findings(self, statements: Iterable[Statement]) -> list[Finding]:
        """Return what is wrong with `statements`, taken as one graph."""
        graph = rdflib.Graph(bind_namespaces="none")
        terms: dict[Term, Node] = {}
        predicates: dict[str, URIRef] = {}
        graphs: dict[str, str | None] = {}
        for subject, predicate, value, name in statements:
            if subject not in terms:
                terms[subject] = _node(subject)
                graphs[subject.value] = name
            if value not in terms:
                terms[value] = _node(value)
            if predicate not in predicates:
                predicates[predicate] = URIRef(predicate)
            graph.store.add((terms[subject], predicates[predicate], terms[value]), graph)
        validator = pyshacl.validator.Validator(
            DataGraph.from_rdflib_graph(graph),
            shacl_graph=self._shapes.graph,
            options={"inplace": True, "logger": _QUIET},
        )
        conforms, report, _ = validator.run()  # type: ignore[no-untyped-call]
        return [] if conforms else self._results(report, graphs)

    def _results(self, report: rdflib.Graph, graphs: dict[str, str | None]) -> list[Finding]:
        found = set()
        # Only the report's own results: those of nested shapes hang below them.
        for result in report.objects(None, SH.result):
            focus = _name(report.value(result, SH.focusNode))
            path = report.value(result, SH.resultPath)
            value = report.value(result, SH.value)
            found.add(
                Finding(
                    self._shapes.rules[_name(report.value(result, SH.sourceShape))],
                    focus,
                    graphs.get(focus),
                    str(path) if isinstance(path, URIRef) else None,
                    None if value is None else _name(value),
                    _name(report.value(result, SH.sourceConstraintComponent)),
                )
            )
        return sorted(
            found, key=lambda f: (f.rule.id, f.subject, f.path or "", f.value or "", f.component or "")
        )


def _name(node: Node | None) -> str:
    """Return a node as findings have it."""
    if isinstance(node, BNode):
        return f"_:{node}"
    return node.n3() if isinstance(node, Literal) else str(node)


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
