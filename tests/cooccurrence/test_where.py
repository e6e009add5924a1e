"""Conditions: what they keep, and what cannot be understood."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kg.cooccurrence.where import EVERYTHING, Where, WhereError, parse_where, year_of
from kg.cooccurrence.windows import windows

if TYPE_CHECKING:
    from tests.conftest import Talk


def test_values_of_a_key_widen_and_keys_narrow() -> None:
    """Two kinds are either of them; years can be open at one end; names count in any capitals."""
    where = parse_where(
        ["kind=tool", "kind=language", "show=ruby-rogues", "year=2014..2016", "year=2019..", "person=Ada L"]
    )
    assert where == Where(
        frozenset({"tool", "language"}),
        frozenset({"ruby-rogues"}),
        ((2014, 2016), (2019, 9999)),
        frozenset({"ada l"}),
    )
    assert parse_where([]) == EVERYTHING
    assert parse_where(["year=2015"]).years == ((2015, 2015),)
    assert parse_where(["year=..2015"]).years == ((0, 2015),)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("kind", "write KEY=VALUE"),
        ("=tool", "one of kind, show, year, person"),
        ("colour=red", "one of kind, show, year, person"),
        ("show=", "write KEY=VALUE"),
        ("kind=tools", "no technology is of the kind 'tools'"),
        ("year=15", "write 2015"),
        ("year=..", "write 2015"),
        ("year=20142015", "write 2015"),
        ("year=2016..2014", "ends before it begins"),
    ],
)
def test_what_cannot_be_understood(condition: str, said: str) -> None:
    """The message quotes the condition and says what to write."""
    with pytest.raises(WhereError, match=re.escape(said)):
        parse_where([condition])


def test_an_episode_without_a_date_is_of_no_year(talk: Talk) -> None:
    """It is left out as soon as years are asked for."""
    undated = replace(talk.extraction, date=None)
    assert year_of(undated) is None
    assert list(windows(undated, "episode")) != []
    assert list(windows(undated, "episode", parse_where(["year=1900.."]))) == []


def test_only_what_somebody_says(talk: Talk) -> None:
    """The lines of the notes are nobody's, and the turns are their speakers'."""
    speakers = {p.speaker for p in talk.extraction.passages if p.turn is not None and p.speaker}
    for speaker in speakers:
        said = [
            {m.passage for m in t.mentions} for t in talk.extraction.technologies
        ]  # positions of the passages that name each technology
        own = {
            i
            for i, p in enumerate(talk.extraction.passages)
            if p.speaker == speaker and p.place != "sponsors"
        }
        found = list(windows(talk.extraction, "sentence", parse_where([f"person={speaker.upper()}"])))
        assert len(found) == len({i for places in said for i in places} & own)
    assert list(windows(talk.extraction, "episode", parse_where(["person=Nobody"]))) == []


def test_kind_and_show(talk: Talk) -> None:
    """Only technologies of the kind are in the windows; another show has none."""
    (window,) = windows(talk.extraction, "episode", parse_where(["kind=aws-service"]))
    assert window.technologies == ("technology/amazon-s3", "technology/aws-lambda")
    assert list(windows(talk.extraction, "episode", parse_where(["show=another"]))) == []
