"""A graph comes in, one HTML file that lists all it holds goes out; what it lists leads into the page beside it.

The file needs no script: a browser's own search finds every episode, technology and person in it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import chain, groupby
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import networkx as nx

from kg.files import PAGE, writing
from kg.html import read, render
from kg.naming import TITLE

MOST = 40
"""Of technologies and people that are listed first, by how many episodes they are in."""


class Entry(NamedTuple):
    """A line of a list."""

    label: str
    address: str
    """Where it is in the page, relative."""
    episodes: int


class Listed(NamedTuple):
    """An episode of a list."""

    label: str
    address: str
    date: str
    people: str
    """Who hosts and who is a guest."""
    technologies: int


Named = Mapping[str, Collection[str]]
"""Episode → the technologies that it mentions, each once; by node ids."""


def write_index(graph: nx.MultiDiGraph, path: Path, **options: Any) -> None:
    """Write the index of `graph` to `path`; options as of `generate_index`. Raises OSError."""
    text = generate_index(graph, **options)
    with writing(path) as handle:
        handle.write(text)


def generate_index(
    graph: nx.MultiDiGraph, *, title: str = TITLE, page: str = PAGE, named: Named | None = None
) -> str:
    """Return the index as HTML.

    Args:
        page: where the page of the same build lies, relative to the index.
        named: the technologies of each episode, where only the graph's outline is given.
    """
    if named is None:
        named = _named(graph)
    taking_part = {(person, episode) for person, episode, key in graph.edges(keys=True) if key in _ROLES}
    technologies = _entries(graph, Counter(chain.from_iterable(named.values())), page, "technology")
    people = _entries(graph, Counter(person for person, _ in taking_part), page, "person")
    people = [entry for entry in people if entry.episodes]
    episodes: dict[str, list[Listed]] = {}
    for node, facts in graph.nodes(data=True):
        if facts.get("type") == "episode":
            episodes.setdefault(f"show/{facts['show']}", []).append(_listed(graph, node, page, named))
    return render(
        "index/index.html",
        title=title,
        style=read("index", "index.css"),
        page=page,
        shows=[
            (str(graph.nodes[show]["label"]), _years(several)) for show, several in sorted(episodes.items())
        ],
        episodes=sum(map(len, episodes.values())),
        lists=[
            (name, _most(entries), _by_letter(entries))
            for name, entries in (("Technologies", technologies), ("People", people))
        ],
    )


_ROLES = ("hosts", "guestOf")


def _named(graph: nx.MultiDiGraph) -> Named:
    """Return the technologies of each episode by the graph's edges."""
    kinds = graph.nodes(data="type")
    return {
        node: {
            end
            for _, end, key in graph.out_edges(node, keys=True)
            if key == "mentions" and kinds[end] == "technology"
        }
        for node, kind in kinds
        if kind == "episode"
    }


def _entries(graph: nx.MultiDiGraph, episodes: Counter[str], page: str, kind: str) -> list[Entry]:
    """Return the nodes of a type by label; `episodes` tells in how many each is."""
    found = [
        Entry(str(facts["label"]), _address(page, "node", node), episodes[node])
        for node, facts in graph.nodes(data=True)
        if facts.get("type") == kind
    ]
    return sorted(found, key=lambda e: (e.label.casefold(), e.label, e.address))


def _address(page: str, name: str, value: str) -> str:
    """Return the address of something in the page: `graph.html#node=technology/go`."""
    return f"{page}#{name}={quote(value, safe='/')}"


def _most(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda e: (-e.episodes, e.label.casefold(), e.address))[:MOST]


def _by_letter(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    def initial(entry: Entry) -> str:
        first = unicodedata.normalize("NFKD", entry.label)[:1].upper()
        return first if first.isalpha() else "0–9 and signs"

    return [(key, list(group)) for key, group in groupby(sorted(entries, key=initial), key=initial)]


def _years(episodes: list[Listed]) -> list[tuple[str, list[Listed]]]:
    """Return episodes by year, the newest first."""
    found = sorted(episodes, key=lambda e: (e.date, e.label, e.address), reverse=True)
    return [
        (year or "Without a date", list(group)) for year, group in groupby(found, key=lambda e: e.date[:4])
    ]


def _listed(graph: nx.MultiDiGraph, episode: str, page: str, named: Named) -> Listed:
    attributes: dict[str, Any] = graph.nodes[episode]
    people = [
        str(graph.nodes[node]["label"])
        for role in _ROLES
        for node, _, key in sorted(graph.in_edges(episode, keys=True))
        if key == role
    ]
    label = str(attributes.get("label") or episode.partition("/")[2])
    return Listed(
        label,
        _address(page, "episode", episode.partition("/")[2]),
        attributes.get("date") or "",
        ", ".join(people),
        len(named.get(episode, ())),
    )
