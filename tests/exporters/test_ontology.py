"""The vocabulary's page, its Turtle and the context: complete, of one content, harmless, and usable in a browser."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
import pytest
from playwright.sync_api import Browser

from kg import vocabulary
from kg.exporters.ontology import (
    GRAPHS,
    SPECIFICATIONS,
    generate_context,
    generate_ontology,
    write_context,
    write_ontology,
)

if TYPE_CHECKING:
    from tests.conftest import Talk

OWN = [term.name for term in vocabulary.OWN]


class Outline(HTMLParser):
    """Gathers what a page consists of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note anchors, links and headings."""
        given = dict(attrs)
        self.ids += [value for key, value in attrs if key == "id" and value]
        if tag == "a":
            self.links.append(given["href"] or "")
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Look whether what closes was the last to open."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Gather the text."""
        self.text += data


@pytest.fixture(scope="module")
def outline() -> Outline:
    """The page for the placeholder base."""
    return Outline(generate_ontology())


def test_every_own_term_and_kind_has_an_anchor(outline: Outline) -> None:
    """The anchor is the term's name, so that a term's address, served by this page, leads to it."""
    assert {*OWN, *(f"kind-{kind}" for kind in vocabulary.KINDS)} <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))
    for term in vocabulary.OWN:
        assert term.comment in outline.text, term.name
    for concept in vocabulary.KINDS.values():
        assert concept.definition in outline.text


def test_links_within_lead_somewhere_and_links_outside_are_terms_or_specifications(outline: Outline) -> None:
    """No anchor is missing, and nothing but vocabularies is linked to."""
    inside = {link[1:] for link in outline.links if link.startswith("#")}
    assert inside - set(outline.ids) == set()
    outside = {link for link in outline.links if not link.startswith("#")}
    terms = {space + name for space, names in vocabulary.FOREIGN.values() for name in names}
    assert outside == terms | {address for _, address in SPECIFICATIONS.values()}


def test_every_foreign_vocabulary_has_a_specification() -> None:
    """Each prefix has one, and no other prefix."""
    assert set(SPECIFICATIONS) == set(vocabulary.FOREIGN)


def test_the_page_is_well_formed(outline: Outline) -> None:
    """All that is opened is closed; headings go down one level at a time, from one of the first."""
    assert outline.open == []
    assert outline.levels.count(1) == 1
    seen = sorted(outline.levels, key=lambda level: level)
    assert seen[0] == 1
    main = outline.levels[outline.levels.index(1) :]
    assert all(after <= before + 1 for before, after in zip(main, main[1:], strict=False))


def test_the_page_carries_no_script_and_loads_nothing() -> None:
    """The policy forbids what is not inside, and there is neither script nor picture."""
    page = generate_ontology()
    assert "<script" not in page
    assert "src=" not in page
    assert "default-src 'none'; script-src 'none';" in unescape(page)
    assert re.findall("<link [^>]*>", page) == ['<link rel="icon" href="data:,">']


def test_what_a_base_holds_is_escaped() -> None:
    """An ampersand of the base is text, not markup; the version and the base stand in the page."""
    page = generate_ontology("https://data.test/a&b'c")
    assert "https://data.test/a&amp;b&#39;c/ns#Turn" in page
    assert "a&b" not in page
    assert "kg.example" not in page
    assert f"Version {vocabulary.ONTOLOGY_VERSION}" in page


def test_turtle_where_the_file_ends_so(talk: Talk, tmp_path: Path) -> None:
    """`ontology.ttl` holds the statements of the graph of the vocabulary, and any other file the page."""
    write_ontology(tmp_path / "ontology.ttl", base_iri="https://kg.example/")
    write_ontology(tmp_path / "ontology.html")
    read = pyoxigraph.parse(path=tmp_path / "ontology.ttl", format=pyoxigraph.RdfFormat.TURTLE)
    end = " <https://kg.example/graph/vocabulary> .\n"
    assert {str(quad.triple) + end for quad in read if isinstance(quad, pyoxigraph.Quad)} == {
        line for line in talk.quads([]) if line.endswith(end)
    }
    assert (tmp_path / "ontology.html").read_text(encoding="utf-8") == generate_ontology()


def test_the_graphs_are_those_that_are_written(talk: Talk) -> None:
    """Each named graph of a data set is described in the page, and no other."""
    patterns = {name.replace("{show}/{name}", talk.id) for name, _ in GRAPHS if name}
    written = {g for (g,) in talk.store().ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    assert written == {f"https://kg.example/{name}" for name in patterns}


def test_a_bad_base_writes_nothing(tmp_path: Path) -> None:
    """Page and context look at the base first."""
    for write in (write_ontology, write_context):
        with pytest.raises(vocabulary.BaseError, match="cannot be a base IRI"):
            write(tmp_path / "x", base_iri="kg")
    assert list(tmp_path.iterdir()) == []


def test_the_context_says_its_version_as_a_statement(tmp_path: Path) -> None:
    """Read as a document of its own, the context states the version of the ontology, and nothing else."""
    write_context(tmp_path / "context.jsonld", base_iri="https://data.test/")
    text = (tmp_path / "context.jsonld").read_text(encoding="utf-8")
    assert text == generate_context("https://data.test")
    (quad,) = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD)
    assert quad.subject == pyoxigraph.NamedNode("https://data.test/ns")
    assert quad.predicate == pyoxigraph.NamedNode(vocabulary.terms()["owl:versionInfo"])
    assert quad.object == pyoxigraph.Literal(vocabulary.ONTOLOGY_VERSION)
    assert len(json.loads(text)["@context"]) == text.count("\n    ")


# In a browser


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_in_a_browser(page_browser: Browser, width: int, tmp_path: Path) -> None:
    """The style applies under the policy, nothing is asked for, nothing is wider than the window, anchors are reached."""
    path = tmp_path / "ontology.html"
    write_ontology(path)
    page = page_browser.new_page(viewport={"width": width, "height": 800})
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{path.as_uri()}#speaksOf")
    assert complaints == []
    assert requests == [path.as_uri()] or requests == [f"{path.as_uri()}#speaksOf"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("getComputedStyle(document.querySelector('dl')).display") == "grid"
    box = page.locator("#speaksOf").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 200
    page.close()
