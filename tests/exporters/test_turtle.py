"""Turtle and TriG: short, sorted, letter by letter as they should be, and read alike by two parsers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import networkx
import pyoxigraph
import pytest

from kg import vocabulary
from kg.cooccurrence.pairs import Pair, Table
from kg.exporters.nquads import lines
from kg.exporters.turtle import (
    changed_part,
    quads,
    shortener,
    turtle_names,
    turtle_part,
    write_trig,
    write_turtle,
)
from kg.rdf.dataset import Part, parts
from kg.rdf.description import tally
from kg.rdf.observations import describe_pairs
from kg.rdf.terms import OPEN, Block, Names, Row, Shape, block, english, plain

if TYPE_CHECKING:
    from tests.conftest import Talk

BASE = "https://kg.example"
N = Names(BASE)


def text(several: list[Part], trig: bool = False, base: str = BASE) -> str:
    """Return parts as they are written."""
    handle = io.BytesIO()
    (write_trig if trig else write_turtle)(several, handle, base)
    return handle.getvalue().decode()


def head(base: str = BASE) -> str:
    """Return how every file begins."""
    spaces = vocabulary.written_prefixes(base)
    return f"@base <{base}/> .\n" + "".join(f"@prefix {p}: <{space}> .\n" for p, space in spaces.items())


ONE = block(
    N.node("episode/demo/1"),
    [
        (N["schema:name"], english('De"mo')),
        (N["rdf:type"], N["schema:PodcastEpisode"]),
        (N["rdf:type"], N["schema:Clip"]),
        (N["kg:words"], N.integer(30)),
        (N["kg:confidence"], N.decimal(0.5, 3)),
        (N["kg:known"], N.boolean(True)),
        (N["schema:datePublished"], N.typed("2015-07-29", "date")),
        (N["kg:host"], N.node("person/ada")),
        (N["kg:path"], plain("a\\b\n")),
        (N["schema:url"], "<https://other.example/x>"),
    ],
)
STATED = """\
<episode/demo/1> a schema:Clip, schema:PodcastEpisode ;
    kg:confidence 0.500 ;
    kg:host person:ada ;
    kg:known true ;
    kg:path "a\\\\b\\n" ;
    kg:words 30 ;
    schema:datePublished "2015-07-29"^^xsd:date ;
    schema:name "De\\"mo"@en ;
    schema:url <https://other.example/x> .
"""


def test_a_subject_letter_by_letter() -> None:
    """Types first, then by predicate; numbers bare; addresses below the base relative, entities by their prefix."""
    several = [Part(N.graph("x"), [ONE]), Part(None, [ONE])]
    assert text(several) == head() + "\n# <graph/x>\n\n" + STATED + "\n# the data set\n\n" + STATED
    indented = "".join("  " + line + "\n" for line in STATED.splitlines())
    assert text(several, trig=True) == head() + "\n<graph/x> {\n" + indented + "}\n\n" + STATED


def test_the_head_declares_what_is_used_and_nothing_twice() -> None:
    """The prefixes are those of kg.vocabulary, without those that only queries need."""
    assert head().count("@prefix") == len(vocabulary.written_prefixes(BASE))
    assert "@prefix kg: <https://kg.example/ns#> ." in head()
    assert "sh:" not in head()


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("<https://kg.example/technology/c-plus-plus>", "technology:c-plus-plus"),
        ("<https://kg.example/technology/node.js>", "technology:node.js"),
        ("<https://kg.example/technology/%C3%BC>", "<technology/%C3%BC>"),
        ("<https://kg.example/technology/a.>", "<technology/a.>"),
        ("<https://kg.example/technology/-a>", "<technology/-a>"),
        ("<https://kg.example/technology/>", "<technology/>"),
        ("<https://kg.example/person/demo/ada>", "<person/demo/ada>"),
        ("<https://kg.example/>", "<https://kg.example/>"),
        ("<https://kg.example.org/x>", "<https://kg.example.org/x>"),
        ("<https://kg.example/ns#words>", "kg:words"),
        ("<https://kg.example/ns>", "<ns>"),
        ("<https://schema.org/name>", "schema:name"),
        ("<https://schema.org/>", "<https://schema.org/>"),
        ('"01"^^<http://www.w3.org/2001/XMLSchema#integer>', "01"),
        ('"PT1S"^^<http://www.w3.org/2001/XMLSchema#duration>', '"PT1S"^^xsd:duration'),
        ('"a <b>"@en', '"a <b>"@en'),
        ('"<https://schema.org/name>"', '"<https://schema.org/name>"'),
    ],
)
def test_short_forms_mean_the_same(term: str, expected: str) -> None:
    """A term is shortened only where a parser that knows base and prefixes reads the same term again."""
    assert shortener(BASE, vocabulary.written_prefixes(BASE))(term) == expected
    read = pyoxigraph.parse(f"{head()}<a:s> <a:p> {expected} .", format=pyoxigraph.RdfFormat.TURTLE)
    plainly = pyoxigraph.parse(f"<a:s> <a:p> {term} .", format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert next(iter(read)).object == next(iter(plainly)).object


def test_a_base_with_a_path(talk: Talk) -> None:
    """Relative addresses are relative to the whole base, not to its host."""
    base = "https://data.test/a/b"
    several = list(parts(talk.graph, [talk.extraction], base_iri=base))
    read = pyoxigraph.parse(text(several, True, base), format=pyoxigraph.RdfFormat.TRIG)
    subjects = {quad.subject.value for quad in read if isinstance(quad.subject, pyoxigraph.NamedNode)}
    assert all(subject.startswith(base + "/") for subject in subjects)


def test_the_tiny_data_set_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A graph of one show: its statements, those of the run, and the description that SOURCE_DATE_EPOCH dates."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1438128000")
    monkeypatch.setattr("kg.rdf.provenance.version", lambda _: "0.0.0")
    tiny = networkx.MultiDiGraph()
    tiny.add_node("show/demo", type="show", label='De"mo')
    written = text(list(parts(tiny, [])))
    begin, end = written.index("# <graph/entities>"), written.index("# <graph/vocabulary>")
    assert (
        written[begin:end]
        == """\
# <graph/entities>

show:demo a schema:PodcastSeries ;
    rdfs:label "De\\"mo"@en ;
    schema:name "De\\"mo"@en .

# <graph/co-occurrence/turn>

<co-occurrence/turn> a qb:DataSet ;
    qb:structure <co-occurrence/structure> ;
    rdfs:label "Technologies named within one turn"@en ;
    kg:windows 0 .

# <graph/co-occurrence/episode>

<co-occurrence/episode> a qb:DataSet ;
    qb:structure <co-occurrence/structure> ;
    rdfs:label "Technologies named within one episode"@en ;
    kg:windows 0 .

"""
    )
    run = "f0b8c77d978d7b4a"  # the first digits of the SHA-256 of "0.0.0", since nothing was read
    begin, end = written.index("# <graph/provenance>"), written.index("# the data set")
    assert (
        written[begin:end]
        == f"""\
# <graph/provenance>

<run/{run}> a prov:Activity ;
    prov:wasAssociatedWith <software/kg/0.0.0> .

<software/kg/0.0.0> a prov:SoftwareAgent, schema:SoftwareApplication ;
    rdfs:label "kg 0.0.0"@en ;
    schema:name "kg 0.0.0"@en ;
    schema:softwareVersion "0.0.0" .

"""
    )
    assert 'prov:generatedAtTime "2015-07-29T00:00:00Z"^^xsd:dateTime' in written[end:]
    assert f'dcterms:identifier "{run}"' in written[end:]


def test_no_long_quotes_and_no_http_schema_org(talk: Talk) -> None:
    """Strings stand on one line, and Schema.org is named by its https address alone."""
    written = text(list(parts(talk.graph, [talk.extraction])))
    assert '"""' not in written
    assert "http://schema.org" not in written
    assert "_:" not in written


def changed(old: Sequence[Block | Row], new: Sequence[Block | Row]) -> list[set[str]]:
    """Return the statements that one part has and the other has not, as `changed_part` tells them."""
    short = shortener(BASE, vocabulary.written_prefixes(BASE))
    before, after = (turtle_part(Part(None, several), short) for several in (old, new))
    names = turtle_names(BASE, vocabulary.written_prefixes(BASE))
    documents = [names + text for text in changed_part(before, after)]
    return [{str(q.triple) for q in pyoxigraph.parse(d, format=TURTLE)} for d in documents]


TURTLE = pyoxigraph.RdfFormat.TURTLE


def test_a_part_of_turtle_as_quads(talk: Talk) -> None:
    """The same statements as when N-Quads are written of it."""
    short = shortener(BASE, vocabulary.written_prefixes(BASE))
    for part in parts(talk.graph, [talk.extraction]):
        if part.name:
            found = b"".join(quads(turtle_part(part, short), part.name, BASE))
            wanted = "".join(lines(part)).encode()
            assert set(pyoxigraph.parse(found, pyoxigraph.RdfFormat.N_QUADS)) == set(
                pyoxigraph.parse(wanted, pyoxigraph.RdfFormat.N_QUADS)
            )


def test_observations_in_turtle_are_those_in_quads() -> None:
    """Type and all, however often a pair is named: a decimal has a point, as Turtle would take it for an integer."""
    short = shortener(BASE, vocabulary.written_prefixes(BASE))
    pairs = tuple(Pair("technology/a", f"technology/b{n}", n, 13 * n, 7 * n, n) for n in range(1, 9))
    for windows in (200, 2_000, 200_000, 20_000_000):
        part = Part(N.graph("x"), list(describe_pairs(N, "turn", Table(windows, pairs))))
        found = b"".join(quads(turtle_part(part, short), N.graph("x"), BASE))
        wanted = "".join(lines(part)).encode()
        assert set(found.splitlines()) == set(wanted.splitlines())


def test_what_differs_between_two_parts() -> None:
    """A block that comes or goes is told whole, of another only the predicates that changed."""
    name, words = N["schema:name"], N["kg:words"]
    hostile = english(" .\n\n<x> <y> <z> ;\n    a .\n")
    kept = block(N.node("episode/demo/2"), [(name, hostile), (words, N.integer(1))])
    more = block(N.node("episode/demo/2"), [(name, hostile), (words, N.integer(2))])
    lost, won = changed([ONE, kept], [more, ONE])
    assert lost == {f"{kept.subject} {words} {N.integer(1)}"}
    assert won == {f"{kept.subject} {words} {N.integer(2)}"}
    assert changed([ONE, kept], [kept, ONE]) == [set(), set()]
    assert changed([], [kept]) == [set(), {f"{kept.subject} {p} {value}" for p, value in kept.pairs}]
    assert changed([kept], []) == [{f"{kept.subject} {p} {value}" for p, value in kept.pairs}, set()]


def test_what_differs_of_several_objects() -> None:
    """Of names of things only those that come or go are told; a subject that stands in two blocks keeps what one still says."""
    used, label = N["prov:used"], N["rdfs:label"]
    a, b, c = (N.node(f"technology/{name}") for name in "abc")
    subject = N.below("run", "1")
    both = [block(subject, [(used, a), (used, b), (label, english("x, y"))])]
    assert changed(both, [block(subject, [(used, a), (used, c), (label, english("x, y"))])]) == [
        {f"{subject} {used} {b}"},
        {f"{subject} {used} {c}"},
    ]
    parted = [Block(subject, [(used, a), (used, b)]), Block(subject, [(used, a), (used, c)])]
    assert changed(parted, [parted[0], Block(subject, [(used, c)])]) == [set(), set()]
    assert changed(parted, [parted[0]]) == [{f"{subject} {used} {c}"}, set()]


def test_rows_of_a_shape_are_written_as_blocks_are() -> None:
    """To the byte, in Turtle and TriG, whatever is left open: numbers, names, texts with percent signs."""
    shape: Shape = tuple(
        sorted(
            [
                (N["rdf:type"], N["qb:Observation"]),
                (N["kg:count"], N.open("integer")),
                (N["kg:entityA"], OPEN),
                (N["kg:npmi"], OPEN),
            ]
        )
    )
    rows = [
        Row(N.below("co-occurrence", "turn", "c%23", str(n)), shape, (str(n), N.node("technology/c-50%"), english("5 % \\ %s")))
        for n in range(3)
    ]  # fmt: skip
    blocks = [Block(row.subject, row.pairs) for row in rows]
    assert all(one.pairs == sorted(one.pairs) for one in rows)
    for trig in (False, True):
        assert text([Part(N.graph("x"), rows)], trig) == text([Part(N.graph("x"), blocks)], trig)
    assert tally(N, [*rows, ONE]) == tally(N, [*blocks, ONE])
