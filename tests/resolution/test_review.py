"""`kg review`: cases come from a build, answers go to the file of decisions, and the next build replays them."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.decisions import FILE, Decision, Decisions, read_decisions
from kg.resolution.cases import Case, Findings
from kg.resolution.review import (
    ReviewError,
    decide,
    generate_findings,
    open_cases,
    read_docket,
    render,
    write_findings,
)
from kg.resolution.review import as_json as case_json

MERGE = Case(
    "merge", "person", ("Mara Quist", "Mara Quisd"), 3.0, ("host in 9 of tide", "guest in 1 of tide"),
    ("both are named in tide",), ("different accounts: a and b",), (("She said so.", "Title, a.md:1-9", ""),),
)  # fmt: skip
DOUBT = Case(
    "doubt", "technology", ("Oar",), 0.5, ("tool, named in tide/1 alone, confidence 0.50",), (), (),
    (("I have an Oar.", "Title, a.md:20-23", "cue x"),), None, "tide/1",
)  # fmt: skip
NOTES = """---
title: {number} Boats
podcast: tide
episode_number: {number}
---

**Guests:** {guest}

02:44 - Boats in Amazon S3
"""


def kg(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words), prog_name="kg")


@pytest.fixture
def _archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go to a folder with two episodes whose guests' names differ by a letter."""
    for number, guest in (("011", "Martha Holloway"), ("012", "Marta Holloway")):
        path = tmp_path / "tide" / f"{number}-boats.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(NOTES.format(number=number, guest=guest), encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def built(*words: str) -> Result:
    result = kg("build", "tide", "-j", "1", *words)
    assert result.exit_code == 0, result.output
    return result


def people() -> list[str]:
    graph = json.loads(Path("output/graph.json").read_text(encoding="utf-8"))
    return [node["label"] for node in graph["nodes"] if node["type"] == "person"]


@pytest.mark.usefixtures("_archive")
def test_accept() -> None:
    """A proposal is listed with its id; accepted it is gone at once, and merged by the next build."""
    built()
    assert people() == ["Marta Holloway", "Martha Holloway"]
    listed = kg("review")
    assert listed.exit_code == 0
    assert re.match(r"[0-9a-f]{8}  one person\?  ", listed.stdout)
    assert "guest in 1 of tide" in listed.stdout
    assert "1 open case." in listed.stderr
    case = listed.stdout.split()[0]
    accepted = kg("review", "--accept", case)
    assert (accepted.exit_code, accepted.stdout) == (0, "")
    assert accepted.stderr == f"1 decision written to {FILE}; `kg build` replays it.\n"
    assert kg("review").stdout == ""
    assert kg("review", "--accept", case).exit_code == 1
    built()
    assert len(people()) == 1
    assert kg("review").stdout == ""


@pytest.mark.usefixtures("_archive")
def test_refuse() -> None:
    """A refused proposal is gone, now and after every build."""
    built()
    case = json.loads(kg("review", "--json").stdout)
    assert (case["case"], case["type"], sorted(case["names"])) == (
        "merge", "person", ["Marta Holloway", "Martha Holloway"],
    )  # fmt: skip
    kg("review", "--refuse", case["id"], "--decisions", "tide/kg-decisions.yaml")
    built()
    assert people() == ["Marta Holloway", "Martha Holloway"]
    assert kg("review", "--json").stdout == ""
    assert read_decisions([Path("tide", FILE)]).entries == (Decision("different", "person", tuple(case["names"])),)  # fmt: skip


@pytest.mark.usefixtures("_archive")
def test_the_file_of_decisions_is_no_input() -> None:
    """It is neither read as an episode nor counted as skipped, under its own name or the one given."""
    for name in (FILE, "ours.yaml"):
        Path("tide", name).write_text("same: []\n", encoding="utf-8")
    result = built("--decisions", "tide/ours.yaml", "--strict")
    assert "2 files: 2 episodes, 0 companions, 0 skipped." in result.stderr


@pytest.mark.usefixtures("_archive")
def test_ids_are_stable() -> None:
    """Another episode changes counts and sentences, but no id; nor does the order of the names."""
    built()
    before = json.loads(kg("review", "--json").stdout)
    Path("tide/013-boats.md").write_text(NOTES.format(number="013", guest="Martha Holloway"), encoding="utf-8")  # fmt: skip
    built()
    after = json.loads(kg("review", "--json").stdout)
    assert (before["id"], before["sides"] != after["sides"]) == (after["id"], True)


@pytest.mark.usefixtures("_archive")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "none"), "none/resolution.json does not exist; build it with `kg build PATH... --output none`"),
        (("--accept", "0000"), "no open case has the id '0000'; `kg review --limit 0` lists all of them"),
    ],
)  # fmt: skip
def test_failures(words: tuple[str, ...], message: str) -> None:
    """The message says what to do, the exit code is 1."""
    built()
    result = kg("review", *words)
    assert (result.exit_code, result.stderr) == (1, f"Error: {message}\n")


@pytest.mark.usefixtures("_archive")
@pytest.mark.parametrize("command", ["build", "review"])
def test_a_broken_file_of_decisions(command: str) -> None:
    """It stops build and review before anything is written, and is named."""
    built()
    before = Path("output/graph.json").read_bytes()
    Path(FILE).write_text("same: [{type: person}]", encoding="utf-8")
    words = ("build", "tide", "-j", "1") if command == "build" else ("review", "--decisions", FILE)
    result = kg(*words)
    assert result.exit_code == 1
    assert f"Error: {FILE}: section `same`, entry 1: field `names`" in result.stderr
    assert Path("output/graph.json").read_bytes() == before


@pytest.mark.usefixtures("_archive")
def test_unknown_names_are_warned_of() -> None:
    """A decision about nobody is a warning, and an error only with --strict."""
    Path(FILE).write_text("different: [{type: person, names: [Zoe Poe, Zoe Po]}]", encoding="utf-8")
    result = built()
    assert f"warning {FILE}: section `different`: no person is called 'Zoe Poe'" in result.stderr
    assert kg("build", "tide", "-j", "1", "--strict").exit_code == 3


def test_answers() -> None:
    """Yes to a merge is same, no is different; yes to a doubt is confirm, no drops it in its episode."""
    assert decide([MERGE, DOUBT], [MERGE.id, DOUBT.id], []) == [
        Decision("same", "person", ("Mara Quist", "Mara Quisd")),
        Decision("confirm", "technology", ("Oar",)),
    ]
    assert decide([MERGE, DOUBT], [], [DOUBT.id, MERGE.id]) == [
        Decision("drop", "technology", ("Oar",), None, "tide/1"),
        Decision("different", "person", ("Mara Quist", "Mara Quisd")),
    ]
    with pytest.raises(ReviewError, match="both accepted and refused"):
        decide([MERGE], [MERGE.id], [MERGE.id])


@pytest.mark.parametrize(
    ("decision", "case"),
    [
        (Decision("same", "person", ("Mara Quisd", "X Y", "Mara Quist")), MERGE),
        (Decision("different", "person", ("Mara Quisd", "Mara Quist")), MERGE),
        (Decision("confirm", "technology", ("Oar",)), DOUBT),
        (Decision("drop", "technology", ("Oar",)), DOUBT),
        (Decision("drop", "technology", ("Oar",), "tide"), DOUBT),
        (Decision("drop", "technology", ("Oar",), None, "tide/1"), DOUBT),
    ],
)
def test_what_is_decided_is_not_asked(decision: Decision, case: Case) -> None:
    """The case of a decision is closed, any other stays open."""
    other = DOUBT if case is MERGE else MERGE
    assert open_cases([MERGE, DOUBT], Decisions((decision,))) == [other]
    elsewhere = Decision("drop", "technology", ("Oar",), None, "tide/2")
    assert open_cases([MERGE, DOUBT], Decisions((elsewhere,))) == [MERGE, DOUBT]


def test_the_file_comes_back(tmp_path: Path) -> None:
    """Cases are read as they were written; the file has a line for each."""
    path = tmp_path / "resolution.json"
    findings = Findings(cases=[MERGE, DOUBT])
    write_findings(findings, Decisions((), ("a.yaml",)), path)
    docket = read_docket(path)
    assert (docket.cases, docket.files) == ((MERGE, DOUBT), ("a.yaml",))
    assert len(list(generate_findings(findings, Decisions()))) == 1 + 2 + 2 + 4
    path.write_text('{"format": 2}', encoding="utf-8")
    with pytest.raises(ReviewError, match=r"format 2 is newer than this kg knows \(1\); update kg"):
        read_docket(path)
    for text in ("{", "[]", "{}", '{"format": 1, "cases": [{}], "decisions": []}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ReviewError, match="no findings that kg wrote"):
            read_docket(path)


def test_text() -> None:
    """A case shows names, who they are, what speaks for and against, and sentences with their source."""
    assert (
        render(MERGE)
        == f"""\
{MERGE.id}  one person?  Mara Quist  ·  Mara Quisd
    Mara Quist: host in 9 of tide
    Mara Quisd: guest in 1 of tide
    for: both are named in tide
    against: different accounts: a and b
    “She said so.”
        Title, a.md:1-9"""
    )
    assert render(DOUBT).endswith("        Title, a.md:20-23  (cue x)")
    assert case_json(DOUBT)["episode"] == "tide/1"
