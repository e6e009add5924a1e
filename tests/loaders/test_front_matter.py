"""Front-matter Markdown: the front matter's strings, and where the notes end and the talk begins."""

import pytest

from kg.loaders.front_matter import load, read_meta, sniff
from kg.model import Document, Part

HEAD = "---\ntitle: Boats\nepisode_number: 12\n---\n"
TALK = (
    "**MARA:** "
    + "The boat went out again. " * 8
    + "**IVO:** "
    + "And it came back in. " * 8
    + "**MARA:** Yes. **IVO:** No. **MARA:** Oh. **IVO:** Bye.\n"
)


def read(text: str) -> Part:
    """Load `text` as an episode's file."""
    return load(Document("boats.md", text, ""))


def meta_of(text: str) -> dict[str, str | tuple[str, ...]]:
    """Return what a front matter without fault holds."""
    meta, problem = read_meta(text)
    assert problem is None
    return dict(meta)


@pytest.mark.parametrize(
    ("text", "is_front_matter"),
    [
        (HEAD, True),
        ("\n\n---\na: 1\n...\nbody", True),
        ("--- \r\na: 1\r\n---\r\nbody", True),
        ("---\ra: 1\r---\rbody", True),
        ("---\n---", True),
        ("---\nno closing\n", False),
        ("---\n" + "a\n" * 100_000 + "---\n", False),
        ("----\na: 1\n----\n", False),
        ("text\n---\na: 1\n---\n", False),
        ("", False),
    ],
)
def test_sniff(text: str, is_front_matter: bool) -> None:
    """Front matter opens the file with `---`, whatever the line ends, and is closed within reach."""
    assert sniff(text) is is_front_matter


@pytest.mark.parametrize(
    ("text", "meta"),
    [
        ("episode_number: 010", {"episode_number": "010"}),
        ("duration: 1:01:00\nother: 45:33", {"duration": "1:01:00", "other": "45:33"}),
        ("date: 2015-07-29 13:00:00", {"date": "2015-07-29 13:00:00"}),
        ("draft: no\nnothing: ~\nempty:", {"draft": "no", "nothing": "~", "empty": ""}),
        ("title: >\n  JSJ 12:  Boats\n  and oars\n", {"title": "JSJ 12: Boats and oars"}),
        ("title: |\n  Boats\n", {"title": "Boats"}),
        ("title: 'Ivo''s boat'\nb: \"a\\_b\"", {"title": "Ivo's boat", "b": "a b"}),
        ("tags:\n  - podcast\n  - ' Mara Quist'\n  - {a: b}\n", {"tags": ("podcast", "Mara Quist")}),
        ("nested: {a: b}\n? [x]\n: y\nkept: yes", {"kept": "yes"}),
        (
            "title:\tBoats\naudio:\thttps://a.example/a.mp3",
            {"title": "Boats", "audio": "https://a.example/a.mp3"},
        ),
        ("title: Bo\x07at\x9d", {"title": "Bo at"}),
        ("# only a comment", {}),
        ("", {}),
        (
            "run: !!python/object/apply:os.system ['exit 1']\nbin: !!binary x\nint: !!int 07",
            {"run": ("exit 1",), "bin": "x", "int": "07"},
        ),
        ("a: &a [x]\nb: *a\nself: &s [*s, y]", {"a": ("x",), "b": ("x",), "self": ("y",)}),
    ],
)
def test_scalars_are_strings(text: str, meta: dict[str, str | tuple[str, ...]]) -> None:
    """Every value is the string that is written there: no octal, no sexagesimal, no date, no object."""
    assert meta_of(text) == meta


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "a: 1\ntitle: 'Ivo's boat'\nb: 2",
            "front matter is not valid YAML (line 3): did not find expected key",
        ),
        (
            "a: 1\ntitle: Boats: and oars\n",
            "front matter is not valid YAML (line 3): mapping values are not allowed in this context",
        ),
        ("a: 1\nb: 'open\nc: 2\n", "front matter is not valid YAML (line 3): found unexpected end of stream"),
        ("a: [1, 2\n", "front matter is not valid YAML (line 3): did not find expected ',' or ']'"),
        ("a: *nobody\n", "front matter is not valid YAML (line 2): found undefined alias"),
        ("- a\n- b\n", "front matter is not a list of `key: value` lines"),
        ("only words\n", "front matter is not a list of `key: value` lines"),
        ("a: " + "[" * 60_000, "front matter is nested too deeply"),
        ("a: " + "{" * 60_000, "front matter is nested too deeply"),
        ("a:\n  " + "- " * 30_000, "front matter is nested too deeply"),
    ],
)
def test_broken_yaml_is_a_problem_with_its_line(text: str, problem: str) -> None:
    """Front matter that is no YAML says so, with its line in the file, and costs the episode nothing else."""
    meta, found = read_meta(text)
    assert meta == ()
    assert found is not None
    assert found.startswith(problem + (";" if "YAML" not in problem else ""))
    assert "the episode is read without it" in found
    part = read(f"---\n{text}\n---\n\n**Links:**\n- [Keel](https://keel.example)\n")
    assert part.warnings[0].startswith(problem.partition(" (")[0])
    assert [link.text for link in part.links] == ["Keel"]


def test_line_of_the_fault_counts_what_is_above() -> None:
    """Blank lines above the front matter, whatever their ends, count for the line that is named."""
    assert "(line 5)" in read("\r\n\n---\r\na: 1\r\nb: c: d\r\n---\r\nbody\r\n").warnings[0]


def test_alias_bomb_stays_small() -> None:
    """Aliases of aliases do not grow: the values of a billion laughs are empty."""
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 10))
    meta = meta_of("l0: &l0 [lol]\n" + levels + "title: Boats\n")
    assert meta == {"l0": ("lol",), **{f"l{n}": () for n in range(1, 10)}, "title": "Boats"}


def test_duplicate_keys() -> None:
    """Of two equal keys the first counts, and a problem names the key."""
    assert read_meta("title: One\ntitle: Two\n") == (
        (("title", "One"),),
        "front matter names `title` twice; the first is used",
    )


@pytest.mark.parametrize(
    "heading",
    [
        "### Transcript",
        "## **Transcript**",
        "### Transcript:",
        "**Transcript**",
        "# Full Transcript",
        "Transcript",
        "### TRANSCRIPT \t",
        "  ## Transcript",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_transcript_below_its_heading(heading: str, end: str) -> None:
    """The talk begins below the heading, however it is written and whatever the line ends."""
    part = read(
        f"{HEAD}\n**Links:**\n- [Keel](https://keel.example)\n\n{heading}\n\n{TALK}".replace("\n", end)
    )
    assert [turn.label for turn in part.turns] == ["MARA", "IVO"] * 3
    assert [line.text.string for section in part.sections for line in section.lines] == ["Keel"]


@pytest.mark.parametrize("rest", ["", "&nbsp;\n", "Coming soon.\n"])
def test_empty_transcript(rest: str) -> None:
    """A heading with nothing, or a few words, below it gives no talk."""
    part = read(f"{HEAD}A word on boats.\n\n### Transcript\n\n{rest}")
    assert part.turns == ()
    assert [line.text.string for section in part.sections for line in section.lines] == ["A word on boats."]


def test_notes_below_an_empty_transcript_heading() -> None:
    """Notes that stand below the heading of a talk that never came are read as notes."""
    notes = "\n".join(
        f"0{n}:19 - Heading number {n}\n\n- [Thing {n}](https://a.example/{n}) and what it is good for"
        for n in range(1, 9)
    )
    part = read(f"{HEAD}A teaser.\n\n### Transcript\n\n{notes}\n")
    assert part.turns == ()
    assert [section.kind for section in part.sections].count("topics") == 1
    assert len(part.links) == 8


def test_the_last_heading_counts() -> None:
    """Where two headings stand, the talk is below the second and the notes end at the first."""
    part = read(f"{HEAD}A word on boats.\n\n### Transcript\n\n# **Boats 12**\n\n## **Transcript**\n\n{TALK}")
    assert part.turns[0].label == "MARA"
    assert [line.text.string for section in part.sections for line in section.lines] == ["A word on boats."]


def test_transcript_in_the_line_of_the_notes() -> None:
    """One-line notes that run into the talk are cut at the word Transcript before the first label."""
    part = read(
        f"{HEAD}Panel Mara Quist (twitter github) Discussion 01:27 - Boats Picks Tea (Mara) Transcript {TALK}"
    )
    assert [turn.label for turn in part.turns] == ["MARA", "IVO"] * 3
    assert "IVO" not in " ".join(line.text.string for section in part.sections for line in section.lines)


def test_people_of_the_tags_are_labels() -> None:
    """A label used once is one when the tags name that person."""
    head = HEAD.replace("---\n", "---\ntags: [podcast, Lena Fox]\n", 1)
    part = read(f"{head}\n### Transcript\n\n**LENA:** Good day. {TALK}")
    assert part.turns[0].label == "LENA"


def test_empty_front_matter_and_body() -> None:
    """A file of two rules is a part with nothing in it."""
    part = read("---\n---\n")
    assert (part.meta, part.sections, part.links, part.turns, part.warnings) == ((), (), (), (), ())


@pytest.mark.parametrize("unit", ["\n", "\r", " ", "#", "*", "a", "é", "Transcript\n", "---\n", "\t"])
def test_runs_are_finished_with(unit: str) -> None:
    """A hundred thousand characters of one sort, in the body or in the front matter, come to an end."""
    run = (unit * 100_000)[:100_000]
    assert read(f"{HEAD}### Transcript\n{'word ' * 80}{run}").form == "front-matter"
    assert read(f"---\na: {run[:60_000]}\n---\n").form == "front-matter"
