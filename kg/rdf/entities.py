"""The graph comes in, what holds across episodes goes out: shows, people, technologies and sponsors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast
from urllib.parse import quote

from kg import vocabulary
from kg.graph import Ends
from kg.links import identify
from kg.model import Kind
from kg.rdf.terms import Block, Names, Pair, address, block, clean, english, named, plain

Nodes = Mapping[str, dict[str, Any]]
"""Node id → attributes, as of the graph."""


def describe_entities(n: Names, nodes: Nodes, edges: Iterable[Ends]) -> Iterator[Block]:
    """Yield what is said of each entity among `nodes`, by node id; of `edges` only who speaks of what counts."""
    subjects: dict[str, list[str]] = defaultdict(list)
    for source, target, predicate in edges:
        if predicate == "speaksOf":
            subjects[source].append(target)
    for node, attributes in sorted(nodes.items()):
        if described := describe_entity(n, node, attributes, subjects.get(node, ())):
            yield described


def describe_entity(
    n: Names, node: str, attributes: dict[str, Any], speaks_of: Iterable[str]
) -> Block | None:
    """Return what is said of an entity, None for a node that is none; `speaks_of` are the ids of what it speaks of."""
    describer = _NODES.get(attributes.get("type", ""))
    if describer is None:
        return None
    pairs = describer(n, label_of(node, attributes), attributes)
    pairs += [(n["kg:speaksOf"], n.node(target)) for target in speaks_of]
    return block(n.node(node), pairs)


def label_of(node: str, attributes: dict[str, Any]) -> str:
    """Return a node's label; the last part of its id where it has none that can be written."""
    return clean(attributes.get("label") or "") or node.rpartition("/")[2]


def _show(n: Names, label: str, attributes: dict[str, Any]) -> list[Pair]:
    return _with_page(n, label, "schema:PodcastSeries", attributes)


def _person(n: Names, label: str, attributes: dict[str, Any]) -> list[Pair]:
    aliases = {clean(alias) for alias in attributes.get("aliases", ())} - {"", label}
    pages = (address("https://" + profile) for profile in attributes.get("profiles", ()))
    return [
        *named(n, label, "schema:Person"),
        (n["foaf:name"], english(label)),
        *((n["schema:alternateName"], english(alias)) for alias in aliases),
        *((n["schema:sameAs"], page) for page in pages if page),
    ]


def _technology(n: Names, label: str, attributes: dict[str, Any]) -> list[Pair]:
    kind = cast(Kind, attributes["kind"])
    schema = vocabulary.KINDS[kind].schema
    alternative, hidden = _labels(label, attributes)
    pairs: list[Pair] = [
        (n["rdf:type"], n["skos:Concept"]),
        *([(n["rdf:type"], n[schema])] if schema else []),
        (n["skos:prefLabel"], english(label)),
        (n["rdfs:label"], english(label)),
        *((n["skos:altLabel"], english(alias)) for alias in alternative),
        *((n["skos:hiddenLabel"], english(alias)) for alias in hidden),
        (n["skos:inScheme"], n.below("technology")),
        (n["kg:kind"], n.below("kind", kind)),
        (n["kg:known"], n.boolean(attributes.get("known", True))),
    ]
    if status := attributes.get("status"):
        pairs.append((n["kg:status"], plain(status)))
    for page in attributes.get("pages", ()):
        if term := address("https://" + page):
            own = "kg:repository" if identify(page)[0] == "repository" else "schema:url"
            pairs.append((n[own], term))
    for title in attributes.get("wikipedia", ()):
        name = quote(title.replace(" ", "_"), safe="_-.~!$&'()*,;=:@/", errors="replace")
        for predicate, url in (
            ("schema:sameAs", "https://en.wikipedia.org/wiki/"),
            ("skos:exactMatch", "http://dbpedia.org/resource/"),
        ):
            if term := address(url + name):
                pairs.append((n[predicate], term))
    return pairs


def _labels(label: str, attributes: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the alternative and the hidden labels; no two of them, nor the label, are the same (SKOS S13).

    Hidden, for search alone, are misspellings and mere variants of case (`JAVASCRIPT`).
    """
    misspelt = {clean(name) for name in attributes.get("misspelt", ())}
    alternative: list[str] = []
    hidden: list[str] = []
    folded = {label.casefold()}
    aliases = {clean(alias) for alias in attributes.get("aliases", ())} - {"", label}
    for alias in sorted(aliases, key=lambda alias: (len(alias) > 5 and alias.isupper(), alias)):
        if alias in misspelt or alias.casefold() in folded:
            hidden.append(alias)
        else:
            alternative.append(alias)
            folded.add(alias.casefold())
    return alternative, hidden


def _sponsor(n: Names, label: str, attributes: dict[str, Any]) -> list[Pair]:
    return _with_page(n, label, "schema:Organization", attributes)


def _with_page(n: Names, label: str, type_: str, attributes: dict[str, Any]) -> list[Pair]:
    pairs = named(n, label, type_)
    page = address(attributes.get("url"))
    return [*pairs, (n["schema:url"], page)] if page else pairs


_NODES: dict[str, Callable[[Names, str, dict[str, Any]], list[Pair]]] = {
    "show": _show,
    "person": _person,
    "technology": _technology,
    "sponsor": _sponsor,
}
