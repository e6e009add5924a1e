"""The ontology: every own term is explained, and the kinds form one scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg import vocabulary

if TYPE_CHECKING:
    from tests.conftest import Talk

NS = "https://kg.example/ns#"


def test_own_terms_are_explained(talk: Talk) -> None:
    """Each has one label and one comment, in English, and says where it is defined."""
    query = """SELECT ?t { ?t a ?type ; rdfs:label ?label ; rdfs:comment ?comment ; rdfs:isDefinedBy <https://kg.example/ns>
      FILTER(?type IN (rdfs:Class, rdf:Property) && LANG(?label) = "en" && LANG(?comment) = "en") }"""
    assert talk.store([]).ask(query) == sorted((NS + term.name,) for term in vocabulary.OWN)


def test_classes_and_properties(talk: Talk) -> None:
    """A capital makes a class; parents, domains and ranges are those of the list."""
    store = talk.store([])
    classes = [(NS + term.name,) for term in vocabulary.OWN if term.name[0].isupper()]
    assert store.ask("SELECT ?t { ?t a rdfs:Class }") == classes
    terms = vocabulary.terms()
    for predicate, stated in (
        ("rdfs:subClassOf|rdfs:subPropertyOf", {(t.name, t.parent) for t in vocabulary.OWN if t.parent}),
        ("schema:domainIncludes", {(t.name, c) for t in vocabulary.OWN for c in t.domain}),
        ("schema:rangeIncludes", {(t.name, c) for t in vocabulary.OWN for c in t.range}),
    ):
        assert store.ask(f"SELECT ?t ?o {{ ?t {predicate} ?o }}") == sorted(
            (NS + name, terms[c]) for name, c in stated
        )


def test_the_ontology_has_a_version(talk: Talk) -> None:
    """Version and its IRI are one number."""
    rows = talk.store([]).ask(
        "SELECT ?v ?iri { <https://kg.example/ns> a owl:Ontology ; owl:versionInfo ?v ; owl:versionIRI ?iri }"
    )
    assert rows == [(vocabulary.ONTOLOGY_VERSION, f"https://kg.example/ns/{vocabulary.ONTOLOGY_VERSION}")]


def test_kinds_are_one_scheme(talk: Talk) -> None:
    """Each kind has a definition and either a broader kind or a place at the top."""
    store = talk.store([])
    query = """SELECT ?label ?top { ?k skos:inScheme <https://kg.example/kind> ; skos:prefLabel ?label ; skos:definition ?d
      OPTIONAL { ?k skos:topConceptOf ?scheme } BIND(BOUND(?scheme) AS ?top) }"""
    expected = [(k.label, "false" if k.broader else "true") for k in vocabulary.KINDS.values()]
    assert store.ask(query) == sorted(expected)
    assert store.ask("SELECT ?a ?b { ?a skos:broader ?b }") == [
        ("https://kg.example/kind/aws-service", "https://kg.example/kind/cloud-service")
    ]
    assert store.ask("SELECT ?k { ?k skos:broader+ ?k }") == []


def test_components_of_observations(talk: Talk) -> None:
    """The structure has three dimensions and eight measures, and the properties say which they are."""
    store = talk.store([])
    for what, type_, names in (
        ("qb:dimension", "qb:DimensionProperty", vocabulary.DIMENSIONS),
        ("qb:measure", "qb:MeasureProperty", vocabulary.MEASURES),
    ):
        expected = sorted((NS + name,) for name in names)
        query = f"SELECT ?p {{ ?s a qb:DataStructureDefinition ; qb:component ?c . ?c a qb:ComponentSpecification ; {what} ?p }}"
        assert store.ask(query) == expected
        assert store.ask(f"SELECT ?p {{ ?p a {type_} }}") == expected
    own = {term.name for term in vocabulary.OWN if "kg:CoOccurrence" in term.domain}
    assert own == {*vocabulary.DIMENSIONS, *vocabulary.MEASURES}
