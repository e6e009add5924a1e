"""Terms and texts come in, RDF statements go out: what all parts of the RDF export are built from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg import vocabulary

Pair = tuple[NamedNode, NamedNode | Literal]
"""Predicate and object."""

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) cannot carry; Turtle could carry most of it, other RDF forms not."""


class Names:
    """The terms and addresses below one base, as nodes: `names["schema:name"]`, `names.node("show/x")`."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._terms = {curie: NamedNode(iri) for curie, iri in vocabulary.terms(base).items()}

    def __getitem__(self, curie: str) -> NamedNode:
        return self._terms[curie]

    def node(self, node: str) -> NamedNode:
        """Return the node of a graph node id."""
        return NamedNode(vocabulary.node_iri(self.base, node))

    def below(self, *segments: str) -> NamedNode:
        """Return the node `base/segment/…`."""
        return NamedNode(vocabulary.iri(self.base, *segments))

    def kind(self, kind: str) -> NamedNode:
        """Return the concept of a kind of technology."""
        return NamedNode(vocabulary.kind_iri(self.base, kind))

    def source(self, episode: str, sha256: str) -> NamedNode:
        """Return the node of a source file of `episode` (an id)."""
        return NamedNode(vocabulary.source_iri(self.base, episode, sha256))

    def typed(self, value: str, datatype: str) -> Literal:
        """Return a literal of a datatype given as a CURIE."""
        return Literal(value, datatype=self._terms[datatype])


def describe(subject: NamedNode, pairs: Iterable[Pair]) -> Iterator[Triple]:
    """Yield the pairs as triples of `subject`, each once, those of one predicate together."""
    grouped: dict[NamedNode, dict[NamedNode | Literal, None]] = {}
    for predicate, value in pairs:
        grouped.setdefault(predicate, {})[value] = None
    for predicate, values in grouped.items():
        for value in values:
            yield Triple(subject, predicate, value)


def clean(text: str) -> str:
    """Return `text` without characters that RDF/XML cannot carry and without blanks at its ends."""
    return FORBIDDEN.sub("", text).strip()


def english(text: str) -> Literal:
    """Return a label or passage in kg's language."""
    return Literal(text, language=vocabulary.LANGUAGE)


def address(url: str | None) -> NamedNode | None:
    """Return an untrusted address as a node, None where it is missing or not fit to be followed."""
    iri = vocabulary.web(url) if url else None
    try:
        return NamedNode(iri) if iri else None
    except ValueError:
        return None


def named(names: Names, label: str, *types: str) -> list[Pair]:
    """Return types and labels: `rdfs:label` for viewers, `schema:name` for readers of Schema.org."""
    pairs: list[Pair] = [(names["rdf:type"], names[curie]) for curie in types]
    return [*pairs, (names["rdfs:label"], english(label)), (names["schema:name"], english(label))]
