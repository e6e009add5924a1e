"""The shipped shapes come in, shapes for one base go out, in a form that an engine is quick with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import rdflib
from rdflib import BNode, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF, RDFS, SH

from kg.validation.findings import Rule
from kg.vocabulary import PLACEHOLDER_BASE

FILE = Path(__file__).parents[1] / "data" / "shapes.ttl"

_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)


@dataclass(frozen=True, slots=True)
class Shapes:
    """Shapes for data with one base."""

    graph: rdflib.Graph
    rules: dict[str, Rule]
    """By the shape's IRI: of node shapes and of property shapes."""
    classes: frozenset[str]
    """The IRI of every class that something may be of."""
    predicates: frozenset[str]
    """The IRI of every predicate that some shape knows."""

    @property
    def order(self) -> Rule:
        """The rule that the shape with the SPARQL constraint states; see `load_shapes`."""
        return next(rule for iri, rule in self.rules.items() if iri.endswith("#CoOccurrenceOrder"))


def read_shapes(base: str) -> rdflib.Graph:
    """Return the shapes as they are shipped, for data with `base`.

    Property shapes are blank nodes in the file; here each has an IRI made of its node shape's and its
    label, so that results name it alike whichever engine found them.
    """
    shipped = rdflib.Graph(bind_namespaces="none").parse(FILE, format="turtle")
    names: dict[BNode, URIRef] = {}
    for node in shipped.subjects(RDF.type, SH.NodeShape):
        for part in shipped.objects(node, SH.property):
            if isinstance(part, BNode):
                label = str(shipped.value(part, RDFS.label))
                names[part] = URIRef(f"{node}-{label.replace(' ', '-')}")

    def term(value: rdflib.term.Node, predicate: rdflib.term.Node) -> rdflib.term.Node:
        if isinstance(value, BNode):
            value = names.get(value, value)
        if isinstance(value, URIRef) and value.startswith(PLACEHOLDER_BASE):
            return URIRef(base + value.removeprefix(PLACEHOLDER_BASE))
        if isinstance(value, Literal) and predicate == SH.pattern:
            return Literal(value.replace(PLACEHOLDER_BASE, re.escape(base)))
        if isinstance(value, Literal) and predicate == SH.select:
            return Literal(value.replace(PLACEHOLDER_BASE, base))
        return value

    result = rdflib.Graph(bind_namespaces="none")
    for subject, predicate, value in shipped:
        result.add((term(subject, predicate), predicate, term(value, predicate)))
    return result


@lru_cache(2)
def load_shapes(base: str) -> Shapes:
    """Return the shapes for `base`, rearranged without a change of meaning.

    - Each property shape has the targets of its node shapes itself, and a closed node shape lists its
      properties as ignored ones: an engine then takes all focus nodes of a property at once instead
      of asking property by property for each node, which makes pySHACL four times as fast.
    - The one constraint in SPARQL is left out: `kg.validation.checks` asks the same in Python and
      reports it as this shape, in a hundredth of the time.
    """
    graph = read_shapes(base)
    rules = {}
    for kind in (SH.NodeShape, SH.PropertyShape):
        for shape in graph.subjects(RDF.type, kind):
            rules[str(shape)] = _rule(graph, shape)
    for node in list(graph.subjects(RDF.type, SH.NodeShape)):
        targets = [(predicate, target) for predicate in _TARGETS for target in graph.objects(node, predicate)]
        paths: list[rdflib.term.Node] = []
        for part in list(graph.objects(node, SH.property)):
            rules.setdefault(str(part), _rule(graph, part, str(graph.value(node, RDFS.label))))
            graph.remove((node, SH.property, part))
            graph.add((part, RDF.type, SH.PropertyShape))
            for predicate, target in targets:
                graph.add((part, predicate, target))
            path = graph.value(part, SH.path)
            if isinstance(path, URIRef):
                paths.append(path)
        if (node, SH.closed, None) in graph:
            ignored = BNode()
            for before in list(graph.objects(node, SH.ignoredProperties)):
                paths = [*Collection(graph, before), *paths]
                graph.remove((node, SH.ignoredProperties, before))
            Collection(graph, ignored, list(dict.fromkeys(paths)))
            graph.add((node, SH.ignoredProperties, ignored))
        graph.remove((node, SH.sparql, None))
    return Shapes(graph, rules, frozenset(_classes(graph)), frozenset(_predicates(graph)))


def _rule(graph: rdflib.Graph, shape: rdflib.term.Node, owner: str = "") -> Rule:
    label, message = (str(graph.value(shape, predicate)) for predicate in (RDFS.label, SH.message))
    return Rule(str(shape), f"{owner}: {label}" if owner else label, message)


_OLD = "http://schema.org/"


def _classes(graph: rdflib.Graph) -> Iterator[str]:
    """Yield the classes that shapes are for, and those that they name as values of rdf:type."""
    yield from (
        str(target) for target in graph.objects(None, SH.targetClass) if not str(target).startswith(_OLD)
    )
    for part in graph.subjects(SH.path, RDF.type):
        yield from map(str, graph.objects(part, SH.hasValue))
        for values in graph.objects(part, SH["in"]):
            yield from map(str, Collection(graph, values))
    # Properties of kg's own are dimensions or measures of a cube besides.
    yield from (
        "http://purl.org/linked-data/cube#DimensionProperty",
        "http://purl.org/linked-data/cube#MeasureProperty",
    )


def _predicates(graph: rdflib.Graph) -> Iterator[str]:
    for path in graph.objects(None, SH.path):
        if isinstance(path, URIRef):
            yield str(path)
    yield str(RDF.type)
