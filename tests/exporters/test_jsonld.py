"""JSON-LD: the same statements, readable as plain JSON, its context inside."""

from __future__ import annotations

import json
import socket
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph
import pytest
import rdflib

from kg import vocabulary
from kg.exporters.jsonld import context
from kg.exporters.ontology import generate_context
from kg.exporters.rdf import write_rdf

if TYPE_CHECKING:
    from tests.conftest import Talk

# rdflib's parser uses names of its own that it means to drop.
pytestmark = [
    pytest.mark.filterwarnings(f"ignore:{name}:DeprecationWarning")
    for name in ("Dataset", "ConjunctiveGraph")
]


@pytest.fixture
def document(talk: Talk, tmp_path: Path) -> dict[str, Any]:
    """The episode's document."""
    path = tmp_path / "kg.jsonld"
    write_rdf(talk.graph, [talk.extraction], path, "jsonld")
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def everything(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return @id → node of all nodes in named graphs."""
    return {node["@id"]: node for part in document["@graph"] if "@graph" in part for node in part["@graph"]}


def test_it_reads_as_plain_json(document: dict[str, Any]) -> None:
    """Short names, short addresses, texts without wrapping: no need to know RDF."""
    nodes = everything(document)
    episode = nodes["episode/demo/1-first"]
    assert episode["@type"] == ["schema:PodcastEpisode"] or episode["@type"] == "schema:PodcastEpisode"
    assert (episode["name"], episode["host"], episode["words"]) == ("First", "person/ada-lovelace", "30")
    assert nodes["technology/amazon-s3"]["kind"] == "kind/aws-service"
    coverage = nodes["coverage/demo/1-first/amazon-s3"]
    assert (coverage["entity"], coverage["kg_mentions"]) == ("technology/amazon-s3", "3")


def test_named_graphs(document: dict[str, Any]) -> None:
    """Each named graph is an object with its name; what has none is the description."""
    names = [part["@id"] for part in document["@graph"] if "@graph" in part]
    assert "graph/episode/demo/1-first" in names
    assert len(names) == len(set(names)) == 7
    loose = [part["@id"] for part in document["@graph"] if "@graph" not in part]
    assert all(name.startswith("dataset") for name in loose)


def test_it_is_read_without_a_network(talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No parser opens a connection: the context is inside."""
    path = tmp_path / "kg.jsonld"
    count = write_rdf(talk.graph, [talk.extraction], path, "jsonld")

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "create_connection", refused)
    quads = list(pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.JSON_LD))
    assert len(set(quads)) == count
    assert sum(1 for _ in rdflib.Dataset().parse(path, format="json-ld").quads()) == count


def test_every_line_is_short_enough_to_be_read_by_line(talk: Talk, tmp_path: Path) -> None:
    """A subject has a line of its own, so that text tools and differences show subjects."""
    path = tmp_path / "kg.jsonld"
    write_rdf(talk.graph, [talk.extraction], path, "jsonld")
    lines = path.read_text(encoding="utf-8").splitlines()
    subjects = [line for line in lines if line.startswith('{"@id":') and "@graph" not in line]
    for line in subjects:
        assert json.loads(line.removesuffix(","))["@id"]
    assert len(subjects) > 100


def test_the_context_types_every_property() -> None:
    """Each property has a short name whose values are what kg.vocabulary declares."""
    entries = context("https://kg.example")
    assert entries["@version"] == 1.1
    for curie, values in vocabulary.PROPERTIES.items():
        entry = entries[vocabulary.short_name(curie)]
        assert entry["@id"] == curie
        typed = {"@en": ("en", None), "xsd:string": (None, None)}.get(values, (None, values))
        assert (entry.get("@language"), entry.get("@type")) == typed, curie


def test_the_shipped_context_is_the_one_that_is_made() -> None:
    """kg/data/context.jsonld is what the code makes for the placeholder base, with its version inside."""
    text = (resources.files("kg") / "data" / "context.jsonld").read_text(encoding="utf-8")
    assert text == generate_context(), "write it again: kg export context -o kg/data/context.jsonld"
    loaded = json.loads(text)
    assert loaded["@context"] == context(vocabulary.PLACEHOLDER_BASE)
    assert loaded["versionInfo"] == vocabulary.ONTOLOGY_VERSION


def test_the_shipped_context_reads_what_was_written_under_it(talk: Talk, tmp_path: Path) -> None:
    """A document whose own context is put away is read by the shipped one to the same statements."""
    path = tmp_path / "kg.jsonld"
    write_rdf(talk.graph, [talk.extraction], path, "jsonld")
    document = json.loads(path.read_text(encoding="utf-8"))
    other = {"@context": json.loads(generate_context())["@context"], "@graph": document["@graph"]}
    read = [
        set(pyoxigraph.parse(json.dumps(each), format=pyoxigraph.RdfFormat.JSON_LD))
        for each in (document, other)
    ]
    assert read[0] == read[1]
