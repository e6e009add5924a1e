"""Whole data sets: what SHACL cannot ask, every form of RDF, and what kg itself writes."""

import gzip
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import RdfFormat
from rdflib.namespace import RDF, SH, XSD

import kg
from kg import forms
from kg.validation import Report, report, validate
from kg.validation.reading import NoRdf, UnreadableRdf

HERE = Path(__file__).parent
VALID = HERE / "valid.trig"
BASE = "https://data.example.org/podcasts"
CHECK = "urn:kg:check:"


def checked(path: Path, **options: Any) -> Report:
    """Return the report on `path`, with the fixture's source at hand."""
    return validate(path, sources=HERE, **options)


def broken(result: Report) -> set[str]:
    """Return the rules that were broken: shapes behind `#`, checks behind the last colon."""
    return {rule.id.rpartition("#" if "#" in rule.id else ":")[2] for rule in result.findings.by_rule}


def test_the_fixture_is_valid_and_its_quote_was_compared() -> None:
    result = checked(VALID)
    assert (broken(result), result.conforms, result.quotes, result.notices) == (set(), True, 1, ())
    assert (result.base, result.statements, result.mentions) == (BASE, 738, 3)


CHECKS = [
    ({"blank-node", "Page"}, [("schema:url <https://acme.example> .", "schema:url [] .")]),
    ({"iri"}, [("schema:url <https://acme.example> .", "schema:url <https://acme.example/a|b> .")]),
    ({"iri"}, [("schema:sameAs <https://github.com/ada> ;", "schema:sameAs <https://github.com/a%zz> ;")]),
    ({"predicate", "Episode", "property-partition"}, [("schema:episodeNumber 1 ;", "schema:episodNumber 1 ;")]),
    ({"schema-https", "Episode", "property-partition"}, [("schema:episodeNumber 1 ;", "old:episodeNumber 1 ;")]),
    ({"class", "undescribed", "Turn-position"}, [("<turn/demo/1/2> a kg:Turn ;", "<turn/demo/1/2> a kg:Turn , kg:Thing ;"), ("schema:position 2 ;", "")]),
    ({"schema-https", "SchemaHttps"}, [("<sponsor/acme> a schema:Organization ;", "<sponsor/acme> a old:Organization ;")]),
    ({"untyped"}, [("<sponsor/acme> a schema:Organization ;", "<sponsor/acme>")]),
    ({"one-graph"}, [("<time/64> a oa:FragmentSelector", "<show/demo> a schema:PodcastSeries .\n  <time/64> a oa:FragmentSelector")]),
    ({"episode-graph"}, [("GRAPH <graph/episode/demo/1> {", "GRAPH <graph/episode/demo/2> {")]),
    ({"symmetric"}, [("  <technology/aws-lambda> kg:coOccursWith <technology/amazon-s3> .\n", "")]),
    ({"symmetric"}, [("kg:coOccursWith <technology/aws-lambda> .", "kg:coOccursWith <technology/amazon-s3> .")]),
    ({"pair"}, [("<co-occurrence/turn/amazon-s3/aws-lambda> a", "<co-occurrence/turn/amazon-s3/aws-lambda-2> a")]),
    ({"pair"}, [('kg:window "turn" ;', 'kg:window "episode" ;')]),
    ({"coverage"}, [("<coverage/demo/1/aws-lambda> a", "<coverage/demo/1/lambda> a")]),
    ({"coverage-count"}, [("kg:mentions 1 .", "kg:mentions 2 .")]),
    ({"uncovered", "coverage-count", "undescribed"}, [("oa:hasBody <technology/aws-lambda> ;", "oa:hasBody <technology/other> ;")]),
    ({"quote"}, [('oa:exact "S3" .', 'oa:exact "SQS" .')]),
    ({"quote"}, [("oa:start 21 ;", "oa:start 20 ;")]),
    ({"undescribed"}, [("kg:host <person/ada-lovelace> ;", "kg:host <person/bob> ;")]),
    ({"triples"}, [("void:triples 738 ;", "void:triples 737 ;")]),
    ({"class-partition"}, [("void:class kg:Turn ; void:entities 2 .", "void:class kg:Turn ; void:entities 3 .")]),
    ({"property-partition"}, [("void:property kg:host ; void:triples 1 .", "void:property kg:host ; void:triples 2 .")]),
    ({"no-description", "Dataset", "predicate"}, [("<dataset> a void:Dataset , dcat:Dataset ;", "<data> a void:Dataset , dcat:Dataset ;")]),
    ({"uri-space", "Dataset-space-of-IRIs"}, [('void:uriSpace "https://data.example.org/podcasts/" ;', 'void:uriSpace "https://data.example.org/other/" ;')]),
]  # fmt: skip

COUNTED = {"triples", "class-partition", "property-partition"}
"""What also speaks where a change adds or takes away statements."""


@pytest.mark.parametrize(("rules", "changes"), CHECKS, ids=lambda value: "+".join(sorted(value)) if isinstance(value, set) else "")  # fmt: skip
def test_a_check_says_no(
    rules: set[str], changes: list[tuple[str, str]], changed: Callable[..., Path]
) -> None:
    result = checked(changed(*changes))
    assert not result.conforms
    assert rules <= broken(result)
    assert broken(result) - COUNTED == rules - COUNTED


@pytest.mark.parametrize("form", [RdfFormat.N_QUADS, RdfFormat.TRIG, RdfFormat.JSON_LD, RdfFormat.N_TRIPLES, RdfFormat.TURTLE], ids=str)  # fmt: skip
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_every_form_of_rdf_is_read(form: RdfFormat, packed: bool, fixture: str, tmp_path: Path) -> None:
    """Forms without named graphs as well: all in one graph is as valid."""
    quads = list(pyoxigraph.parse(fixture, format=RdfFormat.TRIG))
    terms = quads if form.supports_datasets else [quad.triple for quad in quads]
    data = pyoxigraph.serialize(terms, format=form)
    assert data is not None
    path = tmp_path / f"data.{form.file_extension}{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(data) if packed else data)
    result = checked(path)
    assert (broken(result), result.statements, result.quotes) == (set(), 738, 1)


def test_a_store_is_read(fixture: str, tmp_path: Path) -> None:
    store = pyoxigraph.Store(str(tmp_path / "graph.oxigraph"))
    store.extend(pyoxigraph.parse(fixture, format=RdfFormat.TRIG))
    store.flush()
    del store
    for path in (tmp_path, tmp_path / "graph.oxigraph"):
        result = checked(path)
        assert (broken(result), result.statements, result.path.name) == (set(), 738, "graph.oxigraph")


def test_the_order_and_the_number_of_parts_do_not_matter(
    changed: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many small parts, from statements in any order, by several processes, show what one part shows."""
    path = changed(("kg:words 18 ;", ""), ('oa:exact "S3" .', 'oa:exact "SQS" .'), ("kg:host <person/ada-lovelace> ;", "kg:host <person/bob> ;"))  # fmt: skip
    once = report.as_json(checked(path))
    quads = sorted(
        pyoxigraph.parse(path.read_bytes(), format=RdfFormat.TRIG), key=lambda quad: str(quad)[::-1]
    )
    mixed = tmp_path / "mixed.nq"
    pyoxigraph.serialize(quads, str(mixed), format=RdfFormat.N_QUADS)
    module = sys.modules["kg.validation.spread"]
    monkeypatch.setattr(module, "_SIZE", 20)
    monkeypatch.setattr(module, "_HELD", 3)
    told: list[tuple[str, int, int]] = []
    again = report.as_json(checked(mixed, workers=2, progress=lambda *facts: told.append(facts)))
    assert once | {"path": ""} == again | {"path": ""}
    assert told[-1][0] == "checking"
    assert told[-1][1] == told[-1][2] > 10


def test_a_source_that_is_not_there_is_told_of_and_found_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path is as it was given to kg; with --sources as much of its end counts as is there."""
    monkeypatch.chdir(tmp_path)
    result = validate(VALID)
    assert (result.conforms, result.quotes) == (True, 0)
    assert result.notices == (
        "the quotes of 1 source were not compared: tests/validation/notes.md is not there; "
        "give the folder they lie in with --sources",
    )
    for folder in ("a/tests/validation", "b/validation", "c"):
        place = tmp_path / folder
        place.mkdir(parents=True)
        (place / "notes.md").write_bytes((HERE / "notes.md").read_bytes())
        assert validate(VALID, sources=tmp_path / folder[0]).quotes == 1


def test_a_source_that_has_changed_is_not_compared(tmp_path: Path) -> None:
    """Its quotes are not wrong, they are of another version."""
    (tmp_path / "notes.md").write_text("Something else.\n", encoding="utf-8")
    result = validate(VALID, sources=tmp_path)
    assert (result.conforms, result.quotes) == (True, 0)
    assert "not what they were" in result.notices[0]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build of the sample, with every form of export beside it."""
    folder = tmp_path_factory.mktemp("build")
    kg.build([kg.sample_path()], folder / "output")
    return folder / "output"


def test_what_kg_builds_is_valid_but_for_the_placeholder(built: Path) -> None:
    result = validate(built)
    assert (broken(result), result.conforms) == ({"placeholder"}, True)
    assert result.quotes == result.mentions > 100


def test_the_store_of_a_build_is_valid(built: Path) -> None:
    assert broken(validate(built / "graph.oxigraph")) == {"placeholder"}


@pytest.mark.parametrize("form", ["trig", "nquads", "jsonld"])
@pytest.mark.parametrize("detail", ["entities", "mentions", "full"])
def test_what_kg_exports_is_valid(form: str, detail: str, built: Path, tmp_path: Path) -> None:
    path = tmp_path / f"graph.{'nq' if form == 'nquads' else form}.gz"
    forms.export(form, built, path, {"base_iri": "https://data.example.org/x", "detail": detail})
    result = validate(path)
    assert (broken(result), result.notices) == (set(), ())
    assert (result.mentions > 0, result.quotes > 0) == (detail != "entities", detail == "full")


def test_the_table_of_mentions_is_counted(built: Path, tmp_path: Path) -> None:
    for name in ("graph.ttl", "mentions.csv"):
        (tmp_path / name).write_bytes((built / name).read_bytes())
    assert broken(validate(tmp_path)) == {"placeholder"}
    rows = (built / "mentions.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "mentions.csv").write_text("".join([*rows, rows[-1]]), encoding="utf-8")
    assert broken(validate(tmp_path)) == {"placeholder", "table"}


def test_coverage_without_any_mention_counts_only_in_data_that_has_mentions(
    fixture: str, tmp_path: Path
) -> None:
    """Data of the level `entities` has counts and no mentions; elsewhere a count of 1 and no mention is a fault."""
    path = tmp_path / "data.trig"
    second = fixture.replace("episode/demo/1", "episode/demo/2").replace("coverage/demo/1", "coverage/demo/2")
    graph = second[second.index("GRAPH <graph/episode") : second.index("GRAPH <graph/entities>")]
    lines = [graph.splitlines()[0], "  <coverage/demo/2/aws-lambda> a kg:Coverage ; kg:episode <episode/demo/2> ; kg:entity <technology/aws-lambda> ; kg:mentions 1 .", "}"]  # fmt: skip
    path.write_text(fixture + "\n".join(lines), encoding="utf-8")
    result = checked(path)
    assert {"coverage-count"} == broken(result) - COUNTED - {"undescribed"}
    found = next(
        them for rule, them in result.findings.by_rule.items() if rule.id == CHECK + "coverage-count"
    )
    assert [finding.detail for finding in found.first] == ["1 stated, 0 mentions found"]


def test_more_faults_than_are_kept_are_all_counted(fixture: str, tmp_path: Path) -> None:
    path = tmp_path / "data.trig"
    extra = "".join(f'<sponsor/s{i}> a schema:Organization ; schema:name "s"@en .\n' for i in range(50))
    path.write_text(fixture + extra, encoding="utf-8")
    result = checked(path, most=4)
    found = next(them for rule, them in result.findings.by_rule.items() if rule.id.endswith("#Label"))
    assert (found.count, len(found.first)) == (50, 4)


def test_the_report_as_turtle_is_a_validation_report(changed: Callable[..., Path]) -> None:
    result = checked(changed(("kg:words 18 ;", "kg:words 18.0 ;")))
    assert broken(result) == {"Episode-words"}
    graph = rdflib.Graph().parse(data=report.as_turtle(result), format="turtle")
    (top,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(top, SH.conforms) == rdflib.Literal(False)
    (one,) = graph.objects(top, SH.result)
    assert graph.value(one, SH.focusNode) == rdflib.URIRef(BASE + "/episode/demo/1")
    assert graph.value(one, SH.sourceShape) == rdflib.URIRef(BASE + "/shapes#Episode-words")
    assert graph.value(one, SH.sourceConstraintComponent) == SH.DatatypeConstraintComponent
    assert graph.value(one, SH.resultPath) == rdflib.URIRef(BASE + "/ns#words")
    assert graph.value(one, SH.value) == rdflib.Literal("18.0", datatype=XSD.decimal)
    assert graph.value(one, SH.resultSeverity) == SH.Violation


BAD = [
    ("data.nq", b"<http://a.example/a> <http://a.example/b> .\n", "line 1: this is not N-Quads"),
    ("data.trig", b"@prefix a: <http://a.example/> .\na:b a:c\na:d ]", "line 3: this is not TriG"),
    ("data.ttl", b"\x00\x01\x02", "line 1: this is not Turtle"),
    ("data.jsonld", b'{"@id": ', "this is not JSON-LD"),
    ("data.nq.gz", b"no gzip", "not a whole gzip file"),
    (
        "data.nq.gz",
        gzip.compress(b"<http://a.example/a> <http://a.example/b> <http://a.example/c> .\n" * 9)[:-3],
        "not a whole gzip file",
    ),
]


@pytest.mark.parametrize(("name", "content", "message"), BAD)
def test_what_is_no_rdf_is_refused_with_its_line(
    name: str, content: bytes, message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableRdf, match=message) as caught:
        validate(path)
    assert str(path) in str(caught.value)


def test_data_that_is_not_of_kg_is_not_valid(tmp_path: Path) -> None:
    """An empty file too: nothing is wrong in it, but it is no data set."""
    path = tmp_path / "data.ttl"
    path.write_bytes(b"")
    assert broken(validate(path)) == {"no-description", "placeholder"}
    path.write_bytes(b"<http://a.example/a> a <http://a.example/B> ; <http://a.example/p> 1 .")
    assert broken(validate(path)) == {"no-description", "placeholder", "class", "predicate"}


def test_a_folder_without_rdf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoRdf, match="kg build"):
        validate(tmp_path)
    (tmp_path / "data.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(NoRdf, match=r"\.trig"):
        validate(tmp_path / "data.csv")


def test_of_several_files_the_one_with_named_graphs_is_taken(fixture: str, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("", encoding="utf-8")
    (tmp_path / "b.trig").write_text(fixture, encoding="utf-8")
    assert checked(tmp_path).path.name == "b.trig"


def test_the_files_of_a_build_are_what_its_catalogue_says(built: Path, tmp_path: Path) -> None:
    """Sizes and checksums of dataset.ttl; a file that is not there is not missed, nor one that came later."""
    for name in ("graph.ttl", "mentions.csv", "dataset.ttl"):
        (tmp_path / name).write_bytes((built / name).read_bytes())
    (tmp_path / "later.csv").write_text("", encoding="utf-8")
    assert broken(validate(tmp_path)) == {"placeholder"}
    (tmp_path / "mentions.csv").write_bytes((built / "mentions.csv").read_bytes().replace(b"notes", b"Notes"))
    result = validate(tmp_path)
    assert broken(result) == {"placeholder", "file"}
    catalogue = (built / "dataset.ttl").read_text(encoding="utf-8")
    (tmp_path / "dataset.ttl").write_text(catalogue.replace("dcat:byteSize", "dcat:bytes"), encoding="utf-8")
    assert broken(validate(tmp_path)) == {"placeholder", "file", "Distribution", "Distribution-size"}
