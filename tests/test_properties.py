"""Whatever is done to an episode's file, it is read, extracted and written, and every span holds."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from kg import extractors, loaders
from kg.catalog import load_catalogue
from kg.joining import join_parts
from kg.model import Document, Part
from kg.records import dump_record, parse_record

GOOD = """---
title: 001 DS Keels with Ivo Brandt
podcast: demo-show
episode_number: 001
---

02:44 - [S3](http://aws.amazon.com/s3/)

### Picks

- [Tea](https://tea.example/) (Mara)

### Transcript

**MARA:** Hello, I'm Mara Quist and we talk about EC2 today, which is a thing that I have wanted to do for a very long time. **IVO:** I keep my plans in S3, where nobody will ever lose them again, not even when the boat goes down. **MARA:** So do I, and I sleep a good deal better since I began with it last summer. **IVO:** Good.
"""

LABELLED = "\n\n".join(
    f"**{who}:** {what}"
    for who, what in [
        ("Mara Quist", "Hello and welcome, I am your host and today Ivo Brandt is our special guest."),
        ("Ivo Brandt", "Thanks for having me. I moved everything to AWS Lambda and DynamoDB."),
        ("Mara Quist", "\\[00:41\\] And what did Greta Winslow say about Kubernetes?"),
        ("Ivo Brandt", "She laughed. [laughter] Then she wrote a Dockerfile."),
    ]
)
CAPTIONS = "".join(
    f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},500\n{'Mara: ' if n % 2 else 'Ivo: '}number {n} of S3\n\n"
    for n in range(1, 8)
)
PIECES = [
    "**",
    "_",
    "[",
    "](",
    ")",
    "<b>",
    "</script>",
    "&nbsp;",
    "&amp;",
    "\\",
    "\r",
    "\0",
    "\u200b",
    ":",
    "CHUCK:",
    "12:34 - ",
    "Picks",
]

edits = st.lists(
    st.tuples(st.floats(0, 1), st.floats(0, 0.2), st.sampled_from(["cut", "double", *PIECES])),
    min_size=1,
    max_size=8,
)


def changed(text: str, changes: list[tuple[float, float, str]]) -> str:
    """Return `text` with each change made at its place."""
    for at, length, what in changes:
        i = int(at * len(text))
        j = min(len(text), i + int(length * len(text)))
        if what == "cut":
            text = text[:i] + text[j:]
        elif what == "double":
            text = text[:j] + text[i:]
        else:
            text = text[:i] + what + text[i:]
    return text


@settings(derandomize=True, deadline=None, max_examples=120)
@given(st.sampled_from([GOOD, LABELLED, CAPTIONS]), edits)
def test_changed_episodes(original: str, changes: list[tuple[float, float, str]]) -> None:
    """No change makes the stages fail, and `source[start:end] == surface` stays true."""
    text = changed(original, changes)
    part = loaders.load(Document("show/episode.md", text, "0" * 64, ("show",)))
    if not isinstance(part, Part):
        assert part.reason
        return
    (episode,) = join_parts([part])
    for turn in episode.turns:
        if turn.label_span:
            assert text[turn.label_span.start : turn.label_span.end] == turn.label
        for word in re.finditer(r"[A-Za-z0-9]+", turn.text.string):
            span = turn.text.span(word.start(), word.end())
            if span.end - span.start == len(word.group()):
                assert text[span.start : span.end] == word.group()
    extraction = extractors.extract(episode, [text], load_catalogue())
    assert parse_record(dump_record(extraction)) == extraction
    for mention in [m for t in extraction.technologies for m in t.mentions] + [
        m for p in extraction.people for m in p.mentions
    ]:
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert text[mention.span.start : mention.span.end] == mention.surface
