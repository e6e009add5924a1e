"""What differs between two graphs, and how `kg diff` tells it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.changes import diff_graphs
from kg.changes.records import (
    TYPES,
    Alias,
    Aliases,
    Change,
    Changes,
    Count,
    Edge,
    Edges,
    Entities,
    Field,
    Move,
    Node,
    Present,
    Tally,
    Thing,
    narrowed,
)
from kg.cli import cli
from kg.cli.diff_report import escaped
from kg.graph import FORMAT
from kg.graph_file import GraphError, write_graph

ONE, TWO = "episode/s/1", "episode/s/2"


def graph() -> nx.MultiDiGraph:
    """Two episodes of a show, a host and three technologies."""
    g = nx.MultiDiGraph(format=FORMAT)
    g.add_node("show/s", type="show", label="S")
    for number, episode in enumerate((ONE, TWO), 1):
        digest, sources = [str(number) * 64], [f"s/{number}.md"]
        g.add_node(episode, type="episode", label=f"Talk {number}", digest=digest, sources=sources, words=100)
        g.add_edge(episode, "show/s", key="partOf")
    g.add_node("person/ada-wood", type="person", label="Ada Wood", aliases=["Ada"])
    g.add_edge("person/ada-wood", ONE, key="hosts", count=2, quote="I am Ada.")
    technology(g, "redis", "Redis", ONE, TWO, count=4)
    technology(g, "node", "Node.js", ONE, count=3, aliases=["Node"])
    technology(g, "quux", "Quux", TWO, count=1)
    return g


def technology(
    g: nx.MultiDiGraph,
    name: str,
    label: str,
    *episodes: str,
    count: int = 1,
    aliases: list[str] | None = None,
) -> None:
    """Add a technology that is mentioned in some episodes."""
    node = f"technology/{name}"
    g.add_node(node, type="technology", label=label, kind="tool", status="known", aliases=aliases or [])
    for episode in episodes:
        g.add_edge(episode, node, key="mentions", count=count, quote=f"We use {label}.", path="x", start=1)


def pick(g: nx.MultiDiGraph, number: int, label: str) -> None:
    """Add a pick to the first episode."""
    g.add_node(f"pick/s/1/{number}", type="pick", label=label)
    g.add_edge(ONE, f"pick/s/1/{number}", key="hasPick", quote="picked")


def thing(name: str, label: str, type_: str = "technology") -> Thing:
    """Return what is one node in both graphs."""
    node = Node(f"{type_}/{name}", label)
    return Thing(type_, (node,), (node,))


def changed(change: Callable[[nx.MultiDiGraph], object]) -> Changes:
    """Return what differs after `change` was made to the graph."""
    g = graph()
    change(g)
    return diff_graphs(graph(), g)


def labels(several: tuple[Present, ...]) -> list[str]:
    return [one.thing.node.label for one in several]


def test_added_and_lost_entities_come_with_their_counts() -> None:
    """A technology that only one graph has; its edge is added or lost with it, and it counts nowhere else."""

    def change(g: nx.MultiDiGraph) -> None:
        technology(g, "go", "Go", ONE, TWO, count=5)
        g.remove_node("technology/quux")

    found = changed(change)
    (added,), (lost,) = found.entities.added, found.entities.lost
    assert (added.thing.node, added.kind, added.tally) == (Node("technology/go", "Go"), "tool", Tally(10, 2))
    assert (lost.thing.fate, lost.thing.node.label, lost.tally) == ("lost", "Quux", Tally(1, 1))
    assert [(edge.source.node.id, edge.old, edge.new) for edge in found.edges.added] == [(ONE, None, 5), (TWO, None, 5)]  # fmt: skip
    assert [(edge.source.node.id, edge.old, edge.new) for edge in found.edges.lost] == [(TWO, 1, None)]
    assert (found.counts, found.entities.moved, found.entities.changed) == ((), (), ())


def test_labels_kinds_and_statuses_are_changes() -> None:
    """Whatever attribute differs is named with both values; the aliases are not among them."""
    news = {"label": "REDIS", "kind": "database", "status": "confirmed", "aliases": ["Red"]}
    found = changed(lambda g: g.nodes["technology/redis"].update(news))
    (change,) = found.entities.changed
    assert change.fields == (
        Field("kind", "tool", "database"), Field("label", "Redis", "REDIS"), Field("status", "known", "confirmed"),
    )  # fmt: skip
    assert [alias.name for alias in found.aliases.added] == ["Red"]


def test_a_label_that_becomes_an_alias_is_told_once() -> None:
    """The new label was an alias, the old one is now: no name came or went."""
    found = changed(lambda g: g.nodes["technology/node"].update(label="Node", aliases=["Node.js"]))
    assert [change.fields for change in found.entities.changed] == [(Field("label", "Node.js", "Node"),)]
    assert found.aliases == Aliases()


def test_counts_are_of_mentions_and_episodes() -> None:
    """A technology gains mentions in one episode and loses the other; the host's are counted as well."""

    def change(g: nx.MultiDiGraph) -> None:
        g.edges[ONE, "technology/redis", "mentions"]["count"] = 9
        g.remove_edge(TWO, "technology/redis", key="mentions")
        g.edges["person/ada-wood", ONE, "hosts"]["count"] = 3

    found = changed(change)
    assert found.counts == (
        Count(thing("redis", "Redis"), Tally(8, 2), Tally(9, 1)),
        Count(thing("ada-wood", "Ada Wood", "person"), Tally(2, 1), Tally(3, 1)),
    )
    assert [(edge.predicate, edge.delta) for edge in found.edges.changed] == [("mentions", 5), ("hosts", 1)]
    assert [edge.source.node.id for edge in found.edges.lost] == [TWO]


def test_another_passage_is_a_change_and_another_place_is_none() -> None:
    """The quote counts, though as evidence only; where files lie and where in them words stand does not."""
    moved = changed(lambda g: g.edges[ONE, "technology/redis", "mentions"].update(path="y", start=7))
    assert not moved
    assert not changed(lambda g: g.nodes[ONE].update(sources=["elsewhere/1.md"]))
    (edge,) = changed(lambda g: g.edges[ONE, "technology/redis", "mentions"].update(quote="?")).edges.changed
    assert (edge.evidence_only, edge.delta) == (True, 0)


def test_a_merged_entity_is_not_one_lost() -> None:
    """Its name and its episode went to another: told as merged, and no edge differs beyond the names."""

    def merge(g: nx.MultiDiGraph) -> None:
        g.remove_node("technology/node")
        g.nodes["technology/redis"]["aliases"] = ["Node", "Node.js"]
        g.edges[ONE, "technology/redis", "mentions"]["count"] = 7

    found = changed(merge)
    (move,) = found.entities.moved
    assert (move.thing.fate, move.names) == ("merged", ("Node", "Node.js"))
    assert [node.id for node in move.thing.old] == ["technology/redis", "technology/node"]
    assert [node.id for node in move.thing.new] == ["technology/redis"]
    assert (found.entities.lost, found.edges, found.counts, found.aliases) == ((), Edges(), (), Aliases())


def test_a_split_entity_is_not_one_added() -> None:
    """An alias has become a technology of its own in an episode where the other was named before."""

    def split(g: nx.MultiDiGraph) -> None:
        g.nodes["technology/node"]["aliases"] = []
        g.edges[ONE, "technology/node", "mentions"]["count"] = 1
        technology(g, "node-red", "Node", ONE, count=2)

    found = changed(split)
    (move,) = found.entities.moved
    assert (move.thing.fate, move.names, found.entities.added) == ("split", ("Node",), ())
    assert [node.id for node in move.thing.new] == ["technology/node", "technology/node-red"]
    assert (found.edges, found.counts) == (Edges(), ())


def test_an_entity_under_another_id_is_renamed() -> None:
    """The same names under another id, in the same episodes: nothing else differs."""
    found = changed(lambda g: nx.relabel_nodes(g, {"technology/quux": "technology/quux.js"}, copy=False))
    (move,) = found.entities.moved
    assert (move.thing.fate, [node.id for node in move.thing.new]) == ("renamed", ["technology/quux.js"])
    assert (found.entities.lost, found.entities.added, found.edges) == ((), (), Edges())


def test_a_namesake_takes_nothing_over() -> None:
    """One who bore the name before, or has it in other episodes only, has nothing of the one that is lost."""
    g = graph()
    g.nodes["technology/redis"]["aliases"] = ["Quux"]  # stands in all of Quux's episodes already
    after = g.copy()
    after.remove_node("technology/quux")
    found = diff_graphs(g, after)
    assert (labels(found.entities.lost), found.entities.moved) == (["Quux"], ())
    other = graph()
    other.remove_node("technology/quux")
    technology(other, "quux-2", "Quux", ONE)
    elsewhere = diff_graphs(graph(), other)
    assert (labels(elsewhere.entities.lost), labels(elsewhere.entities.added)) == (["Quux"], ["Quux"])


def test_an_alias_says_where_it_went() -> None:
    """Both technologies stay; the name goes from one to the other."""

    def move(g: nx.MultiDiGraph) -> None:
        g.nodes["technology/node"]["aliases"] = []
        g.nodes["technology/redis"]["aliases"] = ["Node"]

    node, redis = thing("node", "Node.js"), thing("redis", "Redis")
    assert changed(move).aliases == Aliases((Alias(redis, "Node", node),), (Alias(node, "Node", redis),))


def test_episodes_are_added_lost_renamed_and_read_again() -> None:
    """Another digest is a new reading, another id with the same digest another name, and the rest comes or goes."""

    def change(g: nx.MultiDiGraph) -> None:
        g.nodes[ONE].update(digest=["9" * 64], words=120)
        g.add_node("episode/s/3", type="episode", label="Talk 3", digest=["3" * 64])
        nx.relabel_nodes(g, {TWO: "episode/s/2b"}, copy=False)

    found = changed(change).episodes
    assert labels(found.added) == ["Talk 3"]
    assert [(move.thing.fate, move.thing.node.id) for move in found.moved] == [("renamed", "episode/s/2b")]
    assert [
        (one.thing.node.id, one.reread, [field.name for field in one.fields]) for one in found.changed
    ] == [(ONE, True, ["digest", "words"])]
    assert changed(change).edges == Edges()
    assert labels(changed(lambda g: g.remove_node(TWO)).episodes.lost) == ["Talk 2"]


def test_picks_are_told_by_their_titles_not_their_numbers() -> None:
    """A pick before the others numbers them anew: one is added. Of two of one number another title is a change."""
    before, after, retitled = graph(), graph(), graph()
    for number, label in enumerate(("Tea", "Kites"), 1):
        pick(before, number, label)
        pick(retitled, number, label.replace("Kites", "Kite"))
    for number, label in enumerate(("Bread", "Tea", "Kites"), 1):
        pick(after, number, label)
    found = diff_graphs(before, after)
    assert (labels(found.entities.added), found.entities.changed, found.entities.moved) == (["Bread"], (), ())
    assert [edge.target.node.label for edge in found.edges.added] == ["Bread"]
    (change,) = diff_graphs(before, retitled).entities.changed
    assert change.fields == (Field("label", "Kites", "Kite"),)


def test_narrowing() -> None:
    """By aspect, by type, and by the size of a change of counts; how many were left out is kept."""

    def change(g: nx.MultiDiGraph) -> None:
        g.edges[ONE, "technology/redis", "mentions"]["count"] = 5
        g.edges[ONE, "technology/node", "mentions"]["count"] = 9
        g.add_node("person/bo-reed", type="person", label="Bo Reed", aliases=[])
        g.nodes["technology/redis"]["aliases"] = ["Red"]

    found = changed(change)
    only = narrowed(found, only=("aliases",))
    assert (len(only.aliases.added), only.entities, only.edges, only.counts) == (1, Entities(), Edges(), ())
    people = narrowed(found, types=("person",))
    assert (labels(people.entities.added), people.edges, people.aliases) == (["Bo Reed"], Edges(), Aliases())
    large = narrowed(found, least=2)
    assert [count.thing.node.label for count in large.counts] == ["Node.js"]
    assert [edge.target.node.label for edge in large.edges.changed] == ["Node.js"]
    assert large.left_out == 2
    assert not narrowed(found, only=("counts",), least=7)


def mirrored(changes: Changes) -> Changes:
    """Return the changes as they are from new to old."""

    def turned(thing: Thing) -> Thing:
        return Thing(thing.type, thing.new, thing.old)

    def fields(several: tuple[Field, ...]) -> tuple[Field, ...]:
        return tuple(Field(field.name, field.new, field.old) for field in several)

    def present(several: tuple[Present, ...]) -> tuple[Present, ...]:
        return tuple(Present(turned(one.thing), one.kind, one.tally) for one in several)

    def entities(e: Entities) -> Entities:
        moved = tuple(Move(turned(move.thing), move.names) for move in e.moved)
        return Entities(
            present(e.lost), present(e.added), moved, tuple(Change(turned(c.thing), fields(c.fields)) for c in e.changed),
        )  # fmt: skip

    def edges(several: tuple[Edge, ...]) -> tuple[Edge, ...]:
        return tuple(
            Edge(turned(e.source), e.predicate, turned(e.target), e.new, e.old, fields(e.fields)) for e in several
        )  # fmt: skip

    def aliases(several: tuple[Alias, ...]) -> tuple[Alias, ...]:
        return tuple(Alias(turned(a.thing), a.name, turned(a.other) if a.other else None) for a in several)

    return Changes(
        changes.new,
        changes.old,
        entities(changes.entities),
        Edges(edges(changes.edges.lost), edges(changes.edges.added), edges(changes.edges.changed)),
        Aliases(aliases(changes.aliases.lost), aliases(changes.aliases.added)),
        tuple(Count(turned(count.thing), count.new, count.old) for count in changes.counts),
        entities(changes.episodes),
    )


NAMES = st.sampled_from(["a", "A", "b", "c", "d"])
EPISODES = st.sets(st.integers(0, 2), max_size=3)


@st.composite
def graphs(draw: st.DrawFn) -> nx.MultiDiGraph:
    """Return a small graph: few names and titles, so that two of them have much in common."""
    g = nx.MultiDiGraph()
    episodes = sorted(draw(EPISODES))
    for number in episodes:
        digest = [draw(st.sampled_from("xyz"))]
        g.add_node(f"episode/s/{number}", type="episode", label="Talk", digest=digest)
        for place in range(1, draw(st.integers(0, 3)) + 1):
            node = f"pick/s/{number}/{place}"
            g.add_node(node, type="pick", label=draw(NAMES))
            g.add_edge(f"episode/s/{number}", node, key="hasPick")
    for type_ in ("person", "technology"):
        for name in sorted(draw(st.sets(NAMES, max_size=4))):
            node = f"{type_}/{name}"
            g.add_node(node, type=type_, label=draw(NAMES), aliases=sorted(draw(st.sets(NAMES, max_size=3))))
            for number in episodes:
                if draw(st.booleans()):
                    g.add_edge(f"episode/s/{number}", node, key="mentions", count=draw(st.integers(1, 3)))
    return g


@given(graphs())
@settings(derandomize=True, deadline=None)
def test_a_graph_does_not_differ_from_itself(g: nx.MultiDiGraph) -> None:
    """Nothing is found, and each node is one thing."""
    assert not diff_graphs(g, g.copy())


@given(graphs(), graphs())
@settings(derandomize=True, deadline=None, max_examples=300)
def test_the_other_way_round_added_is_lost(a: nx.MultiDiGraph, b: nx.MultiDiGraph) -> None:
    """From new to old, what was added is lost, what was merged is split, and nothing else differs."""
    assert diff_graphs(b, a) == mirrored(diff_graphs(a, b))


@given(graphs(), graphs())
@settings(derandomize=True, deadline=None, max_examples=200)
def test_every_node_is_accounted_for(a: nx.MultiDiGraph, b: nx.MultiDiGraph) -> None:
    """Of each type, what the old graph has, less what is lost or merged, more what is added or split, the new one has."""
    found = diff_graphs(a, b)
    for type_ in TYPES:
        old, new = (dict(size.nodes).get(type_, 0) for size in (found.old, found.new))
        both = [one.where({type_}) for one in (found.entities, found.episodes)]
        moved = [move.thing for entities in both for move in entities.moved]
        gain = sum(len(e.added) - len(e.lost) for e in both) + sum(len(t.new) - len(t.old) for t in moved)
        assert old + gain == new


def test_a_foreign_graph_is_refused() -> None:
    """What kg did not write is named: a type, a predicate, an id."""
    good = graph()
    cases: list[tuple[Callable[[nx.MultiDiGraph], object], str]] = [
        (lambda g: g.add_node("x", type="spoon"), "node 'x' is of no known type"),
        (lambda g: g.add_node(("x", 1), type="show"), "is no id of a node"),
        (lambda g: g.add_edge(ONE, "show/s", key="eats"), "'eats' is none of its predicates"),
    ]
    for change, said in cases:
        bad = graph()
        change(bad)
        with pytest.raises(GraphError, match=re.escape(said)):
            diff_graphs(good, bad)


# The command


def diff(*words: str | Path) -> Result:
    """Run `kg diff`."""
    return CliRunner().invoke(cli, ["diff", *map(str, words)])


@pytest.fixture
def builds(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders with a graph: the second has twelve technologies more, one kind changed and one merged."""
    new = graph()
    for n in range(12):
        technology(new, f"t{n}", f"Tool {n}", ONE, count=n + 1)
    new.nodes["technology/redis"].update(kind="database", aliases=["Quux"])
    new.remove_node("technology/quux")
    new.edges[TWO, "technology/redis", "mentions"]["count"] = 7
    for name, g in (("old", graph()), ("new", new)):
        write_graph(g, tmp_path / name / "graph.json")
    return tmp_path / "old", tmp_path / "new"


def test_the_text_begins_with_totals(builds: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A line a type that differs, then the lists, the largest first; a terminal's width is kept."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(builds[0].parent)
    text = diff("old", "new").stdout
    assert text.splitlines()[:9] == [
        "old → new: 7 → 18 nodes, 7 → 18 edges",
        "",
        "                 old   new   added   lost   moved   changed",
        "───────────────────────────────────────────────────────────",
        "technology         3    14      12              1         1",
        "edges mentions     4    15      12                        1",
        "counts                                                    1",
        "Unchanged: episode, show, person, edges partOf, edges hosts.",
        "",
    ]
    assert "technology: 1 merged\n  > Quux (technology/quux) merged into Redis" in text
    assert "  + Tool 11 (tool, technology/t11)  12 mentions in 1 episode\n" in text
    assert "  … and 2 more (--all lists them)\n" in text
    assert "~ Redis (technology/redis): kind tool → database\n" in text
    assert "edges mentions: 12 added, at things that were added\n" in text
    assert max(map(len, text.splitlines())) <= 80


def test_limit_and_all(builds: tuple[Path, Path]) -> None:
    """How many lines of a list are printed."""
    assert len(re.findall(r"^  \+ ", diff(*builds, "-n", "3").stdout, re.MULTILINE)) == 3
    for words in (["--all"], ["--limit", "0"]):
        assert len(re.findall(r"^  \+ ", diff(*builds, *words).stdout, re.MULTILINE)) == 12


def test_files_do_for_folders(builds: tuple[Path, Path]) -> None:
    """A folder and its graph.json give the same, but for the first line."""
    by_file = diff(*(build / "graph.json" for build in builds)).stdout
    assert by_file.splitlines()[1:] == diff(*builds).stdout.splitlines()[1:]


def test_json_has_everything(builds: tuple[Path, Path], tmp_path: Path) -> None:
    """Whatever the limit; a file's ending asks for it too."""
    text = diff(*builds, "--format", "json", "-n", "1").stdout
    data = json.loads(text)
    assert list(data) == [
        "format", "old", "new", "differs", "only", "types", "least", "left_out",
        "entities", "episodes", "edges", "aliases", "counts",
    ]  # fmt: skip
    assert data["entities"]["added"][0] == {
        "id": "technology/t11", "type": "technology", "label": "Tool 11", "kind": "tool", "mentions": 12, "episodes": 1,
    }  # fmt: skip
    assert len(data["entities"]["added"]) == 12
    assert data["entities"]["moved"] == [
        {
            "fate": "merged",
            "type": "technology",
            "old": [{"id": "technology/redis", "label": "Redis"}, {"id": "technology/quux", "label": "Quux"}],
            "new": [{"id": "technology/redis", "label": "Redis"}],
            "names": ["Quux"],
        }
    ]
    assert data["edges"]["changed"] == [
        {
            "source": TWO, "predicate": "mentions", "target": "technology/redis", "old": 5, "new": 7,
            "fields": {"count": {"old": 5, "new": 7}},
        }
    ]  # fmt: skip
    path = tmp_path / "changes.json"
    assert diff(*builds, "-o", path).stdout == ""
    assert path.read_text(encoding="utf-8") == text


def test_only_types_and_least_narrow_the_report(builds: tuple[Path, Path]) -> None:
    """What was not asked for has no line, and what is left out is said."""
    text = diff(*builds, "--only", "counts", "--only", "edges", "--least", "3").stdout
    assert [line.split("  ")[0] for line in text.splitlines()[4:5]] == ["edges mentions"]
    assert "technology:" not in text
    assert "Left out: 2 changes of counts by less than 3 (--least)." in text
    assert "Nothing differs." in diff(*builds, "--type", "person").stdout


def test_the_exit_code_tells_on_request(builds: tuple[Path, Path]) -> None:
    """4 where something differs among what was asked for, and only with --exit-code."""
    old, new = builds
    assert [diff(old, new).exit_code, diff(old, new, "--exit-code").exit_code] == [0, 4]
    assert diff(old, old, "--exit-code").exit_code == 0
    assert diff(old, new, "--exit-code", "--only", "episodes").exit_code == 0
    assert diff(old, old).stdout.endswith("Nothing differs.\n")


HOSTILE = "<img src=x>|`*_[x](http://e.example)\n\n# h @octocat #1 \x1b[31m www.e.example :smile:"


def test_nothing_hostile_gets_through(builds: tuple[Path, Path]) -> None:
    """A label with markup is text in Markdown, and what a terminal obeys is shown in the text."""
    from markdown_it import MarkdownIt

    old, new = builds
    g = graph()
    technology(g, "x", HOSTILE, ONE, aliases=[HOSTILE + "2"])
    g.nodes["technology/redis"].update(label=HOSTILE, kind=HOSTILE, aliases=[HOSTILE + "3"])
    write_graph(g, new / "graph.json")
    assert "\x1b" not in diff(old, new).stdout
    markdown = diff(old, new, "--format", "markdown").stdout
    assert "\x1b" not in markdown
    page = MarkdownIt("gfm-like", {"linkify": False}).render(markdown)
    inside = set(re.findall(r"<(\w+)", page))
    assert inside <= {"p", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "ul", "li"}
    assert "&lt;img src=x&gt;|`*_[x](http:<!-- -->//e.example) # h @<!-- -->octocat #<!-- -->1" in page
    assert "www<!-- -->.e.example" in page


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("C# & F#", "C# &amp; F#"),
        ("# one", "\\# one"),
        ("- one", "\\- one"),
        ("1. one", "1<!-- -->. one"),
        ("node_modules", "node\\_modules"),
        ("GH-12", "GH<!-- -->-12"),
    ],
)
def test_what_is_escaped_stays_readable(label: str, shown: str) -> None:
    """Only what Markdown would take for something else."""
    assert escaped(label) == shown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "graph.json does not exist; build it with `kg build PATH... --output "),
        ("{", "build it anew with `kg build`"),
        ("[]", "not a graph that kg wrote"),
        ('{"graph": {"format": 99}, "nodes": [], "edges": []}', "newer than this kg knows"),
        ('{"graph": {"format": 1}, "nodes": ["x"], "edges": []}', "not a graph that kg wrote"),
        ('{"graph": {"format": 1e999}, "nodes": [], "edges": []}', "not a graph that kg wrote"),
        ('{"graph": {"format": 1}, "nodes": [], "edges": [{"source": "a", "target": "b"}]}', "not a graph that kg wrote"),
        ("[" * 200_000, "build it anew with `kg build`"),
    ],
    ids=["missing", "cut off", "a list", "newer", "strings", "infinite", "no nodes", "deep"],
)  # fmt: skip
def test_what_is_no_build_is_said_in_a_line(
    content: str | None, said: str, builds: tuple[Path, Path], tmp_path: Path
) -> None:
    """The message names the file and the next step; nothing goes to stdout."""
    folder = tmp_path / "bad"
    if content is not None:
        folder.mkdir()
        (folder / "graph.json").write_text(content, encoding="utf-8")
    for words in ([builds[0], folder], [folder / "graph.json", builds[0]]):
        result = diff(*words)
        assert (result.exit_code, result.stdout) == (1, "")
        assert said in result.stderr
        assert str(folder / "graph.json") in result.stderr
        assert result.stderr.count("\n") == 1


def test_odd_attributes_do_no_harm(builds: tuple[Path, Path]) -> None:
    """A label that is a list, a count that is text, not a number, half a surrogate pair: compared and written."""
    old, new = builds
    odd: dict[str, Any] = {
        "label": ["x"],
        "aliases": [1, "y", "\ud800"],
        "kind": {"a": 1},
        "words": float("nan"),
    }
    for folder, count in ((old, "many"), (new, 2**60)):
        g = graph()
        g.nodes["technology/redis"].update(odd)
        g.edges[ONE, "technology/redis", "mentions"]["count"] = count
        folder.joinpath("graph.json").write_text(
            json.dumps(nx.node_link_data(g, edges="edges")), encoding="utf-8"
        )
    for form in ("text", "markdown", "json"):
        result = diff(old, new, "--format", form)
        assert (result.exit_code, result.exception) == (0, None)
    data = json.loads(diff(old, new, "--format", "json").stdout)
    assert data["entities"]["changed"] == []
    assert [edge["fields"] for edge in data["edges"]["changed"]] == [{"count": {"old": "many", "new": 2**60}}]


def test_the_sample_with_decisions(tmp_path: Path) -> None:
    """Of two builds of the sample, the second merges a person into another and drops a technology."""
    decisions = tmp_path / "decisions.yaml"
    decisions.write_text(
        "drop:\n- {type: technology, name: Amazon Kinesis}\n"
        "same:\n- {type: person, names: [Priya Lindqvist, Ilse Harrow]}\n",
        encoding="utf-8",
    )
    for name, words in (("old", []), ("new", ["--decisions", str(decisions)])):
        done = CliRunner().invoke(cli, ["build", str(kg.sample_path()), "-o", str(tmp_path / name), "-j", "1", "-q", *words])  # fmt: skip
        assert done.exit_code == 0, done.stderr
    data = json.loads(diff(tmp_path / "old", tmp_path / "new", "--format", "json").stdout)
    assert [one["label"] for one in data["entities"]["lost"]] == ["Amazon Kinesis"]
    assert [(move["fate"], move["names"]) for move in data["entities"]["moved"]] == [
        ("merged", ["Ilse Harrow"])
    ]
    assert data["entities"]["added"] == data["episodes"]["changed"] == []
    old, new = (kg.read_graph(tmp_path / name / "graph.json") for name in ("old", "new"))
    assert [one.thing.node.label for one in kg.diff_graphs(old, new).entities.lost] == ["Amazon Kinesis"]
