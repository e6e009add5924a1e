"""The folder of a build in; what is known of one entity out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import networkx as nx

from kg.errors import KgError
from kg.graph import person_id, technology_id
from kg.graph_file import GraphError, read_graph
from kg.model import Extraction, Mention
from kg.records import read_records

_TYPES = ("technology", "person", "sponsor", "show", "episode", "pick", "topic")
_OUTWARD = {
    "partOf": "part of", "hosts": "hosts", "guestOf": "guest of", "mentions": "mentions", "speaksOf": "speaks of",
    "recommends": "recommends", "hasPick": "picks", "about": "about", "hasTopic": "topics", "sponsoredBy": "sponsored by",
}  # fmt: skip
_INWARD = {
    "partOf": "episodes", "hosts": "hosts", "guestOf": "guests", "mentions": "mentioned in", "speaksOf": "spoken of by",
    "recommends": "recommended by", "hasPick": "picked in", "about": "subject of", "hasTopic": "topic of", "sponsoredBy": "sponsor of",
}  # fmt: skip


def read_build(path: Path) -> nx.MultiDiGraph:
    """Return the graph of a build. Raises `GraphError` with the next step where there is none."""
    if not path.exists():
        raise GraphError(f"{path} does not exist; build it with `kg build PATH... --output {path.parent}`")
    return read_graph(path)


def find_nodes(graph: nx.MultiDiGraph, name: str) -> list[str]:
    """Return the ids of the nodes that `name` names: an id, labels, then aliases, the best known first."""
    if name in graph:
        return [name]
    wanted = " ".join(name.casefold().split())
    ranked: list[tuple[int, int, int, str]] = []
    for node, attributes in graph.nodes(data=True):
        if str(attributes.get("label", "")).casefold() == wanted:
            rank = 0
        elif any(alias.casefold() == wanted for alias in attributes.get("aliases", ())):
            rank = 1
        else:
            continue
        ranked.append((rank, _TYPES.index(attributes["type"]), -graph.degree(node), node))
    return [node for *_, node in sorted(ranked)]


class NotFound(KgError, LookupError):
    """Nothing of the kind asked for has a name."""


def find_one(graph: nx.MultiDiGraph, name: str, *types: str) -> str:
    """Return the id of the best known node of one of `types` that `name` names. Raises `NotFound`, with names near it."""
    for node in (*(f"{kind}/{name}" for kind in types), *find_nodes(graph, name)):
        if node in graph and graph.nodes[node].get("type") in types:
            return node
    near = similar_labels(graph, name, types)
    hint = f" Near it: {', '.join(near)}." if near else ""
    raise NotFound(f"this build has no {' or '.join(types)} called {name!r}.{hint}")


_NAMED = ("technology", "person", "sponsor")


def similar_labels(graph: nx.MultiDiGraph, name: str, types: Sequence[str] = _NAMED) -> list[str]:
    """Return up to three labels of nodes of `types` that are near to `name`."""
    from rapidfuzz import fuzz, process  # here, since most look-ups find what they look for

    labels = sorted({a["label"] for _, a in graph.nodes(data=True) if a.get("type") in types})
    found = process.extract(name, labels, scorer=fuzz.WRatio, limit=3, score_cutoff=70)
    return [label for label, *_ in found]


def describe(graph: nx.MultiDiGraph, node: str, records: Path, limit: int | None) -> dict[str, Any]:
    """Return what the build knows of `node`: attributes, neighbours by relation, and sentences.

    Args:
        records: the build's episodes file, searched for the sentences.
        limit: at most so many sentences; None for all.
    """
    attributes = dict(graph.nodes[node])
    relations: dict[str, list[str]] = {}
    for _, other, key in sorted(graph.out_edges(node, keys=True)):
        relations.setdefault(_OUTWARD[key], []).append(_label(graph, other))
    for other, _, key in sorted(graph.in_edges(node, keys=True)):
        relations.setdefault(_INWARD[key], []).append(_label(graph, other))
    sentences = (
        list(_sentences(node, attributes, records)) if attributes["type"] in ("technology", "person") else []
    )
    return {
        "id": node,
        **attributes,
        "relations": relations,
        "mentions": len(sentences),
        "sentences": sentences[:limit],
    }


def _label(graph: nx.MultiDiGraph, node: str) -> str:
    attributes = graph.nodes[node]
    date = f" ({attributes['date']})" if attributes.get("date") else ""
    return f"{attributes.get('label', node)}{date}"


def _sentences(node: str, attributes: dict[str, Any], records: Path) -> Iterator[dict[str, Any]]:
    """Yield each sentence that names `node` once, with where and by whom it was said."""
    if not records.exists():
        return
    containing = f'"id":"{node.removeprefix("technology/")}"' if attributes.get("known") else None
    for x in read_records(records, containing):
        mentions = _mentions_of(node, x)
        for passage in dict.fromkeys(m.passage for m in mentions):
            p = x.passages[passage]
            sure = max((m for m in mentions if m.passage == passage), key=lambda m: m.confidence)
            yield {
                "text": p.text, "episode": x.id, "title": x.title, "date": x.date, "place": p.place, "speaker": p.speaker, "time": p.time,
                "source": x.sources[p.span.source].path, "start": p.span.start, "end": p.span.end,
                "surface": sure.surface, "confidence": sure.confidence, "why": sure.why or sure.evidence,
            }  # fmt: skip


def _mentions_of(node: str, x: Extraction) -> tuple[Mention, ...]:
    for technology in x.technologies:
        if technology_id(technology) == node:
            return technology.mentions
    for person in x.people:
        if person_id(person, x.show) == node:
            return person.mentions
    return ()


def render(card: dict[str, Any], *, why: bool = False) -> str:
    """Return a card as text for a terminal; with `why`, each sentence with the confidence and reason of its mention."""
    kind = card.get("kind") or card["type"]
    lines = [f"{card['label']}  ({kind}, {card['id']})"]
    for key in ("aliases", "profiles", "url", "date", "number", "time"):
        value = card.get(key)
        if value:
            lines.append(f"  {key}: {', '.join(value) if isinstance(value, list) else value}")
    for relation, others in card["relations"].items():
        shown = "; ".join(others[:8])
        more = f"; and {len(others) - 8} more" if len(others) > 8 else ""
        lines.append(f"  {relation} ({len(others)}): {shown}{more}")
    if card["sentences"]:
        lines.append("")
        for s in card["sentences"]:
            lines.append(f"  “{s['text']}”")
            who = s["speaker"] or s["place"]
            when = f" at {clock(s['time'])}" if s["time"] is not None else ""
            lines.append(
                f"      {who}{when}, {s['title']}{' (' + s['date'] + ')' if s['date'] else ''}  {s['source']}:{s['start']}-{s['end']}"
            )
            if why:
                lines.append(f"      {s['surface']!r}, {s['confidence']:.2f}: {s['why']}")
        left = card["mentions"] - len(card["sentences"])
        if left > 0:
            lines.append(f"  … and {left} more sentences (--limit 0 prints all)")
    return "\n".join(lines)


def clock(seconds: float) -> str:
    """Return seconds as `m:ss` or `h:mm:ss`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
