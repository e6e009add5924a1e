"""The page is for everybody: by assistive technology, by key alone, by finger on a telephone, in the dark and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.exporters.page.conftest import Visit, Visiting

pytestmark = pytest.mark.browser

VIEWS = ("network", "table", "heat", "timeline", "picks", "episodes")
LAMBDA, S3 = "technology/aws-lambda", "technology/amazon-s3"
CARDS = (f"node={LAMBDA}", f"pair={LAMBDA}+{S3}", "episode=cloud-hour/02")
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


@pytest.fixture(scope="module")
def light(visiting: Visiting, archive_page: Path) -> Iterator[Visit]:
    """Visit the page in a light browser, once for all tests that go on from an address."""
    with visiting(archive_page) as visit:
        yield visit


@pytest.fixture(scope="module")
def phone(visiting: Visiting, archive_page: Path) -> Iterator[Visit]:
    """Visit the page on a telephone."""
    with visiting(
        archive_page, width=360, height=740, has_touch=True, is_mobile=True, device_scale_factor=2
    ) as visit:
        yield visit


def go(page: Page, fragment: str) -> None:
    """Go to an address of the opened page, and unfold what the panel has folded."""
    page.evaluate(
        """async (fragment) => {
        const there = new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));
        if (location.hash !== fragment) { location.hash = fragment; await there; }
        for (const folded of document.querySelectorAll("#panel details")) folded.open = true;
        await new Promise((resolve) => setTimeout(resolve)); }""",
        fragment,
    )


def violations(page: Page, run_only: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Return the rules of axe-core that the page breaks, and where."""
    found = Axe().run(page, options={"runOnly": run_only, "resultTypes": ["violations"]})
    return [
        (one["id"], [str(node["target"]) for node in one["nodes"]][:4])
        for one in found.response["violations"]
    ]


# Assistive technology


@pytest.mark.parametrize("view", VIEWS)
def test_no_rule_of_wcag_is_broken(light: Visit, view: str) -> None:
    """axe-core finds nothing in any view with a card of a technology, a pair or an episode beside it."""
    broken = []
    for card in CARDS:
        go(light.page, f"#view={view}&{card}")
        broken += [(card, *one) for one in violations(light.page, {"type": "tag", "values": WCAG})]
    assert broken == []


@pytest.mark.parametrize("how", ["system", "button"])
def test_contrast_in_the_dark(visiting: Visiting, archive_page: Path, how: str) -> None:
    """Dark as the system is, or by the button: every text stands out from its ground in every view and card."""
    with visiting(archive_page, color_scheme="dark" if how == "system" else "light") as visit:
        if how == "button":
            visit.page.get_by_role("button", name="Dark colours").click()
        broken = []
        for at, view in enumerate(VIEWS):
            go(visit.page, f"#view={view}&{CARDS[at % 3]}")
            broken += [
                (view, *one) for one in violations(visit.page, {"type": "rule", "values": ["color-contrast"]})
            ]
        assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 19, 24)"
        assert broken == []


def test_everything_that_acts_has_a_name(light: Visit) -> None:
    """Controls are told apart by their names, views say which is on, what is found is counted aloud."""
    page = light.page
    go(page, f"#view=table&{CARDS[0]}")
    names = page.locator("header button:visible, header input, #filters select, #filters input").evaluate_all(
        "all => all.map(one => one.getAttribute('aria-label') || (one.closest('label') || one).textContent.trim())"
    )
    assert "" not in names
    pressed = page.locator("#views [aria-pressed='true']")
    assert pressed.all_inner_texts() == ["Table"]
    assert page.get_by_role("status").count() == 1 or page.locator("#stage").is_hidden()
    assert page.get_by_role("complementary", name="Details").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"


# Keys


FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  const within = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [one === document.body ? "lost" : !one.matches(":focus-visible") || !ring ? "unseen" : !within ? "out of view" : "",
    one.id || `${one.localName} ${one.textContent.slice(0, 40)}`];
}"""


def press(page: Page, key: str) -> None:
    """Press a key; afterwards something has the focus, and shows it."""
    page.keyboard.press(key)
    assert page.evaluate(FOCUS)[0] == "", (key, page.evaluate(FOCUS))


def tab_to(page: Page, wanted: str, key: str = "Tab") -> None:
    """Go on by Tab until what a selector means has the focus; each stop must show it."""
    for _ in range(150):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        press(page, key)
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_all_by_key(visit: Visit) -> None:
    """From load: search by another name, card, sentences of a pair, another view, a filter, a download, and back."""
    page = visit.page
    press(page, "Tab")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("lambda fun")
    press(page, "Enter")
    assert visit.heading() == "AWS Lambda"
    press(page, "Enter")
    assert page.evaluate("document.activeElement.id") == "subject"

    tab_to(page, "#table-neighbours-technology td.count button")
    press(page, "Enter")
    assert visit.heading().startswith("AWS Lambda – ")
    assert page.locator("#panel blockquote mark").count() >= 2
    tab_to(page, "#panel figcaption a")

    press(page, "Escape")
    assert page.evaluate("document.activeElement.id") == "network"
    assert visit.fragment() == ""
    tab_to(page, "[data-view=heat]", "Shift+Tab")
    press(page, "Enter")
    assert visit.fragment() == "#view=heat"
    assert page.get_by_role("grid").is_visible()

    tab_to(page, "#filter-window")
    values = "cells => cells.map(cell => cell.getAttribute('aria-label'))"
    cells = page.locator("table.heat td button")
    before = cells.evaluate_all(values)
    press(page, "End")
    assert "window=episode" in visit.fragment()
    assert cells.evaluate_all(values) != before

    tab_to(page, "#download summary", "Shift+Tab")
    press(page, "Enter")
    tab_to(page, "#download [data-rows]")
    with page.expect_download() as waited:
        press(page, "Enter")
    assert waited.value.suggested_filename.endswith("-heat.csv")
    assert page.evaluate("document.activeElement.localName") == "summary"
    press(page, "Space")
    press(page, "Escape")
    assert not page.locator("#download [data-rows]").is_visible()

    tab_to(page, "[data-view=network]", "Shift+Tab")
    press(page, "Space")
    tab_to(page, "#back")
    press(page, "Enter")
    expect(page.get_by_role("grid")).to_be_visible()


def test_focus_stays_where_its_control_goes(visit: Visit) -> None:
    """A button that switches itself off, or that goes with its view, hands the focus to what is near."""
    page = visit.open("#off=language")
    tab_to(page, "#reset")
    press(page, "Enter")
    assert page.locator("#reset").is_disabled()
    assert page.evaluate("document.activeElement.matches('#filters > summary')")
    tab_to(page, "#back")
    press(page, "Enter")
    assert visit.fragment() == "#off=language"


@pytest.mark.parametrize("view", VIEWS)
def test_tab_goes_through_and_never_stays(light: Visit, view: str) -> None:
    """Tab leads from the page's first control to its last, shown at each stop, and no control keeps it."""
    page = light.open(f"#view={view}")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        how, what = page.evaluate(FOCUS)
        if how == "lost":  # past the last control the browser itself has the focus
            break
        assert how == "", what
        seen.append(what)
    assert len(seen) > 20
    assert seen[0] == "search"
    assert all(a != b or a.startswith(("button", "input")) for a, b in zip(seen, seen[1:], strict=False))


def test_escape_closes_one_thing_at_a_time(visit: Visit) -> None:
    """First the list under the search, then what is selected; the rest of the state stays."""
    page = visit.open(f"#window=episode&node={LAMBDA}")
    page.keyboard.press("/")
    page.keyboard.type("redis")
    expect(page.locator("#results")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#results")).not_to_be_visible()
    assert visit.heading() == "AWS Lambda"
    assert page.evaluate("document.activeElement.id") == "search"
    press(page, "Escape")
    assert visit.fragment() == "#window=episode"
    assert visit.heading() == "Most talked about"


# A telephone


@pytest.mark.parametrize("view", VIEWS)
def test_telephone_scrolls_down_only(phone: Visit, view: str) -> None:
    """At 360 pixels no view is wider than the screen, whatever card is open, and the card is within it."""
    for card in ("", *(f"&{card}" for card in CARDS)):
        go(phone.page, f"#view={view}{card}")
        assert phone.page.evaluate("[document.documentElement.scrollWidth, innerWidth]") == [360, 360], card
        if not card:
            continue
        box = phone.page.locator("#panel").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360


def test_telephone_by_finger(phone: Visit) -> None:
    """A tap on a node opens its card, which scrolls and closes; filters unfold and act; another view is one tap away."""
    page = phone.open()
    page.touchscreen.tap(*phone.at(LAMBDA))
    assert phone.heading() == "AWS Lambda"
    row = page.locator("#table-neighbours-technology .count .link").first
    row.scroll_into_view_if_needed()
    row.tap()
    assert phone.heading().startswith("AWS Lambda – ")
    page.locator("#panel figcaption .link").first.scroll_into_view_if_needed()
    page.locator("#panel .close").scroll_into_view_if_needed()
    page.locator("#panel .close").tap()
    assert phone.fragment() == ""
    page.locator("#filters > summary").tap()
    page.locator("#legend-language").tap()
    assert phone.fragment() == "#off=language"
    page.locator("#reset").tap()
    page.locator("#filters > summary").tap()
    page.get_by_role("button", name="Episodes").tap()
    page.locator("#table-episodes .link").first.tap()
    assert "episode=" in phone.fragment()


def test_fingers_find_what_they_aim_at(phone: Visit) -> None:
    """Controls are at least 24 by 24 pixels, or so far from others that a circle of that size is theirs alone (WCAG 2.5.8)."""
    crowded = []
    for view, card in product(VIEWS, CARDS[:2]):
        go(phone.page, f"#view={view}&{card}")
        found = violations(phone.page, {"type": "rule", "values": ["target-size"]})
        crowded += [(view, card, *one) for one in found]
    assert crowded == []


# Looks


def test_colours_follow_the_system_while_open(visit: Visit) -> None:
    """Night falls: the page and its drawing turn dark without a reload; what the reader chose by button stays."""
    page = visit.page
    ground = "getComputedStyle(document.body).backgroundColor"
    drawn = "document.querySelector('canvas').toDataURL()"
    day = page.evaluate(drawn)
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_role("button", name="Light colours")).to_be_visible()
    assert page.evaluate(ground) == "rgb(15, 19, 24)"
    assert page.evaluate(drawn) != day
    page.get_by_role("button", name="Light colours").press("Enter")
    assert page.evaluate(ground) == "rgb(246, 247, 249)"
    page.emulate_media(color_scheme="light")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) == "rgb(246, 247, 249)"


def test_nothing_moves_for_who_wants_none(visiting: Visiting, archive_page: Path) -> None:
    """With reduced motion no style has a transition or an animation."""
    with visiting(archive_page, reduced_motion="reduce") as visit:
        moving = visit.page.evaluate(
            """() => [...document.querySelectorAll("*")].filter(one => { const { transitionDuration: a, animationDuration: b } = getComputedStyle(one);
            return [a, b].some(value => value.split(",").some(part => parseFloat(part) > 0.01)) }).map(one => one.id || one.localName)"""
        )
        assert moving == []


def test_paper_has_network_and_text(visit: Visit) -> None:
    """What is printed is the network and the whole of the card, dark on white; what only a screen can use is left out."""
    page = visit.open(f"#pair={LAMBDA}+{S3}")
    page.emulate_media(media="print", color_scheme="dark")
    page.wait_for_timeout(100)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("#network canvas").is_visible()
    assert page.locator("#legend").is_visible()  # it says what the colours mean
    assert visit.painted() > 2000
    assert page.locator("#panel blockquote").first.is_visible()
    for screen_only in ("#search", "#filter-window", "#download", "#theme", "#views", "#zoom", "#keys"):
        assert not page.locator(screen_only).is_visible(), screen_only
    cut = page.evaluate(
        """() => { const panel = document.getElementById("panel"); return [panel.scrollHeight - panel.clientHeight, getComputedStyle(panel).position] }"""
    )
    assert cut[0] <= 1
    assert cut[1] in ("static", "relative")
    text = page.locator("#panel .lead")
    red, green, blue = (
        int(part) for part in text.evaluate("one => getComputedStyle(one).color.match(/\\d+/g).slice(0, 3)")
    )
    assert red + green + blue < 200
    assert len(page.pdf()) > 10_000
