"""Episodes in, how widely technologies and communities are talked of out."""

import pytest

from kg.analysis.reach import Named, Roll, reaches, shared_episodes
from kg.cooccurrence.where import parse_where
from kg.model import Extraction, Mention, Passage, Span, Technology

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


def test_a_roll_notes_what_passes() -> None:
    """What counts is noted under its node id; the extractions come out as they went in."""
    passages = (
        Passage("x", Span(0, 0, 1), "notes", None, None),
        Passage("x", Span(0, 1, 2), "sponsors", None, None),
    )
    technologies = tuple(
        Technology(
            name, name.upper(), "tool", (Mention(name, Span(0, n, n + 1), "notes", n, "catalogue", 0.9),)
        )
        for n, name in enumerate(("said", "paid"))
    )
    x = Extraction("s/1", "s", "One", 1, None, None, (), (), passages=passages, technologies=technologies)
    roll = Roll()
    assert list(roll.noting([x])) == [x]
    assert roll.episodes == [Named("s", ("technology/said",))]
    assert roll.labels.find("Said") == "technology/said"
    other = Roll(parse_where(["show=other"]))
    assert list(other.noting([x])) == [x]
    assert other.episodes == []
