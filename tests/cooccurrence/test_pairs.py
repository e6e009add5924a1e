"""Pairs: the quick count equals the slow one."""

import random
from collections.abc import Iterable
from itertools import combinations

from kg.cooccurrence.pairs import Counter, Pair, Table, numbered
from kg.cooccurrence.windows import Window

HAND = [
    Window("e/1", ("a", "b")),
    Window("e/1", ("a", "b", "c")),
    Window("e/2", ("a",)),
    Window("e/2", ("b", "c")),
    Window("e/2", ("a", "b")),
]


def count_pairs(windows: Iterable[Window], least: int = 1) -> Table:
    """Return the table of `windows`."""
    counter = Counter()
    for window in windows:
        counter.add(window)
    return counter.table(least)


def test_numbers_count_as_the_windows_that_they_stand_for() -> None:
    """Also of an episode that names nothing, and of one whose windows are counted in two goes."""
    counter = Counter()
    counter.add_numbered("e/0", numbered([]))
    counter.add_numbered("e/1", numbered(HAND[:2]))
    counter.add_numbered("e/2", numbered(HAND[2:4]))
    counter.add_numbered("e/2", numbered(HAND[4:]))
    assert counter.table() == count_pairs(HAND)
    assert (counter.windows, counter.episodes) == (5, 2)
    assert numbered(HAND[:2]) == (("a", "b", "c"), (2, 3), (0, 1, 0, 1, 2))


def test_worked_by_hand() -> None:
    """Five windows: a in 4, b in 4, c in 2."""
    assert count_pairs(HAND) == Table(
        5, (Pair("a", "b", 3, 4, 4, 2), Pair("a", "c", 1, 4, 2, 1), Pair("b", "c", 2, 4, 2, 2))
    )


def test_least() -> None:
    """Pairs seen less often are left out, but what they are counted against stays."""
    assert count_pairs(HAND, 2) == Table(5, (Pair("a", "b", 3, 4, 4, 2), Pair("b", "c", 2, 4, 2, 2)))
    assert count_pairs(HAND, 4) == Table(5, ())


def test_nothing() -> None:
    """No windows, or windows that name one thing each, have no pairs."""
    assert count_pairs([]) == Table(0, ())
    assert count_pairs([Window("e", ("a",)), Window("e", ("b",))]) == Table(2, ())


def slow(windows: list[Window]) -> Table:
    """Count pair by pair."""
    names = sorted({name for window in windows for name in window.technologies})
    found = []
    for a, b in combinations(names, 2):
        both = [w for w in windows if {a, b} <= set(w.technologies)]
        if both:
            each = [sum(name in w.technologies for w in windows) for name in (a, b)]
            found.append(Pair(a, b, len(both), each[0], each[1], len({w.episode for w in both})))
    return Table(len(windows), tuple(found))


def test_equal_to_the_slow_count() -> None:
    """On windows drawn at random both counts agree."""
    draw = random.Random(1)
    for size in (1, 5, 40, 200):
        names = [f"t{i}" for i in range(draw.randint(2, 15))]
        windows = [
            Window(
                f"e{draw.randint(0, 5)}",
                tuple(sorted(draw.sample(names, draw.randint(1, min(5, len(names)))))),
            )
            for _ in range(size)
        ]
        assert count_pairs(windows) == slow(windows)


def test_the_order_of_windows_does_not_show() -> None:
    """The table is one of the set of windows."""
    turned = list(reversed(HAND))
    assert count_pairs(turned) == count_pairs(HAND)


def test_a_table_can_be_asked_for_twice() -> None:
    """Asking changes nothing."""
    counter = Counter()
    for window in HAND:
        counter.add(window)
    assert counter.table() == counter.table()
    assert counter.table(2) == count_pairs(HAND, 2)
