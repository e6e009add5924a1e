"""Requests come in on stdin, answers go out on stdout, both as JSON lines: the process that a query runs in.

Started as a script and without kg, so that it is there in a moment. Its only argument is a JSON
object: `store` (a folder) or `file` (an RDF file), and `seconds`. A request is `{"query", "prefixes",
"limit"}`; the answer is a head, blocks of rows, and an end, or one line that says what is wrong.
"""

from __future__ import annotations

import ctypes
import gzip
import json
import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

_BLOCK = 500
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
_FORMATS = {
    ".nq": ox.RdfFormat.N_QUADS, ".nt": ox.RdfFormat.N_TRIPLES, ".ttl": ox.RdfFormat.TURTLE, ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD, ".rdf": ox.RdfFormat.RDF_XML, ".xml": ox.RdfFormat.RDF_XML,
}  # fmt: skip


def main() -> None:
    """Answer requests until stdin ends."""
    options = json.loads(sys.argv[1])
    # The one who asked decides what an interruption means; this process then just ends.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _leave_network()
    try:
        store = _open(options)
    except (OSError, ValueError, SyntaxError) as error:
        _say({"error": "store", "message": str(error)})
        return
    _say({"ready": True})
    for line in sys.stdin:
        _limit_time(float(options["seconds"]))
        try:
            _answer(store, json.loads(line))
        except SyntaxError as error:
            _say({"error": "syntax", "message": str(error)})
        except (OSError, ValueError, RuntimeError, MemoryError) as error:
            _say({"error": "query", "message": str(error) or type(error).__name__})


def _leave_network() -> None:
    """Go where there is no network, where Linux allows it: a second lock behind `kg.query.guard`."""
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None:
        unshare(_NEW_USER | _NEW_NETWORK)


def _limit_time(seconds: float) -> None:
    """Let the kernel end this process if it computes on although the one who asked is gone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 1, hard))


def _open(options: dict[str, Any]) -> ox.Store:
    if "store" in options:
        return ox.Store.read_only(options["store"])
    path = Path(options["file"])
    store = ox.Store()
    suffix = path.suffix.lower()
    rdf = _FORMATS.get(Path(path.stem).suffix.lower() if suffix == ".gz" else suffix)
    if rdf is None:
        raise ValueError(f"its name ends in none of {', '.join(_FORMATS)}, with or without .gz")
    with gzip.open(path) if suffix == ".gz" else path.open("rb") as handle:
        store.bulk_load(cast(IO[bytes], handle), format=rdf)
    return store


def _answer(store: ox.Store, request: dict[str, Any]) -> None:
    result = store.query(request["query"], prefixes=request["prefixes"], use_default_graph_as_union=True)
    if isinstance(result, ox.QueryBoolean):
        _say({"form": "ask", "answer": bool(result)})
        _say({"end": True, "more": False})
        return
    rows: Iterator[Iterable[Any]]
    if isinstance(result, ox.QuerySolutions):
        _say({"form": "select", "variables": [variable.value for variable in result.variables]})
        rows = iter(result)
    else:
        _say({"form": "graph"})
        rows = ((triple.subject, triple.predicate, triple.object) for triple in result)
    limit = request["limit"]
    cut = rows if limit is None else islice(rows, limit)
    while block := [[_term(term) for term in row] for row in islice(cut, _BLOCK)]:
        _say({"rows": block})
    _say({"end": True, "more": limit is not None and next(rows, None) is not None})


def _term(term: Any) -> list[str] | None:
    """Return a term as its kind, value, language and datatype, as far as they are not empty."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return ["uri", term.value]
    if isinstance(term, ox.BlankNode):
        return ["bnode", term.value]
    if isinstance(term, ox.Literal):
        if term.language:
            return ["literal", term.value, term.language]
        datatype = term.datatype.value
        return ["literal", term.value] if datatype == _XSD_STRING else ["literal", term.value, "", datatype]
    return ["literal", str(term)]


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message, separators=(",", ":")) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        # Nobody listens any more, and Python would say so once again at its end.
        sys.stdout = None
