"""One invented episode and its statements, and a browser: what the tests of several rooms share."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import networkx
import pyoxigraph
import pytest
from playwright.sync_api import Browser, sync_playwright

from kg import vocabulary
from kg.exporters.nquads import lines
from kg.graph import build_graph
from kg.model import (
    MISSPELT,
    Extraction,
    Link,
    Mention,
    Passage,
    Person,
    Pick,
    Reference,
    Source,
    Span,
    Sponsor,
    Technology,
    Topic,
)
from kg.rdf.dataset import parts

NOTES = """\
Panel: Ada Lovelace
02:44 - Storage in S3
Picks: Ada: Kindred (novel) and [Lambda](https://en.wikipedia.org/wiki/AWS_Lambda)
Sponsored by Acme, who run Redis
"""
TRANSCRIPT = """\
[02:44] ADA: We moved the café’s menu 🍕 to S3 last year, and S3 never failed.
GUY: Amazon Lambda, too, said Grace Hopper, and Nodde with Quuxer.
"""
FILES = {"demo/notes.md": NOTES, "demo/transcript.txt": TRANSCRIPT}
PREAMBLE = "\n".join(f"PREFIX {prefix}: <{space}>" for prefix, space in vocabulary.prefixes().items())


class Talk:
    """The episode `demo/1-first`: its files, its extraction, its graph, and its statements as a store."""

    files = FILES
    id = "demo/1-first"

    def __init__(self) -> None:
        self.extraction = _extraction()

    @property
    def graph(self) -> networkx.MultiDiGraph:
        """The graph of the episode."""
        return build_graph([self.extraction])

    @staticmethod
    def digest(path: str, length: int = 64) -> str:
        """Return the first digits of a file's SHA-256."""
        return hashlib.sha256(FILES[path].encode()).hexdigest()[:length]

    @staticmethod
    def at(source: int, words: str, nth: int = 0) -> Span:
        """Return where `words` stand in the notes (0) or the transcript (1)."""
        return _at(source, words, nth)

    def with_technology(self, technology: Technology) -> Extraction:
        """Return the extraction with one technology more."""
        return replace(self.extraction, technologies=(*self.extraction.technologies, technology))

    def quads(
        self,
        extractions: Iterable[Extraction] | None = None,
        graph: networkx.MultiDiGraph | None = None,
        **options: Any,
    ) -> list[str]:
        """Return the statements, of this episode if no others are given, as lines of N-Quads."""
        given = [self.extraction] if extractions is None else list(extractions)
        several = parts(build_graph(given) if graph is None else graph, given, **options)
        return [line for part in several for line in lines(part)]

    def store(
        self,
        extractions: Iterable[Extraction] | None = None,
        graph: networkx.MultiDiGraph | None = None,
        **options: Any,
    ) -> Statements:
        """Return the statements as a store."""
        return Statements(self.quads(extractions, graph, **options))


class Statements:
    """A store of lines of N-Quads."""

    def __init__(self, quads: list[str]) -> None:
        self.store = pyoxigraph.Store()
        self.store.load("".join(quads).encode(), format=pyoxigraph.RdfFormat.N_QUADS)

    def ask(self, query: str) -> list[tuple[str, ...]]:
        """Return the sorted answers; a query sees the union of all graphs, and `GRAPH` each of them."""
        found = self.store.query(PREAMBLE + query, use_default_graph_as_union=True)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        return sorted(tuple(term.value for term in row) for row in found)

    def facts(self, subject: str) -> list[tuple[str, str]]:
        """Return predicate and object of all that is stated of a subject, as N-Triples writes them."""
        pattern = self.store.quads_for_pattern(pyoxigraph.NamedNode(subject), None, None)
        return sorted((str(quad.predicate), str(quad.object)) for quad in pattern)


@pytest.fixture
def talk() -> Talk:
    """The episode."""
    return Talk()


BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]


@pytest.fixture(scope="module")
def page_browser() -> Iterator[Browser]:
    """Start the machine's browser, for one file of tests: while it runs, no other event loop can."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = f"none of {', '.join(BROWSERS)} is on the PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def _at(source: int, words: str, nth: int = 0) -> Span:
    text, start = (NOTES, TRANSCRIPT)[source], -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(source, start, start + len(words))


def _passage(
    source: int, text: str, place: Any, speaker: str | None, time: float | None, turn: int | None
) -> Passage:
    return Passage(text, _at(source, text), place, speaker, time, turn)


def _mention(source: int, words: str, passage: int, nth: int = 0, **other: Any) -> Mention:
    facts = {"place": "transcript" if source else "notes", "evidence": "catalogue", "confidence": 0.95}
    return Mention(words, _at(source, words, nth), passage=passage, **facts | other)


def _extraction() -> Extraction:
    said = TRANSCRIPT.splitlines()
    picks = "Ada: Kindred (novel) and [Lambda](https://en.wikipedia.org/wiki/AWS_Lambda)"
    article = "https://en.wikipedia.org/wiki/AWS_Lambda"
    link = Link(article, article[8:], "Lambda", 0, 2, 0, 6, _at(0, f"[Lambda]({article})"))
    return Extraction(
        id=Talk.id,
        show="demo",
        title="First",
        number=1,
        date="2015-07-29",
        duration=3723,
        sources=tuple(
            Source(path, hashlib.sha256(text.encode()).hexdigest()) for path, text in FILES.items()
        ),
        tags=(),
        passages=(
            _passage(0, "Panel: Ada Lovelace", "notes", None, None, None),
            _passage(0, "02:44 - Storage in S3", "notes", None, None, None),
            _passage(0, picks, "picks", None, None, None),
            _passage(0, "Sponsored by Acme, who run Redis", "sponsors", None, None, None),
            _passage(1, said[0].partition("ADA: ")[2], "transcript", "Ada Lovelace", 164.5, 0),
            _passage(1, said[1].partition("GUY: ")[2], "transcript", "GUY", None, 1),
        ),
        people=(
            Person("Ada Lovelace", "host", ("ADA",), (_mention(0, "Ada Lovelace", 0, evidence="structure"),), ("github.com/ada", "ada.example/ü")),
            Person("Grace Hopper", "mentioned", (), (_mention(1, "Grace Hopper", 5, confidence=0.7),)),
        ),
        technologies=(
            Technology(
                "amazon-s3", "Amazon S3", "aws-service",
                (_mention(0, "S3", 1), _mention(1, "S3", 4), _mention(1, "S3", 4, 1)), ("aws.amazon.com/s3",),
            ),
            Technology(
                "aws-lambda", "AWS Lambda", "aws-service",
                (_mention(0, "Lambda", 2, place="picks"), _mention(1, "Amazon Lambda", 5)),
            ),
            Technology(
                "nodejs", "Node.js", "framework",
                (_mention(1, "Nodde", 5, why=MISSPELT + "Node"),), ("github.com/nodejs/node", "nodejs.org"),
            ),
            Technology("redis", "Redis", "database", (_mention(0, "Redis", 3, place="sponsors"),)),
            Technology(None, "Quuxer", "tool", (_mention(1, "Quuxer", 5, evidence="ner", confidence=0.5),)),
        ),
        picks=(
            Pick("Kindred", "https://books.example/kin dred", ("Ada Lovelace",), 2, _at(0, "Kindred (novel)")),
            Pick("Lambda", None, (), 2, _at(0, "Lambda"), ("AWS Lambda",)),
        ),
        topics=(Topic("02:44", 164, "Storage in S3", _at(0, "02:44 - Storage in S3")),),
        sponsors=(Sponsor("Acme", (3,), "https://acme.example/"),),
        links=(Reference(link, "picks", "wikipedia", "AWS_Lambda"),),
        words=30,
        turns=2,
    )  # fmt: skip
