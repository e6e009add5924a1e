"""The page: what it draws, that a reader can use it, and that it is harmless whatever it is given."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from kg.exporters.page import generate_page, write_page
from kg.exporters.page_layout import place_freely
from kg.exporters.page_selection import Line, select_drawn

SCRIPT = "</script><script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
LONG = "A very long title, " * 16
QUOTE = "We put Lambda in front of it and measured."
FIRST, SECOND = "episode/cloud-hour/1-moving", "episode/cloud-hour/2-staying"


def small_graph() -> nx.MultiDiGraph:
    """Return two episodes of one show, with labels and addresses that no page should trust."""
    graph = nx.MultiDiGraph()
    graph.add_node("show/cloud-hour", type="show", label="Cloud Hour")
    for node, label, date in ((FIRST, "Moving", "2024-11-20"), (SECOND, f"Staying {SCRIPT}", "2024-11-27")):
        graph.add_node(
            node, type="episode", label=label, show="cloud-hour", date=date, sources=["1.md"], words=9
        )
        graph.add_edge(node, "show/cloud-hour", key="partOf")
    person = {"type": "person", "aliases": ["Pri"], "profiles": ["github.com/priya", "javascript:alert(1)"]}
    graph.add_node("person/priya-lindqvist", label="Priya Lindqvist", **person)
    graph.add_node("person/owen", type="person", label="أوين 🎧", aliases=[IMAGE])
    graph.add_edge("person/priya-lindqvist", FIRST, key="hosts")
    graph.add_edge("person/owen", FIRST, key="guestOf")
    evidence = {
        "places": ["transcript"],
        "place": "transcript",
        "path": "1.md",
        "start": 7,
        "end": 13,
        "count": 3,
    }
    said = {**evidence, "quote": QUOTE, "surface": "Lambda", "speaker": "Priya Lindqvist", "time": 754.0}
    graph.add_node(
        "technology/aws-lambda", type="technology", label="AWS Lambda", kind="aws-service", known=True,
        aliases=["Lambda", "lambda functions"], homepage="https://aws.amazon.com/lambda/",
    )  # fmt: skip
    graph.add_edge(FIRST, "technology/aws-lambda", key="mentions", **said)
    graph.add_edge("person/priya-lindqvist", "technology/aws-lambda", key="speaksOf", **said, episode=FIRST)
    graph.add_node("technology/redis", type="technology", label="Redis", kind="database", known=True)
    hostile = {**evidence, "quote": f"Redis {SCRIPT} {IMAGE}", "surface": IMAGE}
    for episode in (FIRST, SECOND):
        graph.add_edge(episode, "technology/redis", key="mentions", **hostile)
    graph.add_node("technology/nil", type="technology", label=IMAGE, kind="tool", known=False)
    graph.add_edge(SECOND, "technology/nil", key="mentions", count=1, quote=IMAGE, surface=IMAGE)
    graph.add_node("pick/cloud-hour/1/1", type="pick", label="Bad link", url="javascript:alert(1)")
    graph.add_node("pick/cloud-hour/1/2", type="pick", label=LONG, url="https://picks.example/?a=1&b=<2>")
    for pick in ("pick/cloud-hour/1/1", "pick/cloud-hour/1/2"):
        graph.add_edge(FIRST, pick, key="hasPick")
        graph.add_edge("person/owen", pick, key="recommends")
    graph.add_node("topic/cloud-hour/1/1", type="topic", label=SCRIPT, time="02:44", seconds=164)
    graph.add_edge(FIRST, "topic/cloud-hour/1/1", key="hasTopic")
    graph.add_node("sponsor/hired", type="sponsor", label="Hired \ud800\u2028", url="https://hired.example")
    graph.add_edge(
        FIRST, "sponsor/hired", key="sponsoredBy", quote="Brought to you by Hired.", surface="Hired"
    )
    return graph


def archive_graph(episodes: int = 60) -> nx.MultiDiGraph:
    """Return an archive of one show: technology i is in every (i + 1)th episode, a host in all."""
    graph = nx.MultiDiGraph()
    graph.add_node("show/s", type="show", label="The Show")
    graph.add_node("person/host", type="person", label="The Host")
    for number in range(episodes):
        episode = f"episode/s/{number}"
        graph.add_node(episode, type="episode", label=f"Episode {number}", date="2020-01-01")
        graph.add_edge(episode, "show/s", key="partOf")
        graph.add_edge("person/host", episode, key="hosts")
        for i in range(40):
            if number % (i + 1) == 0:
                technology = f"technology/t{i}"
                graph.add_node(
                    technology, type="technology", label=f"Tool {i}", kind="tool", aliases=[f"alias{i}"]
                )
                quote = f"Tool {i} is what episode {number} is about."
                graph.add_edge(episode, technology, key="mentions", count=1, quote=quote, surface=f"Tool {i}")
    return graph


# Without a browser


def test_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    """Neither the hash seed nor the order in which nodes were added to the graph changes the page."""
    code = (
        "import sys, runpy, networkx as nx\n"
        "from kg.exporters.page import generate_page\n"
        "made = runpy.run_path(sys.argv[1])\n"
        "for graph in (made['small_graph'](), made['archive_graph']()):\n"
        "    sys.stdout.buffer.write(generate_page(graph, limit=30).encode())\n"
    )
    pages = [
        subprocess.run(
            [sys.executable, "-c", code, __file__],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert pages[0] == pages[1]
    graph = archive_graph()
    turned = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    assert generate_page(turned, limit=30) == generate_page(graph, limit=30)


def test_graph_is_left_as_it_is(tmp_path: Path) -> None:
    """Writing the page changes nothing in the graph, and makes one file."""
    graph, before = small_graph(), small_graph()
    write_page(graph, tmp_path / "page.html")
    assert dict(graph.nodes(data=True)) == dict(before.nodes(data=True))
    assert list(graph.edges(keys=True, data=True)) == list(before.edges(keys=True, data=True))
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_limit_below_one_is_refused() -> None:
    """A page that draws nothing is an error of the caller."""
    with pytest.raises(ValueError, match="at least one node"):
        generate_page(small_graph(), limit=0)


def test_empty_graph_makes_a_page() -> None:
    """A graph without nodes is drawn as nothing."""
    assert "Showing all 0 entities of 0 episodes." in generate_page(nx.MultiDiGraph())


def test_library_keeps_its_licence() -> None:
    """vis-network stands in the page with its copyright, and without a link to a file that is not there."""
    page = generate_page(small_graph())
    assert "@copyright (c) 2017-2019 visjs contributors" in page
    assert "http://opensource.org/licenses/MIT" in page
    assert "sourceMappingURL" not in page


def content(page: str) -> dict[str, Any]:
    """Return the data that a page holds."""
    match = re.search(r'<script type="application/json" id="graph">(.*?)</script>', page, re.DOTALL)
    assert match
    data: dict[str, Any] = json.loads(match[1])
    return data


def test_hostile_text_is_whole_and_cannot_leave_its_element() -> None:
    """Labels come back from the page's data as they were; no markup of theirs stands in the page."""
    page = generate_page(small_graph(), title=f"T {SCRIPT}")
    assert "alert(1)</script>" not in page
    assert "<img" not in page
    assert {node[2] for node in content(page)["nodes"]} == set(
        dict(small_graph().nodes(data="label")).values()
    )


def test_archive_folds_episodes_into_lines() -> None:
    """With too many episodes to draw, two entities are joined by those that they share."""
    graph = nx.MultiDiGraph()
    for number, named in enumerate(("ab", "ab", "abc", "c", "d")):
        for letter in named:
            graph.add_node(f"technology/{letter}", type="technology", label=letter)
            graph.add_edge(f"episode/{number}", f"technology/{letter}", key="mentions", count=number + 1)
        graph.nodes[f"episode/{number}"].update(type="episode", label=str(number))
    selection = select_drawn(graph, limit=8)
    joined = Line("technology/a", "technology/b", 3, 1.0, "together", ("episode/2", "episode/1"))
    assert selection.folded
    assert selection.nodes == ("technology/a", "technology/b")
    assert selection.lines == (joined,)


def test_weak_lines_are_left_out_and_counted() -> None:
    """Where lines are many, each node keeps its three strongest and those that are another's."""
    graph = nx.MultiDiGraph()
    names = [f"technology/{i:02d}" for i in range(20)]
    for i, name in enumerate(names):
        graph.add_node(name, type="technology", label=name)
        for j, other in enumerate(names[:i]):
            graph.add_edge(name, other, key="about", count=1 + i + j)
    selection = select_drawn(graph, limit=20)
    assert selection.lines_found == 190
    ends = [end for line in selection.lines for end in (line.source, line.target)]
    assert min(ends.count(name) for name in names) >= 3
    assert len(selection.lines) <= 60


def test_no_two_nodes_are_drawn_on_each_other() -> None:
    """Places leave a gap between any two rims, lone nodes included."""
    sizes = {f"n{i}": 10.0 for i in range(40)}
    places = place_freely(sizes, [(f"n{i}", f"n{i * 7 % 30}", 1.0) for i in range(30)])
    points = list(places.values())
    nearest = min(
        (ax - bx) ** 2 + (ay - by) ** 2 for i, (ax, ay) in enumerate(points) for bx, by in points[:i]
    )
    assert nearest**0.5 > 20


def test_large_graph_is_cut_to_the_size_and_says_so() -> None:
    """What does not fit is left out from the far end; sentences behind drawn lines stay."""
    graph = archive_graph(400)
    whole = len(generate_page(graph, limit=30).encode())
    page = generate_page(graph, limit=30, size=whole - 60_000)
    assert len(page.encode()) <= whole - 60_000
    assert re.search(
        r"To keep the page small, [\d,]+ links and the sentences of [\d,]+ more were left out", page
    )
    data = content(page)
    assert any(edge[4:5] == [1] for edge in data["edges"])
    witnesses = {
        (episode, end) for edge in data["edges"] if len(edge) == 6 for episode in edge[5] for end in edge[:2]
    }
    kept = {tuple(edge[:2]) for edge in data["edges"] if len(edge) == 5 and edge[4] != 1}
    mentioned = {pair for pair in witnesses if data["nodes"][pair[1]][1] == "technology"}
    assert mentioned
    assert mentioned <= kept


# In a browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]


@pytest.fixture(scope="module")
def page_browser() -> Iterator[Browser]:
    """Start the machine's browser."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = f"none of {', '.join(BROWSERS)} is on the PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """An opened page and what it did that it should not."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, fragment: str = "") -> Page:
        """Load the page anew."""
        self.page.goto("about:blank")
        self.page.goto(self.url + fragment)
        return self.page

    def dismiss(self, dialog: Dialog) -> None:
        """Note a dialog, which only a script of someone else could open."""
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def heading(self) -> str:
        """Return what the panel is about."""
        return self.page.locator("#panel h2").inner_text()

    def at(self, node: str) -> tuple[float, float]:
        """Return where a node is on the screen."""
        x, y = self.page.evaluate(
            """id => { const drawn = document.getElementById("network"), at = drawn.whereIs(id);
            const box = drawn.getBoundingClientRect(); return [at.x + box.x, at.y + box.y] }""",
            node,
        )
        return x, y

    def painted(self) -> int:
        """Return how many pixels of the drawing are not background."""
        count: int = self.page.evaluate(
            """() => { const { width, height } = document.querySelector("canvas");
            const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
            copy.drawImage(document.querySelector("canvas"), 0, 0);
            const pixels = copy.getImageData(0, 0, width, height).data;
            let count = 0; for (let i = 3; i < pixels.length; i += 4) if (pixels[i]) count += 1;
            return count }"""
        )
        return count


def visiting(browser: Browser, path: Path, **context: Any) -> Iterator[Visit]:
    """Yield a visit to the page at `path`, which must ask for nothing and complain of nothing meanwhile."""
    opened = browser.new_context(viewport={"width": 1400, "height": 900}, **context)
    visit = Visit(opened.new_page(), path.as_uri())
    visit.page.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on("console", lambda message: visit.complaints.append(message.text))
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    visit.page.on("dialog", visit.dismiss)
    visit.open()
    yield visit
    requests = {url.partition("#")[0] for url in visit.requests if url != "about:blank"}
    opened.close()
    assert requests == {visit.url}
    assert visit.complaints == []


@pytest.fixture(scope="module")
def page_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the pages that the browser opens."""
    folder = tmp_path_factory.mktemp("pages")
    write_page(small_graph(), folder / "small.html", title=f"Two {SCRIPT}")
    write_page(archive_graph(), folder / "archive.html", limit=20)
    return {path.stem: path for path in folder.iterdir()}


@pytest.fixture
def small_visit(page_browser: Browser, page_files: dict[str, Path]) -> Iterator[Visit]:
    """Visit the page of the small graph."""
    yield from visiting(page_browser, page_files["small"])


@pytest.fixture
def archive_visit(page_browser: Browser, page_files: dict[str, Path]) -> Iterator[Visit]:
    """Visit the page of the archive."""
    yield from visiting(page_browser, page_files["archive"])


@pytest.mark.browser
def test_network_is_painted_and_stands_still(small_visit: Visit) -> None:
    """The canvas has more than background, and the same a second later."""
    assert small_visit.painted() > 2000
    first = small_visit.page.evaluate("document.querySelector('canvas').toDataURL()")
    small_visit.page.wait_for_timeout(1000)
    assert small_visit.page.evaluate("document.querySelector('canvas').toDataURL()") == first


@pytest.mark.browser
def test_policy_stops_scripts_that_are_not_the_pages_own(
    page_browser: Browser, page_files: dict[str, Path]
) -> None:
    """A script put into the page does not run, and a picture from elsewhere is stopped by the policy."""
    context = page_browser.new_context()
    page = context.new_page()
    failed: list[tuple[str, str | None]] = []
    page.on("requestfailed", lambda request: failed.append((request.url, request.failure)))
    page.goto(page_files["small"].as_uri())
    page.evaluate(
        """() => { const script = document.createElement("script"); script.textContent = "window.ran = true";
        const image = new Image(); image.src = "https://example.invalid/x.png";
        document.body.append(script, image) }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert failed == [("https://example.invalid/x.png", "csp")]
    context.close()


@pytest.mark.browser
def test_search_by_another_name_opens_the_panel(small_visit: Visit) -> None:
    """`/`, part of an alias in any case, and Enter lead to the entity, its links and its sentences."""
    page = small_visit.page
    page.keyboard.press("/")
    page.keyboard.type("LAMBDA FUN")
    assert page.locator("#results [aria-selected=true] .name").inner_text() == "AWS Lambda (lambda functions)"
    page.keyboard.press("Enter")
    assert small_visit.heading() == "AWS Lambda"
    assert page.evaluate("location.hash") == "#technology/aws-lambda"
    assert page.locator("#panel .facts a").get_attribute("href") == "https://aws.amazon.com/lambda/"
    sections = page.locator("#panel h3").all_inner_texts()
    assert sections == ["Is spoken of by 1", "Is mentioned in 1"]
    assert page.locator("#panel blockquote").all_inner_texts() == [QUOTE, QUOTE]
    assert page.locator("#panel mark").all_inner_texts() == ["Lambda", "Lambda"]
    caption = page.locator("#panel figcaption").first.inner_text()
    assert caption.split("\n") == ["Priya Lindqvist · 12:34 · transcript", "Moving (2024-11-20)"]


@pytest.mark.browser
def test_search_draws_what_was_not_drawn(archive_visit: Visit) -> None:
    """An entity beyond the limit is found, drawn with its neighbours, and taken away again by Escape."""
    page = archive_visit.page
    assert (
        "Showing the 20 best connected of 102 entities of 60 episodes"
        in page.locator("#summary").inner_text()
    )
    page.keyboard.press("/")
    page.keyboard.type("alias38")
    assert page.locator("#results .hint").inner_text() == "Tool · not drawn"
    page.keyboard.press("Enter")
    assert archive_visit.heading() == "Tool 38"
    assert page.locator("#status").inner_text() == "23 shown, 3 added on demand"
    x, y = archive_visit.at("technology/t38")
    box = page.locator("#network").bounding_box()
    assert box
    assert box["x"] < x < box["x"] + box["width"]
    assert box["y"] < y < box["y"] + box["height"]
    page.keyboard.press("Escape")
    assert page.locator("#status").inner_text() == "20 shown"


@pytest.mark.browser
def test_filters_hide_at_once(small_visit: Visit) -> None:
    """A type that is switched off leaves the drawing and the table, and comes back."""
    page = small_visit.page
    assert page.locator("#status").inner_text() == "12 shown"
    all_painted = small_visit.painted()
    page.get_by_label("Technologies").uncheck()
    assert page.locator("#status").inner_text() == "10 of 12 shown"
    page.get_by_label("People").uncheck()
    page.wait_for_timeout(100)
    assert small_visit.painted() < all_painted
    page.click("#view-table")
    kinds = page.locator("#table-entities tbody td:nth-child(2)").all_inner_texts()
    assert sorted(kinds) == ["AWS service", "Episode", "Episode", "Pick", "Pick", "Show", "Sponsor", "Topic"]
    page.check("#filter-all")
    assert page.locator("#status").inner_text() == "12 shown"


@pytest.mark.browser
def test_one_kind_of_technology_can_be_hidden(small_visit: Visit) -> None:
    """The kinds below technologies are filters of their own."""
    page = small_visit.page
    page.get_by_label("Database").uncheck()
    assert page.locator("#status").inner_text() == "11 of 12 shown"
    assert page.get_by_label("Technologies").evaluate("box => box.indeterminate")


@pytest.mark.browser
def test_network_by_keyboard(small_visit: Visit) -> None:
    """Arrows go from node to node, Enter goes to the panel, Escape back and out."""
    page = small_visit.page
    page.focus("#network")
    page.keyboard.press("ArrowRight")
    first = small_visit.heading()
    headings = {first}
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        headings.add(small_visit.heading())
    assert len(headings) > 2
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement === document.querySelector('#panel h2')")
    page.keyboard.press("Escape")
    assert small_visit.heading() == "Most talked about"
    assert page.evaluate("location.hash") == ""
    assert page.evaluate("document.activeElement.id") == "network"


@pytest.mark.browser
def test_address_restores_the_selection(small_visit: Visit) -> None:
    """A node's or a line's fragment opens its panel, Back returns to it, nonsense opens none."""
    page = small_visit.open("#person/owen")
    assert small_visit.heading() == "أوين 🎧"
    page.locator("#panel .link", has_text="Bad link").click()
    assert small_visit.heading() == "Bad link"
    page.go_back()
    assert small_visit.heading() == "أوين 🎧"
    small_visit.open(f"#{FIRST}+technology/aws-lambda")
    assert small_visit.heading() == "Moving – AWS Lambda"
    for nonsense in ("#nothing", "#%E0%A4%A", "#a+b+c", "#<img src=x>", "#person/owen+technology/redis"):
        small_visit.open(nonsense)
        assert small_visit.heading() == "Most talked about"


@pytest.mark.browser
def test_click_on_a_line_shows_its_sentence(small_visit: Visit) -> None:
    """A line's panel has the sentence with the words marked, who said it, when and in which episode."""
    page = small_visit.page
    (ax, ay), (bx, by) = small_visit.at("person/priya-lindqvist"), small_visit.at("technology/aws-lambda")
    page.mouse.click((ax + bx) / 2, (ay + by) / 2)
    assert small_visit.heading() == "Priya Lindqvist – AWS Lambda"
    assert page.locator("#panel h3").inner_text() == "Priya Lindqvist speaks of AWS Lambda: 3 times"
    assert page.locator("#panel blockquote").inner_text() == QUOTE
    assert page.locator("#panel mark").inner_text() == "Lambda"
    assert page.locator("#panel figcaption").inner_text().split("\n") == [
        "Priya Lindqvist · 12:34 · transcript",
        "Moving (2024-11-20)",
    ]


@pytest.mark.browser
def test_click_on_a_node_and_beside_it(small_visit: Visit) -> None:
    """A click on a node opens its panel, one on nothing closes it."""
    small_visit.page.mouse.click(*small_visit.at("technology/redis"))
    assert small_visit.heading() == "Redis"
    box = small_visit.page.locator("#network").bounding_box()
    assert box
    small_visit.page.mouse.click(box["x"] + 5, box["y"] + 5)
    assert small_visit.heading() == "Most talked about"


@pytest.mark.browser
def test_line_of_an_archive_shows_both_sentences(archive_visit: Visit) -> None:
    """Two entities often in the same episodes are shown with what was said of each in some."""
    page = archive_visit.open("#technology/t0+technology/t1")
    assert (
        page.locator("#panel h3").inner_text()
        == "Tool 0 is often in the same episodes as Tool 1: 30 episodes"
    )
    assert page.locator("#panel blockquote").all_inner_texts()[:2] == [
        "Tool 0 is what episode 0 is about.",
        "Tool 1 is what episode 0 is about.",
    ]


@pytest.mark.browser
def test_hostile_text_is_only_text(small_visit: Visit) -> None:
    """Labels, aliases and sentences appear as written; an address that is not of the web is no link."""
    page = small_visit.page
    assert page.locator("h1").inner_text() == f"Two {SCRIPT}"
    for node, heading in (
        ("topic/cloud-hour/1/1", SCRIPT),
        ("technology/nil", IMAGE),
        (SECOND, f"Staying {SCRIPT}"),
    ):
        small_visit.open(f"#{node}")
        assert small_visit.heading() == heading
    small_visit.open("#technology/redis")
    assert page.locator("#panel blockquote").first.inner_text() == f"Redis {SCRIPT} {IMAGE}"
    assert page.locator("#panel mark").first.inner_text() == IMAGE
    small_visit.open("#pick/cloud-hour/1/1")
    assert page.locator("#panel .facts dd").inner_text() == "javascript:alert(1)"
    small_visit.open("#person/priya-lindqvist")
    assert page.locator("#panel .facts dd").all_inner_texts() == [
        "Pri",
        "github.com/priya · javascript:alert(1)",
    ]
    hrefs = page.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert hrefs == ["https://github.com/priya"]
    small_visit.open("#pick/cloud-hour/1/2")
    assert small_visit.heading() == LONG.strip()
    assert page.locator("#panel .facts a").get_attribute("href") == "https://picks.example/?a=1&b=%3C2%3E"
    page.mouse.move(*small_visit.at("technology/nil"))
    page.keyboard.press("/")
    page.keyboard.type("<img")
    assert page.locator("#results .name").count() == 2
    page.keyboard.press("Escape")
    page.click("#view-table")
    assert page.locator("#table-lines td", has_text=SCRIPT).count() >= 2
    assert page.locator("img, iframe, object").count() == 0


@pytest.mark.browser
def test_table_is_sorted_by_click_and_by_key(small_visit: Visit) -> None:
    """A column's head sorts by it, a second time the other way round, and says which."""
    page = small_visit.page
    page.click("#view-table")
    names = page.locator("#table-entities tbody td:first-child .link")
    page.get_by_role("button", name="Name").click()
    ascending = names.all_inner_texts()
    assert len(ascending) == 12
    page.keyboard.press("Enter")
    assert names.all_inner_texts() == ascending[::-1]
    assert page.locator("#table-entities th").first.get_attribute("aria-sort") == "descending"
    assert ascending.index("AWS Lambda") < ascending.index("Priya Lindqvist") < ascending.index("Redis")
    names.filter(has_text="Redis").click()
    assert small_visit.heading() == "Redis"
    lines = page.locator("#table-lines tbody tr", has_text="speaks of").locator("td").all_inner_texts()
    assert lines == ["Priya Lindqvist", "speaks of", "AWS Lambda", "3", QUOTE]


@pytest.mark.browser
def test_page_is_dark_where_the_reader_wants_it(page_browser: Browser, page_files: dict[str, Path]) -> None:
    """A dark scheme gives a dark page and light print."""
    for visit in visiting(page_browser, page_files["small"], color_scheme="dark"):
        ground = "getComputedStyle(document.body).backgroundColor"
        assert visit.page.evaluate(ground) == "rgb(15, 19, 24)"
        visit.page.emulate_media(media="print")
        assert visit.page.evaluate(ground) == "rgb(255, 255, 255)"
        assert not visit.page.locator("#search").is_visible()


@pytest.mark.browser
def test_narrow_page_needs_no_scrolling_sideways(page_browser: Browser, page_files: dict[str, Path]) -> None:
    """On a telephone nothing is wider than the screen, and the panel leaves the selected node in view."""
    for visit in visiting(page_browser, page_files["small"]):
        visit.page.set_viewport_size({"width": 390, "height": 800})
        page = visit.open("#technology/aws-lambda")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        _, y = visit.at("technology/aws-lambda")
        panel = page.locator("#panel").bounding_box()
        assert panel
        assert y < panel["y"]
