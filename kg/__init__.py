"""kg: a knowledge graph of what podcasts mention, from show notes and transcripts.

Paths go in; extractions, a networkx graph, RDF, a page and tables come out. The command `kg` is a
thin face of what this package offers.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.catalog import load_catalogue as load_catalogue
    from kg.changes import diff_graphs as diff_graphs
    from kg.errors import KgError as KgError
    from kg.exporters.page import write_page as write_page
    from kg.exporters.rdf import to_dataset as to_dataset
    from kg.exporters.rdf import to_rdf as to_rdf
    from kg.exporters.rdf import write_rdf as write_rdf
    from kg.exporters.table import write_mentions as write_mentions
    from kg.graph import build_graph as build_graph
    from kg.graph_file import read_graph as read_graph
    from kg.graph_file import write_graph as write_graph
    from kg.locking import Locked as Locked
    from kg.pipeline import Built as Built
    from kg.pipeline import NothingToBuild as NothingToBuild
    from kg.pipeline import build as build
    from kg.pipeline.episodes import extract_all as extract_all
    from kg.pipeline.episodes import read_episodes as read_episodes
    from kg.pipeline.status import Status as Status
    from kg.pipeline.status import status as status
    from kg.records import read_records as read_records
    from kg.records import write_records as write_records
    from kg.store import StoreError as StoreError

_HOMES = {
    "Built": "kg.pipeline",
    "KgError": "kg.errors",
    "Locked": "kg.locking",
    "NothingToBuild": "kg.pipeline",
    "Status": "kg.pipeline.status",
    "StoreError": "kg.store",
    "build": "kg.pipeline",
    "build_graph": "kg.graph",
    "extract_all": "kg.pipeline.episodes",
    "diff_graphs": "kg.changes",
    "load_catalogue": "kg.catalog",
    "read_episodes": "kg.pipeline.episodes",
    "read_graph": "kg.graph_file",
    "read_records": "kg.records",
    "status": "kg.pipeline.status",
    "to_dataset": "kg.exporters.rdf",
    "to_rdf": "kg.exporters.rdf",
    "write_graph": "kg.graph_file",
    "write_mentions": "kg.exporters.table",
    "write_page": "kg.exporters.page",
    "write_rdf": "kg.exporters.rdf",
    "write_records": "kg.records",
}
"""Where each public name lives; it is imported on first use, so that `import kg` stays quick."""

__all__ = [*sorted(_HOMES), "sample_path"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def sample_path() -> Path:
    """Return the folder of the sample episode that the package ships."""
    return Path(__file__).parent / "data" / "sample"
