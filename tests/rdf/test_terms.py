"""Terms: what is written is canonical, and no text can break out of its quotes."""

import pyoxigraph
import pytest

from kg import vocabulary
from kg.rdf.terms import Names, address, block, clean, english, escaped, named, plain, words

BASE = vocabulary.PLACEHOLDER_BASE
HOSTILE = 'a\x00b\uffffc\ud800\x1b "quoted" \'single\' back\\slash\nnext <b>&amp;</b> """ @en \u202e {}|^`'
CLEANED = 'abc "quoted" \'single\' back\\slash\nnext <b>&amp;</b> """ @en \u202e {}|^`'


def read(term: str) -> pyoxigraph.Literal:
    """Return a literal as a parser of N-Triples reads it."""
    (triple,) = pyoxigraph.parse(f"<a:s> <a:p> {term} .", format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert isinstance(triple.object, pyoxigraph.Literal)
    return triple.object


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain café 🍕", "plain café 🍕"),
        ('"\\', '\\"\\\\'),
        ("\b\t\n\f\r", "\\b\\t\\n\\f\\r"),
        ("\x00\x01\x0b\x1f\x7f", "\\u0000\\u0001\\u000B\\u001F\\u007F"),
        ("\x80\u2028\ufffe", "\x80\u2028\ufffe"),
        ("'", "'"),
    ],
)
def test_characters_are_escaped_as_canonical_n_quads_ask(text: str, expected: str) -> None:
    """Short escapes where there are some, else four hexadecimal digits, and everything else as it is."""
    assert escaped(text) == expected
    assert read(plain(text)).value == text


@pytest.mark.parametrize("text", [HOSTILE.replace("\ud800", ""), CLEANED, '"@en', "\\", "\\u0041", ""])
def test_a_reader_gets_the_text_back(text: str) -> None:
    """Whatever a text holds, a parser reads that text and no statement more."""
    assert read(plain(text)).value == text
    assert read(english(text)) == pyoxigraph.Literal(text, language="en")


def test_pyoxigraph_writes_literals_alike() -> None:
    """The spelling is the one that a second writer has, character by character up to U+0100."""
    for code in range(0x100):
        assert plain(chr(code)) == str(pyoxigraph.Literal(chr(code))), hex(code)


def test_what_xml_cannot_carry_goes() -> None:
    """Labels lose forbidden characters and outer blanks; quotes of a source lose forbidden characters alone."""
    assert clean(HOSTILE) == CLEANED
    assert clean("\x00 ") == ""
    assert words(" a\x00b ") == " ab "


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://host.example/a b", "<https://host.example/a%20b>"),
        ("javascript:alert(1)", None),
        ("https://host.example/>", "<https://host.example/%3E>"),
        ("", None),
        (None, None),
    ],
)
def test_untrusted_addresses(url: str | None, expected: str | None) -> None:
    """An address is made an IRI, or is left out."""
    assert address(url) == expected


def test_numbers_have_a_fixed_form() -> None:
    """A decimal has its places even where they are noughts, and never an exponent."""
    n = Names(BASE)
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert n.decimal(1e-9, 4) == f'"0.0000"^^<{xsd}decimal>'
    assert n.decimal(2, 2) == f'"2.00"^^<{xsd}decimal>'
    assert n.integer(10**12) == f'"1000000000000"^^<{xsd}integer>'
    assert [n.boolean(True), n.boolean(False)] == [f'"{word}"^^<{xsd}boolean>' for word in ("true", "false")]


def test_a_block_is_sorted_and_has_nothing_twice() -> None:
    """The order in which statements were thought of does not show."""
    assert block("<a:s>", [("<a:p>", '"b"'), ("<a:p>", '"a"'), ("<a:p>", '"b"')]).pairs == [
        ("<a:p>", '"a"'),
        ("<a:p>", '"b"'),
    ]


def test_a_named_thing_has_both_labels() -> None:
    """`rdfs:label` for viewers and `schema:name` for readers of Schema.org are one text."""
    n = Names(BASE)
    assert named(n, "X", "schema:Thing") == [
        (n["rdf:type"], "<https://schema.org/Thing>"),
        (n["rdfs:label"], '"X"@en'),
        (n["schema:name"], '"X"@en'),
    ]


def test_an_unknown_term_cannot_be_written() -> None:
    """A CURIE that kg.vocabulary does not list is an error, not an address."""
    with pytest.raises(KeyError):
        _ = Names(BASE)["schema:nonsense"]
