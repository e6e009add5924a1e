"""A network comes in, VOSviewer's JSON goes out: a map that VOSviewer, on the desk or in a browser, lays out and draws.

A link's strength is the number of windows that name both, since VOSviewer normalises by association strength
itself. VOSviewer shows descriptions as HTML; kg's hold none.
"""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

from kg.exporters.network import TITLE, Network, records
from kg.files import writing


def write_vosviewer(network: Network, path: Path) -> None:
    """Write `network` to `path`. Raises OSError."""
    with writing(path) as handle:
        json.dump(vosviewer(network), handle, ensure_ascii=False, allow_nan=False, indent=1)
        handle.write("\n")


def vosviewer(network: Network) -> dict[str, Any]:
    """Return the network as VOSviewer's object; items are numbered from 1, in order of their ids."""
    items = []
    numbers: dict[Any, int] = {}
    for number, node in enumerate(records(network.nodes), 1):
        numbers[node["id"]] = number
        item: dict[str, Any] = {
            "id": number,
            "label": node["label"],
            "description": html.escape(f"{node.get('kind', 'technology')}, {node['id']}"),
            "weights": {"Links": node["pairs"], "Windows": node["windows"], "Episodes": node["episodes"]},
        }
        community = node.get("community")
        if isinstance(community, int) and community <= _MOST_CLUSTERS:
            item["cluster"] = community
        scores = {name: node[key] for key, name in _SCORES.items() if key in node}
        if scores:
            item["scores"] = scores
        items.append(item)
    links = [
        {"source_id": numbers[edge["a"]], "target_id": numbers[edge["b"]], "strength": edge["count"]}
        for edge in records(network.edges)
    ]
    clusters = [{"cluster": c["number"], "label": c["label"]} for c in records(network.communities)][
        :_MOST_CLUSTERS
    ]
    return {
        "info": {"title": TITLE, "description": html.escape(network.description)},
        "network": {"items": items, "links": links, "clusters": clusters},
    }


_MOST_CLUSTERS = 1_000
"""That VOSviewer knows."""

_SCORES = {"mean_year": "Mean year", "first": "First year", "last": "Last year", "bridging": "Bridging"}
"""Columns that VOSviewer can colour items by, and their names there."""
