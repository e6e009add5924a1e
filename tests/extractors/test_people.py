"""Everybody named in an episode: who takes part, and who is only spoken of."""

from collections.abc import Callable
from typing import Any

from kg.model import Extraction


def test_cases(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """What the case says is found, whole and in order, and nothing else of its fields."""
    assert found == expected


def test_a_capital_word_at_the_start_of_a_sentence_is_no_name(extract: Callable[[str], Extraction]) -> None:
    """Months, places and sentence openers beside a capital make nobody."""
    x = extract(
        "---\ntitle: Weather\npodcast: demo\nepisode_number: 1\n---\n\n**Panel:** Ruth Ashby\n\n"
        "Yesterday April came. Maybe June knows. Lake Tahoe is in New York, says United Airlines.\n"
    )
    assert [person.name for person in x.people] == ["Ruth Ashby"]


def test_participants_come_before_those_mentioned(extract: Callable[[str], Extraction]) -> None:
    """People are listed by their part in the episode, then by name."""
    x = extract(
        "---\ntitle: Boats with Walter Young\npodcast: demo\nepisode_number: 1\n---\n\n"
        "**Panel:** Ruth Ashby\n\n- [Rope](https://rope.example/) by Adam Baker\n"
    )
    assert [(person.name, person.role) for person in x.people] == [
        ("Ruth Ashby", "host"),
        ("Walter Young", "guest"),
        ("Adam Baker", "mentioned"),
    ]
