"""What the parts have shown comes in, what only the whole can tell goes out."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.validation.checks import COUNT, REFERRED, Part, digest
from kg.validation.findings import Finding, Findings, Found, Rule
from kg.validation.spread import Statement
from kg.vocabulary import PLACEHOLDER_BASE

_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_SPDX = "http://spdx.org/rdf/terms#"

TRIPLES = Rule("urn:kg:check:triples", "size", "The description of the data set (void:triples) counts as many statements as there are.")  # fmt: skip
ENTITIES = Rule("urn:kg:check:class-partition", "classes", "The description of the data set counts, class by class, as many things as there are.")  # fmt: skip
PROPERTIES = Rule("urn:kg:check:property-partition", "properties", "The description of the data set counts, property by property, as many statements as there are.")  # fmt: skip
UNDESCRIBED = Rule("urn:kg:check:no-description", "description of the data set", "The data says what it is: a void:Dataset and dcat:Dataset at BASE/dataset.")  # fmt: skip
SPACE = Rule("urn:kg:check:uri-space", "base", "The space of IRIs (void:uriSpace) is the base that kg's own terms have.")  # fmt: skip
TABLE = Rule("urn:kg:check:table", "table of mentions", "The table of mentions has as many rows as the data has mentions.")  # fmt: skip
FILE = Rule("urn:kg:check:file", "file of a build", "The files of a build have the size and the checksum that its description of them states.")  # fmt: skip
PLACEHOLDER = Rule(
    "urn:kg:check:placeholder", "base",
    f"The base of the IRIs is the placeholder {PLACEHOLDER_BASE}: before you publish the data, give an address of your own with --base-iri.",
    "warning",
)  # fmt: skip


class Whole:
    """Sums up parts."""

    def __init__(self, base: str, most: int) -> None:
        self.base = base
        self.findings = Findings(most)
        self.statements = self.mentions = self.quotes = 0
        self.absent: dict[str, None] = {}
        self.changed: dict[str, None] = {}
        self._classes: Counter[str] = Counter()
        self._predicates: Counter[str] = Counter()
        self._described: list[NDArray[np.uint64]] = []
        self._referred: dict[str, tuple[str, str | None, str]] = {}
        self._dataset: list[tuple[str, str, str]] = []
        self._unmentioned = Found()

    def add(self, part: Part) -> None:
        """Take in what one part has shown."""
        self.findings.merge(part.findings)
        self.statements += part.quads
        self.mentions += part.mentions
        self.quotes += part.quotes
        self.absent |= part.absent
        self.changed |= part.changed
        self._classes.update(part.classes)
        self._predicates.update(part.predicates)
        self._described.append(np.frombuffer(part.described, dtype=np.uint64))
        for iri, where in part.referred.items():
            self._referred.setdefault(iri, where)
        self._dataset += part.dataset
        self._unmentioned.count += part.unmentioned_count
        self._unmentioned.first += part.unmentioned[: self.findings.most - len(self._unmentioned.first)]

    def finish(self, table: Path | None) -> None:
        """Find what the parts together show; `table` is the table of mentions of the same build."""
        if self.mentions and self._unmentioned.count:
            late = Findings(self.findings.most, {COUNT: self._unmentioned})
            self.findings.merge(late)
        self.findings.extend(self._undescribed())
        self.findings.extend(self._description())
        if table and self.mentions and (rows := _rows(table)) != self.mentions:
            self.findings.add(
                Finding(
                    TABLE,
                    self.base + "/dataset",
                    detail=f"{rows:,} rows in {table}, {self.mentions:,} mentions",
                )
            )
        if self.base == PLACEHOLDER_BASE:
            self.findings.add(Finding(PLACEHOLDER, self.base + "/dataset"))

    def _undescribed(self) -> Iterator[Finding]:
        iris = list(self._referred)
        if not iris:
            return
        described = np.concatenate(self._described)
        asked = np.fromiter((digest(iri) for iri in iris), dtype=np.uint64, count=len(iris))
        for i in np.flatnonzero(~np.isin(asked, described)):
            subject, graph, predicate = self._referred[iris[i]]
            yield Finding(REFERRED, subject, graph, predicate, iris[i])

    def _description(self) -> Iterator[Finding]:
        dataset = self.base + "/dataset"
        values: dict[str, dict[str, str]] = {}
        for subject, predicate, value in self._dataset:
            values.setdefault(subject, {})[predicate] = value
        if dataset not in values:
            yield Finding(UNDESCRIBED, dataset)
            return
        own = values[dataset]
        stated = own.get(_VOID + "triples", "")
        if stated.isdecimal() and int(stated) != self.statements:
            yield Finding(
                TRIPLES, dataset, path=_VOID + "triples", value=stated,
                detail=f"{int(stated):,} stated, {self.statements:,} found",
            )  # fmt: skip
        space = own.get(_VOID + "uriSpace")
        if space is not None and space != self.base + "/":
            yield Finding(
                SPACE, dataset, path=_VOID + "uriSpace", value=space, detail=f"own terms have {self.base}"
            )
        yield from _partitions(ENTITIES, values, dataset, "class", "entities", self._classes)
        yield from _partitions(PROPERTIES, values, dataset, "property", "triples", self._predicates)


def compare_files(statements: Iterable[Statement], base: str, folder: Path) -> Iterator[Finding]:
    """Compare files with what the description of a build's files says of them; those that are gone are let be.

    Raises OSError.
    """
    values: dict[str, dict[str, str]] = {}
    for statement in statements:
        values.setdefault(statement.subject.value, {})[statement.predicate] = statement.value.value
    for subject in sorted(values):
        name = subject.removeprefix(base + "/dataset/file/")
        file = folder / name
        if name == subject or "/" in name or not file.is_file():
            continue
        size = values[subject].get(_DCAT + "byteSize", "")
        digest = values.get(subject + "/sha256", {}).get(_SPDX + "checksumValue", "")
        if size != str(file.stat().st_size):
            yield Finding(
                FILE, subject, path=_DCAT + "byteSize", value=size or None,
                detail=f"{size or 'no'} bytes stated, {file} has {file.stat().st_size:,}",
            )  # fmt: skip
        with open(file, "rb") as handle:
            found = hashlib.file_digest(handle, "sha256").hexdigest()
        if found != digest.lower():
            yield Finding(FILE, subject + "/sha256", detail=f"{file} has the SHA-256 {found}")


def _partitions(
    rule: Rule, values: dict[str, dict[str, str]], dataset: str, what: str, number: str, counts: Counter[str]
) -> Iterator[Finding]:
    """Compare one sort of partition with what was counted; there may be none at all of properties."""
    stated = {
        partition[_VOID + what]: (subject, partition.get(_VOID + number, ""))
        for subject, partition in values.items()
        if _VOID + what in partition
    }
    if what == "property" and not stated:
        return
    for term in sorted(stated.keys() | counts.keys()):
        subject, count = stated.get(term, (dataset, "0"))
        if not count.isdecimal() or int(count) != counts[term]:
            yield Finding(
                rule, subject, value=term, detail=f"{count or 'nothing'} stated, {counts[term]:,} found"
            )


def _rows(table: Path) -> int:
    """Return the number of rows of a CSV file below its head. Raises OSError."""
    csv.field_size_limit(2**31 - 1)
    with open(table, encoding="utf-8", errors="replace", newline="") as handle:
        return max(0, sum(1 for _ in csv.reader(handle)) - 1)
