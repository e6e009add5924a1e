"""The panel says of a pair, a technology, a person, a show and an episode what kg's own tables say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from scipy.stats.contingency import odds_ratio

from kg.analysis.trends import trends
from kg.cooccurrence.rows import Row, cooccurrences, named, ordered
from kg.graph import person_id, technology_id
from kg.model import Extraction
from tests.exporters.page.conftest import IMAGE, SCRIPT, Visit, Visiting, write_archive

pytestmark = pytest.mark.browser

LAMBDA, S3 = "technology/aws-lambda", "technology/amazon-s3"
PAIR = f"#pair={LAMBDA}+{S3}"


@pytest.fixture(scope="module")
def pair(talk_archive: list[Extraction]) -> Row:
    """Return kg's row of AWS Lambda and Amazon S3, by turn."""
    rows = named(cooccurrences(talk_archive, "turn"), "AWS Lambda")
    return next(row for row in rows if row.b == S3)


def terms(list_: Locator) -> dict[str, str]:
    """Return what a list of terms says."""
    return dict(
        zip(list_.locator("dt").all_inner_texts(), list_.locator("dd").all_inner_texts(), strict=True)
    )


def section(page: Page, name: str) -> Locator:
    """Return what stands under a heading of the panel, up to the next."""
    xpath = f"//aside[@id='panel']/*[preceding-sibling::h3[1][starts-with(normalize-space(), '{name}')] and not(self::h3)]"
    return page.locator(f"xpath={xpath}")


def test_pair_has_the_measures_of_its_row(visit: Visit, pair: Row) -> None:
    """Measures, the words for them, and the counts they come from are those of `kg cooccur`."""
    page = visit.open(PAIR)
    assert visit.heading() == "AWS Lambda – Amazon S3"
    said = terms(page.locator("#panel .measures"))
    assert said["NPMI"] == f"{pair.npmi:.3f}"
    assert said["Lift"] == f"{pair.lift:.1f}"
    assert said["Jaccard"] == f"{pair.jaccard:.3f}"
    assert said["Together"] == str(pair.count)
    assert said["Episodes"] == str(pair.episodes)
    assert said["G²"] == (f"{pair.g2:.1f}" if pair.g2 < 100 else f"{pair.g2:,.0f}")
    lead = page.locator("#panel .lead").inner_text()
    assert (
        f"Named together {pair.lift:.1f} times as often as by chance: in {pair.count} turns of {pair.episodes} episodes"
        in lead
    )
    assert f"{pair.first}–{pair.last}" in lead


def test_pair_shows_the_table_of_its_counts(visit: Visit, talk_archive: list[Extraction], pair: Row) -> None:
    """The two by two table is folded away, and adds up to the windows."""
    page = visit.open(PAIR)
    n = cooccurrences(talk_archive, "turn").windows
    page.get_by_text(f"The counts behind it, of {n} turns").click()
    cells = [
        int(text.replace(",", ""))
        for text in page.get_by_label("Two by two table").locator("td.number").all_inner_texts()
    ]
    both, a, b = pair.count, pair.count_a, pair.count_b
    assert cells == [both, a - both, a, b - both, n - a - b + both, n - a, b, n - b, n]
    ratio = odds_ratio([[both, a - both], [b - both, n - a - b + both]], kind="sample")
    low, high = ratio.confidence_interval(0.95)
    shown = re.search(r"Odds ratio (\S+), 95% interval (\S+) to (\S+)\.", page.locator("#panel").inner_text())
    assert shown
    assert [float(text.replace(",", "")) for text in shown.groups()] == pytest.approx(
        [ratio.statistic, low, high], rel=0.005
    )


def test_pair_by_every_window(visit: Visit, talk_archive: list[Extraction]) -> None:
    """The same pair by sentence, turn, topic and episode, each as counted by that window."""
    page = visit.open(PAIR)
    page.get_by_text("By sentence, turn, topic, episode").click()
    rows = page.get_by_label("The pair by each window").locator("tbody tr")
    expect(rows).to_have_count(4)
    windows: tuple[Any, ...] = ("sentence", "turn", "topic", "episode")
    for window, row in zip(windows, rows.all(), strict=True):
        wanted = next(one for one in named(cooccurrences(talk_archive, window), "AWS Lambda") if one.b == S3)
        texts = row.locator("td").all_inner_texts()
        assert texts[:2] == [str(wanted.count), f"{wanted.npmi:.3f}".replace("-", "−")]


def test_sentences_of_a_pair_stand_in_the_source(visit: Visit, talk_archive: list[Extraction]) -> None:
    """Every sentence is a passage of the episode under it, both technologies are marked, the newest come first."""
    page = visit.open(PAIR)
    said = {x.title: {passage.text: passage for passage in x.passages} for x in talk_archive}
    dates = {x.title: x.date for x in talk_archive}
    windows = page.locator("#panel ul.said > li")
    assert windows.count() == 5
    seen = []
    for window in windows.all():
        marks = set()
        for figure in window.locator("figure").all():
            title = figure.locator("figcaption .link").last.inner_text()
            passage = said[title][figure.locator("blockquote").inner_text()]
            caption = figure.locator("figcaption").inner_text()
            assert passage.speaker is None or passage.speaker in caption
            marks |= set(figure.locator("mark").all_inner_texts())
            seen.append(dates[title] or "")
        assert "Amazon S3" in marks
        assert marks & {"AWS Lambda", "lambda functions"}
    assert seen == sorted(seen, reverse=True)


def test_time_of_a_sentence_leads_into_the_recording(visit: Visit) -> None:
    """A sentence's time is a link to that second of the audio."""
    page = visit.open(PAIR)
    page.locator("#panel .more", has_text="Show").click()
    link = page.locator("#panel figcaption a").first
    minutes, seconds = link.inner_text().split(":")
    assert link.get_attribute("href") == f"https://audio.example/1.mp3#t={60 * int(minutes) + int(seconds)}"
    assert "noopener" in (link.get_attribute("rel") or "")


def test_pair_named_too_seldom_is_not_tested(visit: Visit) -> None:
    """A pair below the least support has its sentences but no measures, and offers wider windows."""
    page = visit.open(f"{PAIR}&windows=50")
    assert page.locator("#panel .measures").count() == 0
    assert "too few to test (that takes 50 of 2 episodes)" in page.locator("#panel .lead").inner_text()
    assert page.locator("#panel blockquote").count() > 0
    page.locator("#panel .actions button", has_text="episode").click()
    assert "window=episode" in visit.fragment()


def test_pair_that_never_meets(visit: Visit) -> None:
    """A pair that no window names says so."""
    page = visit.open(f"{PAIR}&years=1990..1991")
    assert page.locator("#panel .lead").inner_text() == "Under these filters no turn names both."


def test_few_windows_are_warned_of(visit: Visit) -> None:
    """Under five windows the measures come with a warning, from five on without."""
    page = visit.open(f"{PAIR}&show=cloud-hour&years=2012..2012&windows=1&episodes=1")
    assert 0 < int(terms(page.locator("#panel .measures"))["Together"]) < 5
    assert page.locator("#panel .warning", has_text="rest on little").count() == 1
    assert visit.open(PAIR).locator("#panel .warning", has_text="rest on little").count() == 0


def test_neighbours_are_those_of_the_command(visit: Visit, talk_archive: list[Extraction]) -> None:
    """A technology's neighbours stand in the order of `kg cooccur NAME`, with its counts."""
    page = visit.open(f"#node={LAMBDA}")
    wanted = ordered(named(cooccurrences(talk_archive, "turn"), "AWS Lambda"))
    while page.locator("#panel .sortable .more").is_visible():
        page.locator("#panel .sortable .more").click()
    rows = page.locator("#table-neighbours-technology tbody tr")
    found = [
        (row.locator(".name .link").inner_text(), row.locator(".count").first.inner_text())
        for row in rows.all()
    ]
    assert found == [(row.label_b, str(row.count)) for row in wanted]


def test_neighbours_are_sorted_by_key(visit: Visit) -> None:
    """A head sorts by its column at Enter, the other way round at the next, and says which."""
    page = visit.open(f"#node={LAMBDA}")
    names = page.locator("#table-neighbours-technology tbody .name .link")
    head = page.locator("#table-neighbours-technology th", has_text="Name")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    upward = names.all_inner_texts()
    assert upward == sorted(upward, key=str.casefold)
    assert head.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert names.all_inner_texts() == upward[::-1]
    assert head.get_attribute("aria-sort") == "descending"


def test_count_of_a_neighbour_opens_the_pair(visit: Visit) -> None:
    """The number in the table leads to the sentences, and Back to the technology."""
    page = visit.open(f"#node={LAMBDA}")
    row = page.locator("#table-neighbours-technology tbody tr", has_text="Amazon S3")
    row.locator(".count .link").first.click()
    assert visit.heading() == "AWS Lambda – Amazon S3"
    assert page.evaluate("document.activeElement.id") == "subject"
    page.go_back()
    assert visit.heading() == "AWS Lambda"


def test_trend_has_words_and_numbers(visit: Visit, talk_archive: list[Extraction]) -> None:
    """The chart has a title and a description, and its numbers are those of `kg trends`."""
    page = visit.open(f"#node={LAMBDA}")
    chart = page.locator("#panel svg.trend")
    assert chart.locator("title").first.text_content() == "Share of episodes that name AWS Lambda, by year"
    assert re.search(
        r"of the episodes of 2012, .* at most in \d{4}", chart.locator("desc").text_content() or ""
    )
    page.get_by_text("The numbers").click()
    rows = [row.locator("th, td").all_inner_texts() for row in page.locator("#panel .chart tbody tr").all()]
    (trend,) = trends(talk_archive, ["AWS Lambda"], "year").rows
    assert [row[:3] for row in rows] == [[p.period, str(p.count), str(p.episodes)] for p in trend.points]


def test_person_has_roles_shows_and_picks(visit: Visit, talk_archive: list[Extraction]) -> None:
    """A person's card says what they host and where they are a guest, and what they recommend."""
    page = visit.open("#node=person/zoe-ng")
    mine = [x for x in talk_archive if any(person.name == "Zoë Ng" for person in x.people)]
    assert visit.heading() == "Zoë Ng"
    assert f"Episodes {len(mine)}" in page.locator("#panel h3").all_inner_texts()
    assert section(page, "Episodes").locator(".count").first.inner_text() == "guest"
    picks = sum("Zoë Ng" in pick.by for x in talk_archive for pick in x.picks)
    assert f"Picks {picks}" in page.locator("#panel h3").all_inner_texts()


def test_show_can_be_counted_alone(visit: Visit, talk_archive: list[Extraction]) -> None:
    """A show's card lists what it names, and filters by it."""
    page = visit.open("#node=show/cloud-hour")
    here = [x for x in talk_archive if x.show == "cloud-hour"]
    assert f"Episodes {len(here)}" in page.locator("#panel h3").all_inner_texts()
    page.get_by_role("button", name="Count this show only").click()
    assert "show=cloud-hour" in visit.fragment()


def test_episode_has_topics_people_technologies(visit: Visit, talk_archive: list[Extraction]) -> None:
    """An episode's card has its topics with times, who is in it, and what is named how often."""
    x = talk_archive[1]
    page = visit.open(f"#episode={x.id}")
    assert visit.heading() == x.title
    facts = terms(page.locator("#panel .facts"))
    assert (facts["Number"], facts["Date"], facts["Length"]) == ("2", x.date, "30:00 · 400 words")
    topics = section(page, "Topics").locator("li").all_inner_texts()
    assert [text.split("\n") for text in topics] == [["1:00", "Part 0"], ["11:00", "Part 1"]]
    people = {
        row.locator(".link").inner_text(): row.locator(".count").inner_text()
        for row in section(page, "People").locator("li").all()
    }
    assert people == {person.name: person.role for person in x.people}
    counted = {t.name: len({m.passage for m in t.mentions if m.place != "sponsors"}) for t in x.technologies}
    wanted = {name: f"{n} passage{'s' if n > 1 else ''}" for name, n in counted.items() if n}
    rows = section(page, "Technologies").locator("li").all()
    assert {row.locator(".link").inner_text(): row.locator(".count").inner_text() for row in rows} == wanted


def test_pinning_keeps_the_focus(visit: Visit) -> None:
    """Buttons of a card keep the keyboard's focus when the card is drawn anew."""
    page = visit.open(f"#node={LAMBDA}")
    pin = page.locator("#card-pin")
    pin.focus()
    page.keyboard.press("Enter")
    assert pin.get_attribute("aria-pressed") == "true"
    assert page.evaluate("document.activeElement.id") == "card-pin"
    assert f"pin={LAMBDA}" in visit.fragment()


def test_page_of_an_entity_opens_on_its_card(
    visiting: Visiting, talk_archive: list[Extraction], tmp_path: Path
) -> None:
    """Without a selection the panel is about what the page is about, and has nothing to close."""
    with visiting(write_archive(tmp_path / "lambda.html", talk_archive, entity=LAMBDA)) as visit:
        assert visit.heading() == "AWS Lambda"
        assert not visit.page.locator("#panel .close").is_visible()
        visit.page.locator("#table-neighbours-technology .name .link").first.click()
        assert visit.heading() != "AWS Lambda"
        visit.page.locator("#panel .close").click()
        assert visit.heading() == "AWS Lambda"


def test_links_of_an_episode_are_read_from_both_ends(
    visiting: Visiting, talk_archive: list[Extraction], tmp_path: Path
) -> None:
    """A link's name fits the end it is read from, and its card has the sentences or says that there are none."""
    x = talk_archive[1]
    with visiting(write_archive(tmp_path / "episode.html", talk_archive, episode=x.id)) as visit:
        page = visit.page
        assert visit.heading() == x.title
        host = next(person for person in x.people if person.role == "host")
        visit.open(f"#node={person_id(host, x.show)}")
        assert "Hosts 1" in page.locator("#panel h3").all_inner_texts()
        visit.open(f"#node=pick/{x.id}/1")
        assert {"Is a pick of 1", "Is recommended by 1"} <= set(page.locator("#panel h3").all_inner_texts())
        section(page, "Is recommended by").get_by_role("button", name="sentence").click()
        assert page.locator("#panel blockquote").inner_text() == x.passages[0].text
        visit.open(f"#pair=episode/{x.id}+show/{x.show}")
        assert "there is no sentence to show" in page.locator("#panel").inner_text()


def test_panel_says_why_there_are_no_sentences(page_browser: Browser, archive_page: Path) -> None:
    """A browser that cannot unpack the archive shows the picture, and the panel says what is amiss."""
    page = page_browser.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(archive_page.as_uri())
    expect(page.locator("#panel h2")).to_have_text("The sentences cannot be read")
    assert "DecompressionStream" in page.locator("#panel").inner_text()
    page.close()


def test_hostile_text_is_only_text(visit: Visit, talk_archive: list[Extraction]) -> None:
    """Labels, sentences and picks appear as written, and no address of another kind is a link."""
    eve = next(person for x in talk_archive for person in x.people if person.name.startswith("Eve"))
    visit.open(f"#node={person_id(eve, 'web-hour')}")
    assert visit.heading() == f"Eve {SCRIPT}"
    image = next(t for x in talk_archive for t in x.technologies if t.name == IMAGE)
    page = visit.open(f"#node={quote(technology_id(image))}")
    assert visit.heading() == IMAGE
    assert page.locator("#panel mark").first.inner_text() == IMAGE
    page = visit.open("#episode=web-hour/07")
    assert visit.heading() == f"Épisode 7 {IMAGE}"
    assert f"A book {SCRIPT}" in page.locator("#panel").inner_text()
    hrefs = page.locator("#panel a").evaluate_all("links => links.map(link => link.href)")
    assert all(href.startswith("https://audio.example/") for href in hrefs)
    assert page.locator("img, iframe, object").count() == 0
