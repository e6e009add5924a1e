"""Nothing comes in but the base; the vocabulary goes out: as a page for people, as Turtle, as a JSON-LD context.

The page is made of the very statements that Turtle has (kg.rdf.ontology), so that neither says what
the other does not. A term's anchor in it is the term's own name: where the page is served as
`{base}/ns`, the address of a term leads to what is said of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from kg import vocabulary
from kg.exporters.jsonld import context
from kg.exporters.turtle import write_turtle
from kg.files import writing
from kg.html import read, render
from kg.rdf.dataset import Part
from kg.rdf.ontology import describe_ontology
from kg.rdf.terms import Block, Names

SPECIFICATIONS: dict[str, tuple[str, str]] = {
    "dcat": ("Data Catalog Vocabulary (DCAT)", "https://www.w3.org/TR/vocab-dcat-3/"),
    "dcterms": ("DCMI Metadata Terms", "https://www.dublincore.org/specifications/dublin-core/dcmi-terms/"),
    "foaf": ("FOAF Vocabulary", "http://xmlns.com/foaf/spec/"),
    "oa": ("Web Annotation Vocabulary", "https://www.w3.org/TR/annotation-vocab/"),
    "owl": ("OWL 2 Web Ontology Language", "https://www.w3.org/TR/owl2-overview/"),
    "prov": ("PROV-O: The PROV Ontology", "https://www.w3.org/TR/prov-o/"),
    "qb": ("The RDF Data Cube Vocabulary", "https://www.w3.org/TR/vocab-data-cube/"),
    "rdf": ("RDF 1.1", "https://www.w3.org/TR/rdf11-concepts/"),
    "rdfs": ("RDF Schema", "https://www.w3.org/TR/rdf-schema/"),
    "schema": ("Schema.org", "https://schema.org/docs/schemas.html"),
    "sh": ("Shapes Constraint Language (SHACL)", "https://www.w3.org/TR/shacl/"),
    "skos": ("SKOS Simple Knowledge Organization System", "https://www.w3.org/TR/skos-reference/"),
    "spdx": ("SPDX Specification", "https://spdx.github.io/spdx-spec/v2.3/"),
    "void": ("Describing Linked Datasets with the VoID Vocabulary", "https://www.w3.org/TR/void/"),
    "xsd": ("XML Schema Datatypes", "https://www.w3.org/TR/xmlschema11-2/"),
}
"""Prefix → name and address of the document that defines the terms."""

GRAPHS: tuple[tuple[str, str], ...] = (
    ("graph/episode/{show}/{name}", "All that one episode states: itself, its files, topics, picks, turns, passages and mentions."),
    ("graph/entities", "What holds across episodes: shows, people, technologies and sponsors."),
    ("graph/co-occurrence/turn", "Observations of technologies named within one turn or line, and which technologies co-occur."),
    ("graph/co-occurrence/episode", "Observations of technologies named within one episode."),
    ("graph/times", "Moments of recordings, which passages point to."),
    ("graph/vocabulary", "This vocabulary."),
    ("graph/provenance", "The run, the software, and which files each episode's graph was derived from."),
    ("", "The default graph: the description of the data set (VoID, DCAT)."),
)  # fmt: skip
"""Address below the base and content of every graph of the data set."""


class Target(NamedTuple):
    """A term that another refers to."""

    curie: str
    href: str
    """Within the page for an own term, else its address."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A term, a kind or another subject of the vocabulary, as the page shows it."""

    name: str
    """The last part of its address, which is its anchor."""
    iri: str
    label: str
    text: str
    """Its comment or definition."""
    facts: tuple[tuple[str, tuple[Target, ...]], ...]
    """What else is said of it: the name of a row, and what it holds."""


def write_ontology(path: Path, *, base_iri: str = vocabulary.PLACEHOLDER_BASE) -> None:
    """Write the vocabulary to `path`: Turtle where that ends in `.ttl`, else the page.

    Raises `kg.vocabulary.BaseError` and OSError.
    """
    base = vocabulary.checked_base(base_iri)
    if path.suffix == ".ttl":
        n = Names(base)
        with writing(path, binary=True) as handle:
            write_turtle([Part(n.graph("vocabulary"), sorted(describe_ontology(n)))], handle, base)
        return
    page = generate_ontology(base)
    with writing(path) as handle:
        handle.write(page)


def write_context(path: Path, *, base_iri: str = vocabulary.PLACEHOLDER_BASE) -> None:
    """Write the JSON-LD context to `path`. Raises `kg.vocabulary.BaseError` and OSError."""
    document = generate_context(vocabulary.checked_base(base_iri))
    with writing(path) as handle:
        handle.write(document)


def generate_context(base: str = vocabulary.PLACEHOLDER_BASE) -> str:
    """Return the context as a document: a line an entry, and its version, which a reader of the context passes over."""
    entries = context(base)
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(entry)}" for name, entry in entries.items())
    version = json.dumps(vocabulary.ONTOLOGY_VERSION)
    return f'{{\n  "@context": {{\n{lines}\n  }},\n  "@id": "ns",\n  "versionInfo": {version}\n}}\n'


def generate_ontology(base: str = vocabulary.PLACEHOLDER_BASE) -> str:
    """Return the page for `base`, a checked one: it loads nothing and needs no script."""
    n = Names(base)
    reader = _Reader(base, describe_ontology(n))
    ontology = reader.entry(n.below("ns"))
    return render(
        "ontology/ontology.html",
        title=f"{ontology.label} {vocabulary.ONTOLOGY_VERSION}",
        style=read("ontology", "ontology.css"),
        name=ontology.label,
        about=ontology.text,
        base=base,
        version=vocabulary.ONTOLOGY_VERSION,
        version_iri=vocabulary.iri(base, "ns", vocabulary.ONTOLOGY_VERSION),
        classes=[reader.entry(n["kg:" + term.name]) for term in vocabulary.OWN if term.name[0].isupper()],
        properties=[reader.entry(n["kg:" + term.name]) for term in vocabulary.OWN if term.name[0].islower()],
        kinds=[
            (
                reader.entry(n.below("kind", kind)),
                reader.target(n[concept.schema]) if concept.schema else None,
            )
            for kind, concept in sorted(vocabulary.KINDS.items())
        ],
        foreign=[
            (prefix, space, *SPECIFICATIONS[prefix], [(name, space + name) for name in names])
            for prefix, (space, names) in sorted(vocabulary.FOREIGN.items())
        ],
        graphs=GRAPHS,
        prefixes=vocabulary.written_prefixes(base),
    )


_ROWS = (
    ("Subclass of", "rdfs:subClassOf"),
    ("Subproperty of", "rdfs:subPropertyOf"),
    ("Used with", "schema:domainIncludes"),
    ("Values", "schema:rangeIncludes"),
    ("Broader", "skos:broader"),
    ("Is also", "rdf:type"),
)
_PLAIN = {"rdf:Property", "rdfs:Class", "skos:Concept", "owl:Ontology"}
"""Types that the page shows by where it lists a term."""


class _Reader:
    """Looks up in the ontology's statements what the page says."""

    def __init__(self, base: str, blocks: Iterable[Block]) -> None:
        self._names = Names(base)
        self._curies = {f"<{iri}>": curie for curie, iri in vocabulary.terms(base).items()}
        self._kinds = f"<{vocabulary.iri(base, 'kind')}/"
        self._blocks = {one.subject: one.pairs for one in blocks}

    def entry(self, subject: str) -> Entry:
        """Return what is stated of `subject`."""
        values = self._values(subject)
        name = subject[1:-1].removeprefix(vocabulary.namespace(subject[1:-1]))
        text = values("rdfs:comment") or values("skos:definition")
        facts = [(row, [self.target(term) for term in values(curie)]) for row, curie in _ROWS]
        kept = [(row, tuple(t for t in targets if t.curie not in _PLAIN)) for row, targets in facts]
        return Entry(
            name, subject[1:-1], _text(values("rdfs:label")[0]), _text(text[0]) if text else "",
            tuple((row, targets) for row, targets in kept if targets),
        )  # fmt: skip

    def target(self, term: str) -> Target:
        """Return a term that another refers to."""
        if term.startswith(self._kinds):
            name = term[len(self._kinds) : -1]
            return Target(f"kind:{name}", f"#kind-{name}")
        curie = self._curies[term]
        own = curie.startswith("kg:")
        return Target(curie, "#" + curie[3:] if own else term[1:-1])

    def _values(self, subject: str) -> Any:
        pairs = self._blocks[subject]
        return lambda curie: [value for predicate, value in pairs if predicate == self._names[curie]]


def _text(literal: str) -> str:
    """Return the text of a literal as N-Triples writes it."""
    text: str = json.loads(literal[: literal.rfind('"') + 1])
    return text
