"""Windows: a turn of the talk, a line of the notes, an episode; never an advertisement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.cooccurrence.windows import KINDS, Window, all_windows, windows
from kg.model import Extraction

if TYPE_CHECKING:
    from tests.conftest import Talk

S3, LAMBDA, NODE, QUUXER = (f"technology/{x}" for x in ("amazon-s3", "aws-lambda", "nodejs", "quuxer"))


def test_turns_come_first_and_each_line_of_the_notes_is_a_window(talk: Talk) -> None:
    """Two turns, then the topic's line and the picks' line; the advertisement for Redis is none."""
    assert list(windows(talk.extraction, "turn")) == [
        Window(talk.id, (S3,)),
        Window(talk.id, (LAMBDA, NODE, QUUXER)),
        Window(talk.id, (S3,)),
        Window(talk.id, (LAMBDA,)),
    ]


def test_an_episode_is_one_window(talk: Talk) -> None:
    """All that it names outside of advertising, each once."""
    assert list(windows(talk.extraction, "episode")) == [Window(talk.id, (S3, LAMBDA, NODE, QUUXER))]


def test_sentences_of_one_turn_are_one_window(talk: Talk) -> None:
    """Two passages with one turn belong together; two lines of the notes do not."""
    passages = tuple(replace(p, turn=0) if p.turn is not None else p for p in talk.extraction.passages)
    found = list(windows(replace(talk.extraction, passages=passages), "turn"))
    assert found[0] == Window(talk.id, (S3, LAMBDA, NODE, QUUXER))
    assert len(found) == 3


def test_advertising_by_mention_or_by_passage(talk: Talk) -> None:
    """A mention is advertising where it or its passage is said to be."""
    *rest, redis = talk.extraction.technologies[:4]
    (mention,) = redis.mentions
    for changed in (
        replace(talk.extraction, technologies=(replace(redis, mentions=(replace(mention, place="notes"),)),)),
        replace(
            talk.extraction,
            technologies=(redis,),
            passages=tuple(replace(p, place="notes") for p in talk.extraction.passages),
        ),
    ):
        assert [list(windows(changed, kind)) for kind in KINDS] == [[], []]
    assert rest


def test_nothing_named_is_no_window() -> None:
    """An episode without technologies adds nothing to what is counted."""
    empty = Extraction("a/b", "a", "", None, None, None, (), ())
    assert list(all_windows([empty, empty], "turn")) == []
    assert list(all_windows([empty], "episode")) == []
