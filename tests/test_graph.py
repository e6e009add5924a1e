"""The graph: every node and edge of a small archive, and that it is a function of the set of episodes."""

import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.graph import PREDICATES, build_graph, contribution_of, join_said
from kg.graph_file import (
    GraphError,
    NodeLines,
    count_lines,
    edge_lines,
    generate_graph,
    generate_joined,
    node_line,
    nodes_of,
    own_lines,
    read_graph,
    write_graph,
)
from kg.model import (
    Extraction,
    Mention,
    Passage,
    Person,
    Pick,
    Place,
    Source,
    Span,
    Sponsor,
    Technology,
    Topic,
)


def mention(surface: str, start: int, passage: int, place: Place = "transcript") -> Mention:
    return Mention(surface, Span(0, start, start + len(surface)), place, passage, "catalogue", 0.95)


FIRST = Extraction(
    id="demo/1-first",
    show="demo",
    title="First",
    number=1,
    date="2015-07-29",
    duration=None,
    sources=(Source("demo/1.md", "a" * 64),),
    tags=(),
    passages=(
        Passage("02:44 - S3", Span(0, 0, 10), "notes", None, None),
        Passage(
            "I put all of my pictures into s3, says Ann.", Span(0, 20, 63), "transcript", "Ann Wood", 5.5
        ),
        Passage("Pans (Ann)", Span(0, 70, 80), "picks", None, None),
        Passage("Sponsored by Tidewheel.", Span(0, 90, 113), "sponsors", None, None),
    ),
    people=(
        Person("Ann Wood", "host", ("ANN",), (), ("twitter.com/ann",)),
        Person("Bob", "guest", (), (mention("Bob", 64, 1),)),
        Person("Cy Marsh", "mentioned", (), (mention("Cy Marsh", 40, 1),)),
    ),
    technologies=(
        Technology(
            "amazon-s3", "Amazon S3", "aws-service", (mention("S3", 8, 0, "notes"), mention("s3", 50, 1))
        ),
        Technology(None, "C#", "language", (mention("C#", 72, 2, "picks"),)),
    ),
    picks=(Pick("Pans", "javascript:x", ("Ann Wood", "Dee"), 2, Span(0, 70, 74), ("C#", "unknown")),),
    topics=(Topic("02:44", 164, "S3", Span(0, 0, 10)), Topic("1:03:88", None, "Odd", Span(0, 11, 19))),
    sponsors=(Sponsor("Tidewheel", (3,), "https://tidewheel.example/"),),
    words=30,
)
SECOND = Extraction(
    id="demo/2-second",
    show="demo",
    title="Second",
    number=None,
    date=None,
    duration=60,
    sources=(Source("demo/2.md", "b" * 64), Source("demo/2.vtt", "c" * 64)),
    tags=(),
    passages=(Passage("S3, again.", Span(0, 0, 10), "transcript", "Ann Wood", None),),
    people=(Person("Ann Wood", "guest", ("Annie",), ()),),
    technologies=(
        Technology("amazon-s3", "Amazon S3", "aws-service", (mention("S3", 0, 0), mention("S3", 4, 0))),
    ),
    words=2,
)

NODES: list[tuple[str, dict[str, Any]]] = [
    (
        "episode/demo/1-first",
        {
            "date": "2015-07-29", "digest": ["a" * 64], "label": "First", "number": 1, "show": "demo",
            "sources": ["demo/1.md"], "type": "episode", "words": 30,
        },
    ),
    (
        "episode/demo/2-second",
        {
            "digest": ["b" * 64, "c" * 64], "duration": 60, "label": "Second", "show": "demo",
            "sources": ["demo/2.md", "demo/2.vtt"], "type": "episode", "words": 2,
        },
    ),
    (
        "person/ann-wood",
        {"aliases": ["ANN", "Annie"], "label": "Ann Wood", "profiles": ["twitter.com/ann"], "type": "person"},
    ),
    ("person/cy-marsh", {"aliases": [], "label": "Cy Marsh", "profiles": [], "type": "person"}),
    ("person/demo/bob", {"aliases": [], "label": "Bob", "profiles": [], "type": "person"}),
    ("person/demo/dee", {"label": "Dee", "type": "person"}),
    ("pick/demo/1-first/1", {"label": "Pans", "type": "pick", "url": "javascript:x"}),
    ("show/demo", {"label": "Demo", "type": "show"}),
    (
        "sponsor/tidewheel",
        {"aliases": [], "label": "Tidewheel", "type": "sponsor", "url": "https://tidewheel.example/"},
    ),
    (
        "technology/amazon-s3",
        {
            "aliases": ["S3", "s3"], "kind": "aws-service", "known": True, "label": "Amazon S3",
            "status": "known", "type": "technology",
        },
    ),
    (
        "technology/c-sharp",
        {
            "aliases": [], "kind": "language", "known": False, "label": "C#", "status": "confirmed",
            "type": "technology",
        },
    ),
    ("topic/demo/1-first/1", {"label": "S3", "seconds": 164, "time": "02:44", "type": "topic"}),
    ("topic/demo/1-first/2", {"label": "Odd", "time": "1:03:88", "type": "topic"}),
]  # fmt: skip
SAID = {
    "end": 52, "place": "transcript", "quote": "I put all of my pictures into s3, says Ann.",
    "path": "demo/1.md", "speaker": "Ann Wood", "start": 50, "surface": "s3", "time": 5.5,
}  # fmt: skip
EDGES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("episode/demo/1-first", "person/cy-marsh", "mentions",
     {**SAID, "count": 1, "end": 48, "places": ["transcript"], "role": "mentioned", "start": 40,
      "surface": "Cy Marsh"}),
    ("episode/demo/1-first", "pick/demo/1-first/1", "hasPick", {"quote": "Pans (Ann)"}),
    ("episode/demo/1-first", "show/demo", "partOf", {}),
    ("episode/demo/1-first", "sponsor/tidewheel", "sponsoredBy", {"quote": "Sponsored by Tidewheel."}),
    ("episode/demo/1-first", "technology/amazon-s3", "mentions",
     {**SAID, "count": 2, "places": ["notes", "transcript"]}),
    ("episode/demo/1-first", "technology/c-sharp", "mentions",
     {"count": 1, "end": 74, "place": "picks", "places": ["picks"], "quote": "Pans (Ann)",
      "path": "demo/1.md", "start": 72, "surface": "C#"}),
    ("episode/demo/1-first", "topic/demo/1-first/1", "hasTopic", {}),
    ("episode/demo/1-first", "topic/demo/1-first/2", "hasTopic", {}),
    ("episode/demo/2-second", "show/demo", "partOf", {}),
    ("episode/demo/2-second", "technology/amazon-s3", "mentions",
     {"count": 2, "end": 2, "place": "transcript", "places": ["transcript"], "quote": "S3, again.",
      "path": "demo/2.md", "speaker": "Ann Wood", "start": 0, "surface": "S3"}),
    ("person/ann-wood", "episode/demo/1-first", "hosts", {}),
    ("person/ann-wood", "episode/demo/2-second", "guestOf", {}),
    ("person/ann-wood", "pick/demo/1-first/1", "recommends", {"quote": "Pans (Ann)"}),
    ("person/ann-wood", "technology/amazon-s3", "speaksOf",
     {**SAID, "count": 3, "episode": "episode/demo/1-first", "episodes": 2, "places": ["transcript"]}),
    ("person/demo/bob", "episode/demo/1-first", "guestOf",
     {**SAID, "count": 1, "end": 67, "places": ["transcript"], "start": 64, "surface": "Bob"}),
    ("person/demo/dee", "pick/demo/1-first/1", "recommends", {"quote": "Pans (Ann)"}),
    ("pick/demo/1-first/1", "technology/c-sharp", "about", {}),
    ("topic/demo/1-first/1", "technology/amazon-s3", "about", {}),
]  # fmt: skip


def lines(*extractions: Extraction) -> list[str]:
    """Return the lines of the graph's file."""
    return b"".join(generate_graph(build_graph(extractions))).decode().splitlines()


def test_all_nodes_of_two_episodes() -> None:
    """These nodes, in this order, with these attributes and no others."""
    assert list(build_graph([FIRST, SECOND]).nodes(data=True)) == NODES


def test_all_edges_of_two_episodes() -> None:
    """These edges with their evidence, and no others; the best passage is speech of a readable length."""
    graph = build_graph([FIRST, SECOND])
    assert [(a, b, key, data) for a, b, key, data in graph.edges(keys=True, data=True)] == EDGES
    assert {key for _, _, key in graph.edges(keys=True)} == set(PREDICATES)


def test_attributes_are_in_order() -> None:
    """Attributes are sorted by name, so that equal graphs are equal files."""
    graph = build_graph([FIRST, SECOND])
    attributes = [list(data) for _, data in graph.nodes(data=True)]
    attributes += [list(data) for _, _, data in graph.edges(data=True)]
    assert attributes == [sorted(names) for names in attributes]


def test_the_order_of_episodes_leaves_no_trace() -> None:
    """The graph is a function of the set of extractions."""
    third = Extraction(
        "other/3", "other", "Third", 3, None, None, (Source("3.md", "d" * 64),), (),
        passages=(Passage("S3?", Span(0, 0, 3), "transcript", "Ann Wood", None),),
        people=(Person("Ann Wood", "host", (), ()),),
        technologies=(
            Technology("amazon-s3", "Simple Storage", "aws-service", (mention("S3", 0, 0),)),
            Technology(None, "C#", "platform", (mention("C#", 0, 0),)),
        ),
        sponsors=(Sponsor("TideWheel", (0,), "https://other.example/"),),
    )  # fmt: skip
    files = {tuple(lines(*order)) for order in permutations([FIRST, SECOND, third])}
    assert len(files) == 1


def test_an_episode_that_is_taken_away_leaves_no_trace() -> None:
    """Nothing that only the second episode says stays in the graph of the first."""
    assert lines(FIRST) != lines(FIRST, SECOND)
    text = "\n".join(lines(FIRST))
    assert [word for word in ("Second", "Annie", "demo/2", "S3, again.") if word in text] == []
    assert json.loads(text)["edges"] != []


def test_the_most_used_name_is_the_label() -> None:
    """An entity is called what most episodes call it, the first by alphabet among equals."""

    def named(episode: str, name: str) -> Extraction:
        entity = Technology("x", name, "tool", ())
        return Extraction(
            f"demo/{episode}", "demo", episode, None, None, None, (), (), technologies=(entity,)
        )

    def label(*names: str) -> tuple[str, list[str]]:
        data = build_graph([named(str(n), name) for n, name in enumerate(names)]).nodes["technology/x"]
        return data["label"], data["aliases"]

    assert label("B", "A", "B") == ("B", ["A"])
    assert label("B", "A") == ("A", ["B"])


def test_someone_known_by_one_word_belongs_to_the_show() -> None:
    """Two shows' Aarons are two people; a full name is the same person everywhere."""

    def cast(show: str) -> Extraction:
        people = (Person("Aaron", "host", (), ()), Person("Ann Wood", "host", (), ()))
        return Extraction(f"{show}/1", show, "T", None, None, None, (), (), people=people)

    graph = build_graph([cast("one"), cast("two")])
    people = [node for node, data in graph.nodes(data=True) if data["type"] == "person"]
    assert people == ["person/ann-wood", "person/one/aaron", "person/two/aaron"]


def test_the_file_comes_back(tmp_path: Path) -> None:
    """What was written is read back whole: nodes, edges, keys, attributes and the format."""
    graph = build_graph([FIRST, SECOND])
    path = tmp_path / "graph.json"
    write_graph(graph, path)
    read = read_graph(path)
    assert nx.utils.graphs_equal(read, graph)
    assert (read.graph, type(read)) == ({"format": 1}, nx.MultiDiGraph)
    assert list(generate_graph(read)) == list(generate_graph(graph))


def test_the_file_has_a_line_for_each_node_and_edge(tmp_path: Path) -> None:
    """Two builds compare well line by line; the file is node-link JSON with `edges`."""
    path = tmp_path / "graph.json"
    write_graph(build_graph([FIRST, SECOND]), path)
    text = path.read_text(encoding="utf-8")
    data = json.loads(text)
    assert text.count("\n") == len(data["nodes"]) + len(data["edges"]) + 3
    assert (data["directed"], data["multigraph"], len(data["nodes"])) == (True, True, len(NODES))
    assert data["edges"][2] == {"source": EDGES[2][0], "target": "show/demo", "key": "partOf"}


def test_nothing_makes_an_empty_graph(tmp_path: Path) -> None:
    """No extractions, no nodes; the file is valid all the same."""
    path = tmp_path / "graph.json"
    write_graph(build_graph([]), path)
    assert len(read_graph(path)) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Expecting property name"),
        ("[]", "not a graph that kg wrote"),
        ("null", "not a graph that kg wrote"),
        ("{}", "not a graph that kg wrote"),
        ('{"graph": {"format": 1}}', "not a graph that kg wrote"),
        ('{"graph": {"format": "one"}, "nodes": [], "edges": []}', "not a graph that kg wrote"),
        (
            '{"graph": {"format": 2}, "nodes": [], "edges": []}',
            "graph format 2 is newer than this kg knows (1); update kg",
        ),
    ],
)  # fmt: skip
def test_what_is_no_graph_is_refused(text: str, message: str, tmp_path: Path) -> None:
    """The message names the file, what is wrong with it and the way out."""
    path = tmp_path / "graph.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GraphError) as caught:
        read_graph(path)
    assert str(caught.value).startswith(f"{path}: {message}")
    assert str(caught.value).endswith("kg build`")


@pytest.mark.parametrize(
    ("surface", "kept"),
    [
        ("s3 buckets", True),
        ("S3's", True),
        ("AWS\n\n00:35:20 Lambda", False),
        ("AWS&nbsp;Lambda", False),
        ("S3](https://aws.example/s3)[Glacier", False),
        ("did\\_you\\_mean", False),
    ],
)
def test_an_alias_is_what_somebody_would_write(surface: str, kept: bool) -> None:
    """Words with a link, a caption's time or an escape between them are found, but are no other name."""
    technology = Technology("amazon-s3", "Amazon S3", "aws-service", (mention(surface, 0, 0),))
    graph = build_graph([replace(SECOND, technologies=(technology,))])
    assert (surface in graph.nodes["technology/amazon-s3"]["aliases"]) == kept


def test_lines_of_nodes_and_of_episodes_are_the_whole_graph() -> None:
    """Byte for byte, in whatever order their ids sort: a hyphen comes before what joins an episode and its picks."""
    ids = ("demo/1-first", "demo/1-first-again", "demo/1", "demo/1.5")
    episodes = [*(replace(FIRST, id=name) for name in ids), SECOND]
    contributions = {x.id: contribution_of(x) for x in episodes}
    shared = {}
    for node in sorted({node for c in contributions.values() for node in c.said}):
        facts, edges = join_said(node, [c.said[node] for c in contributions.values() if node in c.said])
        shared[node] = NodeLines(node_line((node, facts)), edge_lines(edges))
    own = {episode: own_lines(c) for episode, c in contributions.items()}
    whole = build_graph(episodes)
    assert b"".join(generate_joined(shared, own)) == b"".join(generate_graph(whole))
    nodes = [lines.node for lines in shared.values()] + [line for of in own.values() for line in of[:2]]
    edges_of_all = [lines.edges for lines in shared.values()] + [
        line for of in own.values() for line in of[2:]
    ]
    assert count_lines(nodes) == whole.number_of_nodes()
    assert count_lines(edges_of_all) == whole.number_of_edges()
    assert nodes_of(nodes) == dict(whole.nodes)


def test_nothing_is_an_empty_graph(tmp_path: Path) -> None:
    """Which can be read again."""
    write_graph(build_graph([]), tmp_path / "graph.json")
    assert len(read_graph(tmp_path / "graph.json")) == 0
