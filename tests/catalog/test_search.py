"""`kg catalog`: what it finds, and how it explains an entry."""

import json

import pytest
from click.testing import CliRunner

from kg.catalog import load_catalogue
from kg.catalog.search import explain, search
from kg.cli import cli


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("beanstalk", "AWS Elastic Beanstalk"),
        ("ruby on rails", "Ruby on Rails"),
        ("amazon-s3", "Amazon S3"),
        ("rails/rails", "Ruby on Rails"),
        ("https://github.com/rails/rails", "Ruby on Rails"),
        ("gem:rails", "Ruby on Rails"),
        ("https://aws.amazon.com/elasticbeanstalk/", "AWS Elastic Beanstalk"),
        ("Kubernets", "Kubernetes"),
    ],
)
def test_the_best_answer_comes_first(query: str, first: str) -> None:
    """Names, ids, repositories, packages, pages and slips find their entry."""
    assert search(load_catalogue(), query)[0].name == first


def test_an_entry_explained() -> None:
    """Names stand by how they count; what every AWS service may be called is left out."""
    text = explain(load_catalogue().entries["aws-elastic-beanstalk"])
    assert text.startswith(
        "AWS Elastic Beanstalk  (aws-service, aws-elastic-beanstalk)\n  in any capitalisation: Elastic Beanstalk"
    )
    assert "only with support near by: Beanstalk" in text
    assert "Amazon's Elastic Beanstalk" not in text


def run(*words: str) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr of `kg catalog`."""
    result = CliRunner().invoke(cli, ["catalog", *words])
    return result.exit_code, result.stdout, result.stderr


def test_the_command() -> None:
    """Entries go to stdout, as text or one JSON object a line; without a query the catalogue is summed up."""
    assert run("amazon s3")[1].startswith("Amazon S3  (aws-service, amazon-s3)")
    code, out, _ = run("--json", "-n", "1", "amazon s3")
    assert (code, json.loads(out)["id"]) == (0, "amazon-s3")
    assert run()[1].splitlines()[0] == f"{len(load_catalogue().entries):,} technologies"


def test_nothing_found() -> None:
    """The message names the query and the way to add it."""
    code, out, err = run("zzquandlezz")
    assert (code, out) == (1, "")
    assert "'zzquandlezz'" in err
    assert "--catalog" in err
