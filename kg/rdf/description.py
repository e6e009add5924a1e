"""Counts of what was stated come in, the description of the data set (VoID, DCAT) goes out."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kg import vocabulary
from kg.errors import KgError
from kg.rdf.provenance import Files, fingerprint, run
from kg.rdf.terms import Block, Names, Pair, block, english, plain

_TITLE = "Knowledge graph of podcast episodes"
_COMMENT = (
    "What podcast episodes mention: technologies, people, recommendations, topics and sponsors, each mention with "
    "the sentence that it stands in."
)


class EpochError(KgError, ValueError):
    """SOURCE_DATE_EPOCH is set to what is no moment."""


@dataclass(slots=True)
class Tally:
    """Counts what passes."""

    type_: str
    """The term rdf:type."""
    triples: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)

    def add(self, blocks: Iterable[Block]) -> None:
        """Count the statements of `blocks`."""
        for _, pairs in blocks:
            self.triples += len(pairs)
            for predicate, value in pairs:
                self.properties[predicate] += 1
                if predicate == self.type_:
                    self.classes[value] += 1


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
