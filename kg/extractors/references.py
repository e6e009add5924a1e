"""An episode's links and the catalogue in; what each link identifies out."""

from __future__ import annotations

import re

from kg.catalog import Catalogue
from kg.extractors.own_pages import entry_of
from kg.links import identify
from kg.model import Episode, Place, Reference

_EPISODE = re.compile(
    r"(?:devchat\.tv/[\w-]+/[\w-]+|changelog\.com/[\w-]+/[\w-]+|(?:jsparty|gotime|changelog)\.fm/\d+|syntax\.fm/show/\d+|talkpython\.fm/(?:episodes/show/)?\d+"
    r"|(?:rubyrogues|javascriptjabber|adventuresinangular|rubyfreelancers|freelancersshow|iphreaksshow)\.com/\d+[\w-]*)"
)


def extract_references(episode: Episode, catalogue: Catalogue) -> tuple[Reference, ...]:
    """Return the links in order, each with what its target is: by host and path, else by the catalogue's pages."""
    references = []
    for link in episode.links:
        kind = episode.sections[link.section].kind if link.section is not None else "other"
        place: Place = "picks" if kind == "picks" else "sponsors" if kind == "sponsors" else "notes"
        identifies, target = identify(link.canonical) if link.canonical else (None, None)
        entry = entry_of(link.canonical, catalogue) if link.canonical else None
        if entry and entry.kind == "aws-service":
            identifies, target = "aws-service", entry.name
        elif identifies == "aws":
            identifies, target = None, None
        elif identifies is None and _EPISODE.match(link.canonical):
            identifies, target = "episode", link.canonical
        elif identifies is None and entry:
            identifies, target = "product", entry.name
        references.append(Reference(link, place, identifies, target))
    return tuple(references)
