"""Captions and timed text: what is read from them, and that every word leads back to the file."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.loaders.cues import (
    load_srt,
    load_timed_text,
    load_vtt,
    sniff_srt,
    sniff_timed_text,
    sniff_vtt,
)
from kg.model import Document, Part, Turn

FIXTURES = Path(__file__).parent / "fixtures" / "cues"
SNIFFERS = {"srt": sniff_srt, "vtt": sniff_vtt, "timed-text": sniff_timed_text}
LOADERS: dict[str, Callable[[Document], Part]] = {
    "srt": load_srt,
    "vtt": load_vtt,
    "timed-text": load_timed_text,
}


def read(form: str, text: str) -> Part:
    """Load `text` as `form`; whatever it holds, spans and times are sound."""
    part = LOADERS[form](Document(f"talk.{form}", text, ""))
    assert part.form == form
    for turn in part.turns:
        assert_sound(text, turn)
    return part


def assert_sound(source: str, turn: Turn) -> None:
    """Check that a turn's offsets rise within the source and its label stands where it says."""
    string = turn.text.string
    assert string == " ".join(string.split())
    assert string
    offsets = [turn.text.offset(i) for i in range(len(string))]
    assert offsets == sorted(offsets)
    assert 0 <= offsets[0] <= offsets[-1] < len(source)
    assert [at for at, _ in turn.times] == sorted({at for at, _ in turn.times})
    assert all(0 <= at < len(string) for at, _ in turn.times)
    if turn.label_span:
        assert source[turn.label_span.start : turn.label_span.end] == turn.label


def words(source: str, part: Part) -> list[str]:
    """Return what the source holds at the span of each word of the turns."""
    spans = [
        turn.text.span(*found.span())
        for turn in part.turns
        for found in re.finditer(r"\S+", turn.text.string)
    ]
    return [source[span.start : span.end] for span in spans]


def spoken(part: Part) -> list[tuple[str | None, str]]:
    """Return who says what."""
    return [(turn.label, turn.text.string) for turn in part.turns]


def captions(*cues: str, seconds: float = 1.0) -> str:
    """Write cues of `seconds` each as WebVTT."""
    blocks = ["WEBVTT\n"]
    for i, cue in enumerate(cues):
        blocks.append(f"{stamp(i * seconds)} --> {stamp((i + 1) * seconds)}\n{cue}\n")
    return "\n".join(blocks)


def stamp(seconds: float) -> str:
    """Write a time as WebVTT has it."""
    return f"{int(seconds // 3600):02}:{int(seconds // 60 % 60):02}:{seconds % 60:06.3f}"


def fixture(name: str) -> str:
    return (FIXTURES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("labelled.srt", "srt"),
        ("voices.vtt", "vtt"),
        ("rolling.vtt", "vtt"),
        ("timed.txt", "timed-text"),
    ],
)
def test_each_file_sniffs_as_its_form_alone(name: str, form: str) -> None:
    """A file is taken by one loader, whatever its line ends, and with a byte-order mark, too."""
    text = fixture(name)
    for written in (
        text,
        "\ufeff" + text,
        "\n\n" + text,
        text.replace("\n", "\r\n"),
        text.replace("\n", "\r"),
    ):
        assert [known for known, sniff in SNIFFERS.items() if sniff(written)] == [form]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "WEBVTTX\n",
        "42\n",
        "00:10 is when it starts",
        "---\ntitle: 00:01 --> 00:02\n---\n",
        "00:00 - Intro\n02:10 - Queues\n09:30 – Picks\n",
        "# Notes\n\n02:10 Queues\n09:30 Picks\nand more\nand more\n",
        "**Ada:** Hello.\n\n**Ben:** Hi.\n",
        "<" * 10_000,
        "[" * 10_000,
    ],
)
def test_other_texts_are_no_captions(text: str) -> None:
    """Notes, chapter lists, labelled transcripts and noise are left to other loaders."""
    assert [known for known, sniff in SNIFFERS.items() if sniff(text)] == []


@pytest.mark.parametrize(
    ("form", "opening"),
    [
        ("srt", "00:00:01,000 --> 00:00:02,000\nno index\n"),
        ("srt", "1\n0:01.5-->0:02.5\nshort times\n"),
        ("timed-text", "[0:05] one\n[0:31] two\n"),
        ("timed-text", "(00:00:05) one\n\n(00:00:31)\ttwo\n"),
        ("timed-text", "[00:00:05.000 --> 00:00:06.500]  one\n[00:00:06.500 --> 00:00:07.000]  two\n"),
    ],
)
def test_variants_of_a_form_are_recognised(form: str, opening: str) -> None:
    """Missing indices, short times and brackets do not hide the form."""
    assert [known for known, sniff in SNIFFERS.items() if sniff(opening)] == [form]
    assert read(form, opening).turns


def test_prefixes_label_the_turns_of_a_subrip_file() -> None:
    """A `Name:` lasts until the next; a colon in speech is no label; sentences join over cues."""
    part = read("srt", fixture("labelled.srt"))
    assert [(turn.label, turn.start, turn.text.string, turn.times) for turn in part.turns] == [
        ("Unknown", 1.319, "You are about to hear two people talk about queues.", ((0, 1.319), (33, 4.59))),
        ("Ada Quill", 5.52, "Hello & welcome. I'm Ada, and with me is", ((0, 5.52), (35, 10.559))),
        ("Björn van Eyck", 12.0, "Björn. We moved everything to SQS.", ((0, 12.0),)),
        ("Ada Quill", 15.25, "Why?", ((0, 15.25),)),
        ("Björn van Eyck", 17.0, "One thing: price.", ((0, 17.0),)),
    ]
    assert all(turn.label_span for turn in part.turns)
    assert part.warnings == ()


def test_words_behind_tags_and_entities_lead_to_their_places() -> None:
    """A decoded entity, a removed tag and a doubled blank each shift what comes after."""
    text = fixture("labelled.srt")
    turn = read("srt", text).turns[1]
    span = turn.text.span(turn.text.string.index("with"), len(turn.text.string))
    assert text[span.start : span.end] == "with\n\n4\n00:00:10,559 --> 00:00:12,000\nme is"
    other = read("srt", text).turns[2]
    start = other.text.string.index("everything")
    span = other.text.span(start, start + len("everything to"))
    assert text[span.start : span.end] == "everything</i> to"


def test_voice_tags_name_the_speakers_of_a_webvtt_file() -> None:
    """Voices count inside a cue, too; header, notes, styles, settings and identifiers are no speech.

    A name in capitals that a recogniser put inside a voiced cue is dropped, and a cue without a voice
    is nobody's where the others have one.
    """
    part = read("vtt", fixture("voices.vtt"))
    assert [(turn.label, turn.start, turn.text.string) for turn in part.turns] == [
        ("Ada Quill", 0.02, "The queue has two ends, and both of them are slow."),
        ("Björn van Eyck", 2.48, "Right."),
        ("Ada Quill", 5.56, "Right."),
        (None, 7.0, "Nobody says this."),
    ]
    assert [turn.label_span is None for turn in part.turns] == [False, False, False, True]


def test_capitals_used_often_inside_voices_stay() -> None:
    """Five uses are no slip of the recogniser: the words stay, and the voice decides who speaks."""
    text = captions(*(f"<v Ada Quill>VERA PLUM: Part {i}." for i in range(5)))
    assert spoken(read("vtt", text)) == [("Ada Quill", " ".join(f"VERA PLUM: Part {i}." for i in range(5)))]


def test_scrolling_captions_are_said_once() -> None:
    """Lines that the next caption shows again are dropped; `>>` begins a turn of nobody known."""
    part = read("vtt", fixture("rolling.vtt"))
    assert [(turn.label, turn.start, turn.text.string, turn.times) for turn in part.turns] == [
        (None, 0.08, "first we started with one bucket", ((0, 0.08), (17, 2.0))),
        (None, 4.0, "only one", ((0, 4.0),)),
    ]


def test_timed_lines_become_turns() -> None:
    """A dash begins a new turn, a direction stays, and words repeated five times are counted, not kept."""
    part = read("timed-text", fixture("timed.txt"))
    assert [(turn.start, turn.text.string, turn.repeat) for turn in part.turns] == [
        (0.0, "Can a laptop be a cluster? Some say it can.", 1),
        (6.0, "No.", 1),
        (70.0, "[MUSIC] Bye.", 1),
        (71.0, "Bye.", 5),
    ]


def test_a_loop_is_one_turn_and_four_times_is_speech() -> None:
    """Only five equal cues in a row collapse; the turns around them go on with the same label."""
    loop = [f"<v Ada>{words}" for words in ("Yes.", *["No."] * 4, "So.", *["No."] * 265, "End.")]
    turns = read("vtt", captions(*loop)).turns
    assert [(turn.label, turn.start, turn.text.string, turn.repeat) for turn in turns] == [
        ("Ada", 0.0, "Yes. No. No. No. No. So.", 1),
        ("Ada", 6.0, "No.", 265),
        ("Ada", 271.0, "End.", 1),
    ]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\r\r\n", "\n\n"])
@pytest.mark.parametrize("name", ["labelled.srt", "timed.txt"])
def test_line_ends_do_not_matter(name: str, end: str) -> None:
    """CRLF, lone CR, doubled line ends and a byte-order mark leave the turns as they are."""
    form = "srt" if name.endswith("srt") else "timed-text"
    text = fixture(name)
    assert spoken(read(form, "\ufeff" + text.replace("\n", end))) == spoken(read(form, text))


def test_a_damaged_file_is_read() -> None:
    """Missing indices and blank lines, blank cues, spoken numbers and a trailing index do no harm."""
    text = (
        "00:00:01,000 --> 00:00:02,000\nWe had\n42\n2\n00:00:02,000 --> 00:00:03,000\nservers in\n"
        "00:00:03,000 --> 00:00:04,000\n\n5\n00:00:05,000 --> 00:00:06,000 X1:10 X2:20\n\tone room,\n\n"
        "still in this cue\n\n7\n"
    )
    assert spoken(read("srt", text)) == [(None, "We had 42 servers in one room, still in this cue")]


def test_bad_times_are_counted_and_the_words_kept() -> None:
    """Impossible, backward and reversed times give one warning a kind; no word is lost."""
    text = (
        "1\n00:00:10,000 --> 00:00:09,000\nOne\n\n2\n00:00:05,000 --> 00:00:06,000\ntwo\n\n"
        "3\n00:61:00,000 --> 00:62:00,000\nthree\n\n4\n0:0x:00 --> nowhere\nfour\n\n5\n-0:01 --> 0:02\nfive\n"
    )
    part = read("srt", text)
    assert [(turn.start, turn.text.string, turn.times) for turn in part.turns] == [
        (10.0, "One two three four five", ((0, 10.0), (4, 5.0)))
    ]
    assert part.warnings == (
        "3 cues with impossible or unreadable times",
        "1 cue with a start before that of the cue before",
        "1 cue with an end before the start",
    )


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        (("Ada: Hi.", "Ben: Hello."), [("Ada", "Hi."), ("Ben", "Hello.")]),
        (("Ada: Hi.", "So.", "Fine."), [(None, "Ada: Hi. So. Fine.")]),
        (("Ada: Hi.", "So.", "Ada: Bye."), [("Ada", "Hi."), (None, "So."), ("Ada", "Bye.")]),
        (("Ada:", "Hi.", "Ben: Oh."), [("Ada", "Hi."), ("Ben", "Oh.")]),
        ((">> ADA: Hi.", "there", ">> BEN: Oh."), [("ADA", "Hi. there"), ("BEN", "Oh.")]),
        (("- Hi. - Oh.", "yes", "-Well, a - b."), [(None, "Hi."), (None, "Oh. yes"), (None, "Well, a - b.")]),
        (("Speaker 1: Hi.", "So."), [("Speaker 1", "Hi."), (None, "So.")]),
        (("and so: yes", "and so: no"), [(None, "and so: yes and so: no")]),
        (
            ("We said", "at 10:30: go", "https://a.test: x"),
            [(None, "We said at 10:30: go https://a.test: x")],
        ),
        (("MIŠKO: A.", "ÉLODIE D'ARC: B."), [("MIŠKO", "A."), ("ÉLODIE D'ARC", "B.")]),
        (("<v Ada>Hi.</v> there", "<v Ada>Ada: Bye."), [("Ada", "Hi."), (None, "there"), ("Ada", "Bye.")]),
        (("<v  Ada &amp; Ben >Hi.", "<v>So."), [("Ada & Ben", "Hi."), (None, "So.")]),
        (("a < b <List<int>> &unknown; &lt;p&gt;",), [(None, "a < b <List<int>> &unknown; <p>")]),
        (("{\\an8}<b>Up</b>&nbsp;&nbsp;here<br/>and\u200b\tthere",), [(None, "Up here and there")]),
    ],
)
def test_who_speaks(cues: tuple[str, ...], expected: list[tuple[str | None, str]]) -> None:
    """Voices, prefixes and marks decide; a label needs proof, and a lone one holds for its own cue."""
    assert spoken(read("vtt", captions(*cues))) == expected


def test_a_label_broken_by_markup_has_no_span() -> None:
    """The label is cleaned, and no slice of the source equals it."""
    part = read("vtt", captions("<i>Ada</i> <b>Quill</b>: Hi.", "Ben: Oh."))
    assert [(turn.label, turn.label_span is None) for turn in part.turns] == [
        ("Ada Quill", True),
        ("Ben", False),
    ]


def test_long_talk_of_nobody_is_cut_at_sentences() -> None:
    """Past a minute a turn ends with the sentence, within a cue if need be, and no word is lost."""
    cues = [f"part {i} goes on, and" if i % 2 else f"number {i}. This" for i in range(50)]
    text = captions(*cues, seconds=10.0)
    turns = read("vtt", text).turns
    assert " ".join(turn.text.string for turn in turns) == " ".join(cues)
    assert [turn.start for turn in turns] == [0.0, 60.0, 120.0, 180.0, 240.0, 300.0, 360.0, 420.0, 480.0]
    assert all(turn.text.string.endswith(".") for turn in turns[:-1])
    assert turns[1].times[:3] == ((0, 60.0), (5, 70.0), (25, 80.0))


def test_long_talk_of_somebody_is_one_turn() -> None:
    """A labelled turn is as long as its speaker goes on."""
    part = read("vtt", captions(*(f"<v Ada>Sentence {i}." for i in range(300))))
    assert len(part.turns) == 1


def test_talk_without_sentences_is_cut_at_blanks() -> None:
    """Recognisers without punctuation and a single endless cue still give readable turns."""
    part = read("timed-text", "00:00 " + "word " * 2_000 + "\n00:01 " + "x" * 5_000 + "\n")
    assert [len(turn.text.string) for turn in part.turns] == [
        1199,
        1199,
        1199,
        1199,
        1199,
        1199,
        1199,
        1199,
        5400,
    ]


SEPARATORS = st.sampled_from(
    (
        *(" ", "\t", " \xa0 ", "&nbsp;", "\u200b ", "\n", "\r\n", "\r"),
        *("<i> ", " </i>", "<00:00:01.199><c> ", " {\\an8}", " <v Ada> "),
        "\n\n00:00:05.000 --> 00:00:06.000\n",
        "\n\n7\n00:01:05.000 --> 00:00:06.000 align:start\n",
    )
)
WORDS = st.text(st.sampled_from("abcdeéšßж漢🙂.,!?'"), min_size=1, max_size=8)


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, SEPARATORS), min_size=1, max_size=40))
def test_every_word_is_kept_and_equals_its_slice(told: list[tuple[str, str]]) -> None:
    """Whatever stands between them, the words of the turns are those of the file, in order."""
    unique = [f"w{i}{word}" for i, (word, _) in enumerate(told)]
    text = "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "".join(
        word + separator for word, (_, separator) in zip(unique, told, strict=True)
    )
    part = read("vtt", text)
    assert words(text, part) == unique
    assert [word for turn in part.turns for word in turn.text.string.split()] == unique


TOKENS = (
    *("WEBVTT", "NOTE", "00:00:01,000 --> 00:00:02,000\n", "-->", "00:01 ", "[0:05] ", "1"),
    *("<v Ada>", "<v ", "</v>", "<c>", "<", ">", "&amp;", "&#0;", "&shy;", "&", "{\\an8}"),
    *("- ", ">> ", "Ada: ", "Ada Quill: ", "UNKNOWN: ", "Unknown:", "Bye.\n", "."),
    *("\n", "\n\n", "\r", " ", "\ufeff", "\x00", "\x85", "\u2028", "\xad"),
)
JUNK = st.lists(st.one_of(st.sampled_from(TOKENS), st.text(max_size=6)), max_size=60).map("".join)


@pytest.mark.parametrize("form", list(LOADERS))
@settings(deadline=None)
@given(text=JUNK)
def test_junk_is_read_without_a_crash(form: str, text: str) -> None:
    """Any text at all gives turns whose offsets rise and whose labels stand where they say."""
    SNIFFERS[form](text)
    read(form, text)
    read(form, "00:01 --> 00:02\n" + text)
    read(form, "[00:01] " + text)


@pytest.mark.parametrize("form", ["srt", "timed-text"])
@pytest.mark.parametrize(
    "unit", ["<", "[", "<v ", "&#", "-", ">> ", ". - A", "{\\", "\u200b", " \t", "\r", "1:00 ", "a. "]
)
def test_a_million_characters_of_noise_are_read(form: str, unit: str) -> None:
    """No pattern goes back over what it has read: noise takes no longer than speech."""
    noise = unit * (1_000_000 // len(unit))
    LOADERS[form](Document("noise", f"[00:01] 00:01 --> 00:02\n00:01 {noise}", ""))
    LOADERS[form](Document("noise", f"00:01 --> 00:02\n{noise}", ""))
    assert not SNIFFERS[form](noise)


def test_five_megabytes_on_one_line_are_read() -> None:
    """A whole talk in one cue is cut into turns that lead back to it."""
    sentence = "Every word of it counts. "
    text = "00:00:00,000 --> 01:00:00,000\n" + sentence * (5_000_000 // len(sentence))
    part = LOADERS["srt"](Document("long.srt", text, ""))
    assert sum(len(turn.text.string) + 1 for turn in part.turns) == 5_000_000
    assert all(turn.text.string.endswith("counts.") for turn in part.turns)
