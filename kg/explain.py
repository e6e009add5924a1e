"""An extraction in; a readable account of what was found, where, how surely and why, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.model import Extraction, Mention


def explain(extraction: Extraction, most: int | None = None) -> Iterator[str]:
    """Yield the lines of an account of every technology and person with their mentions.

    Args:
        most: at most so many mentions of each; None for all.
    """
    yield f"{extraction.title}  ({extraction.id})"
    for technology in extraction.technologies:
        known = f"catalogue: {technology.id}" if technology.id else "not in the catalogue"
        yield f"  {technology.name}  ({technology.kind}; {known})"
        yield from _mentions(extraction, technology.mentions, most)
    for person in extraction.people:
        yield f"  {person.name}  ({person.role})"
        yield from _mentions(extraction, person.mentions, most)


def _mentions(extraction: Extraction, mentions: Sequence[Mention], most: int | None) -> Iterator[str]:
    for mention in mentions[:most]:
        place = f"{extraction.sources[mention.span.source].path}:{mention.span.start}-{mention.span.end}"
        yield f"    {mention.confidence:.2f}  {mention.why or mention.evidence}"
        yield f"          “{extraction.passages[mention.passage].text}”"
        yield f"          {mention.surface!r} in the {mention.place}, {place}"
    left = len(mentions) - len(mentions[:most])
    if left:
        yield f"    … and {left} more"
