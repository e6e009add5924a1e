"""The sentences that serve as evidence."""

from typing import Any

import pytest

from kg.extractors.passages import Passages, sentence_bounds, stretches, time_at
from kg.joining import join_parts
from kg.loaders import load
from kg.model import Document, Part, Text, Turn


def test_cases(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """What the case says is found, whole and in order, and nothing else of its fields."""
    assert found == expected


@pytest.mark.parametrize(
    ("string", "words", "sentence"),
    [
        ("One here. Two there! Three?", "Two", "Two there!"),
        ("Ask Dr. Holmes about it. Then go.", "about", "Ask Dr. Holmes about it."),
        ("By J. R. Holmes of Leeds. Then go.", "Leeds", "By J. R. Holmes of Leeds."),
        ("We ran Rails 2.3 then. It was fine.", "Rails", "We ran Rails 2.3 then."),
        ("He said “Stop.” Then he went.", "Stop", "He said “Stop.”"),
        ("all of it in small letters with no end", "small", "all of it in small letters with no end"),
    ],
)
def test_sentences(string: str, words: str, sentence: str) -> None:
    """A passage is the whole sentence; abbreviations, initials and version numbers do not end it."""
    at = string.index(words)
    begin, stop = sentence_bounds(string, at, at + len(words))
    assert string[begin:stop] == sentence


def test_words_over_two_sentences_have_both() -> None:
    """What begins in one sentence and ends in the next is shown with both."""
    assert sentence_bounds("No. One here. Two there. Three.", 8, 17) == (4, 24)


@pytest.mark.parametrize("at", [0, 60, 1_000, 4_990])
def test_a_long_sentence_is_cut_at_words(at: int) -> None:
    """A sentence without end gives at most 400 code points, the words among them, cut at blanks."""
    string = "words " * 1_000
    begin, stop = sentence_bounds(string, at // 6 * 6, at // 6 * 6 + 5)
    assert begin <= at // 6 * 6 < stop <= begin + 400
    assert set(string[begin:stop].split()) == {"words"}


def test_the_time_is_the_last_one_before_the_words() -> None:
    """Within a turn the times of its parts count from where they stand."""
    turn = Turn("ANN", Text("one two three", ((0, 0),)), 5.0, times=((4, 9.0), (8, 12.5)))
    assert [time_at(turn, at) for at in (0, 3, 4, 8, 12)] == [5.0, 5.0, 9.0, 12.5, 12.5]
    assert time_at(None, 3) is None


def test_a_passage_knows_how_many_words_stand_before_it() -> None:
    """Words are counted through the title, the notes and the talk, as the episode's own number of words is."""
    text = "# Boats\n\nOars and ropes.\n\n## Transcript\n\n**Mara:** One two. Three four.\n\n**Ivo:** Five six.\n\n**Mara:** So.\n"
    part = load(Document("boating/a.md", text, "0"))
    assert isinstance(part, Part)
    (episode,) = join_parts([part])
    passages = Passages(episode, {})
    words: list[str] = []
    for stretch in stretches(episode):
        assert stretch.word == len(words)
        words += stretch.text.string.split()
        at = passages.add(stretch, len(stretch.text.string) - 1, len(stretch.text.string))
        passage = passages.items[at]
        assert words[passage.word :] == passage.text.split()
    assert "Three" in words
