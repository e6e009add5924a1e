"""A network comes in, Cytoscape's JSON goes out (.cyjs): for Cytoscape, Cytoscape.js and networkx."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.exporters.network import TITLE, Network, records
from kg.files import writing


def write_cytoscape(network: Network, path: Path) -> None:
    """Write `network` to `path`. Raises OSError."""
    with writing(path) as handle:
        json.dump(cytoscape(network), handle, ensure_ascii=False, allow_nan=False, indent=1)
        handle.write("\n")


def cytoscape(network: Network) -> dict[str, Any]:
    """Return the network as Cytoscape's object: every column as data, `name` what is drawn, `weight` the count."""
    # networkx takes `value` for the node itself.
    nodes = [
        {"data": {"name": node["label"], "value": node["id"], **node}} for node in records(network.nodes)
    ]
    edges = []
    for number, edge in enumerate(records(network.edges)):
        ends = {"id": f"e{number}", "source": edge.pop("a"), "target": edge.pop("b")}
        edges.append({"data": {**ends, "interaction": "named with", "weight": edge["count"], **edge}})
    return {
        "format_version": "1.0",
        "target_cytoscapejs_version": "~3.0",
        "data": {"name": TITLE, **dict(network.about)},
        "directed": False,
        "multigraph": False,
        "elements": {"nodes": nodes, "edges": edges},
    }
