"""The matrix and its pairs: equal to a slow count, whatever the order, in all three countings."""

from __future__ import annotations

from collections import Counter as Tally
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cooccurrence.incidence import COUNTINGS, Counting, find_pairs
from kg.cooccurrence.pairs import Counter
from kg.cooccurrence.windows import Window

YEARS = {"e0": 2014, "e1": None, "e2": 2016}
SHOWS = {"e0": "x", "e1": "y", "e2": "x"}

windows = st.lists(
    st.tuples(
        st.sampled_from(sorted(YEARS)),
        st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 4), min_size=1, max_size=6),
    ),
    max_size=30,
)
"""(episode, technology → how often it is named)."""

Named = list[tuple[str, dict[str, int]]]


def counted(named: Named) -> Counter:
    """Return a counter that has taken the windows."""
    counter = Counter()
    for episode, mentions in named:
        technologies = tuple(sorted(mentions))
        window = Window(episode, technologies, tuple(mentions[t] for t in technologies))
        counter.add(window, YEARS[episode], SHOWS[episode])
    return counter


def columns(named: Named, counting: Counting) -> list[tuple[str, str, int, int, int, int, float]]:
    """Return the pairs: names, windows, episodes, first and last year, weight."""
    incidence = counted(named).incidence()
    pairs = find_pairs(incidence, counting)
    a, b = incidence.ends(pairs.codes)
    return [
        (incidence.names[i], incidence.names[j], *rest)
        for i, j, *rest in zip(
            a.tolist(), b.tolist(), pairs.counts.tolist(), pairs.episodes.tolist(), pairs.first.tolist(),
            pairs.last.tolist(), pairs.weights.tolist(), strict=True,
        )
    ]  # fmt: skip


def slow(named: Named, counting: Counting) -> list[tuple[str, str, int, int, int, int, float]]:
    """Count pair by pair and window by window."""
    found = []
    for a, b in combinations("abcdefg", 2):
        both = [(episode, mentions) for episode, mentions in named if a in mentions and b in mentions]
        if not both:
            continue
        years = [year for year in (YEARS[episode] for episode, _ in both) if year]
        added = {
            "binary": [1.0 for _, m in both],
            "full": [float(m[a] * m[b]) for _, m in both],
            "fractional": [1 / (len(m) - 1) for _, m in both],
        }
        weight = sum(sorted(added[counting], reverse=True))
        episodes = len({episode for episode, _ in both})
        found.append((a, b, len(both), episodes, min(years, default=0), max(years, default=0), weight))
    return found


@pytest.mark.parametrize("counting", COUNTINGS)
@settings(derandomize=True, deadline=None)
@given(named=windows)
def test_equal_to_a_slow_count(counting: Counting, named: Named) -> None:
    """Windows, episodes, years and weights of each pair."""
    quick = columns(named, counting)
    assert [row[:6] for row in quick] == [row[:6] for row in slow(named, counting)]
    assert [row[6] for row in quick] == pytest.approx([row[6] for row in slow(named, counting)])


@pytest.mark.parametrize("counting", COUNTINGS)
@settings(derandomize=True, deadline=None)
@given(named=windows, data=st.data())
def test_order_changes_no_bit(counting: Counting, named: Named, data: st.DataObject) -> None:
    """Windows in another order give the same numbers, those that are sums of fractions too."""
    assert columns(data.draw(st.permutations(named)), counting) == columns(named, counting)


@settings(derandomize=True, deadline=None)
@given(named=windows)
def test_what_weights_are_out_of(named: Named) -> None:
    """N and n of the binary weights are windows; of the others, sums that make a joint distribution."""
    incidence = counted(named).incidence()
    binary = find_pairs(incidence)
    tally = Tally(name for _, mentions in named for name in mentions)
    assert dict(zip(incidence.names, binary.strengths.tolist(), strict=True)) == tally
    assert binary.total == len(named)
    fractional = find_pairs(incidence, "fractional")
    # A window of two or more gives each of its technologies 1 in all.
    shared = Tally(name for _, mentions in named if len(mentions) > 1 for name in mentions)
    assert fractional.strengths.tolist() == pytest.approx([shared[name] for name in incidence.names])
    for pairs in (fractional, find_pairs(incidence, "full")):
        assert pairs.total == pytest.approx(2 * pairs.weights.sum())
        a, b = incidence.ends(pairs.codes)
        assert (pairs.weights <= pairs.strengths[a] * (1 + 1e-12)).all()
        assert (pairs.weights <= pairs.strengths[b] * (1 + 1e-12)).all()


def test_strata_are_numbered_in_order() -> None:
    """Shows by name; years ascending, after those of no year."""
    incidence = counted([("e2", {"a": 1}), ("e1", {"a": 1}), ("e0", {"a": 1}), ("e1", {"b": 2})]).incidence()
    assert incidence.strata("show").tolist() == [0, 1, 0, 1]
    assert incidence.strata("year").tolist() == [2, 0, 1, 0]
