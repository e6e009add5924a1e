"""Who takes part, in which role, and who speaks under which label."""

from collections.abc import Callable
from typing import Any

import pytest

from kg.extractors.cast import same_person, title_names
from kg.model import Extraction


def test_cases(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """What the case says is found, whole and in order, and nothing else of its fields."""
    assert found == expected


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("218 RR Deployments with Ann Wood and Trevor Rowe", ["Ann Wood", "Trevor Rowe"]),
        ("JSJ 12: Types with Ann Wood, Trevor Rowe & Ida Marsh", ["Ann Wood", "Trevor Rowe", "Ida Marsh"]),
        ("Testing with Ferrets 4 with Ann Wood", ["Ann Wood"]),
        ("Shipping feat. Ann Wood of Marrow Books", ["Ann Wood"]),
        ("AiA 12: Types with Ann Wood LIVE at the Harbour", ["Ann Wood"]),
        ("MRS 012: Ann Wood", ["Ann Wood"]),
        ("HTTP 2 with Surma", []),
        ("Boundaries with clients", []),
        ("Living Without Tests", []),
    ],
)
def test_a_title_names_the_guests(title: str, names: list[str]) -> None:
    """The last "with" or "feat." of a title begins the guests; one word alone is no full name."""
    assert title_names(title) == names


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("AJ O'Neal", "AJ O’Neal", True),
        ("Charles Max Wood", "Charles Wood", True),
        ("Chuck Wood", "Charles Wood", True),
        ("Paul Frazee", "Paul Frazee✌", True),
        ("Justin Garrison", "Justin Garisson", False),
        ("Marta Holloway", "Marta Hollloway", True),
        ("Mark Erikson", "Mark Ericksen", False),
        ("Chris Shank", "Chris Swan", False),
        ("Chris Manson", "Chris Benson", False),
        ("Ann", "Ann Wood", False),
    ],
)
def test_one_slip_makes_no_second_person(one: str, other: str, same: bool) -> None:
    """Names equal but for one letter, a middle name or a short form are one person's, either way round."""
    assert [same_person(one, other), same_person(other, one)] == [same, same]


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
