"""Files joined into episodes, and what paths and front matter say of an episode."""

import hashlib
from itertools import permutations

import pytest

from kg.grouping import identify, number_in
from kg.joining import join_parts
from kg.loaders import load
from kg.model import Document, Episode, Part

NOTES = "# Boats\n\nA talk on rowing boats and their oars.\n\n- [Oars](https://example.org/oars)\n"
TALK = (
    "**Mara:** The tide is out.\n\n**Ivo:** We wait.\n\n**Mara:** Yes.\n\n**Ivo:** Right.\n\n**Mara:** Bye.\n"
)
SRT = "1\n00:00:01,000 --> 00:00:04,000\nThe tide is out today\n\n2\n00:00:04,000 --> 00:00:08,000\nso we will have to wait\n"
VTT = (
    "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Mara Quist>The tide is out today.\n\n"
    "00:04.000 --> 00:08.000\n<v Ivo Lund>So we will have to wait.\n"
)
TIMED = "00:00:01 The tide is out today.\n\n00:00:04 So we will have to wait.\n\n00:00:08 Yes we will.\n"


def part(path: str, text: str) -> Part:
    """Read `text` as the file `path`."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    read = load(Document(path, text, digest, tuple(path.split("/")[:-1])))
    assert isinstance(read, Part), read
    return read


def notes(**meta: str) -> str:
    """Return notes with front matter."""
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in meta.items()) + "---\n\n" + NOTES


def join(files: dict[str, str]) -> list[Episode]:
    """Return the episodes of `files`, text by path."""
    return list(join_parts(part(path, text) for path, text in files.items()))


def sources(episodes: list[Episode]) -> dict[str, list[str]]:
    """Return the paths of each episode's files by its id."""
    assert len({e.id for e in episodes}) == len(episodes)
    return {e.id: [s.path for s in e.sources] for e in episodes}


def one(**meta: str) -> Episode:
    """Return the episode of a single file with this front matter."""
    (episode,) = join({"boating/a.md": notes(podcast="boating", **meta)})
    return episode


def test_two_trees() -> None:
    """Notes and transcript of equal show and stem in two trees are one episode, notes first."""
    episodes = join({"notes/boating/oars-12.md": NOTES, "transcripts/boating/oars-12.md": TALK})
    assert sources(episodes) == {
        "boating/oars-12": ["notes/boating/oars-12.md", "transcripts/boating/oars-12.md"]
    }
    (episode,) = episodes
    assert (episode.title, episode.number, len(episode.links)) == ("Boats", 12, 1)
    assert [turn.label for turn in episode.turns] == ["Mara", "Ivo", "Mara", "Ivo", "Mara"]
    assert {turn.text.source for turn in episode.turns} == {1}
    assert {line.text.source for section in episode.sections for line in section.lines} == {0}


def test_equal_stems_of_two_shows() -> None:
    """An equal stem in another show is another episode."""
    episodes = join({"notes/boating/oars-12.md": NOTES, "transcripts/sailing/oars-12.md": TALK})
    assert sources(episodes) == {
        "boating/oars-12": ["notes/boating/oars-12.md"],
        "sailing/oars-12": ["transcripts/sailing/oars-12.md"],
    }


def test_by_number() -> None:
    """A subtitle file that only shares the number with the notes joins them, and no other's."""
    episodes = join(
        {
            "syntax/shows/224 - Oars.md": notes(number="224", title="Oars"),
            "syntax/shows/225 - Sails.md": notes(number="225", title="Sails"),
            "syntax/transcripts/Syntax224.srt": SRT,
            "syntax/transcripts/Syntax226.srt": SRT,
        }
    )
    assert sources(episodes) == {
        "syntax/224-oars": ["syntax/shows/224 - Oars.md", "syntax/transcripts/Syntax224.srt"],
        "syntax/225-sails": ["syntax/shows/225 - Sails.md"],
        "syntax/syntax226": ["syntax/transcripts/Syntax226.srt"],
    }
    assert [(e.title, e.number, bool(e.turns)) for e in episodes] == [
        ("Oars", 224, True),
        ("Sails", 225, False),
        ("Syntax226", 226, True),
    ]


def test_number_in_doubt() -> None:
    """Where two files of notes have the number of a transcript, it joins neither."""
    episodes = join(
        {
            "syntax/shows/224 - Oars.md": notes(number="224"),
            "syntax/shows/224 - Sails.md": notes(number="224"),
            "syntax/transcripts/Syntax224.srt": SRT,
        }
    )
    assert [len(e.sources) for e in episodes] == [1, 1, 1]


def test_companion() -> None:
    """Of two transcripts of a talk the one that names speakers is read; the other is only a source."""
    episodes = join({"talks/transcripts/012-oars.txt": TIMED, "talks/transcripts/012-oars.vtt": VTT})
    assert sources(episodes) == {
        "talks/012-oars": ["talks/transcripts/012-oars.vtt", "talks/transcripts/012-oars.txt"]
    }
    assert [(t.label, t.text.string) for t in episodes[0].turns] == [
        ("Mara Quist", "The tide is out today."),
        ("Ivo Lund", "So we will have to wait."),
    ]


def test_front_matter_files_never_join() -> None:
    """Two front-matter files are two episodes, by equal number and even by equal slug."""
    head = notes(podcast="boating", episode_number="7")
    files = {"boating/a b.md": head, "boating/a-b.md": head, "boating/c.md": head}
    files["boating/d.md"] = notes(podcast="boating", episode_number="7") + "\n## Transcript\n\n" + TALK * 5
    assert sources(join(files)) == {
        "boating/a-b": ["boating/a b.md"],
        "boating/a-b-2": ["boating/a-b.md"],
        "boating/c": ["boating/c.md"],
        "boating/d": ["boating/d.md"],
    }


def test_ids_are_distinct() -> None:
    """An id that is made distinct does not meet one that was already so."""
    files = {f"boating/{name}.md": notes(podcast="boating") for name in ("a b", "a-b", "a-b-2", "a_b")}
    assert sorted(sources(join(files))) == [
        "boating/a-b",
        "boating/a-b-2",
        "boating/a-b-2-2",
        "boating/a-b-3",
    ]


def test_order_of_files() -> None:
    """The order in which files come changes nothing."""
    parts = [
        part("syntax/shows/224 - Oars.md", notes(number="224")),
        part("syntax/transcripts/Syntax224.srt", SRT),
        part("talks/transcripts/012.txt", TIMED),
        part("talks/transcripts/012.vtt", VTT),
        part("talks/a-b.md", notes(podcast="x")),
    ]
    expected = list(join_parts(parts))
    assert all(list(join_parts(order)) == expected for order in permutations(parts))


@pytest.mark.parametrize(
    ("meta", "number"),
    [
        ({"episode_number": "010"}, 10),
        ({"episode_number": "055"}, 55),
        ({"episode_number": "'008'"}, 8),
        ({"number": "224"}, 224),
        ({"episode_number": "47:50", "title": "MRS 025 Oars"}, 25),
        ({"episode_number": "Bonus"}, None),
        ({"title": '"JSJ 330: Oars"'}, 330),
        ({}, None),
    ],
)
def test_number(meta: dict[str, str], number: int | None) -> None:
    """A number with leading zeros is decimal; one that is none is looked for in the title."""
    assert one(**meta).number == number


@pytest.mark.parametrize(
    ("title", "stem", "number"),
    [
        ("218 RR Oars", "x", 218),
        ("RR 218: Oars", "x", 218),
        ("Oars", "218-oars", 218),
        ("Oars", "oars-12", 12),
        ("Oars", "Syntax224", 224),
        ("Oars in 2017", "oars-2017", None),
        ("", "47:50", None),
        ("", "oars", None),
    ],
)
def test_number_in(title: str, stem: str, number: int | None) -> None:
    """Numbers stand before or behind a title or file name; years and times are none."""
    assert number_in(title, stem) == number


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0:58:45", 3525),
        ("1:06:12", 3972),
        ("2449", 2449),
        ("45:33", 2733),
        ("' 49:20'", 2960),
        ("45;11", 2711),
        ("1:03:88", None),
        ("Bonus", None),
        ("''", None),
    ],
)
def test_duration(written: str, seconds: int | None) -> None:
    """Clock readings and bare seconds become seconds; what is neither is left out."""
    assert one(duration=written).duration == seconds


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1514764800000", "2018-01-01"),
        ("1514764799", "2017-12-31"),
        ("2014-07-31 13:00:00", "2014-07-31"),
        ("2018-05-01T01:00:00.000Z", "2018-05-01"),
        ("2019-02-30", None),
        ("soon", None),
    ],
)
def test_date(written: str, day: str | None) -> None:
    """Days, time stamps and epochs in seconds or milliseconds become ISO days; an impossible day none."""
    assert one(date=written).date == day


@pytest.mark.parametrize(
    ("spoken", "day"),
    [
        ("recorded May 24th, 2017.", "2017-05-24"),
        ("recorded Saturday, March 21st, 2015.", "2015-03-21"),
        ("recorded live at the harbour on June 2, 2016.", "2016-06-02"),
        ("recorded February 30th, 2017.", None),
        ("recorded May 24th.", None),
        ("we met on May 24th, 2017.", None),
    ],
)
def test_spoken_date(spoken: str, day: str | None) -> None:
    """The day that the opening says the talk was recorded on stands in for a written one."""
    (episode,) = join({"talks/012.txt": TIMED.replace("The tide", f"This is number 12, {spoken} The tide")})
    assert episode.date == day


@pytest.mark.parametrize(
    ("path", "meta", "show"),
    [
        ("boating/transcripts/a.md", {"number": "1"}, "boating"),
        ("boating/a.md", {"podcast": "sailing"}, "boating"),
        ("transcripts/Big Boats/a.md", {"number": "1"}, "big-boats"),
        ("notes/a.md", {"podcast": "sailing_show"}, "sailing-show"),
        ("a.md", {"number": "1"}, "podcast"),
    ],
)
def test_show(path: str, meta: dict[str, str], show: str) -> None:
    """The show is the nearest folder that says more than `transcripts`, else the front matter's."""
    assert identify(part(path, notes(**meta))).show == show


def test_title_of_a_file_without_one() -> None:
    """Where no title is written, the file name gives one."""
    (episode,) = join({"talks/transcripts/big_boats-and oars.vtt": VTT})
    assert (episode.title, episode.title_text) == ("Big boats and oars", None)


def test_title_knows_its_place() -> None:
    """A title in a front matter is found again at its place in the file."""
    text = notes(number="3", title="Oars and sails")
    (episode,) = join({"boating/a.md": text})
    assert episode.title_text is not None
    span = episode.title_text.span(0, len("Oars and sails"))
    assert text[span.start : span.end] == episode.title == "Oars and sails"


@pytest.mark.parametrize(
    ("meta", "audio", "url"),
    [
        ({"audio_url": "https://cdn.example/1.mp3"}, "https://cdn.example/1.mp3", None),
        ({"url": "https://cdn.example/1.mp3?x=1"}, "https://cdn.example/1.mp3?x=1", None),
        ({"link": "https://boats.example/1"}, None, "https://boats.example/1"),
        ({"audio": "https://cdn.example/play/1", "url": "https://boats.example/1"},
         "https://cdn.example/play/1", "https://boats.example/1"),
        ({"audio_url": "javascript:alert(1)", "url": "1.mp3"}, None, None),
        ({"audio_url": ""}, None, None),
    ],
)  # fmt: skip
def test_recording_and_page(meta: dict[str, str], audio: str | None, url: str | None) -> None:
    """Only web addresses count, and a recording is told from a page by its key or its ending."""
    episode = one(**meta)
    assert (episode.audio, episode.url) == (audio, url)
