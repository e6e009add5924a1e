"""Names and texts come in, RDF terms as N-Triples writes them go out: what all statements are built from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import NamedNode

from kg import vocabulary

Pair = tuple[str, str]
"""Predicate and object."""


class Block(NamedTuple):
    """A subject and all that is stated of it in one part."""

    subject: str
    pairs: list[Pair]
    """Sorted, each once."""


OPEN = "\0"
"""Stands for what differs, a term or the value of a literal; no term has it otherwise."""

Shape = tuple[Pair, ...]
"""What is stated of many subjects, by predicate; `OPEN` may stand in each object once."""


class Row(NamedTuple):
    """A subject of which the same is stated as of many others, so that writers need to look at that only once."""

    subject: str
    shape: Shape
    values: tuple[str, ...]
    """What the shape leaves open, in its order; values of literals need no escape."""

    @property
    def pairs(self) -> list[Pair]:
        """All that is stated of it, sorted."""
        values = iter(self.values)
        return [(p, o.replace(OPEN, next(values)) if OPEN in o else o) for p, o in self.shape]


_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) cannot carry; N-Triples could carry most of it, RDF/XML not."""

_SPECIAL = re.compile('[\x00-\x1f"\\\\\x7f]')
_ESCAPES = {chr(code): f"\\u{code:04X}" for code in (*range(32), 127)} | {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
"""How canonical N-Quads spell characters (RDF 1.2 N-Quads, section 4, as RDFC-1.0 asks)."""


class Names:
    """The terms and addresses below one base: `names["schema:name"]`, `names.node("show/x")`."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._terms = {curie: f"<{iri}>" for curie, iri in vocabulary.terms(base).items()}
        self._xsd = {
            name: f"^^<{vocabulary.FOREIGN['xsd'][0]}{name}>" for name in vocabulary.FOREIGN["xsd"][1]
        }
        self.node = lru_cache(65_536)(self._node)

    def __getitem__(self, curie: str) -> str:
        return self._terms[curie]

    def _node(self, node: str) -> str:
        """Return the term of a graph node id."""
        return f"<{vocabulary.node_iri(self.base, node)}>"

    def below(self, *segments: str) -> str:
        """Return the term `base/segment/…`."""
        return f"<{vocabulary.iri(self.base, *segments)}>"

    def source(self, episode: str, sha256: str) -> str:
        """Return the term of a source file of `episode` (an id)."""
        return f"<{vocabulary.source_iri(self.base, episode, sha256)}>"

    def graph(self, *segments: str) -> str:
        """Return the name of a named graph."""
        return self.below("graph", *segments)

    def integer(self, value: int) -> str:
        """Return a whole number."""
        return f'"{value}"{self._xsd["integer"]}'

    def boolean(self, value: bool) -> str:
        """Return a truth value."""
        return f'"{str(value).lower()}"{self._xsd["boolean"]}'

    def decimal(self, value: float, places: int) -> str:
        """Return a number with a fixed number of decimal places."""
        return f'"{value:.{places}f}"{self._xsd["decimal"]}'

    def open(self, datatype: str) -> str:
        """Return a literal of a datatype of XML Schema whose value differs."""
        return f'"{OPEN}"{self._xsd[datatype]}'

    def typed(self, value: str, datatype: str) -> str:
        """Return a literal of a datatype of XML Schema, `date` for instance."""
        return f'"{escaped(value)}"{self._xsd[datatype]}'


def escaped(text: str) -> str:
    """Return `text` as it stands between the quotes of a canonical literal."""
    return _SPECIAL.sub(lambda found: _ESCAPES[found.group()], text) if _SPECIAL.search(text) else text


def clean(text: str) -> str:
    """Return `text` without characters that RDF/XML cannot carry and without blanks at its ends."""
    return _FORBIDDEN.sub("", text).strip()


def words(text: str) -> str:
    """Return `text` to the letter, but for characters that RDF/XML cannot carry."""
    return _FORBIDDEN.sub("", text)


def plain(text: str) -> str:
    """Return a string without a language."""
    return f'"{escaped(text)}"'


def english(text: str) -> str:
    """Return a label or passage in kg's language."""
    return f'"{escaped(text)}"@{vocabulary.LANGUAGE}'


@lru_cache(4_096)
def address(url: str | None) -> str | None:
    """Return an untrusted address as a term, None where it is missing or not fit to be followed."""
    iri = vocabulary.web(url) if url else None
    try:
        return str(NamedNode(iri)) if iri else None
    except ValueError:
        return None


def block(subject: str, pairs: Iterable[Pair]) -> Block:
    """Return the pairs as a block: sorted, each once."""
    return Block(subject, sorted(set(pairs)))


def named(names: Names, label: str, *types: str) -> list[Pair]:
    """Return types and labels: `rdfs:label` for viewers, `schema:name` for readers of Schema.org."""
    pairs: list[Pair] = [(names["rdf:type"], names[curie]) for curie in types]
    text = english(label)
    return [*pairs, (names["rdfs:label"], text), (names["schema:name"], text)]
