"""The command `kg`: what goes to stdout and stderr, how it ends, and that its help shows how to use it."""

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pyoxigraph
import pytest
from click.testing import CliRunner, Result

import kg
from kg.cli import cli
from kg.files import EXTRACTIONS

ROOT = Path(kg.__file__).parents[1]
NOTES = """---
title: 012 DS Pans with Marta Holloway
podcast: demo-show
episode_number: 12
---

**Panel:** Ruth Ashby

02:44 - Pans in Amazon S3

### Picks

- [Copper Pans](https://pans.example/) (Ruth)
"""
FILES = (
    "graph.html index.html graph.ttl graph.oxigraph graph.json mentions.csv episodes.jsonl resolution.json dataset.ttl manifest.json"
).split()


def kg_command(*words: str) -> Result:
    """Run `kg` in this process."""
    return CliRunner().invoke(cli, list(words), prog_name="kg")


def process(*words: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """Run `python -m kg`, or `code`, in a process of its own."""
    what = ["-c", code] if code else ["-m", "kg", *words]
    return subprocess.run(
        [sys.executable, *what],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder with one episode."""
    path = tmp_path / "demo-show" / "012-pans.md"
    path.parent.mkdir()
    path.write_text(NOTES, encoding="utf-8")
    return path.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a build of the sample episode."""
    output = tmp_path_factory.mktemp("built")
    result = kg_command("build", str(kg.sample_path()), "-o", str(output), "-j", "1", "--quiet")
    assert result.exit_code == 0, result.stderr
    return output


def commands() -> dict[str, click.Command]:
    """Return every command, `kg` itself included."""
    return {"kg": cli, **{f"kg {name}": command for name, command in cli.commands.items()}}


def test_the_commands() -> None:
    """These commands exist, and no others."""
    assert sorted(cli.commands) == [
        "build", "catalog", "communities", "compare", "cooccur", "diff", "doctor", "evaluate", "export", "extract", "init",
        "query", "remove", "review", "show", "status",
        "trends", "validate",
    ]  # fmt: skip


@pytest.mark.parametrize("name", commands())
def test_help_has_an_example(name: str) -> None:
    """Every help text shows at least one whole command line of its own, and each option says what it does."""
    words = name.split()[1:]
    for flag in ("--help", "-h"):
        result = kg_command(*words, flag)
        assert (result.exit_code, result.stderr) == (0, "")
        assert re.search(rf"^ +{name} \S+", result.stdout, re.MULTILINE)
    options = [option for option in commands()[name].params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


def test_the_version() -> None:
    """`python -m kg --version` prints one line: the program and its version."""
    done = process("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"kg, version (\d+\.\d+\.\d+\S*|not installed)\n", done.stdout)


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["build"],
        ["extract"],
        ["show"],
        ["export"],
        ["export", "pdf"],
        ["evaluate"],
        ["evaluate", "x", "--episodes", "no-such-folder"],
        ["evaluate", "x", "--predicted", "no-such-file"],
        ["build", "x", "--workers", "0"],
        ["build", "x", "--catalog", "no-such-file.yaml"],
        ["show", "S3", "--limit", "-1"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    """What was wrong stands on stderr; stdout stays empty."""
    result = kg_command(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr


def test_build_prints_the_paths(notes: Path, tmp_path: Path) -> None:
    """On stdout the files written, a path a line; on stderr what became of the input."""
    output = tmp_path / "out"
    result = kg_command("build", str(notes), "-o", str(output), "-j", "1")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [str(output / name) for name in FILES]
    assert {path.name for path in output.iterdir()} == {*FILES, EXTRACTIONS}
    assert result.stderr.splitlines()[0] == "1 file: 1 episode, 0 companions, 0 skipped."
    last = result.stderr.splitlines()[-1]
    assert re.fullmatch(r"Graph of \d+ nodes and \d+ edges; 1 episode extracted, 0 known before\.", last)
    again = kg_command("build", str(notes), "-o", str(output), "-j", "1")
    assert again.stdout == result.stdout
    assert again.stderr.splitlines()[-1].endswith(" edges; nothing has changed.")


def test_quiet_says_nothing(notes: Path, tmp_path: Path) -> None:
    """With --quiet stderr stays empty and stdout is the same."""
    output = str(tmp_path / "out")
    loud = kg_command("build", str(notes), "-o", output, "-j", "1")
    quiet = kg_command("build", str(notes), "-o", output, "-j", "1", "--quiet")
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (0, loud.stdout, "")
    assert kg_command("extract", str(notes), "-j", "1", "-q").stderr == ""


def test_extract_prints_json_lines(notes: Path, tmp_path: Path) -> None:
    """One object an episode on stdout; with --output the same lines in a file."""
    (notes / "013-pots.md").write_text(NOTES.replace("12", "13"), encoding="utf-8")
    result = kg_command("extract", str(notes), "-j", "1")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["id"] for record in records] == ["demo-show/012-pans", "demo-show/013-pots"]
    assert [pick["by"] for pick in records[0]["picks"]] == [["Ruth Ashby"]]
    path = tmp_path / "episodes.jsonl"
    written = kg_command("extract", str(notes), "-j", "1", "-o", str(path))
    assert (written.exit_code, written.stdout) == (0, "")
    assert path.read_text(encoding="utf-8") == result.stdout


def test_an_overlay_is_used(notes: Path, tmp_path: Path) -> None:
    """A catalogue file given with --catalog names what the shipped one does not know."""
    overlay = tmp_path / "mine.yaml"
    overlay.write_text("entries: [{name: Copper Pans, kind: hardware}]", encoding="utf-8")
    result = kg_command("extract", str(notes), "-j", "1", "--catalog", str(overlay))
    names = [technology["name"] for technology in json.loads(result.stdout)["technologies"]]
    assert names == ["Amazon S3", "Copper Pans"]


@pytest.mark.parametrize("command", ["build", "extract"])
def test_strict_ends_with_3(command: str, notes: Path, tmp_path: Path) -> None:
    """Something skipped ends a strict run with 3, all results written; without --strict it ends with 0."""
    words = [command, str(notes), "-j", "1", "-o", str(tmp_path / "out")]
    assert kg_command(*words, "--strict").exit_code == 0
    (notes / "picture.md").write_bytes(bytes(range(256)) * 4)
    assert kg_command(*words).exit_code == 0
    strict = kg_command(*words, "--strict")
    assert strict.exit_code == 3
    assert f"skipped {(notes / 'picture.md').as_posix()}: " in strict.stderr
    assert (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["build", "extract"])
def test_strict_minds_warnings(command: str, notes: Path, tmp_path: Path) -> None:
    """An episode that was read with a warning counts as well."""
    (notes / "013-pots.md").write_text(NOTES.replace("title: 012", "title: [012"), encoding="utf-8")
    words = [command, str(notes), "-j", "1", "-o", str(tmp_path / "out")]
    result = kg_command(*words, "--strict")
    assert result.exit_code == 3
    assert "warning " in result.stderr


@pytest.mark.parametrize("command", ["build", "extract"])
@pytest.mark.parametrize("content", [None, b"", b"\x00\x01\x02" * 99], ids=["missing", "empty", "binary"])
def test_no_episode_ends_with_1(command: str, content: bytes | None, tmp_path: Path) -> None:
    """Where there is nothing to read, stderr has the file and the reason, and nothing is written."""
    path = tmp_path / "input.md"
    if content is not None:
        path.write_bytes(content)
    output = tmp_path / "out"
    result = kg_command(command, str(path), "-o", str(output), "-j", "1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"skipped {path.as_posix()}: " in result.stderr
    assert not output.is_file()
    assert not output.is_dir() or list(output.iterdir()) == []


def contents(folder: Path) -> dict[str, bytes | set[str]]:
    """Return what a build left: the bytes of each file, and the statements of the store, whose files are its own affair."""
    return {
        path.name: {str(quad) for quad in pyoxigraph.Store.read_only(str(path))}
        if path.is_dir()
        else path.read_bytes()
        for path in folder.iterdir()
        if path.name != EXTRACTIONS
    }


def test_a_failed_build_leaves_the_old_one(notes: Path, tmp_path: Path) -> None:
    """A wrong catalogue file ends with 1 and one line of error; the earlier build's files are untouched."""
    output = tmp_path / "out"
    kg_command("build", str(notes), "-o", str(output), "-j", "1", "-q")
    before = contents(output)
    overlay = tmp_path / "mine.yaml"
    overlay.write_text("entries: [{name: A, kind: spoon}]", encoding="utf-8")
    result = kg_command("build", str(notes), "-o", str(output), "-j", "1", "-q", "--catalog", str(overlay))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {overlay}: entry 1 (A): field `kind`: ")
    assert result.stderr.count("\n") == 1
    assert contents(output) == before


def test_show_prints_a_card(built: Path) -> None:
    """A label, an alias or an id, in any capitals, gives the same card on stdout."""
    cards = {
        kg_command("show", *name.split(), "--from", str(built)).stdout
        for name in ("Amazon SQS", "sqs", "technology/amazon-sqs")
    }
    assert len(cards) == 1
    (card,) = cards
    assert card.startswith("Amazon SQS  (aws-service, technology/amazon-sqs)\n")
    assert "“It is one of the oldest services they have and it has hardly changed.”" not in card
    assert "“SQS!" in card


def test_show_as_json(built: Path) -> None:
    """--json prints one object; --limit 0 gives all sentences, --limit 1 one."""
    one, every = (
        json.loads(kg_command("show", "S3", "--json", "-n", limit, "--from", str(built)).stdout)
        for limit in "10"
    )
    assert one["id"] == every["id"] == "technology/amazon-s3"
    assert (len(one["sentences"]), len(every["sentences"])) == (1, every["mentions"])
    assert every["mentions"] > 1


def test_show_suggests_what_is_near(built: Path) -> None:
    """An unknown name ends with 1 and the near ones."""
    result = kg_command("show", "Amazon", "Kinesys", "--from", str(built))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Near it: Amazon Kinesis" in result.stderr
    assert "Near it" not in kg_command("show", "qqqqqqqq", "--from", str(built)).stderr


@pytest.mark.parametrize("words", [["show", "S3"], ["export", "turtle"]], ids=" ".join)
def test_without_a_build_the_next_step_is_told(words: list[str], tmp_path: Path) -> None:
    """Where there is no build, the message names the command that makes one."""
    result = kg_command(*words, "--from", str(tmp_path / "nowhere"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "does not exist; build it with `kg build PATH... --output " in result.stderr


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("turtle", "graph.ttl"),
        ("html", "graph.html"),
        ("index", "index.html"),
        ("csv", "mentions.csv"),
        ("json", "graph.json"),
    ],
)
def test_an_export_equals_the_build(form: str, name: str, built: Path, tmp_path: Path) -> None:
    """Each form, to a file and to stdout, is byte for byte what the build wrote."""
    path = tmp_path / name
    result = kg_command("export", form, "--from", str(built), "-o", str(path))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert path.read_bytes() == (built / name).read_bytes()
    assert kg_command("export", form, "--from", str(built)).stdout_bytes == path.read_bytes()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("csv", ["--title", "x"]),
        ("json", ["--nodes", "5"]),
        ("turtle", ["--title", "x"]),
        ("nquads", ["--nodes", "5"]),
        ("ontology", ["--detail", "full"]),
        ("html", ["--base-iri", "https://data.example/"]),
    ],
)
def test_an_option_of_another_form_is_refused(form: str, words: list[str], built: Path) -> None:
    """An option that a form does not know is named."""
    result = kg_command("export", form, "--from", str(built), *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{words[0]} means nothing for this form" in result.stderr


def test_the_base_iri_is_used(built: Path) -> None:
    """With --base-iri the names of the RDF begin there."""
    text = kg_command("export", "turtle", "--from", str(built), "--base-iri", "https://data.example/x").stdout
    assert "https://data.example/x" in text


@pytest.mark.parametrize("form", ["turtle", "trig", "nquads", "jsonld"])
def test_every_form_of_rdf_is_written_and_packed(form: str, built: Path, tmp_path: Path) -> None:
    """What goes to a file goes to stdout too; packed, it unpacks to the same."""
    path = tmp_path / "graph.gz"
    words = ["export", form, "--from", str(built), "--detail", "mentions"]
    assert kg_command(*words, "-o", str(path)).exit_code == 0
    plain = kg_command(*words).stdout_bytes
    assert gzip.decompress(path.read_bytes()) == plain
    assert kg_command(*words, "--gzip").stdout_bytes == path.read_bytes()
    assert b"mention/" in plain
    assert b"TextQuoteSelector" not in plain


def test_the_vocabulary_needs_no_build(tmp_path: Path) -> None:
    """Page, Turtle and context are written without a build, for any base."""
    nowhere = ["--from", str(tmp_path / "nowhere"), "--base-iri", "https://data.example/x"]
    page = kg_command("export", "ontology", *nowhere)
    assert page.stdout.startswith("<!DOCTYPE html>")
    assert "https://data.example/x/ns#Turn" in page.stdout
    assert kg_command("export", "ontology", *nowhere, "-o", str(tmp_path / "o.ttl")).exit_code == 0
    assert (tmp_path / "o.ttl").read_text(encoding="utf-8").startswith("@base <https://data.example/x/> .")
    context = json.loads(kg_command("export", "context", *nowhere).stdout)
    assert context["@context"]["kg"] == "https://data.example/x/ns#"


def test_a_reader_that_leaves_is_no_failure_to_tell(built: Path) -> None:
    """When the reader of stdout closes it, kg ends at once without a traceback."""
    for words in (
        ["export", "csv", "--from", str(built)],
        ["extract", "-q", "-j", "1", str(kg.sample_path())],
    ):
        command = [sys.executable, "-m", "kg", *words]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        reader, writer = os.pipe()
        os.close(reader)
        try:
            done = subprocess.run(
                command, stdout=writer, stderr=subprocess.PIPE, env=environment, text=True, check=False
            )
        finally:
            os.close(writer)
        assert (done.returncode, done.stderr) == (1, "")


def test_what_goes_where_in_a_process(notes: Path) -> None:
    """In a process of its own, stdout holds JSON alone; no progress is drawn where stderr is no terminal."""
    done = process("extract", "-j", "1", str(notes))
    assert done.returncode == 0
    assert json.loads(done.stdout)["id"] == "demo-show/012-pans"
    assert done.stderr == "1 file: 1 episode, 0 companions, 0 skipped.\n"


def test_importing_the_command_is_quick() -> None:
    """`kg --help` loads neither spaCy nor rdflib, networkx or the catalogue."""
    heavy = ["spacy", "rdflib", "networkx", "pyoxigraph", "pyvis", "kg.catalog", "kg.ner"]
    done = process(code=f"import sys, kg, kg.cli; print([m for m in {heavy!r} if m in sys.modules])")
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


def test_the_public_names() -> None:
    """`import kg` offers exactly these names, each documented; any other is an AttributeError."""
    assert sorted(kg.__all__) == [
        "Built",
        "KgError",
        "Locked",
        "NothingToBuild",
        "Status",
        "StoreError",
        "build",
        "build_graph",
        "diff_graphs",
        "extract_all",
        "load_catalogue",
        "read_episodes",
        "read_graph",
        "read_records",
        "sample_path",
        "status",
        "to_dataset",
        "to_rdf",
        "write_graph",
        "write_mentions",
        "write_page",
        "write_rdf",
        "write_records",
    ]
    offered: list[Callable[..., object]] = [getattr(kg, name) for name in kg.__all__]
    assert [item for item in offered if not (item.__doc__ or "").strip()] == []
    done = process(code="import kg; print(sorted(n for n in vars(kg) if not n.startswith('_')))")
    assert "spacy" not in done.stdout
    with pytest.raises(AttributeError, match="'nonsense'"):
        _ = kg.nonsense


def test_the_sample_is_there() -> None:
    """The sample's folder holds an episode."""
    assert [path.suffix for path in kg.sample_path().rglob("*") if path.is_file()] == [".md"]


def test_extracting_nothing_keeps_the_old_file(notes: Path, tmp_path: Path) -> None:
    """Where no episode is found, the records written before stay."""
    path = tmp_path / "episodes.jsonl"
    kg_command("extract", str(notes), "-j", "1", "-o", str(path))
    before = path.read_bytes()
    assert kg_command("extract", str(tmp_path / "nowhere"), "-j", "1", "-o", str(path)).exit_code == 1
    assert path.read_bytes() == before
