"""Episodes in, how widely technologies and communities are talked of out."""

import pytest

from kg.analysis.reach import Named, reaches, shared_episodes

EPISODES = [Named("x", ("a", "b")), Named("x", ("a",)), Named("x", ("a", "c")), Named("y", ("a", "b"))]


def test_effective_shows_by_hand() -> None:
    """One show is one, two alike are two, three to one lies between: exp(-3/4 ln 3/4 - 1/4 ln 1/4)."""
    found = reaches(EPISODES)
    assert [(found[node].episodes, found[node].shows) for node in "abc"] == [(4, 2), (2, 2), (1, 1)]
    assert found["a"].effective_shows == pytest.approx(1.754765)
    assert found["b"].effective_shows == pytest.approx(2)
    assert found["c"].effective_shows == 1


def test_shared_episodes_name_two_members() -> None:
    """An episode that names one member says nothing of the community."""
    assert shared_episodes(EPISODES, {"a": 1, "b": 1, "c": 2}) == {1: 2, 2: 0}
