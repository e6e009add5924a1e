"""`kg doctor`: what each check says of what is right, odd and wrong, and how it is printed."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from packaging.requirements import Requirement

import kg
from kg import ner
from kg.cli import cli
from kg.config import FILE
from kg.doctor import archive, installation
from kg.doctor.results import Subject

NOTES = """---
title: {title}
podcast: x
episode_number: {number}
date: 2012-01-01
---

02:44 - Pans in Amazon S3
"""
BARE = "Pans in Amazon S3, and what they are for.\n\nAnd pots, which are deeper than pans.\n"
TALK = "\n\n".join(
    f"**{name}:** The boat went out again, and it came back in." for name in ("MARA", "IVO") * 6
)


def kg_command(*words: str) -> Result:
    """Run `kg` in this process."""
    return CliRunner().invoke(cli, list(words), prog_name="kg")


def examined(*words: str) -> dict[str, dict[str, Any]]:
    """Return what `kg doctor --format json` says, by check."""
    result = kg_command("doctor", "--format", "json", "--quiet", *words)
    report = json.loads(result.stdout)
    checks = {check["check"]: check for check in report["checks"]}
    faults = sum(check["state"] == "fault" for check in checks.values())
    assert (report["conforms"], result.exit_code) == (faults == 0, int(faults > 0))
    assert sum(report["counts"].values()) == len(report["checks"]) == len(checks)
    return checks


def states(checks: dict[str, dict[str, Any]], state: str) -> set[str]:
    """Return the names of the checks that end so."""
    return {name for name, check in checks.items() if check["state"] == state}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: an archive of one sound episode."""
    write("demo-show/012-pans.md", NOTES.format(title="Pans", number=12), tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, text: str, folder: Path = Path()) -> Path:
    """Write a file and the folders above it."""
    whole = folder / path
    whole.parent.mkdir(parents=True, exist_ok=True)
    whole.write_text(text, encoding="utf-8")
    return whole


def test_a_sound_archive_has_no_fault() -> None:
    """Built from the files as they are, with a configuration: every check is ok, one line each."""
    write(FILE, "inputs = ['demo-show']\nworkers = 1\n")
    assert kg_command("build", "-q").exit_code == 0
    result = kg_command("doctor")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    names = [*installation.CHECKS, *archive.CHECKS]
    headings = {"Installation", "Archive"}
    told = [line for line in lines if line not in headings and not line.startswith(" " * 8)]
    assert [line[8:25].rstrip() for line in told] == names
    # Disk and terminal are those of the machine that tests.
    assert {line[2:8].rstrip() for line in told if line[8:25].rstrip() not in ("disk", "terminal")} == {"ok"}
    assert "  ok    build            output: 1 episode, of the files as they are" in lines


def test_without_an_archive_the_installation_is_checked() -> None:
    """Where there is neither a folder nor a kg.toml, that is said."""
    result = kg_command("doctor")
    assert result.exit_code == 0
    assert "Archive" not in result.stdout
    assert "No archive was checked: there is no kg.toml here; name a FOLDER." in result.stderr
    assert set(examined()) == set(installation.CHECKS)
    assert kg_command("doctor", "nowhere").exit_code == 2


def test_what_is_odd_is_noted() -> None:
    """Each oddity is a note with the next step and says which; none is a fault."""
    write("demo-show/013-pots.md", BARE)
    write("demo-show/a/014-lids.md", NOTES.format(title="Lids", number=14))
    write("demo-show/b/demo-show/014-lids.md", NOTES.format(title="Lids again", number=14))
    shutil.copy("demo-show/012-pans.md", "demo-show/015-copy.md")
    write("demo-show/boat.md", TALK)
    write("demo-show/feed.xml", "<?xml version='1.0'?>")
    write("demo-show/again.xml", "<?xml version='1.0'?>")
    write(FILE, "inputs = ['demo-show']\n[shows.demo-shows]\ntitle = 'x'\n")
    checks = examined()
    odd = {"skipped", "dates", "titles", "copies", "notes and talk", "shows"}
    assert odd <= states(checks, "note")
    assert states(checks, "fault") == set()
    assert all(checks[name]["step"] and checks[name]["details"] for name in odd)
    assert checks["skipped"]["details"][0].startswith("2 × XML or a feed")
    assert "demo-show/013-pots" in checks["dates"]["details"]
    assert checks["copies"]["details"] == ["demo-show/012-pans.md and demo-show/015-copy.md"]
    assert checks["shows"]["details"] == ["[shows.demo-shows]; did you mean [shows.demo-show]?"]
    assert checks["notes and talk"]["details"][0].startswith("demo-show: ")


def test_two_episodes_of_one_name() -> None:
    """The one whose id got a number is told with its file; a name that ends in a number is not."""
    for folder in ("2011", "2012"):
        write(f"{folder}/episodes/pans.md", NOTES.format(title="Pans", number=1).replace("podcast: x\n", ""))
        write(f"{folder}/demo/episodes/pans-{folder}.md", NOTES.format(title="Pans", number=1))
    for top in ("one", "two"):
        write(f"{top}/demo/pots.md", NOTES.format(title=f"Pots {top}", number=2))
    checks = examined(".")
    assert checks["names"]["state"] == "note"
    assert checks["names"]["details"] == ["demo/pots and demo/pots-2: two/demo/pots.md"]


@pytest.mark.parametrize(
    ("path", "text", "check", "said"),
    [
        ("kg-decisions.yaml", "same: 3", "decisions", "section `same`: must be a list"),
        ("mine.yaml", "entries: [{name: A, kind: spoon}]", "own catalogue", "field `kind`: 'spoon' is none of"),
        ("output", "a file", "output", "output cannot be written"),
        (FILE, "titel = 'x'", "configuration", "kg.toml: 1 fault"),
        (FILE, "titel = ", "configuration", "kg.toml: 1 fault"),
    ],
)  # fmt: skip
def test_what_a_build_would_fail_of_is_a_fault(path: str, text: str, check: str, said: str) -> None:
    """The exit code is 1, and the other checks are made all the same."""
    if path != FILE:
        own = "catalogues = ['mine.yaml']\n" if path == "mine.yaml" else ""
        write(FILE, f"inputs = ['demo-show']\n{own}")
    write(path, text)
    checks = examined()
    assert states(checks, "fault") == {check}
    assert said in checks[check]["text"]
    assert checks[check]["step"]
    assert checks["files"]["text"] == "1 file of 1 episode: 1 front-matter"


def test_no_episode_is_a_fault() -> None:
    """An archive without episodes is told with the folder."""
    Path("empty").mkdir()
    checks = examined("empty")
    assert checks["files"]["text"] == "no episode in empty"
    assert states(checks, "fault") == {"files"}


@pytest.fixture
def built() -> Path:
    """The folder of a build, and a configuration beside it."""
    write(FILE, "inputs = ['demo-show']\nworkers = 1\n")
    assert kg_command("build", "-q").exit_code == 0
    return Path("output")


def test_a_broken_build_is_a_fault(built: Path) -> None:
    """A file that is cut, missing, of other episodes or of a newer kg is told; so is a broken store or database."""
    graph, records = (built / name for name in ("graph.json", "episodes.jsonl"))
    sound = {path: path.read_text(encoding="utf-8") for path in (graph, records)}
    for path, text in (
        (graph, "{"),
        (graph, '{"graph": {"format": 99}}'),
        (graph, sound[graph].replace('"digest":[', '"digest":3,"x":[')),
        (graph, sound[graph].replace("012-pans", "013-pots")),
        (records, sound[records][:200]),
        (records, sound[records] * 2),
        (records, ""),
    ):
        path.write_text(text, encoding="utf-8")
        checks = examined()
        assert states(checks, "fault") == {"build", "manifest"}, text[:60]
        assert checks["build"]["step"] == "build it anew with `kg build`"
        path.write_text(sound[path], encoding="utf-8")
    records.unlink()
    assert states(examined(), "fault") == {"build", "manifest"}
    records.write_text(sound[records], encoding="utf-8")
    (built / "graph.oxigraph" / "CURRENT").unlink()
    assert "is no store that kg wrote" in examined()["build"]["text"]


def test_a_build_of_other_files_is_noted(built: Path) -> None:
    """Files that are new, changed or gone since are counted, and so is what an older kg wrote."""
    write("demo-show/013-pots.md", NOTES.format(title="Pots", number=13))
    checks = examined()
    assert (checks["build"]["state"], checks["build"]["text"]) == (
        "note",
        "output: 1 file new or changed since, 0 gone",
    )
    graph = built / "graph.json"
    graph.write_text(
        graph.read_text(encoding="utf-8").replace('"format": 1', '"format": 0'), encoding="utf-8"
    )
    assert examined()["build"]["text"] == "output was written by an older kg"


def test_files_are_compared_with_the_manifest(built: Path) -> None:
    """What somebody changed or took away since is a fault, by its name."""
    assert examined()["manifest"]["state"] == "ok"
    (built / "mentions.csv").write_text("mine", encoding="utf-8")
    (built / "index.html").unlink()
    checks = examined()
    assert checks["manifest"]["state"] == "fault"
    assert checks["manifest"]["details"] == ["index.html", "mentions.csv"]
    (built / "manifest.json").write_text('{"outputs": 3}', encoding="utf-8")
    assert "not a manifest that kg wrote" in examined()["manifest"]["text"]


def test_databases_are_checked(built: Path) -> None:
    """A sound SQLite file is counted; one with a page overwritten is a fault."""
    path = built / "own.db"
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("CREATE TABLE t (x)")
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 100)
    connection.close()
    assert examined()["databases"]["text"] == "2 SQLite files, each sound"
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 4] = b"\xff" * 4096 * 3
    path.write_bytes(data)
    checks = examined()
    assert states(checks, "fault") == {"databases"}
    assert checks["databases"]["details"][0].startswith("output/own.db: ")


def test_dependencies_that_are_missing_or_unfit() -> None:
    """A package that is not there or of another version is told with what is wanted."""
    assert installation.fault_of(Requirement("numpy>=2")) is None
    assert installation.fault_of(Requirement("no-such-package>=1")) == (
        "no-such-package is not installed; wanted is no-such-package>=1"
    )
    fault = installation.fault_of(Requirement("numpy<1"))
    assert fault is not None
    assert fault.endswith(" is not <1")


def test_a_missing_dependency_is_told_without_a_traceback(here: Path) -> None:
    """kg doctor runs without what kg needs, says what is lacking, and leaves the archive alone."""
    code = (
        "import sys; sys.modules['networkx'] = None; sys.modules['ahocorasick'] = None; sys.argv = ['kg', 'doctor', '.']\n"
        "from kg.cli import main; main()"
    )  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1]), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=here, env=environment, capture_output=True, encoding="utf-8", check=False
    )  # fmt: skip
    assert done.returncode == 1
    assert "cannot be imported" in done.stdout
    assert "fault catalogue        cannot be loaded: " in done.stdout
    assert "The archive was not checked, since that needs the packages." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_model_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message is that of the recogniser, which names the next step."""

    def missing() -> None:
        raise ner.ModelMissing("no English model of spaCy is installed")

    monkeypatch.setattr(ner, "load_model", missing)
    result = installation.check_model(Subject())
    assert (result.state, result.text) == ("fault", "no English model of spaCy is installed")


def test_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Little disk, an old SQLite, no temporary folder and a narrow encoding are told."""
    usage = namedtuple("usage", "total used free")
    for free, state in ((10_000_000, "fault"), (2_000_000_000, "note"), (9_000_000_000, "ok")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: usage(free, 0, free))
        assert installation.check_disk(Subject()).state == state
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    assert "is older than 3.35" in installation.check_sqlite(Subject()).text
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    assert installation.check_python(Subject()).state == "fault"
    monkeypatch.undo()

    def refused(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    assert installation.check_temporary(Subject()).text == "cannot be written: No space left on device"


def test_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """An encoding without the signs that kg prints is a note."""

    class Narrow:
        encoding = "ascii"

    monkeypatch.setattr(sys, "stdout", Narrow())
    assert installation.check_terminal(Subject()).state == "note"


def test_hostile_names_do_not_steer_the_terminal() -> None:
    """What a terminal would obey in the name of a file is not printed; details beyond the limit are counted."""
    for n in range(7):
        write(f"demo-show/\x1b[31m{n}\n.md", "<html>" if n else BARE)
    result = kg_command("doctor", "demo-show", "--limit", "1")
    assert "\x1b" not in result.stdout
    for n in range(4):
        write(f"demo-show/0{n}-pots.md", BARE)
    result = kg_command("doctor", "demo-show", "--limit", "2")
    assert "… and 3 more (--limit 0 prints all)" in result.stdout
    assert "… and " not in kg_command("doctor", "demo-show", "--limit", "0").stdout


def test_lines_fit_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """In 80 columns no line is longer but for words that are."""
    monkeypatch.setenv("COLUMNS", "80")
    write(FILE, "inputs = ['demo-show']\nworkers = 0\n[shows.a]\nhosts = ['Ruth']\n")
    lines = kg_command("doctor").stdout.splitlines()
    assert [line for line in lines if len(line) > 80 and "  " in line.strip() and "/" not in line] == []
    assert any(line.startswith(" " * 25 + "→ ") for line in lines)
