"""The vocabulary: every term exists, every address is one, and what is declared of a property can be relied on."""

from typing import get_args

import pyoxigraph
import pytest
from rdflib.namespace import (
    DCAT,
    DCTERMS,
    FOAF,
    OWL,
    PROV,
    QB,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    VOID,
    XSD,
    DefinedNamespaceMeta,
)

from kg import vocabulary
from kg.model import Kind
from kg.naming import slug

CLOSED: dict[str, DefinedNamespaceMeta] = {
    "dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "owl": OWL, "prov": PROV, "qb": QB, "rdf": RDF,
    "rdfs": RDFS, "schema": SDO, "sh": SH, "skos": SKOS, "void": VOID, "xsd": XSD,
}  # fmt: skip
"""The vocabularies whose terms rdflib lists."""

STANDS_IN: dict[str, tuple[str, dict[str, str]]] = {
    "oa": (
        "https://www.w3.org/TR/2017/REC-annotation-vocab-20170223/",
        {
            "Annotation": "#annotation",
            "SpecificResource": "#specificresource",
            "FragmentSelector": "#fragmentselector",
            "TextPositionSelector": "#textpositionselector",
            "TextQuoteSelector": "#textquoteselector",
            "hasBody": "#hasbody",
            "hasTarget": "#hastarget",
            "motivatedBy": "#motivatedby",
            "identifying": "#identifying",
            "hasSelector": "#hasselector",
            "hasSource": "#hassource",
            "exact": "#exact",
            "start": "#start",
            "end": "#end",
        },
    ),
    "spdx": (
        "SPDX Specification 2.3",
        {
            "Checksum": "8.4 File checksum field", "checksum": "8.4 File checksum field", "algorithm": "8.4 File checksum field", "checksumValue": "8.4 File checksum field",
            "checksumAlgorithm_sha256": "8.4 File checksum field",
        },
    ),
}  # fmt: skip
"""Those whose terms it does not: the document, and for each term of it the section that it stands in."""


@pytest.mark.parametrize("prefix", sorted(vocabulary.FOREIGN))
def test_foreign_terms_exist(prefix: str) -> None:
    """Every term that is used of a foreign vocabulary is defined there."""
    namespace, names = vocabulary.FOREIGN[prefix]
    assert len(names) == len(set(names))
    if prefix in STANDS_IN:
        assert set(names) <= set(STANDS_IN[prefix][1])
        return
    closed = CLOSED[prefix]
    assert str(closed) == namespace
    assert set(names) - set(closed.__annotations__) - set(closed._extras) == set()


def test_schema_org_is_https() -> None:
    """Schema.org is named by its https address alone."""
    assert vocabulary.FOREIGN["schema"][0] == "https://schema.org/"
    assert not any(iri.startswith("http://schema.org") for iri in vocabulary.terms().values())


def test_own_terms_are_sorted_and_said_in_full() -> None:
    """Classes before properties, by name; each has a label and a sentence; what they refer to exists."""
    names = [term.name for term in vocabulary.OWN]
    assert names == sorted(names)
    assert len(names) == len(set(names))
    known = set(vocabulary.terms())
    for term in vocabulary.OWN:
        assert term.label
        assert term.comment.endswith("."), term.name
        assert {*term.domain, *term.range, *([term.parent] if term.parent else [])} <= known, term.name
        if term.name[0].isupper():
            assert (term.domain, term.range) == ((), ())
            assert f"kg:{term.name}" not in vocabulary.PROPERTIES
        else:
            assert term.domain, term.name
            assert f"kg:{term.name}" in vocabulary.PROPERTIES


def test_a_range_is_what_the_values_are() -> None:
    """The range that the ontology states of an own property is the kind of value that is declared for it."""
    for term in vocabulary.OWN:
        if term.name[0].islower() and term.range:
            values = vocabulary.PROPERTIES[f"kg:{term.name}"]
            assert term.range == (values,) if values.startswith("xsd:") else values == "@id", term.name


def test_every_foreign_property_has_declared_values() -> None:
    """A term with a small initial is a property with declared values, but for those that name a value or rdf:type."""
    small = {
        f"{prefix}:{name}"
        for prefix, (_, names) in vocabulary.FOREIGN.items()
        for name in names
        if name[0].islower() and prefix != "xsd"
    }
    values = {"oa:identifying", "spdx:checksumAlgorithm_sha256", "rdf:type"}
    own = {curie for curie in vocabulary.PROPERTIES if curie.startswith("kg:")}
    assert small - values == set(vocabulary.PROPERTIES) - own


def test_short_names_are_all_different() -> None:
    """No two properties have one name in JSON-LD, and none is named like a prefix of a vocabulary."""
    names = [vocabulary.short_name(curie) for curie in vocabulary.PROPERTIES]
    assert len(names) == len(set(names))
    assert set(names) & set(vocabulary.FOREIGN) == set()
    assert vocabulary.short_name("schema:mentions") == "mentions"
    assert vocabulary.short_name("kg:mentions") == "kg_mentions"


def test_kinds_are_those_of_the_model() -> None:
    """Every kind of technology has a concept, and a broader one is a kind too."""
    assert set(vocabulary.KINDS) == set(get_args(Kind))
    assert {c.broader for c in vocabulary.KINDS.values() if c.broader} <= set(vocabulary.KINDS)
    assert {c.schema for c in vocabulary.KINDS.values() if c.schema} <= set(vocabulary.terms())


def test_names_that_differ_by_a_sign_have_addresses_of_their_own() -> None:
    """C, C++, C#, F#, .NET, NET, Node.js and Nodejs are eight things, and a parser takes their IRIs."""
    names = ("C", "C++", "C#", "F#", ".NET", "NET", "Node.js", "Node", "F", "C--", "Ü", "U")
    addresses = {
        vocabulary.node_iri(vocabulary.PLACEHOLDER_BASE, f"technology/{slug(name)}") for name in names
    }
    apart = {"C", "C++", "C#", "F#", ".NET", "NET", "Node.js", "Node", "F"}
    found = {vocabulary.node_iri(vocabulary.PLACEHOLDER_BASE, f"technology/{slug(name)}") for name in apart}
    assert len(found) == len(apart)
    assert {pyoxigraph.NamedNode(address).value for address in addresses} == addresses


URLS = {
    "javascript:alert(1)": None,
    " JaVaScRiPt:alert(1)": None,
    "java\nscript:alert(1)": None,
    "data:text/html,<script>": None,
    "file:///etc/passwd": None,
    "//no.scheme/x": None,
    "": None,
    "http://": None,
    "http://user:secret@host.example/": None,
    "http://ho st/": None,
    "http://[::1/": None,
    "http://host.example:port/": None,
    "https://host.example/a\tb": None,
    "https://host.example/\x00": None,
    "https://host.example/\ud800": "https://host.example/%3F",
    "HTTPS://Host.Example/A b": "https://host.example/A%20b",
    'https://host.example/<>"{}|^`\\': "https://host.example/%3C%3E%22%7B%7D%7C%5E%60%5C",
    "https://host.example/100%/%zz/%41": "https://host.example/100%25/%25zz/%41",
    "https://host.example/?q=a b&c=[d]#x#y": "https://host.example/?q=a%20b&c=%5Bd%5D#x%23y",
    "https://bücher.example/ü": "https://xn--bcher-kva.example/%C3%BC",
    "mailto:ada@host.example": "mailto:ada@host.example",
    "mailto:nobody": None,
}


@pytest.mark.parametrize(("url", "expected"), list(URLS.items()))
def test_addresses_are_made_valid_or_refused(url: str, expected: str | None) -> None:
    """Only http, https and mailto pass, percent-encoded so that they are IRIs by any parser's measure."""
    assert vocabulary.web(url) == expected
    if expected:
        assert pyoxigraph.NamedNode(expected).value == expected
        assert vocabulary.web(expected) == expected


@pytest.mark.parametrize(
    "base", ["", "kg", "ftp://x.example", "https://x.example/#", "mailto:a@b.example", "https://x.example/?a"]
)
def test_a_base_must_be_an_address(base: str) -> None:
    """A base that cannot carry slash IRIs is refused."""
    with pytest.raises(vocabulary.BaseError, match="cannot be a base IRI"):
        vocabulary.checked_base(base)


def test_a_base_ends_without_a_slash() -> None:
    """One slash or several at the end make no difference."""
    assert {vocabulary.checked_base("https://x.example/kg" + end) for end in ("", "/", "//")} == {
        "https://x.example/kg"
    }


def test_segments_that_cannot_stand_in_an_iri() -> None:
    """Empty and dot segments are refused, and all others come back out of the IRI unchanged."""
    for segment in ("", ".", ".."):
        with pytest.raises(ValueError, match="cannot be an IRI"):
            vocabulary.iri("https://kg.example", "a", segment)
    assert vocabulary.iri("https://kg.example", "a/b", "ü %") == "https://kg.example/a%2Fb/%C3%BC%20%25"
