"""The network, its filters, search and address: what a reader does, and what the page then shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from kg.cooccurrence.rows import cooccurrences
from kg.cooccurrence.where import parse_where
from kg.model import Extraction

if TYPE_CHECKING:
    from tests.exporters.page.conftest import Visit, Visiting

pytestmark = pytest.mark.browser

DRAWN = "kg.shownNodes().map((i) => kg.entities[i].id)"
REDIS, RUBY, LAMBDA = "technology/redis", "technology/ruby", "technology/aws-lambda"


def numbers(text: str) -> list[int]:
    """Return the numbers of a sentence."""
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)]


# The first picture


def test_first_picture_is_what_the_rule_chooses(engine: Page) -> None:
    """With no filter on, the page's own choice of nodes and lines is the one that Python drew."""
    engine.evaluate("location.hash = ''")
    drawn, lines = engine.evaluate("[kg.shownNodes(), kg.shownRows().map(({ a, b }) => [a, b])]")
    first = engine.evaluate(
        "[kg.head.network.nodes.map(({ id }) => id), kg.head.network.edges.map(({ from, to }) => [Math.min(from, to), Math.max(from, to)])]"
    )
    assert sorted(drawn) == sorted(first[0])
    assert sorted(lines) == sorted(first[1])
    assert len(lines) > 10


def test_first_picture_needs_only_the_head(page_browser: Browser, archive_page: Path, tmp_path: Path) -> None:
    """Where the rest cannot be unpacked the network is there all the same, and the page says what is missing."""
    text = re.sub(
        r'(<script type="text/plain" id="body">)[^<]+', r"\1AAAA", archive_page.read_text(encoding="utf-8")
    )
    path = tmp_path / "broken.html"
    path.write_text(text, encoding="utf-8")
    page = page_browser.new_page()
    page.goto(path.as_uri())
    expect(page.locator("#status")).to_contain_text("Only the first picture can be shown")
    assert page.locator("#network canvas").bounding_box()
    page.close()


def test_network_is_painted_and_stands_still(visit: Visit) -> None:
    """The canvas has more than background, and the same a second later."""
    assert visit.painted() > 2000
    first = visit.page.evaluate("document.querySelector('canvas').toDataURL()")
    visit.page.wait_for_timeout(1000)
    assert visit.page.evaluate("document.querySelector('canvas').toDataURL()") == first


def test_policy_stops_scripts_that_are_not_the_pages_own(page_browser: Browser, archive_page: Path) -> None:
    """A script put into the page does not run, and a picture from elsewhere is stopped by the policy."""
    page = page_browser.new_page()
    failed: list[tuple[str, str | None]] = []
    page.on("requestfailed", lambda request: failed.append((request.url, request.failure)))
    page.goto(archive_page.as_uri())
    page.evaluate(
        """() => { const script = document.createElement("script"); script.textContent = "window.ran = true";
        const image = new Image(); image.src = "https://example.invalid/x.png"; document.body.append(script, image) }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert failed == [("https://example.invalid/x.png", "csp")]
    page.close()


# Filters


@pytest.mark.parametrize(
    ("acts", "conditions", "window"),
    [
        ([], [], "turn"),
        ([("select", "#filter-window", "episode")], [], "episode"),
        ([("select", "#filter-window", "topic")], [], "topic"),
        ([("select", "#filter-from", "2013"), ("select", "#filter-to", "2015")], ["year=2013..2015"], "turn"),
        ([("check", "#filter-show-1", "")], ["show=web-hour"], "turn"),
        ([("uncheck", "#legend-database", ""), ("uncheck", "#legend-language", "")],
         ["kind=aws-service", "kind=tool", "kind=framework", "kind=library"], "turn"),
    ],
)  # fmt: skip
def test_filters_change_counts_to_what_the_command_says(
    visit: Visit,
    talk_archive: list[Extraction],
    acts: list[tuple[str, str, str]],
    conditions: list[str],
    window: Any,
) -> None:
    """The line above the network counts the significant pairs that `kg cooccur` finds, once people are switched off."""
    page = visit.page
    page.uncheck("#legend-person")
    for act, where, value in acts:
        if act == "select":
            page.select_option(where, value)
        elif act == "check":
            page.check(where)
        else:
            page.uncheck(where)
    wanted = cooccurrences(talk_archive, window, where=parse_where(conditions))
    assert numbers(visit.status().split("(")[0])[-1] == sum(row.significant for row in wanted.rows) > 0
    page.uncheck("#filter-significant")
    assert numbers(visit.status().split("(")[0])[-1] == wanted.tested
    on = (
        len(
            {
                where.split("-")[1]
                for _, where, _ in acts
                if where.startswith(("#filter-from", "#filter-show"))
            }
        )
        + 2
    )
    expect(page.locator("#filters-on")).to_have_text(f"{on} filters on")


def test_said_by_takes_only_what_a_person_says(visit: Visit, talk_archive: list[Extraction]) -> None:
    """A speaker is found without the accent, chosen by keyboard, named in the line and removed by a button."""
    page = visit.page
    page.focus("#filter-person")
    page.keyboard.type("zoe")
    assert page.locator("#people-found [role=option]").all_inner_texts()[0].startswith("Zoë Ng")
    assert page.get_attribute("#filter-person", "aria-activedescendant") == "people-found-0"
    page.keyboard.press("Enter")
    assert "said by Zoë Ng" in visit.status()
    assert visit.fragment() == "#person=person/zoe-ng"
    page.uncheck("#legend-person")
    page.uncheck("#filter-significant")
    wanted = cooccurrences(talk_archive, "turn", where=parse_where(["person=Zoë Ng"]))
    assert numbers(visit.status().split("(")[0])[-1] == wanted.tested
    page.click("#filter-anybody")
    assert "said by" not in visit.status()
    assert page.evaluate("document.activeElement.id") == "filter-person"


def test_least_strength_follows_the_measure(visit: Visit) -> None:
    """The slider goes through the pairs whatever the measure's range, and starts anew with another measure."""
    page = visit.page
    before = numbers(visit.status().split("(")[0])[-1]
    for measure, name in (("npmi", "NPMI"), ("g2", "G²"), ("association", "Association strength")):
        page.select_option("#filter-by", measure)
        page.locator("#filter-least").fill("96")
        assert f"{name} ≥" in visit.status()
        assert 0 < numbers(visit.status().split("(")[0])[-1] < before
        assert (
            page.locator("#filter-least").get_attribute("aria-valuetext")
            == f"{name}: {page.locator('#filter-least-said').inner_text()}"
        )
    page.select_option("#filter-by", "npmi")
    assert "≥" not in visit.status()
    assert numbers(visit.status().split("(")[0])[-1] == before


def test_slider_changes_how_many_are_drawn(
    visiting: Visiting, talk_archive: list[Extraction], tmp_path: Path
) -> None:
    """Up to three times as many as at first, and back to the very same picture."""
    from tests.exporters.page.conftest import write_archive

    with visiting(write_archive(tmp_path / "page.html", talk_archive)) as visit:
        first = numbers(visit.status())[0]
        visit.page.locator("#filter-nodes").focus()
        visit.page.keyboard.press("Home")
        assert numbers(visit.status())[0] <= first
        assert "nodes=" in visit.fragment()
        visit.page.click("#reset")
        assert numbers(visit.status())[0] == first
        assert visit.fragment() == ""


def test_reset_takes_all_filters_off(visit: Visit) -> None:
    """And leaves what is selected."""
    page = visit.open(
        "#show=web-hour&years=2013..2015&off=language&significant=0&windows=2&episodes=1&by=lift&node=technology/redis"
    )
    expect(page.locator("#filters-on")).to_have_text("6 filters on")
    page.click("#reset")
    expect(page.locator("#filters-on")).to_have_text("none on")
    assert visit.fragment() == "#node=technology/redis"
    assert page.locator("#reset").is_disabled()


def test_legend_counts_and_opens_its_kinds(visit: Visit) -> None:
    """A group counts its entities, off or on; its kinds are switched one by one; some off is neither on nor off."""
    page = visit.page
    assert (
        page.locator("#legend .tick", has_text="Frameworks and libraries").locator(".count").inner_text()
        == "4"
    )
    page.click("#legend-fold-framework")
    assert page.evaluate("document.activeElement.id") == "legend-fold-framework"
    page.uncheck("#legend-kind-library")
    assert page.locator("#legend-framework").evaluate("box => box.indeterminate")
    assert visit.fragment() == "#off=library"
    assert (
        page.locator("#legend .tick", has_text="Frameworks and libraries").locator(".count").inner_text()
        == "4"
    )


def test_colour_by_community(visit: Visit) -> None:
    """The drawing's colours change and the legend names the communities with how many are drawn of each."""
    page = visit.page
    before = page.evaluate("document.querySelector('canvas').toDataURL()")
    page.select_option("#filter-colour", "community")
    page.wait_for_timeout(100)
    assert page.evaluate("document.querySelector('canvas').toDataURL()") != before
    counts = page.locator("#communities .count").all_inner_texts()
    assert sum(map(int, counts)) == numbers(visit.status())[0]


# Search


def test_search_by_another_name(visit: Visit) -> None:
    """`/`, part of an alias in any case, and Enter lead to the entity."""
    page = visit.page
    page.keyboard.press("/")
    page.keyboard.type("LAMBDA FUN")
    assert page.locator("#results [aria-selected=true] .name").inner_text() == "AWS Lambda (lambda functions)"
    page.keyboard.press("Enter")
    assert visit.heading() == "AWS Lambda"
    assert visit.fragment() == f"#node={LAMBDA}"
    assert page.evaluate("document.activeElement.id") == "network"


def test_search_folds_accents_and_puts_whole_names_first(visit: Visit) -> None:
    """`cafe` finds Café; `ruby` is Ruby before Ruby on Rails; titles of episodes are found too."""
    page = visit.page
    page.fill("#search", "cafe")
    assert page.locator("#results .name").all_inner_texts() == ["Café"]
    page.fill("#search", "ruby")
    assert page.locator("#results .name").all_inner_texts()[:2] == ["Ruby", "Ruby on Rails"]
    page.fill("#search", "episode 12")
    assert page.locator("#results .name").all_inner_texts() == ["Épisode 12"]
    assert page.locator("#results .hint").inner_text() == "Episode · 2014-01-05"
    page.keyboard.press("Enter")
    assert visit.heading() == "Épisode 12"
    assert visit.fragment() == "#episode=cloud-hour/12"
    page.fill("#search", "xyzzy")
    assert page.locator("#finder .none").inner_text() == "Nothing of that name"
    page.keyboard.press("Escape")
    assert page.input_value("#search") == ""
    assert page.get_attribute("#search", "aria-expanded") == "false"


def test_search_walks_through_what_is_found(visit: Visit) -> None:
    """Down and Up go round, the active option is named to assistive technology, a click takes one."""
    page = visit.page
    page.fill("#search", "r")
    found = page.locator("#results [role=option]").count()
    assert found > 4
    page.keyboard.press("ArrowUp")
    assert page.get_attribute("#search", "aria-activedescendant") == f"results-{found - 1}"
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#search", "aria-activedescendant") == "results-0"
    name = page.locator("#results .name").nth(1).inner_text()
    page.locator("#results [role=option]").nth(1).click()
    assert name.startswith(visit.heading())


# Selection, expansion, pins


def test_click_on_a_node_a_line_and_beside_them(visit: Visit) -> None:
    """Each opens its card; a click on nothing closes it."""
    page = visit.page
    page.mouse.click(*visit.at(REDIS))
    assert visit.heading() == "Redis"
    page.keyboard.press("Escape")
    (ax, ay), (bx, by) = visit.at(REDIS), visit.at(RUBY)
    page.mouse.click((ax + bx) / 2, (ay + by) / 2)
    assert sorted(visit.fragment().removeprefix("#pair=").split("+")) == [REDIS, RUBY]
    box = page.locator("#network").bounding_box()
    assert box
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    assert visit.fragment() == ""


def test_network_by_keyboard(visit: Visit) -> None:
    """Arrows go from node to node, Enter goes to the card, Escape back and out, E and P act on what is selected."""
    page = visit.page
    page.focus("#network")
    headings = set()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        headings.add(visit.heading())
    assert len(headings) > 2
    page.keyboard.press("p")
    assert "&pin=" in visit.fragment() or "#pin=" in visit.fragment()
    page.keyboard.press("p")
    assert "pin=" not in visit.fragment()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement === document.querySelector('#panel h2')")
    page.keyboard.press("Escape")
    assert visit.fragment() == ""
    assert page.evaluate("document.activeElement.id") == "network"


def test_expansion_draws_neighbours_and_back_takes_them_away(engine: Page) -> None:
    """First those that belong most closely to it, all there are at the second time; each step is one of the history."""
    engine.evaluate("location.hash = ''")
    engine.wait_for_timeout(100)
    engine.evaluate("kg.change({ nodes: 4, windows: 1, episodes: 1, significant: false })")
    index = "kg.entities.find(({ id }) => id === 'technology/vue.js').index"
    before = set(engine.evaluate(DRAWN))
    near = engine.evaluate(f"kg.rowsOf(kg.filter(), {index}).map(({{ b }}) => kg.entities[b].id)")
    left = [node for node in near if node not in before]
    assert len(left) > 12
    engine.evaluate(f"kg.expand({index})")
    assert set(engine.evaluate(DRAWN)) == before | {"technology/vue.js", *left[:12]}
    engine.evaluate(f"kg.expand({index})")
    assert set(engine.evaluate(DRAWN)) == before | {"technology/vue.js", *left}
    assert "expand=technology/vue.js+technology/vue.js" in engine.evaluate("location.hash")
    engine.go_back()
    engine.wait_for_timeout(100)
    assert engine.evaluate("location.hash.match(/expand=.*/)[0]") == "expand=technology/vue.js"
    engine.go_back()
    engine.wait_for_timeout(100)
    assert "expand" not in engine.evaluate("location.hash")


def test_a_pin_holds_whatever_the_filters(engine: Page) -> None:
    """A pinned entity stays drawn when its kind is switched off, and so does one that is selected."""
    engine.evaluate("location.hash = ''")
    engine.wait_for_timeout(100)
    assert REDIS in engine.evaluate(DRAWN)
    engine.evaluate("kg.change({ off: new Set(['database', 'language']) })")
    assert REDIS not in engine.evaluate(DRAWN)
    engine.evaluate("kg.togglePin(kg.entities.find(({ id }) => id === 'technology/redis').index)")
    assert REDIS in engine.evaluate(DRAWN)
    engine.evaluate("kg.choose({ node: kg.entities.find(({ id }) => id === 'technology/ruby').index })")
    assert {REDIS, RUBY} <= set(engine.evaluate(DRAWN))


# Address


def test_address_reproduces_the_view(visit: Visit) -> None:
    """What was chosen stands in the fragment; a fresh page at it shows the same, Back undoes step by step."""
    page = visit.page
    page.select_option("#filter-window", "episode")
    page.select_option("#filter-by", "lift")
    page.check("#filter-show-0")
    page.fill("#search", "dynamo")
    page.keyboard.press("Enter")
    fragment, status = visit.fragment(), visit.status()
    assert fragment == "#window=episode&by=lift&show=cloud-hour&node=technology/dynamodb"
    page.go_back()
    assert visit.fragment() == "#window=episode&by=lift&show=cloud-hour"
    page.click("#back")
    expect(page.locator("#filter-show-0")).not_to_be_checked()
    page.go_forward()
    expect(page.locator("#filter-show-0")).to_be_checked()
    visit.open(fragment)
    assert visit.status() == status
    assert visit.heading() == "DynamoDB"
    assert page.input_value("#filter-window") == "episode"


def test_nonsense_in_the_address_is_passed_over(visit: Visit) -> None:
    """Unknown names, impossible numbers and broken escapes leave the start as it is."""
    start = visit.status()
    for nonsense in (
        "#nothing", "#node=%E0%A4%A", "#node=technology/none", "#pair=technology/redis", "#window=week&by=luck&view=moon", "#nodes=x&years=2015..2013",
        "#view=__proto__&window=constructor", "#<img src=x onerror=alert(1)>", "#person=technology/redis&show=none", "#windows=-4&episodes=NaN",
    ):  # fmt: skip
        visit.open(nonsense)
        assert visit.status() == start, nonsense


# Looks


def test_dark_and_light(visiting: Visiting, archive_page: Path) -> None:
    """The page follows the system, the button turns it round, paper is white."""
    ground = "getComputedStyle(document.body).backgroundColor"
    with visiting(archive_page, color_scheme="dark") as visit:
        assert visit.page.evaluate(ground) == "rgb(15, 19, 24)"
        before = visit.page.evaluate("document.querySelector('canvas').toDataURL()")
        visit.page.get_by_role("button", name="Light colours").click()
        assert visit.page.evaluate(ground) == "rgb(246, 247, 249)"
        assert visit.page.evaluate("document.querySelector('canvas').toDataURL()") != before
        visit.page.get_by_role("button", name="Dark colours").click()
        visit.page.emulate_media(media="print")
        assert visit.page.evaluate(ground) == "rgb(255, 255, 255)"
        assert not visit.page.locator("#search").is_visible()


def test_narrow_page(visiting: Visiting, archive_page: Path) -> None:
    """On a telephone nothing is wider than the screen, filters are folded and still say how many are on, buttons are large enough."""
    with visiting(archive_page, width=360, height=740, has_touch=True) as visit:
        page = visit.open("#off=language&node=technology/redis")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert not page.locator("#legend").is_visible()
        assert page.locator("#filters > summary").inner_text() == "Filters: 1 filter on"
        _, y = visit.at(REDIS)
        panel = page.locator("#panel").bounding_box()
        assert panel
        assert y < panel["y"]
        page.locator("#filters > summary").tap()
        assert page.locator("#legend").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        small = page.evaluate(
            """() => [...document.querySelectorAll("header button, #filters button, #filters label, #filters select, #zoom button")].filter((one) => one.offsetParent)
            .map((one) => [one.id || one.textContent, one.getBoundingClientRect()]).filter(([, { width, height }]) => width < 24 || height < 24).map(([name]) => name)"""
        )
        assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", "#node=technology/redis&colour=community&off=tool"])
def test_no_accessibility_rule_is_broken(
    visiting: Visiting, archive_page: Path, scheme: str, fragment: str
) -> None:
    """axe-core finds nothing in the network view, open list included."""
    with visiting(archive_page, color_scheme=scheme, bypass_csp=True) as visit:
        page = visit.open(fragment)
        page.fill("#search", "ru")
        found = Axe().run(page)
        assert [
            (one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found.response["violations"]
        ] == []


def test_hostile_names_are_only_text(visit: Visit) -> None:
    """A label that is markup is found, drawn and shown as written, and nothing of it takes effect."""
    page = visit.page
    page.fill("#search", "<img")
    assert "onerror" in page.locator("#results .name").first.inner_text()
    page.keyboard.press("Enter")
    assert "onerror" in visit.heading()
    page.mouse.move(*visit.at("technology/" + visit.fragment().split("technology/")[1]))
    assert page.locator("img, iframe, object, body script[src]").count() == 0
    assert page.locator("h1").inner_text() == "Two shows </script><script>alert(1)</script>"
