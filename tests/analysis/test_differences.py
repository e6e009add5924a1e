"""Comparing pairs on two sides: NPMI by hand, the bootstrap against one drawn episode by episode, and its order."""

import random
from dataclasses import replace
from itertools import product
from math import isclose, log

import numpy as np
import pytest

from kg.analysis.differences import SEED, differences, shrunk_npmi
from kg.analysis.sides import SideError, parse_side
from kg.cooccurrence.windows import WindowError
from kg.model import Extraction, Mention, Passage, Span, Technology


def episode(show: str, number: int, *turns: str) -> Extraction:
    """Return an episode whose turns name the technologies of letters."""
    return Extraction(
        f"{show}/{number:03}", show, "Title", number, "2014-01-01", None, (), (),
        passages=tuple(
            Passage("Words.", Span(0, n, n + 1), "transcript", None, None, n) for n in range(len(turns))
        ),
        technologies=tuple(
            Technology(
                letter, letter.upper(), "tool",
                tuple(Mention("x", Span(0, n, n + 1), "transcript", n, "catalogue", 0.9) for n, turn in enumerate(turns) if letter in turn),
            )
            for letter in sorted(set("".join(turns)))
        ),
    )  # fmt: skip


def shows() -> list[Extraction]:
    """Return twelve episodes each of two shows: the one names a and b together, the other apart and a with c."""
    return [
        *(episode("one", n, "ab", "ab", "c", "c") for n in range(12)),
        *(episode("two", n, "a", "b", "ac", *(["ab"] if n == 3 else [])) for n in range(12)),
    ]


ONE, TWO = parse_side("show=one"), parse_side("show=two")


def npmi(*counts: float) -> float:
    """Return the shrunk NPMI of one pair's counts."""
    return float(shrunk_npmi(*(np.array([count]) for count in counts))[0])


def test_npmi_by_hand() -> None:
    """Of 100 windows 20 name a, 10 name b, 8 both: half a window is added to 8 seen and to 2 by chance."""
    assert isclose(npmi(8, 20, 10, 100), log(8.5 / 2.5) / -log(8.5 / 101))


def test_npmi_where_there_is_little() -> None:
    """What is never named is at 0; what is once is far from the ends; all is within -1 and 1."""
    assert npmi(0, 0, 0, 0) == npmi(0, 0, 7, 50) == 0
    assert npmi(1, 1, 1, 1000) < 0.2
    for n, n_a, n_b in product(range(1, 12), repeat=3):
        for n_ab in range(max(0, n_a + n_b - n), min(n_a, n_b) + 1):
            if max(n_a, n_b) <= n:
                assert -1 <= npmi(n_ab, n_a, n_b, n) <= 1


def test_pairs_with_support_on_either_side() -> None:
    """a and b on the left, a and c on the right; the counts are of windows; b and c are never together."""
    found = differences(shows(), ONE, TWO)
    assert [(r.label_a, r.label_b, r.left, r.right) for r in found.rows] == [
        ("A", "B", 24, 1),
        ("A", "C", 0, 12),
    ]
    assert (found.left, found.right, found.windows_left, found.windows_right) == (12, 12, 48, 37)
    together, apart = found.rows
    assert isclose(together.npmi_left, npmi(24, 24, 24, 48))
    assert isclose(together.npmi_right, npmi(1, 25, 13, 37))
    assert isclose(together.difference, together.npmi_left - together.npmi_right)
    assert together.low > 0 > apart.high
    assert max(together.q, apart.q) < 0.001
    assert differences(shows(), ONE, TWO, least=25).rows == ()
    assert differences(shows(), ONE, TWO, least_episodes=13).rows == ()


def test_the_bootstrap_is_one_of_whole_episodes() -> None:
    """The interval is that of drawing the episodes one by one and counting each draw anew."""
    xs = [*shows(), *(episode("one", n, "a", "b", "abc") for n in range(20, 25))]
    ids = sorted(x.id for x in xs)
    drawn = np.random.RandomState(SEED).multinomial(len(ids), np.full(len(ids), 1 / len(ids)), 40)
    by_id = {x.id: x for x in xs}
    figures = []
    for weights in drawn.tolist():
        again = [
            replace(by_id[id_], id=f"{id_}-{n}")
            for id_, weight in zip(ids, weights, strict=True)
            for n in range(weight)
        ]
        rows = differences(again, ONE, TWO, least=1, least_episodes=1, draws=2).rows
        figures.append(next(row.difference for row in rows if (row.label_a, row.label_b) == ("A", "B")))
    row = next(r for r in differences(xs, ONE, TWO, draws=40).rows if (r.label_a, r.label_b) == ("A", "B"))
    assert [row.low, row.high] == pytest.approx([sorted(figures)[0], sorted(figures)[38]])


def test_sides_change_places() -> None:
    """Left and right turned about, the differences change their sign."""
    forth, back = differences(shows(), ONE, TWO).rows, differences(shows(), TWO, ONE).rows[::-1]
    for row, turned in zip(forth, back, strict=True):
        assert (row.a, row.b, row.left, row.right) == (turned.a, turned.b, turned.right, turned.left)
        assert (row.difference, row.q) == pytest.approx((-turned.difference, turned.q))


def test_a_side_against_itself() -> None:
    """Every draw has an episode on both sides or on none: nothing differs, and nothing is uncertain about it."""
    found = differences(shows(), ONE, ONE)
    assert found.common == 12
    assert [(r.difference, r.low, r.high, r.q) for r in found.rows] == [(0, 0, 0, 1)]


def test_windows_and_the_order_of_episodes() -> None:
    """A wider window has more pairs; in which order episodes are read does not matter."""
    wide = differences(shows(), ONE, TWO, "episode").rows
    assert len(wide) == 3
    assert differences(random.Random(1).sample(shows(), 24), ONE, TWO) == differences(shows(), ONE, TWO)


def test_what_cannot_be_compared() -> None:
    """An unknown window or show; sides that name no technology have no pairs."""
    with pytest.raises(WindowError):
        differences(shows(), ONE, TWO, "paragraph")
    with pytest.raises(SideError, match="the left side"):
        differences(shows(), parse_side("show=three"), TWO)
    silent = [episode("one", 0), episode("two", 0)]
    assert differences(silent, ONE, TWO).rows == ()
