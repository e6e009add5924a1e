"""The index lists all that a build holds once, and every name of it opens the page there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import networkx as nx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from kg.exporters.index import generate_index, write_index
from kg.graph import build_graph
from kg.model import Extraction
from tests.exporters.page.conftest import IMAGE, SCRIPT, archive, write_archive

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TITLE = f"Two shows {SCRIPT}"


@pytest.fixture(scope="module")
def extractions() -> list[Extraction]:
    """Return the invented archive of the page's tests."""
    return archive()


@pytest.fixture(scope="module")
def graph(extractions: list[Extraction]) -> nx.MultiDiGraph:
    """Return its graph."""
    return build_graph(extractions)


@pytest.fixture(scope="module")
def index(
    extractions: list[Extraction], graph: nx.MultiDiGraph, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Write the index and the page beside it."""
    folder = tmp_path_factory.mktemp("index")
    write_archive(folder / "graph.html", extractions)
    write_index(graph, folder / "index.html", title=TITLE)
    return folder / "index.html"


def wanted(graph: nx.MultiDiGraph, type_: str) -> dict[str, str]:
    """Return node id → label of a type; of people those who take part."""
    return {
        node: str(label)
        for node, label in graph.nodes(data="label")
        if graph.nodes[node]["type"] == type_
        and (
            type_ != "person"
            or any(key in ("hosts", "guestOf") for *_, key in graph.out_edges(node, keys=True))
        )
    }


# Without a browser


def test_everything_is_listed_once(graph: nx.MultiDiGraph) -> None:
    """Each episode, technology and person who takes part stands in one folded list, and nothing else does."""
    text = generate_index(graph)
    folded = Counter(
        unquote(address)
        for part in re.findall(r"(?s)<details.*?</details>", text)
        for address in re.findall(r'href="([^"]*)"', part)
    )
    nodes = [*wanted(graph, "technology"), *wanted(graph, "person")]
    episodes = [node.removeprefix("episode/") for node in wanted(graph, "episode")]
    addresses = [f"graph.html#node={node}" for node in nodes] + [
        f"graph.html#episode={id_}" for id_ in episodes
    ]
    assert len(addresses) > 60
    assert folded == Counter(addresses)


def test_who_is_only_spoken_of_is_left_out(extractions: list[Extraction]) -> None:
    """A person who neither hosts nor is a guest is in no list."""
    graph = build_graph(extractions)
    graph.add_node("person/far-away", type="person", label="Far Away")
    assert "Far Away" not in generate_index(graph)


def test_episodes_stand_by_show_and_year(graph: nx.MultiDiGraph, extractions: list[Extraction]) -> None:
    """Shows by name, years and episodes from the newest, the undated last, each with its date, people and numbers."""
    text = generate_index(graph)
    web = text[text.index(">Web Hour<") :]
    web = web[: web.index("</details>")]
    years = re.findall(r"<h3>([^<]+)</h3>", web)
    assert years == [*sorted({x.date[:4] for x in extractions if x.show == "web-hour" and x.date}, reverse=True), "Without a date"]  # fmt: skip
    x = next(x for x in extractions if x.title == "Épisode 11")
    (line,) = re.findall(r"<li><a[^>]*>Épisode 11</a>.*", web)
    assert x.date
    assert x.date in line
    assert all(person.name.partition(" <")[0] in line for person in x.people if "<" not in person.name)
    named = sum(1 for _, node, key in graph.out_edges(f"episode/{x.id}", keys=True) if key == "mentions")
    assert f"{named} technologies" in line


def test_most_named_stand_first(graph: nx.MultiDiGraph) -> None:
    """The list before the folded ones is by the number of episodes, which stands beside the name."""
    text = generate_index(graph)
    part = text[text.index('id="technologies"') : text.index("</ul>", text.index('id="technologies"'))]
    counts = [int(number) for number in re.findall(r"<small>(\d+)</small>", part)]
    assert counts == sorted(counts, reverse=True)
    reach = {
        label: len({episode for episode, _, key in graph.in_edges(node, keys=True) if key == "mentions"})
        for node, label in wanted(graph, "technology").items()
    }
    assert counts[0] == max(reach.values())


def test_input_is_only_text(graph: nx.MultiDiGraph) -> None:
    """No label or title becomes markup, nothing runs, and the policy allows no script at all."""
    text = generate_index(graph, title=TITLE)
    assert "<script" not in text
    assert "<img" not in text
    assert "onerror=alert(1)&gt;" in text
    assert "script-src 'none'" in text


def test_links_lead_to_the_page_named(graph: nx.MultiDiGraph) -> None:
    """Another page's name is in every address."""
    hrefs = re.findall(r'href="([^"]*)"', generate_index(graph, page="other.html").replace('"data:,"', '"#"'))
    assert {href.partition("#")[0] for href in hrefs} == {"", "other.html"}


def test_same_bytes_whatever_the_order(graph: nx.MultiDiGraph) -> None:
    """The order in which nodes and edges came into the graph does not change the index."""
    turned = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    assert generate_index(turned) == generate_index(graph)


def test_empty_graph_makes_an_index() -> None:
    """Nothing is listed as nothing."""
    assert "0 episodes of 0 shows" in generate_index(nx.MultiDiGraph())


# In a browser


def opened(browser: Browser, index: Path, width: int = 1200, **context: str) -> Page:
    """Open the index with everything unfolded."""
    page = browser.new_page(viewport={"width": width, "height": 740}, **context)  # type: ignore[arg-type]
    page.goto(index.as_uri())
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    return page


@pytest.mark.browser
def test_every_link_opens_the_page_on_what_it_names(
    page_browser: Browser, index: Path, graph: nx.MultiDiGraph
) -> None:
    """The card that an address of the index opens has the name that stood in the index."""
    page = opened(page_browser, index)
    links = page.locator("details a").evaluate_all(
        "links => links.map(link => [link.textContent, link.href])"
    )
    assert len(links) == sum(len(wanted(graph, type_)) for type_ in ("episode", "technology", "person"))
    page.locator("details a", has_text="Ruby on Rails").click()
    page.locator("#filter-window:enabled").wait_for(state="attached")
    assert page.locator("#panel h2").inner_text() == "Ruby on Rails"
    headings = page.evaluate(
        """async (links) => { const found = []; for (const [, href] of links) {
            const there = new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));
            if (location.href !== href) { location.href = href; await there; }
            found.push(document.querySelector("#panel h2").textContent); } return found }""",
        links,
    )
    assert headings == [name for name, _ in links]
    assert IMAGE in headings
    page.close()


@pytest.mark.browser
def test_index_asks_for_nothing_and_runs_nothing(page_browser: Browser, index: Path) -> None:
    """Opening it requests the file alone, and no complaint is made."""
    page = page_browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(index.as_uri())
    assert page.locator("h1").inner_text() == TITLE
    assert page.locator("script, img, iframe, object, form").count() == 0
    assert asked == [index.as_uri()]
    assert said == []
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_index_breaks_no_rule_of_wcag(page_browser: Browser, index: Path, scheme: str) -> None:
    """axe-core finds nothing with everything unfolded."""
    page = opened(page_browser, index, color_scheme=scheme)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
    page.close()


@pytest.mark.browser
def test_index_fits_a_telephone(page_browser: Browser, index: Path) -> None:
    """At 360 pixels nothing is wider than the screen."""
    page = opened(page_browser, index, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.close()
