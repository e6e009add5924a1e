"""The file of decisions: what it may hold, what is refused and how, and that adding keeps it as it was."""

from pathlib import Path

import pytest

from kg.decisions import (
    FILE,
    Decision,
    DecisionError,
    Decisions,
    find_decisions,
    parse_decisions,
    read_decisions,
    write_decisions,
)

TEXT = """\
# Ours.
same:
  - {type: person, names: [David Brady, Dave Brady]}   # he says so himself
  - type: technology
    names: ["Tidemark", 'Tide Mark 2']

different:
- {type: person, names: [Mark Erikson, Mark Ericksen]}
drop:
  # a person there
  - {type: technology, name: Ember, episode: js-jabber/012}
"""
ENTRIES = [
    Decision("same", "person", ("David Brady", "Dave Brady")),
    Decision("same", "technology", ("Tidemark", "Tide Mark 2")),
    Decision("different", "person", ("Mark Erikson", "Mark Ericksen")),
    Decision("drop", "technology", ("Ember",), None, "js-jabber/012"),
]


def test_all_sections() -> None:
    """Entries come in the order of the file, in YAML's block or flow style."""
    assert parse_decisions(TEXT, "f") == ENTRIES
    text = "split: [{type: person, name: A B, show: s}]\nconfirm: [{type: technology, name: X}]"
    assert parse_decisions(text, "f") == [
        Decision("split", "person", ("A B",), "s"),
        Decision("confirm", "technology", ("X",)),
    ]


@pytest.mark.parametrize("text", ["", "# nothing\n", "same:\n", "same: []\ndrop:\n"])
def test_nothing_decided(text: str) -> None:
    """An empty file, and empty sections, decide nothing."""
    assert parse_decisions(text, "f") == []


def test_words_are_text() -> None:
    """A show called 42, a name No and a day as a name are no numbers, truths or dates."""
    text = "split: [{type: person, name: No, show: 42}]\nconfirm: [{type: technology, name: 2020-01-01}]"
    assert parse_decisions(text, "f") == [
        Decision("split", "person", ("No",), "42"),
        Decision("confirm", "technology", ("2020-01-01",)),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a", "f: must be a mapping with the sections same, different, split, confirm, drop"),
        ("merge: []", "f: unknown section `merge`; known ones: same, different, split, confirm, drop"),
        ("same: x", "f: section `same`: must be a list"),
        ("same: [x]", "f: section `same`, entry 1: must be a mapping with the fields type, names, show"),
        ("drop: [{type: technology, nam: X}]", "f: section `drop`, entry 1: unknown field `nam`; known ones: type, name, show, episode"),
        ("drop: [{type: thing, name: X}]", "f: section `drop`, entry 1: field `type`: 'thing' is none of person, technology"),
        ("drop: [{name: X}]", "f: section `drop`, entry 1: field `type`: None is none of person, technology"),
        ("same: [{type: person, names: [A B]}]", "f: section `same`, entry 1: field `names`: must be a list of two or more different names"),
        ("same: [{type: person, names: [A B, A B]}]", "f: section `same`, entry 1: field `names`: must be a list of two or more different names"),
        ("same: [{type: person, names: [A B, [C]]}]", "f: section `same`, entry 1: field `names`: must be a list of two or more different names"),
        ("confirm: [{type: technology}]", "f: section `confirm`, entry 1: field `name`: must be a name"),
        ("split: [{type: person, name: A B}]", "f: section `split`, entry 1: field `show`: is needed, it says where the name is somebody else's"),
        ("drop: [{type: person, name: A B, show: {}}]", "f: section `drop`, entry 1: field `show`: must be a show's id, such as js-jabber"),
        ("same: []\nsame: []", "f: not readable as YAML: `same` is given twice, line 1"),
        ("same: [{type: person, type: person, names: [A B, C D]}]", "f: not readable as YAML: `type` is given twice, line 1"),
        ("a: &a [x]\nb: *a", "f: anchors (&), aliases (*) and tags (!) are not allowed"),
        ("same: !!python/object/apply:os.system [ls]", "f: anchors (&), aliases (*) and tags (!) are not allowed"),
    ],
)  # fmt: skip
def test_what_is_refused(text: str, message: str) -> None:
    """The message names file, entry and field, and what is allowed."""
    with pytest.raises(DecisionError) as caught:
        parse_decisions(text, "f")
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["same: [", "\tsame:", "a: b: c", "{" * 2_000, "[" * 50_000, "{[a]: b}", "? {a: b}\n: c", "\x00", "same: [{? [a, b] : c}]"])  # fmt: skip
def test_hostile_yaml(text: str) -> None:
    """Whatever is no file of decisions ends in a `DecisionError` that names the file."""
    with pytest.raises(DecisionError, match=r"^f: "):
        parse_decisions(text, "f")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A file in another encoding, or far too large, is refused by name."""
    path = tmp_path / FILE
    path.write_bytes(b"same: \xff")
    with pytest.raises(DecisionError, match=r"not valid UTF-8 at byte 6$"):
        read_decisions([path])
    path.write_bytes(b"#" * (5 * 1024 * 1024))
    with pytest.raises(DecisionError, match="larger than 4 MB"):
        read_decisions([path])


def test_added_at_the_end_of_its_section(tmp_path: Path) -> None:
    """Comments, order, layout and all other lines stay as they are."""
    path = tmp_path / FILE
    path.write_text(TEXT, encoding="utf-8")
    added = [
        Decision("different", "person", ("Ann O'Dell", 'Ann "O" Dell: #1')),
        Decision("same", "person", ("Zoë Poe", "Zoe P")),
        Decision("confirm", "technology", ("Oar",)),
        ENTRIES[0],
    ]
    write_decisions(path, added)
    text = path.read_text(encoding="utf-8")
    assert set(parse_decisions(text, "f")) == {*ENTRIES, *added}
    assert (
        text
        == TEXT.replace(
            "'Tide Mark 2']\n", '\'Tide Mark 2\']\n  - {type: person, names: ["Zoë Poe", "Zoe P"]}\n'
        ).replace(
            "Mark Ericksen]}\n",
            'Mark Ericksen]}\n- {type: person, names: ["Ann O\'Dell", "Ann \\"O\\" Dell: #1"]}\n',
        )
        + 'confirm:\n  - {type: technology, name: "Oar"}\n'
    )


def test_a_new_file(tmp_path: Path) -> None:
    """It begins with what its sections mean."""
    path = tmp_path / "new" / FILE
    write_decisions(path, ENTRIES)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# What was decided")
    assert parse_decisions(text, "f") == ENTRIES


@pytest.mark.parametrize(
    "text", ["same: [{type: person, names: [A B, C D]}]\n", "{}\n", "same: []\n", "nonsense: 1\n"]
)
def test_a_file_that_cannot_be_added_to(tmp_path: Path, text: str) -> None:
    """It stays as it was, and the message names it."""
    path = tmp_path / FILE
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DecisionError, match=FILE):
        write_decisions(path, [Decision("same", "person", ("E F", "G H"))])
    assert path.read_text(encoding="utf-8") == text
    assert [p.name for p in tmp_path.iterdir()] == [FILE]


def test_where_the_file_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The given one, else the current folder's, else those of the folders that are built."""
    here, one, two = (tmp_path / name for name in ("here", "one", "two"))
    for folder in (here, one, two):
        folder.mkdir()
    monkeypatch.chdir(here)
    assert find_decisions([one, two, tmp_path / "none"]) == ()
    (one / FILE).touch()
    (two / FILE).touch()
    assert find_decisions([one, two, one]) == (one / FILE, two / FILE)
    (here / FILE).touch()
    assert find_decisions([one]) == (Path(FILE),)
    assert find_decisions([one], two / "x.yaml") == (two / "x.yaml",)


def test_several_files(tmp_path: Path) -> None:
    """All of them are read, an entry given twice counts once."""
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    read = read_decisions([tmp_path / "a.yaml", tmp_path / "b.yaml"])
    assert read.entries == tuple(ENTRIES)
    assert Decisions().entries == ()
