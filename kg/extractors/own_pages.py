"""An episode's links and the catalogue in; those that are a known technology's own page, with which, out.

Such a page is its repository, its package or its home page; an article on its site is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.catalog import Catalogue, Entry, fold
from kg.extractors.no_evidence import hides_names, in_panel, sponsor_pages
from kg.extractors.passages import Stretch
from kg.links import identify
from kg.model import Episode, Link


class OwnPage(NamedTuple):
    """A link to a known technology's own page."""

    position: int
    """Of the stretch among the episode's."""
    stretch: Stretch
    link: Link
    entry: Entry


def find_own_pages(
    episode: Episode, stretches: Sequence[Stretch], spoken: Sequence[int], catalogue: Catalogue
) -> list[OwnPage]:
    """Return the links that point to a known technology's own page, in order of the text.

    Advertising, lists of people and links whose text is no evidence are left out.

    Args:
        spoken: the positions of the stretches to look in.
    """
    found = []
    paid = sponsor_pages(episode)
    for position in spoken:
        stretch = stretches[position]
        if not stretch.links or in_panel(episode, stretch):
            continue
        for link in stretch.links:
            text = stretch.text.string[link.start : link.end]
            if not link.canonical or link.canonical in paid or hides_names(text, link.canonical):
                continue
            entry = entry_of(link.canonical, catalogue) or _namesake(text, link.canonical, catalogue)
            if entry and _names_it(text, link.canonical, entry):
                found.append(OwnPage(position, stretch, link, entry))
    return found


def entry_of(canonical: str, catalogue: Catalogue) -> Entry | None:
    """Return the technology whose repository, package or page a canonical URL is; None where it is nobody's."""
    kind, target = identify(canonical)
    if kind == "repository" and target:
        return catalogue.by_repository(target)
    if kind == "package" and target:
        return catalogue.by_package(target)
    return catalogue.by_page(canonical)


def _namesake(text: str, canonical: str, catalogue: Catalogue) -> Entry | None:
    """Return the technology that a link's text names where its repository or package bears that very name."""
    kind, target = identify(canonical)
    if kind not in ("repository", "package") or not target:
        return None
    own = re.split(r"[/:]", target)[-1]
    return catalogue.named(own) if fold(text.strip(" .,:")) in (fold(own), fold(target)) else None


def _names_it(text: str, canonical: str, entry: Entry) -> bool:
    """Whether a link stands for the thing itself: a home page, or a text that says so; not an article on its site."""
    path = canonical.partition("?")[0].casefold()
    own = any(path == host.casefold().rstrip("/") for host in entry.hosts) or identify(canonical)[0] in (
        "repository",
        "package",
    )
    words = len(text.split())
    if entry.kind == "aws-service" and canonical.startswith("aws.amazon.com/") and words <= 8:
        return True
    return own and words <= 6
