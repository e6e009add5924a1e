"""The portions of all episodes and the outline of their graph come in; what is stated of all goes out.

What follows from the portions alone, co-occurrence above all, can be described by another process
while this one joins the outline.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from kg import vocabulary
from kg.exporters.nquads import lines
from kg.exporters.turtle import shortener, turtle_part
from kg.outline import Outline
from kg.pipeline.segments import CHUNK, SegmentWriter
from kg.pipeline.triples import DESCRIPTION, Triples
from kg.rdf.dataset import Dataset, Part, Share, Summary, entities_part
from kg.rdf.terms import Names
from kg.store import Store, unpacked
from kg.workers import collecting_rarely


class Counted(NamedTuple):
    """What was described that follows from the portions alone."""

    turtle: Path
    lengths: tuple[tuple[str, int], ...]
    """Graph, as a term, and bytes of its part, as they follow one another in the file of Turtle."""
    quads: Path | None
    """The same as N-Quads, where these were asked for."""
    summary: Summary
    """Of all but the entities."""


def describe_counted(store: Path, folder: Path, base_iri: str, quads: bool) -> Counted:
    """Describe in files in `folder` what follows from the portions in the store at `store`. Raises OSError.

    Args:
        quads: whether N-Quads are wanted as well.
    """
    base = vocabulary.checked_base(base_iri)
    short = shortener(base, vocabulary.written_prefixes(base))
    dataset = Dataset(base, "full", _nothing)
    lengths = []
    paths = folder / "counted.ttl", folder / "counted.nq" if quads else None
    with collecting_rarely(), ExitStack() as stack:
        opened = stack.enter_context(Store(store, writing=False))
        for share in opened.parts("share"):
            dataset.add(unpacked(share, Share))
        turtle, nquads = (stack.enter_context(path.open("wb")) if path else None for path in paths)
        for part in dataset.counted():
            if turtle:
                lengths.append((part.name or DESCRIPTION, turtle.write(turtle_part(part, short))))
            if nquads:
                nquads.writelines(line.encode() for line in lines(part))
    return Counted(paths[0], tuple(lengths), paths[1], dataset.summary)


def _nothing(part: Part) -> None:
    """Have a data set sum up the detail `mentions`, though its parts are not wanted here."""


def write_shared(
    outline: Outline,
    counted: Callable[[], Counted],
    turtle: SegmentWriter | None,
    triples: Triples | None,
    base_iri: str,
) -> None:
    """Write what the episodes share: to the file of Turtle, and for the triple store. Raises OSError.

    Args:
        counted: waits for what `describe_counted` returns.
    """
    base = vocabulary.checked_base(base_iri)
    names, short = Names(base), shortener(base, vocabulary.written_prefixes(base))
    entities = entities_part(names, outline.nodes, outline.edges)
    if turtle:
        turtle.add(str(entities.name), "", turtle_part(entities, short))
    found = counted()
    found.summary.add(names, entities)
    if turtle:
        with found.turtle.open("rb") as handle:
            for name, length in found.lengths:
                turtle.add(name, "", handle.read(length))
        turtle.add(DESCRIPTION, "", turtle_part(found.summary.described(names), short))
    if triples:
        if found.quads:
            triples.add("".join(lines(entities)).encode())
            with found.quads.open("rb") as handle:
                while data := handle.read(CHUNK):
                    triples.add(data)
        triples.add("".join(lines(found.summary.described(names, reduced=True))).encode())
