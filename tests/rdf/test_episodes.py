"""What an episode states: exact places, readable evidence, and nothing that hostile input could add."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kg.model import Mention, Passage, Pick, Source, Span, Technology

if TYPE_CHECKING:
    from tests.conftest import Talk

SENTENCE = "We moved the café’s menu 🍕 to S3 last year, and S3 never failed."
HOSTILE = 'a\x00b\uffffc\ud800\x1b "quoted" back\\slash\nnext <b>&amp;</b> """ @en \u202e {}|^`'
CLEANED = 'abc "quoted" back\\slash\nnext <b>&amp;</b> """ @en \u202e {}|^`'


def test_the_episode(talk: Talk) -> None:
    """Number, day, duration, words, show, sponsor and people by role."""
    query = """SELECT ?label ?show ?number ?day ?long ?words ?host ?sponsor ?of { ?e a schema:PodcastEpisode ;
      rdfs:label ?label ; schema:name ?label ; schema:partOfSeries/rdfs:label ?show ; schema:episodeNumber ?number ;
      schema:datePublished ?day ; schema:duration ?long ; kg:words ?words ; kg:host/rdfs:label ?host ;
      schema:sponsor/rdfs:label ?sponsor ; schema:mentions ?p . ?p a schema:Person ; rdfs:label ?of }"""
    assert talk.store().ask(query) == [
        ("First", "Demo", "1", "2015-07-29", "PT1H2M3S", "30", "Ada Lovelace", "Acme", "Grace Hopper")
    ]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "PT0S"), (60, "PT1M"), (3600, "PT1H"), (3661, "PT1H1M1S"), (90_000, "PT25H")],
)
def test_durations(talk: Talk, seconds: int, expected: str) -> None:
    """A duration has the parts that are not nought, and hours beyond a day stay hours."""
    (line,) = [
        q
        for q in talk.quads([replace(talk.extraction, duration=seconds)])
        if "/duration> " in q and "episode" in q
    ]
    assert f'"{expected}"^^' in line


@pytest.mark.parametrize("value", ["yesterday", "2015-02-30", "", None])
def test_a_day_that_is_none_is_left_out(talk: Talk, value: str | None) -> None:
    """A date that no calendar has is not stated, since it would be no xsd:date."""
    store = talk.store([replace(talk.extraction, date=value, duration=-1, number=None)])
    assert store.ask("SELECT ?o { ?e schema:datePublished|schema:duration|schema:episodeNumber ?o }") == []


def test_who_picked_what(talk: Talk) -> None:
    """A recommendation leads to who made it, what it is, where it was made, and the sentence that says so."""
    query = """SELECT ?who ?what ?page ?episode ?text {
      ?pick a schema:Recommendation ; schema:author/rdfs:label ?who ; schema:isPartOf/rdfs:label ?episode ;
            schema:itemReviewed ?item ; kg:passage/schema:text ?text .
      ?item a schema:Thing ; schema:name ?what ; schema:url ?page }"""
    (row,) = talk.store().ask(query)
    assert row[:4] == ("Ada Lovelace", "Kindred", "https://books.example/kin%20dred", "First")
    assert row[4].startswith("Ada: Kindred (novel)")
    about = "SELECT ?label ?of { ?pick a schema:Recommendation ; rdfs:label ?label ; schema:about/rdfs:label ?of }"
    assert talk.store().ask(about) == [("Lambda", "AWS Lambda")]


def test_topics(talk: Talk) -> None:
    """A topic is a clip of the episode that begins at a second and is about what its heading names."""
    query = """SELECT ?label ?at ?of ?e { ?t a schema:Clip ; rdfs:label ?label ; schema:startOffset ?at ;
      schema:about/rdfs:label ?of ; schema:partOfEpisode/rdfs:label ?e }"""
    assert talk.store().ask(query) == [("Storage in S3", "164", "Amazon S3", "First")]


def test_services_per_episode(talk: Talk) -> None:
    """Every AWS service of an episode is one step away; broader kinds find it too."""
    query = """SELECT ?name { ?e a schema:PodcastEpisode ; schema:mentions ?t .
                   ?t kg:kind/skos:broader* kind:cloud-service ; skos:prefLabel ?name }"""
    assert talk.store().ask(query) == [("AWS Lambda",), ("Amazon S3",)]


def test_coverage_counts_mentions_and_gives_the_best_sentence(talk: Talk) -> None:
    """How often an episode names a technology, advertising included; speech of a readable length is the evidence."""
    query = """SELECT ?name ?n ?text { ?c a kg:Coverage ; kg:episode/rdfs:label "First"@en ; kg:entity/rdfs:label ?name ;
      kg:mentions ?n ; kg:passage/schema:text ?text }"""
    last = "Amazon Lambda, too, said Grace Hopper, and Nodde with Quuxer."
    assert talk.store().ask(query) == [
        ("AWS Lambda", "2", last),
        ("Amazon S3", "3", SENTENCE),
        ("Node.js", "1", last),
        ("Quuxer", "1", last),
        ("Redis", "1", "Sponsored by Acme, who run Redis"),
    ]


def test_one_place_counts_once(talk: Talk) -> None:
    """Two records of one technology, at one place, are one coverage of one mention and one annotation."""
    guess = talk.extraction.technologies[-1]
    store = talk.store([talk.with_technology(guess)])
    assert store.ask("SELECT ?n { ?c kg:entity technology:quuxer ; kg:mentions ?n }") == [("1",)]
    assert len(store.ask("SELECT ?m { ?m oa:hasBody technology:quuxer }")) == 1


def test_sentences_behind_a_technology(talk: Talk) -> None:
    """A mention leads to its sentence, speaker, time, episode and file, and to the words as written."""
    query = """
    SELECT ?words ?start ?sentence ?speaker ?time ?seconds ?episode ?file ?sure ?why {
      ?m a oa:Annotation ; oa:motivatedBy oa:identifying ; oa:hasBody technology:amazon-s3 ; kg:passage ?p ;
         oa:hasTarget ?t ; kg:confidence ?sure ; kg:evidence ?why .
      ?t oa:hasSource/kg:path ?file ; oa:hasSelector/oa:exact ?words ; oa:hasSelector/oa:start ?start .
      ?p schema:text ?sentence ; kg:speaker/rdfs:label ?speaker ; oa:hasSource/rdfs:label ?episode ;
         schema:startOffset ?seconds ; oa:hasSelector ?s . ?s rdf:value ?time ; schema:startOffset ?seconds }"""
    rest = (SENTENCE, "Ada Lovelace", "t=164", "164", "First", "demo/transcript.txt", "0.95", "catalogue")
    store = talk.store()
    assert store.ask(query) == [("S3", "43", *rest), ("S3", "61", *rest)]
    label = "SELECT ?label { ?m oa:hasBody technology:quuxer ; kg:passage/kg:speakerLabel ?label }"
    assert store.ask(label) == [("GUY",)]


def test_positions_select_the_quotes(talk: Talk) -> None:
    """For every mention, the source from start to end is the quote, also behind a pizza."""
    query = """
    SELECT ?file ?exact ?start ?end {
      ?t oa:hasSource/kg:path ?file ; oa:hasSelector/oa:exact ?exact ; oa:hasSelector ?p .
      ?p oa:start ?start ; oa:end ?end }"""
    found = talk.store().ask(query)
    assert len(found) == 10
    for file, exact, start, end in found:
        assert talk.files[file][int(start) : int(end)] == exact


def test_quotes_are_shared_within_an_episode(talk: Talk) -> None:
    """The three mentions of S3 lead to one quote."""
    query = (
        """SELECT (COUNT(?t) AS ?n) (COUNT(DISTINCT ?q) AS ?m) { ?t oa:hasSelector ?q . ?q oa:exact "S3" }"""
    )
    assert talk.store().ask(query) == [("3", "1")]


def test_passages_are_shared(talk: Talk) -> None:
    """Four mentions in one sentence share one passage, which is stated once."""
    query = """SELECT ?n { { SELECT ?p (COUNT(?m) AS ?n) { ?m a oa:Annotation ; kg:passage ?p } GROUP BY ?p }
      ?p kg:speakerLabel "GUY" }"""
    assert talk.store().ask(query) == [("4",)]
    assert len([line for line in talk.quads() if "said Grace Hopper" in line]) == 1


def test_turns(talk: Talk) -> None:
    """Turns count from 1, say who speaks, and are those of stated passages; notes have none."""
    store = talk.store()
    query = """SELECT ?n ?who { ?t a kg:Turn ; schema:position ?n ; schema:partOfEpisode/rdfs:label "First"@en .
      OPTIONAL { ?t kg:speaker/rdfs:label ?s } OPTIONAL { ?t kg:speakerLabel ?l } BIND(COALESCE(?s, ?l) AS ?who) }"""
    assert store.ask(query) == [("1", "Ada Lovelace"), ("2", "GUY")]
    assert store.ask("SELECT DISTINCT ?place { ?p a kg:Passage ; kg:turn ?t ; kg:place ?place }") == [
        ("transcript",)
    ]
    silent = replace(talk.extraction, technologies=talk.extraction.technologies[:1], people=())
    assert talk.store([silent]).ask("SELECT ?n { ?t a kg:Turn ; schema:position ?n }") == [("1",)]


def test_places(talk: Talk) -> None:
    """A passage says whether it is notes, talk, picks or advertising."""
    query = "SELECT ?place (COUNT(?p) AS ?n) { ?p a kg:Passage ; kg:place ?place } GROUP BY ?place"
    assert talk.store().ask(query) == [("notes", "2"), ("picks", "1"), ("sponsors", "1"), ("transcript", "2")]


@pytest.mark.parametrize("time", [None, float("nan"), float("inf"), -1.0, 360_000.0, 1e300])
def test_times_that_are_none(talk: Talk, time: float | None) -> None:
    """A time that is not of this world gives no selector."""
    passages = tuple(replace(p, time=time) for p in talk.extraction.passages)
    store = talk.store([replace(talk.extraction, passages=passages, topics=())])
    assert store.ask("SELECT ?s { ?s a oa:FragmentSelector }") == []
    assert store.ask("SELECT ?o { ?s schema:startOffset ?o }") == []


def test_selectors_of_times_are_those_that_passages_point_to(talk: Talk) -> None:
    """No passage points to a moment that is not described, and no moment is described in vain."""
    passages = tuple(replace(p, time=float(i)) for i, p in enumerate(talk.extraction.passages))
    for detail in ("mentions", "full"):
        store = talk.store([replace(talk.extraction, passages=passages)], detail=detail)
        pointed = store.ask("SELECT DISTINCT ?s { ?p a kg:Passage ; oa:hasSelector ?s }")
        assert pointed == store.ask("SELECT ?s { ?s a oa:FragmentSelector }")
        assert len(pointed) == 6
        assert (
            store.ask(
                "SELECT ?s { ?s a oa:FragmentSelector ; dcterms:conformsTo <http://www.w3.org/TR/media-frags/> }"
            )
            == pointed
        )


def test_hostile_input_stays_data(talk: Talk) -> None:
    """Quotes, line ends, backslashes and forbidden characters in every text leave as many statements as were made."""
    passage = Passage(HOSTILE, Span(0, 0, 10), "notes", HOSTILE, float("nan"))
    hostile = Mention(HOSTILE, Span(0, 0, 5), "notes", 0, "ner", 1e-9)
    twice = Technology(None, "T", "tool", (hostile, hostile))
    same_place = Technology(None, "U", "tool", (hostile,))
    picks = tuple(
        Pick(HOSTILE, url, (), 0, Span(0, 0, 1)) for url in ("javascript:alert(1)", "https://x.example/<>")
    )
    record = replace(
        talk.extraction, title=HOSTILE, passages=(passage,), people=(), technologies=(twice, same_place), picks=picks,
        topics=(), sponsors=(), links=(), sources=(Source(HOSTILE, "0" * 64),),
    )  # fmt: skip
    quads = talk.quads([record])
    assert len(quads) == len(set(quads))
    store = talk.store([record])
    assert len(store.store) == len(quads)
    assert store.ask("SELECT ?t { ?e a schema:PodcastEpisode ; rdfs:label ?t }") == [(CLEANED,)]
    assert store.ask("SELECT ?t { ?p a kg:Passage ; schema:text ?t ; kg:speakerLabel ?t2 }") == [(CLEANED,)]
    assert store.ask("SELECT ?u { ?i a schema:Thing ; schema:url ?u }") == [("https://x.example/%3C%3E",)]
    begin = f"https://kg.example/mention/{talk.id}/00000000-0-5"
    assert store.ask("SELECT ?m { ?m a oa:Annotation }") == [(begin,), (begin + "-2",)]
    assert {line.split('"')[1] for line in quads if "#confidence> " in line and "/mention/" in line} == {
        "0.000"
    }
    assert not any('""@' in line or '"" ' in line or "javascript:" in line for line in quads)


def test_a_file_given_twice_is_one_source(talk: Talk) -> None:
    """Two paths of the same content are one source with two paths; mentions in both stay two."""
    ada = talk.extraction.people[0]
    again = replace(ada.mentions[0], span=ada.mentions[0].span._replace(source=2))
    sources = (*talk.extraction.sources, Source("demo/copy.md", talk.digest("demo/notes.md")))
    record = replace(
        talk.extraction, sources=sources, people=(replace(ada, mentions=(*ada.mentions, again)),)
    )
    assert len(set(talk.quads([record]))) == len(talk.quads([record]))
    rows = talk.store([record]).ask(
        "SELECT ?m ?path { ?m oa:hasBody person:ada-lovelace ; oa:hasTarget/oa:hasSource/kg:path ?path }"
    )
    mention = f"https://kg.example/mention/{talk.id}/{talk.digest('demo/notes.md', 8)}-7-19"
    paths = ("demo/copy.md", "demo/notes.md")
    assert rows == [(iri, name) for iri in (mention, mention + "-2") for name in paths]


def test_sources_are_entities_with_their_digest(talk: Talk) -> None:
    """A file is a media object and an entity of provenance; its digest is that of its bytes."""
    query = "SELECT ?path ?d { ?e schema:associatedMedia ?s . ?s a schema:MediaObject , prov:Entity ; kg:path ?path ; schema:sha256 ?d }"
    assert talk.store().ask(query) == [(path, talk.digest(path)) for path in sorted(talk.files)]
