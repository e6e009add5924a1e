"""`kg communities`: what it prints, in every form, and what it says when it cannot."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.analysis import network
from kg.cli import cli
from kg.cli.communities import ORDERS, WEIGHTS
from kg.cli.community_rows import AXES, COLUMNS, TECHNOLOGIES
from kg.files import EPISODES
from kg.model import Extraction, Mention, Passage, Span, Technology
from kg.records import write_records

NAMES = {
    "s": "Amazon S3", "l": "AWS Lambda", "d": "DynamoDB",
    "r": "React", "x": "Redux", "w": "=webpack|[red]",
    "p": "Perl", "c": "CPAN", "o": "COBOL",
}  # fmt: skip
TURNS = ("sld", "sl", "sd", "ld", "rx", "rxw", "rw", "xw", "lr", "pc", "pc", "co", *"ooooooooooo")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A build's records: turns of the cloud, of a front end, one of both, a pair apart, and one alone; of two shows."""
    passages = tuple(
        Passage("x", Span(0, n, n + 1), "transcript", "Ada" if n < 5 else None, None, n)
        for n in range(len(TURNS))
    )
    technologies = tuple(
        Technology(
            letter, name, "aws-service" if letter in "sld" else "tool",
            tuple(Mention(name, Span(0, n, n + 1), "transcript", n, "catalogue", 0.9) for n, turn in enumerate(TURNS) if letter in turn),
        )
        for letter, name in NAMES.items()
    )  # fmt: skip
    one = Extraction(
        "one/0", "one", "One", 1, "2015-02-03", None, (), (), passages=passages, technologies=technologies
    )
    records = [replace(one, id=f"one/{n}") for n in range(3)]
    records += [replace(one, id="two/0", show="two", technologies=technologies[:3])]
    write_records(records, tmp_path / EPISODES)
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    """Run the command on the records."""
    return CliRunner().invoke(cli, ["communities", "--from", str(folder), *words])


def test_one_row_a_community(folder: Path) -> None:
    """Number, members and episodes; a pair alone is left out unless asked for."""
    data = json.loads(run(folder, "--format", "json").stdout)
    assert [(row["number"], row["size"], row["episodes"]) for row in data] == [(1, 3, 3), (2, 3, 4)]
    assert sorted(data[1]["label"].split(", ")) == ["AWS Lambda", "Amazon S3", "DynamoDB"]
    assert {row["stability"] for row in data} == {1.0}
    assert list(data[0]) == [column.name for column in COLUMNS]
    pair = json.loads(run(folder, "--format", "json", "--smallest", "2").stdout)
    assert pair[2]["label"] == "CPAN, Perl"
    # Windows by pair, times episodes: 6 × 3 of the front end, 6 × 4 of the cloud, 2 × 3 of the pair.
    assert [row["modularity"] for row in pair] == pytest.approx([w / 48 - (w / 48) ** 2 for w in (18, 24, 6)])


def test_the_forms_hold_the_same_rows(folder: Path, tmp_path: Path) -> None:
    """CSV has what JSON has; names that a spreadsheet or Markdown would obey are text; a file's ending decides."""
    data = json.loads(run(folder, "--technologies", "--format", "json").stdout)
    file = tmp_path / "technologies.csv"
    assert run(folder, "--technologies", "-o", str(file)).stdout == ""
    read = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert list(read[0]) == [column.name for column in TECHNOLOGIES]
    assert [float(row["pagerank"]) for row in read] == [row["pagerank"] for row in data]
    assert "'=webpack|[red]" in [row["technology"] for row in read]
    markdown = run(folder, "--technologies", "--format", "markdown").stdout
    assert "=webpack\\|[red]" in markdown
    assert len(markdown.splitlines()) == 2 + len(data) == 2 + 8


def test_one_row_a_technology(folder: Path) -> None:
    """Lambda and React bridge, by a pair that may be chance; what two shows name has nearly two effective shows."""
    rows = json.loads(
        run(folder, "--technologies", "--by", "bridging", "--pairs", "all", "--format", "json").stdout
    )
    assert sorted(row["technology"] for row in rows[:2]) == ["AWS Lambda", "React"]
    assert [row["bridging"] > 0 for row in rows] == [True, True] + 6 * [False]
    s3 = next(row for row in rows if row["technology"] == "Amazon S3")
    assert (s3["degree"], s3["episodes"], s3["shows"], s3["core"]) == (2, 4, 2, 2)
    assert s3["strength"] == 4 * (2 + 2)
    assert s3["effective_shows"] == pytest.approx(1.754765)
    limited = json.loads(
        run(
            folder, "--technologies", "--pairs", "all", "-n", "3", "--by", "strength", "--format", "json"
        ).stdout
    )
    assert [row["strength"] for row in limited] == sorted((row["strength"] for row in rows), reverse=True)[:3]


def test_the_community_of_a_name(folder: Path) -> None:
    """A label, an alias or a node id names it; its members come, and no others."""
    for words in (("aws", "lambda"), ("technology/l",), ("l",)):
        rows = json.loads(run(folder, *words, "--format", "json").stdout)
        assert sorted(row["technology"] for row in rows) == ["AWS Lambda", "Amazon S3", "DynamoDB"]
        assert {row["community"] for row in rows} == {2}
    assert "community 2 (" in run(folder, "aws", "lambda").stderr


def test_what_was_done_is_said_on_stderr(folder: Path) -> None:
    """Windows, pairs, and each resolution with the agreement of its runs; `--quiet` says nothing."""
    said = run(folder, "--seeds", "4").stderr
    assert "windows (turn) of 4 episodes that name a technology" in said
    assert "7 with q < 0.05 kept, of 8 technologies" in said
    assert "Resolution 1: 3 communities, modularity 0." in said
    assert "agreement of 4 seeds 1.00, shown." in said
    assert said.count("with what is shown") == 2
    assert "2 of 2 rows: communities of 3 members or more" in said
    assert "of 8 rows: technologies by pagerank" in run(folder, "--technologies").stderr
    assert run(folder, "--quiet").stderr == ""


def test_conditions_narrow_what_is_counted(folder: Path) -> None:
    """A kind, or what one person says; nothing counted is no community."""
    services = json.loads(run(folder, "--where", "kind=aws-service", "--format", "json").stdout)
    assert [row["size"] for row in services] == []
    said = json.loads(
        run(folder, "--where", "person=ada", "--technologies", "--pairs", "all", "--format", "json").stdout
    )
    assert "Perl" not in [row["technology"] for row in said]
    nothing = run(folder, "--where", "show=none", "--format", "json")
    assert nothing.stdout == "[]\n"
    assert "No pair is left to make a community; try" in nothing.stderr


def test_a_chart_has_the_rows(folder: Path, tmp_path: Path) -> None:
    """Bars of the communities' sizes, or of what technologies are ordered by."""
    run(folder, "--plot", str(tmp_path / "sizes.svg"))
    assert "DynamoDB" in (tmp_path / "sizes.svg").read_text(encoding="utf-8")
    run(folder, "React", "--plot", str(tmp_path / "react.html"))
    text = (tmp_path / "react.html").read_text(encoding="utf-8")
    assert "Redux" in text
    assert "DynamoDB" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Redis"], "no pair that was tested has 'Redis'"),
        (["COBOL"], "no pair that was kept has COBOL"),
        (["--where", "colour=red"], "is no condition"),
        (["--window", "page"], "'page' is no window"),
    ],
)
def test_what_goes_wrong_is_said_in_a_line(folder: Path, words: list[str], said: str) -> None:
    """The message names what was given and the next step; nothing goes to stdout."""
    result = run(folder, *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


def test_the_choices_are_those_of_the_library() -> None:
    """The command lists weights itself, so that it starts quickly; they must not part."""
    assert WEIGHTS == network.WEIGHTS
    assert {*ORDERS, "size"} == set(AXES)
    assert set(ORDERS) < {column.name for column in TECHNOLOGIES}
