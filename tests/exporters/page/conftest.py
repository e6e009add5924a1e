"""A browser that opens pages of an invented archive, and notes whatever a page should not do."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page

from kg.exporters.page import generate_page
from kg.graph import build_graph
from kg.model import (
    Extraction,
    Kind,
    Mention,
    Passage,
    Person,
    Pick,
    Role,
    Source,
    Span,
    Sponsor,
    Technology,
    Topic,
)

SCRIPT = "</script><script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'

THEMES = (
    ("AWS Lambda", "Amazon S3", "DynamoDB", "Terraform", "Amazon SQS"),
    ("Ruby", "Ruby on Rails", "Redis"),
    ("Café", "Vue.js", "Vite", "CSS", "Astro"),
    (IMAGE, "Go"),
)
"""Technologies that are mostly named with others of their row."""
KINDS: dict[str, Kind] = {
    "AWS Lambda": "aws-service", "Amazon S3": "aws-service", "DynamoDB": "aws-service", "Terraform": "tool", "Amazon SQS": "aws-service", "Astro": "framework", "Ruby": "language",
    "Ruby on Rails": "framework", "Redis": "database", "Café": "library", "Vue.js": "framework", "Vite": "tool", "CSS": "language",
    IMAGE: "tool", "Go": "language",
}  # fmt: skip
PEOPLE = ("Ada Wood", "Bo Lind", "Zoë Ng", f"Eve {SCRIPT}")
"""Who speaks: the first hosts all episodes of one show, the second all of the other."""
SURFACES = {"AWS Lambda": ("AWS Lambda", "lambda functions"), "Ruby on Rails": ("Ruby on Rails", "RoR")}
"""Words that name a technology, where they are not its label alone."""


def archive(episodes: int = 48, seed: int = 1) -> list[Extraction]:
    """Return invented episodes of two shows: notes, talk by topics and turns (every sixth has none), advertising, one without a date."""
    chance = random.Random(seed)
    return [_episode(number, chance) for number in range(episodes)]


def _episode(number: int, chance: random.Random) -> Extraction:
    show, host = (("cloud-hour", PEOPLE[0]), ("web-hour", PEOPLE[1]))[number % 2]
    guest = chance.choice(PEOPLE[1:])
    passages: list[Passage] = []
    mentions: dict[str, list[Mention]] = {}
    texts: list[str] = []

    def say(names: list[str], turn: int | None, speaker: str | None, time: float | None, place: Any) -> Span:
        surfaces = [chance.choice(SURFACES.get(name, (name,))) for name in names]
        text = f"In episode {number}, {len(texts)}: {' beside '.join(surfaces)}, which we measured."
        start = sum(len(one) + 1 for one in texts)
        texts.append(text)
        span = Span(0, start, start + len(text))
        for name, surface in zip(names, surfaces, strict=True):
            at = start + text.index(surface)
            mentions.setdefault(name, []).append(
                Mention(surface, Span(0, at, at + len(surface)), place, len(passages), "catalogue", 0.9)
            )
        passages.append(Passage(text, span, place, speaker, time, turn))
        return span

    topics = []
    talk = number % 6 != 4
    for at, theme in enumerate(chance.sample(THEMES, 2)):
        span = say([chance.choice(theme)], None, None, None, "notes")
        if number % 4:
            topics.append(Topic(f"{10 * at + 1:02}:00", 60 * (10 * at + 1), f"Part {at}", span))
        if not talk:
            say(chance.sample(theme, 2), None, None, None, "notes")
        for turn in range(chance.randint(2, 5) if talk else 0):
            for _ in range(chance.randint(1, 2)):
                names = chance.sample(theme, chance.randint(1, len(theme)))
                if chance.random() < 0.15:
                    names.append(chance.choice([one for row in THEMES for one in row if one not in names]))
                spoken = chance.choice((host, guest, None))
                say(
                    names,
                    10 * at + turn,
                    spoken,
                    600.0 * at + 20 * turn if number % 3 else None,
                    "transcript",
                )
    say(["Redis"], 99, host, 1500.0, "sponsors")
    roles: dict[str, Role] = {guest: "guest", host: "host"}
    people = tuple(Person(name, role, (name.split()[0],), ()) for name, role in roles.items())
    technologies = tuple(
        Technology(None if name == IMAGE else name.lower().replace(" ", "-"), name, KINDS[name], tuple(found))
        for name, found in mentions.items()
    )
    pick = Pick(f"A book {SCRIPT}", "javascript:alert(1)", (guest,), 0, passages[0].span, ())
    return Extraction(
        f"{show}/{number:02}", show, f"Épisode {number} {IMAGE if number == 7 else ''}".strip(), number + 1,
        None if number == 5 else f"{2012 + number // 6}-{number % 12 + 1:02}-05", 1800, (Source(f"{show}/{number:02}.md", "0"),), (),
        passages=tuple(passages), people=people, technologies=technologies, picks=(pick,), topics=tuple(topics),
        sponsors=(Sponsor("Acme", (len(passages) - 1,)),), speakers=tuple((name, name) for name in (host, guest)), words=400,
        turns=100 if talk else 0, audio="https://audio.example/1.mp3",
    )  # fmt: skip


def write_archive(path: Path, extractions: list[Extraction], **options: Any) -> Path:
    """Write the page of `extractions` to `path` and return it."""
    path.write_text(generate_page(build_graph(extractions), extractions, **options), encoding="utf-8")
    return path


@dataclass
class Visit:
    """An opened page and what it did that it should not."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, fragment: str = "") -> Page:
        """Load the page anew and wait for all of it."""
        self.page.goto("about:blank")
        self.page.goto(self.url + fragment)
        self.page.locator("#filter-window:enabled").wait_for(state="attached")
        return self.page

    def dismiss(self, dialog: Dialog) -> None:
        """Note a dialog, which only a script of someone else could open."""
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def heading(self) -> str:
        """Return what the panel is about."""
        return self.page.locator("#panel h2").inner_text()

    def status(self) -> str:
        """Return what the page says it shows."""
        return self.page.locator("#status").inner_text()

    def fragment(self) -> str:
        """Return the page's address from `#` on."""
        fragment: str = self.page.evaluate("location.hash")
        return fragment

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


Visiting = Callable[..., Any]
"""`with visiting(path, width=…, height=…, **context) as visit`."""


@pytest.fixture(scope="module")
def visiting(page_browser: Browser) -> Visiting:
    """Return what opens a page that must ask for nothing and complain of nothing meanwhile."""

    @contextmanager
    def opened(path: Path, width: int = 1400, height: int = 900, **context: Any) -> Iterator[Visit]:
        within = page_browser.new_context(viewport={"width": width, "height": height}, **context)
        visit = Visit(within.new_page(), path.as_uri())
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.on("console", lambda message: visit.complaints.append(message.text))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on("dialog", visit.dismiss)
        visit.open()
        yield visit
        requests = {
            url.partition("#")[0] for url in visit.requests if not url.startswith(("about:", "blob:"))
        }
        within.close()
        assert requests == {visit.url}
        assert visit.complaints == []

    return opened


@pytest.fixture(scope="session")
def talk_archive() -> list[Extraction]:
    """The invented archive: what its page holds, for other counts to be held against."""
    return archive()


@pytest.fixture(scope="session")
def archive_page(talk_archive: list[Extraction], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the invented archive."""
    return write_archive(
        tmp_path_factory.mktemp("pages") / "archive.html", talk_archive, title=f"Two shows {SCRIPT}"
    )


@pytest.fixture
def visit(visiting: Visiting, archive_page: Path) -> Iterator[Visit]:
    """Visit the page of the invented archive."""
    with visiting(archive_page) as opened:
        yield opened


@pytest.fixture(scope="module")
def engine(
    page_browser: Browser, archive_page: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """Open the same page with its inner functions within reach, as `kg`; for that it has no policy."""
    text = archive_page.read_text(encoding="utf-8")
    text = text.replace('http-equiv="Content-Security-Policy"', 'name="policy"')
    before, mark, after = text.rpartition("\nstart();\n")
    assert mark
    path = tmp_path_factory.mktemp("engine") / "engine.html"
    path.write_text(f"{before}{mark}window.kg = {{ {', '.join(REACHED)} }};\n{after}", encoding="utf-8")
    page = page_browser.new_page()
    page.goto(path.as_uri())
    page.locator("#filter-window:enabled").wait_for(state="attached")
    yield page
    page.close()


REACHED = (
    "benjaminiHochberg", "change", "choose", "counting", "entities", "episodes", "expand", "filter", "fisher", "head", "rowOf", "rowsOf", "shares", "shownNodes",
    "shownRows", "shows", "texts", "togglePin", "trendOf", "unit", "unitsOf", "upperTail", "windowsWith",
)  # fmt: skip
