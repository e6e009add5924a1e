"""Why each mention was made, for a reader: `kg extract --explain` and `kg show --why`."""

from pathlib import Path

from click.testing import CliRunner

import kg
from kg.cli import cli
from kg.explain import explain
from kg.pipeline.episodes import extract_all, read_episodes


def test_every_mention_is_accounted_for() -> None:
    """Each mention has a line with its confidence and reason, its sentence and its place."""
    (x,) = extract_all(read_episodes([kg.sample_path()]).episodes)
    lines = list(explain(x))
    mentions = [m for t in x.technologies for m in t.mentions] + [m for p in x.people for m in p.mentions]
    assert [f"    {m.confidence:.2f}  {m.why}" for m in mentions if m.why] == [
        line for line in lines if line[4:6] in ("0.", "1.")
    ]
    assert sum("“" in line for line in lines) >= len(mentions)


def test_at_most_so_many() -> None:
    """What is left out is counted."""
    (x,) = extract_all(read_episodes([kg.sample_path()]).episodes)
    most = max(len(t.mentions) for t in x.technologies)
    assert f"    … and {most - 1} more" in list(explain(x, most=1))


def test_the_commands(tmp_path: Path) -> None:
    """`--explain` prints text in place of JSON; `--why` adds a line to each sentence."""
    explained = CliRunner().invoke(cli, ["extract", "-q", "-j", "1", "--explain", str(kg.sample_path())])
    assert explained.exit_code == 0
    assert "a name of the catalogue" in explained.stdout
    assert not explained.stdout.startswith("{")
    built = CliRunner().invoke(cli, ["build", "-q", "-j", "1", "-o", str(tmp_path), str(kg.sample_path())])
    assert built.exit_code == 0, built.stderr
    plain = CliRunner().invoke(cli, ["show", "S3", "--from", str(tmp_path)]).stdout
    why = CliRunner().invoke(cli, ["show", "S3", "--why", "--from", str(tmp_path)]).stdout
    assert "a name of the catalogue" not in plain
    assert "0.95: a name of the catalogue" in why
    assert len(why.splitlines()) > len(plain.splitlines())
