"""Rows in every form, on stdout and in a file: each reader gets the same values back."""

import csv
import io
import json
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from kg.cli.common import failures
from kg.cli.tables import ENDINGS, FORMAT, FORMATS, OUTPUT, PLOT, Column, Value, emit, render

COLUMNS = (Column("name"), Column("count"), Column("lift", 2), Column("certain"), Column("first"))
ROWS: tuple[tuple[Value, ...], ...] = (
    ("=1+1|a", 12_345, 2.5, True, None),
    ("b\x1b[31m\ud800", 3, float("inf"), False, 2014),
    ("c", 0, 0.00001, None, None),
)


@click.command()
@FORMAT
@OUTPUT
def command(form: str | None, output: Path | None) -> None:
    """Write the rows."""
    with failures():
        emit(COLUMNS, ROWS, form, output)


def run(*words: str) -> Result:
    """Run a command that has the options."""
    return CliRunner().invoke(command, list(words))


def test_parquet_has_types_and_nulls() -> None:
    """Numbers are numbers, what is missing or not finite is null, and no text is what UTF-8 cannot hold."""
    result = run("--format", "parquet")
    table = pq.read_table(io.BytesIO(result.stdout_bytes))
    assert table.schema.types == [pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.int64()]
    assert table.to_pylist() == [
        {"name": "=1+1|a", "count": 12_345, "lift": 2.5, "certain": True, "first": None},
        {"name": "b[31m", "count": 3, "lift": None, "certain": False, "first": 2014},
        {"name": "c", "count": 0, "lift": 0.00001, "certain": None, "first": None},
    ]
    assert run("--format", "parquet").stdout_bytes == result.stdout_bytes


def test_json_and_csv_have_the_same_rows() -> None:
    """JSON knows no infinity, and a spreadsheet takes no cell for a formula."""
    data = json.loads(run("--format", "json").stdout)
    assert [row["lift"] for row in data] == [2.5, None, 0.00001]
    assert [row["certain"] for row in data] == [True, False, None]
    read = list(csv.DictReader(io.StringIO(run("--format", "csv").stdout)))
    assert read[0] == {"name": "'=1+1|a", "count": "12345", "lift": "2.5", "certain": "true", "first": ""}
    assert [row["first"] for row in read] == ["", "2014", ""]


def test_what_is_for_reading_is_short_and_safe() -> None:
    """Thousands are set apart, years are not, nothing reaches the terminal that it would obey."""
    text = run().stdout
    assert "12,345" in text
    assert "2014" in text
    assert "1.0e-05" in text
    assert "b\\x1b[31m" in text
    assert "=1+1\\|a" in run("--format", "markdown").stdout


def test_very_small_and_very_great_numbers() -> None:
    """0 is no rounded number, infinity is said to who reads; programs get the exact number, or null."""
    values = [0.0, 1e-320, 2e-5, 0.25, float("inf"), float("nan")]
    rows = [[value] for value in values]
    markdown = render([Column("q")], rows, "markdown").splitlines()[2:]
    assert [line.strip("| ") for line in markdown] == ["0", "1.0e-320", "2.0e-05", "0.2500", "inf", ""]
    assert [line.strip() for line in render([Column("q")], rows, "table").splitlines()[2:]] == [
        "0", "1.0e-320", "2.0e-05", "0.2500", "inf", "",
    ]  # fmt: skip
    exact = [0.0, 1e-320, 2e-5, 0.25, None, None]
    assert [row["q"] for row in json.loads(render([Column("q")], rows, "json"))] == exact
    read = list(csv.reader(io.StringIO(render([Column("q")], rows, "csv"))))[1:]
    assert [float(row[0]) if row and row[0] else None for row in read] == exact


@pytest.mark.parametrize(("ending", "form"), [*ENDINGS.items(), (".txt", "table"), (".JSON", "json")])
def test_the_ending_of_a_file_names_the_form(tmp_path: Path, ending: str, form: str) -> None:
    """A file holds what stdout would show, and a form that is named goes before an ending."""
    path = tmp_path / f"rows{ending}"
    assert run("-o", str(path)).output == ""
    said = run("--format", form)
    assert path.read_bytes() == said.stdout_bytes
    run("-o", str(path), "--format", "csv")
    assert path.read_text() == run("--format", "csv").stdout


def test_a_table_in_a_file_is_as_wide_whatever_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Same rows, same bytes."""
    written = []
    for width in ("40", "200"):
        monkeypatch.setenv("COLUMNS", width)
        run("-o", str(tmp_path / "rows.txt"))
        written.append((tmp_path / "rows.txt").read_bytes())
    assert written[0] == written[1]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """What cannot be written leaves what was there, and the message names it."""
    (tmp_path / "rows").write_text("old")
    result = run("-o", str(tmp_path / "rows" / "x.csv"))
    assert result.exit_code == 1
    assert str(tmp_path / "rows") in result.stderr
    assert (tmp_path / "rows").read_text() == "old"


def test_parquet_is_not_sent_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the option that helps."""
    monkeypatch.setattr(
        "kg.cli.tables.sys.stdout", type("Terminal", (io.StringIO,), {"isatty": lambda _: True})()
    )
    with pytest.raises(Exception, match=r"--output FILE\.parquet"):
        emit(COLUMNS, ROWS, "parquet", None)


@pytest.mark.parametrize("form", FORMATS)
def test_no_rows(form: str, tmp_path: Path) -> None:
    """Every form can say that there is nothing."""
    emit(COLUMNS, (), form, tmp_path / "rows")
    if form == "parquet":
        assert pq.read_table(tmp_path / "rows").num_rows == 0
    else:
        assert (tmp_path / "rows").read_text() == render(COLUMNS, (), form, 120)


def test_a_plot_of_another_form_is_refused_before_anything_is_counted() -> None:
    """The message names the forms there are."""

    @click.command()
    @PLOT
    def draw(plot: Path | None) -> None:
        click.echo(f"counting for {plot}")

    result = CliRunner().invoke(draw, ["--plot", "x.pdf"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "x.pdf: a plot is written as .svg, .png, .html" in result.stderr
    assert CliRunner().invoke(draw, ["--plot", "x.PNG"]).stdout == "counting for x.PNG\n"
