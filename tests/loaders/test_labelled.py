"""Transcripts of labelled paragraphs: how they are recognised, and their turns."""

import pytest

from kg.loaders.labelled import load, sniff
from kg.model import Document

TALK = (
    "**Mara Quist:** The tide is out.\n\n**Ivo Lund:** Then we wait.\n\nFor an hour, I think.\n\n"
    "**Mara Quist:** Or two.\n\n**Ivo Lund:** Yes.\n\n**Mara Quist:** Fine.\n"
)


@pytest.mark.parametrize(
    ("text", "labelled"),
    [
        (TALK, True),
        (TALK.replace("**", ""), True),
        (TALK.replace("\n", "\r\n"), True),
        (TALK.replace(":**", "**:"), True),
        ("Mara: a\nIvo: b\nMara: c\n", True),
        ("ŽOFIE: a\nÉMILE: b\nŽOFIE: c\n", True),
        ("Mara: a\nIvo: b\n", False),
        ("Boats: a\nOars: b\nSails: c\n", False),
        ("mara: a\nivo: b\nmara: c\n", False),
        ("http://a.org\nhttp://b.org\nhttp://c.org\n", False),
        ("12:30: a\n12:31: b\n12:32: c\n", False),
        ("Mara: a\nIvo: b\nMara: c\n" + "a line of the notes\n" * 40, False),
        ("", False),
    ],
)
def test_sniff(text: str, labelled: bool) -> None:
    """Three labels at line starts, one of them again, and no few among many other lines."""
    assert sniff(text) is labelled


@pytest.mark.parametrize("text", [TALK, TALK.replace("**", ""), TALK.replace("\n", "\r\n")])
def test_turns(text: str) -> None:
    """Each label opens a turn; a paragraph without one goes on with the last speaker's."""
    part = load(Document("a.md", text, ""))
    assert part.form == "labelled"
    assert (part.meta, part.sections, part.links, part.warnings) == ((), (), (), ())
    assert [(turn.label, turn.text.string) for turn in part.turns] == [
        ("Mara Quist", "The tide is out."),
        ("Ivo Lund", "Then we wait. For an hour, I think."),
        ("Mara Quist", "Or two."),
        ("Ivo Lund", "Yes."),
        ("Mara Quist", "Fine."),
    ]


def test_spans() -> None:
    """Words and labels of a turn are found again at their places in the file."""
    for turn in load(Document("a.md", TALK, "")).turns:
        for word in turn.text.string.split():
            at = turn.text.string.index(word)
            span = turn.text.span(at, at + len(word))
            assert TALK[span.start : span.end] == word
        assert turn.label_span is not None
        assert TALK[turn.label_span.start : turn.label_span.end] == turn.label


def test_no_markup_left() -> None:
    """Entities, escapes and emphasis inside a turn are read, not kept."""
    text = "**Mara:** a&nbsp;*b* \\[c\\]\n\n**Ivo:** d &amp; e\n\n**Mara:** f\n\n**Ivo:** g\n\n**Mara:** h\n"
    turns = load(Document("a.md", text, "")).turns
    assert [turn.text.string for turn in turns] == ["a b [c]", "d & e", "f", "g", "h"]
