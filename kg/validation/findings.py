"""What validation finds: single findings in, tallies that keep the first of each sort out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["violation", "warning"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What can be broken: a shape's constraint, or a check of kg's own."""

    id: str
    """The shape's IRI, or the check's name behind `urn:kg:check:`."""
    label: str
    """The shape's label, or what the check is about."""
    message: str
    severity: Severity = "violation"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that breaks a rule."""

    rule: Rule
    subject: str
    """An IRI, or `_:` and a name for a blank node."""
    graph: str | None = None
    """The named graph; None for the default graph, or where it cannot be said."""
    path: str | None = None
    value: str | None = None
    """As N-Triples writes a literal, or an IRI as it is."""
    component: str | None = None
    """The IRI of the sort of constraint of SHACL; None for kg's own checks."""
    detail: str = ""
    """What the rule's message leaves open, such as the two counts that differ."""


@dataclass(slots=True)
class Found:
    """How often a rule was broken, and the first findings."""

    count: int = 0
    first: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class Findings:
    """Findings by rule; of each rule at most `most` are kept, so that memory does not grow with the faults."""

    most: int
    by_rule: dict[Rule, Found] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Count a finding."""
        found = self.by_rule.setdefault(finding.rule, Found())
        found.count += 1
        if len(found.first) < self.most:
            found.first.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Count several findings."""
        for finding in findings:
            self.add(finding)

    def merge(self, other: Findings) -> None:
        """Count what another process found."""
        for rule, theirs in other.by_rule.items():
            found = self.by_rule.setdefault(rule, Found())
            found.count += theirs.count
            found.first += theirs.first[: max(0, self.most - len(found.first))]

    def count(self, severity: Severity) -> int:
        """Return how many findings have that severity."""
        return sum(found.count for rule, found in self.by_rule.items() if rule.severity == severity)
