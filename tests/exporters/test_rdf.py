"""The RDF export: valid, exact, answering the questions it is made for, whatever the input holds."""

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import networkx
import pyoxigraph
import pytest
import rdflib
import rdflib.query
from rdflib.compare import to_isomorphic
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS, VOID, XSD, DefinedNamespaceMeta

from kg import vocabulary
from kg.exporters.rdf import to_rdf, write_turtle
from kg.graph import person_id, technology_id
from kg.model import Extraction, Mention, Passage, Person, Source, Span, Technology

NOTES = "Panel: Ada Lovelace\n\nPicks: Ada: Kindred (novel)\n"
TRANSCRIPT = """\
[02:44] ADA: We moved the café’s menu 🍕 to S3 last year, and S3 never failed.
GUY: Amazon Lambda, too.
"""
EPISODE = "demo/1-first"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def at(source: int, text: str, words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(source, start, start + len(words))


def mention(source: int, text: str, words: str, passage: int, nth: int = 0) -> Mention:
    place = at(source, text, words, nth)
    return Mention(words, place, "transcript" if source else "notes", passage, "catalogue", 0.95)


@pytest.fixture
def extraction() -> Extraction:
    """An episode of two files, three technologies' mentions and one person."""
    first = "We moved the café’s menu 🍕 to S3 last year, and S3 never failed."
    second = "Amazon Lambda, too."
    functions = mention(1, TRANSCRIPT, "Amazon Lambda", 2)
    return Extraction(
        id=EPISODE,
        show="demo",
        title="First",
        number=1,
        date="2015-07-29",
        duration=3723,
        sources=(Source("demo/notes.md", digest(NOTES)), Source("demo/transcript.txt", digest(TRANSCRIPT))),
        tags=(),
        passages=(
            Passage("Panel: Ada Lovelace", at(0, NOTES, "Panel: Ada Lovelace"), "notes", None, None),
            Passage(first, at(1, TRANSCRIPT, first), "transcript", "Ada Lovelace", 164.5),
            Passage(second, at(1, TRANSCRIPT, second), "transcript", "GUY", None),
        ),
        people=(Person("Ada Lovelace", "host", ("ADA",), (mention(0, NOTES, "Ada Lovelace", 0),)),),
        technologies=(
            Technology("amazon-s3", "Amazon S3", "aws-service",
                       (mention(1, TRANSCRIPT, "S3", 1), mention(1, TRANSCRIPT, "S3", 1, 1))),
            Technology("aws-lambda", "AWS Lambda", "aws-service", (functions,)),
        ),
        words=30,
    )  # fmt: skip


@pytest.fixture
def graph(extraction: Extraction) -> networkx.MultiDiGraph:
    """The graph of that episode, with a pick, a topic and a sponsor."""
    s3, functions = (technology_id(technology) for technology in extraction.technologies)
    ada = person_id(extraction.people[0], "demo")
    episode, pick, topic = "episode/" + EPISODE, f"pick/{EPISODE}/1", f"topic/{EPISODE}/1"
    result = networkx.MultiDiGraph()
    result.add_node("show/demo", type="show", label="Demo")
    result.add_node(
        episode, type="episode", label="First", show="demo", number=1, date="2015-07-29", duration=3723,
        words=30,
        sources=[source.path for source in extraction.sources],
        digest=[source.sha256 for source in extraction.sources],
    )  # fmt: skip
    result.add_node(
        ada,
        type="person",
        label="Ada Lovelace",
        aliases=["ADA"],
        profiles=["github.com/ada", "ada.example/ü"],
    )
    result.add_node(
        s3, type="technology", label="Amazon S3", kind="aws-service", known=True, aliases=["S3", "Amazon S3"],
        homepage="aws.amazon.com/s3",
    )  # fmt: skip
    result.add_node(
        functions, type="technology", label="AWS Lambda", kind="aws-service", known=True, aliases=[]
    )
    result.add_node(pick, type="pick", label="Kindred", url="https://books.example/kin dred")
    result.add_node(topic, type="topic", label="Storage", time="02:44", seconds=164)
    result.add_node("sponsor/acme", type="sponsor", label="Acme")
    for source, target, key in (
        (episode, "show/demo", "partOf"), (ada, episode, "hosts"), (episode, s3, "mentions"),
        (episode, functions, "mentions"), (ada, s3, "speaksOf"), (ada, pick, "recommends"),
        (episode, pick, "hasPick"), (episode, topic, "hasTopic"), (topic, s3, "about"),
        (episode, "sponsor/acme", "sponsoredBy"),
    ):  # fmt: skip
        result.add_edge(source, target, key=key)
    return result


PREAMBLE = "\n".join(
    f"PREFIX {prefix}: <{namespace}>"
    for prefix, namespace in vocabulary.prefixes(vocabulary.PLACEHOLDER_BASE).items()
)


def ask(path: Path, query: str) -> list[tuple[str, ...]]:
    """Return the sorted answers to `query`, having seen that pyoxigraph and rdflib agree on them."""
    store = pyoxigraph.Store()
    store.load(path=path, format=pyoxigraph.RdfFormat.TURTLE)
    solutions = store.query(PREAMBLE + query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    native = sorted(tuple(term.value for term in row) for row in solutions)
    rows = rdflib.Graph().parse(path).query(PREAMBLE + query)
    python = sorted(tuple(map(str, row)) for row in rows if isinstance(row, rdflib.query.ResultRow))
    assert native == python
    return native


def canonical(path: Path) -> set[str]:
    """Return the file's triples as pyoxigraph reads them, one N-Triples line each."""
    return {str(quad.triple) for quad in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE)}


def canonical_by_rdflib(path: Path) -> set[str]:
    """Return the file's triples as rdflib reads them, in pyoxigraph's spelling."""
    lines = rdflib.Graph().parse(path).serialize(format="nt")
    return {str(quad.triple) for quad in pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES)}


def test_both_readers_get_the_same_triples_and_as_many_as_were_counted(
    graph: networkx.MultiDiGraph, extraction: Extraction, tmp_path: Path
) -> None:
    """rdflib and pyoxigraph read the file alike; none is written twice, and the data set knows how many."""
    path = tmp_path / "kg.ttl"
    count = write_turtle(graph, [extraction], path)
    assert canonical(path) == canonical_by_rdflib(path)
    assert len(canonical(path)) == count
    assert ask(path, "SELECT ?n { ?d a void:Dataset ; void:triples ?n }") == [(str(count),)]


def test_to_rdf_equals_the_file(graph: networkx.MultiDiGraph, extraction: Extraction, tmp_path: Path) -> None:
    """The graph for Python users holds what the Turtle file says."""
    path = tmp_path / "kg.ttl"
    write_turtle(graph, [extraction], path)
    assert to_isomorphic(to_rdf(graph, [extraction])) == to_isomorphic(rdflib.Graph().parse(path))


EXPECTED = """\
<https://kg.example/episode/demo/1-first> a schema:PodcastEpisode ;
	rdfs:label "First"@en ;
	schema:name "First"@en ;
	schema:episodeNumber 1 ;
	schema:datePublished "2015-07-29"^^xsd:date ;
	schema:duration "PT1H2M3S"^^xsd:duration ;
	kg:words 30 ;
	schema:associatedMedia <https://kg.example/source/demo/1-first/NOTES16> , <https://kg.example/source/demo/1-first/TRANS16> ;
	kg:host person:ada-lovelace ;
	schema:mentions technology:amazon-s3 , technology:aws-lambda ;
	schema:partOfSeries show:demo ;
	schema:sponsor sponsor:acme .
<https://kg.example/source/demo/1-first/NOTES16> a schema:MediaObject ;
	schema:sha256 "NOTES64" ;
	kg:path "demo/notes.md" .
<https://kg.example/source/demo/1-first/TRANS16> a schema:MediaObject ;
	schema:sha256 "TRANS64" ;
	kg:path "demo/transcript.txt" .
person:ada-lovelace a schema:Person ;
	rdfs:label "Ada Lovelace"@en ;
	schema:name "Ada Lovelace"@en ;
	schema:alternateName "ADA"@en ;
	schema:sameAs <https://ada.example/%C3%BC> , <https://github.com/ada> ;
	kg:speaksOf technology:amazon-s3 .
<https://kg.example/pick/demo/1-first/1> a schema:Recommendation ;
	rdfs:label "Kindred"@en ;
	schema:itemReviewed <https://kg.example/pick/demo/1-first/1/item> ;
	schema:author person:ada-lovelace ;
	schema:isPartOf <https://kg.example/episode/demo/1-first> .
<https://kg.example/pick/demo/1-first/1/item> a schema:Thing ;
	rdfs:label "Kindred"@en ;
	schema:name "Kindred"@en ;
	schema:url <https://books.example/kin%20dred> .
show:demo a schema:PodcastSeries ;
	rdfs:label "Demo"@en ;
	schema:name "Demo"@en .
sponsor:acme a schema:Organization ;
	rdfs:label "Acme"@en ;
	schema:name "Acme"@en .
technology:amazon-s3 a skos:Concept , schema:Service ;
	skos:prefLabel "Amazon S3"@en ;
	rdfs:label "Amazon S3"@en ;
	skos:altLabel "S3"@en ;
	skos:inScheme <https://kg.example/technology> ;
	kg:kind kind:aws-service ;
	kg:known true ;
	schema:url <https://aws.amazon.com/s3> .
technology:aws-lambda a skos:Concept , schema:Service ;
	skos:prefLabel "AWS Lambda"@en ;
	rdfs:label "AWS Lambda"@en ;
	skos:inScheme <https://kg.example/technology> ;
	kg:kind kind:aws-service ;
	kg:known true .
<https://kg.example/topic/demo/1-first/1> a schema:Clip ;
	rdfs:label "Storage"@en ;
	schema:name "Storage"@en ;
	schema:startOffset 164 ;
	schema:about technology:amazon-s3 ;
	schema:partOfEpisode <https://kg.example/episode/demo/1-first> .
<https://kg.example/mention/demo/1-first/NOTES8-7-19> a oa:Annotation ;
	oa:hasBody person:ada-lovelace ;
	oa:hasTarget <https://kg.example/mention/demo/1-first/NOTES8-7-19/target> ;
	kg:passage <https://kg.example/passage/demo/1-first/NOTES8-0-19> ;
	kg:evidence "catalogue" ;
	kg:confidence 0.950 .
<https://kg.example/mention/demo/1-first/NOTES8-7-19/target> oa:hasSource <https://kg.example/source/demo/1-first/NOTES16> ;
	oa:hasSelector <https://kg.example/mention/demo/1-first/NOTES8-7-19/position> , <https://kg.example/quote/demo/1-first/8d5b0be3c74d> .
<https://kg.example/mention/demo/1-first/NOTES8-7-19/position> a oa:TextPositionSelector ;
	oa:start 7 ;
	oa:end 19 .
"""
"""The entities and the first mention, letter by letter; NOTES8, TRANS64 and the like stand for digests."""


def test_entities_and_mentions_are_written_so(
    graph: networkx.MultiDiGraph, extraction: Extraction, tmp_path: Path
) -> None:
    """The statements about entities come out exactly so, sorted by subject, prefixes used."""
    path = tmp_path / "kg.ttl"
    write_turtle(graph, [extraction], path)
    text = path.read_text(encoding="utf-8")
    expected = EXPECTED.replace("8d5b0be3c74d", digest("Ada Lovelace")[:12])
    for name, content in (("NOTES", NOTES), ("TRANS", TRANSCRIPT)):
        for length in (64, 16, 8):
            expected = expected.replace(f"{name}{length}", digest(content)[:length])
    begin = text.index("<https://kg.example/episode/")
    assert text[begin : begin + len(expected)] == expected


def test_the_tiny_graph_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A graph of one show gives its statements, and after them run and data set; the epoch dates it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1438128000")
    monkeypatch.setattr("kg.exporters.rdf.version", lambda _: "0.0.0")
    tiny = networkx.MultiDiGraph()
    tiny.add_node("show/demo", type="show", label='De"mo')
    path = tmp_path / "kg.ttl"
    write_turtle(tiny, [], path, base_iri="https://data.test/podcasts/")
    text = path.read_text(encoding="utf-8")
    begin = text.index("show:demo")
    run = f"<https://data.test/podcasts/run/{digest('0.0.0')[:16]}>"
    assert text[begin:] == (
        f"""\
show:demo a schema:PodcastSeries ;
	rdfs:label "De\\"mo"@en ;
	schema:name "De\\"mo"@en .
<https://data.test/podcasts/software/kg/0.0.0> a prov:SoftwareAgent , schema:SoftwareApplication ;
	rdfs:label "kg 0.0.0"@en ;
	schema:name "kg 0.0.0"@en ;
	schema:softwareVersion "0.0.0" .
{run} a prov:Activity ;
	prov:wasAssociatedWith <https://data.test/podcasts/software/kg/0.0.0> .
"""
        + """\
<https://data.test/podcasts/dataset> a void:Dataset ;
	dcterms:title "Knowledge graph of podcast episodes"@en ;
	dcterms:description "Positions of mentions count Unicode code points of the source file as decoded, from 0."@en ;
	void:uriSpace "https://data.test/podcasts/" ;
"""
        + f"""\
	prov:wasGeneratedBy {run} ;
	prov:generatedAtTime "2015-07-29T00:00:00Z"^^xsd:dateTime ;
	void:vocabulary dcterms: , oa: , owl: , prov: , rdf: , rdfs: , schema: , skos: , void: ;
	void:classPartition <https://data.test/podcasts/dataset/class/rdf-Property> , <https://data.test/podcasts/dataset/class/rdfs-Class> , <https://data.test/podcasts/dataset/class/owl-Ontology> , <https://data.test/podcasts/dataset/class/skos-Concept> , <https://data.test/podcasts/dataset/class/skos-ConceptScheme> , <https://data.test/podcasts/dataset/class/prov-Activity> , <https://data.test/podcasts/dataset/class/prov-SoftwareAgent> , <https://data.test/podcasts/dataset/class/schema-PodcastSeries> , <https://data.test/podcasts/dataset/class/schema-SoftwareApplication> ;
	void:triples TOTAL .
"""
        + "".join(
            f"<https://data.test/podcasts/dataset/class/{curie.replace(':', '-')}> void:class {curie} ;\n"
            f"\tvoid:entities {count} .\n"
            for curie, count in (
                ("rdf:Property", 13),
                ("rdfs:Class", 1),
                ("owl:Ontology", 1),
                ("skos:Concept", 13),
                ("skos:ConceptScheme", 2),
                ("prov:Activity", 1),
                ("prov:SoftwareAgent", 1),
                ("schema:PodcastSeries", 1),
                ("schema:SoftwareApplication", 1),
            )
        )
    ).replace("TOTAL", str(len(canonical(path))))


def test_who_picked_what(graph: networkx.MultiDiGraph, extraction: Extraction, tmp_path: Path) -> None:
    """A recommendation leads to who made it, what it is and where it was made."""
    path = tmp_path / "kg.ttl"
    write_turtle(graph, [extraction], path)
    query = """
    SELECT ?who ?what ?page ?episode {
      ?pick a schema:Recommendation ; schema:author/rdfs:label ?who ; schema:isPartOf/rdfs:label ?episode ;
            schema:itemReviewed ?item .
      ?item schema:name ?what ; schema:url ?page }"""
    assert ask(path, query) == [("Ada Lovelace", "Kindred", "https://books.example/kin%20dred", "First")]


def test_services_per_episode(graph: networkx.MultiDiGraph, extraction: Extraction, tmp_path: Path) -> None:
    """Every AWS service of an episode is one step away; broader kinds find it too."""
    path = tmp_path / "kg.ttl"
    write_turtle(graph, [extraction], path)
    query = """
    SELECT ?name { ?e a schema:PodcastEpisode ; schema:mentions ?t .
                   ?t kg:kind/skos:broader* kind:cloud-service ; skos:prefLabel ?name }"""
    assert ask(path, query) == [("AWS Lambda",), ("Amazon S3",)]


def test_sentences_behind_a_technology(
    graph: networkx.MultiDiGraph, extraction: Extraction, tmp_path: Path
) -> None:
    """A mention leads to its sentence, speaker, time, episode and file, and to the words as written."""
    path = tmp_path / "kg.ttl"
    write_turtle(graph, [extraction], path)
    query = """
    SELECT ?words ?start ?sentence ?speaker ?time ?seconds ?episode ?file {
      ?m oa:hasBody technology:amazon-s3 ; kg:passage ?p ; oa:hasTarget ?t .
      ?t oa:hasSource/kg:path ?file ; oa:hasSelector/oa:exact ?words ; oa:hasSelector/oa:start ?start .
      ?p schema:text ?sentence ; kg:speaker/rdfs:label ?speaker ; oa:hasSource/rdfs:label ?episode ;
         oa:hasSelector ?s . ?s rdf:value ?time ; schema:startOffset ?seconds }"""
    sentence = "We moved the café’s menu 🍕 to S3 last year, and S3 never failed."
    rest = (sentence, "Ada Lovelace", "t=164", "164", "First", "demo/transcript.txt")
    assert ask(path, query) == [("S3", "43", *rest), ("S3", "61", *rest)]
    label = "SELECT ?label { ?m oa:hasBody technology:aws-lambda ; kg:passage/kg:speakerLabel ?label }"
    assert ask(path, label) == [("GUY",)]


def test_positions_select_the_quotes(
    graph: networkx.MultiDiGraph, extraction: Extraction, tmp_path: Path
) -> None:
    """For every mention, the source from start to end is the quote, also behind a pizza."""
    path = tmp_path / "kg.ttl"
    write_turtle(graph, [extraction], path)
    query = """
    SELECT ?file ?exact ?start ?end {
      ?t oa:hasSource/kg:path ?file ; oa:hasSelector/oa:exact ?exact ; oa:hasSelector ?p .
      ?p oa:start ?start ; oa:end ?end }"""
    found = ask(path, query)
    files = {"demo/notes.md": NOTES, "demo/transcript.txt": TRANSCRIPT}
    assert [files[file][int(start) : int(end)] for file, _, start, end in found] == [
        exact for _, exact, *_ in found
    ]
    assert [exact for _, exact, *_ in found] == ["Ada Lovelace", "Amazon Lambda", "S3", "S3"]


HOSTILE = 'a\x00b\uffffc\ud800\x1b "quoted" \'single\' back\\slash\nnext <b>&amp;</b> """ @en \u202e {}|^`'
CLEANED = 'abc "quoted" \'single\' back\\slash\nnext <b>&amp;</b> """ @en \u202e {}|^`'
URLS = {
    "javascript:alert(1)": None,
    " JaVaScRiPt:alert(1)": None,
    "java\nscript:alert(1)": None,
    "data:text/html,<script>": None,
    "file:///etc/passwd": None,
    "//no.scheme/x": None,
    "": None,
    "http://": None,
    "http://user:secret@host.example/": None,
    "http://ho st/": None,
    "http://[::1/": None,
    "http://host.example:port/": None,
    "https://host.example/a\tb": None,
    "https://host.example/\x00": None,
    "https://host.example/\ud800": "https://host.example/%3F",
    "HTTPS://Host.Example/A b": "https://host.example/A%20b",
    'https://host.example/<>"{}|^`\\': "https://host.example/%3C%3E%22%7B%7D%7C%5E%60%5C",
    "https://host.example/100%/%zz/%41": "https://host.example/100%25/%25zz/%41",
    "https://host.example/?q=a b&c=[d]#x#y": "https://host.example/?q=a%20b&c=%5Bd%5D#x%23y",
    "https://bücher.example/ü": "https://xn--bcher-kva.example/%C3%BC",
    "mailto:ada@host.example": "mailto:ada@host.example",
    "mailto:nobody": None,
}


@pytest.mark.parametrize(("url", "expected"), list(URLS.items()))
def test_addresses_are_made_valid_or_refused(url: str, expected: str | None) -> None:
    """Only http, https and mailto pass, percent-encoded so that they are IRIs by any parser's measure."""
    assert vocabulary.web(url) == expected
    if expected:
        assert pyoxigraph.NamedNode(expected).value == expected
        assert vocabulary.web(expected) == expected


def test_hostile_input_stays_data(extraction: Extraction, tmp_path: Path) -> None:
    """Quotes, line ends, backslashes and forbidden characters in every text leave a file that both read."""
    graph = networkx.MultiDiGraph()
    graph.add_node("show/x", type="show", label=HOSTILE)
    graph.add_node("show/y", type="show", label="\x00 ")
    graph.add_node(
        "person/a b<>", type="person", label=HOSTILE, aliases=[HOSTILE, ""], profiles=["x y", "a.example/ b"]
    )
    graph.add_node("technology/t", type="technology", label=HOSTILE, kind="tool", aliases=[HOSTILE, "\x01"],
                   known=False, homepage="javascript:alert(1)")  # fmt: skip
    for i, url in enumerate(URLS):
        graph.add_node(f"pick/{EPISODE}/{i}", type="pick", label=HOSTILE, url=url)
    passage = Passage(HOSTILE, Span(0, 0, 10), "notes", HOSTILE, float("nan"))
    hostile = Mention(HOSTILE, Span(0, 0, 5), "notes", 0, "ner", 1e-9)
    twice = Technology(None, "T", "tool", (hostile, hostile))
    same_place = Technology(None, "U", "tool", (hostile,))
    record = Extraction(
        EPISODE, "demo", "", None, None, None, extraction.sources, (), (passage,), (), (twice, same_place)
    )
    path = tmp_path / "kg.ttl"
    count = write_turtle(graph, [record], path)
    assert canonical(path) == canonical_by_rdflib(path)
    assert len(canonical(path)) == count
    assert ask(path, "SELECT ?label { show:x rdfs:label ?label }") == [(CLEANED,)]
    assert ask(path, "SELECT ?label { show:y rdfs:label ?label }") == [("y",)]
    assert ask(path, "SELECT ?p { <https://kg.example/person/a%20b%3C%3E> schema:sameAs ?p }") == [
        ("https://a.example/%20b",)
    ]
    expected = sorted({(url,) for url in URLS.values() if url})
    assert ask(path, "SELECT DISTINCT ?url { ?item schema:url ?url }") == expected
    assert ask(path, "SELECT ?m { ?m a oa:Annotation }") == [
        (f"https://kg.example/mention/{EPISODE}/{digest(NOTES)[:8]}-0-5",),
        (f"https://kg.example/mention/{EPISODE}/{digest(NOTES)[:8]}-0-5-2",),
    ]
    text = path.read_text(encoding="utf-8")
    assert re.search('["\' ]@en ""|""(?:@| [;.,])', text) is None, "no empty string"
    assert "javascript:" not in text


def test_a_file_given_twice_is_one_source(
    graph: networkx.MultiDiGraph, extraction: Extraction, tmp_path: Path
) -> None:
    """Two paths of the same content are one source with two paths; mentions in both stay two."""
    node = graph.nodes["episode/" + EPISODE]
    node["sources"] = [*node["sources"], "demo/copy.md"]
    node["digest"] = [*node["digest"], digest(NOTES)]
    again = replace(extraction.people[0].mentions[0], span=at(2, NOTES, "Ada Lovelace"))
    ada = replace(extraction.people[0], mentions=(*extraction.people[0].mentions, again))
    sources = (*extraction.sources, Source("demo/copy.md", digest(NOTES)))
    path = tmp_path / "kg.ttl"
    count = write_turtle(graph, [replace(extraction, sources=sources, people=(ada,))], path)
    assert len(canonical(path)) == count
    query = (
        """SELECT ?m ?path { ?m oa:hasBody person:ada-lovelace ; oa:hasTarget/oa:hasSource/kg:path ?path }"""
    )
    mention_iri = f"https://kg.example/mention/{EPISODE}/{digest(NOTES)[:8]}-7-19"
    paths = ("demo/copy.md", "demo/notes.md")
    assert ask(path, query) == [(iri, name) for iri in (mention_iri, mention_iri + "-2") for name in paths]


def test_every_literal_is_free_of_what_xml_cannot_carry(
    graph: networkx.MultiDiGraph, extraction: Extraction
) -> None:
    """The graph can be written as RDF/XML and read again without loss."""
    graph.nodes["show/demo"]["label"] = HOSTILE
    rdf = to_rdf(graph, [extraction])
    assert to_isomorphic(
        rdflib.Graph().parse(data=rdf.serialize(format="xml"), format="xml")
    ) == to_isomorphic(rdf)


def test_schema_org_is_https_and_nothing_is_blank(
    graph: networkx.MultiDiGraph, extraction: Extraction, tmp_path: Path
) -> None:
    """Schema.org is named by its https address alone, and every resource has an address."""
    path = tmp_path / "kg.ttl"
    write_turtle(graph, [extraction], path)
    text = path.read_text(encoding="utf-8")
    assert "http://schema.org" not in text
    assert "_:" not in text
    assert not any(isinstance(term, rdflib.BNode) for triple in rdflib.Graph().parse(path) for term in triple)


def test_labels(graph: networkx.MultiDiGraph, extraction: Extraction) -> None:
    """Each concept has one preferred label, in English, that is no alternative one, and a scheme."""
    rdf = to_rdf(graph, [extraction])
    concepts = set(rdf.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) == len(vocabulary.KINDS) + 2
    for concept in concepts:
        (label,) = rdf.objects(concept, SKOS.prefLabel)
        assert isinstance(label, rdflib.Literal)
        assert label.language == "en"
        assert label not in set(rdf.objects(concept, SKOS.altLabel))
        (scheme,) = rdf.objects(concept, SKOS.inScheme)
        assert (scheme, RDF.type, SKOS.ConceptScheme) in rdf
    labels = [label for concept in concepts for label in rdf.objects(concept, SKOS.prefLabel)]
    assert len(labels) == len(set(labels))


CLOSED: dict[str, DefinedNamespaceMeta] = {
    "dcterms": DCTERMS, "owl": OWL, "prov": PROV, "rdf": RDF, "rdfs": RDFS,
    "schema": SDO, "skos": SKOS, "void": VOID, "xsd": XSD,
}  # fmt: skip
WEB_ANNOTATION = set(
    """Annotation Choice CssSelector CssStyle DataPositionSelector Direction FragmentSelector HttpRequestState
    Motivation RangeSelector ResourceSelection Selector SpecificResource State Style SvgSelector
    TextPositionSelector TextQuoteSelector TextualBody TimeState XPathSelector annotationService bodyValue
    cachedSource canonical end exact hasBody hasEndSelector hasPurpose hasScope hasSelector hasSource
    hasStartSelector hasState hasTarget motivatedBy prefix processingLanguage refinedBy renderedVia sourceDate
    sourceDateEnd sourceDateStart start styleClass styledBy suffix textDirection via""".split()
)
"""The classes and properties of the Web Annotation Vocabulary (W3C Recommendation, 23 February 2017)."""


@pytest.mark.parametrize("prefix", sorted(vocabulary.FOREIGN))
def test_foreign_terms_exist(prefix: str) -> None:
    """Every term that is used of a foreign vocabulary is defined there."""
    namespace, names = vocabulary.FOREIGN[prefix]
    if prefix == "oa":
        assert set(names) <= WEB_ANNOTATION
        return
    closed = CLOSED[prefix]
    assert str(closed) == namespace
    defined = set(closed.__annotations__) | set(closed._extras)
    assert set(names) - defined == set()


def test_no_term_is_listed_in_vain(graph: networkx.MultiDiGraph, extraction: Extraction) -> None:
    """Every listed term is written somewhere, and every one written is listed."""
    graph.nodes["technology/amazon-s3"]["kind"] = "language"
    graph.nodes["technology/aws-lambda"]["kind"] = "hardware"
    rdf = to_rdf(graph, [extraction])
    rdf += to_rdf(_one("technology", kind="tool"))
    rdf += to_rdf(_one("technology", kind="aws-service"))
    terms = {str(term) for triple in rdf for term in triple if isinstance(term, rdflib.URIRef)}
    terms |= {
        str(term.datatype) for term in rdf.objects() if isinstance(term, rdflib.Literal) and term.datatype
    }
    listed = set(vocabulary.terms().values())
    only_on_demand = {str(PROV.generatedAtTime), str(XSD.dateTime), str(OA.SpecificResource)}
    assert listed - terms - only_on_demand == set()
    spaces = (*(space for space, _ in vocabulary.FOREIGN.values()), "https://kg.example/ns#")
    used = {term for term in terms if term.startswith(spaces) and term not in spaces}
    assert used - listed == set()


OA = rdflib.Namespace("http://www.w3.org/ns/oa#")


def _one(type_: str, **attributes: str) -> networkx.MultiDiGraph:
    graph = networkx.MultiDiGraph()
    graph.add_node(f"{type_}/x", type=type_, label="X", **attributes)
    return graph


def test_own_terms_are_explained(graph: networkx.MultiDiGraph) -> None:
    """Each term of kg's own has a label and a comment, in English, and says where it is defined."""
    rdf = to_rdf(graph)
    for term in vocabulary.OWN:
        subject = rdflib.URIRef("https://kg.example/ns#" + term.name)
        for predicate in (RDFS.label, RDFS.comment):
            (text,) = rdf.objects(subject, predicate)
            assert isinstance(text, rdflib.Literal)
            assert text.language == "en"
        assert (subject, RDFS.isDefinedBy, rdflib.URIRef("https://kg.example/ns")) in rdf


SCRIPT = """
import sys, pathlib, networkx
from kg.exporters.rdf import write_turtle
from kg.model import Extraction, Mention, Passage, Source, Span, Technology
graph = networkx.MultiDiGraph()
names = {"B", "A", "C", "D", "E", "F"}
pages = [n + ".example/x" for n in names]
graph.add_node("person/p", type="person", label="P", aliases=list(names), profiles=pages)
for name in names:
    graph.add_node("technology/" + name, type="technology", label=name, kind="tool")
    graph.add_edge("person/p", "technology/" + name, key="speaksOf")
where = [Mention(n, Span(0, i, i + 1), "notes", 0, "ner", 0.5) for i, n in enumerate(sorted(names))]
found = tuple(Technology(None, m.surface, "tool", (m,)) for m in sorted(where, key=lambda m: hash(m.surface)))
passage = Passage("abc", Span(0, 0, 3), "notes", None, 1.5)
record = Extraction("a/b", "a", "", None, None, None, (Source("p", "0" * 64),), (), (passage,), (), found)
write_turtle(graph, [record], pathlib.Path(sys.argv[1]))
"""


def test_the_hash_seed_does_not_show(tmp_path: Path) -> None:
    """Two processes with different hash seeds write the same bytes."""
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(tmp_path / seed)],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_extractions_must_ascend(
    graph: networkx.MultiDiGraph, extraction: Extraction, tmp_path: Path
) -> None:
    """An extraction that comes twice would be written twice: refused, and an older file stays as it was."""
    path = tmp_path / "kg.ttl"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ValueError, match="demo/1-first: extractions must ascend by id"):
        write_turtle(graph, [extraction, extraction], path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["kg.ttl"]


def test_unknown_types_and_predicates_are_named(graph: networkx.MultiDiGraph) -> None:
    """What the export does not know is an error that lists what it knows, not a gap."""
    with pytest.raises(ValueError, match="band/x: no such type of node: 'band'; known are show, episode"):
        to_rdf(_one("band"))
    graph.add_edge("show/demo", "sponsor/acme", key="likes")
    with pytest.raises(ValueError, match="show/demo: no such predicate: 'likes'; known are partOf"):
        to_rdf(graph)


@pytest.mark.parametrize(
    "base", ["", "kg", "ftp://x.example", "https://x.example/#", "mailto:a@b.example", "https://x.example/?a"]
)
def test_a_base_must_be_an_address(base: str) -> None:
    """A base that cannot carry slash IRIs is refused."""
    with pytest.raises(ValueError, match="cannot be a base IRI"):
        to_rdf(networkx.MultiDiGraph(), base_iri=base)


@pytest.mark.parametrize("epoch", ["today", "-1", "1.5"])
def test_a_bad_epoch_is_an_error(epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A SOURCE_DATE_EPOCH that is no number of seconds is refused, as its specification asks."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(ValueError, match=f"SOURCE_DATE_EPOCH={epoch}: give whole seconds"):
        to_rdf(networkx.MultiDiGraph())


def test_segments_that_cannot_stand_in_an_iri() -> None:
    """Empty and dot segments are refused, and all others come back out of the IRI unchanged."""
    for segment in ("", ".", ".."):
        with pytest.raises(ValueError, match="cannot be an IRI"):
            vocabulary.iri("https://kg.example", "a", segment)
    assert vocabulary.iri("https://kg.example", "a/b", "ü %") == "https://kg.example/a%2Fb/%C3%BC%20%25"
