"""`kg cooccur`: what it prints, in every form, and what it says when it cannot."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.cli.cooccur import COLUMNS, COUNTINGS, ORDERS
from kg.cooccurrence import incidence, rows
from kg.files import EPISODES
from kg.model import Extraction, Mention, Passage, Span, Technology
from kg.records import write_records

NAMES_OF_COLUMNS = [column.name.removeprefix("label_") for column in COLUMNS]
NAMES = {"s": "Amazon S3", "l": "AWS Lambda", "p": "=Pipe|[red]", "n": "Node.js"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A build's records: four episodes whose turns name S3 and Lambda, and others beside them."""
    turns = ("sl", "sl", "n", "sp", "pn", "s", "n")
    passages = tuple(
        Passage("x", Span(0, n, n + 1), "transcript", "Ada" if n < 2 else None, None, n)
        for n in range(len(turns))
    )
    paid = Passage("This is brought to you by Quuxer.", Span(0, 90, 123), "sponsors", None, None)
    technologies = tuple(
        Technology(
            letter, name, "aws-service" if letter in "sl" else "tool",
            tuple(
                Mention("x", Span(0, n, n + 1), "transcript", n, "catalogue", 0.9) for n, turn in enumerate(turns) if letter in turn
            ),
        )
        for letter, name in NAMES.items()
    )  # fmt: skip
    one = Extraction(
        "show/1",
        "show",
        "One",
        1,
        "2015-02-03",
        None,
        (),
        (),
        passages=(*passages, paid),
        technologies=technologies,
    )
    write_records([replace(one, id=f"show/{n}", date=f"201{n}-01-01") for n in range(4)], tmp_path / EPISODES)
    return tmp_path


def cooccur(folder: Path, *words: str) -> Result:
    """Run the command on the records."""
    return CliRunner().invoke(cli, ["cooccur", "--from", str(folder), *words])


def test_the_forms_hold_the_same_rows(folder: Path) -> None:
    """CSV and JSON have every number in full, Markdown and the table the same names."""
    data = json.loads(cooccur(folder, "--format", "json").stdout)
    assert [
        (row["a"], row["b"], row["count"], row["episodes"], row["first"], row["last"]) for row in data
    ] == [
        ("AWS Lambda", "Amazon S3", 8, 4, 2010, 2013),
        ("Node.js", NAMES["p"], 4, 4, 2010, 2013),
        (NAMES["p"], "Amazon S3", 4, 4, 2010, 2013),
    ]
    text = cooccur(folder, "--format", "csv").stdout
    read = list(csv.DictReader(io.StringIO(text)))
    assert [float(row["npmi"]) for row in read] == [row["npmi"] for row in data]
    assert list(read[0]) == NAMES_OF_COLUMNS
    assert "'=Pipe|[red]" in text  # a cell that a spreadsheet would take for a formula is text
    markdown = cooccur(folder, "--format", "markdown").stdout.splitlines()
    assert len(markdown) == 2 + len(data)
    assert "=Pipe\\|[red]" in "".join(markdown)
    assert "=Pipe|[red]" in cooccur(folder).stdout


def test_a_narrow_terminal_shows_fewer_columns(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names stay readable: what can be spared goes first, the columns that matter stay."""
    heads = {}
    for width in ("80", "250"):
        monkeypatch.setenv("COLUMNS", width)
        lines = cooccur(folder).stdout.splitlines()
        heads[width] = lines[0].split()
        assert "AWS Lambda" in lines[2]
        assert max(map(len, lines)) <= int(width)
    assert heads["250"] == NAMES_OF_COLUMNS
    assert heads["80"] == ["a", "b", "count", "episodes", "npmi", "lift", "q"]


def test_what_was_counted_is_said_on_stderr(folder: Path) -> None:
    """Windows, episodes, advertising, pairs and the support that a pair needed; `--quiet` says nothing."""
    said = cooccur(folder).stderr
    assert (
        "28 windows (turn) of 4 episodes that name a technology; 4 passages of advertising left out" in said
    )
    assert "3 pairs named together, 3 of them in at least 3 windows and 2 episodes, and tested" in said
    assert cooccur(folder, "--quiet").stderr == ""


def test_one_name_conditions_and_order(folder: Path) -> None:
    """The name stands first in each row; conditions narrow what is counted; the limit counts rows."""
    lambda_ = json.loads(cooccur(folder, "aws", "lambda", "--format", "json").stdout)
    assert [(row["a"], row["b"]) for row in lambda_] == [("AWS Lambda", "Amazon S3")]
    services = json.loads(cooccur(folder, "--where", "kind=aws-service", "--format", "json").stdout)
    assert [(row["a"], row["count_a"], row["count_b"]) for row in services] == [("AWS Lambda", 8, 16)]
    said = json.loads(cooccur(folder, "--where", "person=ada", "--format", "json").stdout)
    assert [row["count"] for row in said] == [8]
    assert (
        json.loads(cooccur(folder, "--where", "year=2011..2012", "--format", "json").stdout)[0]["episodes"]
        == 2
    )
    assert len(json.loads(cooccur(folder, "--limit", "1", "--by", "count", "--format", "json").stdout)) == 1
    assert len(json.loads(cooccur(folder, "--window", "episode", "--format", "json").stdout)) == 6
    assert len(json.loads(cooccur(folder, "--significant", "--format", "json").stdout)) < 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Redis"], "no pair that was tested has 'Redis'"),
        (["--where", "colour=red"], "is no condition"),
        (["--where", "year=soon"], "is no year"),
        (["--window", "tokens:2"], "write episode, topic, turn, sentence, or tokens:K"),
        (["--plot", "chart.svg", "--where", "show=another"], "there is nothing to draw"),
    ],
)
def test_what_goes_wrong_is_said_in_a_line(folder: Path, words: list[str], said: str) -> None:
    """The message names what was given and the next step; nothing goes to stdout."""
    result = cooccur(folder, *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


def test_an_order_that_needs_strata(folder: Path) -> None:
    """It is asked for before anything is read."""
    result = cooccur(folder / "nowhere", "--by", "mh_q")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--by mh_q needs --stratify" in result.stderr


def test_weights_and_strata_have_columns_where_they_are_asked_for(folder: Path) -> None:
    """A window of two gives its pair 1 in both other countings; within years all pairs of a kind are as in one."""
    said = cooccur(
        folder, "--counting", "fractional", "--stratify", "year", "--by", "mh_odds", "--format", "json"
    )
    rows = json.loads(said.stdout)
    assert list(rows[0]) == [*NAMES_OF_COLUMNS, "weight", "weight_a", "weight_b", "mh_odds", "mh_p", "mh_q"]
    assert {(row["a"], row["b"]): (row["weight"], row["weight_a"], row["weight_b"]) for row in rows} == {
        ("AWS Lambda", "Amazon S3"): (8.0, 8.0, 12.0),
        ("Node.js", NAMES["p"]): (4.0, 4.0, 8.0),
        (NAMES["p"], "Amazon S3"): (4.0, 8.0, 12.0),
    }
    assert "and tested, within each year. Weights are fractional counts." in said.stderr
    # Of Lambda and S3 in each year: 2 windows name both, 4 S3, 2 Lambda, of 7; none names Lambda alone.
    assert [row["mh_odds"] for row in rows if row["a"] == "AWS Lambda"] == [None]
    assert [round(row["mh_odds"], 6) for row in rows if row["a"] == "Node.js"] == [1.5]  # (1 · 3) / (2 · 1)


def test_blocks_of_words(folder: Path) -> None:
    """Passages that do not say where they begin are all in the first block."""
    said = cooccur(folder, "--window", "tokens:50")
    assert "4 windows (tokens:50) of 4 episodes that name a technology; 4 passages" in said.stderr


def test_the_backbone(folder: Path) -> None:
    """Only pairs that the null model does not explain are kept, and they are fewer."""
    every = json.loads(cooccur(folder, "--format", "json").stdout)
    kept = json.loads(cooccur(folder, "--format", "json", "--backbone").stdout)
    assert kept == [row for row in every if row["sdsm_q"] < 0.05]
    assert len(kept) < len(every)


def test_files_and_charts(folder: Path, tmp_path: Path) -> None:
    """Rows go to a file by its ending; neighbours are drawn as bars, pairs as a heat map, with all labels."""
    rows_file, bars, heat = (tmp_path / name for name in ("rows.parquet", "bars.svg", "heat.svg"))
    result = cooccur(
        folder, "--output", str(rows_file), "--plot", str(heat), "--by", "q", "--stratify", "show"
    )
    assert (result.exit_code, result.stdout) == (0, "")
    assert pq.read_table(rows_file).column("count").to_pylist() == [8, 4, 4]
    assert (
        cooccur(folder, "amazon", "s3", "--plot", str(bars), "--stratify", "show", "--by", "mh_q").exit_code
        == 0
    )
    assert "Named together with Amazon S3" in bars.read_text()
    for label in NAMES.values():
        assert label in heat.read_text()
    assert "g2" in heat.read_text()
    assert "mh_odds" in bars.read_text()


def test_a_map_shows_every_pair_tested_of_what_is_drawn(folder: Path, tmp_path: Path) -> None:
    """However few rows are printed: related technologies side by side, a blank cell where a pair was not tested."""
    path = tmp_path / "map.html"
    assert cooccur(folder, "--limit", "1", "--by", "count", "--plot", str(path)).exit_code == 0
    page = path.read_text(encoding="utf-8")
    assert "count of the 4 technologies in most pairs" in page
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", page)]
    counts = {
        frozenset((row[0], other)): cell
        for row in cells[1:]
        for other, cell in zip(cells[0][1:], row[1:], strict=True)
        if cell
    }
    assert counts == {
        frozenset(("AWS Lambda", "Amazon S3")): "8",
        frozenset((NAMES["p"], "Amazon S3")): "4",
        frozenset((NAMES["p"], "Node.js")): "4",
    }
    # What is named together more than by chance are neighbours; Pipe and S3 are not.
    order = cells[0][1:]
    assert abs(order.index("AWS Lambda") - order.index("Amazon S3")) == 1
    assert abs(order.index("Node.js") - order.index(NAMES["p"])) == 1


def test_without_a_build(tmp_path: Path) -> None:
    """The message says how to make one."""
    result = cooccur(tmp_path)
    assert result.exit_code == 1
    assert "build it with `kg build" in result.stderr


def test_the_choices_are_those_of_the_library() -> None:
    """The command lists orders and the like itself, so that it starts quickly; they must not part."""
    assert ORDERS == rows.ORDERS
    assert COUNTINGS == incidence.COUNTINGS
