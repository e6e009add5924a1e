"""Extractions and the graph come in, the tables of what episodes hold go out."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from kg.exporters.table import COLUMNS, cleaned, mention_rows
from kg.exporters.tabular import Column, Row, Table, Type, Value
from kg.graph import author_id, people_of, person_id, sponsor_id, technology_id
from kg.model import Extraction

Records = Callable[[], Iterable[Extraction]]
"""Reads the extractions of a build, one at a time, from the beginning at each call."""

BETWEEN = " | "
"""Stands between the values of a cell that holds several."""

_TYPES = ("technology", "person", "sponsor", "show")
"""Of the nodes that are entities."""

_EPISODES = (
    Column("id", "string", "Show and name of the episode, stable from build to build."),
    Column("show", "string", "Slug of the show."),
    Column("title", "string", "Title as published."),
    Column("number", "integer", "Number of the episode within its show."),
    Column("date", "date", "Day of publication."),
    Column("duration", "integer", "Length in seconds."),
    Column("words", "integer", "Words of notes and transcript."),
    Column("turns", "integer", "Turns of the transcript; 0 without one."),
    Column("audio", "string", "URL of the recording."),
    Column("url", "string", "URL of the episode's page."),
    Column("sources", "string", "Files it was read from."),
)
_ENTITIES = (
    Column("id", "string", "Node id, the same in every form of the graph."),
    Column("type", "string", f"One of {', '.join(_TYPES)}."),
    Column("label", "string", "The name that most episodes use."),
    Column("kind", "string", "Of a technology: what sort it is."),
    Column(
        "status", "string", "Of a technology: known to the catalogue, confirmed by evidence, or unconfirmed."
    ),
    Column("aliases", "string", "Other names."),
    Column("pages", "string", "URLs of its own pages or profiles, as episodes link to them."),
    Column("wikipedia", "string", "Titles of its articles in the English Wikipedia."),
    Column("episodes", "integer", "Episodes that name it, have its pick, or belong to it."),
    Column("mentions", "integer", "Places that name it, advertising included; of technologies and people."),
    Column("first", "date", "Day of the first dated of these episodes."),
    Column("last", "date", "Day of the last."),
)
_APPEARANCES = (
    Column("episode", "string", "Id of the episode."),
    Column("person", "string", "Id of the entity."),
    Column("role", "string", "host, guest or mentioned."),
    Column("mentions", "integer", "Places that name them."),
)
_PICKS = (
    Column("id", "string", "Node id."),
    Column("episode", "string", "Id of the episode."),
    Column("title", "string", "What is recommended."),
    Column("url", "string", "Where the notes link to."),
    Column("people", "string", "Ids of those who recommend it."),
    Column("technologies", "string", "Ids of the technologies it is about."),
)
_MENTIONS: dict[str, tuple[Type, str]] = {
    "episode": ("string", "Id of the episode."),
    "show": ("string", "Slug of the show."),
    "date": ("date", "Day of publication."),
    "title": ("string", "Title of the episode."),
    "type": ("string", "technology or person."),
    "entity": ("string", "Id of the entity."),
    "name": ("string", "Its name in this episode."),
    "kind": ("string", "A technology's kind or a person's role."),
    "surface": ("string", "The words as written."),
    "place": ("string", "notes, transcript, picks or sponsors."),
    "speaker": ("string", "Who says it."),
    "time": ("number", "Seconds from the beginning."),
    "evidence": ("string", "catalogue, link, ner or structure."),
    "confidence": ("number", "0 to 1."),
    "sentence": ("string", "The sentence or line it stands in."),
    "source": ("string", "File it was read from."),
    "start": ("integer", "Where it begins there, in Unicode code points."),
    "end": ("integer", "One past its last code point."),
}  # fmt: skip


class _Mentions:
    """The rows of mentions, read anew each time they are gone through."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def __iter__(self) -> Iterator[Row]:
        day = COLUMNS.index("date")
        for x in self._records():
            for row in mention_rows(x):
                yield tuple(
                    _day(str(value or "")) if at == day else _text(value) for at, value in enumerate(row)
                )


@dataclass(slots=True)
class Archive:
    """Takes extractions one after the other, and makes the tables of them."""

    episodes: list[Row] = field(default_factory=list)
    appearances: list[Row] = field(default_factory=list)
    picks: list[Row] = field(default_factory=list)
    named: dict[str, int] = field(default_factory=dict)
    """Entity → episodes."""
    mentions: dict[str, int] = field(default_factory=dict)
    days: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Entity → first and last day."""

    def add(self, x: Extraction) -> None:
        """Take one episode."""
        day = _day(x.date or "")
        self.episodes.append(
            (x.id, x.show, _text(x.title), x.number, day, x.duration, x.words, x.turns, _text(x.audio), _text(x.url),
             _joined(source.path for source in x.sources))
        )  # fmt: skip
        entities = {f"show/{x.show}", *map(sponsor_id, x.sponsors)}
        for technology in x.technologies:
            entities.add(self._mentioned(technology_id(technology), len(technology.mentions)))
        people: dict[str, list[tuple[str, int]]] = {}
        for person in x.people:
            node = self._mentioned(person_id(person, x.show), len(person.mentions))
            people.setdefault(node, []).append((person.role, len(person.mentions)))
        for node, roles in sorted(people.items()):
            role = min((role for role, _ in roles), key=("host", "guest", "mentioned").index)
            self.appearances.append((x.id, node, role, sum(count for _, count in roles)))
        known = people_of(x)
        entities |= {author_id(name, known, x.show) for pick in x.picks for name in pick.by}
        for node in entities | set(people):
            self.named[node] = self.named.get(node, 0) + 1
            if day:
                first, last = self.days.get(node, (day, day))
                self.days[node] = (min(first, day), max(last, day))
        self._add_picks(x)

    def _mentioned(self, node: str, count: int) -> str:
        self.mentions[node] = self.mentions.get(node, 0) + count
        return node

    def _add_picks(self, x: Extraction) -> None:
        people, technologies = people_of(x), {t.name: technology_id(t) for t in x.technologies}
        for n, pick in enumerate(x.picks, 1):
            by = _joined(author_id(name, people, x.show) for name in pick.by)
            about = _joined(technologies[name] for name in pick.technologies if name in technologies)
            self.picks.append((f"pick/{x.id}/{n}", x.id, _text(pick.title), _text(pick.url), by, about))

    def tables(self, graph: nx.MultiDiGraph, records: Records) -> tuple[Table, ...]:
        """Return the tables of all episodes; `records` reads them again for the mentions, `graph` is theirs."""
        episode = ("episode", "episodes")
        mentions = tuple(Column(name, *_MENTIONS[name]) for name in COLUMNS)
        return (
            Table("episodes", _EPISODES, self.episodes, "One row an episode.", ("id",)),
            Table("entities", _ENTITIES, self._entities(graph), "Technologies, people, sponsors and shows.", ("id",)),
            Table(
                "appearances", _APPEARANCES, self.appearances, "Who takes part in an episode, or is spoken of.",
                ("episode", "person"), (episode, ("person", "entities")),
            ),
            Table("picks", _PICKS, self.picks, "What is recommended in an episode.", ("id",), (episode,)),
            Table(
                "mentions", mentions, _Mentions(records), "One row for every place that names a technology or person.",
                references=(episode, ("entity", "entities")),
            ),
        )  # fmt: skip

    def _entities(self, graph: nx.MultiDiGraph) -> list[Row]:
        rows: list[Row] = []
        for node, a in sorted(graph.nodes(data=True)):
            if a.get("type") in _TYPES:
                pages = [*a.get("pages", ()), *a.get("profiles", ()), *([a["url"]] if a.get("url") else ())]
                first, last = self.days.get(node, (None, None))
                rows.append(
                    (node, a["type"], label_of(graph, node), a.get("kind"), a.get("status"), _joined(a.get("aliases", ())),
                     _joined(pages), _joined(a.get("wikipedia", ())), self.named.get(node, 0), self.mentions.get(node), first, last)
                )  # fmt: skip
        return rows


def label_of(graph: nx.MultiDiGraph, node: str) -> str:
    """Return a node's label as it stands in every table."""
    attributes: dict[str, Any] = graph.nodes[node] if node in graph else {}
    return cleaned(str(attributes.get("label", node)))


def _day(text: str) -> str | None:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _text(value: Value) -> Value:
    return cleaned(value) if isinstance(value, str) else value


def _joined(values: Iterable[str]) -> str | None:
    return BETWEEN.join(cleaned(value) for value in values) or None
