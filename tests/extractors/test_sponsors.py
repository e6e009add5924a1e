"""Who pays for the show."""

from collections.abc import Callable
from typing import Any

import pytest

from kg.extractors.sponsors import sponsor_key
from kg.model import Extraction


def test_cases(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """What the case says is found, whole and in order, and nothing else of its fields."""
    assert found == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The Tidewheel", "tidewheel.com", True),
        ("Tide Wheel", "TideWheel, Inc.", True),
        ("Sentry.io", "Sentry", True),
        ("Tidewheel", "Pagewright", False),
        ("The", "A", False),
    ],
)
def test_spellings_of_one_sponsor(one: str, other: str, same: bool) -> None:
    """Article, blanks, domain ending and legal form do not make a second sponsor."""
    assert (sponsor_key(one) == sponsor_key(other)) is same


def test_the_advertisement_is_kept_as_evidence(extract: Callable[[str], Extraction]) -> None:
    """A sponsor's passage is the sentence that says so, at the place of advertising."""
    words = "This episode is brought to you by Tidewheel."
    x = extract(f"**Ruth Ashby:** {words}\n\n" + "**Ann Wood:** So it is.\n\n" * 4)
    (sponsor,) = x.sponsors
    passage = x.passages[sponsor.passages[0]]
    assert (sponsor.name, passage.text, passage.place) == ("Tidewheel", words, "sponsors")
