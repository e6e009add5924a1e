"""A store comes in, the page of its episodes goes out, in steps that a process of its own takes."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

from kg.exporters.page import Survey, compose_page, get_ready, survey
from kg.exporters.page.archive import Listed, collect
from kg.files import writing
from kg.graph_file import OwnLines, nodes_of
from kg.pipeline.nodes import ENTITIES, listed_nodes
from kg.pipeline.recalling import recall, recalled
from kg.store import Store
from kg.workers import collecting_rarely

_surveys: dict[Path, Survey] = {}
"""Store → what its page is made of, until that is written."""


def begin_page(store: Path) -> None:
    """Do for the page what can be done before the portions that have changed are made."""
    recall(store, "listed", Listed)
    get_ready()


def prepare_page(store: Path) -> None:
    """Do for the page of what the store at `store` holds all that can be done without the graph."""
    with collecting_rarely(), Store(store, writing=False) as opened:
        listed = recalled(store, "listed", Listed).read(opened)
        _surveys[store] = survey(collect(listed.values()))


def write_page(store: Path, path: Path, title: str) -> None:
    """Write the page that was prepared, now that the store has the nodes of the graph. Raises OSError."""
    surveyed = _surveys.pop(store)
    with collecting_rarely(), Store(store, writing=False) as opened, writing(path) as handle:
        handle.write(compose_page(_nodes(opened, len(surveyed.archive.episodes)), surveyed, title=title))


def _nodes(store: Store, episodes: int) -> dict[str, dict[str, Any]]:
    """Return the nodes that a page asks for: of a single episode all, else the entities."""
    if episodes > 1:
        return listed_nodes(store, ENTITIES)
    parts = (own[:2] for _, own in store.parts("lines", OwnLines))
    return listed_nodes(store, (*ENTITIES, "episode")) | nodes_of(chain.from_iterable(parts))
