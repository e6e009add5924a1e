"""Whatever is put into a page stays text: nothing of it runs, asks for anything or becomes an element."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from kg.exporters.page import generate_page
from kg.graph import build_graph, person_id
from kg.html import read
from kg.model import Extraction
from kg.naming import slug
from kg.pipeline import build
from tests.exporters.page.conftest import Visit, Visiting, archive, write_archive
from tests.exporters.page.hostile import ATTACKS, hostile, identified, names, pairs

VIEWS = ("network", "table", "heat", "timeline", "picks", "episodes")
COUNTED = "windows=1&episodes=1&significant=0"
"""Filters under which every pair has its measures."""

TRIPWIRE = """
window.tripped = [];
window.trip = (...what) => { window.tripped.push(String(what)); };
for (const name of ["alert", "confirm", "prompt", "open", "print", "fetch"]) window[name] = (what) => { trip(name, what); };
"""
"""What the attacks call, and what else a script of somebody else might."""

ELEMENTS = (
    "html head meta link title style body header main footer section aside noscript script h1 h2 h3 p div span ul li dl dt dd bdi"
    " a button input label select option output fieldset legend details summary kbd code strong figure figcaption blockquote mark table"
    " caption thead tbody tr th td canvas svg g line path rect circle polyline polygon text desc title"
).split()
"""All that the page's own scripts make."""

AUDIT = f"""() => {{
  const known = new Set({json.dumps(ELEMENTS)});
  const found = [...window.tripped];
  for (const one of document.querySelectorAll("*")) {{
    if (!known.has(one.localName)) found.push(`<${{one.localName}}>`);
    for (const {{ name, value }} of one.attributes) {{
      if (/^on|^(srcdoc|action|formaction|src|data|ping|xlink:href)$/.test(name)) found.push(`${{name}}=${{value}}`);
      if (name === "href" && !/^https?:\\/\\/|^data:,$/.test(value)) found.push(`${{name}}=${{value}}`);
      if (name === "style" && /url|expression|import/.test(value)) found.push(`${{name}}=${{value}}`);
    }}
  }}
  const counted = ["script", "style", "link", "meta", "title", "body"].map((name) => document.head.querySelectorAll(name).length + document.body.querySelectorAll(name).length);
  return [found, counted.join(" ")];
}}"""
"""What of the page only input could have made, and how many there are of what there is a fixed number of."""

WALK = f"""async (fragments) => {{
  const audit = {AUDIT};
  const said = [];
  for (const fragment of fragments) {{
    const there = new Promise((resolve) => addEventListener("popstate", resolve, {{ once: true }}));
    location.hash = fragment;
    await there;
    for (const folded of document.querySelectorAll("#panel details")) folded.open = true;
    await new Promise((resolve) => setTimeout(resolve));
    const [found] = audit();
    const panel = document.getElementById("panel");
    said.push([panel.querySelector("h2").textContent, panel.textContent, panel.querySelectorAll("blockquote").length, found]);
  }}
  return said;
}}"""
"""Go to each address in turn; return heading, text and number of quotes of the panel, and what is wrong."""


def whole(text: str) -> str:
    """Return text as it comes out of a browser: halves of surrogate pairs are told apart no more."""
    return re.sub("[\ud800-\udfff\ufffd?]", "?", text)


def walk(page: Page, fragments: list[str]) -> list[tuple[str, str, int]]:
    """Visit addresses of the page, none of which may hold what input has made; return what their panels say."""
    said = page.evaluate(WALK, fragments)
    assert [(fragment, found) for fragment, (*_, found) in zip(fragments, said, strict=True) if found] == []
    return [(heading, text, quotes) for heading, text, quotes, _ in said]


@pytest.fixture(scope="module")
def attackers() -> list[Extraction]:
    """Return the hostile records."""
    return hostile()


@pytest.fixture(scope="module")
def attacked(attackers: list[Extraction], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write their page."""
    return write_archive(tmp_path_factory.mktemp("hostile") / "hostile.html", attackers, title=names()[1])


@pytest.fixture(scope="module")
def bare(visiting: Visiting, attacked: Path) -> Iterator[Visit]:
    """Visit their page without its policy: nothing may lean on that alone."""
    with visiting(attacked, bypass_csp=True) as visit:
        visit.page.add_init_script(TRIPWIRE)
        visit.page.route(re.compile("^(?!file:)"), lambda route: route.abort())
        visit.open()
        yield visit


# Hostile records


@pytest.mark.browser
def test_every_card_shows_its_name_as_written(bare: Visit, attackers: list[Extraction]) -> None:
    """200 technologies, and the people, episodes, shows and sponsors around them, are headings of their cards and no more."""
    technologies = identified(attackers)
    people = {person_id(p, x.show): p.name for x in attackers for p in x.people}
    assert len(technologies) == 200
    cards = walk(bare.page, [f"#node={quote(node)}" for node in technologies | people])
    assert [whole(heading) for heading, _, _ in cards] == [
        whole(name) for name in (technologies | people).values()
    ]
    shown = walk(bare.page, [f"#episode={quote(x.id, errors='replace')}" for x in attackers])
    assert {whole(heading) for heading, _, _ in shown} >= {
        whole(x.title) for x in attackers if "\ud83d" not in x.id and "\udc00" not in x.id
    }


@pytest.mark.browser
def test_evidence_of_every_pair_is_text(bare: Visit, attackers: list[Extraction]) -> None:
    """Each pair that one sentence names has that sentence in its panel, as written."""
    sentences = {
        frozenset(t.name for t in x.technologies if any(m.passage == at for m in t.mentions)): p.text
        for x in attackers
        for at, p in enumerate(x.passages)
    }
    label = identified(attackers)
    found = pairs(attackers)
    opened = walk(bare.page, [f"#{COUNTED}&pair={quote(a)}+{quote(b)}" for a, b in found])
    for (a, b), (heading, text, quotes) in zip(found, opened, strict=True):
        assert whole(heading) == whole(f"{label[a]} – {label[b]}")
        assert quotes > 0
        said = [sentence for named, sentence in sentences.items() if {label[a], label[b]} <= named]
        assert any(whole(sentence) in whole(text) for sentence in said)


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_text(bare: Visit, view: str) -> None:
    """Views with all that there is, legends and lists unfolded, hold only what the page makes."""
    page = bare.open(f"#view={view}&{COUNTED}&nodes=750")
    for more in page.locator("#view .more:visible, #legend .fold[aria-expanded='false']").all():
        if more.is_visible():
            more.click()
    found, counted = page.evaluate(AUDIT)
    assert found == []
    scripts = read("page", "page.html").count("<script")
    assert counted == f"{scripts} 1 1 5 1 0"
    assert whole(page.locator("h1").inner_text()) == names()[1]


@pytest.mark.browser
def test_search_finds_attacks_and_is_none(bare: Visit) -> None:
    """Each kind of attack can be typed, is found under its own name, and its card opens."""
    page = bare.open()
    for n, name in enumerate(names(len(ATTACKS))):
        typed = re.split("[\ud800-\udfff\\s\0-\x1f]", name.removeprefix("\0\b\x0b\x1b"))[0] + (
            "" if len(name) < 500 else " very"
        )
        page.fill("#search", typed)
        assert page.locator("#results [role=option]").count() > 0, n
        page.keyboard.press("Enter")
        assert page.evaluate(AUDIT)[0] == []
    page.fill("#search", "trip(")
    assert page.locator("#results [role=option]").count() == 30
    page.fill("#filter-person", "host <script>trip(0)")
    page.keyboard.press("Enter")
    assert "said by Host <script>trip(0)</script>" in bare.status()
    assert page.evaluate(AUDIT)[0] == []


@pytest.mark.browser
@pytest.mark.parametrize(("view", "attack"), [("network", 25), ("network", 23), ("heat", 0), ("timeline", 0)])
def test_downloads_of_attacks_can_be_read(bare: Visit, view: str, attack: int) -> None:
    """A picture of hostile names is sound XML without a script or an address; its PNG is a picture; no cell is a formula."""
    page = bare.open(f"#view={view}&{COUNTED}&node=technology/{slug(names()[attack])}")
    assert whole(bare.heading()) == whole(names()[attack])
    got = {}
    for form in ("SVG picture", "PNG picture", "CSV table"):
        page.locator("#download summary").click()
        with page.expect_download(timeout=10_000) as waited:
            page.get_by_role("button", name=form).click()
        got[form] = Path(waited.value.path()).read_bytes()
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(got["SVG picture"]).iter()}
    assert tags <= {"svg", "g", "title", "rect", "text", "line", "circle", "polygon", "path", "polyline"}
    assert got["PNG picture"].startswith(b"\x89PNG")
    assert not re.search(rb'(^|,)"?[=+@-]cmd', got["CSV table"], re.MULTILINE)
    assert page.evaluate("window.tripped") == []


# Hostile files


NOTES = """\
---
title: "Episode {n} {attack}"
date: 20{year}-03-0{day}
duration: "0:20:00"
audio_url: "javascript:trip({n})//https://media.example/{n}.mp3"
---

02:10 - Redis and Terraform {attack}

- [Redis {attack}](https://redis.io/"onmouseover='trip({n})')
- [Terraform](javascript:trip({n}))
- [PostgreSQL <b>{attack}</b>](https://www.postgresql.org/)

Picks

- [A book {attack}](javascript:trip({n})) (Ada)
- [pgcli {attack}](https://www.pgcli.com/<script>trip({n})</script>) (Ada)

### Transcript

**ADA {attack}:** We keep sessions in Redis and describe it in Terraform, {attack}.

**BO WOOD:** PostgreSQL beside Redis {attack} was enough for us, and Docker ran all of it.
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build hostile Markdown files of two shows, each attack in a file of its own."""
    source, output = tmp_path_factory.mktemp("notes"), tmp_path_factory.mktemp("output")
    for n, attack in enumerate(names(len(ATTACKS))):
        folder = source / ("cloud-hour" if n % 2 else "web <img src=x onerror=trip(1)> hour")
        folder.mkdir(exist_ok=True)
        line = " ".join(attack.encode("utf-8", "ignore").decode().split())
        text = NOTES.replace("{attack}", line.replace('"', "'")).replace("{n}", str(n))
        text = text.replace("{year}", str(11 + n % 9)).replace("{day}", str(1 + n % 9))
        (folder / f"{n:03}-{'<b onclick=trip(1)>' if n % 3 else 'plain'}.md").write_text(
            text, encoding="utf-8"
        )
    build([source], output, title="Notes <script>trip(0)</script>")
    return output


@pytest.mark.browser
def test_page_of_hostile_files_is_text(visiting: Visiting, built: Path) -> None:
    """What `kg build` makes of hostile Markdown is harmless, card by card, pair by pair, view by view."""
    nodes = {
        node["id"]: node for node in json.loads((built / "graph.json").read_text(encoding="utf-8"))["nodes"]
    }
    of = {
        kind: [node for node, one in nodes.items() if one["type"] == kind]
        for kind in ("technology", "person", "episode", "show")
    }
    assert len(of["episode"]) == len(ATTACKS) - 1  # one is skipped as binary data
    assert {"technology/redis", "technology/terraform", "technology/postgresql"} <= set(of["technology"])
    with visiting(built / "graph.html", bypass_csp=True) as visit:
        page: Page = visit.page
        page.add_init_script(TRIPWIRE)
        page.route(re.compile("^(?!file:)"), lambda route: route.abort())
        visit.open()
        cards = walk(
            page,
            [f"#node={quote(node)}" for kind in ("technology", "person", "show") for node in of[kind]]
            + [f"#episode={quote(node.removeprefix('episode/'))}" for node in of["episode"]],
        )
        assert all(heading != "Most talked about" for heading, _, _ in cards)
        named = sorted(of["technology"])[:12]
        walk(page, [f"#{COUNTED}&pair={quote(a)}+{quote(b)}" for a in named for b in named if a < b])
        walk(page, [f"#view={view}&{COUNTED}" for view in VIEWS[1:]])
        assert page.locator("h1").inner_text() == "Notes <script>trip(0)</script>"


@pytest.mark.browser
def test_index_of_hostile_files_is_text(page_browser: Browser, built: Path) -> None:
    """The index beside it has no script at all, and only links into the page."""
    page = page_browser.new_page(bypass_csp=True)
    page.add_init_script(TRIPWIRE)
    page.goto((built / "index.html").as_uri())
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.locator("script, img, iframe, object, form, [onclick], [onerror]").count() == 0
    assert page.evaluate("window.tripped") == []
    hrefs = page.locator("a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert len(hrefs) > len(ATTACKS)
    assert all(re.match(r"graph\.html(#(node|episode)=[^<>\"' ]+)?$|#\w+$", href) for href in hrefs)
    page.close()


# The policy


@pytest.mark.browser
def test_policy_stops_what_is_put_in(page_browser: Browser, attacked: Path) -> None:
    """With its policy the page runs no script, style or event attribute that comes in later, and asks for nothing."""
    page = page_browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(attacked.as_uri())
    page.locator("#filter-window:enabled").wait_for(state="attached")
    page.evaluate(
        """() => {
        const script = document.createElement("script"); script.textContent = "window.ran = 'script'"; document.body.append(script);
        document.body.insertAdjacentHTML("beforeend", `<p id="put" style="color: rgb(1, 2, 3)" onclick="window.ran = 'event'">x</p>
          <a id="go" href="javascript:window.ran = 'address'">go</a><style>#put { display: none }</style>
          <form action="https://example.invalid/form"><button id="send">send</button></form>`);
        document.getElementById("put").click();
        document.getElementById("go").click();
        document.getElementById("send").click();
        setTimeout(() => new Function("window.ran = 'text'")());
        try { fetch("https://example.invalid/fetch").catch(() => null); } catch { /* as it should */ }
        navigator.sendBeacon("https://example.invalid/beacon"); }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert page.evaluate("getComputedStyle(document.getElementById('put')).color") != "rgb(1, 2, 3)"
    assert page.locator("#put").is_visible()
    assert {url for url in asked if not url.startswith("file:")} == set()
    page.close()


# The file


def test_same_bytes_whatever_the_order(tmp_path: Path) -> None:
    """Neither Python's hash seed nor the order of the episodes changes a page."""
    code = (
        "import sys\n"
        "from tests.exporters.page.conftest import archive\n"
        "from tests.exporters.page.hostile import hostile\n"
        "from kg.exporters.page import generate_page\n"
        "from kg.graph import build_graph\n"
        "turn = int(sys.argv[1])\n"
        "for made, options in ((archive(), {}), (hostile(60), {}), (archive(), {'entity': 'technology/redis'})):\n"
        "    made = made[::turn]\n"
        "    sys.stdout.buffer.write(generate_page(build_graph(made), made, limit=30, **options).encode())\n"
    )
    pages = [
        subprocess.run(
            [sys.executable, "-c", code, turn],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[3])},
            capture_output=True,
            check=True,
        ).stdout
        for seed, turn in (("1", "1"), ("2", "-1"))
    ]
    assert len(pages[0]) > 1_000_000
    assert pages[0] == pages[1]


def test_graph_is_left_as_it_is(attackers: list[Extraction]) -> None:
    """Writing a page changes nothing in the graph."""
    graph, before = build_graph(attackers), build_graph(attackers)
    generate_page(graph, attackers)
    assert dict(graph.nodes(data=True)) == dict(before.nodes(data=True))
    assert list(graph.edges(keys=True, data=True)) == list(before.edges(keys=True, data=True))


def test_library_keeps_its_licence(attacked: Path) -> None:
    """vis-network stands in the page with its copyright, and without a link to a file that is not there."""
    page = attacked.read_text(encoding="utf-8")
    assert "@copyright (c) 2017-2019 visjs contributors" in page
    assert "http://opensource.org/licenses/MIT" in page
    assert "sourceMappingURL" not in page


def test_hostile_text_cannot_leave_its_element(attacked: Path) -> None:
    """No markup of the input stands in the file outside of escapes."""
    page = attacked.read_text(encoding="utf-8")
    assert not re.search(
        r"<script>\s*trip|<img|<iframe|<!-- \d", re.sub(r"(?s)<script>.*?</script>", "", page)
    )
    assert page.count("</script>") == read("page", "page.html").count("</script>")


def numbers(page: str) -> dict[str, int]:
    """Return the numbers of a page's head."""
    match = re.search(r'<script type="application/json" id="head">(.*?)</script>', page)
    assert match
    found: dict[str, int] = json.loads(match[1])["numbers"]
    return found


@pytest.mark.browser
def test_page_keeps_its_size_and_says_what_is_left_out(visiting: Visiting, tmp_path: Path) -> None:
    """Of a large archive as many sentences stay as there is room for; pairs without theirs say where to read them."""
    made = [_wordy(x) for x in archive(240)]
    graph = build_graph(made)
    full = generate_page(graph, made)
    size = len(full.encode()) - 40_000
    page = generate_page(graph, made, size=size)
    assert size - 90_000 < len(page.encode()) <= size
    assert numbers(full)["sentences_left_out"] == 0
    assert numbers(page)["sentences_left_out"] > 0
    assert numbers(page)["sentences"] + numbers(page)["sentences_left_out"] == numbers(full)["sentences"]
    same = ("entities", "episodes", "windows", "pairs", "tested", "significant", "drawn", "lines")
    assert [numbers(page)[key] for key in same] == [numbers(full)[key] for key in same]
    path = tmp_path / "short.html"
    path.write_text(page, encoding="utf-8")
    with visiting(path) as visit:
        visit.open("#pair=technology/aws-lambda+technology/amazon-s3")
        text = visit.page.locator("#panel").inner_text()
        assert re.search(r"\d+ more turns? whose sentences are not in this page: kg show 'AWS Lambda'", text)


def _wordy(x: Extraction) -> Any:
    """Return an episode whose sentences do not compress."""
    from dataclasses import replace
    from hashlib import shake_256

    return replace(
        x,
        passages=tuple(
            replace(p, text=f"{p.text} {shake_256(f'{x.id} {n}'.encode()).hexdigest(400)}")
            for n, p in enumerate(x.passages)
        ),
    )
