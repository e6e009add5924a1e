"""Extractions come in, the ids of their entities go out (a stand-in until the graph is built here)."""

from __future__ import annotations

from kg.model import Person, Technology
from kg.naming import slug


def technology_id(technology: Technology) -> str:
    """Return the graph node id of a technology, such as `technology/amazon-s3`."""
    return "technology/" + slug(technology.id or technology.name)


def person_id(person: Person, show: str) -> str:
    """Return the graph node id of a person; one known by a single word is scoped to the show (a slug)."""
    name = slug(person.name)
    return f"person/{name}" if len(person.name.split()) > 1 else f"person/{show}/{name}"
