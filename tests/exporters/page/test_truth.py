"""What a page says is what the files say: sentences stand in them, and counts are those of the commands."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Locator, Page

import kg
from kg.cli import cli
from kg.exporters.table import cell
from kg.graph import technology_id
from kg.lookup import clock
from kg.model import Extraction, Passage
from kg.pipeline import build
from kg.records import read_records
from tests.exporters.page.conftest import Visit, Visiting
from tests.exporters.page.written import write_files

pytestmark = pytest.mark.browser

LAMBDA, DYNAMO, REDIS = "technology/aws-lambda", "technology/amazon-dynamodb", "technology/redis"


@dataclass(frozen=True)
class Built:
    """A build, and its page opened."""

    folder: Path
    visit: Visit

    @property
    def extractions(self) -> list[Extraction]:
        """Its records."""
        return list(read_records(self.folder / "episodes.jsonl"))

    def command(self, *words: str) -> list[dict[str, Any]]:
        """Return what a command says as JSON."""
        result = CliRunner().invoke(
            cli, [*words, "--from", str(self.folder), "--format", "json", "--limit", "0", "--quiet"]
        )
        assert result.exit_code == 0, result.stderr
        found: list[dict[str, Any]] = json.loads(result.stdout)
        return found


@pytest.fixture(scope="module")
def written(visiting: Visiting, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Build files of two shows with all that `kg build` does, and visit the page."""
    folder = tmp_path_factory.mktemp("written")
    build([write_files(folder / "files")], folder / "output")
    with visiting(folder / "output" / "graph.html") as visit:
        yield Built(folder / "output", visit)


@pytest.fixture(scope="module")
def sample(visiting: Visiting, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Build the shipped sample, and visit the page."""
    folder = tmp_path_factory.mktemp("sample")
    build([kg.sample_path()], folder)
    with visiting(folder / "graph.html") as visit:
        yield Built(folder, visit)


# Sentences


def readable(source: str) -> str:
    """Return a stretch of Markdown as it is read: links by their words, no emphasis, single blanks."""
    source = html.unescape(source)
    if (
        "](" in source and "[" not in source.partition("](")[0]
    ):  # a passage that begins with a link begins with its words
        source = f"[{source}"
    text = re.sub(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\([^)]*\)", r"\1", source)
    return " ".join(re.sub(r"[*_]{2,}", "", text).split())


def check(figure: Locator, built: list[Extraction], texts: dict[str, str]) -> tuple[Extraction, Passage]:
    """Return the episode and passage that a quoted sentence is, which stands in its file at the place recorded."""
    quote = figure.locator("blockquote").inner_text()
    caption = figure.locator("figcaption").inner_text()
    (x,) = [x for x in built if x.title == figure.locator("figcaption .link").last.inner_text()]
    passage = next(p for p in x.passages if p.text == quote)
    path = x.sources[passage.span.source].path
    if path not in texts:
        texts[path] = Path(path).read_text(encoding="utf-8")
    assert readable(texts[path][passage.span.start : passage.span.end]) == quote
    assert caption.split("\n")[-1] == (f"{x.title} ({x.date})" if x.date else x.title)
    who = next((person.name for person in x.people if person.name == passage.speaker), None)
    if who:
        assert caption.startswith(f"{who} · ")
    else:
        assert passage.speaker is None
    if passage.time is not None:
        assert clock(passage.time) in caption.split("\n")[0].split(" · ")
    assert passage.place in caption.split("\n")[0].split(" · ")
    return x, passage


def surfaces(x: Extraction, node: str) -> set[str]:
    """Return the words that name a technology in an episode, as its files have them."""
    return {m.surface for t in x.technologies if technology_id(t) == node for m in t.mentions}


def check_pair(built: Built, a: str, b: str) -> list[Passage]:
    """Hold all that the panel quotes of a pair against files and records; return the passages."""
    page = built.visit.page
    extractions = built.extractions
    texts: dict[str, str] = {}
    while page.locator("#panel ul.said + .more").is_visible():
        page.locator("#panel ul.said + .more").click()
    found: list[Passage] = []
    windows = page.locator("#panel ul.said > li")
    for window in windows.all():
        marks: set[str] = set()
        for figure in window.locator("figure").all():
            x, passage = check(figure, extractions, texts)
            marked = set(figure.locator("mark").all_inner_texts())
            assert marked
            assert all(mark in passage.text for mark in marked)
            marks |= marked
            found.append(passage)
        assert marks & surfaces(x, a), marks
        assert marks & surfaces(x, b), marks
        assert marks <= surfaces(x, a) | surfaces(x, b)
    assert windows.count() > 0
    return found


@pytest.mark.parametrize(
    "pair", [(LAMBDA, DYNAMO), (REDIS, "technology/sidekiq"), (REDIS, "technology/docker")]
)
def test_sentences_of_a_pair_stand_in_its_files(written: Built, pair: tuple[str, str]) -> None:
    """Word for word, at the place recorded, with episode, date, speaker and time, and both words marked."""
    page = written.visit.open(f"#pair={pair[0]}+{pair[1]}")
    wanted = next(
        row
        for row in written.command("cooccur")
        if {row["a"], row["b"]} == set(written.visit.heading().split(" – "))
    )
    passages = check_pair(written, *pair)
    missing = page.locator("#panel .note", has_text="whose sentences are not in this page")
    left = int(missing.inner_text().split()[0]) if missing.count() else 0
    assert page.locator("#panel ul.said > li").count() + left == wanted["count"]
    assert passages
    assert all(p.place == ("notes" if "docker" in pair[1] else p.place) for p in passages)


def test_sentences_of_the_sample_stand_in_it(sample: Built) -> None:
    """Every pair of the sample that a turn names has its sentences, and they are the file's."""
    rows = sample.command("cooccur", "--least", "1", "--least-episodes", "1")
    ids = {t.name: technology_id(t) for x in sample.extractions for t in x.technologies}
    assert len(rows) > 50
    for row in rows[::7]:
        a, b = ids[row["a"]], ids[row["b"]]
        sample.visit.page.evaluate("fragment => { location.hash = fragment }", f"#pair={a}+{b}")
        sample.visit.page.locator("#panel h2", has_text=row["a"]).wait_for()
        assert set(sample.visit.heading().split(" – ")) == {row["a"], row["b"]}
        assert str(row["count"]) in sample.visit.page.locator("#panel .lead").inner_text()
        check_pair(sample, a, b)


def test_times_and_links_lead_into_the_recording(written: Built) -> None:
    """A sentence of timed text has the time at which the file says it, as a link to that second of the episode's audio."""
    page = written.visit.open(f"#show=web-hour&pair={REDIS}+technology/sidekiq")
    numbers = {x.title: x.number for x in written.extractions}
    links = page.locator("#panel figcaption:has(a)")
    assert links.count() >= 3
    for caption in links.all():
        number = numbers[caption.locator(".link").last.inner_text()]
        minutes, seconds = caption.locator("a").inner_text().split(":")
        said = caption.locator("xpath=..").locator("blockquote").inner_text()
        (file,) = (written.folder.parent / "files" / "transcripts" / "web-hour").glob(f"{number:03}-*")
        line = next(line for line in file.read_text(encoding="utf-8").splitlines() if said in line)
        assert line.startswith(f"[{int(minutes):02}:{seconds}]")
        assert caption.locator("a").get_attribute("href") == f"https://media.example/{number}.mp3#t={60 * int(minutes) + int(seconds)}"  # fmt: skip


# Counts


KEYS = ("count", "countA", "countB", "episodes", "first", "last")
MEASURES = ("npmi", "lift", "g2", "jaccard", "association", "p", "q")


def pairs_on_page(page: Page, people: set[str]) -> dict[frozenset[str], dict[str, str]]:
    """Return the pairs of technologies that the table hands over, exactly."""
    page.get_by_role("button", name="All that the filters leave").click()
    page.locator("#download summary").click()
    with page.expect_download() as waited:
        page.get_by_role("button", name="CSV table").click()
    with Path(waited.value.path()).open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if not {row["a"], row["b"]} & people]
    return {frozenset((row["a"], row["b"])): row for row in rows}


@pytest.mark.parametrize(
    ("fragment", "options"),
    [
        ("", []),
        ("&window=sentence", ["--window", "sentence"]),
        ("&window=topic", ["--window", "topic"]),
        ("&window=episode", ["--window", "episode"]),
        ("&show=cloud-hour", ["--where", "show=cloud-hour"]),
        ("&years=2017..2018", ["--where", "year=2017..2018"]),
        ("&years=2018..2018&window=episode", ["--where", "year=2018", "--window", "episode"]),
        ("&person=person/ada-wood", ["--where", "person=Ada Wood"]),
        ("&person=person/dora-quist&window=sentence", ["--where", "person=dora quist", "--window", "sentence"]),
        ("&off=database+language", ["--where", "kind=aws-service", "--where", "kind=tool", "--where", "kind=framework", "--where", "kind=library"]),
        ("&windows=1&episodes=1", ["--least", "1", "--least-episodes", "1"]),
        ("&windows=12&episodes=6&show=web-hour", ["--least", "12", "--least-episodes", "6", "--where", "show=web-hour"]),
        ("&show=web-hour&years=2016..2018&person=person/bo-lind&window=topic&windows=2", ["--where", "show=web-hour", "--where", "year=2016..2018", "--where", "person=Bo Lind", "--window", "topic", "--least", "2"]),
    ],
)  # fmt: skip
def test_filters_count_as_the_command_does(written: Built, fragment: str, options: list[str]) -> None:
    """Each pair that the filters leave has the counts and measures of `kg cooccur`, and there is no other."""
    page = written.visit.open(f"#view=table&significant=0{fragment}")
    wanted = {
        frozenset((cell(row["a"]), cell(row["b"]))): row for row in written.command("cooccur", *options)
    }
    found = pairs_on_page(page, {person.name for x in written.extractions for person in x.people})
    assert found.keys() == wanted.keys()
    assert len(found) > 3
    for pair, row in wanted.items():
        shown = found[pair]
        turned = shown["a"] != row["a"]
        counts = {
            **row,
            "countA": row["count_b" if turned else "count_a"],
            "countB": row["count_a" if turned else "count_b"],
        }
        assert {key: int(shown[key]) for key in KEYS} == {key: counts[key] for key in KEYS}
        for key in MEASURES:
            assert float(shown[key]) == pytest.approx(row[key], rel=1e-6, abs=1e-9), (pair, key)


def test_significant_only_is_that_of_the_command(written: Built) -> None:
    """With the box ticked, as the page opens, the pairs are those of `kg cooccur --significant`."""
    page = written.visit.open("#view=table")
    found = pairs_on_page(page, {person.name for x in written.extractions for person in x.people})
    wanted = {frozenset((row["a"], row["b"])) for row in written.command("cooccur", "--significant")}
    assert found.keys() == wanted
    assert 0 < len(wanted) < len(written.command("cooccur"))


@pytest.mark.parametrize("measure", ["lift", "g2", "jaccard", "association"])
def test_measures_order_as_the_command_does(written: Built, measure: str) -> None:
    """By another measure a technology's neighbours stand as `kg cooccur NAME --by` prints them."""
    page = written.visit.open(f"#by={measure}&node={LAMBDA}&significant=0")
    wanted = [row["b"] for row in written.command("cooccur", "AWS", "Lambda", "--by", measure)]
    while page.locator("#panel .sortable .more").is_visible():
        page.locator("#panel .sortable .more").click()
    names = page.locator("#table-neighbours-technology tbody .name .link").all_inner_texts()
    assert names == wanted


def test_card_of_a_person_is_what_they_say(written: Built) -> None:
    """What a person speaks of, and in how many turns, is what the records have under their name."""
    page = written.visit.open("#node=person/ada-wood&windows=1&episodes=1")
    turns: dict[str, set[tuple[str, int | None]]] = {}
    for x in written.extractions:
        for technology in x.technologies:
            for mention in technology.mentions:
                passage = x.passages[mention.passage]
                if passage.speaker == "Ada Wood":
                    turns.setdefault(technology.name, set()).add((x.id, passage.turn))
    while page.locator("#panel .sortable .more").is_visible():
        page.locator("#panel .sortable .more").click()
    rows = page.locator("#table-neighbours-person tbody tr")
    found = {
        row.locator(".name .link").inner_text(): int(row.locator("td.count").inner_text())
        for row in rows.all()
    }
    assert found == {name: len(said) for name, said in turns.items()}


# Search and address


@pytest.mark.parametrize(("typed", "heading"), [("amazon lam", "AWS Lambda"), ("postgres", "PostgreSQL"), ("rails", "Ruby on Rails"), ("s3", "Amazon S3"), ("dora", "Dora Quist"), ("012", "012 A talk on AWS Lambda")])  # fmt: skip
def test_search_by_what_people_say(written: Built, typed: str, heading: str) -> None:
    """Words that the files use for a thing, or a part of a title, open its card."""
    page = written.visit.open()
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    assert written.visit.heading() == heading


def test_address_in_a_fresh_tab(written: Built) -> None:
    """An address given to somebody else opens the same view, filters, card, sorting and picture."""
    visit = written.visit
    page = visit.open()
    page.select_option("#filter-window", "topic")
    page.select_option("#filter-by", "lift")
    page.select_option("#filter-from", "2017")
    page.uncheck("#legend-database")
    page.get_by_role("button", name="Table", exact=True).click()
    page.locator("#table-pairs th", has_text="Jaccard").get_by_role("button").click()
    page.locator("#table-pairs tbody .count .link").first.click()
    says = """() => [document.querySelector("#panel").innerText, document.querySelector("#view").innerText, document.querySelector("#status").textContent,
        ...[...document.querySelectorAll("#filters input, #filters select")].map(one => [one.id, one.type === "checkbox" ? one.checked : one.value].join())]"""
    here = page.evaluate(says)
    fresh = page.context.new_page()
    fresh.goto(visit.url + visit.fragment())
    fresh.locator("#filter-window:enabled").wait_for(state="attached")
    assert fresh.evaluate(says) == here
    fresh.close()


def test_back_goes_back(written: Built) -> None:
    """Each step of a reader is undone by the browser's Back, one by one, and Forward does it again."""
    visit = written.visit
    page = visit.open()
    steps = [(visit.fragment(), visit.heading())]
    page.fill("#search", "redis")
    page.keyboard.press("Enter")
    steps.append((visit.fragment(), visit.heading()))
    page.locator("#table-neighbours-technology td.count .link").first.click()
    steps.append((visit.fragment(), visit.heading()))
    page.get_by_role("button", name="Heat map").click()
    steps.append((visit.fragment(), visit.heading()))
    page.check("#filter-show-1")
    steps.append((visit.fragment(), visit.heading()))
    assert len(set(steps)) == 5
    for step in steps[-2::-1]:
        page.go_back()
        assert (visit.fragment(), visit.heading()) == step
    for step in steps[1:]:
        page.go_forward()
        assert (visit.fragment(), visit.heading()) == step
