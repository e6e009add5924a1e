"""`kg export html` and `kg export index`: pages about one episode or one entity, and what is said where there is none."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.files import EPISODES, GRAPH
from kg.graph import build_graph
from kg.graph_file import write_graph
from kg.records import write_records
from tests.exporters.page.conftest import archive


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the records and the graph of a build."""
    path = tmp_path_factory.mktemp("build")
    extractions = archive()
    write_records(extractions, path / EPISODES)
    write_graph(build_graph(extractions), path / GRAPH)
    return path


def export(folder: Path, *words: str) -> Result:
    """Run the command on the build."""
    return CliRunner().invoke(cli, ["export", *words, "--from", str(folder)])


def head(page: str) -> dict[str, Any]:
    """Return what a page knows at once."""
    match = re.search(r'<script type="application/json" id="head">(.*?)</script>', page)
    assert match
    found: dict[str, Any] = json.loads(match[1])
    return found


def centre(page: str) -> str:
    """Return the label of what a page is about."""
    values = head(page)
    label: str = values["labels"][values["centre"]]
    return label


@pytest.mark.parametrize(
    "name", ["AWS Lambda", "aws lambda", "lambda functions", "aws-lambda", "technology/aws-lambda"]
)
def test_page_of_an_entity(folder: Path, name: str) -> None:
    """By label in any capitals, another name, or id, the page is about the entity and knows the whole archive."""
    result = export(folder, "html", "--entity", name)
    assert result.exit_code == 0, result.stderr
    values = head(result.stdout)
    assert (values["scope"], centre(result.stdout)) == ("entity", "AWS Lambda")
    assert values["numbers"]["episodes"] == 48
    lines = [(edge["from"], edge["to"]) for edge in values["network"]["edges"]]
    near = {end for line in lines if values["centre"] in line for end in line}
    assert near == {node["id"] for node in values["network"]["nodes"]}


def test_page_of_a_person(folder: Path) -> None:
    """A speaker can be what a page is about."""
    assert centre(export(folder, "html", "--entity", "zoë ng").stdout) == "Zoë Ng"


@pytest.mark.parametrize("name", ["Épisode 1", "épisode 1", "web-hour/01", "episode/web-hour/01"])
def test_page_of_an_episode(folder: Path, name: str) -> None:
    """By title in any capitals or by id, the page is about that episode alone."""
    result = export(folder, "html", "--episode", name)
    assert result.exit_code == 0, result.stderr
    values = head(result.stdout)
    assert (values["scope"], centre(result.stdout)) == ("episode", "Épisode 1")
    assert values["numbers"]["episodes"] == 1


def test_nodes_and_title(folder: Path, tmp_path: Path) -> None:
    """The number of entities drawn at first and the title are as asked for; a file holds what stdout would."""
    words = ("html", "--nodes", "5", "--title", "My <b>archive</b>")
    page = export(folder, *words).stdout
    assert head(page)["numbers"]["drawn"] <= 5
    assert "<title>My &lt;b&gt;archive&lt;/b&gt;</title>" in page
    path = tmp_path / "page.html"
    assert export(folder, *words, "-o", str(path)).exit_code == 0
    assert path.read_text(encoding="utf-8") == page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--entity", "Rediss"], "this build has no technology or person called 'Rediss'. Near it: Redis."),
        (["--entity", "Épisode 1"], "has no technology or person called 'Épisode 1'"),
        (["--episode", "Redis"], "has no episode called 'Redis'"),
        (["--episode", "Épisode 1", "--entity", "Redis"], "leave out --episode or --entity"),
        (["--window", "turn"], "--window means nothing for this form; leave it out"),
    ],
)
def test_what_cannot_be_is_said(folder: Path, words: list[str], said: str) -> None:
    """One line on stderr, with names near it or the next step; nothing on stdout."""
    result = export(folder, "html", *words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_index_of_a_build(folder: Path) -> None:
    """The index has its title and leads into the page; it knows no other option."""
    result = export(folder, "index", "--title", "My archive")
    assert result.exit_code == 0, result.stderr
    assert "<title>My archive</title>" in result.stdout
    assert 'href="graph.html#node=technology/aws-lambda"' in result.stdout
    assert 'href="graph.html#episode=web-hour/01"' in result.stdout
    assert "--nodes means nothing for this form" in export(folder, "index", "--nodes", "3").stderr
