"""A graph comes in, one HTML file that lists all it holds goes out; what it lists leads into the page beside it.

The file needs no script: a browser's own search finds every episode, technology and person in it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
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


def write_index(graph: nx.MultiDiGraph, path: Path, *, title: str = TITLE, page: str = PAGE) -> None:
    """Write the index of `graph` to `path`; see `generate_index`. Raises OSError."""
    text = generate_index(graph, title=title, page=page)
    with writing(path) as handle:
        handle.write(text)


def generate_index(graph: nx.MultiDiGraph, *, title: str = TITLE, page: str = PAGE) -> str:
    """Return the index as HTML.

    Args:
        page: where the page of the same build lies, relative to the index.
    """
    within: Counter[str] = Counter()
    for node, kind in graph.nodes(data="type"):
        if kind == "episode":
            within.update({*graph.predecessors(node), *graph.successors(node)})
    shows = sorted(node for node, kind in graph.nodes(data="type") if kind == "show")
    technologies = _entries(graph, within, page, "technology")
    people = [e for e in _entries(graph, within, page, "person", {"hosts", "guestOf"}) if e.episodes]
    return render(
        "index/index.html",
        title=title,
        style=read("index", "index.css"),
        page=page,
        shows=[(str(graph.nodes[show]["label"]), _years(graph, show, page)) for show in shows],
        episodes=sum(kind == "episode" for _, kind in graph.nodes(data="type")),
        lists=[
            (name, _most(entries), _by_letter(entries))
            for name, entries in (("Technologies", technologies), ("People", people))
        ],
    )


def _entries(
    graph: nx.MultiDiGraph, within: Counter[str], page: str, kind: str, edges: set[str] | None = None
) -> list[Entry]:
    """Return the nodes of a type by label; with `edges`, episodes are those that one of these leads to."""
    found = []
    for node, type_ in graph.nodes(data="type"):
        if type_ == kind:
            own = {end for _, end, key in graph.out_edges(node, keys=True) if key in edges} if edges else None
            count = within[node] if own is None else len(own)
            found.append(Entry(str(graph.nodes[node]["label"]), _address(page, "node", node), count))
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


def _years(graph: nx.MultiDiGraph, show: str, page: str) -> list[tuple[str, list[Listed]]]:
    """Return a show's episodes by year, the newest first."""
    found = [
        _listed(graph, episode, page)
        for episode, _, key in graph.in_edges(show, keys=True)
        if key == "partOf"
    ]
    found.sort(key=lambda e: (e.date, e.label, e.address), reverse=True)
    return [
        (year or "Without a date", list(group)) for year, group in groupby(found, key=lambda e: e.date[:4])
    ]


def _listed(graph: nx.MultiDiGraph, episode: str, page: str) -> Listed:
    attributes: dict[str, Any] = graph.nodes[episode]
    people = [
        str(graph.nodes[node]["label"])
        for role in ("hosts", "guestOf")
        for node, _, key in sorted(graph.in_edges(episode, keys=True))
        if key == role
    ]
    named = {
        n
        for _, n, key in graph.out_edges(episode, keys=True)
        if key == "mentions" and graph.nodes[n]["type"] == "technology"
    }
    label = str(attributes.get("label") or episode.partition("/")[2])
    return Listed(
        label,
        _address(page, "episode", episode.partition("/")[2]),
        attributes.get("date") or "",
        ", ".join(people),
        len(named),
    )
