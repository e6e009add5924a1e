"""A graph comes in, one HTML file that lists all it holds goes out; what it lists leads into the page beside it.

The file needs no script: a browser's own search finds every episode, technology and person in it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from kg.files import PAGE, writing
from kg.graph import Ends
from kg.html import read, render
from kg.naming import TITLE

if TYPE_CHECKING:
    import networkx as nx

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


Nodes = Mapping[str, Mapping[str, Any]]
"""Node id → attributes, as of the graph."""


def write_index(graph: nx.MultiDiGraph, path: Path, **options: Any) -> None:
    """Write the index of `graph` to `path`; options as of `compose_index`. Raises OSError."""
    text = generate_index(graph, **options)
    with writing(path) as handle:
        handle.write(text)


def generate_index(graph: nx.MultiDiGraph, **options: Any) -> str:
    """Return the index of `graph` as HTML; options as of `compose_index`."""
    return compose_index(graph.nodes, graph.edges(keys=True), **options)


def compose_index(nodes: Nodes, edges: Iterable[Ends], *, title: str = TITLE, page: str = PAGE) -> str:
    """Return the index of a graph as HTML.

    Args:
        nodes: its shows, episodes, technologies and people with their attributes, by id.
        edges: source, target and predicate of those that say who takes part, and what is mentioned.
        page: where the page of the same build lies, relative to the index.
    """
    named: dict[str, set[str]] = defaultdict(set)
    taking_part: dict[str, dict[str, set[str]]] = defaultdict(lambda: {role: set() for role in _ROLES})
    for source, target, predicate in edges:
        if predicate == "mentions" and target.startswith("technology/"):
            named[source].add(target)
        elif predicate in _ROLES:
            taking_part[target][predicate].add(source)
    technologies = _entries(nodes, Counter(chain.from_iterable(named.values())), page, "technology")
    parts = Counter(person for roles in taking_part.values() for person in set().union(*roles.values()))
    people = [entry for entry in _entries(nodes, parts, page, "person") if entry.episodes]
    episodes: dict[str, list[Listed]] = {}
    for node, facts in nodes.items():
        if facts.get("type") == "episode":
            taking = [
                str(nodes[person]["label"]) for role in _ROLES for person in sorted(taking_part[node][role])
            ]
            listed = _listed(node, facts, page, taking, len(named[node]))
            episodes.setdefault(f"show/{facts['show']}", []).append(listed)
    return render(
        "index/index.html",
        title=title,
        style=read("index", "index.css"),
        page=page,
        shows=[(str(nodes[show]["label"]), _years(several)) for show, several in sorted(episodes.items())],
        episodes=sum(map(len, episodes.values())),
        lists=[
            (name, _most(entries), _by_letter(entries))
            for name, entries in (("Technologies", technologies), ("People", people))
        ],
    )


_ROLES = ("hosts", "guestOf")


def _entries(nodes: Nodes, episodes: Counter[str], page: str, kind: str) -> list[Entry]:
    """Return the nodes of a type by label; `episodes` tells in how many each is."""
    found = [
        Entry(str(facts["label"]), _address(page, "node", node), episodes[node])
        for node, facts in nodes.items()
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


def _listed(
    episode: str, facts: Mapping[str, Any], page: str, people: list[str], technologies: int
) -> Listed:
    id_ = episode.partition("/")[2]
    return Listed(
        str(facts.get("label") or id_),
        _address(page, "episode", id_),
        facts.get("date") or "",
        ", ".join(people),
        technologies,
    )
