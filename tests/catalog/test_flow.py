"""Entries on a line each are read as YAML reads them, whatever stands in them."""

from importlib.resources import files
from importlib.resources.abc import Traversable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kg.catalog.flow import read_yaml

SHIPPED = [item for item in files("kg").joinpath("data", "catalog").iterdir() if item.name.endswith(".yaml")]

LINES = (
    "{name: Ruby on Rails, kind: framework, aliases: [RoR, rails], hosts: [rubyonrails.org]}",
    "{name: Yes, kind: no, weak: [on, Off, TRUE, null, Null, nil, y, n, Noah, on-call, True North]}",
    "{name: 3DES, weak: [1, 1.5, -2, 010, 0x1F, 1e5, 1e+5, 1_000, 12:30:45, 2001-01-01, 123456789012345678901234567890]}",
    "{name: .NET, cased: [.5, .inf, NaN, Infinity, -Infinity, ~, '', \"\", -, =]}",
    '{name: \'it\'\'s\', aliases: [\'PKCS #12\', "a, b", "a \\" b", "\\x41", "\\u00e9"]}',
    "{name: Conway's Law, cues: [C#, C++, a/b, Foo::Bar, http://example.org/a, R&D, (x), x (y)]}",
    "{name: a  b, cues: [ a , b ], hosts: [], repos: , packages: {}}",
    '{name: "a", "b": c, "d" : e, "f":g, h : i}',
    "{name: a, name: b, <<: {kind: c}, ? d : e, 1: f, [g]: h}",
    "{name: a, cues: [b, c,], weak}",
    "{name: a:b, kind:c, d: -e, f: - g, h: !!str 1, i: &x j, k: *x}",
    "{name: a} # b}",
    "{name: a # b}",
    "{name: łukasz, cues: [Łódź, ’tis, a’s, 日本, a\xa0b, a\tb, a\u2028b, a\x85b, \ufeffa]}",
    "{name: a, cues: [b\rc]}",
    "{}",
    "{name: {a: [b, {c: d}]}}",
    "{name: a}, {name: b}",
    "{name: 'a}",
    "b'}",
)


def told(text: str) -> object:
    """Return what YAML makes of a file, or the words of its refusal."""
    try:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        return str(error)


def read(text: str) -> object:
    """Return what `read_yaml` makes of a file, or the words of its refusal."""
    try:
        return read_yaml(text)
    except yaml.YAMLError as error:
        return str(error)


def listing(*lines: str) -> str:
    """Return a file of entries."""
    return "# of a test\nentries:\n\n  # first\n" + "".join(f"  - {line}\n" for line in lines)


@pytest.mark.parametrize("item", SHIPPED, ids=lambda item: item.name)
def test_shipped_files_are_read_as_yaml_reads_them(item: Traversable) -> None:
    """Every shipped file says what it says to a reader of YAML."""
    text = item.read_text(encoding="utf-8")
    assert read_yaml(text) == told(text)


@pytest.mark.parametrize("line", LINES)
def test_an_odd_line_means_what_it_means_in_yaml(line: str) -> None:
    """Alone and among others, at the first place and at the last."""
    plain = "{name: a, kind: b}"
    for text in (listing(line), listing(plain, line), listing(line, plain), listing(plain, line, plain)):
        assert repr(read(text)) == repr(told(text))


PIECES = st.sampled_from(
    [
        *"{}[],:#'\"\\-?!&*|>%@~ .0123ex_\t\rabN",
        ", ",
        ": ",
        " #",
        "no",
        "true",
        "null",
        "name",
        "Ruby",
        "[a, b]",
        "1.5",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_no_line_means_anything_else_than_in_yaml(inner: str) -> None:
    """Whatever a mapping holds: the same value of the same types, or the same refusal."""
    for text in (listing("{" + inner + "}"), listing("{name: " + inner + "}", "{kind: [" + inner + "]}")):
        assert repr(read(text)) == repr(told(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "entries:\n",
        "entries: []\n",
        "entries:\n  - {a: b}",
        "entries:\n  - {a: b}\n  - c: d\n",
        "entries:\n  - {a: b}\nothers: {}\n",
        "source: hand\nentries:\n  - {a: b}\n",
        "entries:\n  - {a: &x b}\n  - {c: *x}\n",
        "entries:\n  - {a: &x b}\n  - {c: &x d}\n",
        "entries:\n  - {a: b,\n     c: d}\n",
        "entries:\n  - {a: b}\n    # aside\n  - {a: c}\n",
        "entries:\n  - {a: b}\n   - {a: c}\n",
        "entries:\n  - {a: b}\n- {a: c}\n",
        "entries:\r\n  - {a: b}\r\n",
        "---\nentries:\n  - {a: b}\n...\n",
        "entries:\n  - {a: b}\n  - {a: 'c}\n",
        "entries:\n  - {a: 'b}\n  # c\n  - d'}\n",
        "entries:\n  - {a: 'b}\n  - {c: d}\n  - {e: f'}\n",
        "entries:\n  - {a: 'b}\n  - {c: d}\n  - {e: f'}\n  - {g: 'h'}\n",
        "entries:\n  - {a: b}\n\t# c\n",
        "\ufeffentries:\n  - {a: b}\n",
        "entries:\n  - {a: \x07}\n",
        "entries:\n  - {a: b}\n  # \x07\n",
    ],
)
def test_other_files_are_read_as_yaml_reads_them(text: str) -> None:
    """A file of another layout is left to a reader of YAML, its faults are told with their place."""
    assert repr(read(text)) == repr(told(text))
