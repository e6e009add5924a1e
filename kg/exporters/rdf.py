"""The graph and the extractions come in, RDF goes out: as a file in one of four forms, or for rdflib."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, Literal, cast, get_args

import networkx
import rdflib

from kg import vocabulary
from kg.exporters import jsonld, nquads
from kg.exporters.turtle import write_trig, write_turtle
from kg.files import writing
from kg.model import Extraction
from kg.rdf.dataset import Part, parts
from kg.rdf.episodes import Detail

Form = Literal["turtle", "trig", "nquads", "jsonld"]

WRITERS: dict[Form, Callable[[Iterable[Part], IO[bytes], str], None]] = {
    "turtle": write_turtle,
    "trig": write_trig,
    "nquads": nquads.write,
    "jsonld": jsonld.write,
}
"""The forms of RDF that kg writes, by name."""

FORMS: tuple[Form, ...] = get_args(Form)

SUFFIXES: dict[Form, str] = {"turtle": "ttl", "trig": "trig", "nquads": "nq", "jsonld": "jsonld"}


def write_rdf(
    graph: networkx.MultiDiGraph,
    extractions: Iterable[Extraction],
    path: Path,
    form: Form = "turtle",
    *,
    base_iri: str = vocabulary.PLACEHOLDER_BASE,
    detail: Detail = "full",
) -> int:
    """Write the data set to `path`; return the number of its statements.

    Args:
        graph: of all the extractions.
        extractions: read one at a time; must ascend by id.
        path: with the ending `.gz` the file is compressed.
        detail: `entities`, `mentions` (with their sentences) or `full` (with their exact places).

    Raises `kg.vocabulary.BaseError`, `kg.rdf.dataset.OrderError`, `kg.rdf.description.EpochError` and OSError.
    """
    base = vocabulary.checked_base(base_iri)
    count = 0

    def counted() -> Iterator[Part]:
        nonlocal count
        for part in parts(graph, extractions, base_iri=base, detail=detail):
            count += sum(len(one.pairs) for one in part.blocks)
            yield part

    with writing(path, binary=True) as handle, _compressed(handle, path) as target:
        if form == "nquads":
            nquads.write(counted(), target, base, path.parent)
        else:
            WRITERS[form](counted(), target, base)
    return count


@contextmanager
def _compressed(handle: IO[bytes], path: Path) -> Iterator[IO[bytes]]:
    """Yield `handle`, or what compresses into it where the path's ending asks for that."""
    if path.suffix != ".gz":
        yield handle
        return
    # Neither time nor name goes into the file, so that equal content gives equal bytes.
    with gzip.GzipFile("", "wb", 6, handle, mtime=0) as packed:
        yield cast(IO[bytes], packed)


def to_rdf(
    graph: networkx.MultiDiGraph,
    extractions: Iterable[Extraction] = (),
    *,
    base_iri: str = vocabulary.PLACEHOLDER_BASE,
    detail: Detail = "full",
) -> rdflib.Graph:
    """Return the statements as one rdflib graph, prefixes bound. Arguments and errors are those of `write_rdf`.

    Without extractions only what holds across episodes is stated.
    """
    result = rdflib.Graph(bind_namespaces="none")
    _bind(result, base_iri)
    for part in parts(graph, extractions, base_iri=base_iri, detail=detail):
        _fill(result, part)
    return result


def to_dataset(
    graph: networkx.MultiDiGraph,
    extractions: Iterable[Extraction] = (),
    *,
    base_iri: str = vocabulary.PLACEHOLDER_BASE,
    detail: Detail = "full",
) -> rdflib.Dataset:
    """Return the statements as an rdflib data set of named graphs; a query sees the union of them."""
    result = rdflib.Dataset(default_union=True)
    _bind(result, base_iri)
    for part in parts(graph, extractions, base_iri=base_iri, detail=detail):
        _fill(result.graph(part.name[1:-1]) if part.name else result.default_graph, part)
    return result


def _bind(result: rdflib.Graph, base_iri: str) -> None:
    for prefix, namespace in vocabulary.prefixes(vocabulary.checked_base(base_iri)).items():
        result.bind(prefix, namespace)


def _fill(result: rdflib.Graph, part: Part) -> None:
    for one in part.blocks:
        for predicate, value in one.pairs:
            result.add(
                (_iri(one.subject), _iri(predicate), _iri(value) if value[0] == "<" else _literal(value))
            )


@lru_cache(4_096)
def _iri(term: str) -> rdflib.URIRef:
    return rdflib.URIRef(term[1:-1])


_ESCAPED = re.compile(r"\\(?:u([0-9A-F]{4})|(.))")
_CHARACTERS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def _literal(term: str) -> rdflib.Literal:
    end = term.rfind('"')
    text, suffix = term[1:end], term[end + 1 :]
    if "\\" in text:
        text = _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else _CHARACTERS[m[2]], text)
    if suffix.startswith("@"):
        return rdflib.Literal(text, lang=suffix[1:])
    if suffix:
        return rdflib.Literal(text, datatype=_iri(suffix[2:]), normalize=False)
    return rdflib.Literal(text)
