"""The file of shapes: complete, readable, and right for any base."""

from pathlib import Path

import rdflib
from rdflib.namespace import RDF, RDFS, SH

from kg import vocabulary
from kg.validation.engine import Engine
from kg.validation.reading import find_rdf, read_quads
from kg.validation.shapes import FILE, load_shapes, read_shapes
from kg.validation.spread import read_part, spread

BASE = "https://data.example.org/podcasts"


def test_every_shape_has_a_name_and_says_in_english_what_it_asks() -> None:
    graph = rdflib.Graph().parse(FILE)
    shapes = {*graph.subjects(RDF.type, SH.NodeShape), *graph.subjects(RDF.type, SH.PropertyShape)}
    shapes |= set(graph.objects(None, SH.property))
    assert len(shapes) == len(load_shapes(BASE).rules), "two shapes have the same name"
    for shape in shapes:
        label, message = graph.value(shape, RDFS.label), graph.value(shape, SH.message)
        assert isinstance(label, rdflib.Literal)
        assert isinstance(message, rdflib.Literal)
        assert (label.language, message.language) == ("en", "en")
        assert message[0].isupper()
        assert message.endswith(".")


def test_every_class_and_property_of_kg_is_known_to_the_shapes() -> None:
    """A term that the export may use and the shapes have not heard of would be refused."""
    shapes = load_shapes(vocabulary.PLACEHOLDER_BASE)
    own = {f"{vocabulary.PLACEHOLDER_BASE}/ns#{term.name}" for term in vocabulary.OWN}
    assert own - shapes.predicates - shapes.classes == set()


def test_the_kinds_of_the_shapes_are_those_of_the_vocabulary() -> None:
    graph = read_shapes(vocabulary.PLACEHOLDER_BASE)
    kind = rdflib.URIRef(vocabulary.PLACEHOLDER_BASE + "/shapes#Technology-kind")
    values = {str(value) for value in graph.items(graph.value(kind, SH["in"]) or kind)}
    assert values == {vocabulary.kind_iri(vocabulary.PLACEHOLDER_BASE, name) for name in vocabulary.KINDS}


def test_nothing_of_the_placeholder_is_left_for_another_base() -> None:
    shapes = read_shapes(BASE)
    assert [term for triple in shapes for term in triple if vocabulary.PLACEHOLDER_BASE in str(term)] == []


def test_a_base_with_signs_of_regular_expressions_is_meant_to_the_letter(
    tmp_path: Path, fixture: str
) -> None:
    """The base stands in patterns, where a dot or a plus would mean something else."""
    base = "https://data.example.org/a.b+c(d)"
    path = tmp_path / "other.trig"
    path.write_text(fixture.replace(BASE, base), encoding="utf-8")
    files, _ = spread(read_quads(find_rdf(path)), base, 0, tmp_path, lambda _: None)
    assert Engine(load_shapes(base)).findings(read_part(files[0])) == []
    path.write_text(
        fixture.replace(BASE, base).replace("<show/demo> ;", "<../aXb+c(d)/show/demo> ;"), encoding="utf-8"
    )
    files, _ = spread(read_quads(find_rdf(path)), base, 0, tmp_path, lambda _: None)
    found = {finding.rule.label for finding in Engine(load_shapes(base)).findings(read_part(files[0]))}
    assert found == {"episode: show"}
