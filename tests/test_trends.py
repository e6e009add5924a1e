"""`kg trends`: what it prints with names and without, in every form, and what it says when it cannot."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.analysis import periods
from kg.cli import cli
from kg.cli.trends import PERIODS, POINTS, STRATA, TECHNOLOGIES
from kg.files import EPISODES
from kg.model import Extraction, Mention, Passage, Span, Technology
from kg.records import write_records

NAMES = {"r": "Riser", "f": "=Faller|[red]", "s": "Steady"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build's records: ten episodes a year for ten years; in year y, y name Riser, 9 - y Faller, 5 Steady; one has no day."""
    technologies = {
        letter: Technology(letter, name, "tool", (Mention(f"{letter}-alias", Span(0, 0, 1), "transcript", 0, "catalogue", 0.9),))
        for letter, name in NAMES.items()
    }  # fmt: skip
    one = Extraction(
        "show/1", "show", "One", 1, None, None, (), (), passages=(Passage("x", Span(0, 0, 1), "transcript", None, None),)
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("build")
    episodes = [
        replace(
            one,
            id=f"show/{y}{n}",
            date=f"{2010 + y}-{n + 1:02}-15",
            technologies=tuple(
                technologies[letter] for letter, named in (("r", n < y), ("f", n > y), ("s", n % 2)) if named
            ),
        )
        for y in range(10)
        for n in range(10)
    ]
    write_records([*episodes, one], folder / EPISODES)
    return folder


def run(folder: Path, *words: str) -> Result:
    """Run the command on the records."""
    return CliRunner().invoke(cli, ["trends", "--from", str(folder), *words])


def test_without_names(folder: Path) -> None:
    """What rises stands first, what falls after it, what does neither is left out unless asked for."""
    rows = json.loads(run(folder, "--format", "json").stdout)
    assert [(row["technology"], row["trend"], round(row["slope"], 9)) for row in rows] == [
        ("Riser", "rising", 0.1),
        (NAMES["f"], "falling", -0.1),
    ]
    assert list(rows[0]) == [column.name for column in TECHNOLOGIES]
    assert (rows[0]["first"], rows[0]["first_episode"], rows[0]["last"]) == (
        "2011-01-15",
        "show/10",
        "2019-09-15",
    )
    names = {
        words: [row["technology"] for row in json.loads(run(folder, *words, "--format", "json").stdout)]
        for words in (("--rising",), ("--falling",), ("--all",), ("--least", "46", "--all"), ("-n", "0"))
    }
    assert names == {
        ("--rising",): ["Riser"],
        ("--falling",): [NAMES["f"]],
        ("--all",): ["Riser", "Steady", NAMES["f"]],
        ("--least", "46", "--all"): ["Steady"],
        ("-n", "0"): ["Riser", NAMES["f"]],
    }


def test_with_names(folder: Path) -> None:
    """A row a period and a name, in the order given; the names may be aliases."""
    text = run(folder, "f-alias", "riser", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == [column.name for column in POINTS]
    assert [row["technology"] for row in rows] == ["'" + NAMES["f"]] * 10 + ["Riser"] * 10
    assert [(row["period"], row["count"], row["episodes"]) for row in rows[10:12]] == [
        ("2010", "0", "10"),
        ("2011", "1", "10"),
    ]
    assert NAMES["f"] in run(folder, "f-alias").stdout  # brackets are no markup
    (row,) = json.loads(run(folder, "riser", "--rows", "technology", "--format", "json").stdout)
    assert row["trend"] == "rising"


def test_what_was_counted_is_said_on_stderr(folder: Path) -> None:
    """Episodes with and without a date, strata, support; for a name its trend; `--quiet` says nothing."""
    said = run(folder).stderr
    assert "2 of 2 technologies; 3 are named in at least 10 episodes, and tested" in said
    assert (
        "100 dated episodes in 10 years, compared only where they share show and transcript; 1 without a date"
        in said
    )
    assert "share show;" in run(folder, "--stratify", "show").stderr
    assert "compared" not in run(folder, "--stratify", "none").stderr
    named = run(folder, "riser").stderr
    assert "Riser: rising, +10.0 points a year" in named
    assert "first 2011-01-15 (show/10), last 2019-09-15 (show/98); bursts 2016..2019" in named
    assert run(folder, "--quiet").stderr == ""


def test_a_file_and_a_chart(folder: Path, tmp_path: Path) -> None:
    """The chart has a line a name; the file is what stdout would have been."""
    table, chart = tmp_path / "t.csv", tmp_path / "t.svg"
    result = run(folder, "riser", "steady", "-o", str(table), "--plot", str(chart))
    assert (result.exit_code, result.stdout) == (0, "")
    assert table.read_text(encoding="utf-8") == run(folder, "riser", "steady", "--format", "csv").stdout
    drawn = chart.read_text(encoding="utf-8")
    assert "Riser" in drawn
    assert "Steady" in drawn
    run(folder, "--plot", str(chart))
    assert "[red]" in chart.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Risr"], "Near it: Riser."),
        (["--where", "colour=red"], "is no condition"),
        (["--where", "year=1990", "--plot", "t.svg"], "nothing to draw"),
    ],
)
def test_what_goes_wrong_is_said_in_a_line(folder: Path, words: list[str], said: str) -> None:
    """The message names what was given and the next step."""
    result = run(folder, *words)
    assert result.exit_code == 1
    assert said in result.stderr


def test_without_a_build(tmp_path: Path) -> None:
    """The message says how to make one."""
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "build it with `kg build" in result.stderr


def test_the_choices_are_those_of_the_library() -> None:
    """The command lists periods and strata itself, so that it starts quickly; they must not part."""
    assert PERIODS == periods.PERIODS
    assert STRATA == periods.STRATA
