"""Periods of days, and counts of episodes by period and group."""

import pytest

from kg.analysis.named import EpisodeNames
from kg.analysis.periods import By, Stratum, alike, count, expected, period_label, period_of


@pytest.mark.parametrize(
    ("date", "by", "label"),
    [
        ("2014-07-31", "year", "2014"), ("2014-07-31", "quarter", "2014-Q3"), ("2014-07-31", "month", "2014-07"),
        ("2013-12-01", "quarter", "2013-Q4"), ("2014-01-01", "quarter", "2014-Q1"), ("2014-12-31", "month", "2014-12"),
    ],
)  # fmt: skip
def test_the_period_of_a_day(date: str, by: By, label: str) -> None:
    """Its label is in order of time when sorted."""
    period = period_of(date, by)
    assert period is not None
    assert period_label(period, by) == label
    assert period_label(period + 1, by) > label


@pytest.mark.parametrize("date", [None, "", "2014", "soon"])
def test_no_day_has_no_period(date: str | None) -> None:
    """A year alone is none either: it would fall into January."""
    assert period_of(date, "month") is None


EPISODES = [
    EpisodeNames("a/1", "a", "2014-01-01", True, ("x", "y")),
    EpisodeNames("a/2", "a", "2015-01-01", True, ("x",)),
    EpisodeNames("a/3", "a", "2015-06-01", False, ()),
    EpisodeNames("b/1", "b", "2015-03-01", True, ("z",)),
]


def test_counts() -> None:
    """Technologies by periods; what is not asked for is not counted."""
    counts = count(EPISODES, ["x", "z"], [2014, 2015], "year")
    assert counts.named.tolist() == [[1, 1], [0, 1]]
    assert counts.episodes.tolist() == [1, 3]


def test_groups_of_alike_episodes() -> None:
    """By show, by transcript, by both, or all in one."""
    groups: dict[tuple[Stratum, ...], list[int]] = {
        (): [4],
        ("show",): [3, 1],
        ("transcript",): [1, 3],
        ("transcript", "show"): [1, 2, 1],
    }
    for strata, sizes in groups.items():
        assert [len(group) for group in alike(EPISODES, strata)] == sizes


def test_what_is_to_be_expected() -> None:
    """By hand: show a names x in 2 of 3 episodes and has 1 of 1 and 2 of 3 in the two years."""
    groups = [count(group, ["x", "z"], [2014, 2015], "year") for group in alike(EPISODES, ["show"])]
    assert expected(groups).tolist() == [
        pytest.approx([2 / 3, (2 / 3 * 2 + 0) / 3]),
        pytest.approx([0, 1 / 3]),
    ]
