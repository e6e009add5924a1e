"""Comparing technologies on two sides: figures by hand, and what must hold whatever the figures."""

import random
from math import exp, isclose, log, sqrt

import pytest

from kg.analysis.compare import PRIOR, compare, log_odds
from kg.analysis.sides import SideError, parse_side
from kg.model import Extraction, Mention, Passage, Span, Technology


def episode(show: str, number: int, letters: str) -> Extraction:
    """Return an episode of Ada's that names the technologies of `letters`, each twice."""
    mention = Mention("x", Span(0, 0, 1), "transcript", 0, "catalogue", 0.9)
    return Extraction(
        f"{show}/{number}", show, "Title", number, "2014-01-01", None, (), (), speakers=(("ADA", "Ada"),),
        passages=(Passage("Words.", Span(0, 0, 1), "transcript", "Ada", None),),
        technologies=tuple(Technology(letter, letter.upper(), "tool", (mention, mention)) for letter in letters),
    )  # fmt: skip


def shows() -> list[Extraction]:
    """Return twenty episodes each of two shows and ten of a third: all name a, only one show b or c."""
    return [
        *(episode("one", n, "ab" if n < 15 else "a") for n in range(20)),
        *(episode("two", n, "acd" if n < 10 else "ad") for n in range(20)),
        *(episode("three", n, "d") for n in range(10)),
    ]


ONE, TWO = parse_side("show=one"), parse_side("show=two")


def test_log_odds_by_hand() -> None:
    """Eight of a hundred against four of two hundred, with a prior of two in ten."""
    delta, error = log_odds((8, 4), (100, 200), 2, 10)
    assert isclose(delta, log((10 / 100) / (6 / 204)))
    assert isclose(error, sqrt(1 / 10 + 1 / 6))


def test_counts_are_of_episodes() -> None:
    """An episode counts once however often it names one; shares are of the side's episodes."""
    found = compare(shows(), ONE, TWO)
    assert (found.left, found.right, found.named_left, found.named_right, found.common) == (20, 20, 35, 50, 0)
    rows = {row.label: row for row in found.rows}
    assert [(row.left, row.right) for _, row in sorted(rows.items())] == [(20, 20), (15, 0), (0, 10), (0, 20)]
    assert (rows["B"].share_left, rows["B"].share_right) == (0.75, 0)


def test_the_figures_are_those_of_the_formula() -> None:
    """The prior weighs a tenth of the smaller side and is as the whole archive names things, a third show too."""
    rows = {row.label: row for row in compare(shows(), ONE, TWO).rows}
    weight = PRIOR * 35
    prior = weight * 30 / (35 + 50 + 10)  # d: twenty episodes of the one show, ten of the third
    delta, error = log_odds((0, 20), (35, 50), prior, weight)
    d = rows["D"]
    assert isclose(d.log_odds, delta)
    assert isclose(d.z, delta / error)
    assert isclose(d.high - d.low, 2 * 1.959964 * error, rel_tol=1e-6)
    assert d.low < d.log_odds < d.high < 0


def test_sides_change_places() -> None:
    """Left and right turned about, every figure changes its sign, and the order is turned about."""
    forth, back = compare(shows(), ONE, TWO).rows, compare(shows(), TWO, ONE).rows
    assert [row.id for row in forth] == [row.id for row in back[::-1]]
    for row, turned in zip(forth, back[::-1], strict=True):
        assert (row.left, row.right) == (turned.right, turned.left)
        assert (row.log_odds, row.low, row.z) == pytest.approx((-turned.log_odds, -turned.high, -turned.z))
        assert row.q == pytest.approx(turned.q)


def test_a_side_against_itself() -> None:
    """Nothing differs, and all episodes are on both sides."""
    found = compare(shows(), ONE, ONE)
    assert found.common == 20
    assert [(row.log_odds, row.z, row.q) for row in found.rows] == [(0, 0, 1)] * len(found.rows)


def test_a_side_that_names_more_of_everything_is_not_ahead() -> None:
    """Ten times the episodes with the same mix: the log-odds are those of the mix, next to 0."""
    xs = [episode("one", n, "ab"[n % 2]) for n in range(20)] + [
        episode("two", n, "ab"[n % 2]) for n in range(200)
    ]
    for row in compare(xs, ONE, TWO).rows:
        assert exp(abs(row.log_odds)) == pytest.approx(1)


def test_support_and_order_of_episodes() -> None:
    """What fewer episodes of both sides name is left out; in which order they are read does not matter."""
    assert {row.label for row in compare(shows(), ONE, TWO, least=16).rows} == {"A", "D"}
    assert compare(shows(), ONE, TWO, least=41).rows == ()
    assert compare(random.Random(1).sample(shows(), 50), ONE, TWO) == compare(shows(), ONE, TWO)


def test_a_narrow_background() -> None:
    """What it lacks has a prior all the same."""
    assert len(compare(shows(), ONE, TWO, background=ONE).rows) == 4


def test_an_empty_side() -> None:
    """A show that there is not is said."""
    with pytest.raises(
        SideError, match=r"the right side has no episode; there is none of twoo\. Near it: two\."
    ):
        compare(shows(), ONE, parse_side("show=twoo"))
