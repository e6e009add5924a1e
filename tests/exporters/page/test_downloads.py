"""What the page hands over: pictures that hold what is seen, and tables that every spreadsheet takes for text."""

from __future__ import annotations

import csv
import struct
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kg.cooccurrence.rows import cooccurrences
from kg.exporters.table import cell
from kg.model import Extraction
from tests.exporters.page.conftest import IMAGE, Visit, Visiting, archive, write_archive

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"


def downloaded(visit: Visit, name: str) -> Path:
    """Return the file that a choice of the menu hands over."""
    visit.page.locator("#download summary").click()
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name=name).click()
    path = Path(waiting.value.path())
    return path.rename(path.with_name(waiting.value.suggested_filename))


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def drawing(path: Path) -> ElementTree.Element:
    """Return a picture's root, which must be nothing but shapes and text."""
    root = ElementTree.parse(path).getroot()
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {"svg", "g", "title", "rect", "line", "circle", "polygon", "polyline", "text"}
    return root


def test_network_as_svg(visit: Visit) -> None:
    """The picture has a mark for every entity and a line for every pair, and labels as they are written."""
    line = visit.open().locator("#status").inner_text()
    path = downloaded(visit, "SVG picture")
    root = drawing(path)
    assert path.name.endswith("-network.svg")
    outlines = root.findall(f".//{SVG}circle") + root.findall(f".//{SVG}polygon")
    marks = [one for one in outlines if one.get("stroke")]  # those of the key have no rim
    kinds = visit.page.locator("#legend .shape").count()
    assert len(outlines) - len(marks) == kinds
    assert f"all {len(marks)} entities" in line or f"{len(marks)} strongest" in line
    assert f" and {len(root.findall(f'.//{SVG}line'))} of" in line
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"AWS Lambda", "Ruby", "Redis"} <= set(texts)
    assert "Two shows" in (root.findtext(f"{SVG}title") or "")


def test_network_as_png(visit: Visit) -> None:
    """The picture of pixels is twice as fine as the screen."""
    width, height = visit.page.evaluate(
        "(({ clientWidth, clientHeight }) => [clientWidth, clientHeight])(document.getElementById('network'))"
    )
    content = downloaded(visit, "PNG picture").read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    found = struct.unpack(">II", content[16:24])
    assert found[0] == 2 * width
    assert 2 * height < found[1] <= 2 * height + 400  # title above, key and source below


def test_network_as_csv(visit: Visit, talk_archive: list[Extraction]) -> None:
    """The rows are the pairs drawn, with the exact measures of kg's rows."""
    line = visit.open().locator("#status").inner_text()
    found = rows_of(downloaded(visit, "CSV table"))
    assert f" and {len(found)} of" in line
    wanted = {
        frozenset((cell(row.label_a), cell(row.label_b))): row
        for row in cooccurrences(talk_archive, "turn").rows
    }
    checked = 0
    for values in found:
        row = wanted.get(frozenset((values["a"], values["b"])))
        if row:
            checked += 1
            assert (int(values["count"]), int(values["episodes"])) == (row.count, row.episodes)
            assert float(values["npmi"]) == pytest.approx(row.npmi, abs=1e-9)
            assert float(values["q"]) == pytest.approx(row.q, rel=1e-6)
    assert checked > 5


@pytest.mark.parametrize(
    ("view", "columns"),
    [
        ("table", ["a", "b", "count"]),
        ("heat", ["a", "b", "count"]),
        ("picks", ["title", "url", "people"]),
        ("episodes", ["title", "show", "number"]),
        ("timeline", ["technology", "year", "named"]),
    ],
)
def test_every_view_has_its_rows(visit: Visit, view: str, columns: list[str]) -> None:
    """The table handed over is that of the view."""
    visit.open(f"#view={view}")
    path = downloaded(visit, "CSV table")
    assert path.name.endswith(f"-{view}.csv")
    found = rows_of(path)
    assert list(found[0])[:3] == columns
    assert path.read_bytes().endswith(b"\n")
    assert b"\r" not in path.read_bytes()


def test_cells_are_no_formulas(visiting: Visiting, tmp_path: Path) -> None:
    """Titles that a spreadsheet would run come out as kg's own tables write them."""
    titles = [
        "=1+1",
        "+cmd",
        "-2",
        "@SUM(A1)",
        "＝wide",
        "\ttab",
        'a,"b"',
        "two\nlines",
        "bell\x07",
        " =spaced",
        "plain",
    ]
    made = [replace(x, title=title) for x, title in zip(archive(len(titles)), titles, strict=True)]
    with visiting(write_archive(tmp_path / "formulas.html", made)) as visit:
        visit.open("#view=episodes")
        found = {row["title"] for row in rows_of(downloaded(visit, "CSV table"))}
    assert found == {cell(title) for title in titles}


def test_heat_map_as_svg(visit: Visit) -> None:
    """The picture has as many filled squares as the map has cells, each with its words."""
    page = visit.open("#view=heat")
    cells = page.locator("table.heat td button").count()
    names = page.locator("table.heat tbody th").all_inner_texts()
    root = drawing(downloaded(visit, "SVG picture"))
    squares = [one for one in root.iter(f"{SVG}rect") if one.find(f"{SVG}title") is not None]
    assert len(squares) == cells > 0
    texts = [text.text or "" for text in root.iter(f"{SVG}text")]
    for name in names:
        assert sum(text in (name, f"{name[:21].rstrip()}…", f"{name[:19].rstrip()}…") for text in texts) == 2
    assert any(text.startswith(IMAGE[:10]) for text in texts)


def test_lists_offer_no_picture(visit: Visit) -> None:
    """Where there is nothing drawn the menu has the table alone; Escape folds it and gives the focus back."""
    page = visit.open("#view=episodes")
    page.locator("#download summary").click()
    assert page.locator("#download button:visible").all_inner_texts() == ["CSV table"]
    page.keyboard.press("Escape")
    assert page.locator("#download details[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
