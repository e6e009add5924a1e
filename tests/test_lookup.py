"""Looking things up in a build: what a name finds, and the card that is printed."""

from pathlib import Path

import networkx as nx
import pytest

from kg.graph import build_graph
from kg.graph_file import GraphError
from kg.lookup import NotFound, clock, describe, find_nodes, find_one, read_build, render, similar_labels
from kg.model import Extraction, Mention, Passage, Person, Pick, Source, Span, Technology
from kg.records import write_records


def mention(surface: str, start: int, passage: int) -> Mention:
    return Mention(surface, Span(0, start, start + len(surface)), "transcript", passage, "catalogue", 0.95)


EPISODE = Extraction(
    id="demo/1-first",
    show="demo",
    title="First",
    number=1,
    date="2015-07-29",
    duration=None,
    sources=(Source("demo/1.md", "a" * 64),),
    tags=(),
    passages=(
        Passage("S3 keeps it, and S3 keeps it well.", Span(0, 20, 54), "transcript", "Ann Wood", 3723.4),
        Passage("Then S3 again.", Span(0, 60, 74), "transcript", None, None),
        Passage("Ann picks Redis.", Span(0, 80, 96), "picks", None, None),
    ),
    people=(Person("Ann Wood", "host", ("ANN",), (mention("Ann", 80, 2),), ("twitter.com/ann",)),),
    technologies=(
        Technology(
            "amazon-s3", "Amazon S3", "aws-service",
            (mention("S3", 20, 0), mention("S3", 37, 0), mention("S3", 65, 1)),
        ),
        Technology("redis", "Redis", "database", (mention("Redis", 90, 2),)),
    ),
    picks=(Pick("Amazon S3", None, ("Ann Wood",), 2, Span(0, 80, 84), ("Redis",)),),
)  # fmt: skip


@pytest.fixture
def graph() -> nx.MultiDiGraph:
    """The graph of one episode."""
    return build_graph([EPISODE])


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """The episodes file of that build."""
    path = tmp_path / "episodes.jsonl"
    write_records([EPISODE], path)
    return path


@pytest.mark.parametrize(
    ("name", "nodes"),
    [
        ("amazon s3", ["technology/amazon-s3", "pick/demo/1-first/1"]),
        ("  AMAZON   S3 ", ["technology/amazon-s3", "pick/demo/1-first/1"]),
        ("s3", ["technology/amazon-s3"]),
        ("ann", ["person/ann-wood"]),
        ("pick/demo/1-first/1", ["pick/demo/1-first/1"]),
        ("First", ["episode/demo/1-first"]),
        ("nobody", []),
        ("", []),
    ],
)
def test_what_a_name_finds(name: str, nodes: list[str], graph: nx.MultiDiGraph) -> None:
    """An id is found as it is; else labels in any capitals, technologies first, and then aliases."""
    assert find_nodes(graph, name) == nodes


@pytest.mark.parametrize(
    ("name", "types", "node"),
    [
        ("amazon s3", ("technology", "person"), "technology/amazon-s3"),
        ("amazon-s3", ("technology",), "technology/amazon-s3"),
        ("technology/amazon-s3", ("technology",), "technology/amazon-s3"),
        ("Amazon S3", ("pick",), "pick/demo/1-first/1"),
        ("ann", ("technology", "person"), "person/ann-wood"),
        ("first", ("episode",), "episode/demo/1-first"),
        ("demo/1-first", ("episode",), "episode/demo/1-first"),
    ],
)
def test_one_of_the_types_asked_for(
    name: str, types: tuple[str, ...], node: str, graph: nx.MultiDiGraph
) -> None:
    """By id with or without its type, by label or by alias, the one found is of a type asked for."""
    assert find_one(graph, name, *types) == node


@pytest.mark.parametrize(
    ("name", "types", "said"),
    [
        ("Reddis", ("technology", "person"), "no technology or person called 'Reddis'. Near it: Redis."),
        ("Redis", ("episode",), "no episode called 'Redis'."),
        ("technology/redis", ("person",), "no person called 'technology/redis'."),
        ("", ("technology",), "no technology called ''."),
    ],
)
def test_none_of_the_types_asked_for(
    name: str, types: tuple[str, ...], said: str, graph: nx.MultiDiGraph
) -> None:
    """The message has the name, what was looked for, and names near it of those types alone."""
    with pytest.raises(NotFound) as caught:
        find_one(graph, name, *types)
    assert str(caught.value) == f"this build has {said}"


def test_a_slip_finds_what_is_near(graph: nx.MultiDiGraph) -> None:
    """Labels like the wrong name are suggested, and nothing for a name like none."""
    assert similar_labels(graph, "Reddis") == ["Redis"]
    assert similar_labels(graph, "Anne Woods") == ["Ann Wood"]
    assert similar_labels(graph, "qqqqqq") == []


def test_the_card_of_a_technology(graph: nx.MultiDiGraph, records: Path) -> None:
    """Attributes, relations and each sentence once, with who said it, where and when."""
    assert describe(graph, "technology/amazon-s3", records, None) == {
        "id": "technology/amazon-s3",
        "aliases": ["S3"],
        "kind": "aws-service",
        "known": True,
        "label": "Amazon S3",
        "status": "known",
        "type": "technology",
        "relations": {"mentioned in": ["First (2015-07-29)"], "spoken of by": ["Ann Wood"]},
        "mentions": 2,
        "sentences": [
            {
                "text": "S3 keeps it, and S3 keeps it well.", "episode": "demo/1-first", "title": "First",
                "date": "2015-07-29", "place": "transcript", "speaker": "Ann Wood", "time": 3723.4,
                "source": "demo/1.md", "start": 20, "end": 54,
                "surface": "S3", "confidence": 0.95, "why": "catalogue",
            },
            {
                "text": "Then S3 again.", "episode": "demo/1-first", "title": "First", "date": "2015-07-29",
                "place": "transcript", "speaker": None, "time": None,
                "source": "demo/1.md", "start": 60, "end": 74,
                "surface": "S3", "confidence": 0.95, "why": "catalogue",
            },
        ],
    }  # fmt: skip


def test_the_card_as_text(graph: nx.MultiDiGraph, records: Path) -> None:
    """What a terminal shows, whole, with how many sentences are left out."""
    assert render(describe(graph, "technology/amazon-s3", records, 1)) == (
        "Amazon S3  (aws-service, technology/amazon-s3)\n"
        "  aliases: S3\n"
        "  mentioned in (1): First (2015-07-29)\n"
        "  spoken of by (1): Ann Wood\n"
        "\n"
        "  “S3 keeps it, and S3 keeps it well.”\n"
        "      Ann Wood at 1:02:03, First (2015-07-29)  demo/1.md:20-54\n"
        "  … and 1 more sentences (--limit 0 prints all)"
    )


def test_the_card_of_a_pick(graph: nx.MultiDiGraph, records: Path) -> None:
    """What has no sentences of its own shows its relations alone."""
    assert render(describe(graph, "pick/demo/1-first/1", records, None)) == (
        "Amazon S3  (pick, pick/demo/1-first/1)\n"
        "  about (1): Redis\n"
        "  picked in (1): First (2015-07-29)\n"
        "  recommended by (1): Ann Wood"
    )


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (5.9, "0:05"), (65, "1:05"), (3599, "59:59"), (3723.4, "1:02:03")]
)
def test_times_are_shown_as_on_a_clock(seconds: float, shown: str) -> None:
    """Hours only where there are some; parts of seconds are cut off."""
    assert clock(seconds) == shown


def test_a_missing_build_tells_the_next_step(tmp_path: Path) -> None:
    """The message names the file and the command that makes it."""
    path = tmp_path / "out" / "graph.json"
    with pytest.raises(GraphError) as caught:
        read_build(path)
    assert (
        str(caught.value)
        == f"{path} does not exist; build it with `kg build PATH... --output {tmp_path / 'out'}`"
    )
