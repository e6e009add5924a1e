"""What the page counts for itself is what kg counts: windows, pairs, measures, tests, shares and trends."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page
from scipy import stats

from kg.analysis.trends import trends
from kg.cooccurrence.rows import cooccurrences
from kg.cooccurrence.where import parse_where, year_of
from kg.cooccurrence.windows import KINDS
from kg.graph import people_of, technology_id
from kg.model import Extraction

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.browser

FILTER = """
  const filterOf = ({ window, kinds, show, years, person, least, episodes }) => ({
    window, years, least, episodes, kinds: kinds && new Set(kinds), shows: show && new Set(kg.shows.filter(({ slug }) => slug === show).map(({ index }) => index)),
    person: person === null ? null : kg.entities.find(({ label }) => label === person).index,
  });
  const named = (row) => ({ ...row, a: kg.entities[row.a].id, b: kg.entities[row.b].id });
"""
WHERE: dict[str, tuple[list[str], dict[str, Any]]] = {
    "everything": ([], {}),
    "kinds": (["kind=framework", "kind=language"], {"kinds": ["framework", "language"]}),
    "show": (["show=web-hour"], {"show": "web-hour"}),
    "years": (["year=2013..2015"], {"years": [2013, 2015]}),
    "person": (["person=Ada Wood"], {"person": "Ada Wood"}),
    "all of them": (
        ["kind=aws-service", "kind=tool", "show=cloud-hour", "year=2012..2018", "person=Ada Wood"],
        {"kinds": ["aws-service", "tool"], "show": "cloud-hour", "years": [2012, 2018], "person": "Ada Wood"},
    ),
}
"""Conditions of `kg cooccur --where`, and the same as the page's filter."""


def asked(window: str = "turn", least: int = 3, episodes: int = 2, **given: Any) -> dict[str, Any]:
    """Return a filter of the page as JSON."""
    nothing = {"kinds": None, "show": None, "years": None, "person": None}
    return nothing | {"window": window, "least": least, "episodes": episodes} | given


def table_of(engine: Page, filter_: dict[str, Any]) -> dict[str, Any]:
    """Return the page's table under a filter, rows with node ids."""
    table: dict[str, Any] = engine.evaluate(
        f"""(asked) => {{ {FILTER} const {{ rows, N, episodes, pairs, tested, significant, people, n }} = kg.counting(filterOf(asked));
        return {{ rows: rows.map(named), N, episodes, pairs, tested, significant, people, n: Array.from(n, (value, i) => [kg.entities[i].id, value]) }} }}""",
        filter_,
    )
    return table


def between_technologies(table: dict[str, Any]) -> dict[frozenset[str], dict[str, Any]]:
    """Return the rows without a person, by their ends."""
    rows = [
        row
        for row in table["rows"]
        if not row["a"].startswith("person/") and not row["b"].startswith("person/")
    ]
    return {frozenset((row["a"], row["b"])): row for row in rows}


@pytest.mark.parametrize("window", KINDS)
@pytest.mark.parametrize("where", WHERE)
def test_pairs_are_those_of_the_command(
    engine: Page, talk_archive: list[Extraction], window: Any, where: str
) -> None:
    """Counts are equal, measures to the ninth digit, p and q to the sixth, whatever the window and the filters."""
    conditions, given = WHERE[where]
    table = table_of(engine, asked(window, **given))
    wanted = cooccurrences(talk_archive, window, where=parse_where(conditions))
    assert (table["N"], table["episodes"], table["pairs"], table["tested"]) == (
        wanted.windows, wanted.episodes, wanted.pairs, wanted.tested,
    )  # fmt: skip
    assert table["significant"] == sum(row.significant for row in wanted.rows)
    found = between_technologies(table)
    assert len(found) == len(wanted.rows)
    assert wanted.rows or window == "topic"
    for row in wanted.rows:
        other = found[frozenset((row.a, row.b))]
        turned = {row.a: "count_a", row.b: "count_b"}
        counts = (
            row.count,
            getattr(row, turned[other["a"]]),
            getattr(row, turned[other["b"]]),
            row.episodes,
            row.first,
            row.last,
        )
        assert (
            tuple(other[key] for key in ("count", "countA", "countB", "episodes", "first", "last")) == counts
        )
        for measure in ("npmi", "lift", "g2", "jaccard", "association"):
            assert other[measure] == pytest.approx(getattr(row, measure), rel=1e-9, abs=1e-9)
        for value in ("p", "q"):
            assert other[value] == pytest.approx(getattr(row, value), rel=1e-6, abs=1e-12)


def spoken(extractions: list[Extraction], window: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """Yield of each window that names a technology its episode, who belongs to it, and what it names."""
    for x in extractions:
        people = people_of(x)
        said: dict[Any, set[str]] = defaultdict(set)
        by: dict[Any, set[str]] = defaultdict(set)
        for technology in x.technologies:
            for mention in technology.mentions:
                passage = x.passages[mention.passage]
                if passage.place == "sponsors":
                    continue
                place = (
                    0 if window == "episode" else (mention.passage,) if passage.turn is None else passage.turn
                )
                said[place].add(technology_id(technology))
                if passage.speaker:
                    by[place].add(people[passage.speaker])
        for place, names in said.items():
            yield x.id, by[place] | (set(people.values()) if window == "episode" else set()), names


@pytest.mark.parametrize("window", ["turn", "episode"])
def test_people_are_joined_to_what_they_speak_of(
    engine: Page, talk_archive: list[Extraction], window: str
) -> None:
    """By the windows in which they speak, or the episodes they take part in; as a family of tests of its own."""
    counts: dict[tuple[str, str], set[int]] = defaultdict(set)
    within: dict[tuple[str, str], set[str]] = defaultdict(set)
    alone: dict[str, int] = defaultdict(int)
    windows = list(spoken(talk_archive, window))
    for number, (episode, people, names) in enumerate(windows):
        for node in people | names:
            alone[node] += 1
        for pair in ((person, name) for person in people for name in names):
            counts[pair].add(number)
            within[pair].add(episode)
    table = table_of(engine, asked(window))
    rows = [row for row in table["rows"] if row["a"].startswith("person/") or row["b"].startswith("person/")]
    found = {tuple(sorted((row["a"], row["b"]))): (row["count"], row["episodes"]) for row in rows}
    tested = {pair: n for pair, n in counts.items() if len(n) >= 3 and len(within[pair]) >= 2}
    assert found == {pair: (len(n), len(within[pair])) for pair, n in tested.items()}
    assert table["people"]["pairs"] == len(counts)
    order = list(tested)
    p = stats.hypergeom.sf(
        [len(tested[k]) - 1 for k in order],
        len(windows),
        [alone[k[0]] for k in order],
        [alone[k[1]] for k in order],
    )
    q = dict(zip(order, stats.false_discovery_control(p), strict=True))
    for row in rows:
        assert row["q"] == pytest.approx(q[tuple(sorted((row["a"], row["b"])))], rel=1e-6)


def test_p_is_right_at_the_ends(engine: Page) -> None:
    """The tail of the hypergeometric distribution agrees with scipy's where it is tiny, near 1, or at its bounds."""
    tables = [
        (a, b, n, ab) for n in (10, 200, 116_034) for a in (1, 3, n // 7 + 1) for b in (2, 5, n // 3) for ab in (0, 1, 2, min(a, b) // 2, min(a, b))
        if max(0, a + b - n) <= ab <= min(a, b)
    ]  # fmt: skip
    found = engine.evaluate("(tables) => tables.map(([a, b, n, ab]) => kg.fisher(ab, a, b, n))", tables)
    assert len(found) > 80
    for (a, b, n, ab), p in zip(tables, found, strict=True):
        assert p == pytest.approx(stats.hypergeom.sf(ab - 1, n, a, b), rel=1e-6, abs=1e-300)


def test_q_is_benjamini_and_hochbergs(engine: Page) -> None:
    """Ties, zeros and ones are corrected as scipy does, in the order given."""
    ps = [0.03, 0.01, 0.03, 1.0, 0.0, 0.2, 0.04, 1.0, 0.011]
    assert engine.evaluate("(ps) => kg.benjaminiHochberg(ps)", ps) == pytest.approx(
        list(stats.false_discovery_control(ps))
    )
    assert engine.evaluate("kg.benjaminiHochberg([])") == []


@pytest.mark.parametrize("window", KINDS)
def test_windows_behind_a_pair_are_as_many_as_it_counts(engine: Page, window: str) -> None:
    """Each has a unit that names the one and a unit that names the other, the newest episode stands first."""
    behind = engine.evaluate(
        f"""(asked) => {{ {FILTER} const filter = filterOf(asked);
        return kg.counting(filter).rows.map((row) => [named(row), kg.windowsWith(filter, row.a, row.b).map(({{ episode, units }}) => ({{
          date: kg.episodes[episode].date || "", episode: kg.episodes[episode].id,
          names: units.flatMap((u) => kg.unit(u).members).map((i) => kg.entities[i].id), elsewhere: units.some((u) => kg.unit(u).episode !== episode) }}))]) }}""",
        asked(window),
    )
    assert len(behind) > 40
    for row, windows in behind:
        assert len(windows) == row["count"]
        assert len({one["episode"] for one in windows}) == row["episodes"]
        assert [one["date"] for one in windows] == sorted((one["date"] for one in windows), reverse=True)
        for one in windows:
            assert {end for end in (row["a"], row["b"]) if end.startswith("technology/")} <= set(one["names"])
            assert not one["elsewhere"]


def test_a_pair_that_is_too_rare_has_a_row_without_q(engine: Page) -> None:
    """Its counts are those that a table with lower limits has; two that no window names together have none."""
    seen = engine.evaluate(
        f"""([strict, open]) => {{ {FILTER} const tested = new Set(kg.counting(filterOf(strict)).rows.map(({{ a, b }}) => `${{a}} ${{b}}`));
        const rare = kg.counting(filterOf(open)).rows.filter(({{ a, b }}) => !tested.has(`${{a}} ${{b}}`));
        const apart = kg.entities.filter(({{ type }}) => type === "person").slice(0, 2).map(({{ index }}) => index);
        return [rare.map((row) => [row, kg.rowOf(filterOf(strict), row.a, row.b)]), kg.rowOf(filterOf(strict), ...apart)] }}""",
        [asked(least=9, episodes=5), asked(least=1, episodes=1)],
    )
    pairs, apart = seen
    assert apart is None
    assert len(pairs) > 10
    for row, alone in pairs:
        assert alone == row | {"q": None}


def test_rows_of_an_entity_have_it_first(engine: Page) -> None:
    """They are those that `kg cooccur NAME` prints, in its order, and those of people."""
    rows = engine.evaluate(
        f"""(asked) => {{ {FILTER} const redis = kg.entities.find(({{ id }}) => id === "technology/redis").index;
        return kg.rowsOf(filterOf(asked), redis, "npmi").map(named) }}""",
        asked(),
    )
    assert {row["a"] for row in rows} == {"technology/redis"}
    assert any(row["b"].startswith("person/") for row in rows)
    strengths = [(row["q"] >= 0.05, -row["npmi"]) for row in rows]
    assert strengths == sorted(strengths)
    table = table_of(engine, asked())
    mine = {
        row["a"] if row["b"] == "technology/redis" else row["b"]: row["countB"]
        if row["b"] == "technology/redis"
        else row["countA"]
        for row in table["rows"]
        if "technology/redis" in (row["a"], row["b"])
    }
    assert {row["b"]: row["countA"] for row in rows} == mine


@pytest.mark.parametrize("by", ["year", "quarter", "month"])
@pytest.mark.parametrize("where", [name for name in WHERE if "kind" not in name and name != "all of them"])
def test_shares_and_trends_are_those_of_the_command(
    engine: Page, talk_archive: list[Extraction], where: str, by: Any
) -> None:
    """Episodes of each period, those that name it, Wilson's interval; by years also slope, z and p."""
    conditions, given = WHERE[where]
    wanted = trends(talk_archive, by=by, where=parse_where(conditions), least=1)
    found = engine.evaluate(
        f"""([asked, by, ids]) => {{ {FILTER} return ids.map((id) => {{ const {{ index }} = kg.entities.find((one) => one.id === id);
        return [kg.shares(filterOf(asked), index, by), kg.trendOf(filterOf(asked), index)] }}) }}""",
        [asked(**given), by, [row.id for row in wanted.rows]],
    )
    assert len(wanted.rows) > 5
    for row, (shares, trend) in zip(wanted.rows, found, strict=True):
        assert [(point["label"], point["named"], point["episodes"]) for point in shares] == [
            (point.period, point.count, point.episodes) for point in row.points
        ]
        for point, other in zip(row.points, shares, strict=True):
            assert [other["share"], other["low"], other["high"]] == pytest.approx(
                [point.share, point.low, point.high], abs=1e-12
            )
        if by == "year":
            assert [trend["slope"], trend["z"], trend["p"]] == pytest.approx(
                [row.slope, row.z, row.p], rel=1e-9, abs=1e-12
            )


def test_p_of_a_trend_is_right_far_out(engine: Page) -> None:
    """The normal distribution's tail keeps its digits from the middle to where it is almost nothing."""
    zs = [0, 0.1, 1, 1.96, 3.99, 4, 4.01, 6, 12, 37]
    found = engine.evaluate("(zs) => zs.map(kg.upperTail)", zs)
    assert found == pytest.approx(list(stats.norm.sf(zs)), rel=1e-11)


def test_units_and_sentences_stand_in_the_source(engine: Page, talk_archive: list[Extraction]) -> None:
    """A unit names what its sentence names, where the marks are; who speaks is who spoke."""
    units = engine.evaluate(
        """() => Array.from(kg.texts.values(), ({ unit, text, place, seconds, marks }) => { const one = kg.unit(unit);
        return { text, place, seconds, episode: kg.episodes[one.episode].id, speaker: one.speaker === null ? null : kg.entities[one.speaker].label,
          members: one.members.map((i) => kg.entities[i].id), words: marks.map(([i, start, length]) => [kg.entities[i].id, text.slice(start, start + length)]) } })"""
    )
    episodes = {x.id: x for x in talk_archive}
    for one in units:
        x = episodes[one["episode"]]
        (passage,) = [passage for passage in x.passages if passage.text == one["text"]]
        assert (passage.place, passage.speaker, passage.time) == (
            one["place"],
            one["speaker"],
            one["seconds"],
        )
        spans = [m for t in x.technologies for m in t.mentions if x.passages[m.passage] is passage]
        assert sorted(surface for _, surface in one["words"]) == sorted(m.surface for m in spans)
        assert set(one["members"]) == {
            technology_id(t) for t in x.technologies for m in t.mentions if m in spans
        }
    assert len(units) > 100


def test_reach_is_of_the_filtered_episodes(engine: Page, talk_archive: list[Extraction]) -> None:
    """Episodes that name a technology or that a person takes part in, of the years that are asked for."""
    reach = dict(
        engine.evaluate(
            f"""(asked) => {{ {FILTER} return Array.from(kg.counting(filterOf(asked)).reach, (value, i) => [kg.entities[i].id, value]) }}""",
            asked(years=[2013, 2014]),
        )
    )
    within = [x for x in talk_archive if year_of(x) in (2013, 2014)]
    assert reach["person/ada-wood"] == sum("Ada Wood" in (person.name for person in x.people) for x in within)
    named = [
        x
        for x in within
        for t in x.technologies
        if t.name == "Redis" and any(m.place != "sponsors" for m in t.mentions)
    ]
    assert reach["technology/redis"] == len(named) > 0
