"""The shipped queries: each says what it gives, and gives the same on two engines that share no code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from rdflib.query import ResultRow

from kg.query.engine import Engine, Row, Term
from kg.query.library import KINDS, fill, names, shipped
from kg.query.parameters import resolve

# rdflib warns of its own parts: of Dataset's former names, which its parser still uses.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")

Value = tuple[str, ...] | None


@pytest.fixture(scope="module")
def engine(store: Path) -> Iterator[Engine]:
    with Engine(store) as engine:
        yield engine


@pytest.fixture(scope="module")
def dataset(quads: bytes) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=quads, format="nquads")
    return dataset


def of_term(term: Term | None) -> Value:
    """Return what two engines must agree on: numbers by their value."""
    if term is None:
        return None
    if term.datatype.endswith(("#integer", "#decimal")):
        return "number", str(Decimal(term.value).normalize())
    return term.kind, term.value, term.language, term.datatype


def of_node(node: rdflib.term.Node | None) -> Value:
    """Return the same of a node of rdflib's."""
    if node is None:
        return None
    if isinstance(node, rdflib.Literal):
        return of_term(Term("literal", str(node), node.language or "", str(node.datatype or "")))
    return of_term(Term("uri", str(node)))


def of_row(row: Row) -> tuple[Value, ...]:
    return tuple(of_term(term) for term in row)


def test_there_are_enough() -> None:
    assert len(names()) >= 22


@pytest.mark.parametrize("name", names())
def test_documented(name: str) -> None:
    """Title, description and columns are there, and every parameter is a variable of the query with a default."""
    query = shipped(name)
    assert query.title
    assert query.description.endswith(".")
    assert query.columns
    for parameter in query.parameters:
        assert parameter.kind in KINDS
        assert parameter.default is not None
        assert f"?{parameter.name}" in query.text
        assert parameter.meaning


@pytest.mark.parametrize("name", names())
def test_two_engines_agree(name: str, engine: Engine, dataset: rdflib.Dataset) -> None:
    """Oxigraph and rdflib give the same rows, in the same order, and there are some."""
    query = shipped(name)
    text = fill(query.text, resolve(engine, query, {}))
    answer = engine.run(text)
    assert answer.variables == query.columns
    mine = [of_row(row) for row in answer.rows]
    assert mine
    other = dataset.query(text, initNs=engine.prefixes)
    if answer.form == "graph":
        assert other.graph is not None
        assert set(mine) == {tuple(of_node(node) for node in triple) for triple in other.graph}
        return
    assert [str(variable) for variable in other.vars or ()] == list(query.columns)
    theirs = [tuple(of_node(node) for node in row) for row in other if isinstance(row, ResultRow)]
    assert mine == theirs


@pytest.mark.parametrize("name", names())
def test_every_row_has_a_place(name: str, engine: Engine) -> None:
    """A query's order is complete: no two rows are alike, so that their order is no chance."""
    query = shipped(name)
    rows = Counter(of_row(row) for row in engine.run(fill(query.text, resolve(engine, query, {}))).rows)
    assert [row for row, times in rows.items() if times > 1] == []
