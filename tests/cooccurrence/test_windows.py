"""Windows: a turn of the talk, a line of the notes, an episode; never an advertisement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.cooccurrence.windows import KINDS, Window, all_windows, windows
from kg.model import Extraction, Mention, Passage, Span, Technology, Topic

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
        assert [list(windows(changed, kind)) for kind in KINDS] == [[]] * len(KINDS)
    assert rest


def test_nothing_named_is_no_window() -> None:
    """An episode without technologies adds nothing to what is counted."""
    empty = Extraction("a/b", "a", "", None, None, None, (), ())
    assert list(all_windows([empty, empty], "turn")) == []
    assert list(all_windows([empty], "episode")) == []


def test_topics_hold_what_is_said_under_their_headings(talk: Talk) -> None:
    """Talk belongs to the last heading before it, a heading to its topic; before the first there is the opening."""
    headings = (Topic("0:10", 10, "S3", Span(0, 100, 110)), Topic("0:50", 50, "Node", Span(0, 120, 130)))
    said = [
        Passage("a", Span(1, 0, 5), "transcript", None, 3.0, 0),
        Passage("b", Span(1, 6, 9), "transcript", None, 10.0, 1),
        Passage("c", Span(1, 10, 15), "transcript", None, 49.9, 2),
        Passage("d", Span(1, 16, 19), "transcript", None, 50.0, 3),
        Passage("e", Span(1, 20, 25), "transcript", None, None, 4),
        Passage("S3", Span(0, 100, 110), "notes", None, None),
        Passage("picks", Span(0, 200, 210), "notes", None, None),
    ]
    technologies = tuple(
        Technology(letter, letter, "tool", (Mention(letter, p.span, p.place, n, "catalogue", 0.9),))
        for n, (letter, p) in enumerate(zip("abcdefg", said, strict=True))
    )
    episode = replace(talk.extraction, topics=headings, passages=tuple(said), technologies=technologies)
    found = ["".join(node[-1] for node in window.technologies) for window in windows(episode, "topic")]
    assert found == ["a", "bcf", "d", "g"]  # e has no time, so that its topic is not known
    assert len(list(windows(replace(episode, topics=()), "topic"))) == 2


def test_sentences_are_the_narrowest(talk: Talk) -> None:
    """Each passage is a window of its own."""
    passages = tuple(replace(p, turn=0) if p.turn is not None else p for p in talk.extraction.passages)
    episode = replace(talk.extraction, passages=passages)
    assert len(list(windows(episode, "sentence"))) > len(list(windows(episode, "turn")))
