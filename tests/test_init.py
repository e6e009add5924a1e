"""`kg init`: a configuration that is valid, has every key, fits the folder, and takes no other's place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.config import FILE, KEYS, SHOW_KEYS, parse_config, read_config

NOTES = """---
title: {number} Pans
podcast: x
episode_number: {number}
date: 20{number}-01-01
---

### Panel

- {host}
- Marta Holloway

02:44 - Pans in Amazon S3
"""


def init(*words: str) -> Result:
    """Run `kg init` in this process."""
    return CliRunner().invoke(cli, ["init", *words], prog_name="kg")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: episodes of two shows in two folders, one folder of none, a page about the project."""
    for folder, numbers in (("demo-show", (12, 13, 14)), ("an other", (15,))):
        for number in numbers:
            path = tmp_path / folder / f"0{number}-pans.md"
            path.parent.mkdir(exist_ok=True)
            host = "Ruth Ashby" if number < 14 else "Ruth"
            path.write_text(NOTES.format(number=number, host=host), encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").write_bytes(bytes(range(256)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def uncommented(text: str) -> str:
    """Return the text of a configuration with every key and table that is commented out counting."""
    return re.sub(r"^# (?=\w+ = |\[shows\.)", "", text, flags=re.MULTILINE)


@pytest.mark.usefixtures("here")
def test_what_is_written_fits_the_folder() -> None:
    """Inputs are the folders that hold episodes, shows those that were read; paths go to stdout, talk to stderr."""
    result = init()
    assert (result.exit_code, result.stdout) == (0, f"{FILE}\n"), result.stderr
    assert result.stderr.splitlines() == [
        "5 files: 4 episodes of 2 shows, 1 skipped.",
        "Correct what is written, then run `kg build`.",
    ]
    stated = read_config(Path(FILE))
    assert stated.inputs == (Path("an other"), Path("demo-show"))
    assert stated.output == Path("output")
    assert list(stated.shows) == ["an-other", "demo-show"]
    assert {show.hosts for show in stated.shows.values()} == {()}
    text = Path(FILE).read_text(encoding="utf-8")
    assert '# hosts = ["Marta Holloway", "Ruth Ashby"]  # found in 3 episodes; correct them\n' in text
    assert '# hosts = ["Marta Holloway"]  # found in 1 episode; correct them; known only as Ruth\n' in text
    assert "[shows.demo-show]  # 3 episodes, 2012 to 2014\n" in text
    assert max(map(len, text.splitlines())) <= 110


@pytest.mark.parametrize("empty", [False, True], ids=["episodes", "no episode"])
def test_every_key_stands_in_the_file(empty: bool, here: Path) -> None:
    """Commented or not, all keys that a configuration has are there, and valid once they count."""
    folder = here / "pictures" if empty else here
    (folder / "catalogue.yaml").touch()
    (folder / "kg-decisions.yaml").touch()
    (folder / "episodes").mkdir()
    assert init(str(folder)).exit_code == 0
    text = uncommented((folder / FILE).read_text(encoding="utf-8"))
    written = tomllib.loads(text)
    assert set(written) == set(KEYS)
    assert {key for show in written["shows"].values() for key in show} == set(SHOW_KEYS)
    stated = parse_config(text, folder / FILE)
    assert all(show.hosts and show.title and show.homepage for show in stated.shows.values())


def test_a_file_that_is_there_stays(here: Path) -> None:
    """Without --force nothing is changed and the exit code is 1."""
    path = here / FILE
    path.write_text("mine", encoding="utf-8")
    result = init()
    assert (result.exit_code, result.stdout) == (1, "")
    assert "kg.toml is there already and stays as it is; --force writes a new one" in result.stderr
    assert path.read_text(encoding="utf-8") == "mine"
    assert init("--force", "--quiet").stderr == ""
    assert read_config(path).inputs


def test_episodes_beside_the_file(here: Path) -> None:
    """Where episodes lie in the folder itself, it is the input; a build's files in it are none."""
    folder = here / "demo-show"
    output = folder / "output"
    output.mkdir()
    (output / "mentions.csv").write_text("Pans, said Ruth, and pots. " * 20, encoding="utf-8")
    result = init("demo-show")
    assert result.stderr.splitlines() == [
        "3 files: 3 episodes of 1 show, 0 skipped.",
        "Correct what is written, then run `kg build --config demo-show/kg.toml`.",
    ]
    assert read_config(folder / FILE).inputs == (folder,)


def test_without_episodes_it_is_said(here: Path) -> None:
    """An archive yet to come gets a file too, which states no input."""
    result = init("pictures")
    assert result.exit_code == 0
    assert "No episode was found; name the folders that hold them under `inputs`" in result.stderr
    assert read_config(here / "pictures" / FILE).inputs == ()
    assert init("nowhere").exit_code == 2


def test_odd_names_of_folders(here: Path) -> None:
    """Quotes, brackets, a backslash and letters of any script come through; a line break makes the folder the input."""
    odd = here / "odd"
    for name in ('a "b" [c] \\d', "Ünï # é", "node.js"):
        (odd / name).mkdir(parents=True)
        (odd / name / "1.md").write_text(NOTES.format(number=12, host="Ruth Ashby"), encoding="utf-8")
    assert init("odd").exit_code == 0
    stated = read_config(odd / FILE)
    assert {path.name for path in stated.inputs} == {path.name for path in odd.iterdir() if path.is_dir()}
    assert len(stated.shows) == 3
    (odd / "node.js").rename(odd / "x\ny")
    assert init("odd", "--force").exit_code == 0
    assert read_config(odd / FILE).inputs == (odd,)
