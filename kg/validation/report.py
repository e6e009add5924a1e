"""A report comes in, text, JSON or Turtle for its reader goes out."""

from __future__ import annotations

import re
from typing import Any

import rdflib
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import RDF, SH

from kg.validation import Report
from kg.validation.findings import Finding, Rule
from kg.vocabulary import prefixes

_DATATYPE = re.compile(r"\^\^<http://www\.w3\.org/2001/XMLSchema#(\w+)>$")


def render(report: Report) -> str:
    """Return the report to be read: what is wrong, grouped by rule, most frequent first."""
    curie = _Curies(report.base)
    lines = [
        f"{report.path}: {report.statements:,} statements, {report.mentions:,} mentions, base {report.base}"
    ]
    for rule, found in _ordered(report):
        word = "warning" if rule.severity == "warning" else "violation"
        lines += [
            "",
            f"{rule.label}: {found.count:,} {word}{'s' if found.count > 1 else ''}",
            f"  {rule.message}",
        ]
        for finding in found.first:
            lines.append(f"    {curie(finding.subject)}{_where(finding, curie)}")
            if fact := _fact(finding, curie):
                lines.append(f"      {fact}")
        if found.count > len(found.first):
            lines.append(f"    … and {found.count - len(found.first):,} more")
    lines += ["", *(f"Notice: {notice}." for notice in report.notices), summary(report)]
    return "\n".join(lines)


def summary(report: Report) -> str:
    """Return the outcome in one sentence."""
    violations, warnings = report.findings.count("violation"), report.findings.count("warning")
    quotes = (
        f"; {report.quotes:,} quote{'s' if report.quotes > 1 else ''} compared with the sources"
        if report.quotes
        else ""
    )
    warned = f", {warnings:,} warning{'s' if warnings > 1 else ''}" if warnings else ""
    if report.conforms:
        return f"Valid{warned}{quotes}."
    rules = sum(rule.severity == "violation" for rule in report.findings.by_rule)
    return (
        f"Not valid: {violations:,} violation{'s' if violations > 1 else ''} "
        f"of {rules:,} rule{'s' if rules > 1 else ''}{warned}{quotes}."
    )


def _ordered(report: Report) -> list[tuple[Rule, Any]]:
    return sorted(
        report.findings.by_rule.items(),
        key=lambda item: (item[0].severity == "warning", -item[1].count, item[0].id),
    )


def _where(finding: Finding, curie: _Curies) -> str:
    return f"  in {curie(finding.graph)}" if finding.graph else ""


def _fact(finding: Finding, curie: _Curies) -> str:
    parts = [curie(finding.path)] if finding.path else []
    if finding.value is not None:
        literal = finding.value.startswith('"')
        parts.append(_DATATYPE.sub(r"^^xsd:\1", finding.value) if literal else curie(finding.value))
    fact = " ".join(parts)
    return f"{fact} ({finding.detail})" if fact and finding.detail else fact or finding.detail


class _Curies:
    """Shortens the IRIs of predicates and classes; addresses of things stay whole, to be looked up."""

    def __init__(self, base: str) -> None:
        self._spaces = {space: prefix for prefix, space in prefixes(base).items() if not space.startswith(base + "/") or prefix == "kg"}  # fmt: skip

    def __call__(self, iri: str) -> str:
        for space, prefix in self._spaces.items():
            rest = iri.removeprefix(space)
            if rest != iri and rest and "/" not in rest:
                return f"{prefix}:{rest}"
        return iri


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as one JSON object."""
    return {
        "path": str(report.path),
        "base": report.base,
        "conforms": report.conforms,
        "statements": report.statements,
        "mentions": report.mentions,
        "quotes_compared": report.quotes,
        "violations": report.findings.count("violation"),
        "warnings": report.findings.count("warning"),
        "notices": list(report.notices),
        "rules": [
            {
                "shape": rule.id,
                "label": rule.label,
                "message": rule.message,
                "severity": rule.severity,
                "count": found.count,
                "examples": [_example(finding) for finding in found.first],
            }
            for rule, found in _ordered(report)
        ],
    }


def _example(finding: Finding) -> dict[str, str]:
    facts = {
        "subject": finding.subject,
        "graph": finding.graph,
        "path": finding.path,
        "value": finding.value,
        "detail": finding.detail or None,
    }
    return {key: value for key, value in facts.items() if value is not None}


def as_turtle(report: Report) -> str:
    """Return the report as a `sh:ValidationReport`; kg's own checks stand for both shape and component."""
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, space in {**prefixes(report.base), "sh": str(SH)}.items():
        graph.bind(prefix, space)
    top = BNode("report")
    graph.add((top, RDF.type, SH.ValidationReport))
    graph.add((top, SH.conforms, Literal(report.conforms)))
    number = 0
    for rule, found in _ordered(report):
        for finding in found.first:
            number += 1
            result = BNode(f"result{number}")
            graph.add((top, SH.result, result))
            graph.add((result, RDF.type, SH.ValidationResult))
            graph.add((result, SH.focusNode, _node(finding.subject)))
            graph.add((result, SH.resultSeverity, SH.Warning if rule.severity == "warning" else SH.Violation))
            graph.add((result, SH.sourceShape, URIRef(rule.id)))
            graph.add((result, SH.sourceConstraintComponent, URIRef(finding.component or rule.id)))
            message = f"{rule.message} ({finding.detail})" if finding.detail else rule.message
            graph.add((result, SH.resultMessage, Literal(message, lang="en")))
            if finding.path:
                graph.add((result, SH.resultPath, _node(finding.path)))
            if finding.value is not None:
                graph.add((result, SH.value, _node(finding.value)))
    return graph.serialize(format="turtle")


def _node(value: str) -> rdflib.term.Node:
    """Return a term again: a blank node, a literal as N-Triples has it, or an IRI."""
    if value.startswith("_:"):
        return BNode(value[2:])
    if value.startswith('"'):
        literal = rdflib.util.from_n3(value)
        return literal if isinstance(literal, Literal) else Literal(value)
    return URIRef(value) if ":" in value and " " not in value else Literal(value)
