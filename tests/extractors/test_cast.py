"""Who takes part, in which role, and who speaks under which label."""

from collections.abc import Callable
from typing import Any

from kg.model import Extraction


def test_cases(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """What the case says is found, whole and in order, and nothing else of its fields."""
    assert found == expected


def test_every_label_is_among_the_speakers(extract: Callable[[str], Extraction]) -> None:
    """A label that fits nobody stands there with None, in order of first appearance."""
    text = (
        "**Ruth Ashby:** One.\n\n**Bender:** Two.\n\n**Break:** Three.\n\n"
        "**Ruth Ashby:** Four.\n\n**Bender:** Five.\n\n**Ruth Ashby:** Six.\n\n**Bender:** Seven.\n"
    )
    x = extract(text)
    assert [label for label, _ in x.speakers][:2] == ["Ruth Ashby", "Bender"]
    assert dict(x.speakers).get("Break") is None
    assert {name for _, name in x.speakers} <= {person.name for person in x.people} | {None}
