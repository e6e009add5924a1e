"""A store comes in, the page of its episodes goes out, in steps that a process of its own takes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.exporters.page import Survey, compose_page, survey
from kg.exporters.page.archive import Listed, collect
from kg.files import writing
from kg.pipeline.recalling import recalled
from kg.store import Store
from kg.workers import collecting_rarely

_surveys: dict[Path, Survey] = {}
"""Store → what its page is made of, until that is written."""


def prepare_page(store: Path) -> None:
    """Do for the page of what the store at `store` holds all that can be done without the graph."""
    with collecting_rarely(), Store(store, writing=False) as opened:
        listed = recalled(store, "listed", Listed).read(opened)
        _surveys[store] = survey(collect(listed.values()))


def write_page(store: Path, nodes: Mapping[str, dict[str, Any]], path: Path, title: str) -> None:
    """Write the page that was prepared; `nodes` are those of the graph. Raises OSError."""
    with collecting_rarely(), writing(path) as handle:
        handle.write(compose_page(nodes, _surveys.pop(store), title=title))
