"""`kg.toml`: what may stand in it, what is said of what may not, and what each key does to the commands."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg import config
from kg.cli import cli
from kg.config import Config, ConfigError, find_config, parse_config, read_config
from kg.exporters.page import body
from kg.exporters.page.archive import gather
from kg.files import EXTRACTIONS, OUTPUTS, WRITTEN
from kg.graph import build_graph
from kg.model import Extraction, Show

NOTES = """---
title: {title}
podcast: demo-show
episode_number: {number}
---

02:44 - Pans in Amazon S3

{notes}
"""


def kg_command(*words: str) -> Result:
    """Run `kg` in this process."""
    return CliRunner().invoke(cli, list(words), prog_name="kg")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: an archive of one show, two episodes in `notes`."""
    folder = tmp_path / "archive"
    shown = folder / "notes" / "demo-show"
    shown.mkdir(parents=True)
    first = NOTES.format(title="012 DS Pans", number=12, notes="### Panel\n\n- Ruth Ashby\n- Marta Holloway")
    second = NOTES.format(title="013 DS Pots", number=13, notes="### Panel\n\n- Ruth\n- Samuel Oduya")
    (shown / "012-pans.md").write_text(first, encoding="utf-8")
    (shown / "013-pots.md").write_text(second, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def write(text: str, path: Path = Path(config.FILE)) -> Path:
    """Write a configuration."""
    path.write_text(text, encoding="utf-8")
    return path


def faults(text: str, path: Path = Path(config.FILE)) -> list[str]:
    """Return what is said of the text of a configuration, without the file's name."""
    with pytest.raises(ConfigError) as caught:
        parse_config(text, path)
    lines = [*caught.value.details] or [str(caught.value)]
    assert all(line.startswith(f"{path}: ") for line in lines)
    return [line.removeprefix(f"{path}: ") for line in lines]


def test_every_key_is_read(here: Path) -> None:
    """Each key ends in the field of its name, paths relative to the file."""
    for name in ("mine.yaml", "decided.yaml"):
        Path(name).touch()
    text = """
        inputs = ["notes"]
        output = "../graph"
        title = "My  archive"
        base_iri = "https://data.example.org/podcasts/"
        catalogues = ["mine.yaml"]
        decisions = "decided.yaml"
        workers = 3
        outputs = ["turtle", "page"]
        [shows.demo-show]
        title = "The Demo Show"
        hosts = ["Ruth Ashby", "Marta Holloway"]
        homepage = "https://demo.example/"
        [shows.other]
    """
    stated = read_config(write(text, here / config.FILE))
    show = Show("The Demo Show", ("Ruth Ashby", "Marta Holloway"), "https://demo.example/")
    assert stated == Config(
        inputs=(here / "notes",), output=here / "../graph", title="My archive", base_iri="https://data.example.org/podcasts",
        catalogues=(here / "mine.yaml",), decisions=here / "decided.yaml", workers=3, outputs=("page", "turtle"),
        shows={"demo-show": show, "other": Show()},
    )  # fmt: skip


def test_nothing_stated_is_nothing() -> None:
    """An empty file states nothing, and all outputs are written."""
    assert parse_config("# nothing\r\n", Path("kg.toml")) == Config()
    assert Config().outputs == tuple(OUTPUTS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel = 'x'", "`titel` is no key; did you mean `title`?"),
        ("base-iri = 'x'", "`base-iri` is no key; did you mean `base_iri`?"),
        ("show = {}", "`show` is no key; did you mean `shows`?"),
        ("quux = 1", f"`quux` is no key; the keys are {', '.join(config.KEYS)}"),
        ("shows.a.host = ['A B']", "`shows.a.host` is no key; did you mean `hosts`?"),
        ("title = 3", "`title`: must be text in quotes, not 3"),
        ("title = ' '", "`title`: must not be empty; leave the key out"),
        ("title = 'a\\u001b[31m'".replace("'", '"'), "`title`: must be text of one line"),
        ("inputs = 'notes'", '`inputs`: must be a list of files and folders; write ["notes"]'),
        ("inputs = {}", "`inputs`: must be a list of files and folders, not a table"),
        ("inputs = []", "`inputs`: must not be empty; list files and folders, or leave the key out"),
        ("inputs = [1]", "`inputs`: must be text in quotes, not 1"),
        ("inputs = ['notes', 'notes']", '`inputs`: "notes" is listed twice; keep one'),
        ("inputs = ['nowhere']", '`inputs`: "nowhere" is no file or folder in '),
        ("catalogues = ['notes']", '`catalogues`: "notes" is no file in '),
        ("decisions = 'nowhere.yaml'", '`decisions`: "nowhere.yaml" is no file in '),
        ("output = 'notes/demo-show/012-pans.md'", "is a file; name a folder for the results"),
        ("workers = 0", "`workers`: must be a whole number from 1 to 256, not 0"),
        ("workers = true", "`workers`: must be a whole number from 1 to 256, not true"),
        ("workers = 2.5", "`workers`: must be a whole number from 1 to 256, not 2.5"),
        ("outputs = ['page', 'pdf']", f'`outputs`: "pdf" is no output; the outputs are {", ".join(OUTPUTS)}'),
        ("outputs = ['index']", '`outputs`: each entry of the index opens the page; add "page" or leave out "index"'),
        ("base_iri = 'data.example'", '`base_iri`: "data.example" is no base: give an address of your own such as'),
        ("workers = 0xffffffffffffffffffff", "not a number that large"),
        (f"workers = {'9' * 5000}", "not readable as TOML"),
        (f"output = '{'x' * 1001}'", "`output`: is longer than 1,000 characters"),
        (f"inputs = ['{'x' * 300}']", " is no file or folder in "),
        ("shows = 3", "`shows`: must hold one table a show, such as [shows.cloud-hour]"),
        ("shows.a = 3", "`shows`: must hold one table a show"),
        ("[shows.'Ruby Rogues']", "`shows.Ruby Rogues`: a show goes by its slug; write [shows.ruby-rogues]"),
        ("shows.a.hosts = ['Ruth']", '`shows.a.hosts`: "Ruth" is no full name; write given name and surname'),
        ("shows.a.hosts = 'Ruth Ashby'", '`shows.a.hosts`: must be a list of full names; write ["Ruth Ashby"]'),
        ("shows.a.homepage = 'javascript:x'", '`shows.a.homepage`: "javascript:x" is no web address'),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("here")
def test_a_fault_names_the_key_and_what_is_allowed(text: str, said: str) -> None:
    """One fault, one message: the file, the dotted key, and what may stand there."""
    (fault,) = faults(text)
    assert said in fault
    assert fault.isprintable()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = 'a'\nworkers = ", "not readable as TOML, line 2, column 11: Invalid value"),
        ("title = 'a'\ntitle = 'b'", "a key or table is given twice, line 2, column 12; keep one of them"),
        ("[shows.a]\n[shows.a]", "a key or table is given twice, line 2, column 9; keep one of them"),
        ("title = 'a", "not readable as TOML, line 1, column 11: "),
        ("title = " + "[" * 20_000, "not readable as TOML"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text: str, said: str) -> None:
    """The message has the line and the column."""
    (fault,) = faults(text)
    assert fault.startswith(said)


@pytest.mark.usefixtures("here")
def test_all_faults_are_told_at_once() -> None:
    """Every fault stands on stderr, then how many there are; the exit code is 1."""
    write("titel = 'x'\nworkers = 0\n[shows.a]\nhosts = []\n[shows.B]\nhome = 1\n")
    result = kg_command("build")
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert [line.split(": ")[1].split()[0].strip("`") for line in lines[:-1]] == [
        "shows.a.hosts", "shows.B", "shows.B.home", "titel", "workers",
    ]  # fmt: skip
    assert lines[-1] == "Error: kg.toml: 5 faults; mend them, or leave the file out with --no-config"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"title = '\xff'", "kg.toml: not valid UTF-8 at byte 9; save it as UTF-8"),
        (b"#" * (config.LARGEST + 1), "kg.toml: larger than 1 MB; is it a configuration?"),
        (b"\xef\xbb\xbftitle = 'a'", ""),
    ],
)
@pytest.mark.usefixtures("here")
def test_bytes_that_are_no_text(data: bytes, said: str) -> None:
    """What is not UTF-8 or too large is told; a byte-order mark is passed over."""
    path = Path(config.FILE)
    path.write_bytes(data)
    if said:
        with pytest.raises(ConfigError) as caught:
            read_config(path)
        assert str(caught.value) == said
    else:
        assert read_config(path).title == "a"


def test_where_a_configuration_is_found(here: Path, tmp_path: Path) -> None:
    """The current folder's goes first, then that of the paths, a file's being the folder it lies in."""
    notes = here / "notes"
    assert find_config([notes]) is None
    beside = write("", notes / config.FILE)
    assert find_config([notes]) == find_config([beside.parent / "x.md", notes]) == beside
    assert find_config([tmp_path]) is None
    other = tmp_path / "other"
    other.mkdir()
    write("", other / config.FILE)
    with pytest.raises(ConfigError, match="are two configurations; name one with --config"):
        find_config([notes, other])
    write("")
    assert find_config([notes, other]) == Path(config.FILE)


def records(*words: str) -> list[dict[str, Any]]:
    """Return what `kg extract` prints."""
    result = kg_command("extract", "-q", "-j", "1", *words)
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def hosts_of(record: dict[str, Any]) -> list[str]:
    """Return the hosts in a record."""
    return [person["name"] for person in record["people"] if person["role"] == "host"]


@pytest.mark.usefixtures("here")
def test_a_build_goes_by_the_configuration() -> None:
    """Without a path the inputs are read; output, title, base, catalogue and shows are those stated."""
    Path("mine.yaml").write_text("entries: [{name: Copper Pans, kind: hardware}]", encoding="utf-8")
    write(
        "inputs = ['notes']\noutput = 'graph'\ntitle = 'Pans & pots'\nbase_iri = 'https://data.example/x'\nworkers = 1\n"
        "catalogues = ['mine.yaml']\n[shows.demo-show]\ntitle = 'The Demo Show'\nhosts = ['Ruth Ashby']\n"
        "homepage = 'https://demo.example/'\n"
    )  # fmt: skip
    built = kg_command("build", "-q")
    assert built.exit_code == 0, built.stderr
    assert built.stdout.splitlines()[0] == os.path.join("graph", "graph.html")
    turtle = Path("graph", "graph.ttl").read_text(encoding="utf-8")
    assert "https://data.example/x" in turtle
    assert 'schema:name "The Demo Show"@en' in turtle
    assert "schema:url <https://demo.example/>" in turtle
    for name in ("graph.html", "index.html"):
        page = Path("graph", name).read_text(encoding="utf-8")
        assert "<title>Pans &amp; pots" in page, name
    assert "The Demo Show" in Path("graph", "index.html").read_text(encoding="utf-8")
    assert hosts_of(records()[1]) == ["Ruth Ashby", "Samuel Oduya"]
    assert kg_command("validate", "-q", "-j", "1").exit_code == 0
    assert kg_command("export", "turtle").stdout == turtle
    assert "Copper Pans  (hardware, copper-pans)" in kg_command("catalog", "copper", "pans").stdout
    assert kg_command("export", "index").stdout == Path("graph", "index.html").read_text(encoding="utf-8")
    shown = kg_command("show", "The", "Demo", "Show")
    assert shown.stdout.startswith("The Demo Show  (show, show/demo-show)"), shown.stderr


def left() -> set[str]:
    """Return the names of what a build left."""
    return {path.name for path in Path("output").iterdir()} - {EXTRACTIONS}


@pytest.mark.parametrize("kept", [("turtle",), ("store", "table"), ("page", "dataset")], ids=" ".join)
@pytest.mark.usefixtures("here")
def test_only_the_outputs_stated_are_written(kept: tuple[str, ...]) -> None:
    """Of the others none is left, not even an earlier build's; what commands read is always written."""
    write("inputs = ['notes']\nworkers = 1\n")
    assert kg_command("build", "-q").exit_code == 0
    assert left() == set(WRITTEN)
    before = {name: Path("output", name).read_bytes() for name in ("graph.json", "graph.ttl", "mentions.csv")}
    write(f"inputs = ['notes']\nworkers = 1\noutputs = {list(kept)}\n")
    result = kg_command("build", "-q")
    assert result.exit_code == 0, result.stderr
    assert left() == {
        "graph.json",
        "episodes.jsonl",
        "resolution.json",
        "manifest.json",
        *(OUTPUTS[name] for name in kept),
    }
    assert {Path(line).name for line in result.stdout.splitlines()} == left()
    assert {name: Path("output", name).read_bytes() for name in before if name in left()} == {
        name: content for name, content in before.items() if name in left()
    }
    if "dataset" in kept:
        told = Path("output", "dataset.ttl").read_text(encoding="utf-8")
        assert ("graph.html" in told, "mentions.csv" in told) == (True, False)


@pytest.mark.usefixtures("here")
def test_the_command_line_goes_first() -> None:
    """An option, a path or --from counts for more than the configuration; --no-config leaves it out."""
    write("inputs = ['notes']\noutput = 'graph'\ntitle = 'Stated'\n")
    done = kg_command(
        "build", "notes/demo-show/012-pans.md", "-o", "other", "--title", "Given", "-q", "-j", "1"
    )
    assert done.exit_code == 0, done.stderr
    assert not Path("graph").exists()
    assert "<title>Given" in Path("other", "graph.html").read_text(encoding="utf-8")
    assert len(Path("other", "episodes.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert kg_command("show", "Marta", "Holloway", "--from", "other").exit_code == 0
    assert "graph/graph.json does not exist" in kg_command("show", "S3").stderr
    assert "output/graph.json does not exist" in kg_command("show", "S3", "--no-config").stderr
    assert kg_command("build", "--no-config").exit_code == 2
    clash = kg_command("build", "--no-config", "--config", config.FILE)
    assert (clash.exit_code, "exclude each other" in clash.stderr) == (2, True)


@pytest.mark.usefixtures("here")
def test_another_configuration_can_be_named() -> None:
    """With --config the named file counts and that of the current folder is not even read."""
    write("broken = ")
    Path("settings").mkdir()
    other = write("inputs = ['../notes/demo-show/013-pots.md']", Path("settings", "mine.toml"))
    assert [record["number"] for record in records("--config", str(other))] == [13]
    assert kg_command("show", "S3").exit_code == 1
    assert kg_command("extract", "--config", "nowhere.toml").exit_code == 2


@pytest.mark.usefixtures("here")
def test_without_inputs_the_next_step_is_told() -> None:
    """No path and none stated: wrong usage, and how to state some."""
    write("title = 'x'")
    for command in ("build", "extract"):
        result = kg_command(command)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "list `inputs` in kg.toml, which `kg init` writes" in result.stderr


@pytest.mark.usefixtures("here")
def test_a_build_reads_neither_itself_nor_its_configuration() -> None:
    """Where the output lies among the inputs, a second build reads what the first one read."""
    write("inputs = ['.']\nworkers = 1\n")
    first, second = kg_command("build"), kg_command("build")
    assert first.stderr.splitlines()[0] == "2 files: 2 episodes, 0 companions, 0 skipped."
    assert second.stderr.splitlines()[:-1] == first.stderr.splitlines()[:-1]
    assert [record["number"] for record in records()] == [12, 13]


def test_shows_that_no_episode_is_of_leave_no_trace() -> None:
    """A title is given only to a show that is in the graph."""
    x = Extraction("demo/1", "demo", "Boats", 1, None, None, (), ())
    graph = build_graph([x], {"demo": Show(title="The Demo"), "other": Show(title="Other")})
    assert [(node, data) for node, data in graph.nodes(data=True) if data["type"] == "show"] == [
        ("show/demo", {"label": "The Demo", "type": "show"})
    ]
    assert body.shows(graph.nodes, gather([x])) == [["demo", "The Demo"]]
