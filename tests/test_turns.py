"""Transcripts: who says what, which names before colons are labels, and what is advertising."""

import re

import pytest

from kg.model import Turn
from kg.turns import read_turns

REST = " **MARA:** Aye. **IVO:** No. **MARA:** Oh. **IVO:** Well. **MARA:** So. **IVO:** Bye."
"""Enough turns of two speakers to make their labels sure."""


def read(raw: str, names: frozenset[str] = frozenset()) -> tuple[Turn, ...]:
    """Read `raw`; whatever it holds, labels, words and times stand where they are said to."""
    turns = read_turns(raw, 0, len(raw), names=names)
    for turn in turns:
        string = turn.text.string
        assert string == " ".join(string.split())
        if turn.label_span:
            assert raw[turn.label_span.start : turn.label_span.end] == turn.label
        for word in re.finditer(r"[^\W_]+", string):
            span = turn.text.span(*word.span())
            assert re.sub(r"[\\*_]|&nbsp;|\u200b", "", raw[span.start : span.end]) == word.group()
        assert [at for at, _ in turn.times] == sorted(at for at, _ in turn.times)
        assert all(0 <= at <= len(string) for at, _ in turn.times)
    return turns


def talk(raw: str, names: frozenset[str] = frozenset()) -> list[tuple[str | None, str]]:
    """Return (label, words) of the turns of `raw`."""
    return [(turn.label, turn.text.string) for turn in read(raw, names)]


def test_bold_labels() -> None:
    """A bold name and a colon open a turn; a paragraph without one goes on with the last speaker's."""
    raw = "**Mara Quist:** One.\n\nTwo.\n\n**Ivo Brandt:** Three: four.\n\n**Mara Quist:** Five.\n\n**Ivo Brandt:** Six."
    assert talk(raw) == [
        ("Mara Quist", "One. Two."),
        ("Ivo Brandt", "Three: four."),
        ("Mara Quist", "Five."),
        ("Ivo Brandt", "Six."),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        "**MARA:** Hi. **IVO:** Ho. **MARA:** Aye. **IVO:** No. **MARA:** Oh. **IVO:** Bye.",
        "MARA: **Hi.** IVO: **Ho.** MARA: **Aye.** IVO: **No.** MARA: **Oh.** IVO: **Bye.**",
        "**MARA:** Hi. **IVO: **Ho. **MARA: Aye.** IVO: **No.** MARA: **Oh. **IVO:** Bye.",
        r"**MARA:&nbsp;** Hi. \***\*IVO:** Ho. **MARA** : Aye. **IVO** : No. _\*\*MARA:\*\*_ Oh. **IVO:** Bye.",
        "MARA: Hi. IVO: Ho. MARA: Aye. IVO: No. MARA: Oh. IVO: Bye.",
        "MARA: &nbsp;&nbsp; Hi.\u00a0IVO: Ho.\r\nMARA: Aye.\rIVO: No.\u2028MARA: Oh.\n\n\nIVO: Bye.",
        "MARA:\nHi.\nIVO:\nHo.\nMARA:\nAye.\nIVO:\nNo.\nMARA:\nOh.\nIVO:\nBye.",
    ],
    ids=["bold", "inverted", "flipping", "escaped", "plain", "blanks", "label on its own line"],
)
def test_labels_whatever_the_bold(raw: str) -> None:
    """The same talk is read from labels in bold, in the wrong bold, escaped, plain and on lines of their own."""
    assert talk(raw) == [
        ("MARA", "Hi."),
        ("IVO", "Ho."),
        ("MARA", "Aye."),
        ("IVO", "No."),
        ("MARA", "Oh."),
        ("IVO", "Bye."),
    ]


def test_labels_glued_to_the_sentence_before() -> None:
    """A label right behind the full stop of the sentence before opens a turn."""
    raw = "Mara: Hi.Ivo: Ho!Mara: Aye?Ivo: No.Mara: Oh.Ivo: Bye."
    assert [label for label, _ in talk(raw)] == ["Mara", "Ivo"] * 3
    assert talk(raw)[1] == ("Ivo", "Ho!")


def test_label_split_by_markup() -> None:
    """A label torn in two is put together, and its first letter is no word of the turn before."""
    raw = r"JONAS: One. **MARA:** Two. J \***\*ONAS:&nbsp;** Three. **MARA:** Four. **JONAS:** Five. **MARA:** Six. **JONAS:** Seven."
    turns = talk(raw)
    assert turns[1:3] == [("MARA", "Two."), ("JONAS", "Three.")]


@pytest.mark.parametrize("slip", ["JESICCA", "JESSCIA", "JESSIC", "JESSICAA"])
def test_misspelt_labels(slip: str) -> None:
    """A label within two slips of a common one opens a turn, and is kept as it is written."""
    raw = f"**JESSICA:** One. **{slip}:** Two. **JESSICA:** Three. **JESSICA:** Four." + REST
    assert (slip, "Two.") in talk(raw)


@pytest.mark.parametrize(
    "words",
    [
        "it is called MONEY: Master the Sea.",
        "we use YAML: it is fine.",
        "Episode 228: was long.",
        "here is the Question: why?",
        "see https://a.example:80 there.",
        "at 10:30 we eat.",
        "They told me: run.",
    ],
)
def test_false_labels(words: str) -> None:
    """A capitalised word before a colon that is used once, and is nobody's name, is no speaker."""
    assert talk(f"**MARA:** Hi, {words}" + REST)[0] == ("MARA", f"Hi, {words}")


def test_labels_outside_ascii() -> None:
    """Labels with letters of any alphabet are read whole."""
    raw = "MIŠKO: One. GÁBOR: Two. MIŠKO: Three. GÁBOR: Four. MIŠKO: Five. GÁBOR: Six. MISKO: Seven."
    assert [label for label, _ in talk(raw)] == [
        "MIŠKO",
        "GÁBOR",
        "MIŠKO",
        "GÁBOR",
        "MIŠKO",
        "GÁBOR",
        "MISKO",
    ]


def test_a_listed_name_counts_once() -> None:
    """A label used a single time opens a turn when the notes list its name."""
    raw = "**MARA:** Hi. **LENA:** Good day." + REST
    assert ("LENA", "Good day.") in talk(raw, frozenset({"lena"}))
    assert "LENA" not in [label for label, _ in talk(raw)]


def test_initials_tell_namesakes_apart() -> None:
    """Labels with an initial behind them are labels of their own."""
    raw = "DAVE R: One. DAVE S: Two. DAVE R: Three. DAVE S: Four. DAVE R: Five. DAVE S: Six."
    assert [label for label, _ in talk(raw)] == ["DAVE R", "DAVE S"] * 3


def test_words_before_a_label_are_the_last_speakers() -> None:
    """A capitalised word of the sentence before a label stays with its speaker."""
    raw = "**MARA:** We wrote it in CSS **IVO:** Ho." + REST
    assert talk(raw)[:2] == [("MARA", "We wrote it in CSS"), ("IVO", "Ho.")]


def test_words_before_the_first_label() -> None:
    """What stands before the first label is a turn of nobody's."""
    assert talk("It was a cold morning." + REST)[0] == (None, "It was a cold morning.")


@pytest.mark.parametrize(
    "advertisement",
    [
        "**_[This episode is sponsored by Hull. They run on Lambda. Go to [Hull.net](https://hull.example).]_**",
        r"_\*\*[This episode is sponsored by Hull. They run on Lambda. Go to [[Hull].net](https://hull.example).]\*\*_",
        "[Hosting and bandwidth provided by Hull, who run on Lambda: see [MARA](https://hull.example).]",
        "[Hull. " + "They run on Lambda and nothing else. " * 4 + "]",
    ],
)
def test_advertisements_are_set_apart(advertisement: str) -> None:
    """A bracketed advertisement, links within it or not, is nobody's turn; the speaker goes on after it."""
    turns = read(f"**MARA:** Hi. {advertisement} And on. **IVO:** Ho." + REST)
    assert [(turn.label, turn.advertisement) for turn in turns[:4]] == [
        ("MARA", False),
        (None, True),
        ("MARA", False),
        ("IVO", False),
    ]
    assert "Lambda" in turns[1].text.string
    assert [turn.text.string for turn in turns if not turn.advertisement][:3] == ["Hi.", "And on.", "Ho."]


@pytest.mark.parametrize(
    "bracketed", ["[laughs]", "[Chuckles]", "[the]", "[inaudible 00:03:10.02]", "[unclear, they all talk]"]
)
def test_short_brackets_are_speech(bracketed: str) -> None:
    """Stage directions and guessed words stay in the turn that they stand in."""
    assert talk(f"**MARA:** Well {bracketed} **IVO:** Ho." + REST)[:2] == [
        ("MARA", f"Well {bracketed}"),
        ("IVO", "Ho."),
    ]


def test_advertisement_without_its_end() -> None:
    """A bracket that nothing closes hides nobody."""
    raw = (
        "**MARA:** Hi [this episode is sponsored by Hull, who do not close their brackets. **IVO:** Ho."
        + REST
    )
    assert [label for label, _ in talk(raw)] == ["MARA", "IVO"] * 4


def test_times_within_turns() -> None:
    """A time in brackets, escaped or not, is taken out of the words and kept with its place."""
    raw = r"**MARA:** \[00:05\] One two \[01:46\] three [1:00:00] four. **IVO:** It is at [72:15]. Ho." + REST
    turns = read(raw)
    assert (turns[0].text.string, turns[0].start, turns[0].times) == (
        "One two three four.",
        5,
        ((0, 5), (8, 106), (14, 3600)),
    )
    assert turns[1].times == ((9, 4335),)


def test_timed_transcript_without_speakers() -> None:
    """Where nobody is named, five time marks or more cut the talk into turns."""
    raw = "Before. [0:05] One. [0:31] Two. [1:02] Three. [1:30] [2:00] Five. [1:02:30] Six: done."
    assert [(turn.label, turn.text.string, turn.start) for turn in read(raw)] == [
        (None, "Before.", None),
        (None, "One.", 5),
        (None, "Two.", 31),
        (None, "Three.", 62),
        (None, "Five.", 120),
        (None, "Six: done.", 3750),
    ]


def test_talk_without_labels_is_one_turn() -> None:
    """A monologue is one turn of nobody's; nothing at all is no turn."""
    assert talk("Only me talking here. And on.") == [(None, "Only me talking here. And on.")]
    assert talk("") == talk(" \n&nbsp;\n**") == []


@pytest.mark.parametrize("unit", ["[", "]", ":", "**", "A: ", "Ann: ", "[1:00] ", "A.", "[x](", "A"])
def test_runs_of_one_mark_are_finished_with(unit: str) -> None:
    """A hundred thousand characters of one mark come to an end and lose none of the talk's last words."""
    turns = read_turns(raw := "**MARA:** Hi. " + (unit * 100_000)[:100_000] + REST, 0, len(raw))
    assert "Bye." in turns[-1].text.string
