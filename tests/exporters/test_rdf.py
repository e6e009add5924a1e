"""The RDF export: four forms, one data set; files that are whole or not there, the same bytes each time."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx
import pyoxigraph
import pytest
import rdflib
from rdflib.compare import to_isomorphic

from kg.exporters.rdf import FORMS, SUFFIXES, Form, to_dataset, to_rdf, write_rdf
from kg.rdf.dataset import OrderError
from kg.vocabulary import BaseError

if TYPE_CHECKING:
    from kg.model import Extraction
    from tests.conftest import Talk

# rdflib's parsers and serialisers use names of its own that it means to drop.
pytestmark = [
    pytest.mark.filterwarnings(f"ignore:{name}:DeprecationWarning")
    for name in ("Dataset", "ConjunctiveGraph")
]

OXIGRAPH = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "nquads": pyoxigraph.RdfFormat.N_QUADS,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}
RDFLIB = {"turtle": "turtle", "trig": "trig", "nquads": "nquads", "jsonld": "json-ld"}
HOSTILE = 'é "quoted" back\\slash\ttab\nnext\r\x7f\u2028 🍕 \u202e {}|^`<b>&amp;</b> """ @en'


@pytest.fixture
def records(talk: Talk) -> list[Extraction]:
    """Six episodes, so that technologies co-occur; one with texts that need escapes."""
    found = [replace(talk.extraction, id=f"demo/{n}") for n in range(6)]
    passages = tuple(replace(p, text=p.text + HOSTILE) for p in talk.extraction.passages)
    found[0] = replace(found[0], title=HOSTILE, passages=passages)
    return found


def by_oxigraph(path: Path, form: Form) -> set[str]:
    """Return the statements of a file as pyoxigraph reads them."""
    return {str(quad) for quad in pyoxigraph.parse(path=path, format=OXIGRAPH[form])}


def by_rdflib(path: Path, form: Form) -> set[str]:
    """Return the statements of a file as rdflib reads them, in pyoxigraph's spelling."""
    if form == "turtle":
        data = rdflib.Graph().parse(path, format="turtle").serialize(format="nt", encoding="utf-8")
    else:
        data = rdflib.Dataset().parse(path, format=RDFLIB[form]).serialize(format="nquads", encoding="utf-8")
    return {str(quad) for quad in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS)}


@pytest.mark.parametrize("form", FORMS)
def test_both_readers_get_the_same_statements_and_as_many_as_were_counted(
    form: Form, talk: Talk, records: list[Extraction], tmp_path: Path
) -> None:
    """rdflib and pyoxigraph read a file alike, and what is returned is how many there are."""
    path = tmp_path / f"kg.{SUFFIXES[form]}"
    count = write_rdf(talk.graph, records, path, form)
    found = by_oxigraph(path, form)
    assert found == by_rdflib(path, form)
    assert len(found) == count > 1000


@pytest.mark.parametrize("detail", ["entities", "mentions", "full"])
def test_all_forms_hold_the_same(detail: Any, talk: Talk, records: list[Extraction], tmp_path: Path) -> None:
    """TriG, N-Quads and JSON-LD hold the same statements in the same graphs, Turtle their union."""
    found = {}
    for form in FORMS:
        path = tmp_path / form
        write_rdf(talk.graph, records, path, form, detail=detail)
        found[form] = by_oxigraph(path, form)
    assert found["nquads"] == found["trig"] == found["jsonld"]
    quads = pyoxigraph.parse(path=tmp_path / "nquads", format=pyoxigraph.RdfFormat.N_QUADS)
    assert found["turtle"] == {str(quad.triple) for quad in quads if isinstance(quad, pyoxigraph.Quad)}
    assert found["nquads"] == {
        line.removesuffix(" .\n") for line in talk.quads(records, talk.graph, detail=detail)
    }


def test_to_rdf_equals_the_file(talk: Talk, records: list[Extraction], tmp_path: Path) -> None:
    """The graph for Python users holds what the Turtle file says."""
    path = tmp_path / "kg.ttl"
    write_rdf(talk.graph, records, path)
    graph = to_rdf(talk.graph, records)
    assert set(graph) == set(rdflib.Graph().parse(path))
    assert len(graph) > 1000
    assert dict(graph.namespaces())["kg"] == rdflib.URIRef("https://kg.example/ns#")


def test_to_dataset_equals_the_file(talk: Talk, records: list[Extraction], tmp_path: Path) -> None:
    """The data set for Python users holds what the N-Quads file says; a query sees the union of its graphs."""
    path = tmp_path / "kg.nq"
    write_rdf(talk.graph, records, path, "nquads")
    dataset = to_dataset(talk.graph, records)
    data = dataset.serialize(format="nquads", encoding="utf-8")
    read = {str(quad) for quad in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS)}
    assert read == by_oxigraph(path, "nquads")
    query = "SELECT ?n { ?e schema:mentions/kg:kind/skos:prefLabel ?n } LIMIT 1"
    assert len(list(dataset.query(query))) == 1


def test_without_extractions_only_what_holds_across_episodes(talk: Talk) -> None:
    """A graph alone gives entities and no episode."""
    graph = to_rdf(talk.graph)
    schema = rdflib.Namespace("https://schema.org/")
    assert set(graph.subjects(rdflib.RDF.type, schema.PodcastEpisode)) == set()
    assert len(set(graph.subjects(rdflib.RDF.type, schema.Person))) == 2


def test_the_options_are_those_of_the_file(talk: Talk) -> None:
    """Base and detail mean for the graphs in memory what they mean for the file."""
    for made in (to_rdf, to_dataset):
        result = made(talk.graph, [talk.extraction], base_iri="https://data.test/x/", detail="entities")
        text = result.serialize(format="nquads" if isinstance(result, rdflib.Dataset) else "nt")
        assert "https://kg.example" not in text
        assert "https://data.test/x/episode/demo/1-first" in text
        assert "/mention/" not in text


def test_it_survives_rdf_xml(talk: Talk) -> None:
    """No literal holds what XML cannot carry: the graph can be written as RDF/XML and read again without loss."""
    first = replace(talk.extraction, title=HOSTILE.replace("\r", "") + "\x00\x1b\uffff\ud800")
    rdf = to_rdf(talk.graph, [first])
    assert to_isomorphic(
        rdflib.Graph().parse(data=rdf.serialize(format="xml"), format="xml")
    ) == to_isomorphic(rdf)


@pytest.mark.parametrize("form", FORMS)
def test_compressed_bytes_are_the_same_each_time(
    form: Form, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the time nor the name of the file goes into it, and unpacked it is the plain file."""
    plain, first, second = tmp_path / "plain", tmp_path / "a.gz", tmp_path / "longer-name.gz"
    write_rdf(talk.graph, [talk.extraction], plain, form)
    write_rdf(talk.graph, [talk.extraction], first, form)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    write_rdf(talk.graph, [talk.extraction], second, form)
    packed = first.read_bytes()
    assert packed == second.read_bytes()
    assert packed[3:8] == b"\x00" * 5, "no flags and no time (RFC 1952, section 2.3.1)"
    assert gzip.decompress(packed) == plain.read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_a_failure_leaves_the_old_file(form: Form, talk: Talk, tmp_path: Path) -> None:
    """When extractions do not ascend, an older file stays as it was and nothing else is left."""
    path = tmp_path / "kg"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(OrderError, match="demo/1-first: extractions must ascend by id"):
        write_rdf(talk.graph, [talk.extraction, talk.extraction], path, form)
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["kg"]


def test_a_bad_base_writes_nothing(tmp_path: Path) -> None:
    """The base is looked at before a file is opened."""
    with pytest.raises(BaseError, match="cannot be a base IRI"):
        write_rdf(networkx.MultiDiGraph(), [], tmp_path / "kg.ttl", base_iri="kg")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BaseError):
        to_rdf(networkx.MultiDiGraph(), base_iri="kg")
