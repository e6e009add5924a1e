"""The portions of all episodes and their graph come in; what is stated of all goes out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import networkx as nx

from kg import vocabulary
from kg.exporters.nquads import lines
from kg.exporters.turtle import shortener, turtle_part
from kg.pipeline.segments import SegmentWriter
from kg.rdf.dataset import Dataset, Part, Share
from kg.store import Segment, Store, unpacked

DESCRIPTION = ""
"""Name of the part that describes the data set: it is in the default graph, which has no IRI."""


def write_shared(
    store: Store,
    graph: nx.MultiDiGraph,
    turtle: SegmentWriter | None,
    quads: Path,
    base_iri: str,
    *,
    whole: bool,
) -> None:
    """Write what the episodes share: to the file of Turtle, and for the triple store to the end of `quads`.

    Args:
        whole: all of it goes to `quads`, and not only the description, which is another one there.
    """
    base = vocabulary.checked_base(base_iri)
    short = shortener(base, vocabulary.written_prefixes(base))
    with quads.open("a", encoding="utf-8", newline="\n") as handle:

        def aside(part: Part) -> None:
            if whole or not part.name:
                handle.writelines(lines(part))

        dataset = Dataset(base, "full", aside)
        for share in store.parts("share"):
            dataset.add(unpacked(share, Share))
        for part in dataset.shared(graph):
            if turtle:
                turtle.add(part.name or DESCRIPTION, "", turtle_part(part, short))


def shared_segments(segments: Mapping[str, Segment]) -> dict[str, Segment]:
    """Return the segments of the parts that the episodes share, by the terms of their graphs."""
    return {name: segment for name, segment in segments.items() if name == DESCRIPTION or name[0] == "<"}
