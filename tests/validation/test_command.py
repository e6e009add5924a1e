"""The command `kg validate`: what it prints and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from kg.cli import cli

HERE = Path(__file__).parent
VALID = HERE / "valid.trig"


def run(*arguments: str | Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["validate", *map(str, arguments)])


def test_valid_data_ends_with_0_and_says_so() -> None:
    result = run(VALID, "--sources", HERE)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "Valid; 1 quote compared with the sources."


def test_a_violation_ends_with_1_and_names_shape_thing_and_graph(changed: Callable[..., Path]) -> None:
    result = run(changed(("kg:words 18 ;", "kg:words -18 ;")), "--sources", HERE)
    assert result.exit_code == 1
    assert result.stderr == ""
    assert (
        "episode: words: 1 violation\n"
        "  The number of words of an episode (kg:words) is exactly one integer.\n"
        "    https://data.example.org/podcasts/episode/demo/1  in https://data.example.org/podcasts/graph/episode/demo/1\n"
        '      kg:words "-18"^^xsd:integer\n'
    ) in result.stdout
    assert result.stdout.splitlines()[-1].startswith("Not valid: 1 violation of 1 rule;")


def test_a_warning_alone_ends_with_0(tmp_path: Path, fixture: str) -> None:
    path = tmp_path / "data.trig"
    path.write_text(
        fixture.replace("https://data.example.org/podcasts", "https://kg.example"), encoding="utf-8"
    )
    result = run(path, "--sources", HERE)
    assert result.exit_code == 0
    assert "base: 1 warning" in result.stdout
    assert "--base-iri" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("Valid, 1 warning")


def test_json_is_one_object(changed: Callable[..., Path]) -> None:
    path = changed(('oa:exact "S3" .', 'oa:exact "SQS" .'))
    result = run(path, "--format", "json", "--sources", HERE)
    told = json.loads(result.stdout)
    assert (result.exit_code, told["conforms"], told["violations"]) == (1, False, 1)
    (rule,) = told["rules"]
    assert rule["shape"] == "urn:kg:check:quote"
    (example,) = rule["examples"]
    assert example["detail"] == "quoted “SQS”, in tests/validation/notes.md 21-23 stands “S3”"


def test_turtle_is_a_report() -> None:
    result = run(VALID, "--format", "turtle", "--sources", HERE)
    assert result.exit_code == 0
    assert "sh:ValidationReport" in result.stdout
    assert "sh:conforms true" in result.stdout


def test_the_limit_is_of_each_sort(changed: Callable[..., Path]) -> None:
    path = changed(('rdfs:label "First"@en ;', ""), ('rdfs:label "Storage"@en ;', ""), ("kg:words 18 ;", ""))
    counts = {}
    for limit in ("1", "2"):
        told = json.loads(run(path, "--format", "json", "--limit", limit, "--sources", HERE).stdout)
        counts[limit] = {rule["label"]: (rule["count"], len(rule["examples"])) for rule in told["rules"]}
    assert counts["1"]["label"] == (2, 1)
    assert counts["2"]["label"] == (2, 2)
    assert counts["2"]["episode: words"] == (1, 1)


def test_wrong_usage_ends_with_2(tmp_path: Path) -> None:
    missing = run(tmp_path / "nowhere")
    assert (missing.exit_code, "does not exist" in missing.stderr) == (2, True)
    empty = run(tmp_path)
    assert (empty.exit_code, "no RDF in it" in empty.stderr) == (2, True)
    assert run(VALID, "--format", "xml").exit_code == 2
    assert run(VALID, "--limit", "0").exit_code == 2


def test_what_is_no_rdf_ends_with_1_and_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "data.ttl"
    path.write_text("@prefix a: <http://a.example/> .\nnonsense\n", encoding="utf-8")
    result = run(path)
    assert result.exit_code == 1
    assert f"{path}, line 2: this is not Turtle" in result.stderr
    assert "Traceback" not in result.output
