"""The folder of a build in; one of its forms again, with other options, out."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.exporters.ontology import write_context, write_ontology
from kg.exporters.page import write_page
from kg.exporters.rdf import FORMS, Form, write_rdf
from kg.exporters.table import write_mentions
from kg.files import EPISODES, GRAPH
from kg.graph import write_graph
from kg.lookup import read_build
from kg.records import read_records


class OptionError(KgError, ValueError):
    """An option was given that means nothing for the form asked for."""


def _rdf(form: Form, folder: Path, path: Path, options: dict[str, Any]) -> None:
    graph, extractions = read_build(folder / GRAPH), read_records(folder / EPISODES)
    write_rdf(graph, extractions, path, form, **_only(options, "base_iri", "detail"))


def _page(folder: Path, path: Path, options: dict[str, Any]) -> None:
    write_page(read_build(folder / GRAPH), path, **_only(options, "title", "limit"))


def _table(folder: Path, path: Path, options: dict[str, Any]) -> None:
    _only(options)
    write_mentions(read_records(folder / EPISODES), path)


def _json(folder: Path, path: Path, options: dict[str, Any]) -> None:
    _only(options)
    write_graph(read_build(folder / GRAPH), path)


def _ontology(_folder: Path, path: Path, options: dict[str, Any]) -> None:
    write_ontology(path, **_only(options, "base_iri"))


def _context(_folder: Path, path: Path, options: dict[str, Any]) -> None:
    write_context(path, **_only(options, "base_iri"))


EXPORTS: dict[str, Callable[[Path, Path, dict[str, Any]], None]] = {
    **{form: partial(_rdf, form) for form in FORMS},
    "html": _page,
    "csv": _table,
    "json": _json,
    "ontology": _ontology,
    "context": _context,
}
"""What `kg export` can write, by name."""


def _only(options: dict[str, Any], *known: str) -> dict[str, Any]:
    """Return `options`, of which none may be unknown to the form. Raises `OptionError`."""
    names = {"base_iri": "--base-iri", "detail": "--detail", "title": "--title", "limit": "--nodes"}
    for option in options:
        if option not in known:
            raise OptionError(f"{names[option]} means nothing for this form; leave it out")
    return options


def export(
    form: str, folder: Path, output: Path | None, options: dict[str, Any], *, packed: bool = False
) -> None:
    """Write one form of the build in `folder` to `output`, or to stdout.

    `packed` compresses what goes to stdout; for a file its ending `.gz` decides. Raises `OptionError`,
    `GraphError`, OSError.
    """
    if output:
        EXPORTS[form](folder, output, options)
        return
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "export.gz" if packed else "export")
        EXPORTS[form](folder, path, options)
        with path.open("rb") as handle:
            while block := handle.read(1 << 20):
                sys.stdout.buffer.write(block)
        sys.stdout.buffer.flush()
