"""What is refused before a query runs, in every spelling, and what is not."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Iterator

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query.guard import Refused, check, tokens

HARMLESS = (
    'SELECT ?s { ?s rdfs:label "SERVICE <http://x/> { INSERT DATA }" }',
    "SELECT ?s { ?s rdfs:label 'FROM <http://x/>' # SERVICE <http://x/>\n }",
    'SELECT ?s { ?s rdfs:label """SERVICE\n"quoted" FROM""" }',
    "SELECT ?s { ?s rdfs:label '''it's a ''service'' ''' }",
    "SELECT ?service { ?service a schema:Service ; ?from ?add }",
    "SELECT ?s { ?s <http://x.example/service/from#insert> ?o }",
    "SELECT ?s { ?s <http://x.example/a'service> ?o }",
    "SELECT ?s { ?s kind:aws-service ?o ; service:x ?p ; x:service ?q . FILTER(?a-service:x > 1) }",
    "SELECT $load { ?s a <urn:x:service#load> . FILTER(?s<?o) }",
    "PREFIX service: <https://x.example/service/> SELECT ?s { ?s a service:thing }",
    "ASK { _:service ?p 1 }",
    'SELECT ?s { GRAPH ?g { ?s ?p "x"@en-service } }',
    "SELECT ?s { ?s ?p <file:///etc/passwd> }",
    'SELECT ?s { ?s ?p "\\u0041 service" }',
)
SERVICES = (
    "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { service<http://x/>{ ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://x/> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<http://x/> { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { <http://x/> } SERVICE ?x { ?s ?p ?o } }",
    "PREFIX e: <http://x/> SELECT * { SERVICE e:a { ?s ?p ?o } }",
    "PREFIX : <http://x/> SELECT * { SERVICE:a { ?s ?p ?o } }",
    "PREFIX : <http://x/> SELECT * { ?s ?p trueSERVICE:a { ?s ?p ?o } }",
    "PREFIX : <http://x/> SELECT * { ?s ?p 1e5SERVICE:a#\n{ ?s ?p ?o } }",
    "PREFIX : <http://x/> SELECT * { ?s ?p :.SERVICE<http://x/> { ?s ?p ?o } }",
    "SELECT * { # a comment\nSERVICE # another\n<http://x/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "\\"" . SERVICE <http://x/> { ?s ?p ?o } }',
    "SELECT * { ?s ?p '' . SERVICE <http://x/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p """"a\\"""" . SERVICE <http://x/> { ?s ?p ?o } }',
    'SELECT * { FILTER(?a<?b)#>"""\n SERVICE <http://x/> { ?s ?p ?o } #"""\n }',
    "SELECT * { FILTER(?a<?b)#>'''\n SERVICE <http://x/> { ?s ?p ?o } #'''\n }",
    "SELECT * { FILTER(?a<'x')#>\n SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://x/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "\\u0022 . SERVICE <http://x/> { ?s ?p ?o } #" }',
    "SELECT * { ?s ?p 1.SERVICE<http://x/> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "x"@en--ltrSERVICE<http://x/> { ?s ?p ?o } }',
    "SELECT * { { SELECT * { SERVICE <http://x/> { ?s ?p ?o } } } }",
)
UPDATES = (
    "INSERT DATA { <http://a> <http://b> <http://c> }",
    "delete where { ?s ?p ?o }",
    "PREFIX a: <http://a> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "LOAD <http://x/>",
    "LOAD SILENT <file:///etc/passwd> INTO GRAPH <http://g>",
    "CLEAR ALL",
    "DROP GRAPH <http://g>",
    "CREATE GRAPH <http://g>",
    "ADD <http://a> TO <http://b>",
    "MOVE DEFAULT TO <http://b>",
    "COPY <http://a> TO DEFAULT",
    "SELECT * { ?s ?p ?o } ; DROP ALL",
)


@pytest.mark.parametrize("query", HARMLESS)
def test_words_that_are_no_words_of_the_language_pass(query: str) -> None:
    """In strings, IRIs, comments, prefixed names and variables anything may stand."""
    check(query)


@pytest.mark.parametrize("query", SERVICES)
def test_other_machines_are_not_asked(query: str) -> None:
    with pytest.raises(Refused, match=r"SERVICE \(line \d\) is refused: .* another machine"):
        check(query)


@pytest.mark.parametrize("query", UPDATES)
def test_nothing_is_changed(query: str) -> None:
    with pytest.raises(Refused, match=r"^[A-Z]+ \(line 1\) is refused: queries only read"):
        check(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <http://x/> { ?s ?p ?o }",
        "SELECT * from NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT*FROM<http://x/>{?s ?p ?o}",
        "PREFIX : <http://x/> ASK FROM:a{?s ?p ?o}",
        "DESCRIBE ?s FROM <http://x/> WHERE { ?s ?p ?o }",
    ],
)
def test_no_other_graphs(query: str) -> None:
    with pytest.raises(Refused, match=r"FROM .* is refused"):
        check(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { GRAPH <file:///etc/passwd> { ?s ?p ?o } }",
        "SELECT * { graph <FILE:x.ttl> { ?s ?p ?o } }",
        "SELECT * { GRAPH <\\u0066ile:x> { ?s ?p ?o } }",
        "PREFIX f: <file:///etc/> SELECT * { GRAPH f:passwd { ?s ?p ?o } }",
        "BASE <file:///etc/> SELECT * { GRAPH <passwd> { ?s ?p ?o } }",
    ],
)
def test_no_files(query: str) -> None:
    with pytest.raises(Refused, match="no query reads files as graphs"):
        check(query)


def test_the_line_is_told() -> None:
    with pytest.raises(Refused, match="line 3"):
        check("SELECT *\n{\n SERVICE <http://x/> {} }")


@given(st.text(alphabet="<>\"'#\\{}()?:.,;@aSERVICEu0053 \n"))
def test_tokens_are_the_text(text: str) -> None:
    """Nothing of a query is lost between tokens, and no text makes the guard fail in another way."""
    assert "".join(token.text for token in tokens(text)) == text
    try:
        check(text)
    except Refused:
        assert "SERVICE" in text.upper() or "\\" in text


@pytest.fixture
def listener() -> Iterator[tuple[int, list[int]]]:
    """A port of this machine, and a list that grows with every connection to it."""
    calls: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                calls.append(1)
                connection.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield server.getsockname()[1], calls
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_what_the_engine_would_send_is_refused(listener: tuple[int, list[int]]) -> None:
    """Of some thousand queries pieced together at random, those that make Oxigraph call are all refused."""
    port, calls = listener
    address = f"http://127.0.0.1:{port}/"
    draw = random.Random(1)
    pieces = (
        "SERVICE", "SILENT", " ", "\n", "#", "'", '"', "'''", '"""', "<", ">", "?s", "?p ?o", ":", ":x", "SERVICE:x", "1e5",
        "true", "@en", "--ltr", ".", ";", "(", ")", "FILTER(", "BIND(1 AS ?a)", "<?b", "\\u0022", "_:b", "?s ?p ", "{", "}", "-",
    )  # fmt: skip
    ends = (
        f"SERVICE <{address}>",
        "SERVICE:x",
        "SERVICESILENT:x ",
        f"SERVICE SILENT<{address}>",
        "service ?at ",
    )
    store = pyoxigraph.Store()
    live = 0
    for _ in range(4000):
        before = "".join(draw.choices(pieces, k=draw.randint(0, 5)))
        after = "".join(draw.choices(pieces, k=draw.randint(0, 3)))
        query = (
            f"SELECT * {{ VALUES ?at {{ <{address}> }} {before}{draw.choice(ends)}{{ ?x ?y ?z }}{after} }}"
        )
        called = len(calls)
        try:
            store.query(query, prefixes={"": address})
        except SyntaxError:
            continue
        except OSError:
            pass
        if len(calls) > called:
            live += 1
            with pytest.raises(Refused):
                check(query)
    assert live > 20
