"""The catalogue: how names are found in text, and what a catalogue file may hold."""

import json
from pathlib import Path

import pytest

from kg.catalog import Catalogue, CatalogueError, load_catalogue, parse_entries

ENTRIES = """
entries:
- {name: Amazon EC2, kind: aws-service, aliases: [EC2], hosts: [aws.amazon.com/ec2]}
- {name: Amazon ECS, kind: aws-service, cased: [ECS], former: [EC2 Container Service]}
- {name: AWS Lambda, kind: aws-service, weak: [Lambda]}
- {name: AWS Support, kind: aws-service, cased: [AWS Support]}
- {name: Amazon Web Services, kind: platform, cased: [AWS], hosts: [aws.amazon.com/]}
- {name: C, kind: language, weak: [C]}
- {name: C++, kind: language, aliases: [C++]}
- {name: C#, kind: language, aliases: [C#]}
- {name: .NET, kind: platform, aliases: [.NET, dotnet]}
- {name: Node.js, kind: platform, aliases: [NodeJS], cased: [Node], packages: ["npm:node"]}
- {name: Chef, kind: tool, cased: [Chef], repos: [chef/chef]}
- {name: Backbone.js, kind: framework, aliases: [Backbone], hosts: [backbonejs.org]}
- {name: Turk's Head, kind: tool, aliases: [Turk's Head]}
- {name: Step Functions, kind: aws-service, cased: [Step Functions]}
"""
CATALOGUE = Catalogue(parse_entries(ENTRIES, "small.yaml"))


def find(text: str) -> list[tuple[str, str, str]]:
    """Return what is found in `text`: the words, the entry's name and how it counts."""
    return [(text[hit.start : hit.end], hit.entry.name, hit.status) for hit in CATALOGUE.find(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # longest first
        (
            "the EC2 Container Service runs on EC2",
            [("EC2 Container Service", "Amazon ECS", "alias"), ("EC2", "Amazon EC2", "alias")],
        ),
        ("Amazon EC2", [("Amazon EC2", "Amazon EC2", "alias")]),
        # boundaries
        ("xEC2, EC2x, EC2_, _EC2, 3EC2", []),
        ("(EC2)/“EC2”—EC2.", [("EC2", "Amazon EC2", "alias")] * 3),
        ("EC2", [("EC2", "Amazon EC2", "alias")]),
        # plural and possessive
        (
            "many EC2s, EC2's price, EC2’s price",
            [("EC2s", "Amazon EC2", "alias"), *[("EC2", "Amazon EC2", "alias")] * 2],
        ),
        ("Chefs", [("Chefs", "Chef", "cased")]),
        ("Chefsy", []),
        # hyphens, blanks and apostrophes
        ("ec2-container service", [("ec2-container service", "Amazon ECS", "alias")]),
        ("Step-Functions", [("Step-Functions", "Step Functions", "cased")]),
        ("Turk’s head", [("Turk’s head", "Turk's Head", "alias")]),
        # C, C++ and C#
        ("C", [("C", "C", "weak")]),
        ("C++ and C# and C.", [("C++", "C++", "alias"), ("C#", "C#", "alias"), ("C", "C", "weak")]),
        ("c++", [("c++", "C++", "alias")]),
        ("c", []),
        ("Objective-C3 and Cs", []),
        # .NET
        (
            ".NET and .net, ASP.NET",
            [(".NET", ".NET", "alias"), (".net", ".NET", "alias"), (".NET", ".NET", "alias")],
        ),
        ("the net", []),
        # capitals: any, as written
        (
            "ec2 nodejs NODE.JS",
            [("ec2", "Amazon EC2", "alias"), ("nodejs", "Node.js", "alias"), ("NODE.JS", "Node.js", "alias")],
        ),
        ("a chef on a node", []),
        ("CHEF Node", [("Node", "Node.js", "cased")]),
        # weak
        ("a lambda, a Lambda", [("Lambda", "AWS Lambda", "weak")]),
        # the vendor's name before a service's name makes it certain, in any capitals
        (
            "aws lambda, Amazon Lambda, Amazon's EC2",
            [
                ("aws lambda", "AWS Lambda", "alias"),
                ("Amazon Lambda", "AWS Lambda", "alias"),
                ("Amazon's EC2", "Amazon EC2", "alias"),
            ],
        ),
        (
            "AWS support, AWS Support",
            [("AWS", "Amazon Web Services", "cased"), ("AWS Support", "AWS Support", "cased")],
        ),
        # nothing
        ("", []),
        ("İstanbul EC2", [("EC2", "Amazon EC2", "alias")]),
    ],
)
def test_names_in_text(text: str, found: list[tuple[str, str, str]]) -> None:
    """Exactly these names are found, in the order of the text."""
    assert find(text) == found


@pytest.mark.parametrize(
    ("name", "known"),
    [("EC2", True), ("ec2", True), ("Chef", True), ("chef", False), ("Lambda", True), ("Beekeeper", False)],
)
def test_whether_a_name_is_known(name: str, known: bool) -> None:
    """A name is the catalogue's in the capitals in which it counts."""
    assert (name in CATALOGUE) is known


def test_pages_repositories_and_packages() -> None:
    """A page belongs to the entry with the longest prefix of it, cut at path segments."""
    pages = [
        "aws.amazon.com/ec2/pricing",
        "aws.amazon.com/ec2x",
        "aws.amazon.com",
        "backbonejs.org/?x=1#y",
        "amazon.com",
    ]
    owners = [CATALOGUE.by_page(page) for page in pages]
    assert [owner and owner.name for owner in owners] == [
        "Amazon EC2",
        "Amazon Web Services",
        "Amazon Web Services",
        "Backbone.js",
        None,
    ]
    repository, package = CATALOGUE.by_repository("Chef/chef"), CATALOGUE.by_package("npm:node")
    assert (repository and repository.name, package and package.name) == ("Chef", "Node.js")
    assert CATALOGUE.by_repository("chef/other") is None
    assert CATALOGUE.by_package("gem:node") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("entries: [", "mine.yaml: not readable: "),
        ("- a", "mine.yaml: must be a mapping with a list `entries`"),
        ("entries: {}", "mine.yaml: must be a mapping with a list `entries`"),
        ("entries: [text]", "mine.yaml: entry 1: needs a `name`"),
        ("entries: [{kind: tool}]", "mine.yaml: entry 1: needs a `name`"),
        ("entries: [{name: ' ', kind: tool}]", "mine.yaml: entry 1: needs a `name`"),
        (
            "entries: [{name: A, kind: tool}, {name: B}]",
            "mine.yaml: entry 2 (B): field `kind`: None is none of aws-service, ",
        ),
        (
            "entries: [{name: A, kind: spoon}]",
            "mine.yaml: entry 1 (A): field `kind`: 'spoon' is none of aws-service, ",
        ),
        (
            "entries: [{name: A, kind: tool, alias: [B]}]",
            "mine.yaml: entry 1 (A): unknown field `alias`; known ones: ",
        ),
        (
            "entries: [{name: A, kind: tool, aliases: B}]",
            "mine.yaml: entry 1 (A): field `aliases`: must be a list of strings",
        ),
        (
            "entries: [{name: A, kind: tool, hosts: [1]}]",
            "mine.yaml: entry 1 (A): field `hosts`: must be a list of strings",
        ),
        (
            "entries: [{name: A, kind: tool, weak: ['']}]",
            "mine.yaml: entry 1 (A): field `weak`: must be a list of strings",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(text: str, message: str) -> None:
    """The message names the file, the entry and the field, and what is known where a name is not."""
    with pytest.raises(CatalogueError) as caught:
        parse_entries(text, "mine.yaml")
    assert str(caught.value).startswith(message)


def test_json_and_yaml_say_the_same() -> None:
    """A catalogue file may be JSON."""
    entry = {"name": "A", "kind": "tool", "aliases": ["B"]}
    assert parse_entries(json.dumps({"entries": [entry]}), "x.json") == parse_entries(
        "entries: [{name: A, kind: tool, aliases: [B]}]", "x.yaml"
    )


def test_an_overlay_wins(tmp_path: Path) -> None:
    """An entry of an overlay replaces the shipped one of its name; of two overlays the later one wins."""
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text(
        "entries: [{name: Amazon S3, kind: aws-service, aliases: [Pail]}, {name: Quillmark, kind: tool}]",
        encoding="utf-8",
    )
    second.write_text("entries: [{name: Quillmark, kind: library, weak: [Quill]}]", encoding="utf-8")
    shipped, laid = load_catalogue(), load_catalogue(first, second)
    text = "Pail, S3, Quillmark and EC2"
    assert [(text[h.start : h.end], h.entry.name) for h in laid.find(text)] == [
        ("Pail", "Amazon S3"),
        ("Quillmark", "Quillmark"),
        ("EC2", "Amazon EC2"),
    ]
    assert laid.entries["quillmark"].kind == "library"
    assert [h.entry.name for h in shipped.find(text)] == ["Amazon S3", "Amazon EC2"]
    assert laid.digest != shipped.digest


def test_a_missing_overlay_is_an_os_error(tmp_path: Path) -> None:
    """A file that is not there is told by its name."""
    with pytest.raises(FileNotFoundError, match="nowhere"):
        load_catalogue(tmp_path / "nowhere.yaml")


def test_the_digest_is_of_what_the_catalogue_says() -> None:
    """The order of the entries does not count, their content does."""
    entries = parse_entries(ENTRIES, "small.yaml")
    assert Catalogue(entries[::-1]).digest == CATALOGUE.digest
    assert Catalogue(entries[1:]).digest != CATALOGUE.digest
