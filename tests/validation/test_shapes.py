"""Each shape says no to what it is for and to nothing else."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SH

from kg.validation.batch import Batch
from kg.validation.checks import Checks
from kg.validation.engine import Engine
from kg.validation.reading import find_rdf, read_quads
from kg.validation.shapes import load_shapes, read_shapes
from kg.validation.spread import Statement, read_part, spread

BASE = "https://data.example.org/podcasts"
SHAPES = BASE + "/shapes#"


class Case(NamedTuple):
    """A change of the valid fixture and the shape that it breaks."""

    shape: str
    """What stands behind `shapes#` in the shape's IRI."""
    old: str
    """Stands in the fixture exactly once."""
    new: str
    also: tuple[str, ...] = ()
    """Shapes that the same change breaks of necessity."""


S3 = "2a0768bd-21-23"
PASSAGE = "2a0768bd-0-35"
FOREIGN = 'foaf:nick "x" ;'


def after(anchor: str, added: str) -> tuple[str, str]:
    """Return a change that puts something behind `anchor`."""
    return anchor, f"{anchor} {added}"


CASES = (
    # What several classes have in common.
    Case("Label", 'rdfs:label "First"@en ;', 'rdfs:label "First" ;'),
    Case("Label", 'rdfs:label "First"@en ;', ""),
    Case("Label", 'rdfs:label "First"@en ;', 'rdfs:label "First"@en , "Erste"@de ;'),
    Case("Name", 'schema:name "First"@en ;', ""),
    Case("About", "schema:about <technology/amazon-s3> .", "schema:about <person/ada-lovelace> ."),
    Case("ReadFrom", f"kg:mentions 1 ;\n    kg:passage <passage/demo/1/{PASSAGE}> .", "kg:mentions 1 ;\n    kg:passage <episode/demo/1> ."),
    Case("InEpisode", "schema:partOfEpisode <episode/demo/1> ;\n    schema:startOffset 60 ;", "schema:startOffset 60 ;"),
    Case("Start", "schema:startOffset 60 ;", "schema:startOffset -1 ;"),
    Case("Start", "schema:startOffset 60 ;", "schema:startOffset 60.5 ;"),
    Case("Start", "schema:startOffset 60 ;", "schema:startOffset 360000 ;"),
    Case("Speaker", "kg:turn <turn/demo/1/1> ;\n    kg:speaker <person/ada-lovelace> ;", "kg:turn <turn/demo/1/1> ;\n    kg:speaker <show/demo> ;"),
    Case("SpeakerLabel", 'kg:place "picks" ;\n    kg:speakerLabel "VOICE" .', 'kg:place "picks" ;\n    kg:speakerLabel "VOICE"@en .'),
    Case("OneSpeaker", "kg:turn <turn/demo/1/1> ;\n    kg:speaker <person/ada-lovelace> ;", 'kg:turn <turn/demo/1/1> ;\n    kg:speaker <person/ada-lovelace> ;\n    kg:speakerLabel "ADA" ;'),
    Case("Page", "schema:url <https://acme.example> .", 'schema:url "https://acme.example" .'),
    Case("SameAs", "schema:sameAs <https://github.com/ada> ;", "schema:sameAs <urn:x:ada> ;"),
    Case("Run", "prov:wasGeneratedBy <run/ab12> ;\n    prov:wasDerivedFrom", "prov:wasDerivedFrom"),
    Case("CoOccursWithTechnology", "kg:coOccursWith <technology/aws-lambda> .", "kg:coOccursWith <person/ada-lovelace> ."),
    # What holds across episodes.
    Case("Show", *after("<show/demo> a schema:PodcastSeries ;", FOREIGN)),
    Case("Show", "<show/demo> a schema:PodcastSeries ;", "<series/demo> a schema:PodcastSeries ;"),
    Case("Person", *after("<person/ada-lovelace> a schema:Person ;", FOREIGN)),
    Case("Person-name", 'foaf:name "Guy"@en .', 'foaf:name "Guy" .'),
    Case("Person-other-name", 'schema:alternateName "ADA"@en ;', 'schema:alternateName "Ada Lovelace"@en ;'),
    Case("Person-speaks-of", "kg:speaksOf <technology/amazon-s3> .", "kg:speaksOf <episode/demo/1> ."),
    Case("Concept-preferred-label", 'skos:prefLabel "Amazon S3"@en ;', 'skos:prefLabel "Amazon S3"@en , "Simple Storage"@en ;', ("Technology-label",)),
    Case("Concept-preferred-label", 'skos:prefLabel "Amazon S3"@en ;', 'skos:prefLabel "Amazon S3" ;', ("Technology-label",)),
    Case("Concept-scheme", "skos:inScheme <technology> ;\n    kg:kind <kind/aws-service> ;", "skos:inScheme <technology> , <kind> ;\n    kg:kind <kind/aws-service> ;"),
    Case("Concept-technology-or-kind", *after('rdfs:label "Technologies"@en .', '<kind/x> a skos:Concept ; skos:prefLabel "x"@en ; rdfs:label "x"@en ; skos:inScheme <kind> .')),
    Case("Technology", *after("<technology/amazon-s3> a skos:Concept , schema:Service ;", FOREIGN)),
    Case("Technology-class", "a skos:Concept , schema:Service ;", "a skos:Concept , schema:Service , schema:Product ;"),
    Case("Technology-label", 'rdfs:label "Amazon S3"@en ;', 'rdfs:label "Simple Storage"@en ;'),
    Case("Technology-preferred-label", 'skos:altLabel "S3"@en ;', 'skos:altLabel "Amazon S3"@en ;'),
    Case("Technology-preferred-label", 'skos:hiddenLabel "Amazone S3"@en ;', 'skos:hiddenLabel "Amazon S3"@en ;'),
    Case("Technology-other-label", 'skos:altLabel "S3"@en ;', 'skos:altLabel "S3" ;'),
    Case("Technology-other-label", 'skos:hiddenLabel "Amazone S3"@en ;', 'skos:hiddenLabel "S3"@en ;'),
    Case("Technology-hidden-label", 'skos:hiddenLabel "Amazone S3"@en ;', 'skos:hiddenLabel "Amazone S3"@de ;'),
    Case("Technology-scheme", "skos:inScheme <technology> ;\n    kg:kind <kind/aws-service> ;", "skos:inScheme <kind> ;\n    kg:kind <kind/aws-service> ;"),
    Case("Technology-kind", "kg:kind <kind/cloud-service> ;", "kg:kind <kind/gadget> ;"),
    Case("Technology-known", "kg:known true ;", 'kg:known "yes" ;'),
    Case("Technology-status", 'kg:status "unconfirmed" .', 'kg:status "maybe" .'),
    Case("Technology-repository", "kg:repository <https://github.com/aws/s3> ;", 'kg:repository "github.com/aws/s3" ;'),
    Case("Technology-exact-match", "skos:exactMatch <http://dbpedia.org/resource/Amazon_S3> .", "skos:exactMatch <http://dbpedia.org/page/Amazon_S3> ."),
    Case("Sponsor", *after("<sponsor/acme> a schema:Organization ;", FOREIGN)),
    # What one episode states.
    Case("Episode", *after("<episode/demo/1> a schema:PodcastEpisode ;", FOREIGN)),
    Case("Episode-show", "schema:partOfSeries <show/demo> ;", "schema:partOfSeries <show/demo> , <show/other> ;"),
    Case("Episode-number", "schema:episodeNumber 1 ;", 'schema:episodeNumber "1" ;'),
    Case("Episode-day-of-publication", '"2024-04-12"^^xsd:date', '"2024-04-12T00:00:00Z"^^xsd:dateTime'),
    Case("Episode-day-of-publication", '"2024-04-12"^^xsd:date', '"2024-13-40"^^xsd:date'),
    Case("Episode-length", '"PT1H2M"^^xsd:duration', '"62 minutes"'),
    Case("Episode-words", "kg:words 18 ;", "kg:words -18 ;"),
    Case("Episode-words", "kg:words 18 ;", ""),
    Case("Episode-source", "schema:associatedMedia <source/demo/1/2a0768bddd4585b3> ;", ""),
    Case("Episode-host", "kg:host <person/ada-lovelace> ;", "kg:host <technology/amazon-s3> ;"),
    Case("Episode-guest", "kg:guest <person/demo/guy> ;", 'kg:guest "Guy" ;'),
    Case("Episode-mentions", "schema:mentions <technology/amazon-s3> ,", "schema:mentions <topic/demo/1/1> ,"),
    Case("Episode-sponsor", "schema:sponsor <sponsor/acme> .", "schema:sponsor <person/ada-lovelace> ."),
    Case("Source", *after("a schema:MediaObject , prov:Entity ;", FOREIGN)),
    Case("Source-class", "a schema:MediaObject , prov:Entity ;", "a schema:MediaObject ;"),
    Case("Source-digest", 'schema:sha256 "', 'schema:sha256 "X'),
    Case("Source-path", 'kg:path "tests/validation/notes.md" .', 'kg:path "" .'),
    Case("Topic", *after("<topic/demo/1/1> a schema:Clip ;", FOREIGN)),
    Case("Pick", *after("<pick/demo/1/1> a schema:Recommendation ;", FOREIGN)),
    Case("Pick-episode", "schema:isPartOf <episode/demo/1> ;", "schema:isPartOf <show/demo> ;"),
    Case("Pick-author", "schema:author <person/ada-lovelace> ;", 'schema:author "Ada" ;'),
    Case("Pick-item", "schema:itemReviewed <pick/demo/1/1/item> ;", "schema:itemReviewed <pick/demo/1/1/item> , <show/demo> ;"),
    Case("Item", *after("<pick/demo/1/1/item> a schema:Thing ;", FOREIGN)),
    Case("Item-pick", *after("schema:url <https://books.example/kindred> .", '<pick/demo/1/2/item> a schema:Thing ; rdfs:label "x"@en ; schema:name "x"@en .')),
    Case("Coverage", *after("<coverage/demo/1/amazon-s3> a kg:Coverage ;", FOREIGN)),
    Case("Coverage-episode", "kg:episode <episode/demo/1> ;\n    kg:entity <technology/amazon-s3> ;", "kg:entity <technology/amazon-s3> ;"),
    Case("Coverage-entity", "kg:entity <technology/amazon-s3> ;", "kg:entity <person/ada-lovelace> ;"),
    Case("Coverage-mentions", "kg:mentions 1 ;", "kg:mentions 0 ;"),
    Case("Turn", *after("<turn/demo/1/1> a kg:Turn ;", FOREIGN)),
    Case("Turn-position", "schema:position 1 ;", "schema:position 0 ;"),
    Case("Passage", *after(f"<passage/demo/1/{PASSAGE}> a kg:Passage ;", FOREIGN)),
    Case("Passage-episode", 'oa:hasSource <episode/demo/1> ;\n    schema:text "We', 'oa:hasSource <show/demo> ;\n    schema:text "We'),
    Case("Passage-text", 'schema:text "Book: Kindred, said Ada Lovelace."@en ;', 'schema:text "Book"@en , "Kindred"@en ;'),
    Case("Passage-place", 'kg:place "picks" ;', 'kg:place "credits" ;'),
    Case("Passage-turn", "kg:turn <turn/demo/1/1> ;", "kg:turn <turn/demo/1/1> , <turn/demo/1/2> ;"),
    Case("Passage-time", "oa:hasSelector <time/64> ;", "oa:hasSelector <turn/demo/1/1> ;"),
    Case("Annotation", *after(f"<mention/demo/1/{S3}> a oa:Annotation ;", FOREIGN)),
    Case("Annotation-motivation", "oa:motivatedBy oa:identifying ;\n    oa:hasBody <technology/amazon-s3> ;", "oa:hasBody <technology/amazon-s3> ;"),
    Case("Annotation-body", "oa:hasBody <technology/amazon-s3> ;", "oa:hasBody <technology/amazon-s3> , <technology/aws-lambda> ;"),
    Case("Annotation-passage", f'kg:passage <passage/demo/1/{PASSAGE}> ;\n    kg:evidence "link" ;', 'kg:evidence "link" ;'),
    Case("Annotation-evidence", 'kg:evidence "link" ;', 'kg:evidence "rumour" ;'),
    Case("Annotation-confidence", "kg:confidence 0.950 ;", "kg:confidence 1.5 ;"),
    Case("Annotation-confidence", "kg:confidence 0.950 ;", "kg:confidence 0.95e0 ;"),
    Case("Annotation-target", f"oa:hasTarget <mention/demo/1/{S3}/target> .", f"oa:hasTarget <mention/demo/1/{S3}/target> , <mention/demo/1/{S3}/target> , <source/demo/1/2a0768bddd4585b3> .", ("Target", "Target-class", "Target-position-and-quote", "Target-source")),
    Case("Target", *after("a oa:SpecificResource ;", FOREIGN)),
    Case("Target-class", f"<mention/demo/1/{S3}/target> a oa:SpecificResource ;\n    oa:hasSource", f"<mention/demo/1/{S3}/target> oa:hasSource"),
    Case("Target-source", "oa:hasSource <source/demo/1/2a0768bddd4585b3> ;", "oa:hasSource <episode/demo/1> ;"),
    Case("Target-position-and-quote", f"<mention/demo/1/{S3}/position> , <quote/demo/1/s3> , <time/64> .", f"<mention/demo/1/{S3}/position> , <time/64> ."),
    Case("Target-position-and-quote", f"<mention/demo/1/{S3}/position> , <quote/demo/1/s3> , <time/64> .", "<quote/demo/1/s3> ."),
    Case("Target-one-position", "<quote/demo/1/s3> , <time/64> .", "<quote/demo/1/s3> , <mention/demo/1/x/position> . <mention/demo/1/x/position> a oa:TextPositionSelector ; oa:start 1 ; oa:end 2 ."),
    Case("Target-one-quote", "<quote/demo/1/s3> , <time/64> .", '<quote/demo/1/s3> , <quote/demo/1/x> . <quote/demo/1/x> a oa:TextQuoteSelector ; oa:exact "x" .'),
    Case("Target-selectors", "<quote/demo/1/s3> , <time/64> .", "<quote/demo/1/s3> , <episode/demo/1> ."),
    Case("Position", *after("a oa:TextPositionSelector ;", FOREIGN)),
    Case("Position-start", "oa:start 21 ;", "oa:start 23 ;"),
    Case("Position-start", "oa:start 21 ;", "oa:start 24 ;"),
    Case("Position-end", "oa:end 23 .", "oa:end 23 , 24 ."),
    Case("Quote", *after("a oa:TextQuoteSelector ;", FOREIGN)),
    Case("Quote-words", 'oa:exact "S3" .', 'oa:exact "S3"@en .'),
    Case("Time", *after("<time/64> a oa:FragmentSelector ;", FOREIGN)),
    Case("Time-value", 'rdf:value "t=64" ;', 'rdf:value "64" ;'),
    Case("Time-standard", "dcterms:conformsTo <http://www.w3.org/TR/media-frags/> ;", "dcterms:conformsTo <https://www.w3.org/TR/media-frags/> ;"),
    Case("Time-second", "<http://www.w3.org/TR/media-frags/> ;\n    schema:startOffset 64 .", "<http://www.w3.org/TR/media-frags/> ."),
    # Co-occurrence.
    Case("CoOccurrence", *after("a qb:Observation , kg:CoOccurrence ;", FOREIGN)),
    Case("CoOccurrence-class", "a qb:Observation , kg:CoOccurrence ;", "a kg:CoOccurrence ;"),
    Case("CoOccurrence-data-set", "qb:dataSet <co-occurrence/turn> ;", "qb:dataSet <dataset> ;"),
    Case("CoOccurrence-window", 'kg:window "turn" ;', 'kg:window "sentence" ;'),
    Case("CoOccurrence-first-technology", "kg:entityA <technology/amazon-s3> ;", "kg:entityA <person/ada-lovelace> ;"),
    Case("CoOccurrence-second-technology", "kg:entityB <technology/aws-lambda> ;", "kg:entityB <technology/aws-lambda> , <technology/x> ;"),
    Case("CoOccurrence-count-of-both", "kg:count 2 ;", "kg:count 4 ;"),
    Case("CoOccurrence-count-of-both", "kg:countB 4 ;", "kg:countB 1 ;"),
    Case("CoOccurrence-count-of-the-first", "kg:countA 3 ;", "kg:countA 3 , 5 ;"),
    Case("CoOccurrence-count-of-the-second", "kg:countB 4 ;", "kg:countB 4 , 5 ;"),
    Case("CoOccurrence-episodes", "kg:episodes 1 ;", "kg:episodes 3 ;"),
    Case("CoOccurrence-NPMI", "kg:npmi 0.2696 ;", "kg:npmi 1.2696 ;"),
    Case("CoOccurrence-lift", "kg:lift 1.5 ;", "kg:lift 1.5e0 ;"),
    Case("CoOccurrence-Jaccard-index", "kg:jaccard 0.4 ;", "kg:jaccard -0.4 ;"),
    Case("CoOccurrence-log-likelihood", "kg:logLikelihood 1.02 .", "kg:logLikelihood -1.02 ."),
    Case("CoOccurrenceOrder", "kg:entityA <technology/amazon-s3> ;\n    kg:entityB <technology/aws-lambda> ;", "kg:entityA <technology/aws-lambda> ;\n    kg:entityB <technology/amazon-s3> ;"),
    Case("Beside", "<technology/aws-lambda> kg:coOccursWith", "<person/ada> kg:coOccursWith"),
    Case("DataSet", *after("<co-occurrence/turn> a qb:DataSet ;", FOREIGN)),
    Case("DataSet-structure", "qb:structure <co-occurrence/structure> ;", "qb:structure <co-occurrence/other> ;"),
    Case("DataSet-windows", "kg:windows 9 .", "kg:windows 9.0 ."),
    Case("Structure", *after("a qb:DataStructureDefinition ;", FOREIGN)),
    Case("Structure-label", 'rdfs:label "Co-occurrence"@en ;', 'rdfs:label "Co-occurrence" ;'),
    Case("Structure-component", "qb:component <co-occurrence/component/window> ,", "qb:component kg:window ,"),
    Case("Component", *after("<co-occurrence/component/window> a qb:ComponentSpecification ;", FOREIGN)),
    Case("Component-label", 'rdfs:label "window"@en ;\n    qb:order', 'rdfs:label "window" ;\n    qb:order'),
    Case("Component-dimension", "qb:dimension kg:window .", "qb:dimension schema:name ."),
    Case("Component-measure", "qb:measure kg:count .", "qb:measure schema:name ."),
    Case("Component-dimension-or-measure", "qb:dimension kg:window .", "qb:dimension kg:window ; qb:measure kg:count ."),
    Case("Component-order", "qb:order 1 ;", 'qb:order "first" ;'),
    # Where it comes from.
    Case("Activity", *after("<run/ab12> a prov:Activity ;", FOREIGN)),
    Case("Activity-software", "prov:wasAssociatedWith <software/kg/1.0> ;", "prov:wasAssociatedWith <person/ada-lovelace> ;"),
    Case("Activity-used", "prov:used <source/", "prov:used <quote/"),
    Case("Software", *after("a prov:SoftwareAgent , schema:SoftwareApplication ;", FOREIGN)),
    Case("Software-class", "a prov:SoftwareAgent , schema:SoftwareApplication ;", "a prov:SoftwareAgent ;"),
    Case("Software-name", 'schema:name "kg 1.0"@en ;', 'schema:name "kg 1.0" ;'),
    Case("Software-version", 'schema:softwareVersion "1.0" .', "schema:softwareVersion 1.0 ."),
    Case("EpisodeGraph", *after("<graph/episode/demo/1> a prov:Entity ;", FOREIGN)),
    Case("EpisodeGraph-class", "<graph/episode/demo/1> a prov:Entity ;", "<graph/episode/demo/1> a void:DatasetDescription ;"),
    Case("EpisodeGraph-sources", "prov:wasDerivedFrom <source/", "prov:wasDerivedFrom <episode/"),
    # The own vocabulary.
    Case("Ontology", *after("<ns> a owl:Ontology ;", FOREIGN)),
    Case("Ontology-comment", 'rdfs:comment "What no published vocabulary has."@en ;', ""),
    Case("Ontology-version", 'owl:versionInfo "2.0.0" ;', "owl:versionInfo 2.0 ;"),
    Case("Ontology-IRI-of-the-version", "owl:versionIRI <ns/2.0.0> .", 'owl:versionIRI "2.0.0" .'),
    Case("Comment", 'rdfs:comment "A sentence."@en ;', ""),
    Case("DefinedBy", 'rdfs:comment "A sentence."@en ;\n    rdfs:isDefinedBy <ns> ;', 'rdfs:comment "A sentence."@en ;\n    rdfs:isDefinedBy <dataset> ;'),
    Case("OwnClass", *after("kg:Passage a rdfs:Class ;", FOREIGN)),
    Case("OwnClass-class-above", "rdfs:subClassOf oa:SpecificResource .", 'rdfs:subClassOf "SpecificResource" .'),
    Case("OwnProperty", *after("kg:host a rdf:Property ;", FOREIGN)),
    Case("OwnProperty-property-above", "rdfs:subPropertyOf schema:contributor ;", 'rdfs:subPropertyOf "contributor" ;'),
    Case("OwnProperty-has-it", "schema:domainIncludes schema:PodcastEpisode ;", 'schema:domainIncludes "episode" ;'),
    Case("OwnProperty-leads-to", "schema:rangeIncludes schema:Person .", 'schema:rangeIncludes "person" .'),
    Case("Scheme", *after("<kind> a skos:ConceptScheme ;", FOREIGN)),
    Case("Kind", *after("<kind/aws-service> a skos:Concept ;", FOREIGN)),
    Case("Kind-class", "<kind/aws-service> a skos:Concept ;", "<kind/aws-service> a skos:Concept , schema:Service ;"),
    Case("Kind-label", 'rdfs:label "AWS service"@en ;', 'rdfs:label "service"@en ;'),
    Case("Kind-definition", 'skos:definition "A service of Amazon Web Services."@en ;', 'skos:definition "A service." ;'),
    Case("Kind-scheme", "skos:inScheme <kind> ;\n    skos:broader", "skos:inScheme <technology> ;\n    skos:broader"),
    Case("Kind-kind-above", "skos:broader <kind/cloud-service> .", "skos:broader <technology/amazon-s3> ."),
    Case("Kind-top-of", "skos:topConceptOf <kind> .", "skos:topConceptOf <technology> ."),
    Case("Kind-place", "skos:broader <kind/cloud-service> .", "skos:broader <kind/cloud-service> ; skos:topConceptOf <kind> ."),
    # The description of the data set.
    Case("Dataset", "<dataset> a void:Dataset , dcat:Dataset ;", "<data> a void:Dataset , dcat:Dataset ;"),
    Case("Dataset-class", "<dataset> a void:Dataset , dcat:Dataset ;", "<dataset> a dcat:Dataset ;"),
    Case("Dataset-title", 'dcterms:title "Podcasts"@en ;', 'dcterms:title "Podcasts"@en , "Shows"@en ;'),
    Case("Dataset-description", 'dcterms:description "What podcasts mention."@en ;', ""),
    Case("Dataset-identifier", 'dcterms:identifier "ab12" ;', ""),
    Case("Dataset-space-of-IRIs", 'void:uriSpace "https://data.example.org/podcasts/" ;', 'void:uriSpace "https://data.example.org/" ;'),
    Case("Dataset-triples", "void:triples 738 ;", 'void:triples "many" ;'),
    Case("Dataset-vocabulary", "void:vocabulary schema: ;", 'void:vocabulary "schema" ;'),
    Case("Dataset-example", "void:exampleResource <episode/demo/1> ;", "void:exampleResource schema:name ;"),
    Case("Dataset-moment", '"2024-05-01T00:00:00Z"^^xsd:dateTime', '"2024-05-01"^^xsd:date'),
    Case("Dataset-partition-of-a-class", "void:classPartition <", 'void:classPartition "x" , <', ("ClassPartition", "ClassPartition-class", "ClassPartition-entities")),
    Case("Dataset-partition-of-a-property", "void:propertyPartition <", 'void:propertyPartition "x" , <', ("PropertyPartition", "PropertyPartition-property", "PropertyPartition-triples")),
    Case("ClassPartition", *after("void:class kg:Turn ;", FOREIGN)),
    Case("ClassPartition-class", "void:class kg:Turn ;", "void:class kg:Turn , kg:Passage ;"),
    Case("ClassPartition-entities", "void:class kg:Turn ; void:entities 2 .", "void:class kg:Turn ."),
    Case("PropertyPartition", *after("void:property kg:host ;", FOREIGN)),
    Case("PropertyPartition-property", "void:property kg:host ;", "void:property kg:host , kg:guest ;"),
    Case("PropertyPartition-triples", "void:property kg:host ; void:triples 1 .", "void:property kg:host ."),
    # The files of a build.
    Case("Distribution", *after("<dataset/file/graph.trig> a dcat:Distribution ;", FOREIGN)),
    Case("Distribution-title", 'dcterms:title "graph.trig"@en ;', 'dcterms:title "graph.trig" ;'),
    Case("Distribution-size", "dcat:byteSize 4096 ;", "dcat:byteSize 4096.5 ;"),
    Case("Distribution-media-type", "dcat:mediaType <https://www.iana.org/assignments/media-types/application/trig> ;", 'dcat:mediaType "application/trig" ;'),
    Case("Distribution-address", "dcat:downloadURL <https://data.example.org/graph.trig> .", 'dcat:downloadURL "graph.trig" .'),
    Case("Distribution-checksum", "spdx:checksum <dataset/file/graph.trig/sha256> ;", ""),
    Case("Checksum", *after("<dataset/file/graph.trig/sha256> a spdx:Checksum ;", FOREIGN)),
    Case("Checksum-algorithm", "spdx:algorithm spdx:checksumAlgorithm_sha256 ;", "spdx:algorithm spdx:checksumAlgorithm_md5 ;"),
    Case("Checksum-value", 'spdx:checksumValue "ab', 'spdx:checksumValue "zz'),
    # Wrong namespaces.
    Case("SchemaHttps", *after("<dataset> a void:Dataset , dcat:Dataset ;", 'old:name "Podcasts"@en ;')),
)  # fmt: skip


def statements(path: Path, folder: Path) -> list[Statement]:
    """Return a file's statements as the checks get them."""
    files, _ = spread(read_quads(find_rdf(path)), BASE, 0, folder, lambda _: None)
    return read_part(files[0])


def broken(path: Path, folder: Path) -> set[str]:
    """Return the names of the shapes that a file breaks."""
    shapes = load_shapes(BASE)
    given = statements(path, folder)
    found = {finding.rule.id for finding in Engine(shapes).findings(given)}
    found |= {rule.id for rule in Checks(shapes, BASE, 1, None).part(given).findings.by_rule}
    return {rule.removeprefix(SHAPES) for rule in found if rule.startswith(SHAPES)}


def test_the_fixture_breaks_no_shape(changed: Callable[..., Path], tmp_path: Path) -> None:
    assert broken(changed(), tmp_path) == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.shape}: {case.new[:30]}")
def test_a_shape_and_no_other_says_no(case: Case, changed: Callable[..., Path], tmp_path: Path) -> None:
    assert broken(changed((case.old, case.new)), tmp_path) == {case.shape, *case.also}


def constrained() -> Iterator[str]:
    """Yield the name of every shape that asks something itself."""
    graph = read_shapes(BASE)
    silent = {RDF.type, RDFS.label, SH.message, SH.path, SH.property, SH.targetClass, SH.targetSubjectsOf}
    silent |= {SH.targetObjectsOf, SH.ignoredProperties}
    for iri in load_shapes(BASE).rules:
        if set(graph.predicates(rdflib.URIRef(iri))) - silent:
            yield iri.removeprefix(SHAPES)


def test_every_shape_has_a_case() -> None:
    """No shape is there that has never been seen to say no; Concept has only shapes of its properties."""
    assert sorted({case.shape for case in CASES}) == sorted(constrained())
    assert {iri.removeprefix(SHAPES) for iri in load_shapes(BASE).rules} - set(constrained()) == {"Concept"}


def _name(node: object) -> str:
    return node.n3() if isinstance(node, rdflib.Literal) else str(node)


def test_rearranged_shapes_find_what_the_shipped_ones_find(fixture: str, tmp_path: Path) -> None:
    """As many changes as go together: pySHACL with the file as it is shipped, SPARQL included, agrees."""
    text = fixture
    for case in CASES:
        # What a change needs may be gone by another change, and what is no longer targeted says nothing.
        if text.count(case.old) == 1 and not {"Dataset", "Target-class", "EpisodeGraph-class"} & {case.shape}:
            text = text.replace(case.old, case.new)
    path = tmp_path / "changed.trig"
    path.write_text(text, encoding="utf-8")
    shipped = read_shapes(BASE)
    given = statements(path, tmp_path)
    data = rdflib.Graph()
    for triple, _ in Batch(given).triples((None, None, None)):
        data.add(triple)
    _, report, _ = pyshacl.validate(data, shacl_graph=shipped)
    assert isinstance(report, rdflib.Graph)
    expected = {
        (_name(report.value(result, SH.focusNode)), str(report.value(result, SH.sourceShape)))
        for result in report.objects(None, SH.result)
    }
    shapes = load_shapes(BASE)
    found = Engine(shapes).findings(given)
    own = Checks(shapes, BASE, 100, None).part(given).findings.by_rule
    found += [finding for rule, them in own.items() if rule == shapes.order for finding in them.first]
    assert {(finding.subject, finding.rule.id) for finding in found} == expected
    assert len({shape for _, shape in expected}) > 90
