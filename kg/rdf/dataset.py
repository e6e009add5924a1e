"""The graph and the extractions come in, the parts of the RDF data set go out, in the order they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import networkx

from kg import vocabulary
from kg.cooccurrence.pairs import Counter
from kg.cooccurrence.windows import windows
from kg.errors import KgError
from kg.model import Extraction
from kg.rdf.description import Tally, describe_dataset
from kg.rdf.entities import describe_entities
from kg.rdf.episodes import Detail, describe_episode, describe_moment, moments, without_places
from kg.rdf.observations import STATED, describe_pairs, least
from kg.rdf.ontology import describe_ontology
from kg.rdf.provenance import describe_run
from kg.rdf.terms import Block, Names


class OrderError(KgError, ValueError):
    """The extractions do not ascend by id, or one comes twice."""


@dataclass(frozen=True, slots=True)
class Part:
    """A named graph, complete."""

    name: str | None
    """Its IRI as a term; None for the default graph."""
    blocks: list[Block]
    """By subject."""


def parts(
    graph: networkx.MultiDiGraph,
    extractions: Iterable[Extraction],
    *,
    base_iri: str = vocabulary.PLACEHOLDER_BASE,
    detail: Detail = "full",
    aside: Callable[[Part], None] | None = None,
) -> Iterator[Part]:
    """Yield the parts: each episode's, then what they share, then the description of the whole.

    Args:
        graph: of all the extractions; says what holds across episodes.
        extractions: read one at a time; must ascend by id.
        detail: how much is stated.
        aside: is handed every part in the detail `mentions`, before the part itself is yielded, so
            that two outputs need one pass; `detail` must be `mentions` or `full`.

    Raises `kg.vocabulary.BaseError`, `OrderError`, `kg.rdf.description.EpochError`.
    """
    n = Names(vocabulary.checked_base(base_iri))
    files: dict[str, list[str]] = {}
    tally, smaller = Tally(n["rdf:type"]), Tally(n["rdf:type"])
    for part in _parts(n, graph, extractions, files, detail):
        tally.add(part.blocks)
        if aside:
            reduced = Part(part.name, without_places(n, part.blocks))
            smaller.add(reduced.blocks)
            aside(reduced)
        yield part
    if aside:
        aside(_part(None, describe_dataset(n, smaller, files)))
    yield _part(None, describe_dataset(n, tally, files))


def _parts(
    n: Names,
    graph: networkx.MultiDiGraph,
    extractions: Iterable[Extraction],
    files: dict[str, list[str]],
    detail: Detail,
) -> Iterator[Part]:
    """Yield all parts but the description; note in `files` what each episode was read from."""
    seconds: set[int] = set()
    counters = {kind: Counter() for kind in STATED}
    last = ""
    for x in extractions:
        if x.id <= last:
            raise OrderError(f"{x.id}: extractions must ascend by id, and this one follows {last}")
        last = x.id
        files[x.id] = [source.sha256 for source in x.sources]
        for kind, counter in counters.items():
            for window in windows(x, kind):
                counter.add(window)
        if detail != "entities":
            seconds |= moments(x)
        yield _part(n.graph("episode", *x.id.split("/")), describe_episode(n, x, detail))
    yield _part(n.graph("entities"), describe_entities(n, graph))
    for kind, counter in counters.items():
        table = counter.table(least(kind, counter.windows))
        yield _part(n.graph("co-occurrence", kind), describe_pairs(n, kind, table))
    if seconds:
        yield _part(n.graph("times"), (describe_moment(n, second) for second in sorted(seconds)))
    yield _part(n.graph("vocabulary"), describe_ontology(n))
    yield _part(n.graph("provenance"), describe_run(n, files))


def _part(name: str | None, blocks: Iterable[Block]) -> Part:
    return Part(name, sorted(blocks))
