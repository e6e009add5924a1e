"""`kg compare`: what it prints of technologies and of pairs, in every form, and what it says when it cannot."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.analysis import compare as technologies
from kg.analysis import differences
from kg.cli import cli
from kg.cli.compare import LEAST, LEAST_WINDOWS, PAIRS, SIGNIFICANT, TECHNOLOGIES
from kg.cooccurrence import rows
from kg.files import EPISODES
from kg.model import Extraction, Mention, Passage, Span, Technology
from kg.records import write_records

NAMES = {"a": "Common", "b": "=Ours|[red]", "c": "Theirs"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build's records: thirty episodes each of two shows, that name what is common with what is the show's own."""
    folder = tmp_path_factory.mktemp("build")
    episodes = [episode(show, n, own) for show, own in (("one", "b"), ("two", "c")) for n in range(30)]
    write_records(episodes, folder / EPISODES)
    return folder


def episode(show: str, number: int, own: str) -> Extraction:
    """Return an episode of three turns; each third has a fourth one that names what is either show's own."""
    turns = ["a" + own, "a" + own, "a", *(["bc"] if number % 3 == 0 else [])]
    return Extraction(
        f"{show}/{number}", show, "Title", number, "2014-01-01", None, (), (), speakers=(("Ada", "Ada"),),
        passages=tuple(
            Passage("Words.", Span(0, n, n + 1), "transcript", "Ada", None, n) for n in range(len(turns))
        ),
        technologies=tuple(
            Technology(
                letter, name, "tool",
                tuple(Mention("x", Span(0, n, n + 1), "transcript", n, "catalogue", 0.9) for n, turn in enumerate(turns) if letter in turn),
            )
            for letter, name in NAMES.items() if letter in "".join(turns)
        ),
    )  # fmt: skip


def run(folder: Path, *words: str) -> Result:
    """Run the command on the records."""
    return CliRunner().invoke(cli, ["compare", "--from", str(folder), *words])


SIDES = ("show=one", "show=two")


def test_technologies(folder: Path) -> None:
    """What is the left show's own first, what is the right's last; what is no different only if asked for."""
    found = json.loads(run(folder, *SIDES, "--format", "json").stdout)
    assert list(found[0]) == [column.name for column in TECHNOLOGIES]
    assert [(row["technology"], row["left"], row["right"]) for row in found] == [
        (NAMES["b"], 30, 10),
        ("Theirs", 10, 30),
    ]
    assert found[0]["log_odds"] == -found[1]["log_odds"] > 0
    every = json.loads(run(folder, *SIDES, "--all", "--format", "json").stdout)
    assert [row["technology"] for row in every] == [NAMES["b"], "Common", "Theirs"]
    assert every[1]["log_odds"] == 0
    few = json.loads(run(folder, *SIDES, "--all", "--least", "60", "-n", "1", "--format", "json").stdout)
    assert [row["technology"] for row in few] == ["Common"]


def test_pairs(folder: Path) -> None:
    """The common one belongs with what is the show's own; what both shows name apart is no different."""
    text = run(folder, *SIDES, "--pairs", "--format", "csv").stdout
    found = list(csv.DictReader(io.StringIO(text)))
    assert list(found[0]) == [column.name for column in PAIRS]
    assert [(row["a"], row["b"], row["left"], row["right"]) for row in found] == [
        ("Common", "'" + NAMES["b"], "60", "0"),
        ("Common", "Theirs", "0", "60"),
    ]
    wide = run(folder, *SIDES, "--pairs", "--window", "episode", "--all", "--format", "json").stdout
    assert len(json.loads(wide)) == 3
    assert NAMES["b"] in run(folder, *SIDES, "--pairs").stdout  # brackets are no markup


def test_what_was_counted_is_said_on_stderr(folder: Path) -> None:
    """Sides, episodes, support, and episodes on both sides; `--quiet` says nothing."""
    said = run(folder, *SIDES).stderr
    assert "2 of 2 technologies; 3 are named in at least 5 episodes of both sides, and compared" in said
    assert "Left: show=one, 30 episodes; right: show=two, 30; advertising left out" in said
    assert "on both sides:" not in said
    said = run(folder, "show=one", "person=Ada", "--pairs").stderr
    assert "are named in at least 3 windows (turn) of a side, and compared" in said
    assert "30 episodes on both sides: drawn for both" in said
    assert "take the sides for independent" in run(folder, "show=one", "person=Ada").stderr
    assert run(folder, *SIDES, "--quiet").stderr == ""


def test_a_file_and_a_chart(folder: Path, tmp_path: Path) -> None:
    """The chart says which side is which; the file is what stdout would have been."""
    table, chart = tmp_path / "t.csv", tmp_path / "t.svg"
    result = run(folder, *SIDES, "-o", str(table), "--plot", str(chart))
    assert (result.exit_code, result.stdout) == (0, "")
    assert table.read_text(encoding="utf-8") == run(folder, *SIDES, "--format", "csv").stdout
    drawn = chart.read_text(encoding="utf-8")
    assert "more in show=one, below in show=two" in drawn
    assert "Theirs" in drawn
    run(folder, *SIDES, "--pairs", "--plot", str(chart))
    assert "Common, Theirs" in chart.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show=onne", "show=two"], "the left side has no episode; there is none of onne. Near it: one."),
        (["one", "show=two"], "is no condition"),
        ([*SIDES, "--where", "show=one"], "both ask for show="),
        ([*SIDES, "--pairs", "--window", "page"], "'page' is no window"),
        ([*SIDES, "--least", "99", "--plot", "t.svg"], "nothing to draw"),
    ],
)
def test_what_goes_wrong_is_said_in_a_line(folder: Path, words: list[str], said: str) -> None:
    """The message names what was given and the next step."""
    result = run(folder, *words)
    assert result.exit_code == 1
    assert said in result.stderr


def test_without_a_build(tmp_path: Path) -> None:
    """The message says how to make one."""
    result = run(tmp_path, *SIDES)
    assert result.exit_code == 1
    assert "build it with `kg build" in result.stderr


def test_the_figures_are_those_of_the_library() -> None:
    """The command has them itself, so that it starts quickly; they must not part."""
    assert (LEAST, LEAST_WINDOWS) == (technologies.LEAST, rows.LEAST)
    assert SIGNIFICANT == technologies.SIGNIFICANT == differences.SIGNIFICANT
