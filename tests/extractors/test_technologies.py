"""The technologies named in an episode, and what is no evidence for them."""

from collections.abc import Callable
from typing import Any

import pytest

from kg.model import Extraction


def test_cases(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """What the case says is found, whole and in order, and nothing else of its fields."""
    assert found == expected


def episode(sentence: str) -> str:
    """Return notes with one line."""
    return f"---\ntitle: Pans\npodcast: demo\nepisode_number: 1\n---\n\nAbout pans.\n\n- {sentence}\n"


@pytest.mark.parametrize(
    "sentence",
    [
        "read it on redis.io/docs today",
        "write to ask@heroku.com today",
        "by @jquery on the bird site",
        "go to https://redis.io/ and read",
        "see [https://redis.io/blog](https://redis.io/blog)",
        "the ses of the rails",
    ],
)
def test_no_name_in_an_address(sentence: str, extract: Callable[[str], Extraction]) -> None:
    """Addresses, handles, URLs and small letters of a cased name are no mention."""
    assert extract(episode(sentence)).technologies == ()


@pytest.mark.parametrize(
    ("sentence", "surfaces"),
    [
        ("Redis, jQuery and Heroku.", {"Redis", "jQuery", "Heroku"}),
        ("“Redis”—really?", {"Redis"}),
        ("(S3)", {"S3"}),
        ("**S3**/**EC2**", {"S3", "EC2"}),
        ("Amazon’s S3 and AWS Lambda", {"Amazon’s S3", "AWS Lambda"}),
        ("Redis-backed, S3-hosted", {"Redis", "S3"}),
        ("S3bucket, preRedis and EC2_x", set()),
    ],
)
def test_surfaces_are_the_words_as_written(
    sentence: str, surfaces: set[str], extract: Callable[[str], Extraction]
) -> None:
    """Marks around a name are not part of it, letters and digits are."""
    x = extract(episode(sentence))
    assert {m.surface for technology in x.technologies for m in technology.mentions} == surfaces


def test_a_pick_is_about_what_its_words_name(extract: Callable[[str], Extraction]) -> None:
    """A keyboard that shares its name with a service is not about the service."""
    text = episode("S3, EC2, SQS and AWS Lambda") + (
        "\n**Panel:** Ruth Ashby\n\n### Picks\n\n- [Kinesis Keyboard](https://keys.example/) (Ruth)\n"
        "- [S3](http://aws.amazon.com/s3/) (Ruth)\n"
    )
    x = extract(text)
    assert [(pick.title, pick.technologies) for pick in x.picks] == [
        ("Kinesis Keyboard", ()),
        ("S3", ("Amazon S3",)),
    ]
