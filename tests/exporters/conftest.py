"""A small archive of two shows, with names that no file may stumble over."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import pytest

from kg.exporters.tabular.collection import Collection, collect
from kg.exporters.tabular.pairs import Selection
from kg.files import EPISODES, GRAPH
from kg.graph import build_graph
from kg.graph_file import write_graph
from kg.model import Extraction, Mention, Passage, Person, Pick, Source, Span, Sponsor, Technology
from kg.records import write_records

NAMES = {
    "s": "Amazon S3",
    "l": "=cmd|' /C calc'!A0",
    "p": '<b>&amp;"it\'s"</b> ]]>',
    "n": "漢字 🚀",
    "q": "a\x1b[31m\x0b\ufffeb\nc",
    "r": "Alone",
}
"""Letter → name of a technology."""

TURNS = ("sl", "sl", "sp", "pn", "n", "q", "sq", "s", "n", "r")
"""What each turn of an episode names."""


@dataclass(frozen=True)
class Archive:
    """Extractions and their graph."""

    extractions: tuple[Extraction, ...]
    graph: nx.MultiDiGraph

    def collection(self, selection: Selection | None = None) -> Collection:
        """Return the tables."""
        return collect(self.graph, lambda: self.extractions, selection or Selection())

    def write(self, folder: Path) -> Path:
        """Leave the files of a build in `folder`, and return it."""
        write_records(self.extractions, folder / EPISODES)
        write_graph(self.graph, folder / GRAPH)
        return folder


def episode(number: int, show: str, date: str | None, turns: tuple[str, ...] = TURNS) -> Extraction:
    """Return an episode with a passage a turn, and one in advertising that names S3."""
    passages = [
        Passage(f"turn {n}", Span(0, n, n + 1), "transcript", "Ada Lovelace" if n < 2 else None, n * 1.5, n)
        for n in range(len(turns))
    ]
    passages.append(Passage("=Buy S3", Span(0, 90, 97), "sponsors", None, None))
    technologies = []
    for letter, name in NAMES.items():
        mentions = [
            Mention(name, Span(0, n, n + 1), "transcript", n, "catalogue", 0.9)
            for n, turn in enumerate(turns)
            if letter in turn
        ]
        if letter == "s":
            mentions.append(Mention("S3", Span(0, 94, 96), "sponsors", len(turns), "catalogue", 0.9))
        if mentions:
            known = "amazon-s3" if letter == "s" else None
            technologies.append(
                Technology(known, name, "aws-service" if letter in "sl" else "tool", tuple(mentions))
            )
    people = (
        Person(
            "Ada Lovelace", "host", ("Ada",), (Mention("Ada", Span(0, 0, 3), "notes", 0, "structure", 1.0),)
        ),
        Person("Grace Hopper", "mentioned", (), ()),
    )
    picks = (
        Pick(
            "=Kindred\n<novel>",
            "https://books.example/1",
            ("Ada Lovelace",),
            0,
            Span(0, 1, 2),
            ("Amazon S3",),
        ),
    )
    return Extraction(
        f"{show}/{number}", show, f"Title {number}", number, date, 1800, (Source(f"{show}/{number}.md", "0" * 64),), (),
        passages=tuple(passages), people=people, technologies=tuple(technologies), picks=picks,
        sponsors=(Sponsor("Acme", (len(turns),), "acme.example"),), words=100, turns=len(turns),
    )  # fmt: skip


@pytest.fixture(scope="session")
def make_archive() -> Callable[..., Archive]:
    """Return what makes an archive of episodes."""

    def make(*extractions: Extraction) -> Archive:
        return Archive(extractions, build_graph(extractions))

    return make


@pytest.fixture(scope="session")
def archive(make_archive: Callable[..., Archive]) -> Archive:
    """Five episodes of two shows over four years, one of them without a date."""
    dates = ("2014-03-01", "2015-01-31", "2016-12-31", "2017-05-05", None)
    return make_archive(*(episode(n, "one" if n < 3 else "two", date) for n, date in enumerate(dates)))


@pytest.fixture(scope="session")
def undated(make_archive: Callable[..., Archive]) -> Archive:
    """Two episodes of which nobody knows when they were."""
    return make_archive(episode(1, "one", None), episode(2, "one", None))


@pytest.fixture(scope="session")
def quiet(make_archive: Callable[..., Archive]) -> Archive:
    """One episode that names nothing."""
    return make_archive(episode(1, "one", "2014-03-01", ()))
