"""Counts of what was stated, and files, come in; the description of the data set (VoID, DCAT) goes out."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath
from typing import NamedTuple

from kg import vocabulary
from kg.errors import KgError
from kg.rdf.provenance import Files, fingerprint, run
from kg.rdf.terms import Block, Names, Pair, Row, Shape, block, english, plain

_TITLE = "Knowledge graph of podcast episodes"
_COMMENT = (
    "What podcast episodes mention: technologies, people, recommendations, topics and sponsors, each mention with "
    "the sentence that it stands in."
)


class EpochError(KgError, ValueError):
    """SOURCE_DATE_EPOCH is set to what is no moment."""


@dataclass(slots=True)
class Tally:
    """Counts of statements."""

    triples: int = 0
    classes: dict[str, int] = field(default_factory=dict)
    """Class → how many subjects it is the type of."""
    properties: dict[str, int] = field(default_factory=dict)
    """Predicate → in how many statements it stands."""

    def add(self, other: Tally, times: int = 1) -> None:
        """Add the counts of `other`, so many times."""
        self.triples += other.triples * times
        for own, more in ((self.classes, other.classes), (self.properties, other.properties)):
            for term, count in more.items():
                own[term] = own.get(term, 0) + count * times


def tally(n: Names, blocks: Iterable[Block | Row]) -> Tally:
    """Return the counts of the statements in `blocks`."""
    type_ = n["rdf:type"]
    found = Tally()
    shapes: Counter[Shape] = Counter()
    pairs: list[Pair] = []
    for one in blocks:
        if isinstance(one, Row):
            shapes[one.shape] += 1
        else:
            pairs += one.pairs
    for several, number in ((pairs, 1), *shapes.items()):
        found.add(
            Tally(len(several), Counter(v for p, v in several if p == type_), Counter(p for p, _ in several)),
            number,
        )
    return found


def generated_at() -> str | None:
    """Return the moment that SOURCE_DATE_EPOCH states, None without one. Raises `EpochError`."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return None
    if not re.fullmatch("[0-9]{1,11}", epoch):
        raise EpochError(f"SOURCE_DATE_EPOCH={epoch}: give whole seconds since 1970, or unset it")
    return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def describe_dataset(n: Names, tally: Tally, files: Files) -> Iterator[Block]:
    """Yield the description of the whole; its counts include its own statements."""
    pairs: list[Pair] = [
        (n["rdf:type"], n["void:Dataset"]),
        (n["rdf:type"], n["dcat:Dataset"]),
        (n["dcterms:title"], english(_TITLE)),
        (n["dcterms:description"], english(_COMMENT)),
        (n["dcterms:identifier"], plain(fingerprint(files))),
        (n["void:uriSpace"], plain(n.base + "/")),
        (n["prov:wasGeneratedBy"], run(n, files)),
    ]
    if files:
        pairs.append((n["void:exampleResource"], n.node("episode/" + min(files))))
    if moment := generated_at():
        pairs.append((n["prov:generatedAtTime"], n.typed(moment, "dateTime")))
    used = {vocabulary.namespace(predicate[1:-1]) for predicate in tally.properties}
    pairs += [(n["void:vocabulary"], f"<{space}>") for space in sorted(used)]
    curies = {f"<{iri}>": curie for curie, iri in vocabulary.terms(n.base).items()}
    partitions: list[Block] = []
    for what, counts, of, number in (
        ("class", tally.classes, "void:class", "void:entities"),
        ("property", tally.properties, "void:property", "void:triples"),
    ):
        for term, count in sorted(counts.items()):
            partition = n.below("dataset", what, curies[term].replace(":", "-"))
            pairs.append((n[f"void:{what}Partition"], partition))
            partitions.append(block(partition, [(n[of], term), (n[number], n.integer(count))]))
    # Its own statements are in the total, not in the partitions, which are of the data described.
    total = tally.triples + len(set(pairs)) + 1 + sum(len(one.pairs) for one in partitions)
    yield block(n.below("dataset"), [*pairs, (n["void:triples"], n.integer(total))])
    yield from partitions


_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_MEDIA = {
    ".ttl": "text/turtle",
    ".json": "application/json",
    ".jsonl": "application/json-seq",
    ".html": "text/html",
    ".csv": "text/csv",
}
"""Ending of a file → its media type (IANA; JSON Lines has none of its own, a sequence of JSON texts is next to it)."""


class Distribution(NamedTuple):
    """A file that the data set is published in."""

    name: str
    size: int
    """Bytes."""
    sha256: str


def describe_files(n: Names, files: Iterable[Distribution]) -> Iterator[Block]:
    """Yield the data set's distributions: each of `files` with its media type, size and SHA-256."""
    distributions = []
    for file in sorted(files):
        subject = n.below("dataset", "file", file.name)
        checksum = n.below("dataset", "file", file.name, "sha256")
        distributions.append((n["dcat:distribution"], subject))
        yield block(
            subject,
            [
                (n["rdf:type"], n["dcat:Distribution"]),
                (n["dcterms:title"], english(file.name)),
                (n["dcat:byteSize"], n.integer(file.size)),
                (n["dcat:mediaType"], f"<{_MEDIA_TYPES}{_MEDIA[PurePath(file.name).suffix]}>"),
                (n["spdx:checksum"], checksum),
            ],
        )
        yield block(
            checksum,
            [
                (n["rdf:type"], n["spdx:Checksum"]),
                (n["spdx:algorithm"], n["spdx:checksumAlgorithm_sha256"]),
                (n["spdx:checksumValue"], n.typed(file.sha256, "hexBinary")),
            ],
        )
    types = [(n["rdf:type"], n["void:Dataset"]), (n["rdf:type"], n["dcat:Dataset"])]
    yield block(n.below("dataset"), [*types, (n["dcterms:title"], english(_TITLE)), *distributions])
