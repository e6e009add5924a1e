"""What a page is made of: its units, the pairs that it opens with, its sentences, and their form."""

import base64
import gzip
import json
import random
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from kg.cooccurrence.rows import cooccurrences
from kg.cooccurrence.windows import windows
from kg.exporters.page import body
from kg.exporters.page.archive import Archive, gather
from kg.exporters.page.counting import Support, count
from kg.exporters.page.sentences import wanted
from kg.model import (
    Extraction,
    Mention,
    Passage,
    Person,
    Pick,
    Place,
    Source,
    Span,
    Sponsor,
    Technology,
    Topic,
)

Sentence = tuple[int | None, str | None, str]
"""Turn, speaker and text; a technology is named by each letter of the text that NAMES has."""

NAMES = {"S": "Amazon S3", "L": "AWS Lambda", "R": "Redis", "G": "Go"}


def episode(
    name: str,
    sentences: Iterable[Sentence],
    date: str | None = "2015-02-03",
    place: Place = "transcript",
    **more: Any,
) -> Extraction:
    """Return an episode that says the sentences; those without a turn stand in the notes."""
    said = list(sentences)
    passages = tuple(
        Passage(text, Span(0, 100 * at, 100 * at + len(text)), place if turn is not None else "notes", speaker,
                60.0 * at if turn is not None else None, turn)
        for at, (turn, speaker, text) in enumerate(said)
    )  # fmt: skip
    technologies = tuple(
        Technology(
            letter.lower(), label, "tool",
            tuple(
                Mention(letter, Span(0, 100 * at + text.index(letter), 100 * at + text.index(letter) + 1), passages[at].place, at, "catalogue", 0.9)
                for at, (_, _, text) in enumerate(said) if letter in text
            ),
        )
        for letter, label in NAMES.items() if any(letter in text for _, _, text in said)
    )  # fmt: skip
    ada = Person("Ada Wood", "host", (), ())
    return Extraction(
        f"show/{name}", "show", name, 1, date, 60, (Source(f"{name}.md", "0"),), (), passages=passages,
        technologies=technologies, people=(ada,), words=9, **more,
    )  # fmt: skip


TALK: list[Sentence] = [
    (0, "Ada Wood", "we put S in front of L and then it was quick enough for us"),
    (0, "Ada Wood", "but R was there too"),
    (3, None, "S it is"),
    (None, None, "R and G"),
]


def test_units_are_the_passages_that_name_a_technology() -> None:
    """Talk stands before notes; who says it and what is named are kept; advertising is not there."""
    (one,) = gather([episode("a", reversed(TALK))]).episodes
    assert [(u.turn, u.speaker, tuple(node for node, _ in u.members)) for u in one.units] == [
        (0, "person/ada-wood", ("technology/r",)),
        (0, "person/ada-wood", ("technology/l", "technology/s")),
        (3, None, ("technology/s",)),
        (None, None, ("technology/g", "technology/r")),
    ]
    (advert,) = gather([episode("b", TALK[:3], place="sponsors")]).episodes
    assert not advert.units


@pytest.mark.parametrize("window", ["turn", "episode"])
def test_pairs_are_those_of_the_command(window: str) -> None:
    """The pairs of technologies, their counts, strength and significance are `kg cooccur`'s."""
    said = [episode(f"{n}", TALK if n % 3 else TALK[2:], f"20{10 + n}-01-01") for n in range(9)]
    counted = count(gather(said), window, Support(3, 2))
    table = cooccurrences(said, window)
    assert {(r.a, r.b): (r.count, round(r.npmi, 9), r.significant) for r in table.rows} == {
        (r.a, r.b): (r.count, round(r.npmi, 9), r.significant) for r in counted.technologies
    }
    assert len(counted.incidence.sizes) == sum(len(list(windows(x, window))) for x in said)


def test_a_person_is_joined_to_what_they_say() -> None:
    """In a turn to what its sentences name, in an episode to all that is named there."""
    archive = gather([episode("a", TALK)])
    spoken = {(r.a, r.b): r.count for r in count(archive, "turn", Support(1, 1)).rows if "person" in r.a}
    assert spoken == {("person/ada-wood", f"technology/{letter}"): 1 for letter in "slr"}
    whole = {(r.a, r.b): r.count for r in count(archive, "episode", Support(1, 1)).rows if "person" in r.a}
    assert whole == {("person/ada-wood", f"technology/{letter}"): 1 for letter in "slrg"}


def test_reach_counts_episodes() -> None:
    """A technology has the episodes that name it, a person those they take part in."""
    archive = gather([episode("a", TALK), episode("b", TALK[3:])])
    assert archive.reach["technology/g"] == archive.reach["person/ada-wood"] == 2
    assert (archive.reach["technology/s"], archive.units["technology/s"]) == (1, 2)


def chosen(archive: Archive, a: str, b: str) -> list[tuple[int, int]]:
    """Return the units that show a pair, in order of preference."""
    counted = count(archive, "turn", Support(1, 1))
    rows = [r for r in counted.rows if (r.a, r.b) == (f"technology/{a}", f"technology/{b}")]
    return list(wanted(archive, counted, rows))


def test_sentences_that_name_both_come_first() -> None:
    """Then turns that need two; other episodes before a second window of the same one; five windows at most."""
    both = (0, None, "here S and R are in one sentence of a good length")
    apart: list[Sentence] = [(1, None, "first there is S in it"), (1, None, "and then there is R in it")]
    archive = gather([episode("a", [both, *apart], "2011-01-01"), episode("b", apart, "2012-01-01")])
    assert chosen(archive, "r", "s") == [(0, 0), (1, 0), (1, 1), (0, 1), (0, 2)]
    many = gather([episode(f"{n}", [both], f"20{10 + n}-01-01") for n in range(9)])
    assert chosen(many, "r", "s") == [(n, 0) for n in range(5)]


def test_every_pair_gets_a_sentence_before_any_gets_a_second() -> None:
    """So a page that is cut still shows something of each."""
    archive = gather([episode(f"{n}", TALK, f"20{10 + n}-01-01") for n in range(3)])
    counted = count(archive, "turn", Support(1, 1))
    rows = sorted((r for r in counted.rows if "person" not in r.a), key=lambda r: (r.a, r.b))
    first = list(wanted(archive, counted, rows, best=1))
    assert list(wanted(archive, counted, rows))[: len(first)] == first


def read_units(run: list[int]) -> list[dict[str, Any]]:
    """Return the units of one episode as body.units says they are written."""
    speakers = run[1 : 1 + run[0]]
    at, found, turn, topic = 2 + run[0], [], -1, 0
    for _ in range(run[1 + run[0]]):
        turn, head, at = turn + run[at], run[at + 1], at + 2
        if head % 2:
            topic, at = run[at], at + 1
        size = run[at]
        members = run[at + 1 : at + 1 + size]
        at += 1 + size
        speaker = speakers[head // 4 - 1] if head // 4 else None
        found.append(
            {"turn": turn, "notes": bool(head & 2), "topic": topic, "speaker": speaker, "members": members}
        )
    assert at == len(run)
    return found


def test_units_are_written_as_the_page_reads_them() -> None:
    """Steps of turns, speakers, topics and technologies come back out of the run of numbers."""
    topics = (Topic("0:00", 0, "One", Span(9, 0, 1)), Topic("2:00", 120, "Two", Span(9, 2, 3)))
    archive = gather([episode("a", TALK, topics=topics)])
    position = {"person/ada-wood": 0, **{f"technology/{letter}": at for at, letter in enumerate("slrg", 1)}}
    assert read_units(body.units(archive, position)) == [
        {"turn": 0, "notes": False, "topic": 1, "speaker": 0, "members": [1, 2]},
        {"turn": 0, "notes": False, "topic": 1, "speaker": 0, "members": [3]},
        {"turn": 3, "notes": False, "topic": 2, "speaker": None, "members": [1]},
        {"turn": 4, "notes": True, "topic": 3, "speaker": None, "members": [3, 4]},
    ]


def test_marks_count_as_javascript_does() -> None:
    """What is beyond the first plane counts twice, and the words marked are the ones that name."""
    (one,) = gather([episode("a", [(0, None, "🎧 S and R")])]).episodes
    number, text, seconds, place, marks = body.text(7, one.units[0], {"technology/s": 1, "technology/r": 2})
    assert (number, seconds, place) == (7, 0, 1)
    encoded = text.encode("utf-16-le")
    words = [
        encoded[2 * start : 2 * (start + length)].decode("utf-16-le")
        for start, length in zip(marks[1::3], marks[2::3], strict=True)
    ]
    assert words == ["R", "S"]


def test_sentences_are_kept_as_far_as_there_is_room() -> None:
    """The first are kept, each once; the rest are counted."""
    draw = random.Random(7)
    words = [f"{draw.getrandbits(160):x}" for _ in range(2_000)]
    archive = gather([episode("a", [(n, None, f"{word} has S and R") for n, word in enumerate(words)])])
    position = {"technology/s": 0, "technology/r": 1}
    places = [(0, n) for n in reversed(range(2_000))] * 2
    everything, none_left = body.fitting(archive, position, places, 1_000_000)
    assert ([one[0] for one in everything], none_left) == (list(range(2_000)), 0)
    some, left = body.fitting(archive, position, places, 30_000)
    assert 0 < len(some) < 2_000
    assert len(some) + left == 2_000
    assert some[-1][0] == 1_999
    assert 15_000 < len(body.packed(some)) < 60_000


def test_packed_values_come_back() -> None:
    """Whatever the text, the page is valid UTF-8 and its data cannot end its element."""
    value = {"a": ["</script><!--", "\u2028", "\ud800", 1, None]}
    packed = body.packed(value)
    assert packed == body.packed(value)
    assert json.loads(gzip.decompress(base64.b64decode(packed))) == value
    assert not set("<>&\u2028\ud800") & set(body.encode(value))


def test_picks_and_episodes_name_others_by_position() -> None:
    """Who recommends, what it is about, who pays: all by the entities' positions; what is unknown is 0."""
    one = replace(
        episode("a", TALK, None),
        picks=(Pick("Pans", None, ("Ada Wood",), 0, Span(0, 0, 1), ("Redis",)),), sponsors=(Sponsor("Tidewheel", (2,)),),
        audio="https://cdn.example/a.mp3",
    )  # fmt: skip
    archive = gather([one])
    position = {"person/ada-wood": 4, "technology/r": 5, "sponsor/tidewheel": 6}
    assert body.picks(archive, position) == [["Pans", 0, [4], 0, [5]]]
    (record,) = body.episodes(archive, position, {"show": 0})
    assert record == [
        "show/a",
        "a",
        0,
        0,
        1,
        60,
        9,
        "https://cdn.example/a.mp3",
        0,
        "a.md",
        [[4, 0]],
        [6],
        [],
        0,
    ]
