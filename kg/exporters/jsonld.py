"""The parts of the data set come in, JSON-LD 1.1 goes out, with its context inside: nothing is fetched to read it.

The context is also shipped as a file of its own (kg/data/context.jsonld), made by `context()` below.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import IO, Any

from kg import vocabulary
from kg.rdf.dataset import Part
from kg.rdf.terms import Block, Row

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
    node, relative = writer(base), _relatively(base)
    handle.write(f'{{"@context": {_json(context(base))},\n"@graph": ['.encode())
    first = True
    for part in parts:
        nodes = ",\n".join(node(one) for one in part.blocks)
        if part.name:
            nodes = f'{{"@id": {relative(part.name)}, "@graph": [\n{nodes}\n]}}'
        handle.write(f"{'' if first else ','}\n{nodes}".encode())
        first = False
    handle.write(b"\n]}\n")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _relatively(base: str) -> Callable[[str], str]:
    """Return the function that gives an IRI as a JSON string, relative where it lies below `base`.

    An IRI has nothing that JSON escapes.
    """
    below = f"<{base}/"
    begin = len(below)

    def relative(term: str) -> str:
        return f'"{term[begin if term.startswith(below) and len(term) > begin + 1 else 1 : -1]}"'

    return relative


def writer(base: str) -> Callable[[Block | Row], str]:
    """Return the function that gives a subject's statements as a JSON object, under the context of `base`.

    A literal between its quotes is a string of JSON already: both have the same escapes.
    """
    keys = {
        f"<{iri}>": (f'"{vocabulary.short_name(curie)}":', vocabulary.PROPERTIES[curie] == "@id")
        for curie, iri in vocabulary.terms(base).items()
        if curie in vocabulary.PROPERTIES
    }
    keys[_TYPE] = ('"@type":', True)
    curies = {f"<{iri}>": f'"{curie}"' for curie, iri in vocabulary.terms(base).items()}
    relative = _relatively(base)

    def node(one: Block | Row) -> str:
        found: dict[str, str] = {}
        several: set[str] = set()
        for predicate, value in one.pairs:
            key, is_iri = keys[predicate]
            if predicate == _TYPE:
                text = curies[value]
            else:
                text = relative(value) if is_iri else value[: value.rfind('"') + 1]
            if key in found:
                found[key] += "," + text
                several.add(key)
            else:
                found[key] = text
        rows = [f"{key}[{text}]" if key in several else key + text for key, text in found.items()]
        return ",".join([f'{{"@id":{relative(one.subject)}', *rows]) + "}"

    return node
