"""An extraction and what its names mean come in; what the episode adds to every output goes out.

All that is dear about an output is done here, an episode at a time and by as many processes as there
are; what is left is to put the pieces together.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import msgspec

from kg import vocabulary
from kg.errors import KgError
from kg.exporters.nquads import lines
from kg.exporters.page.archive import listed_of
from kg.exporters.table import csv_lines, mention_rows
from kg.exporters.turtle import shortener, turtle_part
from kg.graph import Contribution, author_id, contribution_of, people_of, person_id, sponsor_id, technology_id
from kg.graph_file import own_lines
from kg.model import Extraction
from kg.pipeline.program import program_digest
from kg.rdf.dataset import Dataset
from kg.records import generate_records
from kg.resolution.rewriting import Meaning, rewrite
from kg.store import Portion, decompressed, packed

Row = tuple[str | bytes | int | float | None, ...]

Tables = dict[str, list[Row]]
"""Name of a table of the store → rows."""


class PortionLost(KgError, RuntimeError):
    """The processes that were to make an episode's portion died."""

    def __init__(self, episode: str, reason: str) -> None:
        super().__init__(f"{episode}: {reason} while its outputs were made")
        self.episode, self.reason = episode, reason


class Task(NamedTuple):
    """An episode whose portion is wanted."""

    episode: str
    key: str
    """Of the portion."""
    extraction: bytes
    """Packed."""
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Made:
    """What an episode adds to every output."""

    portion: Portion
    record: bytes
    """Its line of JSON."""
    mentions: bytes
    """Its rows of CSV."""
    turtle: bytes
    quads: bytes
    """In N-Quads, for the triple store."""
    tables: Tables


def portion_key(extraction: str, meaning: Meaning, base_iri: str) -> str:
    """Return the digest of all that an episode's portion depends on; `extraction` is the key of that."""
    facts = (program_digest(), base_iri, extraction, meaning)
    return hashlib.sha256(msgspec.msgpack.encode(facts)).hexdigest()


def make_portion(task: Task, base_iri: str) -> Made:
    """Return what an episode adds to every output."""
    x = rewrite(decompressed(task.extraction, Extraction), task.meaning)
    describer = _describer(base_iri)
    part, share = describer.dataset.describe(x)
    quads = "".join(describer.aside)
    describer.aside.clear()
    (line,) = generate_records([x])
    added = contribution_of(x)
    parts = (own_lines(added), listed_of(x), share)
    return Made(
        Portion(task.episode, task.key, *map(packed, parts)),
        f"{line}\n".encode(),
        csv_lines(mention_rows(x)).encode(),
        turtle_part(part, describer.short),
        quads.encode(),
        _tables(x, added),
    )


class _Describer:
    """Makes RDF of episodes; what it knows of names it keeps from one to the next."""

    def __init__(self, base_iri: str) -> None:
        self.aside: list[str] = []
        self.dataset = Dataset(base_iri, "full", lambda part: self.aside.extend(lines(part)))
        base = vocabulary.checked_base(base_iri)
        self.short = shortener(base, vocabulary.written_prefixes(base))


_describer = lru_cache(1)(_Describer)


def _tables(x: Extraction, added: Contribution) -> Tables:
    """Return an episode's rows in the store's tables; `added` is what it adds to the graph."""
    people = people_of(x)
    technologies = {t.name: technology_id(t) for t in x.technologies}
    named = [(technology_id(t), m) for t in x.technologies for m in t.mentions]
    named += [(person_id(p, x.show), m) for p in x.people for m in p.mentions]
    named.sort(key=lambda one: (one[1].span, one[0]))
    shown = sorted({m.passage for _, m in named} | {pick.passage for pick in x.picks})
    passages = [(i, x.passages[i]) for i in shown]
    source = x.sources[0].path if x.sources else ""
    numbered = list(enumerate(x.picks, 1))
    return {
        "said": [(node, x.id, packed(said)) for node, said in added.said.items()],
        "episode": [(x.id, x.show, x.title, x.number, x.date, x.duration, x.words, x.audio, x.url, source)],
        "passage": [(x.id, i, p.place, p.turn, p.speaker, p.time, p.text) for i, p in passages],
        "mention": [
            (x.id, node, m.passage, m.surface, m.place, m.evidence, m.confidence, x.sources[m.span.source].path, m.span.start, m.span.end)
            for node, m in named
        ],
        "appearance": sorted({(x.id, person_id(p, x.show), p.role) for p in x.people}),
        "pick": [(x.id, n, pick.title, pick.url, pick.passage) for n, pick in numbered],
        "pick_by": sorted({(x.id, n, author_id(name, people, x.show)) for n, pick in numbered for name in pick.by}),
        "pick_about": sorted(
            {(x.id, n, technologies[name]) for n, pick in numbered for name in pick.technologies if name in technologies}
        ),
        "topic": [(x.id, n, topic.time, topic.seconds, topic.title) for n, topic in enumerate(x.topics, 1)],
        "sponsor": sorted({(x.id, sponsor_id(s)) for s in x.sponsors}),
    }  # fmt: skip
