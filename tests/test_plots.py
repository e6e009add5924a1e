"""Charts: what is in them can be read back, hostile names do nothing, and the same values make the same bytes."""

import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import matplotlib
import pytest
from matplotlib import colormaps
from matplotlib.colors import to_hex

from kg.html import policy
from kg.plots import (
    ENDINGS,
    MOST_BARS,
    Line,
    PlotError,
    Point,
    _spread,
    check_plot,
    draw_bars,
    draw_heat_map,
    draw_lines,
)
from kg.plots.canvas import COLOURS, number
from kg.plots.seriation import side_by_side

HOSTILE = (
    "$x^2$ \\frac{a}{b} $",
    "<script>alert(1)</script>&amp;",
    "漢字 かな",
    "🚀 👩‍🚀",
    "a\x1b[31m\x00\ud800\ufffeb",
    "\u202eabc\u2066",
    "]]><!--",
    "",
    "#1b1f24; fill: #1b1f24",
)
Draw = Callable[[Path], None]


def bars(path: Path) -> None:
    """Draw a bar a hostile name."""
    draw_bars(path, HOSTILE[1], [(name, 5 - n) for n, name in enumerate(HOSTILE)], HOSTILE[0], diverging=True)


def lines(path: Path) -> None:
    """Draw a line a hostile name, with a gap and without an interval."""
    drawn = [
        Line(name, (Point("2014", 0.1 * n, 0.0, 1.0), Point("2015", None), Point("2016", 0.2)))
        for n, name in enumerate(HOSTILE)
    ]
    draw_lines(path, HOSTILE[1], drawn, HOSTILE[0])


def heat_map(path: Path) -> None:
    """Draw a cell for every two hostile names."""
    values = [[None if a == b else a + b / 10 for a in range(len(HOSTILE))] for b in range(len(HOSTILE))]
    draw_heat_map(path, HOSTILE[1], HOSTILE, values, HOSTILE[0])


EACH = pytest.mark.parametrize("draw", [bars, lines, heat_map])


def texts(path: Path) -> list[str]:
    """Return what is written in an SVG."""
    return [element.text or "" for element in ET.parse(path).iter("{http://www.w3.org/2000/svg}text")]


@EACH
def test_hostile_names_stand_in_the_svg_as_text(draw: Draw, tmp_path: Path) -> None:
    """The file is XML, no name became an element, a formula or a control character."""
    draw(tmp_path / "x.svg")
    said = texts(tmp_path / "x.svg")
    assert {
        "$x^2$ \\frac{a}{b} $",
        "<script>alert(1)</script>&amp;",
        "漢字 かな",
        "🚀 👩‍🚀",
        "a [31m b",
        "abc",
    } <= set(said)
    tags = {element.tag.rpartition("}")[2] for element in ET.parse(tmp_path / "x.svg").iter()}
    assert tags <= {"svg", "g", "path", "text", "defs", "style", "clipPath", "rect", "use", "image", "title"}


@EACH
def test_a_page_holds_the_chart_and_its_numbers_and_loads_nothing(draw: Draw, tmp_path: Path) -> None:
    """No script, no link, nothing from elsewhere; a name that looks like a colour stays as it is."""
    draw(tmp_path / "x.html")
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "<script" not in page
    style = page[page.index("<style>") + len("<style>") : page.index("</style>")]
    assert f'content="{policy((), style)}"' in page
    assert page.count("<style") == 1
    assert "style=" not in re.sub(r">[^<]*<", "><", page.partition("</head>")[2])
    assert set(re.findall(r"drawn-\d+", page.partition("</head>")[2])) == set(re.findall(r"drawn-\d+", style))
    assert not re.search(r"(?:src|href)=\"(?!#|data:)", page)
    assert "url(" not in re.sub(r"url\(#", "", page)
    assert page.count("#1b1f24; fill: #1b1f24") >= 2  # in the drawing and in the table
    assert "var(--text)" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;" in page


@EACH
@pytest.mark.parametrize("ending", ENDINGS)
def test_same_values_same_bytes(draw: Draw, ending: str, tmp_path: Path) -> None:
    """Whatever the day and the settings of matplotlib."""
    draw(tmp_path / f"a{ending}")
    with matplotlib.rc_context({"font.size": 20, "svg.fonttype": "path", "text.usetex": False}):
        draw(tmp_path / f"b{ending.upper()}")
    assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending.upper()}").read_bytes()


def test_the_numbers_of_lines(tmp_path: Path) -> None:
    """Every point has its row, with its interval, and what is not known has none."""
    draw_lines(
        tmp_path / "x.html", "T",
        [Line("a", (Point("2014", 0.123456, 0.1, 0.2), Point("2015", None))), Line("b", (Point("2015", 12_345.6),))], "share",
    )  # fmt: skip
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    rows = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
        for row in re.findall(r"<tr>(.*?)</tr>", page, flags=re.DOTALL)
    ]
    assert rows == [
        ["name", "when", "share", "from", "to"],
        ["a", "2014", "0.1235", "0.1", "0.2"],
        ["a", "2015", "", "", ""],
        ["b", "2015", "12,346", "", ""],
    ]
    draw_lines(tmp_path / "x.svg", "T", [Line("a", (Point("2014-02", 1.0), Point("2013-11", 2.0)))], "share")
    said = texts(tmp_path / "x.svg")
    assert said.index("2013-11") < said.index("2014-02")


def test_bars_say_their_values(tmp_path: Path) -> None:
    """Below 0 they have another colour where that is asked for; what is not finite has no bar."""
    draw_bars(tmp_path / "x.svg", "T", [("a", 12_000.0), ("b", -3.25), ("c", float("inf"))], "windows")
    assert {"12,000", "-3.25", "c", "windows", "T"} <= set(texts(tmp_path / "x.svg"))
    assert "inf" not in (tmp_path / "x.svg").read_text(encoding="utf-8").casefold()
    found = {}
    for diverging in (False, True):
        draw_bars(tmp_path / "x.svg", "T", [("a", 1.0), ("b", -1.0)], "z", diverging=diverging)
        found[diverging] = (
            COLOURS[1].casefold() in (tmp_path / "x.svg").read_text(encoding="utf-8").casefold()
        )
    assert found == {False: False, True: True}


def test_forty_labels_have_room(tmp_path: Path) -> None:
    """A chart of many rows grows, so that none stands on another."""
    heights = []
    for count in (10, 40):
        draw_bars(tmp_path / "x.png", "T", [(f"name {n}", n) for n in range(count)], "windows")
        heights.append(struct.unpack(">I", (tmp_path / "x.png").read_bytes()[20:24])[0])
    assert heights[1] - heights[0] > 30 * 30  # pixels a row


def test_a_heat_map_without_any_value(tmp_path: Path) -> None:
    """Its names are drawn."""
    draw_heat_map(tmp_path / "x.svg", "T", ["a", "b"], [[None, None], [None, float("nan")]], "NPMI")
    assert {"a", "b", "NPMI"} <= set(texts(tmp_path / "x.svg"))


@pytest.mark.parametrize(
    ("values", "middle"),
    [((0.0, 25.0, 100.0), 0.5), ((-100.0, 0.0, 100.0), 0.5), ((-100.0, 50.0, 100.0), 0.75)],
)
def test_colours_of_a_heat_map(values: tuple[float, float, float], middle: float, tmp_path: Path) -> None:
    """They follow the square root of what is never below 0, and else the values; the ends have the ends' colours."""
    low, mid, high = values
    draw_heat_map(tmp_path / "x.svg", "T", ["a", "b"], [[low, mid], [mid, high]], "windows")
    svg = (tmp_path / "x.svg").read_text(encoding="utf-8")
    for place in (0.0, middle, 1.0):
        assert f"fill: {to_hex(colormaps['cividis'](place))}; stroke: #ffffff" in svg


@pytest.mark.parametrize(
    ("heights", "placed"),
    [([], []), ([1, 1, 1], [1, 2, 3]), ([9, 9.5, 10], [8, 9, 10]), ([1, 5, 5.5], [1, 5, 6])],
)
def test_names_at_the_ends_of_lines_stand_apart(heights: list[float], placed: list[float]) -> None:
    """Upwards where there is room, else downwards."""
    assert _spread(heights, 1, 10) == placed


def test_what_is_alike_stands_side_by_side() -> None:
    """Groups are kept together, what joins two groups stands between them, and nothing is lost."""
    groups = [0, 1, 0, 1, 2, 0]
    likeness = [[1.0 if a == b else None for b in groups] for a in groups]
    found = [groups[at] for at in side_by_side(likeness)]
    assert sorted(found) == sorted(groups)
    assert sum(a != b for a, b in pairwise(found)) == 2
    chain = [0, 3, 1, 4, 2]
    near = [[1 - abs(a - b) / 5 for b in chain] for a in chain]
    assert [chain[at] for at in side_by_side(near)] in ([0, 1, 2, 3, 4], [4, 3, 2, 1, 0])


@pytest.mark.parametrize("count", [0, 1, 2])
def test_so_few_need_no_order(count: int) -> None:
    """They stand as they come."""
    assert side_by_side([[None] * count] * count) == list(range(count))


@pytest.mark.parametrize("name", ["x.pdf", "x", "svg"])
def test_other_endings_are_refused(name: str, tmp_path: Path) -> None:
    """Before anything is drawn, with those there are."""
    with pytest.raises(PlotError, match=r"\.svg, \.png, \.html"):
        check_plot(tmp_path / name)
    with pytest.raises(PlotError, match=name):
        draw_bars(tmp_path / name, "T", [("a", 1.0)], "windows")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda path: draw_bars(path, "T", [], "x"), "nothing to draw"),
        (lambda path: draw_lines(path, "T", [Line("a", ())], "x"), "nothing to draw"),
        (lambda path: draw_heat_map(path, "T", [], [], "x"), "nothing to draw"),
        (lambda path: draw_bars(path, "T", [("a", 1.0)] * (MOST_BARS + 1), "x"), "201 bars are too many"),
    ],
)
def test_what_cannot_be_drawn(draw: Draw, said: str, tmp_path: Path) -> None:
    """Nothing, or more than anybody reads, is said to be so and no file is left."""
    with pytest.raises(PlotError, match=said):
        draw(tmp_path / "x.svg")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0"), (0.000012345, "1.234e-05"), (1234.5, "1,234"), (float("nan"), "")],
)
def test_numbers_are_short(value: float | None, text: str) -> None:
    """Four digits, or whole."""
    assert number(value) == text
