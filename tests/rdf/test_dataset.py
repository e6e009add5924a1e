"""The data set as a whole: its named graphs, its levels of detail, and that nothing in it depends on chance."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import networkx
import pyoxigraph
import pytest

import kg
from kg import vocabulary
from kg.exporters.nquads import lines
from kg.rdf.dataset import Dataset, OrderError, Part, parts

if TYPE_CHECKING:
    from tests.conftest import Talk

ROOT = Path(kg.__file__).parents[1]
GRAPH = "https://kg.example/graph/"
SHARED = ["co-occurrence/episode", "co-occurrence/turn", "entities", "provenance", "times", "vocabulary"]
TYPE = vocabulary.terms()["rdf:type"]


def read(quads: list[str]) -> list[pyoxigraph.Quad]:
    """Return the statements as a parser reads them; it refuses what is no IRI."""
    return [
        quad
        for quad in pyoxigraph.parse("".join(quads), format=pyoxigraph.RdfFormat.N_QUADS)
        if isinstance(quad, pyoxigraph.Quad)
    ]


def several(talk: Talk) -> list[str]:
    """Return the statements of three episodes, so that technologies co-occur."""
    return talk.quads([replace(talk.extraction, id=f"demo/{n}") for n in range(1, 7)])


def test_the_graphs(talk: Talk) -> None:
    """One graph an episode and six that they share; the default graph holds the description alone."""
    found = talk.store().ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert found == [(GRAPH + name,) for name in sorted([*SHARED, "episode/demo/1-first"])]
    default = {
        str(q.subject) for q in read(talk.quads()) if isinstance(q.graph_name, pyoxigraph.DefaultGraph)
    }
    assert default
    assert all(
        re.match("<https://kg.example/dataset(/(class|property)/[A-Za-z0-9-]+)?>$", subject)
        for subject in default
    )


def test_a_subject_is_described_in_one_graph(talk: Talk) -> None:
    """No subject has statements in two graphs, but for the technologies that co-occur."""
    where: dict[str, set[str]] = {}
    for quad in read(several(talk)):
        if quad.predicate.value != vocabulary.terms()["kg:coOccursWith"]:
            where.setdefault(str(quad.subject), set()).add(str(quad.graph_name))
    assert {subject: graphs for subject, graphs in where.items() if len(graphs) > 1} == {}


def test_everything_that_is_pointed_to_is_described(talk: Talk) -> None:
    """Each IRI below the base that stands as an object has statements of its own; ontologies' versions aside."""
    quads = read(several(talk))
    subjects = {str(quad.subject) for quad in quads}
    objects = {str(q.object) for q in quads if isinstance(q.object, pyoxigraph.NamedNode)}
    missing = {o for o in objects - subjects if o.startswith("<https://kg.example/")}
    assert missing == {f"<https://kg.example/ns/{vocabulary.ONTOLOGY_VERSION}>", "<https://kg.example/ns#>"}


def test_nothing_is_blank(talk: Talk) -> None:
    """Every resource has an address."""
    quads = read(several(talk))
    terms = {type(term) for quad in quads for term in (quad.subject, quad.object, quad.graph_name)}
    assert terms == {pyoxigraph.NamedNode, pyoxigraph.Literal, pyoxigraph.DefaultGraph}


def test_every_iri_is_valid_and_ascii(talk: Talk) -> None:
    """Each IRI is a URI by RFC 3986 too, so that readers of either are served."""
    uri = re.compile(r"[a-z][a-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-F]{2})+")
    hostile = networkx.MultiDiGraph()
    for i, name in enumerate(("a b", 'q"<>', "ü", "{}|^`\\", "%zz", "C#", "\ud800")):
        hostile.add_node(f"person/{name}", type="person", label="P", profiles=[f"x.example/{name}", name])
        hostile.add_node(
            f"technology/{i}", type="technology", label="T", kind="tool", pages=[name], wikipedia=[name]
        )
    graph = networkx.compose(hostile, talk.graph)
    quads = read(talk.quads(graph=graph))
    named = {
        t.value
        for q in quads
        for t in (q.subject, q.predicate, q.object, q.graph_name)
        if isinstance(t, pyoxigraph.NamedNode)
    }
    assert sorted(iri for iri in named if not uri.fullmatch(iri)) == []


def test_every_property_is_declared_and_its_values_are_what_was_declared(talk: Talk) -> None:
    """Each predicate stands in PROPERTIES, and its values are IRIs, English texts or literals of its datatype."""
    curies = {iri: curie for curie, iri in vocabulary.terms().items()}
    wrong = set()
    for quad in read(several(talk)):
        if quad.predicate.value == TYPE:
            assert quad.object.value in curies  # type: ignore[union-attr]
            continue
        curie = curies[quad.predicate.value]
        match quad.object:
            case pyoxigraph.NamedNode():
                found = "@id"
            case pyoxigraph.Literal(language=str(tag)):
                found = "@" + tag
            case pyoxigraph.Literal(datatype=datatype):
                found = curies[datatype.value]
        if found != vocabulary.PROPERTIES[curie]:
            wrong.add((curie, found))
    assert wrong == set()


def test_literals_are_in_the_space_of_their_datatype(talk: Talk) -> None:
    """Every typed literal is one by pyoxigraph's measure: a query can compute with it."""
    store = talk.store([replace(talk.extraction, id=f"demo/{n}") for n in range(1, 7)])
    query = """SELECT ?o { ?s ?p ?o FILTER(isLiteral(?o) && DATATYPE(?o) IN (xsd:integer, xsd:decimal, xsd:date, xsd:duration, xsd:boolean, xsd:dateTime))
      BIND(STRDT(STR(?o), DATATYPE(?o)) AS ?again) FILTER(!BOUND(?again) || !sameTerm(?o, ?again)) }"""
    assert store.ask(query) == []
    assert store.ask("SELECT ?o { ?s ?p ?o FILTER(DATATYPE(?o) = xsd:integer && !(?o + 0 = ?o)) }") == []


def test_no_term_is_listed_in_vain(talk: Talk) -> None:
    """Every listed term is written somewhere, but for those of published files and of SOURCE_DATE_EPOCH."""
    kinds = networkx.MultiDiGraph()
    for kind in vocabulary.KINDS:
        kinds.add_node(f"technology/{kind}", type="technology", label=kind, kind=kind)
    guest = replace(talk.extraction.people[1], role="guest")
    record = replace(talk.extraction, people=(talk.extraction.people[0], guest))
    records = [replace(record, id=f"demo/{n}") for n in range(1, 7)]
    graph = networkx.compose(kinds, kg.build_graph(records))
    quads = read(talk.quads(records, graph=graph))
    written = {t.value for q in quads for t in (q.predicate, q.object) if isinstance(t, pyoxigraph.NamedNode)}
    written |= {q.object.datatype.value for q in quads if isinstance(q.object, pyoxigraph.Literal)}
    elsewhere = re.compile(
        r"spdx:|dcat:(?!Dataset)|prov:generatedAtTime|xsd:(dateTime|hexBinary)|void:properties"
    )
    unused = {curie for curie, iri in vocabulary.terms().items() if iri not in written}
    assert {curie for curie in unused if not elsewhere.match(curie)} == set()


def test_the_levels_nest(talk: Talk) -> None:
    """What `entities` states `mentions` states too, and `full` all of that, the description's counts aside."""
    records = [replace(talk.extraction, id=f"demo/{n}") for n in range(1, 7)]
    levels = [
        {line for line in talk.quads(records, detail=detail) if "<https://kg.example/dataset" not in line.split(" ")[0]}
        for detail in ("entities", "mentions", "full")
    ]  # fmt: skip
    assert levels[0] < levels[1] < levels[2]


@pytest.mark.parametrize(
    ("detail", "absent"),
    [
        (
            "entities",
            "Annotation SpecificResource TextPositionSelector TextQuoteSelector FragmentSelector Passage Turn",
        ),
        ("mentions", "SpecificResource TextPositionSelector TextQuoteSelector"),
        ("full", ""),
    ],
)
def test_what_a_level_leaves_out(talk: Talk, detail: str, absent: str) -> None:
    """Without mentions there is no sentence and no time, without places no selector in a file; coverage stays."""
    store = talk.store(detail=detail)
    all_of = "oa:Annotation oa:SpecificResource oa:TextPositionSelector oa:TextQuoteSelector oa:FragmentSelector kg:Passage kg:Turn"
    there = {c.partition(":")[2] for c in all_of.split() if store.ask(f"SELECT ?s {{ ?s a {c} }}")}
    assert there == {c.partition(":")[2] for c in all_of.split()} - set(absent.split())
    assert len(store.ask("SELECT ?c { ?c a kg:Coverage ; kg:mentions ?n }")) == 5
    pointers = store.ask("SELECT ?p { ?s kg:passage ?p }")
    assert bool(pointers) == (detail != "entities")


def test_the_level_aside_is_that_of_a_pass_of_its_own(talk: Talk) -> None:
    """What a pass in full puts aside is what a pass in the detail `mentions` yields, description included."""
    aside: list[Part] = []
    dataset = Dataset(vocabulary.PLACEHOLDER_BASE, "full", aside.append)
    part, share = dataset.describe(talk.extraction)
    dataset.add(share)
    full = [part, *dataset.shared(talk.graph.nodes, talk.graph.edges(keys=True))]
    assert [line for part in aside for line in lines(part)] == talk.quads(detail="mentions")
    assert [line for part in full for line in lines(part)] == talk.quads()


def test_extractions_must_ascend(talk: Talk) -> None:
    """An extraction that comes twice, or out of order, would be stated wrongly: refused by name."""
    with pytest.raises(OrderError, match="demo/1-first: extractions must ascend by id"):
        list(parts(talk.graph, [talk.extraction, talk.extraction]))
    with pytest.raises(
        OrderError, match="demo/0: extractions must ascend by id, and this one follows demo/1-first"
    ):
        list(parts(talk.graph, [talk.extraction, replace(talk.extraction, id="demo/0")]))


def test_an_episode_that_is_taken_away_leaves_no_trace(talk: Talk) -> None:
    """Its graph goes, and the other episode's stays to the letter."""
    other = replace(talk.extraction, id="demo/2-second")
    both, alone = set(talk.quads([talk.extraction, other])), set(talk.quads([other]))
    graph = "<https://kg.example/graph/episode/demo/2-second> .\n"
    assert {line for line in both if line.endswith(graph)} == {line for line in alone if line.endswith(graph)}
    assert not any("1-first" in line for line in alone)


def test_another_base_changes_addresses_alone(talk: Talk) -> None:
    """Put the placeholder in its place, and the same statements stand there; only the text that tells it differs."""
    other = talk.quads(base_iri="https://data.test/x/")
    assert sorted(line.replace("https://data.test/x", "https://kg.example") for line in other) == sorted(
        talk.quads()
    )


def test_a_bad_base_is_refused(talk: Talk) -> None:
    """The base is looked at before anything is made."""
    with pytest.raises(vocabulary.BaseError, match="cannot be a base IRI"):
        list(parts(talk.graph, [], base_iri="https://x.example/#"))


SCRIPT = """
import sys, pathlib, networkx
from kg.exporters.rdf import write_rdf
from kg.graph import build_graph
from kg.model import Extraction, Mention, Passage, Person, Source, Span, Technology
names = {"B", "A", "C", "D", "E", "F"}
where = [Mention(n, Span(0, i, i + 1), "notes", 0, "ner", 0.5) for i, n in enumerate(sorted(names))]
found = tuple(Technology(None, m.surface, "tool", (m,), (m.surface + ".example",)) for m in sorted(where, key=lambda m: hash(m.surface)))
people = tuple(Person(n + " P", "guest", tuple(names), ()) for n in names)
passage = Passage("abc", Span(0, 0, 3), "notes", None, 1.5)
sources = (Source("p", "0" * 64),)
records = [Extraction(f"a/{i}", "a", "", None, None, None, sources, (), (passage,), people, found) for i in range(3)]
for form in ("turtle", "trig", "nquads", "jsonld"):
    write_rdf(build_graph(records), records, pathlib.Path(sys.argv[1], form), form)
"""


def test_the_hash_seed_does_not_show(tmp_path: Path) -> None:
    """Two processes with different hash seeds write the same bytes, in every form."""
    forms: tuple[Literal["turtle", "trig", "nquads", "jsonld"], ...] = ("turtle", "trig", "nquads", "jsonld")
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path / seed)], check=True, env=environment)
    for form in forms:
        assert (tmp_path / "1" / form).read_bytes() == (tmp_path / "2" / form).read_bytes()
