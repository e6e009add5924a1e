"""The timestamped headings of the notes."""

from collections.abc import Callable
from typing import Any

import pytest

from kg.extractors.topics import to_seconds
from kg.model import Extraction


def test_cases(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """What the case says is found, whole and in order, and nothing else of its fields."""
    assert found == expected


@pytest.mark.parametrize(
    ("time", "seconds"),
    [
        ("0:00", 0),
        ("00:41", 41),
        ("44:33", 2673),
        ("72:15", 4335),
        ("1:02:03", 3723),
        ("0.40", 40),
        ("1:03:88", None),
        ("1:60:00", None),
        ("12:60", None),
    ],
)
def test_seconds_of_a_time(time: str, seconds: int | None) -> None:
    """Minutes may pass 59 where no hours stand before them; seconds never may."""
    assert to_seconds(time) == seconds


@pytest.mark.parametrize(
    "notes",
    [
        "We ship it at 12:30 on most days, and nobody minds.",
        "The ratio was 16:9 and the version 2:1:0 of it.",
        "- See [port](http://localhost:8080/)",
        "",
    ],
)
def test_times_in_prose_are_no_topics(notes: str, extract: Callable[[str], Extraction]) -> None:
    """Without timestamped headings there are no topics."""
    head = "---\ntitle: Pans\npodcast: demo\nepisode_number: 1\n---\n\nAbout pans and ovens.\n\n"
    x = extract(f"{head}{notes}\n")
    assert x.topics == ()
