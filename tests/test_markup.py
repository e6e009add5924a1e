"""Inline markup: what is read, what its links are, and that every character leads back to the source."""

import re

import pytest

from kg.markup import Inline, read_inline

ENTITY = re.compile(r"&#?\w+;")


def read(raw: str) -> Inline:
    """Read `raw`; whatever it holds, every character stands in the source where the text says."""
    inline = read_inline(raw)
    string = inline.text.string
    entities = [range(*found.span()) for found in ENTITY.finditer(raw)]
    assert string == " ".join(string.split())
    for i, char in enumerate(string):
        at = inline.text.offset(i)
        assert char in (" ", raw[at]) or any(at in entity for entity in entities), (i, char)
    for link in inline.links:
        assert 0 <= link.start <= link.end <= len(string)
        assert 0 <= link.source_start < link.source_end <= len(raw)
    return inline


def links(raw: str) -> list[tuple[str, str]]:
    """Return (text, URL) of the links of `raw`."""
    inline = read(raw)
    return [(inline.text.string[link.start : link.end], link.url) for link in inline.links]


def word_span(raw: str, word: str) -> str:
    """Return what the source holds at the span of `word`, which the text holds once."""
    text = read(raw).text
    assert text.string.count(word) == 1
    span = text.span(text.string.index(word), text.string.index(word) + len(word))
    return raw[span.start : span.end]


@pytest.mark.parametrize(
    ("raw", "readable"),
    [
        ("**Bold** and *slanted* and __both__", "Bold and slanted and both"),
        ("**MARA: **It never** closes", "MARA: It never closes"),
        ("one.**Two** three", "one. Two three"),
        ("a lake**Harbour** view", "a lake Harbour view"),
        (r"\***\*ILKA:&nbsp;** Hello", "ILKA: Hello"),
        (r"N \***\*ADIA:&nbsp;** Well", "N ADIA: Well"),
        (r".]_\*\***_[Read", ".][Read"),
        (r"snake\_case, under_score and _slant_", "snake_case, under_score and slant"),
        (r"\[01:46\] \#1 \$5 \\ end", "[01:46] #1 $5 end"),
        ("a~~b~~c and `code`", "abc and code"),
        ("<b>bo</b>ld, <u>Panel </u> x<br/>y", "bold, Panel x y"),
        ("<script>alert(1)</script>safe<style>p{}</style>", "safe"),
        ("x < y > z & w", "x < y > z & w"),
        ("before <!-- [a](https://a.example) --> after", "before after"),
        ("before <!-- never closed", "before never closed"),
        ("![logo](https://a.example/p.png) caption", "caption"),
        ("wow![1] no link", "wow![1] no link"),
        ("]( ][ )( **", "]( ][ )("),
        ("\\", ""),
        ("", ""),
    ],
)
def test_markup_is_taken_off(raw: str, readable: str) -> None:
    """Emphasis, escapes, tags and comments go, balanced or not; what only looks like markup stays."""
    assert read(raw).text.string == readable


@pytest.mark.parametrize(
    ("raw", "readable"),
    [
        ("a\u00a0\u00a0 b\tc\u3000d", "a b c d"),
        ("&nbsp; a&nbsp;&nbsp;b &nbsp;", "a b"),
        ("zero\u200bwidth so\u00adft \ufeffmark le\u200eft", "zerowidth soft mark left"),
        ("one\r\ntwo\rthree\n\nfour\u2028five", "one two three four five"),
        ("bell\x07 and \x9dstray\x00", "bell and stray"),
        ("R&amp;D caf&eacute; O&#39;Dea &#x41;", "R&D café O'Dea A"),
        ("&bogus; &;  &#; AT&T", "&bogus; &; &#; AT&T"),
        ("&#0;&#1114112;!", "\ufffd\ufffd!"),
        ("a&zwj;b", "ab"),
    ],
)
def test_blanks_and_entities(raw: str, readable: str) -> None:
    """Every kind of blank becomes one space, invisible characters go, entities are decoded."""
    assert read(raw).text.string == readable


@pytest.mark.parametrize(
    ("raw", "word", "source"),
    [
        (r"**N**&nbsp; \***\*ADIA:** x", "ADIA", "ADIA"),
        ("a &amp; b **Aurora** c", "Aurora", "Aurora"),
        ("the [<u>GraphQ</u>](https://a.example/g)L way", "GraphQL", "GraphQ</u>](https://a.example/g)L"),
        ("zero\u200bwidth", "zerowidth", "zero\u200bwidth"),
        ("caf&eacute; now", "now", "now"),
        ("Mia\r\n  Lund", "Mia Lund", "Mia\r\n  Lund"),
        (r"under\_score", "under_score", r"under\_score"),
        ("\U0001f600 **Emoji** first", "Emoji", "Emoji"),
    ],
)
def test_words_lead_back_to_the_source(raw: str, word: str, source: str) -> None:
    """The span of a word is where it stands in the source, markup within the word included."""
    assert word_span(raw, word) == source


def test_reading_a_part_counts_offsets_in_the_whole() -> None:
    """Only the given stretch is read, and its offsets are those of the whole source."""
    raw = "**skip** this: **read** [this](https://a.example) not that"
    start, end = raw.index("**read"), raw.index(" not")
    inline = read_inline(raw, start, end, source=3)
    assert inline.text.string == "read this"
    assert inline.text.span(5, 9) == (3, raw.index("this]"), raw.index("]("))
    assert inline.links[0].source_end == end


def test_links_do_not_reach_past_the_end() -> None:
    """A link whose target goes on past the stretch is no link in it."""
    raw = "see [this](https://a.example/long)"
    assert read_inline(raw, 0, raw.index("long")).text.string == "see [this](https://a.example/"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("[Crab](https://a.example/c)", [("Crab", "https://a.example/c")]),
        ("[[GitHub] AWS](https://github.com/aws/) &nbsp;", [("[GitHub] AWS", "https://github.com/aws/")]),
        ("[<u>[YouTube] A talk</u>](https://a.example)", [("[YouTube] A talk", "https://a.example")]),
        ("[Io](https://a.example/Io_(moon)) x", [("Io", "https://a.example/Io_(moon)")]),
        ("[Show](<https://a.example/Show_(musical)>)", [("Show", "https://a.example/Show_(musical)")]),
        ('[T](https://a.example "A title (long)")', [("T", "https://a.example")]),
        ('[Q](https://a.example/?q="odd)', [("Q", 'https://a.example/?q="odd')]),
        (r"[U](https://a.example/a\_b\_\(c\)?x=1&amp;y=2)", [("U", "https://a.example/a_b_(c)?x=1&y=2")]),
        ("[S](https://a.example/?__tn__ =x)", [("S", "https://a.example/?__tn__=x")]),
        ("[L](https://a.example/\n  more)", [("L", "https://a.example/more")]),
        ("[Paul's list]()", [("Paul's list", "")]),
        ("a [](https://a.example) b", [("", "https://a.example")]),
        ("[bare](triplet.example/x)", [("bare", "triplet.example/x")]),
        ("[js](javascript:alert(1))", [("js", "javascript:alert(1)")]),
    ],
)
def test_links(raw: str, expected: list[tuple[str, str]]) -> None:
    """Links are read with brackets in text and target, titles, escapes, blanks and nothing at all."""
    assert links(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("go to https://a.example/x_(y). Then", [("https://a.example/x_(y)", "https://a.example/x_(y)")]),
        ("<https://a.example/z>", [("https://a.example/z", "https://a.example/z")]),
        ("<mailto:m@a.example>", [("mailto:m@a.example", "mailto:m@a.example")]),
        ("www.a.example/b, and", [("www.a.example/b", "www.a.example/b")]),
        ("awww.cute", []),
        ("[https://a.example/](https://b.example/)", [("https://a.example/", "https://b.example/")]),
        (
            "<a style=\"text-decoration: none;\" href='https://a.example/?a=1&amp;b'>Text</a>.",
            [("Text", "https://a.example/?a=1&b")],
        ),
        ("<a name=x>no target</a>", []),
    ],
)
def test_bare_and_html_links(raw: str, expected: list[tuple[str, str]]) -> None:
    """Bare URLs, autolinks and anchors are links, one a target, without the sentence's full stop."""
    assert links(raw) == expected


def test_split_link_is_one_word() -> None:
    """A word that two links to one target share is not torn apart."""
    assert (
        read("[V](https://a.example/v)[iaduct: a game](https://a.example/v)").text.string == "Viaduct: a game"
    )


def test_glued_links_are_parted() -> None:
    """Links and names written without a blank between them are told apart."""
    raw = "[One](https://a.example/1)[Two](https://a.example/2) (Ada)[Three](https://a.example/3)"
    assert read(raw).text.string == "One Two (Ada) Three"


def test_broken_links_stay_text() -> None:
    """A link without its closing bracket is text; the URL in it is still a link."""
    assert read("[half](https://a.example/x").text.string == "[half](https://a.example/x"
    assert links("[half](https://a.example/x") == [("https://a.example/x", "https://a.example/x")]


def test_link_text_inside_a_link() -> None:
    """A link within a link's text keeps its own target."""
    expected = [("our show", "https://b.example"), ("show", "https://a.example")]
    assert links("[our [show](https://a.example)](https://b.example)") == expected


def test_breaks_are_where_lines_begin() -> None:
    """Line ends of every sort, and block tags, are remembered as places in the readable text."""
    inline = read("one\r\ntwo\rthree\n\n\nfour<br>five<p>six</p>")
    starts = [inline.text.string[at:].split()[0] for at in inline.breaks if at < len(inline.text.string)]
    assert starts == ["one", "two", "three", "four", "five", "six"]


@pytest.mark.parametrize(
    "unit", ["[", "]", "](", "*", "_", "\\", "<", "<a ", "<!--", "&", "&#", "![", "[a](", "`", '"']
)
def test_runs_of_one_mark_are_finished_with(unit: str) -> None:
    """A hundred thousand of one mark, alone or around words, come to an end and lose no word."""
    for raw in (unit * 100_000, f"Alpha {unit * 100_000} Omega"):
        string = read_inline(raw).text.string
        assert ("Alpha" in string) == ("Alpha" in raw)
        assert ("Omega" in string) == ("Omega" in raw)
