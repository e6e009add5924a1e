"""The graph comes in, its RDF statements go out: what every node is, and how it hangs together.

Only what the edges say is stated of them; their counts and best quotes follow from the mentions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, cast

import networkx
from pyoxigraph import Literal, Triple

from kg import vocabulary
from kg.exporters.rdf_statements import Names, Pair, address, clean, describe, english, named
from kg.model import Kind

_FORWARD = {
    "partOf": "schema:partOfSeries",
    "mentions": "schema:mentions",
    "speaksOf": "kg:speaksOf",
    "about": "schema:about",
    "sponsoredBy": "schema:sponsor",
}
"""Edge key → the predicate of (source, target)."""

_BACKWARD = {
    "hosts": "kg:host",
    "guestOf": "kg:guest",
    "recommends": "schema:author",
    "hasPick": "schema:isPartOf",
    "hasTopic": "schema:partOfEpisode",
}
"""Edge key → the predicate of (target, source): Schema.org names these the other way round."""


def describe_nodes(n: Names, graph: networkx.MultiDiGraph) -> Iterator[Triple]:
    """Yield the statements of every node and edge of `graph`, nodes by id.

    Raises ValueError for a type of node or a predicate that is not known here.
    """
    for node, attributes in sorted(graph.nodes(data=True)):
        subject = n.node(node)
        label = clean(attributes.get("label") or "") or node.rpartition("/")[2]
        try:
            describer = _NODES[attributes["type"]]
        except KeyError:
            raise ValueError(
                f"{node}: no such type of node: {attributes.get('type')!r}; known are {', '.join(_NODES)}"
            ) from None
        pairs = describer(n, node, label, attributes)
        edges = []
        for _, target, key in graph.out_edges(node, keys=True):
            if key in _FORWARD:
                edges.append((_FORWARD[key], target))
            elif key not in _BACKWARD:
                raise ValueError(
                    f"{node}: no such predicate: {key!r}; known are {', '.join((*_FORWARD, *_BACKWARD))}"
                )
        edges += [
            (_BACKWARD[key], source) for source, _, key in graph.in_edges(node, keys=True) if key in _BACKWARD
        ]
        pairs += [(n[curie], n.node(other)) for curie, other in sorted(edges)]
        yield from describe(subject, pairs)
        if attributes["type"] == "pick":
            yield from _item(n, node, label, attributes)
        elif attributes["type"] == "episode":
            yield from _sources(n, node, attributes)


def _others(attributes: dict[str, Any], label: str) -> list[Literal]:
    """Return the aliases that differ from the label (SKOS S13: the two kinds of label are disjoint)."""
    return [
        english(alias) for alias in sorted({clean(a) for a in attributes.get("aliases", ())} - {"", label})
    ]


def _show(n: Names, _node: str, label: str, _attributes: dict[str, Any]) -> list[Pair]:
    return named(n, label, "schema:PodcastSeries")


def _episode(n: Names, node: str, label: str, attributes: dict[str, Any]) -> list[Pair]:
    pairs = named(n, label, "schema:PodcastEpisode")
    if attributes.get("number") is not None:
        pairs.append((n["schema:episodeNumber"], Literal(int(attributes["number"]))))
    if day := _day(attributes.get("date")):
        pairs.append((n["schema:datePublished"], n.typed(day, "xsd:date")))
    if (seconds := attributes.get("duration")) is not None and seconds >= 0:
        pairs.append((n["schema:duration"], n.typed(_duration(int(seconds)), "xsd:duration")))
    if attributes.get("words"):
        pairs.append((n["kg:words"], Literal(int(attributes["words"]))))
    return pairs + [
        (n["schema:associatedMedia"], n.source(node.removeprefix("episode/"), digest))
        for digest in sorted(attributes.get("digest", ()))
    ]


def _sources(n: Names, node: str, attributes: dict[str, Any]) -> Iterator[Triple]:
    """Yield the files of an episode; two of the same content are one file with two paths."""
    paths: dict[str, list[str]] = {}
    for path, digest in zip(attributes.get("sources", ()), attributes.get("digest", ()), strict=True):
        paths.setdefault(digest, []).append(path)
    for digest in sorted(paths):
        yield from describe(
            n.source(node.removeprefix("episode/"), digest),
            [
                (n["rdf:type"], n["schema:MediaObject"]),
                (n["schema:sha256"], Literal(digest)),
                *((n["kg:path"], Literal(clean(path))) for path in sorted(paths[digest])),
            ],
        )


def _day(value: str | None) -> str | None:
    try:
        return date.fromisoformat(value).isoformat() if value else None
    except ValueError:
        return None


def _duration(seconds: int) -> str:
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    parts = ((hours, "H"), (minutes, "M"), (rest, "S"))
    return "PT" + ("".join(f"{value}{unit}" for value, unit in parts if value) or "0S")


def _person(n: Names, _node: str, label: str, attributes: dict[str, Any]) -> list[Pair]:
    pairs = named(n, label, "schema:Person")
    pairs += [(n["schema:alternateName"], alias) for alias in _others(attributes, label)]
    profiles = {address("https://" + profile) for profile in attributes.get("profiles", ())} - {None}
    return pairs + [(n["schema:sameAs"], page) for page in sorted(filter(None, profiles), key=str)]


def _technology(n: Names, _node: str, label: str, attributes: dict[str, Any]) -> list[Pair]:
    kind = cast(Kind, attributes["kind"])
    schema = vocabulary.KINDS[kind].schema
    pairs: list[Pair] = [
        (n["rdf:type"], n["skos:Concept"]),
        *([(n["rdf:type"], n[schema])] if schema else []),
        (n["skos:prefLabel"], english(label)),
        (n["rdfs:label"], english(label)),
        *((n["skos:altLabel"], alias) for alias in _others(attributes, label)),
        (n["skos:inScheme"], n.below("technology")),
        (n["kg:kind"], n.kind(kind)),
        (n["kg:known"], Literal(bool(attributes.get("known", True)))),
    ]
    home = attributes.get("homepage") or ""
    page = address(home) or (address("https://" + home) if home else None)
    return [*pairs, (n["schema:url"], page)] if page else pairs


def _pick(n: Names, node: str, label: str, _attributes: dict[str, Any]) -> list[Pair]:
    return [
        (n["rdf:type"], n["schema:Recommendation"]),
        (n["rdfs:label"], english(label)),
        (n["schema:itemReviewed"], n.node(node + "/item")),
    ]


def _item(n: Names, node: str, label: str, attributes: dict[str, Any]) -> Iterator[Triple]:
    """Yield what a pick recommends; all that is known of it is its title and perhaps its address."""
    page = address(attributes.get("url"))
    yield from describe(
        n.node(node + "/item"),
        [*named(n, label, "schema:Thing"), *([(n["schema:url"], page)] if page else [])],
    )


def _topic(n: Names, _node: str, label: str, attributes: dict[str, Any]) -> list[Pair]:
    pairs = named(n, label, "schema:Clip")
    if attributes.get("seconds") is not None:
        pairs.append((n["schema:startOffset"], Literal(int(attributes["seconds"]))))
    return pairs


def _sponsor(n: Names, _node: str, label: str, attributes: dict[str, Any]) -> list[Pair]:
    pairs = named(n, label, "schema:Organization")
    page = address(attributes.get("url"))
    return [*pairs, (n["schema:url"], page)] if page else pairs


_NODES: dict[str, Callable[[Names, str, str, dict[str, Any]], list[Pair]]] = {
    "show": _show,
    "episode": _episode,
    "person": _person,
    "technology": _technology,
    "pick": _pick,
    "topic": _topic,
    "sponsor": _sponsor,
}
