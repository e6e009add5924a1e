"""Nothing comes in but the base; kg's own vocabulary and the kinds of technology go out."""

from __future__ import annotations

from collections.abc import Iterator

from kg import vocabulary
from kg.rdf.terms import Block, Names, Pair, block, english, plain

_COMMENT = (
    "What the statements about podcast episodes need and no published vocabulary has. Positions of mentions count "
    "Unicode code points of the source file as decoded, from 0."
)


def describe_ontology(n: Names) -> Iterator[Block]:
    """Yield the ontology, its terms, the kinds and the structure of co-occurrence observations."""
    ontology = n.below("ns")
    yield block(
        ontology,
        [
            (n["rdf:type"], n["owl:Ontology"]),
            (n["rdfs:label"], english("Vocabulary of kg")),
            (n["rdfs:comment"], english(_COMMENT)),
            (n["owl:versionInfo"], plain(vocabulary.ONTOLOGY_VERSION)),
            (n["owl:versionIRI"], n.below("ns", vocabulary.ONTOLOGY_VERSION)),
        ],
    )
    for term in vocabulary.OWN:
        yield _term(n, term, ontology)
    kinds = n.below("kind")
    for scheme, label in ((kinds, "Kinds of technology"), (n.below("technology"), "Technologies")):
        yield block(scheme, [(n["rdf:type"], n["skos:ConceptScheme"]), (n["rdfs:label"], english(label))])
    for kind, concept in sorted(vocabulary.KINDS.items()):
        pairs = [
            (n["rdf:type"], n["skos:Concept"]),
            (n["skos:prefLabel"], english(concept.label)),
            (n["rdfs:label"], english(concept.label)),
            (n["skos:definition"], english(concept.definition)),
            (n["skos:inScheme"], kinds),
        ]
        if concept.broader:
            pairs.append((n["skos:broader"], n.below("kind", concept.broader)))
        else:
            pairs.append((n["skos:topConceptOf"], kinds))
        yield block(n.below("kind", kind), pairs)
    yield from _structure(n)


def _term(n: Names, term: vocabulary.Term, ontology: str) -> Block:
    is_class = term.name[0].isupper()
    pairs: list[Pair] = [
        (n["rdf:type"], n["rdfs:Class" if is_class else "rdf:Property"]),
        (n["rdfs:label"], english(term.label)),
        (n["rdfs:comment"], english(term.comment)),
        (n["rdfs:isDefinedBy"], ontology),
    ]
    if term.parent:
        pairs.append((n["rdfs:subClassOf" if is_class else "rdfs:subPropertyOf"], n[term.parent]))
    if term.name in vocabulary.DIMENSIONS:
        pairs.append((n["rdf:type"], n["qb:DimensionProperty"]))
    if term.name in vocabulary.MEASURES:
        pairs.append((n["rdf:type"], n["qb:MeasureProperty"]))
    pairs += [(n["schema:domainIncludes"], n[curie]) for curie in term.domain]
    pairs += [(n["schema:rangeIncludes"], n[curie]) for curie in term.range]
    return block(n["kg:" + term.name], pairs)


def _structure(n: Names) -> Iterator[Block]:
    structure = n.below("co-occurrence", "structure")
    components: list[Pair] = []
    for role, properties in (("dimension", vocabulary.DIMENSIONS), ("measure", vocabulary.MEASURES)):
        for name in properties:
            component = n.below("co-occurrence", "component", name)
            components.append((n["qb:component"], component))
            yield block(
                component,
                [(n["rdf:type"], n["qb:ComponentSpecification"]), (n[f"qb:{role}"], n["kg:" + name])],
            )
    yield block(
        structure,
        [
            (n["rdf:type"], n["qb:DataStructureDefinition"]),
            (n["rdfs:label"], english("Co-occurrence of two technologies")),
            *components,
        ],
    )
