"""A batch of quads comes in, what breaks the shapes goes out: SHACL, by pySHACL."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import pyshacl.validator
import rdflib
from pyshacl.graph_abstraction import DataGraph
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from kg.validation.batch import Batch
from kg.validation.findings import Finding
from kg.validation.shapes import Shapes
from kg.validation.spread import Statement

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
        batch = Batch(statements)
        graph = rdflib.Graph(batch, bind_namespaces="none")
        validator = pyshacl.validator.Validator(
            DataGraph.from_rdflib_graph(graph),
            shacl_graph=self._shapes.graph,
            options={"inplace": True, "logger": _QUIET},
        )
        conforms, report, _ = validator.run()  # type: ignore[no-untyped-call]
        return [] if conforms else self._results(report, batch.graphs)

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
