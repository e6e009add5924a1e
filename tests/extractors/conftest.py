"""Cases as text: the files of `cases/` come in, one test each in the test module of the same name goes out.

A case is a title, an episode's text and the records expected of it, each closed by a line that holds a
full stop alone. The records are YAML: each field named is compared whole, in the short form that `shown`
makes of it; fields that a case does not name are not looked at.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from kg import extractors, loaders
from kg.catalog import Catalogue, parse_entries
from kg.joining import join_parts
from kg.model import Document, Extraction, Mention, Skipped

FOLDER = Path(__file__).parent
PATH = "demo-show/012-a-case.md"
ENTRIES = parse_entries((FOLDER / "catalogue.yaml").read_text(encoding="utf-8"), "catalogue.yaml")
CATALOGUE = Catalogue(ENTRIES)


class Case(NamedTuple):
    """An episode's text and what is to be found in it."""

    title: str
    text: str
    expected: dict[str, Any]


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a file."""
    blocks = re.split(r"^\.\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(blocks) % 3 == 1, f"{path.name}: a case has three parts, each closed by a lone full stop"
    assert not blocks.pop().strip(), f"{path.name}: text behind the last case"
    parts = zip(blocks[::3], blocks[1::3], blocks[2::3], strict=True)
    return [Case(title.strip(), text, yaml.safe_load(expected)) for title, text, expected in parts]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for `case` those of cases/picks.md where its module is test_picks.py."""
    if "case" in metafunc.fixturenames:
        name = metafunc.module.__name__.rpartition(".")[2].removeprefix("test_")
        cases = read_cases(FOLDER / "cases" / f"{name}.md")
        metafunc.parametrize("case", cases, ids=[case.title.replace(" ", "-") for case in cases])


def extract_text(text: str) -> Extraction:
    """Return what is found in an episode of one file, every mention checked against its words."""
    part = loaders.load(Document(PATH, text, "0" * 64, ("demo-show",)))
    assert not isinstance(part, Skipped), part
    (episode,) = join_parts([part])
    extraction = extractors.extract(episode, [text], CATALOGUE)
    named: list[Mention] = [m for t in extraction.technologies for m in t.mentions]
    named += [m for p in extraction.people for m in p.mentions]
    assert [m for m in named if text[m.span.start : m.span.end] != m.surface] == []
    return extraction


def shown(x: Extraction) -> dict[str, Any]:
    """Return an extraction in the short form of the cases; empty values are left out of a record."""
    fields: dict[str, list[dict[str, Any]]] = {
        "people": [
            {"name": p.name, "role": p.role, "aliases": list(p.aliases), "profiles": list(p.profiles)}
            for p in x.people
        ],
        "technologies": [
            {"name": t.name, "surfaces": sorted({m.surface for m in t.mentions}), "count": len(t.mentions),
             "places": sorted({m.place for m in t.mentions})}
            for t in x.technologies
        ],
        "picks": [
            {"title": p.title, "url": p.url, "by": list(p.by), "about": list(p.technologies)} for p in x.picks
        ],
        "topics": [{"time": t.time, "seconds": t.seconds, "title": t.title} for t in x.topics],
        "sponsors": [{"name": s.name, "url": s.url} for s in x.sponsors],
        "links": [
            {"text": r.link.text, "place": r.place, "identifies": r.identifies, "target": r.target}
            for r in x.links
        ],
        "passages": [
            {"text": p.text, "place": p.place, "speaker": p.speaker, "time": p.time}
            for p in sorted(x.passages, key=lambda passage: passage.span)
        ],
    }  # fmt: skip
    short: dict[str, Any] = {
        field: [{key: value for key, value in item.items() if value not in (None, [])} for item in items]
        for field, items in fields.items()
    }
    return short | {"speakers": dict(x.speakers)}


def talk_text(*sentences: str) -> str:
    """Return an episode in which two people say the sentences in turn, and enough else to be a transcript."""
    said = [
        "The boat went out again. " * 8,
        "And it came back in. " * 8,
        *sentences,
        "Yes.",
        "No.",
        "Oh.",
        "Bye.",
    ]
    turns = "\n\n".join(f"**{('MARA', 'IVO')[i % 2]}:** {sentence}" for i, sentence in enumerate(said))
    return f"---\ntitle: Pans\npodcast: demo\nepisode_number: 1\n---\n\nAbout pans.\n\n### Transcript\n\n{turns}\n"


@pytest.fixture
def extract() -> Callable[[str], Extraction]:
    """What turns an episode's text into its extraction."""
    return extract_text


@pytest.fixture
def talk() -> Callable[..., str]:
    """What makes an episode's text of the sentences that two people say in turn."""
    return talk_text


@pytest.fixture
def found(case: Case) -> dict[str, Any]:
    """What was found in the case's episode, of the fields that the case names."""
    everything = shown(extract_text(case.text))
    return {field: everything[field] for field in case.expected}


@pytest.fixture
def expected(case: Case) -> dict[str, Any]:
    """What the case says is to be found."""
    return case.expected
