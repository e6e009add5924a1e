"""Rows: counts and measures of pairs, tested and corrected, against scipy and a table worked by hand."""

from __future__ import annotations

import pytest
from scipy import stats

from kg.cooccurrence.rows import CoOccurrences, UnknownName, cooccurrences, named, ordered
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


def test_nothing_together() -> None:
    """No pairs give an empty table, not an error."""
    table = cooccurrences([extraction("x/1", None, ("a", "b"))])
    assert (table.rows, table.windows, table.pairs) == ((), 2, 0)
