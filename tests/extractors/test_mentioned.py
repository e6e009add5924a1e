"""Who is only spoken of: which runs of capitalised words are people, and what decides it."""

from collections.abc import Callable

import pytest

from kg.extractors.mentioned import THRESHOLD, log_odds
from kg.model import Extraction

Extract = Callable[[str], Extraction]
Talk = Callable[..., str]


def mentioned(extraction: Extraction) -> list[str]:
    """Return the names of those who take no part."""
    return [person.name for person in extraction.people if person.role == "mentioned"]


@pytest.mark.parametrize(
    "name",
    ["Martha Keller", "Jerzy Dabrowski", "Tomas Okafor"],
)
def test_a_name_among_words_for_people(name: str, extract: Extract, talk: Talk) -> None:
    """A given name, or what stands around a name that no list has, makes somebody."""
    sentences = talk(
        f"There is a talk by {name}, who wrote the book, and he said that it took him a year.",
        "And that is all that I can say of it today, to be honest with you.",
    )
    assert mentioned(extract(sentences)) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "I was in Virginia Beach last week and it was raining all the time.",
        "So the Mountain Dew was gone and we went home.",
        "We installed the Elastic Beanstalk thing on a server.",
        "I drank it out of Turk's Head Knot cups at the time.",
    ],
)
def test_places_and_things_are_nobody(text: str, extract: Extract, talk: Talk) -> None:
    """Capitals alone make no person."""
    assert mentioned(extract(talk(text, "And that is all there is to say about it, I think."))) == []


def test_that_is_somebody(extract: Extract, talk: Talk) -> None:
    """A contraction before a name is no possessive."""
    text = "She wrote it, and that's Martha Keller for you, she is a friend of mine."
    assert mentioned(extract(talk(text, "And that is all there is to say about it."))) == ["Martha Keller"]


def test_words_behind_a_name_are_cut_off(extract: Extract) -> None:
    """What a name stands before in a heading does not hide it."""
    notes = (
        "---\ntitle: Pans\npodcast: demo\nepisode_number: 1\n---\n\n**Panel:** Ruth Ashby\n\n### Links\n\n"
        "- [Martha Keller Twitter Feed](https://twitter.com/marthakeller)\n"
    )
    assert mentioned(extract(notes)) == ["Martha Keller"]


def test_the_regression_weighs_what_it_is_told() -> None:
    """A frequent given name with a surname decides for a person, a word of a technology's against one."""
    sure = {"given name, frequent": 1.0, "surname, frequent": 1.0, "given name, frequent, and surname": 1.0}
    assert log_odds(sure) > THRESHOLD > log_odds({"word of a technology's": 1.0})
    assert log_odds({}) == log_odds({"a feature that no weight is known of": 1.0})
