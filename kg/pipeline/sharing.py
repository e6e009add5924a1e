"""The portions of all episodes and the outline of their graph come in; what is stated of all goes out."""

from __future__ import annotations

import networkx as nx

from kg import vocabulary
from kg.exporters.nquads import lines
from kg.exporters.turtle import shortener, turtle_part
from kg.pipeline.segments import SegmentWriter
from kg.pipeline.triples import DESCRIPTION, Triples
from kg.rdf.dataset import Dataset, Part, Share
from kg.store import Store, unpacked


def write_shared(
    store: Store,
    outline: nx.MultiDiGraph,
    turtle: SegmentWriter | None,
    triples: Triples | None,
    base_iri: str,
) -> None:
    """Write what the episodes share: to the file of Turtle, and for the triple store. Raises OSError."""
    base = vocabulary.checked_base(base_iri)
    short = shortener(base, vocabulary.written_prefixes(base))

    def aside(part: Part) -> None:
        if triples and (triples.whole or not part.name):
            triples.add("".join(lines(part)).encode())

    dataset = Dataset(base, "full", aside)
    for share in store.parts("share"):
        dataset.add(unpacked(share, Share))
    for part in dataset.shared(outline):
        if turtle:
            turtle.add(part.name or DESCRIPTION, "", turtle_part(part, short))
