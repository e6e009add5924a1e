"""What SPARQL answers about the annotated episodes is as right as what was extracted: the same figures."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph
import pytest

import kg
from kg import vocabulary
from kg.files import EPISODES, TURTLE

GOLD = Path(kg.__file__).parents[2] / "shared" / "gold"

Rows = Iterator[tuple[str, ...]]
Ask = Callable[[str], Rows]


def missing(reason: str) -> NoReturn:
    """Fail where the checks must run, skip elsewhere."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the annotated episodes."""
    if not (GOLD / "score.py").is_file():
        missing("no annotated episodes in ../shared/gold")
    output = tmp_path_factory.mktemp("truth")
    kg.build([GOLD / "episodes"], output)
    return output


@pytest.fixture(scope="module")
def ask(folder: Path) -> Ask:
    """Answers a query over the whole export, exact places included; absent values are empty strings."""
    store = pyoxigraph.Store()
    store.bulk_load(path=str(folder / TURTLE), format=pyoxigraph.RdfFormat.TURTLE)

    def answer(query: str) -> Rows:
        solutions = store.query(query, prefixes=vocabulary.prefixes())
        assert isinstance(solutions, pyoxigraph.QuerySolutions)
        return (tuple(term.value if term else "" for term in row) for row in solutions)

    return answer


def records_by_query(ask: Ask) -> list[dict[str, Any]]:
    """Return what the annotations state, episode by episode, read by SPARQL alone."""
    found: dict[str, dict[str, Any]] = {}
    for episode, path in ask("SELECT ?e ?path { ?e schema:associatedMedia/kg:path ?path } ORDER BY ?e ?path"):
        empty: dict[str, Any] = {
            key: [] for key in ("sources", "people", "technologies", "picks", "topics", "sponsors")
        }
        found.setdefault(episode, empty)["sources"].append(path)
    for episode, role, name in ask(
        """SELECT ?e ?role ?name {
             VALUES (?p ?role) { (kg:host "host") (kg:guest "guest") (schema:mentions "mentioned") }
             ?e ?p ?person . ?person a schema:Person ; schema:name ?name .
           } ORDER BY ?e ?name ?role"""
    ):
        found[episode]["people"].append({"name": name, "role": role, "aliases": []})
    services: dict[tuple[str, str], set[str]] = defaultdict(set)
    for episode, name, surface in ask(
        """SELECT DISTINCT ?e ?name ?surface {
             ?e schema:mentions ?service . ?service kg:kind kind:aws-service ; skos:prefLabel ?name .
             ?mention oa:hasBody ?service ; kg:passage/oa:hasSource ?e ; oa:hasTarget/oa:hasSelector/oa:exact ?surface .
           } ORDER BY ?e ?name ?surface"""
    ):
        services[episode, name].add(surface)
    for (episode, name), surfaces in services.items():
        service = {"name": name, "kind": "aws-service", "surfaces": sorted(surfaces), "where": []}
        found[episode]["technologies"].append(service)
    picks: dict[tuple[str, str], dict[str, Any]] = {}
    for episode, pick, title, url, author in ask(
        """SELECT ?e ?pick ?title ?url ?author {
             ?pick a schema:Recommendation ; schema:isPartOf ?e ; schema:itemReviewed ?item .
             ?item schema:name ?title . OPTIONAL { ?item schema:url ?url }
             OPTIONAL { ?pick schema:author/schema:name ?author }
           } ORDER BY ?e ?pick ?author"""
    ):
        one = picks.setdefault((episode, pick), {"title": title, "url": url or None, "by": []})
        one["by"] += [author] if author else []
    for (episode, _), one in picks.items():
        found[episode]["picks"].append(one)
    return list(found.values())


def score(records: list[dict[str, Any]], folder: Path) -> dict[str, Any]:
    """Return the figures that the annotations' own scorer gives."""
    path = folder / "predicted.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    command = [sys.executable, str(GOLD / "score.py"), str(GOLD / "annotations"), str(path), "--json"]
    figures: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return figures


def test_answers_are_as_right_as_the_extractions(ask: Ask, folder: Path, tmp_path: Path) -> None:
    """Who picked what, who hosts and who is a guest, and which AWS services: the figures are equal, and good."""
    extracted = [json.loads(line) for line in (folder / EPISODES).read_text(encoding="utf-8").splitlines()]
    direct, asked = score(extracted, tmp_path), score(records_by_query(ask), tmp_path)
    for field in ("aws", "people", "picks"):
        assert asked[field] == direct[field], field
        assert asked[field]["f1"] > 0.95, field
    for judged in ("role_accuracy", "by_accuracy"):
        assert asked[judged] == direct[judged], judged
