"""The quads of one file come in, what breaks rules that SHACL cannot ask goes out.

The rules need arithmetic over several things, the source files, or a view of the whole. Of the
latter, a part says what it describes and what it refers to; `kg.validation.whole` compares.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode

from kg import vocabulary
from kg.model import Document
from kg.reading import read_document
from kg.validation.findings import Finding, Findings, Rule
from kg.validation.shapes import Shapes
from kg.validation.spread import Statement, scope_of

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE = _RDF + "type"
_OA, _SCHEMA = vocabulary.FOREIGN["oa"][0], vocabulary.FOREIGN["schema"][0]
_OLD_SCHEMA = "http://schema.org/"
_ELSEWHERE = {"http://www.w3.org/2002/07/owl#versionIRI", "http://rdfs.org/ns/void#vocabulary"}
"""Predicates whose values name a version or a namespace, of which nothing is stated."""


def _rule(name: str, label: str, message: str) -> Rule:
    return Rule("urn:kg:check:" + name, label, message)


BLANK = _rule("blank-node", "blank node", "Nothing is a blank node: everything has an IRI.")
IRI = _rule("iri", "IRI", "Every IRI is a valid, absolute one.")
OLD = _rule("schema-https", "namespace of schema.org", "Terms of schema.org begin with https://schema.org/, never with http://schema.org/.")  # fmt: skip
PREDICATE = _rule("predicate", "predicate", "Every predicate is one of those that kg's RDF is made of.")
CLASS = _rule("class", "class", "Every class is one of those that kg's RDF is made of.")
UNTYPED = _rule("untyped", "thing without a class", "Everything that something is stated of has a class (rdf:type).")  # fmt: skip
GRAPHS = _rule("one-graph", "several graphs", "A thing is described in one named graph only.")
PLACE = _rule("episode-graph", "graph of an episode", "What one episode states stands in the named graph of that episode.")  # fmt: skip
SYMMETRIC = _rule("symmetric", "co-occurs with", "Co-occurrence (kg:coOccursWith) is stated in both directions, and never of a thing with itself.")  # fmt: skip
PAIR = _rule("pair", "co-occurrence", "The IRI of an observation is made of its window and its pair, so that no pair is there twice.")  # fmt: skip
COVERAGE = _rule("coverage", "coverage", "The IRI of a coverage is made of its episode and its technology.")
COUNT = _rule("coverage-count", "coverage", "A coverage counts as many mentions (kg:mentions) as the episode has of the technology.")  # fmt: skip
UNCOVERED = _rule(
    "uncovered", "mention", "Every technology that an episode has mentions of has a coverage there."
)
QUOTE = _rule("quote", "quote", "The quote of a mention is what stands in its source between start and end.")
REFERRED = _rule("undescribed", "reference", "Everything that the data refers to below its base is described in it.")  # fmt: skip

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot carry, and the export leaves out."""


@dataclass(slots=True)
class Part:
    """What one file of quads has shown."""

    findings: Findings
    quads: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    predicates: Counter[str] = field(default_factory=Counter)
    described: array[int] = field(default_factory=lambda: array("Q"))
    """Digests of the subjects."""
    referred: dict[str, tuple[str, str | None, str]] = field(default_factory=dict)
    """IRI below the base that this part does not describe → subject, graph and predicate of one reference."""
    dataset: list[tuple[str, str, str]] = field(default_factory=list)
    """Subject, predicate and value of the description of the data set."""
    mentions: int = 0
    unmentioned: list[Finding] = field(default_factory=list)
    """Faults if the data has mentions at all: coverage of an episode that has none."""
    unmentioned_count: int = 0
    quotes: int = 0
    """How many were compared with their source."""
    absent: dict[str, None] = field(default_factory=dict)
    """Paths of sources that are not there."""
    changed: dict[str, None] = field(default_factory=dict)
    """Paths of sources that are not what they were."""


def digest(iri: str) -> int:
    """Return 64 bits that stand for an IRI, the same ones in every process."""
    return int.from_bytes(hashlib.blake2b(iri.encode("utf-8", "surrogatepass"), digest_size=8).digest())


Values = dict[str, list[str]]
"""Predicate → values: IRIs, or literals without their datatype."""

Subjects = dict[str, Values]


class Checks:
    """The checks of data with one base."""

    def __init__(self, shapes: Shapes, base: str, most: int, sources: Path | None) -> None:
        self._shapes, self._base, self._most, self._sources = shapes, base, most, sources
        self._scope = scope_of(base)
        self._own = base + "/ns#"

    def part(self, statements: list[Statement]) -> Part:
        """Return what `statements`, which hold together, show."""
        part = Part(Findings(self._most), len(statements))
        graphs: dict[str, set[str | None]] = defaultdict(set)
        subjects: Subjects = defaultdict(lambda: defaultdict(list))
        beside: dict[tuple[str, str], str | None] = {}
        self._forms(part, statements)
        for subject, predicate, value, graph in statements:
            if "blank" in (subject.kind, value.kind):
                continue
            if predicate == self._own + "coOccursWith":
                beside[subject.value, value.value] = graph
                continue
            graphs[subject.value].add(graph)
            subjects[subject.value][predicate].append(value.value)
        part.findings.extend(self._of_subjects(subjects, graphs))
        part.findings.extend(self._symmetric(beside))
        self._references(part, statements, subjects)
        self._episodes(part, subjects, graphs)
        return part

    def _forms(self, part: Part, statements: list[Statement]) -> None:
        """Look at each term: blank nodes, IRIs, vocabulary; and count classes and predicates."""
        valid: dict[str, bool] = {}
        dataset = self._base + "/dataset"
        for subject, predicate, value, graph in statements:
            name = subject.value
            for iri in (name, predicate, value.value if value.kind == "iri" else None, graph):
                if iri is None:
                    continue
                if iri.startswith("_:"):
                    part.findings.add(Finding(BLANK, name, graph))
                elif not _is_valid(iri, valid):
                    part.findings.add(Finding(IRI, name, graph, predicate, iri))
            if value.kind == "blank":
                part.findings.add(Finding(BLANK, name, graph, predicate, value.value))
            if name == dataset or name.startswith(dataset + "/"):
                # The description is open: its publisher may say more of it than kg does.
                part.dataset.append((name, predicate, value.value))
                continue
            part.predicates[predicate] += 1
            if predicate not in self._shapes.predicates:
                rule = OLD if predicate.startswith(_OLD_SCHEMA) else PREDICATE
                part.findings.add(Finding(rule, name, graph, predicate))
            if predicate == TYPE:
                part.classes[value.value] += 1
                if value.value not in self._shapes.classes:
                    rule = OLD if value.value.startswith(_OLD_SCHEMA) else CLASS
                    part.findings.add(Finding(rule, name, graph, predicate, value.value))

    def _of_subjects(self, subjects: Subjects, graphs: dict[str, set[str | None]]) -> Iterator[Finding]:
        own = self._own
        for subject, values in subjects.items():
            graph = _first(graphs[subject])
            if TYPE not in values and not subject.startswith(self._base + "/dataset/"):
                yield Finding(UNTYPED, subject, graph)
            if len(graphs[subject]) > 1:
                names = ", ".join(sorted(name or "the default graph" for name in graphs[subject]))
                yield Finding(GRAPHS, subject, graph, detail=f"described in {names}")
            scope = self._scope(subject)
            if scope and graph is not None and graph != f"{self._base}/graph/episode/{scope}":
                yield Finding(PLACE, subject, graph, detail=f"expected in {self._base}/graph/episode/{scope}")
            pair = [_one(values, own + "entityA"), _one(values, own + "entityB")]
            if all(pair):
                if pair[0] >= pair[1]:
                    yield Finding(self._shapes.order, subject, graph, detail=f"{pair[0]} and {pair[1]}")
                window = _one(values, own + "window")
                slugs = "/".join(iri.removeprefix(self._base + "/technology/") for iri in pair)
                if subject != f"{self._base}/co-occurrence/{window}/{slugs}":
                    yield Finding(
                        PAIR, subject, graph, detail=f"window {window}, pair {pair[0]} and {pair[1]}"
                    )
            of, about = _one(values, own + "episode"), _one(values, own + "entity")
            if of and about:
                tail = (
                    of.removeprefix(self._base + "/episode/")
                    + "/"
                    + about.removeprefix(self._base + "/technology/")
                )
                if subject != f"{self._base}/coverage/{tail}":
                    yield Finding(COVERAGE, subject, graph, detail=f"episode {of}, technology {about}")

    def _symmetric(self, beside: dict[tuple[str, str], str | None]) -> Iterator[Finding]:
        for (one, other), graph in beside.items():
            if one == other or (other, one) not in beside:
                yield Finding(SYMMETRIC, one, graph, self._own + "coOccursWith", other)

    def _references(self, part: Part, statements: list[Statement], subjects: Subjects) -> None:
        below = self._base + "/"
        part.described.extend(map(digest, subjects))
        for subject, predicate, value, graph in statements:
            if predicate.startswith(below) and predicate not in subjects:
                part.referred.setdefault(predicate, (subject.value, graph, predicate))
            if value.kind != "iri" or predicate in _ELSEWHERE:
                continue
            if value.value.startswith(below) and value.value not in subjects:
                part.referred.setdefault(value.value, (subject.value, graph, predicate))

    def _episodes(self, part: Part, subjects: Subjects, graphs: dict[str, set[str | None]]) -> None:
        """Compare coverage with mentions, and quotes with sources."""
        own = self._own
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        coverage: dict[tuple[str, str], tuple[str, int]] = {}
        for subject, values in subjects.items():
            scope = self._scope(subject)
            if scope is None:
                continue
            body = _one(values, _OA + "hasBody")
            if body:
                part.mentions += 1
                counts[scope][body] += 1
            if (number := _integer(values, own + "mentions")) is not None:
                coverage[scope, _one(values, own + "entity")] = (subject, number)
            if target := _one(values, _OA + "hasTarget"):
                self._quote(part, subject, target, subjects, _first(graphs[subject]))
        for (scope, technology), (subject, number) in coverage.items():
            graph = _first(graphs[subject])
            found = counts[scope][technology] if scope in counts else 0
            if number != found:
                finding = Finding(
                    COUNT, subject, graph, own + "mentions", str(number),
                    detail=f"{number:,} stated, {found:,} mentions found",
                )  # fmt: skip
                if scope in counts:
                    part.findings.add(finding)
                else:
                    part.unmentioned_count += 1
                    part.unmentioned += [finding] if len(part.unmentioned) < self._most else []
        for scope, bodies in counts.items():
            for body in bodies:
                if body.startswith(self._base + "/technology/") and (scope, body) not in coverage:
                    episode = f"{self._base}/episode/{scope}"
                    part.findings.add(
                        Finding(UNCOVERED, episode, _first(graphs.get(episode, set())), value=body)
                    )

    def _quote(self, part: Part, mention: str, target: str, subjects: Subjects, graph: str | None) -> None:
        """Compare the quote of a mention with its source."""
        there = subjects.get(target, {})
        start = end = None
        words = None
        for selector in there.get(_OA + "hasSelector", ()):
            values = subjects.get(selector, {})
            if _OA + "start" in values:
                start, end = _integer(values, _OA + "start"), _integer(values, _OA + "end")
            words = _one(values, _OA + "exact") or words
        source = subjects.get(_one(there, _OA + "hasSource"), {})
        paths = source.get(self._own + "path", [])
        if words is None or start is None or end is None or not paths:
            return
        text = self._text(part, paths, _one(source, _SCHEMA + "sha256"))
        if text is None:
            return
        part.quotes += 1
        found = _FORBIDDEN.sub("", text[start:end])
        if found != words:
            part.findings.add(
                Finding(QUOTE, mention, graph, detail=f"quoted “{_short(words)}”, in {paths[0]} {start}-{end} stands “{_short(found)}”")
            )  # fmt: skip

    _last: tuple[tuple[str, ...], str | None] = ((), None)

    def _text(self, part: Part, paths: list[str], sha256: str) -> str | None:
        """Return a source's text; None, and a note in `part`, if it is not there or not what it was."""
        key = (*paths, sha256)
        if self._last[0] == key:
            return self._last[1]
        text = None
        changed = False
        for path in paths:
            file = self._file(path)
            document = read_document(file) if file else None
            if isinstance(document, Document):
                if document.sha256 == sha256:
                    text = document.text
                    break
                changed = True
        if text is None:
            (part.changed if changed else part.absent)[paths[0]] = None
        self._last = (key, text)
        return text

    def _file(self, path: str) -> Path | None:
        """Return where a source lies: as it was given, or below the folder of sources by as much of its path as is there."""
        given = Path(path)
        if self._sources is None:
            return given if given.is_file() else None
        segments = given.parts[1:] if given.is_absolute() else given.parts
        tails = (self._sources.joinpath(*segments[i:]) for i in range(len(segments)))
        return next((tail for tail in tails if tail.is_file()), None)


def _is_valid(iri: str, known: dict[str, bool]) -> bool:
    answer = known.get(iri)
    if answer is None:
        try:
            NamedNode(iri)
            answer = ":" in iri
        except ValueError:
            answer = False
        known[iri] = answer
    return answer


def _first(graphs: set[str | None]) -> str | None:
    return min((graph for graph in graphs if graph), default=None)


def _one(values: Values, predicate: str) -> str:
    """Return the first value of a predicate, "" for none."""
    found = values.get(predicate)
    return found[0] if found else ""


def _integer(values: Values, predicate: str) -> int | None:
    value = _one(values, predicate)
    return int(value) if re.fullmatch("[+-]?[0-9]{1,18}", value) else None


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
