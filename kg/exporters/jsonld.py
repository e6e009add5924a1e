"""The parts of the data set come in, JSON-LD 1.1 goes out, with its context inside: nothing is fetched to read it.

The context is also shipped as a file of its own (kg/data/context.jsonld), made by `context()` below.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any

from kg import vocabulary
from kg.rdf.dataset import Part
from kg.rdf.terms import Block

_TYPE = f"<{vocabulary.terms()['rdf:type']}>"


def context(base: str) -> dict[str, Any]:
    """Return the context: prefixes, and for every property a short name with the type of its values."""
    entries: dict[str, Any] = {"@version": 1.1, "@base": base + "/"}
    # Addresses of entities are written relative to the base; a prefix would hide the property of its name.
    entries |= {p: s for p, s in vocabulary.written_prefixes(base).items() if p not in vocabulary.ENTITIES}
    for curie, values in sorted(vocabulary.PROPERTIES.items()):
        entry = {"@id": curie}
        if values == "@en":
            entry["@language"] = vocabulary.LANGUAGE
        elif values != "xsd:string":
            entry["@type"] = values
        entries[vocabulary.short_name(curie)] = entry
    return entries


def write(parts: Iterable[Part], handle: IO[bytes], base: str) -> None:
    """Write `parts`, one object a named graph, one line a subject; the description stands at the top level."""
    reader = _Reader(base)
    handle.write(f'{{"@context": {_json(context(base))},\n"@graph": ['.encode())
    first = True
    for part in parts:
        nodes = ",\n".join(_json(reader.node(one)) for one in part.blocks)
        if part.name:
            nodes = f'{{"@id": {_json(reader.iri(part.name))}, "@graph": [\n{nodes}\n]}}'
        handle.write(f"{'' if first else ','}\n{nodes}".encode())
        first = False
    handle.write(b"\n]}\n")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Reader:
    """Turns terms as N-Triples writes them into values of JSON-LD, under the context of one base."""

    def __init__(self, base: str) -> None:
        self._below = f"<{base}/"
        self._keys = {
            f"<{iri}>": (vocabulary.short_name(curie), vocabulary.PROPERTIES[curie])
            for curie, iri in vocabulary.terms(base).items()
            if curie in vocabulary.PROPERTIES
        }
        self._curies = {f"<{iri}>": curie for curie, iri in vocabulary.terms(base).items()}

    def iri(self, term: str) -> str:
        """Return an IRI, relative where it lies below the base."""
        if term.startswith(self._below) and len(term) > len(self._below) + 1:
            return term[len(self._below) : -1]
        return term[1:-1]

    def node(self, one: Block) -> dict[str, Any]:
        """Return a subject's statements as a JSON-LD node."""
        node: dict[str, Any] = {"@id": self.iri(one.subject)}
        types = [self._curies[value] for predicate, value in one.pairs if predicate == _TYPE]
        if types:
            node["@type"] = types
        for predicate, value in one.pairs:
            if predicate != _TYPE:
                key, values = self._keys[predicate]
                node.setdefault(key, []).append(self._value(value, values))
        return {key: v[0] if len(v) == 1 and isinstance(v, list) else v for key, v in node.items()}

    def _value(self, term: str, values: str) -> Any:
        if values == "@id":
            return self.iri(term)
        text = json.loads(term[: term.rfind('"') + 1])
        return text
