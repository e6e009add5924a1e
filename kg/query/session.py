"""What somebody types comes in, the query it means and its answer go out; shared by the command and the prompt."""

from __future__ import annotations

import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from kg.query import mistakes, results
from kg.query.engine import Engine, QueryError, QuerySyntaxError
from kg.query.library import LibraryError, Query, fill, names, parse, shipped
from kg.query.parameters import resolve

TABLE_ROWS = 1000
"""Rows of a table or a page where no limit is given: more can nobody read."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a query."""

    rows: int
    seconds: float
    more: bool
    """Whether rows were left out at the limit."""
    notes: tuple[str, ...]
    """What may be wrong with a query that found nothing."""


def query_of(text: str) -> Query:
    """Return the shipped query that `text` names, else `text` as a query.

    Raises `LibraryError`, also where `text` can be neither.
    """
    name = text.strip()
    if name in names() or (name and all(char.isalnum() or char == "-" for char in name)):
        return shipped(name)
    return parse(text)


def assignments(words: tuple[str, ...]) -> dict[str, str]:
    """Return `name=value` words as a dictionary. Raises `LibraryError`."""
    given: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise LibraryError(f"{word!r} is no parameter; write name=value, such as technology=S3")
        given[name] = value
    return given


def answer(
    engine: Engine,
    query: Query,
    given: Mapping[str, str],
    handle: IO[bytes],
    *,
    formats: Sequence[str] = (),
    limit: int | None = None,
    width: int = results.WIDTH,
) -> Outcome:
    """Run `query` and write its answer to `handle`.

    Args:
        given: values of its parameters, as typed.
        formats: the wished ones, as in `kg.query.results.check_format`.
        limit: of rows; None for all, or for `TABLE_ROWS` in a table.

    Raises what `kg.query.parameters.resolve`, `Engine.run` and `results.write` raise; a query that
    cannot be read as `QueryError` with the place and a hint.
    """
    text = fill(query.text, resolve(engine, query, given))
    began = time.monotonic()
    if limit is None and (not formats or {"table", "html"} & set(formats)):
        limit = TABLE_ROWS
    try:
        found = engine.run(text, limit=limit)
    except QuerySyntaxError as error:
        raise QueryError(mistakes.explain(text, error.message, engine.prefixes)) from error
    rows = results.write(found, formats, handle, engine.prefixes, width=width, title=query.title)
    notes = mistakes.unknown_terms(text, engine.base) if not rows and found.form != "ask" else []
    return Outcome(rows, time.monotonic() - began, found.more, tuple(notes))


def described(query: Query) -> str:
    """Return a query's text after what it is called and how it is run."""
    given = " ".join(f"{p.name}={shlex.quote(p.default)}" for p in query.parameters if p.default)
    return f"{query.text.rstrip()}\n\n# kg query {query.name}{f' {given}' if given else ''}\n"


def listed() -> str:
    """Return the shipped queries, one a line: name, title, parameters."""
    queries = [shipped(name) for name in names()]
    wide = max(len(query.name) for query in queries)
    return "".join(
        f"{query.name:<{wide}}  {query.title}"
        f"{'  (' + ', '.join(p.name for p in query.parameters) + ')' if query.parameters else ''}\n"
        for query in queries
    )


def told(outcome: Outcome) -> list[str]:
    """Return what is said of an answer beside it."""
    rows = f"{outcome.rows:,} row{'' if outcome.rows == 1 else 's'} in {outcome.seconds:.2f} s."
    more = " There are more: raise the limit, 0 is none." if outcome.more else ""
    return [*(f"note: {note}" for note in outcome.notes), rows + more]
