"""How far partitions agree, against values worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.agreement import Partition, adjusted_rand, co_assignment, likeness


def partition(*labels: int) -> Partition:
    """Return the partition with these communities."""
    return np.array(labels, dtype=np.int64)


def test_adjusted_rand_by_hand() -> None:
    """Six nodes: 2 pairs in common of 6 and 3, 18/15 expected, 4.5 at most: (2 - 1.2) / (4.5 - 1.2)."""
    assert adjusted_rand(partition(0, 0, 0, 1, 1, 1), partition(0, 0, 1, 1, 2, 2)) == pytest.approx(0.8 / 3.3)


def test_worse_than_chance_is_below_zero() -> None:
    """Four nodes parted crosswise have no pair in common, where chance expects two thirds of one."""
    assert adjusted_rand(partition(0, 0, 1, 1), partition(0, 1, 0, 1)) == pytest.approx(
        (0 - 2 / 3) / (2 - 2 / 3)
    )


def test_partitions_without_a_choice() -> None:
    """All in one, or each alone: equal ones agree, one against the other does not."""
    together, apart = partition(0, 0, 0), partition(0, 1, 2)
    assert adjusted_rand(together, together) == adjusted_rand(apart, apart) == 1
    assert adjusted_rand(together, apart) == 0
    assert adjusted_rand(partition(0), partition(0)) == 1


labels = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30)


@given(labels)
def test_adjusted_rand_counts_pairs(drawn: list[tuple[int, int]]) -> None:
    """It is what counting every pair of nodes gives, the same both ways, whatever the communities are called."""
    left, right = (partition(*side) for side in zip(*drawn, strict=True))
    pairs = [(i, j) for i in range(len(left)) for j in range(i)]
    both = sum(left[i] == left[j] and right[i] == right[j] for i, j in pairs)
    in_left, in_right = (sum(side[i] == side[j] for i, j in pairs) for side in (left, right))
    expected, most = in_left * in_right / len(pairs), (in_left + in_right) / 2
    counted = 1.0 if most == expected else (both - expected) / (most - expected)
    assert adjusted_rand(left, right) == pytest.approx(counted)
    assert adjusted_rand(right, 4 - left) == pytest.approx(counted)


def test_likeness_is_a_square_table() -> None:
    """Each partition is like itself; the rest stands at both places."""
    table = likeness([partition(0, 0, 1, 1), partition(1, 1, 0, 0), partition(0, 1, 0, 1)])
    assert table == pytest.approx(np.array([[1, 1, -0.5], [1, 1, -0.5], [-0.5, -0.5, 1]]))


def test_co_assignment_by_hand() -> None:
    """Three together and one alone; one of two runs moves the third to the one."""
    shares = co_assignment(partition(0, 0, 0, 1), [partition(0, 0, 1, 1), partition(5, 5, 5, 2)])
    assert shares.tolist() == [(1 / 2 + 1) / 2, (1 / 2 + 1) / 2, (0 + 1) / 2, (0 + 1) / 2]
