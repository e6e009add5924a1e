"""Rows: counts and measures of pairs, tested and corrected, against scipy and a table worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kg.cooccurrence.incidence import COUNTINGS, Counting
from kg.cooccurrence.rows import Collector, CoOccurrences, UnknownName, cooccurrences, named, ordered
from kg.model import Extraction, Mention, Passage, Span, Technology

WINDOWS = {
    "x/1": ("2014-05-01", ("ab", "ab", "a", "c")),
    "x/2": ("2016-01-01", ("ab", "ac", "bc", "b")),
    "x/3": (None, ("ac", "c", "d")),
}
"""Episode → its date, and the technologies of its turns: of eleven, a is in six, b in five, c in five."""


def extraction(id_: str, date: str | None, turns: tuple[str, ...]) -> Extraction:
    """Return an episode with one passage a turn and one mention a letter."""
    passages = tuple(
        Passage(turn, Span(0, 10 * n, 10 * n + 9), "transcript", "Ada", None, n)
        for n, turn in enumerate(turns)
    )
    technologies = tuple(
        Technology(
            letter, letter.upper(), "tool",
            tuple(
                Mention(letter, Span(0, 10 * n, 10 * n + 1), "transcript", n, "catalogue", 0.9)
                for n, turn in enumerate(turns)
                if letter in turn
            ),
        )
        for letter in sorted(set("".join(turns)))
    )  # fmt: skip
    return Extraction(id_, "x", id_, None, date, None, (), (), passages=passages, technologies=technologies)


@pytest.fixture(scope="module")
def table() -> CoOccurrences:
    """All pairs of the windows above."""
    episodes = [extraction(id_, *rest) for id_, rest in WINDOWS.items()]
    return cooccurrences(episodes, "turn", least=1, least_episodes=1)


def test_counts_worked_by_hand(table: CoOccurrences) -> None:
    """Windows, episodes and years of each pair; an episode without a date adds no year."""
    assert (table.windows, table.episodes, table.pairs, table.tested) == (11, 3, 3, 3)
    found = {
        (r.label_a, r.label_b): (r.count, r.count_a, r.count_b, r.episodes, r.first, r.last)
        for r in table.rows
    }
    assert found == {
        ("A", "B"): (3, 6, 5, 2, 2014, 2016),
        ("A", "C"): (2, 6, 5, 2, 2016, 2016),
        ("B", "C"): (1, 5, 5, 1, 2016, 2016),
    }


def test_significance_is_fishers_and_benjamini_hochbergs(table: CoOccurrences) -> None:
    """p equals scipy's exact test on the 2 × 2 table, q the correction worked by hand."""
    for row in table.rows:
        square = [
            [row.count, row.count_a - row.count],
            [row.count_b - row.count, table.windows - row.count_a - row.count_b + row.count],
        ]
        assert row.p == pytest.approx(stats.fisher_exact(square, alternative="greater").pvalue)
    ranked = sorted(table.rows, key=lambda r: r.p)
    by_hand = [min(r.p * 3 / rank for rank, r in enumerate(ranked, 1) if rank > n) for n in range(3)]
    assert [r.q for r in ranked] == pytest.approx([min(1.0, q) for q in by_hand])


def test_measures(table: CoOccurrences) -> None:
    """Of A and B: lift 3 · 11 / 30, Jaccard 3 / 8, association 3 / 30."""
    row = table.rows[0]
    assert (row.lift, row.jaccard, row.association) == pytest.approx((1.1, 3 / 8, 0.1))


def test_what_is_rare_is_counted_and_not_tested() -> None:
    """Support is a matter of windows and of episodes; N stays that of all windows."""
    episodes = [extraction(id_, *rest) for id_, rest in WINDOWS.items()]
    for least, least_episodes, kept in (
        (2, 1, ["AB", "AC"]),
        (3, 1, ["AB"]),
        (1, 2, ["AB", "AC"]),
        (1, 3, []),
    ):
        table = cooccurrences(episodes, "turn", least=least, least_episodes=least_episodes)
        assert [r.label_a + r.label_b for r in table.rows] == kept
        assert (table.windows, table.pairs) == (11, 3)


def test_the_order_of_episodes_is_no_matter() -> None:
    """Backwards gives the same table."""
    episodes = [extraction(id_, *rest) for id_, rest in WINDOWS.items()]
    assert cooccurrences(episodes, least=1) == cooccurrences(episodes[::-1], least=1)


def test_the_pairs_of_one_technology(table: CoOccurrences) -> None:
    """It comes first in each, with its own count; a name is a label in any capitals or an id."""
    assert [(r.label_a, r.label_b, r.count_a, r.count_b) for r in named(table, "b")] == [
        ("B", "A", 5, 6),
        ("B", "C", 5, 5),
    ]
    assert named(table, "technology/c") == named(table, "C")
    with pytest.raises(UnknownName, match="no pair that was tested has 'E'"):
        named(table, "E")


def test_significant_pairs_come_first_where_a_measure_overrates_the_rare() -> None:
    """A pair seen once and never apart has the greater NPMI, but chance explains it: it comes second."""
    turns = ("ab",) * 8 + ("a", "c", "c", "c", "c", "c", "xy")
    table = cooccurrences([extraction("x/1", None, turns)], least=1, least_episodes=1)
    common, rare = ordered(table.rows, "npmi")
    assert (common.label_a, rare.label_a) == ("A", "X")
    assert (common.significant, rare.significant) == (True, False)
    assert rare.npmi == 1.0 > common.npmi


talks = st.dictionaries(
    st.sampled_from(["x/1", "x/2", "x/3"]),
    st.tuples(
        st.sampled_from([None, "2014-05-01", "2016-01-01"]),
        st.lists(st.text("abcde", min_size=1, max_size=6)),
    ),
)
"""Episode → its date, and the technologies of its turns."""


@pytest.mark.parametrize("counting", COUNTINGS)
@settings(derandomize=True, deadline=None)
@given(talk=talks, data=st.data())
def test_measures_stay_in_their_bounds(
    counting: Counting, talk: dict[str, tuple[str | None, list[str]]], data: st.DataObject
) -> None:
    """Whatever is said, in each counting; and the order of episodes changes no bit of it."""
    episodes = [extraction(id_, date, tuple(turns)) for id_, (date, turns) in talk.items()]

    def counted(given: list[Extraction]) -> CoOccurrences:
        return cooccurrences(given, least=1, least_episodes=1, counting=counting, stratify="year")

    table = counted(episodes)
    assert counted(data.draw(st.permutations(episodes))) == table
    assert table.tested == table.pairs
    for row in table.rows:
        assert 0 < row.count <= min(row.count_a, row.count_b) <= table.windows
        assert 0 < row.weight <= min(row.weight_a, row.weight_b) * (1 + 1e-12)
        assert 0 < row.lift <= table.weight * (1 + 1e-9)
        assert -1 <= row.npmi <= 1 + 1e-9
        assert 0 < row.jaccard <= 1 + 1e-12
        assert row.association > 0
        assert row.g2 >= 0
        assert row.mh_odds is None or row.mh_odds >= 0
        assert row.mh_p is not None
        assert row.mh_q is not None
        for p, q in ((row.p, row.q), (row.sdsm_p, row.sdsm_q), (row.mh_p, row.mh_q)):
            assert 0 <= p <= q + 1e-15 <= 1 + 1e-12


def test_weights_worked_by_hand() -> None:
    """Two windows, a twice with b, and a with b and c: n_ab is 3, 3 or 1.5, n_a and N are sums of these."""
    technologies = (("a", [0, 0, 1]), ("b", [0, 1]), ("c", [1]))
    episode = replace(
        extraction("x/1", None, ("ab", "abc")),
        technologies=tuple(
            Technology(
                name, name.upper(), "tool",
                tuple(Mention(name, Span(0, 10 * n, 10 * n + 1), "transcript", n, "catalogue", 0.9) for n in turns),
            )
            for name, turns in technologies
        ),
    )  # fmt: skip
    found = {}
    for counting in COUNTINGS:
        table = cooccurrences([episode], least=1, least_episodes=1, counting=counting)
        row = table.rows[0]
        found[counting] = (row.count, row.weight, row.weight_a, row.weight_b, table.windows, table.weight)
        assert row.lift == pytest.approx(row.weight * table.weight / (row.weight_a * row.weight_b))
        assert (row.p, row.g2) == (1.0, 0.0)  # of windows in any counting: both name both
    assert found == {
        "binary": (2, 2.0, 2.0, 2.0, 2, 2.0),
        "full": (2, 3.0, 4.0, 4.0, 2, 10.0),
        "fractional": (2, 1.5, 2.0, 2.0, 2, 5.0),
    }


def test_the_null_model_has_columns_of_its_own(table: CoOccurrences) -> None:
    """Its q corrects its p as q does p; without strata nothing is said of them."""
    p = [row.sdsm_p for row in table.rows]
    assert [row.sdsm_q for row in table.rows] == pytest.approx(stats.false_discovery_control(p).tolist())
    assert p != [row.p for row in table.rows]
    assert {(row.mh_odds, row.mh_p, row.mh_q) for row in table.rows} == {(None, None, None)}


def test_within_one_stratum_all_is_as_without() -> None:
    """All windows of one show: the exact p is Fisher's, and significance is that of the strata."""
    episodes = [extraction(id_, *rest) for id_, rest in WINDOWS.items()]
    table = cooccurrences(episodes, least=1, least_episodes=1, stratify="show")
    for row in table.rows:
        assert row.mh_p == pytest.approx(row.p, rel=1e-8)
        assert row.mh_q == pytest.approx(row.q, rel=1e-8)
    # A and B: 3 windows name both, 3 A alone, 2 B alone, 3 neither.
    assert table.rows[0].mh_odds == pytest.approx(3 * 3 / (3 * 2))
    assert replace(table.rows[0], q=1.0, mh_q=0.01).significant
    assert not replace(table.rows[0], q=0.01, mh_q=1.0).significant
    assert replace(table.rows[0], sdsm_q=0.01).backbone


def test_a_technology_goes_by_what_it_is_called_most_and_is_found_by_any_of_it() -> None:
    """The label is that of most episodes; a way to write it finds what most mentions mean by it, labels go before."""
    renamed = {"x/1": "Bee", "x/2": "Bee", "x/3": "Beeee"}
    episodes = [extraction(id_, None, ("ab", "bc")) for id_ in renamed]
    episodes = [
        replace(
            x,
            technologies=tuple(
                replace(
                    t,
                    name=renamed[x.id] if t.name == "B" else t.name,
                    mentions=tuple(
                        replace(m, surface="the  B" if t.name == "B" else "C") for m in t.mentions
                    ),
                )
                for t in x.technologies
            ),
        )
        for x in episodes
    ]
    table = cooccurrences(episodes, least=1)
    assert {row.label_b for row in table.rows if row.b == "technology/b"} == {"Bee"}
    assert table == cooccurrences(episodes[::-1], least=1)
    assert [row.label_a for row in named(table, "The b")] == ["Bee", "Bee"]
    assert [row.label_a for row in named(table, "c")] == ["C"]  # though A is written C as well
    with pytest.raises(UnknownName, match=r"Near it: Bee"):
        named(table, "Beee")


def test_a_collector_can_be_asked_again(table: CoOccurrences) -> None:
    """It gives the table of what it has taken so far; asking changes nothing."""
    collector = Collector()
    for id_, rest in WINDOWS.items():
        collector.add(extraction(id_, *rest))
    assert collector.table(least=1, least_episodes=1) == table
    assert collector.table(least=3).tested == 1
    assert collector.table(least=1, least_episodes=1) == table


def test_nothing_together() -> None:
    """No pairs give an empty table, not an error."""
    table = cooccurrences([extraction("x/1", None, ("a", "b"))])
    assert (table.rows, table.windows, table.pairs) == ((), 2, 0)
