"""Answers written down: read again by the readers of others, and safe to look at."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.query import Result

from kg.query import results
from kg.query.engine import Answer, Engine, Row, Term
from kg.query.results import FormatError, check_format, safe, shortened, write

XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "kg": "https://kg.example/ns#", "technology": "https://kg.example/technology/",
    "xsd": XSD, "owl": "http://www.w3.org/2002/07/owl#",
}  # fmt: skip
S3 = Term("uri", "https://kg.example/technology/amazon-s3")
LABEL = Term("uri", PREFIXES["rdfs"] + "label")
NASTY = 'a "b", c|d\t\\e\nf\r\u2028<script>é🍕'
ROWS: tuple[Row, ...] = (
    (S3, Term("literal", NASTY, "en"), Term("literal", "1", "", XSD + "integer")),
    (None, Term("literal", ""), None),
    (Term("bnode", "b0"), Term("literal", "plain"), Term("literal", "1.50", "", XSD + "decimal")),
)
TRIPLES: tuple[Row, ...] = (
    (S3, LABEL, Term("literal", NASTY, "en")),
    (S3, Term("uri", PREFIXES["kg"] + "count"), Term("literal", "2", "", XSD + "integer")),
    (S3, Term("uri", PREFIXES["kg"] + "coOccursWith"), Term("uri", "https://kg.example/technology/a%2Fb")),
    (Term("uri", "https://kg.example/technology/a%2Fb"), LABEL, Term("literal", "A <b>", "en")),
    (S3, LABEL, Term("literal", NASTY, "en")),
)


def selected(rows: tuple[Row, ...] = ROWS) -> Answer:
    return Answer("select", ("s", "text", "n"), iter(rows))


def output(answer: Answer, name: str, **options: int | str) -> str:
    handle = io.BytesIO()
    write(answer, (name,), handle, PREFIXES, **options)  # type: ignore[arg-type]  # width and title
    return handle.getvalue().decode()


def pyoxigraph_rows(text: str, form: pyoxigraph.QueryResultsFormat) -> list[tuple[object, ...]]:
    solutions = pyoxigraph.parse_query_results(text.encode(), form)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    assert [variable.value for variable in solutions.variables] == ["s", "text", "n"]
    return [tuple(solution) for solution in solutions]


def expected() -> list[tuple[object, ...]]:
    ox = pyoxigraph
    return [
        (
            ox.NamedNode(S3.value),
            ox.Literal(NASTY, language="en"),
            ox.Literal("1", datatype=ox.NamedNode(XSD + "integer")),
        ),
        (None, ox.Literal(""), None),
        (ox.BlankNode("b0"), ox.Literal("plain"), ox.Literal("1.50", datatype=ox.NamedNode(XSD + "decimal"))),
    ]


def test_json_is_read_again() -> None:
    text = output(selected(), "json")
    rows = pyoxigraph_rows(text, pyoxigraph.QueryResultsFormat.JSON)
    assert rows[:2] == expected()[:2]
    assert json.loads(text)["results"]["bindings"][2]["s"] == {"type": "bnode", "value": "b0"}
    theirs = Result.parse(io.BytesIO(text.encode()), format="json")
    assert [str(variable) for variable in theirs.vars or ()] == ["s", "text", "n"]
    assert next(iter(theirs))[1] == rdflib.Literal(NASTY, lang="en")  # type: ignore[index]  # a row


def test_json_without_rows() -> None:
    assert json.loads(output(selected(()), "json")) == {
        "head": {"vars": ["s", "text", "n"]},
        "results": {"bindings": []},
    }


def test_tsv_is_read_again() -> None:
    text = output(selected(), "tsv")
    rows = pyoxigraph_rows(text, pyoxigraph.QueryResultsFormat.TSV)
    assert rows[:2] == expected()[:2]
    assert rows[2][1:] == expected()[2][1:]


def test_csv_is_as_another_writes_it() -> None:
    """Byte for byte what pyoxigraph writes of the same rows, and rdflib reads it."""
    tsv = output(selected(), "tsv")
    solutions = pyoxigraph.parse_query_results(tsv.encode(), pyoxigraph.QueryResultsFormat.TSV)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    theirs = solutions.serialize(format=pyoxigraph.QueryResultsFormat.CSV)
    assert theirs
    text = output(selected(), "csv")
    assert text.split("\r\n")[:-2] == theirs.decode().split("\r\n")[:-2]
    assert [
        str(variable) for variable in Result.parse(io.BytesIO(text.encode()), format="csv").vars or ()
    ] == ["s", "text", "n"]


@pytest.mark.parametrize("name", ["csv", "tsv", "table", "markdown"])
def test_ask_is_a_word(name: str) -> None:
    assert output(Answer("ask", (), iter(()), answer=True), name) == "true\n"
    assert output(Answer("ask", (), iter(()), answer=False), name) == "false\n"


def test_ask_in_json() -> None:
    text = output(Answer("ask", (), iter(()), answer=True), "json")
    read = pyoxigraph.parse_query_results(text.encode(), pyoxigraph.QueryResultsFormat.JSON)
    assert isinstance(read, pyoxigraph.QueryBoolean)
    assert bool(read)


def test_markdown_keeps_its_columns() -> None:
    """A cell's bars, line ends and signs of Markdown are text."""
    lines = output(selected(), "markdown").splitlines()
    assert lines[:2] == ["| s | text | n |", "| --- | --- | --- |"]
    assert len(lines) == 5
    assert [len(re.findall(r"(?<!\\)\|", line)) for line in lines] == [4] * 5
    assert r"c\|d" in lines[2]
    assert r"\<script\>" in lines[2]


@pytest.mark.parametrize("width", [30, 60, 200])
def test_a_table_fits(width: int) -> None:
    text = output(selected(), "table", width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "technology:amazon-s3" in re.sub(r"\s", "", text) or width == 30


def test_a_table_holds_no_commands_to_the_terminal() -> None:
    """Escape sequences, bells, texts that run backwards and markup of the table's own library are shown, not obeyed."""
    evil = "\x1b[31mred\x07\u202eabc\x9b2J [bold]x[/bold] \x00"
    text = output(Answer("select", ("a",), iter([(Term("literal", evil),)])), "table", width=200)
    assert "\\x1b[31mred\\x07\\u202eabc\\x9b2J [bold]x[/bold] \\x00" in text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)


def test_numbers_stand_right() -> None:
    rows: tuple[Row, ...] = tuple(
        (None, None, Term("literal", n, "", XSD + "integer")) for n in ("5", "1000")
    )
    lines = [line for line in output(selected(rows), "table").splitlines() if line.strip()]
    assert lines[-2].endswith("   5")
    assert len(lines[-2]) == len(lines[-1])


@pytest.mark.parametrize(
    ("name", "read"),
    [("turtle", "turtle"), ("ntriples", "nt"), ("nquads", "nquads"), ("trig", "trig"), ("jsonld", "json-ld")],
)
@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")
def test_graphs_are_read_again(name: str, read: str) -> None:
    """rdflib reads the triples that were written, each once."""
    text = output(Answer("graph", ("subject", "predicate", "object"), iter(TRIPLES)), name)
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=text, format=read)
    triples = set(dataset.triples((None, None, None)))
    assert len(triples) == 4
    assert (rdflib.URIRef(S3.value), rdflib.RDFS.label, rdflib.Literal(NASTY, lang="en")) in triples


def test_turtle_declares_what_it_uses() -> None:
    text = output(Answer("graph", ("subject", "predicate", "object"), iter(TRIPLES)), "turtle")
    assert re.findall(r"@prefix (\w+):", text) == ["kg", "rdfs", "technology", "xsd"]
    assert text.count("technology:amazon-s3") == 1


class Page(HTMLParser):
    """Collects tags and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a stretch of text."""
        self.text.append(data.strip())


def test_a_page_to_read() -> None:
    """Things by their labels, linked to each other, nothing of the data is markup, nothing is loaded."""
    evil = Term("uri", "javascript:alert(1)")
    rows = (*TRIPLES, (S3, Term("uri", PREFIXES["kg"] + "x"), evil))
    text = output(Answer("graph", ("subject", "predicate", "object"), iter(rows)), "html", title="<Answer>")
    page = Page(text)
    assert {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "b"} == set()
    links = [attributes.get("href") or "" for tag, attributes in page.tags if tag == "a"]
    assert set(links) == {"#n1", "#n2", S3.value, "https://kg.example/technology/a%2Fb"}
    assert "<Answer>" in page.text
    assert page.text.count("A <b>") == 4
    assert any("2 things, 5 statements." in part for part in page.text)
    assert "default-src 'none'" in text
    assert not re.search(r"src=|url\(", text)


@pytest.mark.parametrize(
    ("form", "wished", "named"),
    [("select", "turtle", "table, csv"), ("ask", "html", "table, csv"), ("graph", "csv", "turtle, ntriples")],
)
def test_a_format_that_does_not_fit(form: str, wished: str, named: str) -> None:
    with pytest.raises(FormatError, match=f"cannot be written as {wished}; .*{named}"):
        check_format(form, [wished])


def test_the_first_format_that_fits() -> None:
    assert check_format("graph", ["csv", "jsonld", "html"]) == "jsonld"
    assert check_format("graph", []) == "turtle"
    assert check_format("ask", []) == "table"


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (S3.value, "technology:amazon-s3"),
        (PREFIXES["kg"] + "count", "kg:count"),
        (PREFIXES["kg"], PREFIXES["kg"]),
        (PREFIXES["kg"] + "a b", PREFIXES["kg"] + "a b"),
        ("https://other.example/", "https://other.example/"),
    ],
)
def test_shortened(iri: str, short: str) -> None:
    assert shortened(iri, PREFIXES) == short


def test_safe() -> None:
    assert safe("a \r\n b\tc\u200bd") == "a b c\\u200bd"


@pytest.fixture
def engine(store: Path) -> Iterator[Engine]:
    with Engine(store) as engine:
        yield engine


@pytest.mark.parametrize("name", results.TABLES)
def test_rows_are_counted(engine: Engine, name: str) -> None:
    answer = engine.run("SELECT ?s { ?s a schema:PodcastSeries }", limit=2)
    assert write(answer, (name,), io.BytesIO(), engine.prefixes) == 2
    assert answer.more
