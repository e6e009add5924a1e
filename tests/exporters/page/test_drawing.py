"""The first picture: whom it has, which lines, and where."""

import math
from collections import Counter
from typing import get_args

import pytest

from kg.exporters.page import star
from kg.exporters.page.archive import Archive, Listed, Recommendation
from kg.exporters.page.counting import Row
from kg.exporters.page.drawing import (
    CENTRE,
    GROUPS,
    Line,
    Picture,
    backbone,
    draw_archive,
    draw_around,
    draw_star,
    group_of,
    network,
)  # fmt: skip
from kg.exporters.page.layout import place_freely
from kg.exporters.page.units import Unit, in_columns
from kg.model import Kind, Span, Topic


def archive(*reach: int) -> Archive:
    """Return an archive of technologies t00, t01, … that so many episodes name."""
    numbers = Counter({f"technology/t{n:02}": value for n, value in enumerate(reach)})
    return Archive((), numbers, Counter(numbers))


def row(a: int, b: int, npmi: float, count: int = 3) -> Row:
    """Return a pair of two of them."""
    return Row(f"technology/t{a:02}", f"technology/t{b:02}", count, npmi, True, 0)


def test_each_end_keeps_its_strongest_lines() -> None:
    """A line stays while one of its ends has fewer than allowed, the strongest first, ties by count and name."""
    rows = [row(0, 1, 0.5), row(0, 2, 0.4), row(0, 3, 0.3), row(1, 2, 0.2), row(1, 3, 0.2, 9)]
    nodes = [f"technology/t{n:02}" for n in range(4)]
    assert [(r.a[-1], r.b[-1]) for r in backbone(rows, nodes, 1)] == [("0", "1"), ("0", "2"), ("0", "3")]
    assert [(r.a[-1], r.b[-1]) for r in backbone(rows, nodes, 2)] == [
        ("0", "1"), ("0", "2"), ("0", "3"), ("1", "3"), ("1", "2"),
    ]  # fmt: skip
    assert backbone(rows, nodes[:1], 2) == []


def test_the_strongest_with_a_line_are_drawn() -> None:
    """Those named in most episodes are candidates; who has no line to another candidate is left out."""
    picture = draw_archive(archive(9, 8, 7, 6, 5), [row(0, 1, 0.5), row(1, 3, 0.4), row(2, 4, 0.9)], 4)
    assert picture.nodes == ("technology/t00", "technology/t01", "technology/t03")
    assert [(line.a[-1], line.b[-1]) for line in picture.lines] == [("0", "1"), ("1", "3")]
    assert picture.sizes["technology/t00"] > picture.sizes["technology/t03"]
    assert picture.centre is None


def test_where_nothing_is_joined_all_candidates_are_drawn() -> None:
    """An archive without a single pair still shows what it names."""
    assert len(draw_archive(archive(1, 1, 1), [], 2).nodes) == 2


def test_a_page_about_an_entity_has_its_neighbours() -> None:
    """All lines to it are drawn, up to the limit; the backbone joins the neighbours."""
    rows = [row(0, n, n / 10) for n in range(1, 6)] + [row(4, 5, 0.9)]
    picture = draw_around(archive(9, 8, 7, 6, 5, 4), rows, "technology/t00", 4)
    assert (picture.nodes[0], sorted(picture.nodes[1:])) == (
        "technology/t00",
        [f"technology/t{n:02}" for n in (3, 4, 5)],
    )
    assert {(line.a[-1], line.b[-1]) for line in picture.lines} == {
        ("0", "3"), ("0", "4"), ("0", "5"), ("4", "5"),
    }  # fmt: skip
    assert picture.sizes["technology/t00"] == CENTRE


def test_no_two_entities_are_drawn_on_each_other() -> None:
    """Even hubs with many leaves leave each its room."""
    sizes = {f"n{i:03}": 8.0 + i % 15 for i in range(240)}
    names = sorted(sizes)
    lines = [(names[i % 6], name, 0.1 + i % 9) for i, name in enumerate(names[6:])]
    places = place_freely(sizes, lines)
    assert places == place_freely(dict(reversed(sizes.items())), lines[::-1])
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            assert math.dist(places[a], places[b]) > sizes[a] + sizes[b]


def test_parts_of_two_take_no_more_room_than_others() -> None:
    """Two nodes lie in a line, which has no area to be scaled by."""
    sizes = dict.fromkeys("abcdefg", 9.0)
    lines = [("a", "b", 1.0), ("c", "d", 1.0), ("e", "f", 1.0), ("f", "g", 1.0)]
    places = place_freely(sizes, lines)
    assert max(abs(x) + abs(y) for x, y in places.values()) < 1_000


def one_episode() -> Listed:
    """Return an episode with one of everything."""
    named = (("technology/s3", "S3"),)
    unit = Unit(0, 0, "person/ann-wood", named, "We put S3 there.", "transcript", 3.0, 0.9)
    pick = Recommendation("Pans", None, ("person/ann-wood",), (), "Ann: Pans")
    return Listed(
        "show/1", "show", "One", 1, None, None, 9, None, None, "1.md",
        people=(("person/ann-wood", "host", "Host: Ann Wood"), ("person/bo", "mentioned", "Bo said so")),
        sponsors=(("sponsor/tide", "Brought to you by Tide"),), topics=(Topic("0:00", 0, "Start", Span(0, 0, 1)),),
        picks=(pick,), units=in_columns([unit, unit]),
    )  # fmt: skip


def test_an_episode_is_joined_to_what_it_has() -> None:
    """Roles, picks and who recommends them, topics, sponsors, technologies with their sentences."""
    found = {
        (link.a, link.b): (link.name, link.count, link.units, link.quote)
        for link in star.links(one_episode())
    }
    assert found == {
        ("episode/show/1", "show/show"): ("is an episode of", 1, (), ""),
        ("person/ann-wood", "episode/show/1"): ("hosts", 1, (), "Host: Ann Wood"),
        ("person/bo", "episode/show/1"): ("is mentioned in", 1, (), "Bo said so"),
        ("episode/show/1", "technology/s3"): ("mentions", 2, (0, 1), ""),
        ("episode/show/1", "pick/show/1/1"): ("has the pick", 1, (), "Ann: Pans"),
        ("person/ann-wood", "pick/show/1/1"): ("recommends", 1, (), "Ann: Pans"),
        ("episode/show/1", "topic/show/1/1"): ("has the topic", 1, (), ""),
        ("episode/show/1", "sponsor/tide"): ("is sponsored by", 1, (), "Brought to you by Tide"),
    }


def test_an_episode_stands_in_the_middle() -> None:
    """The others are around it, those of a group side by side."""
    lines = [Line("e", f"technology/t{n}", 1, 1.0) for n in range(3)]
    groups = {"technology": [f"technology/t{n}" for n in range(3)], "person": ["person/a"]}
    picture = draw_star(archive(), lines, "episode/e", groups)
    x, y = picture.places["episode/e"]
    distances = {
        round(math.dist((x, y), place)) for node, place in picture.places.items() if node != "episode/e"
    }
    assert min(distances) > 100
    assert picture.centre == "episode/e"


def test_pyvis_gets_numbers_only() -> None:
    """Nodes and edges are named by position; nothing of an episode is in what pyvis holds."""
    nodes = ("technology/<script>", "person/href")
    picture = Picture(
        nodes,
        (Line(*nodes, 7, 0.5),),
        {nodes[0]: (0.0, 1.0), nodes[1]: (2.0, 3.0)},
        dict.fromkeys(nodes, 9.0),
    )
    drawn = network(picture, {nodes[0]: "aws-service"})
    assert [(n["id"], n["shape"], n["label"], n["x"], n["y"]) for n in drawn["nodes"]] == [
        (0, "hexagon", "", 0.0, 1.0), (1, "diamond", "", 2.0, 3.0),
    ]  # fmt: skip
    assert [(e["from"], e["to"]) for e in drawn["edges"]] == [(0, 1)]
    assert drawn["options"]["physics"] == {"enabled": False}
    assert "script" not in repr(drawn)
    assert "href" not in repr(drawn)


@pytest.mark.parametrize(
    ("node", "kind", "group"),
    [
        ("technology/s3", "aws-service", "aws"),
        ("technology/go", "language", "language"),
        ("technology/x", None, "technology"),
        ("person/a", None, "person"),
    ],
)
def test_groups(node: str, kind: str | None, group: str) -> None:
    """AWS services are told apart from other technologies, those by what they are."""
    assert group_of(node, kind) == group


def test_every_kind_has_one_group() -> None:
    """No technology is without a colour."""
    kinds = [kind for group in GROUPS.values() for kind in group.kinds]
    assert sorted(kinds) == sorted(get_args(Kind))
