"""Sides of a comparison: what a user may write, which episodes are on them, and what is said where there are none."""

from dataclasses import replace

import pytest

from kg.analysis.sides import SideError, Sides, parse_side
from kg.cooccurrence.where import Where, WhereError
from kg.model import Extraction

ONE = Extraction(
    "a/1", "ruby-talk", "One", 1, "2014-01-01", None, (), (), speakers=(("BRYAN", "Bryan, Jr."), ("ADA", "Ada Byron"))
)  # fmt: skip


def test_conditions_joined_by_commas() -> None:
    """Values of a key are any of them, keys are all; a comma in a name is part of it; blanks do not matter."""
    assert parse_side("show=a, show=b ,year=2012..2014") == Where(
        shows=frozenset({"a", "b"}), years=((2012, 2014),)
    )
    assert parse_side("person=Bryan, Jr.,year=2014").people == {"bryan, jr."}
    assert parse_side("show=a", ["kind=language"]).kinds == {"language"}


@pytest.mark.parametrize(
    ("text", "common", "said"),
    [
        ("ruby-talk", [], "is no condition"),
        ("show=a,", [], None),
        ("year=2012", ["year=2013"], "both ask for year="),
        ("kind=thing", [], "no technology is of the kind"),
    ],
)
def test_what_cannot_be_understood(text: str, common: list[str], said: str | None) -> None:
    """The message says what stands in the way; a show that ends in a comma is one that there is not."""
    if said is None:
        assert parse_side(text, common).shows == {"a,"}
        return
    with pytest.raises(WhereError, match=said):
        parse_side(text, common)


def test_who_is_on_which_side() -> None:
    """An episode may be on both sides, which is counted."""
    sides = Sides(parse_side("person=ada byron"), parse_side("year=2014"))
    assert sides.of(ONE) == (True, True)
    assert sides.of(replace(ONE, speakers=())) == (False, True)
    assert sides.of(replace(ONE, date=None)) == (True, False)
    assert (sides.episodes, sides.common) == ([2, 2], 1)
    sides.check()


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ("show=rubytalk", "year=2014", r"the left side has no episode; there is none of rubytalk\. Near it: ruby-talk\."),
        ("year=2014", "person=Ada Biron", r"the right side .* Near it: Ada Byron\."),
        ("year=2014", "year=2020", r"the right side has no episode; take a condition away\."),
    ],
)  # fmt: skip
def test_an_empty_side(left: str, right: str, said: str) -> None:
    """The message names the side, and what is near where a name is not known."""
    sides = Sides(parse_side(left), parse_side(right))
    sides.of(ONE)
    with pytest.raises(SideError, match=said):
        sides.check()
