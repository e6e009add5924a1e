"""The graph and the extractions come in, one RDF graph goes out: as a Turtle file or for rdflib.

What things are and how they hang together is read from the graph; every single mention from the
extractions. The shape:

- shows, episodes, people, topics and sponsors are Schema.org things; a pick is a
  `schema:Recommendation` whose `schema:itemReviewed` has the title and the address;
- technologies are `skos:Concept`s, each with its kind (a concept of a second scheme) and, where
  there is one that fits, a class of Schema.org;
- a mention is an `oa:Annotation`: its body is the entity, its target a place in a source file, found
  by position (Unicode code points of the decoded file) or by quote; the sentence around it is a
  `kg:Passage` with speaker and time, shared by all mentions in that sentence;
- source files carry their digest; run and data set are described at the end. No wall-clock time is
  written, except the one that SOURCE_DATE_EPOCH gives.

Triples are made one after the other, subject by subject, and never held: memory depends on the
graph and on the largest extraction.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from typing import Any

import networkx
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from kg import vocabulary
from kg.exporters.rdf_entities import describe_nodes
from kg.exporters.rdf_mentions import describe_mentions
from kg.exporters.rdf_statements import Names, Pair, describe, english, named
from kg.files import writing
from kg.model import Extraction

_STRING = vocabulary.terms()["xsd:string"]

_DESCRIPTION = "Positions of mentions count Unicode code points of the source file as decoded, from 0."


def write_turtle(
    graph: networkx.MultiDiGraph,
    extractions: Iterable[Extraction],
    path: Path,
    *,
    base_iri: str = vocabulary.PLACEHOLDER_BASE,
) -> int:
    """Write `graph` and all mentions of `extractions` to `path` in Turtle; return the number of triples.

    `extractions` are read one at a time and must ascend by id. Raises ValueError for an unusable
    base, an unknown node type or predicate, or extractions out of order; OSError from writing.
    """
    base = vocabulary.checked_base(base_iri)
    count = 0

    def counted() -> Iterator[Triple]:
        nonlocal count
        for count, triple in enumerate(_triples(graph, extractions, base), 1):  # noqa: B007
            yield triple

    with writing(path, binary=True) as handle:
        serialize(counted(), handle, RdfFormat.TURTLE, prefixes=vocabulary.prefixes(base))
    return count


def to_rdf(
    graph: networkx.MultiDiGraph,
    extractions: Iterable[Extraction] = (),
    *,
    base_iri: str = vocabulary.PLACEHOLDER_BASE,
) -> rdflib.Graph:
    """Return what `write_turtle` writes as an rdflib graph, prefixes bound. Raises as it does."""
    base = vocabulary.checked_base(base_iri)
    result = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in vocabulary.prefixes(base).items():
        result.bind(prefix, namespace)
    for triple in _triples(graph, extractions, base):
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        result.add((_for_rdflib(subject), _for_rdflib(predicate), _for_rdflib(value)))
    return result


def _for_rdflib(value: Any) -> rdflib.URIRef | rdflib.Literal:
    if isinstance(value, NamedNode):
        return rdflib.URIRef(value.value)
    if value.language:
        return rdflib.Literal(value.value, lang=value.language)
    if value.datatype.value == _STRING:
        return rdflib.Literal(value.value)
    return rdflib.Literal(value.value, datatype=rdflib.URIRef(value.datatype.value), normalize=False)


def _triples(graph: networkx.MultiDiGraph, extractions: Iterable[Extraction], base: str) -> Iterator[Triple]:
    names = Names(base)
    type_ = names["rdf:type"]
    instances: Counter[str] = Counter()
    count = 0
    stream = chain(
        _ontology(names),
        describe_nodes(names, graph),
        describe_mentions(names, extractions),
        _run(names, graph),
    )
    for count, triple in enumerate(stream, 1):  # noqa: B007
        if triple.predicate == type_ and isinstance(triple.object, NamedNode):
            instances[triple.object.value] += 1
        yield triple
    yield from _dataset(names, graph, count, instances)


def _ontology(n: Names) -> Iterator[Triple]:
    ontology = n.below("ns")
    yield from describe(
        ontology,
        [
            (n["rdf:type"], n["owl:Ontology"]),
            (n["rdfs:label"], english("Vocabulary of kg")),
            (n["owl:versionInfo"], Literal(vocabulary.ONTOLOGY_VERSION)),
        ],
    )
    for term in vocabulary.OWN:
        is_class = term.name[0].isupper()
        pairs: list[Pair] = [
            (n["rdf:type"], n["rdfs:Class" if is_class else "rdf:Property"]),
            (n["rdfs:label"], english(term.label)),
            (n["rdfs:comment"], english(term.comment)),
            (n["rdfs:isDefinedBy"], ontology),
        ]
        if term.parent:
            pairs.append((n["rdfs:subClassOf" if is_class else "rdfs:subPropertyOf"], n[term.parent]))
        pairs += [(n["schema:domainIncludes"], n[curie]) for curie in term.domain]
        pairs += [(n["schema:rangeIncludes"], n[curie]) for curie in term.range]
        yield from describe(n["kg:" + term.name], pairs)
    kinds = n.below("kind")
    for scheme, label in ((kinds, "Kinds of technology"), (n.below("technology"), "Technologies")):
        yield from describe(
            scheme, [(n["rdf:type"], n["skos:ConceptScheme"]), (n["rdfs:label"], english(label))]
        )
    for kind, concept in sorted(vocabulary.KINDS.items()):
        pairs = [
            (n["rdf:type"], n["skos:Concept"]),
            (n["skos:prefLabel"], english(concept.label)),
            (n["rdfs:label"], english(concept.label)),
            (n["skos:definition"], english(concept.definition)),
            (n["skos:inScheme"], kinds),
        ]
        if concept.broader:
            pairs.append((n["skos:broader"], n.kind(concept.broader)))
        else:
            pairs.append((n["skos:topConceptOf"], kinds))
        yield from describe(n.kind(kind), pairs)


def _kg_version() -> str:
    try:
        return version("kg")
    except PackageNotFoundError:
        return "0+uninstalled"


def _run_node(n: Names, graph: networkx.MultiDiGraph) -> NamedNode:
    """Return the run's node, named by what went in: kg's version and every file's digest."""
    digests = {digest for _, attributes in graph.nodes(data=True) for digest in attributes.get("digest", ())}
    state = "\n".join((_kg_version(), *sorted(digests)))
    return n.below("run", hashlib.sha256(state.encode()).hexdigest()[:16])


def _run(n: Names, graph: networkx.MultiDiGraph) -> Iterator[Triple]:
    agent = n.below("software", "kg", _kg_version())
    yield from describe(
        agent,
        [
            *named(n, f"kg {_kg_version()}", "prov:SoftwareAgent", "schema:SoftwareApplication"),
            (n["schema:softwareVersion"], Literal(_kg_version())),
        ],
    )
    used: list[Pair] = [
        (n["prov:used"], n.source(node.removeprefix("episode/"), digest))
        for node, digests in sorted(graph.nodes(data="digest", default=()))
        for digest in sorted(digests)
    ]
    yield from describe(
        _run_node(n, graph),
        [(n["rdf:type"], n["prov:Activity"]), (n["prov:wasAssociatedWith"], agent), *used],
    )


def _generated_at() -> str | None:
    """Return the moment that SOURCE_DATE_EPOCH states, None without one; raise ValueError for a bad one."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return None
    if not re.fullmatch("[0-9]{1,11}", epoch):
        raise ValueError(f"SOURCE_DATE_EPOCH={epoch}: give whole seconds since 1970, or unset it")
    return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _dataset(
    n: Names, graph: networkx.MultiDiGraph, before: int, instances: Counter[str]
) -> Iterator[Triple]:
    """Yield the description of the whole, counts included: `before` triples, and its own."""
    pairs: list[Pair] = [
        (n["rdf:type"], n["void:Dataset"]),
        (n["dcterms:title"], english("Knowledge graph of podcast episodes")),
        (n["dcterms:description"], english(_DESCRIPTION)),
        (n["void:uriSpace"], Literal(n.base + "/")),
        (n["prov:wasGeneratedBy"], _run_node(n, graph)),
    ]
    if moment := _generated_at():
        pairs.append((n["prov:generatedAtTime"], n.typed(moment, "xsd:dateTime")))
    spaces = (space for prefix, (space, _) in sorted(vocabulary.FOREIGN.items()) if prefix != "xsd")
    pairs += [(n["void:vocabulary"], NamedNode(space)) for space in spaces]
    curies = {iri: curie for curie, iri in vocabulary.terms(n.base).items()}
    partitions = []
    for iri, count in sorted(instances.items()):
        partition = n.below("dataset", "class", curies[iri].replace(":", "-"))
        pairs.append((n["void:classPartition"], partition))
        partitions += [
            Triple(partition, n["void:class"], NamedNode(iri)),
            Triple(partition, n["void:entities"], Literal(count)),
        ]
    pairs.append((n["void:triples"], Literal(before + len(pairs) + 1 + len(partitions))))
    yield from describe(n.below("dataset"), pairs)
    yield from partitions
