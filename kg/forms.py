"""The folder of a build in; one of its forms again, with other options, out."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.exporters.index import write_index
from kg.exporters.network import Network, network_of
from kg.exporters.network.cytoscape import write_cytoscape
from kg.exporters.network.gexf import write_gexf
from kg.exporters.network.graphml import write_graphml
from kg.exporters.network.vosviewer import write_vosviewer
from kg.exporters.ontology import write_context, write_ontology
from kg.exporters.page import write_page
from kg.exporters.rdf import FORMS, Form, write_rdf
from kg.exporters.table import write_mentions
from kg.exporters.tabular.collection import TABLES, Collection, collect
from kg.exporters.tabular.package import WRITERS, write_package
from kg.exporters.tabular.pairs import Selection
from kg.exporters.tabular.sqlite import write_sqlite
from kg.files import EPISODES, GRAPH, writing
from kg.graph_file import write_graph
from kg.lookup import find_one, read_build
from kg.records import read_build_records, read_records


class OptionError(KgError, ValueError):
    """An option was given that means nothing for the form asked for."""


def _rdf(form: Form, folder: Path, path: Path, options: dict[str, Any]) -> None:
    graph, extractions = read_build(folder / GRAPH), read_records(folder / EPISODES)
    write_rdf(graph, extractions, path, form, **_only(options, "base_iri", "detail"))


def _page(folder: Path, path: Path, options: dict[str, Any]) -> None:
    graph, given = read_build(folder / GRAPH), _only(options, "title", "limit", "episode", "entity")
    if "episode" in given and "entity" in given:
        raise OptionError("a page is about an episode or about an entity; leave out --episode or --entity")
    named = dict(given)
    if "episode" in given:
        named["episode"] = find_one(graph, given["episode"], "episode").removeprefix("episode/")
    if "entity" in given:
        named["entity"] = find_one(graph, given["entity"], "technology", "person")
    only = f'"id":"{named["episode"]}"' if "episode" in named else None
    write_page(graph, read_records(folder / EPISODES, only), path, **named)


def _index(folder: Path, path: Path, options: dict[str, Any]) -> None:
    write_index(read_build(folder / GRAPH), path, **_only(options, "title"))


ALL = "all"
"""Instead of a table's name: every table, as a folder."""


def _table(form: str, folder: Path, path: Path, options: dict[str, Any]) -> None:
    name = options.get("table", "mentions")
    if name != ALL and name not in TABLES:
        raise OptionError(
            f"there is no table {name!r}; there are {', '.join(TABLES)}, and {ALL} for all of them"
        )
    if form == "csv" and name == "mentions":
        _only(options, "table")
        write_mentions(read_build_records(folder / EPISODES), path)
        return
    collection = _collection(folder, _only(options, "table", *_SELECTION))
    if name == ALL:
        write_package(collection, path, form)
        return
    with writing(path, binary=True) as handle:
        WRITERS[form](collection.table(name), handle)


def _database(folder: Path, path: Path, options: dict[str, Any]) -> None:
    write_sqlite(_collection(folder, _only(options, *_SELECTION)), path)


def _network(
    write: Callable[[Network, Path], None], folder: Path, path: Path, options: dict[str, Any]
) -> None:
    write(network_of(_collection(folder, _only(options, *_SELECTION))), path)


_SELECTION = ("window", "where", "least", "least_episodes", "stratify", "pairs")
"""Options that are fields of `Selection`."""


def _collection(folder: Path, options: dict[str, Any]) -> Collection:
    selection = Selection(**{key: value for key, value in options.items() if key in _SELECTION})
    return collect(read_build(folder / GRAPH), lambda: read_build_records(folder / EPISODES), selection)


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
    "index": _index,
    **{form: partial(_table, form) for form in WRITERS},
    "sqlite": _database,
    "gexf": partial(_network, write_gexf),
    "graphml": partial(_network, write_graphml),
    "vosviewer": partial(_network, write_vosviewer),
    "cytoscape": partial(_network, write_cytoscape),
    "json": _json,
    "ontology": _ontology,
    "context": _context,
}
"""What `kg export` can write, by name."""

BINARY = ("parquet", "sqlite")
"""Forms that are no text."""


def _only(options: dict[str, Any], *known: str) -> dict[str, Any]:
    """Return `options`, of which none may be unknown to the form. Raises `OptionError`."""
    names = {"base_iri": "--base-iri", "limit": "--nodes", "least_episodes": "--least-episodes"}
    for option in options:
        if option not in known:
            raise OptionError(f"{names.get(option, f'--{option}')} means nothing for this form; leave it out")
    return options


def export(
    form: str, folder: Path, output: Path | None, options: dict[str, Any], *, packed: bool = False
) -> None:
    """Write one form of the build in `folder` to `output`, or to stdout.

    `packed` compresses what goes to stdout; for a file its ending `.gz` decides. All tables at once, as
    CSV or Parquet, are a folder. Raises `OptionError`, `GraphError`, `RecordError`, OSError, and what
    `kg.exporters.tabular.collection.collect` raises.
    """
    folder_wanted = options.get("table") == ALL
    if folder_wanted and not output:
        raise OptionError("all tables are a folder; name it with --output FOLDER")
    if output and output.is_dir() and not folder_wanted:
        raise OptionError(f"{output} is a folder; name a file in it, such as {output / f'export.{form}'}")
    if not output and form in BINARY and sys.stdout.isatty():
        raise OptionError(f"{form} is nothing to read on a terminal; add --output FILE")
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
