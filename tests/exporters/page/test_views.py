"""The views beside the network show the same counts, by pointer, by key and on a telephone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from kg.analysis.trends import trends
from kg.cooccurrence.rows import Row, cooccurrences, ordered
from kg.model import Extraction
from tests.exporters.page.conftest import Visit, Visiting, archive, write_archive

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.browser

VIEWS = ("network", "table", "heat", "timeline", "picks", "episodes")


def texts(rows: Locator, columns: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the cells of some columns, row by row."""
    return [tuple(row.locator(f".{column}").first.inner_text() for column in columns) for row in rows.all()]


def significant(extractions: list[Extraction]) -> list[Row]:
    """Return the significant rows by turn, in the order of `kg cooccur`."""
    return [row for row in ordered(cooccurrences(extractions, "turn").rows) if row.significant]


# Table


def test_table_of_all_pairs_is_that_of_the_command(visit: Visit, talk_archive: list[Extraction]) -> None:
    """With everything shown the pairs between technologies are the command's, each measure the same."""
    page = visit.open("#view=table")
    page.get_by_role("button", name="All that the filters leave").click()
    rows = page.locator("#table-pairs tbody tr")
    found = {
        frozenset(cells[:2]): cells[2:]
        for cells in texts(rows, ("a .link", "b .link", "count", "npmi", "jaccard"))
    }
    wanted = {
        frozenset((row.label_a, row.label_b)): (str(row.count), f"{row.npmi:.3f}", f"{row.jaccard:.3f}")
        for row in significant(talk_archive)
    }
    assert wanted
    assert {pair: found[pair] for pair in wanted} == wanted
    people = {person.name for x in talk_archive for person in x.people}
    assert {pair for pair in found if not pair & people} == wanted.keys()


def test_table_of_what_is_drawn_is_the_network(visit: Visit) -> None:
    """Entities and pairs in the tables are as many as the line above the network says."""
    line = visit.open().locator("#status").inner_text()
    visit.page.get_by_role("button", name="Table", exact=True).click()
    entities = visit.page.locator("#table-entities tbody tr").count()
    pairs = visit.page.locator("#table-pairs tbody tr").count()
    assert f"all {entities} entities and {pairs} of" in line or f"{entities} strongest of" in line
    assert f" and {pairs} of" in line


def test_sorting_a_table_is_part_of_the_address(visit: Visit) -> None:
    """A table sorted by key says so, and a page opened at its address is sorted the same way."""
    page = visit.open("#view=table")
    head = page.locator("#table-pairs th", has_text="Lift")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    lifts = [float(text) for (text,) in texts(page.locator("#table-pairs tbody tr"), ("lift",))]
    assert lifts == sorted(lifts, reverse=True)
    page = visit.open(visit.fragment())
    assert page.locator("#table-pairs th", has_text="Lift").get_attribute("aria-sort") == "descending"


def test_filters_act_on_every_view(visit: Visit, talk_archive: list[Extraction]) -> None:
    """A show and years that are chosen leave their episodes in the list, and in the table's counts."""
    page = visit.open("#view=episodes&show=web-hour&years=2013..2014")
    wanted = [x for x in talk_archive if x.show == "web-hour" and x.date and "2013" <= x.date[:4] <= "2014"]
    assert {title for (title,) in texts(page.locator("#table-episodes tbody tr"), ("title",))} == {
        x.title for x in wanted
    }
    page = visit.open("#view=table&show=web-hour&years=2013..2014")
    page.get_by_role("button", name="All that the filters leave").click()
    named = Counter(
        t.name for x in wanted for t in x.technologies if any(m.place != "sponsors" for m in t.mentions)
    )
    rows = texts(page.locator("#table-entities tbody tr"), ("name .link", "kind", "episodes"))
    assert {name: int(count) for name, kind, count in rows if kind != "Person"} == named


# Heat map


def test_heat_map_has_a_cell_for_every_pair(visit: Visit, talk_archive: list[Extraction]) -> None:
    """Cells say both names and the measure; those of pairs that chance explains are empty."""
    page = visit.open("#view=heat")
    names = set(page.locator("table.heat tbody th").all_inner_texts())
    labels = page.locator("table.heat td button").evaluate_all(
        "cells => cells.map(cell => cell.getAttribute('aria-label'))"
    )
    shown = [row for row in significant(talk_archive) if {row.label_a, row.label_b} <= names]
    wanted = {
        f"{a} and {b}: {row.npmi:.3f}"
        for row in shown
        for a, b in ((row.label_a, row.label_b), (row.label_b, row.label_a))
    }
    assert len(labels) == len(wanted) == 2 * len(shown) > 0
    assert set(labels) == wanted
    page.locator("#filter-by").select_option("count")
    first = shown[0]
    assert (
        page.get_by_role(
            "button", name=f"{first.label_a} and {first.label_b}: {first.count}", exact=True
        ).count()
        == 1
    )


def test_heat_map_by_key(visit: Visit) -> None:
    """One stop for Tab, arrows go from cell to cell, what is under them is said, Enter opens it."""
    page = visit.open("#view=heat")
    grid = page.get_by_role("grid")
    assert grid.locator("[tabindex='0']").count() == 1
    grid.locator("[tabindex='0']").focus()
    seen = set()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "End", "ArrowRight"):
        page.keyboard.press(key)
        seen.add(page.evaluate("document.activeElement.id"))
        assert grid.locator("[tabindex='0']").count() == 1
    assert len(seen) > 2
    cell = grid.locator("td button").first
    cell.focus()
    label = cell.get_attribute("aria-label") or ""
    one, other = label.rpartition(":")[0].split(" and ")
    assert page.locator("#view .readout").inner_text().startswith(f"{one} – {other}: ")
    page.keyboard.press("Enter")
    assert set(visit.heading().split(" – ")) == {one, other}
    assert page.locator("table.heat td[aria-selected='true']").count() == 2


def test_heat_map_in_other_orders(visit: Visit) -> None:
    """The rows can stand by name or by episodes; fewer of them leave the most named."""
    page = visit.open("#view=heat")
    heads = page.locator("table.heat tbody th")
    page.locator("#heat-order").select_option("name")
    names = heads.all_inner_texts()
    assert names == sorted(names, key=lambda name: (name[0].isalnum(), name.casefold()))
    page.locator("#heat-order").select_option("reach")
    most = heads.all_inner_texts()
    page.locator("#heat-size").select_option("12")
    assert heads.all_inner_texts() == most[:12]
    assert page.evaluate("document.activeElement.id") in ("heat-size", "")


# Timeline


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Extraction]]:
    """Write the page of an archive in which Redis is named in the later years, Terraform in the earlier."""
    made = archive(96, seed=3)

    def late(x: Extraction) -> tuple[int, str]:
        names = {t.name for t in x.technologies if any(m.place != "sponsors" for m in t.mentions)}
        return ("Redis" in names) - ("Terraform" in names), x.id

    found = [
        replace(x, date=f"{2010 + at // 12}-{at % 12 + 1:02}-01")
        for at, x in enumerate(sorted(made, key=late))
    ]
    return write_archive(tmp_path_factory.mktemp("changing") / "changing.html", found), found


def test_timeline_has_what_rises_and_falls(
    visiting: Visiting, changing: tuple[Path, list[Extraction]]
) -> None:
    """Both columns hold the technologies that `kg trends` calls significant, and a card opens on click."""
    path, extractions = changing
    wanted = {row.label: row.z for row in trends(extractions, least=10).rows if row.q < 0.05}
    assert {"Redis", "Terraform"} <= wanted.keys()
    with visiting(path) as visit:
        page = visit.open("#view=timeline")
        columns = [
            set(page.locator(".trends", has_text=name).locator(".trend-name").all_inner_texts())
            for name in ("Rising", "Falling")
        ]
        assert columns == [{n for n, z in wanted.items() if z > 0}, {n for n, z in wanted.items() if z < 0}]
        page.locator(".trend-card", has_text="Redis").click()
        assert visit.heading() == "Redis"
        assert "Rising" in page.locator("#panel").inner_text()


# Picks and episodes


def test_picks_stand_by_person(visit: Visit, talk_archive: list[Extraction]) -> None:
    """Every person has their picks with their number, and what several picked stands first."""
    page = visit.open("#view=picks")
    counts: dict[str, int] = {}
    for x in talk_archive:
        for pick in x.picks:
            for name in pick.by:
                counts[name] = counts.get(name, 0) + 1
    heads = page.locator("#view .cards h3").all_inner_texts()
    assert heads == [f"{name} {count}" for name, count in sorted(counts.items(), key=lambda item: -item[1])]
    assert page.locator("#view .shared h3").inner_text() == "Picked by several 1"
    assert page.locator("#view .shared .count").last.inner_text() == f"{len(counts)} people"
    assert page.locator("#view a").count() == 0  # javascript: is no address


def test_episodes_are_found_by_words(visit: Visit, talk_archive: list[Extraction]) -> None:
    """Words find titles without their accents, and people; the undated stands last, a title opens its card."""
    page = visit.open("#view=episodes")
    assert page.locator("#table-episodes tbody tr").count() == len(talk_archive)
    assert page.locator("#table-episodes tbody tr .date").last.inner_text() == ""
    page.get_by_label("Title, show or person").fill("episode 31")
    assert texts(page.locator("#table-episodes tbody tr"), ("title",)) == [("Épisode 31",)]
    page.locator("#table-episodes .link").click()
    assert visit.heading() == "Épisode 31"
    assert page.locator("#table-episodes tr[aria-current='true']").count() == 1
    page.get_by_label("Title, show or person").fill("zoe cloud")
    mine = [x for x in talk_archive if x.show == "cloud-hour" and any(p.name == "Zoë Ng" for p in x.people)]
    assert page.locator("#table-episodes tbody tr").count() == len(mine)


def test_long_lists_are_drawn_in_parts(visiting: Visiting, tmp_path: Path) -> None:
    """Of many episodes the first two hundred are drawn, the rest at a click."""
    with visiting(write_archive(tmp_path / "long.html", archive(230))) as visit:
        page = visit.open("#view=episodes")
        rows = page.locator("#table-episodes tbody tr")
        assert rows.count() == 200
        page.get_by_role("button", name="Show 30 more of 230").click()
        assert rows.count() == 230


# For everyone


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_views_pass_axe(visiting: Visiting, archive_page: Path, scheme: str) -> None:
    """No view and no card breaks a rule of WCAG 2 A and AA that axe-core can tell."""
    options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
    found = []
    with visiting(archive_page, color_scheme=scheme) as visit:
        for fragment in (*(f"#view={view}" for view in VIEWS), "#node=technology/aws-lambda", "#pair=technology/aws-lambda+technology/amazon-s3",
                         "#node=person/zoe-ng", "#episode=cloud-hour/02"):  # fmt: skip
            page = visit.open(fragment)
            for folded in page.locator("#panel summary").all():
                folded.click()
            result = Axe().run(page, options=options)
            found += [
                (fragment, one["id"], [node["target"] for node in one["nodes"]][:3])
                for one in result.response["violations"]
            ]
    assert found == []


@pytest.mark.parametrize("view", VIEWS)
def test_views_fit_a_telephone(visiting: Visiting, archive_page: Path, view: str) -> None:
    """At 360 pixels nothing but tables within their own box goes beyond the screen."""
    with visiting(archive_page, width=360, height=740) as visit:
        page = visit.open(f"#view={view}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert beyond(page, 360) == []
        page = visit.open(f"#view={view}&node=technology/aws-lambda")
        assert beyond(page, 360) == []


def beyond(page: Page, width: int) -> list[str]:
    """Return what stands out of the screen sideways and in no box that scrolls."""
    found: list[str] = page.evaluate(
        """width => [...document.querySelectorAll("#view *, #panel *")].filter(one => {
            const box = one.getBoundingClientRect();
            return box.width && box.right > width + 1 && !one.closest(".scroll, .unseen");
        }).map(one => `${one.tagName} ${one.className.baseVal ?? one.className}`)""",
        width,
    )
    return found
