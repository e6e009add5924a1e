"""All extractions and the decisions in; the same extractions, with one name and id for each thing, out.

    extraction… ──facts_of──▶ Facts… ──Survey.add──▶ Survey ──resolve──▶ Resolution ──apply──▶ extraction…

What comes out needs no knowledge of any of this: a person carries the id of their node, and a name
that no catalogue has is written one way throughout. The result is a function of the set of the
extractions, the catalogue and the decisions; their order leaves no trace.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.catalog import Catalogue
from kg.decisions import Decisions
from kg.model import Extraction
from kg.names import is_surname, same_given_name
from kg.resolution.cases import Case, Findings, quoted
from kg.resolution.people import People, resolve_people
from kg.resolution.rewriting import Meaning, meaning_of, rewrite
from kg.resolution.survey import Facts, Survey, facts_of
from kg.resolution.technologies import Technologies, names_of, resolve_technologies


@dataclass(frozen=True, slots=True)
class Resolution:
    """What every name of a corpus means."""

    people: People
    technologies: Technologies
    decisions: Decisions
    findings: Findings

    def meaning(self, facts: Facts) -> Meaning:
        """Return what the names of an episode mean."""
        return meaning_of(facts, self.people, self.technologies, self.decisions)

    def apply(self, extraction: Extraction) -> Extraction:
        """Return `extraction` with people, technologies, picks, speakers and passages under their one name."""
        return rewrite(extraction, self.meaning(facts_of(extraction)))


def get_ready(catalogue: Catalogue) -> None:
    """Do what `resolve` needs and does not depend on what is surveyed, such as reading lists of names."""
    names_of(catalogue)
    is_surname("Lovelace")
    same_given_name("Ada", "Augusta")


def resolve(survey: Survey, catalogue: Catalogue, decisions: Decisions) -> Resolution:
    """Return what the names of the surveyed extractions mean."""
    findings = Findings()
    people = resolve_people(survey, decisions, findings)
    technologies = resolve_technologies(survey, people, catalogue, decisions, findings)
    for doubt in survey.doubts:
        if not decisions.dropped("technology", doubt.name, doubt.show, doubt.episode) and doubt.name not in technologies.confirmed:  # fmt: skip
            side = f"named in {doubt.episode} with confidence {doubt.confidence:.2f} at best"
            case = Case("doubt", "technology", (doubt.name,), doubt.confidence, (side,), sentences=quoted(doubt.sample), episode=doubt.episode)  # fmt: skip
            findings.cases.append(case)
    findings.warnings += _unknown(survey, decisions, catalogue)
    findings.merges.sort(key=lambda m: (m.type, m.rule, m.target, m.source, m.scope))
    findings.dropped.sort(key=lambda d: (d.type, d.name, d.reason))
    findings.cases.sort(key=lambda c: (c.sort != "merge", -c.weight, c.type, c.names, c.id))
    return Resolution(people, technologies, decisions, findings)


def _unknown(survey: Survey, decisions: Decisions, catalogue: Catalogue) -> list[str]:
    """Return a warning for each name of the decisions that no episode and no catalogue has."""
    technologies = survey.known | set(survey.technologies) | {e.name for e in catalogue.entries.values()}
    known = {"person": set(survey.people), "technology": technologies}
    return [
        f"section `{d.section}`: no {d.type} is called {name!r}; the entry has no effect on the name"
        for d in decisions.entries
        for name in d.names
        if name not in known[d.type]
    ]
