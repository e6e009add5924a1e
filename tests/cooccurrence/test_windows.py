"""Windows: a turn of the talk, a line of the notes, an episode; never an advertisement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kg.cooccurrence.where import parse_where
from kg.cooccurrence.windows import KINDS, Window, WindowError, advertised, parse_window, windows, word_of
from kg.model import Extraction, Mention, Passage, Span, Technology, Topic

if TYPE_CHECKING:
    from tests.conftest import Talk

S3, LAMBDA, NODE, QUUXER = (f"technology/{x}" for x in ("amazon-s3", "aws-lambda", "nodejs", "quuxer"))


def test_turns_come_first_and_each_line_of_the_notes_is_a_window(talk: Talk) -> None:
    """Two turns, then the topic's line and the picks' line; the advertisement for Redis is none."""
    assert list(windows(talk.extraction, "turn")) == [
        Window(talk.id, (S3,), (2,)),
        Window(talk.id, (LAMBDA, NODE, QUUXER), (1, 1, 1)),
        Window(talk.id, (S3,), (1,)),
        Window(talk.id, (LAMBDA,), (1,)),
    ]


def test_an_episode_is_one_window(talk: Talk) -> None:
    """All that it names outside of advertising, each once, and how often."""
    assert list(windows(talk.extraction, "episode")) == [
        Window(talk.id, (S3, LAMBDA, NODE, QUUXER), (3, 2, 1, 1))
    ]


def test_sentences_of_one_turn_are_one_window(talk: Talk) -> None:
    """Two passages with one turn belong together; two lines of the notes do not."""
    passages = tuple(replace(p, turn=0) if p.turn is not None else p for p in talk.extraction.passages)
    found = list(windows(replace(talk.extraction, passages=passages), "turn"))
    assert found[0] == Window(talk.id, (S3, LAMBDA, NODE, QUUXER), (2, 1, 1, 1))
    assert len(found) == 3


def test_advertising_by_mention_or_by_passage(talk: Talk) -> None:
    """A mention is advertising where it or its passage is said to be; how many passages are is told."""
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
    assert advertised(talk.extraction) == advertised(talk.extraction, parse_where(["kind=hardware"])) == 1
    assert advertised(talk.extraction, parse_where(["show=another"])) == 0
    nothing = replace(talk.extraction, technologies=())
    assert advertised(nothing) == 1


def test_nothing_named_is_no_window() -> None:
    """An episode without technologies adds nothing to what is counted."""
    empty = Extraction("a/b", "a", "", None, None, None, (), ())
    assert list(windows(empty, "turn")) == []
    assert list(windows(empty, "episode")) == []


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


def test_blocks_of_words_cross_turns() -> None:
    """Twelve words in two turns: of blocks of five the second holds the end of the first turn and what follows."""
    turns = ("we moved from a to b and b", "then came c and d")
    passages = (
        Passage("e of the notes", Span(0, 0, 14), "notes", None, None, None, 0),
        Passage(turns[0], Span(1, 0, 26), "transcript", "Ada", None, 0, 4),
        Passage(turns[1], Span(1, 30, 47), "transcript", "Ben", None, 1, 12),
    )
    places = {"a": [(1, 14)], "b": [(1, 19), (1, 25)], "c": [(2, 40)], "d": [(2, 46)], "e": [(0, 0)]}
    technologies = tuple(
        Technology(
            name, name, "tool",
            tuple(Mention(name, Span(0, at, at + 1), "transcript", n, "catalogue", 0.9) for n, at in where),
        )
        for name, where in places.items()
    )  # fmt: skip
    episode = Extraction(
        "x/1", "x", "", None, None, None, (), (), passages=passages, technologies=technologies
    )
    words = [word_of(m, passages[m.passage]) for t in technologies[:4] for m in t.mentions]
    assert words == [7, 9, 11, 14, 16]  # counted by hand, four of the notes included

    def found(kind: str) -> list[tuple[str, tuple[int, ...]]]:
        return [("".join(node[-1] for node in w.technologies), w.mentions) for w in windows(episode, kind)]

    assert found("tokens:5") == [("ab", (1, 1)), ("bc", (1, 1)), ("d", (1,)), ("e", (1,))]
    assert found("tokens:1000") == [("abcd", (1, 2, 1, 1)), ("e", (1,))]


def test_a_surface_that_the_passage_lacks_is_placed_by_its_offset() -> None:
    """Where markup stands within a name, the text before it is as long as in the source."""
    passage = Passage("we like nodejs here", Span(0, 100, 122), "transcript", None, None, 3, 50)
    mention = Mention("node*js*", Span(0, 108, 116), "transcript", 0, "catalogue", 0.9)
    assert word_of(mention, passage) == 52


@pytest.mark.parametrize("text", ["turn", "episode", "tokens:5", "tokens:1000"])
def test_kinds(text: str) -> None:
    """They are written as they are read."""
    assert parse_window(text) == text
    assert parse_window("tokens:050") == "tokens:50"


@pytest.mark.parametrize(
    "text", ["", "Turn", "tokens", "tokens:", "tokens:4", "tokens:1001", "tokens:5x", "tokens:٥٠", "turn:5"]
)
def test_what_is_no_window(text: str, talk: Talk) -> None:
    """The message says what to write, in the library too."""
    with pytest.raises(
        WindowError, match="write episode, topic, turn, sentence, or tokens:K with K words from 5 to 1000"
    ):
        parse_window(text)
    with pytest.raises(WindowError):
        list(windows(talk.extraction, text))
