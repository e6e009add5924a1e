"""A query's text comes in, its rows go out: each runs in a process that is killed at the time limit.

pyoxigraph cannot stop a query that has begun, so a worker process runs it. The worker stays for the
next query, unless this one was cut short; a new one takes 30 milliseconds.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NamedTuple, Self

from kg.errors import KgError
from kg.query.guard import check
from kg.query.store import StoreError, check_store, unreadable
from kg.vocabulary import PLACEHOLDER_BASE, prefixes

TIMEOUT = 30.0
"""Seconds that a query may take."""

_READ = 1 << 16
_BASE = "SELECT ?base { ?dataset a void:Dataset ; void:uriSpace ?base } ORDER BY ?base LIMIT 1"


class Term(NamedTuple):
    """A node of RDF as the results of SPARQL name it."""

    kind: Literal["uri", "bnode", "literal"]
    value: str
    language: str = ""
    datatype: str = ""
    """Empty for plain strings and those with a language."""


Row = tuple[Term | None, ...]


class QueryError(KgError):
    """A query failed; the message says why."""


class TimedOut(QueryError):
    """A query was killed at the time limit."""


class QuerySyntaxError(QueryError):
    """A query cannot be read; `kg.query.mistakes` says where, and what may be meant."""

    def __init__(self, query: str, message: str) -> None:
        super().__init__(message)
        self.query, self.message = query, message


@dataclass(slots=True)
class Answer:
    """What a query gave. Its rows can be read once, and before the engine's next query."""

    form: Literal["select", "ask", "graph"]
    variables: tuple[str, ...]
    """The columns; `subject`, `predicate`, `object` for a graph, none for ASK."""
    rows: Iterator[Row]
    answer: bool | None = None
    """What ASK found."""
    more: bool = False
    """Whether rows were left out at the limit; known when the last one has been read."""


class Engine:
    """Runs queries, one at a time, over a store or a plain RDF file; a context manager.

    Args:
        store: a folder that `kg.query.store.amend_store` wrote.
        file: instead of it an RDF file, which the worker reads into memory; the ending says what it
            is, `.gz` after it included.
        timeout: seconds that a query may take. Only waiting for rows counts, not what the caller does
            with them.

    Raises `StoreError` where there is nothing to query.
    """

    def __init__(
        self, store: Path | None = None, *, file: Path | None = None, timeout: float = TIMEOUT
    ) -> None:
        if (store is None) == (file is None):
            raise ValueError("an engine queries a store or a file")
        if store is not None:
            check_store(store)
        elif file is not None and not file.is_file():
            raise StoreError(f"{file} is no file; give an RDF file, or leave --file out to query the build")
        self._store, self._file, self._timeout = store, file, timeout
        self._worker: subprocess.Popen[bytes] | None = None
        self._waiting = b""
        self._busy = False
        self._base: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill the worker, whatever it does."""
        worker, self._worker = self._worker, None
        self._waiting, self._busy = b"", False
        if worker is not None:
            worker.kill()
            worker.wait()
            for pipe in (worker.stdin, worker.stdout):
                if pipe:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()

    @property
    def base(self) -> str:
        """The base of the store's IRIs, as its own description gives it; else the placeholder."""
        if self._base is None:
            found = [row[0] for row in self._run(_BASE, prefixes(), None).rows]
            self._base = found[0].value.rstrip("/") if found and found[0] else PLACEHOLDER_BASE
        return self._base

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that every query may use without declaring them."""
        return prefixes(self.base)

    @property
    def process(self) -> int | None:
        """The id of the worker process, if one is there."""
        return self._worker.pid if self._worker else None

    def run(self, query: str, *, limit: int | None = None) -> Answer:
        """Return the answer to `query`, whose rows come as the worker finds them.

        Args:
            limit: at most so many rows; None for all.

        Raises `kg.query.guard.Refused`, `QuerySyntaxError`, `TimedOut`, `QueryError` and `StoreError`,
        the last three while the rows are read too.
        """
        check(query)
        return self._run(query, self.prefixes, limit)

    def select(self, query: str) -> list[dict[str, Term]]:
        """Return all rows of a SELECT query, each as its bound variables."""
        answer = self.run(query)
        return [
            {name: term for name, term in zip(answer.variables, row, strict=True) if term is not None}
            for row in answer.rows
        ]

    def _run(self, query: str, prefixes: dict[str, str], limit: int | None) -> Answer:
        if self._busy:
            self.close()
        deadline = _Deadline(self._timeout)
        head = self._ask({"query": query, "prefixes": prefixes, "limit": limit}, deadline)
        self._check(head, query)
        variables = head.get(
            "variables", ("subject", "predicate", "object") if head["form"] == "graph" else ()
        )
        answer = Answer(head["form"], tuple(variables), iter(()), head.get("answer"))
        if answer.form == "ask":
            self._finish(self._receive(deadline), answer, query)
        else:
            answer.rows = self._rows(self._worker, answer, query, deadline)
        return answer

    def _rows(self, worker: object, answer: Answer, query: str, deadline: _Deadline) -> Iterator[Row]:
        while True:
            if worker is not self._worker or not self._busy:
                raise QueryError(
                    "the rest of this answer is gone: its engine was closed or asked something else"
                )
            message = self._receive(deadline)
            if "rows" not in message:
                self._finish(message, answer, query)
                return
            for row in message["rows"]:
                yield tuple(None if term is None else Term(*term) for term in row)

    def _finish(self, message: dict[str, Any], answer: Answer, query: str) -> None:
        self._check(message, query)
        self._busy = False
        answer.more = message["more"]

    def _check(self, message: dict[str, Any], query: str) -> None:
        if "error" not in message:
            return
        self._busy = False
        if message["error"] == "syntax":
            raise QuerySyntaxError(query, message["message"])
        raise QueryError(f"the query failed: {message['message']}")

    def _ask(self, request: dict[str, Any], deadline: _Deadline) -> dict[str, Any]:
        worker = self._started(deadline)
        self._busy = True
        assert worker.stdin is not None  # noqa: S101  # it was opened with a pipe
        try:
            worker.stdin.write(json.dumps(request).encode() + b"\n")
            worker.stdin.flush()
        except BrokenPipeError:
            raise self._died() from None
        return self._receive(deadline)

    def _started(self, deadline: _Deadline) -> subprocess.Popen[bytes]:
        if self._worker is not None:
            return self._worker
        what = {"store": str(self._store)} if self._store else {"file": str(self._file)}
        options = json.dumps({**what, "seconds": self._timeout})
        script = str(Path(__file__).with_name("worker.py"))
        self._worker = subprocess.Popen(  # noqa: S603  # this Python and a script of kg's own
            [sys.executable, "-I", script, options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        first = self._receive(deadline)
        if "error" in first:
            self.close()
            if self._store:
                raise unreadable(self._store, first["message"])
            raise StoreError(f"{self._file} cannot be read as RDF: {first['message']}")
        return self._worker

    def _receive(self, deadline: _Deadline) -> dict[str, Any]:
        """Return the worker's next message; whatever comes between, it is killed first."""
        try:
            return self._line(deadline)
        except BaseException:
            # Interruptions too: no query may go on that nobody waits for.
            self.close()
            raise

    def _line(self, deadline: _Deadline) -> dict[str, Any]:
        worker = self._worker
        if worker is None or worker.stdout is None:
            raise QueryError("the query was given up")
        blocks = [self._waiting]
        while b"\n" not in blocks[-1]:
            with deadline:
                ready, _, _ = select.select([worker.stdout], [], [], deadline.left)
            if not ready:
                raise TimedOut(
                    f"the query was stopped after {self._timeout:g} seconds; "
                    "give it more with --timeout, or ask for less: fewer patterns, a LIMIT inside"
                )
            block = os.read(worker.stdout.fileno(), _READ)
            if not block:
                raise self._died()
            blocks.append(block)
        line, _, self._waiting = b"".join(blocks).partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message

    def _died(self) -> QueryError:
        worker = self._worker
        code = worker.wait() if worker else 0
        self.close()
        why = f"signal {-code}" if code < 0 else f"exit code {code}"
        return QueryError(
            f"the query's process ended before its answer did ({why}): it may have run out of memory; ask for less"
        )


class _Deadline:
    """Counts down while something is waited for."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self._since = 0.0

    def __enter__(self) -> None:
        self._since = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.left = max(0.0, self.left - (time.monotonic() - self._since))
