"""A graph comes in, one HTML file that shows it goes out: it loads nothing and needs no server.

pyvis holds the network and gives vis-network; the page around it is kg's own, since pyvis's
writes what it is given into the page unescaped and loads parts of it from the network.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import networkx as nx
from jinja2 import Environment, PackageLoader, StrictUndefined

from kg.exporters.page_data import Cut, describe, encode
from kg.exporters.page_layout import Position, place_around, place_freely
from kg.exporters.page_selection import Selection, select_drawn
from kg.files import writing

TITLE = "Knowledge graph"
LIMIT = 300
"""Nodes drawn unless told otherwise: vis-network stays fluent, and a reader can find their way."""
SIZE = 6_000_000
"""Bytes that a page stays below."""
FRAME = 16_000
"""Bytes of a page that are neither data nor scripts nor style, with some to spare."""

SCRIPTS = ("graph.js", "network.js", "panel.js", "search.js", "table.js", "page.js")
"""In the order in which they stand in the page."""

GROUPS: dict[str, tuple[str, str, float]] = {
    "aws": ("AWS services", "hexagon", 9),
    "technology": ("Technologies", "dot", 8),
    "person": ("People", "diamond", 10),
    "show": ("Shows", "star", 16),
    "episode": ("Episodes", "square", 10),
    "sponsor": ("Sponsors", "star", 9),
    "pick": ("Picks", "triangle", 7),
    "topic": ("Topics", "triangleDown", 6),
}
"""What is told apart by colour and shape: name, vis-network's shape, least size in pixels."""
GROWTH = 15.0
"""Pixels by which the strongest node is larger than the least."""

OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "keyboard": False,
        "selectConnectedEdges": False,
    },
    "nodes": {"chosen": False, "borderWidth": 1.5},
    "edges": {"chosen": False, "smooth": False, "selectionWidth": 0},
}
"""vis-network's. No simulation: nothing moves by itself."""


def write_page(
    graph: nx.MultiDiGraph, path: Path, *, title: str = TITLE, limit: int = LIMIT, size: int = SIZE
) -> None:
    """Write the page of `graph` to `path`; see `generate_page`. Raises OSError."""
    page = generate_page(graph, title=title, limit=limit, size=size)
    with writing(path) as handle:
        handle.write(page)


def generate_page(graph: nx.MultiDiGraph, *, title: str = TITLE, limit: int = LIMIT, size: int = SIZE) -> str:
    """Return `graph` as a page that draws up to `limit` nodes and is smaller than `size` bytes.

    What is not drawn can still be searched for, and is cut where the page would grow too large;
    the page says so. Only where what is drawn is itself too large is the page so too.
    The graph is left as it is. Raises ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError(f"limit is {limit}: at least one node has to be drawn")
    library, version = read_library()
    code = "(() => {\n" + "\n".join(read(name) for name in SCRIPTS) + "\n})();\n"
    style = read("page.css")
    selection = select_drawn(graph, limit)
    network = drawing(graph, selection)
    fixed = FRAME + len((library + code + style + encode(network)).encode())
    environment = Environment(
        loader=PackageLoader("kg", "data/page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    room = size - fixed
    while True:
        content, cut = describe(graph, selection, max(room, 0))
        data = encode(
            {
                **content,
                "network": network,
                "groups": [[key, name, shape] for key, (name, shape, _) in GROUPS.items()],
                "centred": centre(graph, selection) is not None,
            }
        )
        excess = len(data.encode()) + fixed - size
        if excess <= 0 or room <= 0:
            break
        room -= excess  # notes on what was cut take room that can only be estimated before
    return environment.get_template("page.html").render(
        title=readable(title),
        summary=summary(graph, selection, cut),
        version=version,
        policy=policy([library, code], style),
        style=style,  # a file of kg's own
        data=data,  # escaped by encode
        library=inline(library),  # a file of the installed pyvis
        code=inline(code),  # files of kg's own
    )


def drawing(graph: nx.MultiDiGraph, selection: Selection) -> dict[str, Any]:
    """Return nodes, edges and options for vis-network, nodes named by their position.

    No text of the graph goes through pyvis. Its lists are filled here, since its own methods
    look through all that is there at each call.
    """
    from pyvis.edge import Edge  # imports IPython, which the other commands need not wait for
    from pyvis.network import Network
    from pyvis.node import Node

    position = {node: i for i, node in enumerate(selection.nodes)}
    sizes = node_sizes(graph, selection)
    places = positions(graph, selection, sizes)
    network = Network()
    network.set_options(json.dumps(OPTIONS))
    most = max((line.count for line in selection.lines), default=1)
    for node, i in position.items():
        x, y = places[node]
        group = group_of(graph.nodes[node])
        shape = GROUPS[group][1] if group in GROUPS else "dot"
        network.nodes.append(Node(i, shape, label="", group=group, x=x, y=y, size=sizes[node]).options)
    for line in selection.lines:
        width = round(1 + 4 * math.log1p(max(line.count - 1, 0)) / math.log1p(max(most, 1)), 2)
        network.edges.append(Edge(position[line.source], position[line.target], width=width).options)
    nodes, edges, _, _, _, options = network.get_network_data()
    return {"nodes": nodes, "edges": edges, "options": json.loads(options)}


def group_of(attributes: dict[str, Any]) -> str:
    """Return the group of GROUPS that a node belongs to, or its type where there is none."""
    return "aws" if attributes.get("kind") == "aws-service" else str(attributes.get("type"))


def node_sizes(graph: nx.MultiDiGraph, selection: Selection) -> dict[str, float]:
    """Return the radius of each drawn node: by episodes, or within one episode by mentions."""
    archive = max((selection.reach[node] for node in selection.nodes), default=1) > 1
    values = selection.reach if archive else selection.weight
    growing = [node for node in selection.nodes if graph.nodes[node].get("type") not in ("episode", "show")]
    most = max((values[node] for node in growing), default=1)
    sizes = {node: GROUPS.get(group_of(graph.nodes[node]), ("", "", 6.0))[2] for node in selection.nodes}
    for node in growing:
        sizes[node] += round(GROWTH * math.sqrt((values[node] - 1) / max(most - 1, 1)), 1)
    middle = centre(graph, selection)
    if middle:
        sizes[middle] = 24
    return sizes


def centre(graph: nx.MultiDiGraph, selection: Selection) -> str | None:
    """Return the episode that all drawn is about, None where there is not just one."""
    episodes = [node for node in selection.nodes if graph.nodes[node].get("type") == "episode"]
    return episodes[0] if len(episodes) == 1 and not selection.folded else None


def positions(graph: nx.MultiDiGraph, selection: Selection, sizes: dict[str, float]) -> dict[str, Position]:
    """Return the place of each drawn node."""
    middle = centre(graph, selection)
    if not middle:
        return place_freely(sizes, [(line.source, line.target, line.strength) for line in selection.lines])
    order = ("person", "show", "pick", "sponsor", "topic", "technology", "aws")
    sectors: dict[str, list[str]] = {group: [] for group in order}
    for node in selection.nodes:
        if node != middle:
            sectors.setdefault(group_of(graph.nodes[node]), []).append(node)
    sectors["topic"].sort(key=lambda node: (graph.nodes[node].get("seconds") or 0, node), reverse=True)
    return place_around(middle, list(sectors.values()))


def summary(graph: nx.MultiDiGraph, selection: Selection, cut: Cut) -> list[str]:
    """Return what is shown and what was left out, as sentences."""
    total, drawn = graph.number_of_nodes(), len(selection.nodes)
    episodes = sum(1 for _, kind in graph.nodes(data="type") if kind == "episode")
    said = [f"Showing all {number(total, 'entity', 'entities')} of {number(episodes, 'episode')}."]
    lines = ""
    if len(selection.lines) < selection.lines_found:
        lines = f"the {len(selection.lines):,} strongest of {selection.lines_found:,} lines"
    if drawn < total:
        of = f"{total:,} entities of {number(episodes, 'episode')}"
        said = [f"Showing the {drawn:,} best connected of {of}{f', and {lines}' if lines else ''}."]
        said.append(f"Search finds {total - cut.nodes:,} of them." if cut.nodes else "Search finds the rest.")
    elif lines:
        said.append(f"Of their lines {lines.removesuffix(' lines')} are drawn.")
    if cut.edges or cut.sentences:
        said.append(
            f"To keep the page small, {number(cut.edges, 'link')} and the sentences of "
            f"{cut.sentences:,} more were left out."
        )
    return said


def number(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: `1 episode`, `4,812 episodes`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def read(name: str) -> str:
    """Return one of the page's files."""
    return resources.files("kg").joinpath("data", "page", name).read_text(encoding="utf-8")


@cache
def read_library() -> tuple[str, str]:
    """Return the newest vis-network that the installed pyvis brings, and its version.

    Its first comment, with the copyright and the licence, is kept; a note for debuggers on a
    file that is not there is not. Raises FileNotFoundError where pyvis brings none.
    """
    folders = resources.files("pyvis").joinpath("templates", "lib")
    found = {
        tuple(map(int, match[1].split("."))): folder
        for folder in folders.iterdir()
        if (match := re.fullmatch(r"vis-(\d+(?:\.\d+)*)", folder.name))
    }
    if not found:
        raise FileNotFoundError("pyvis: no vis-network in its templates/lib; kg needs pyvis 0.3.2")
    text = found[max(found)].joinpath("vis-network.min.js").read_bytes().decode()
    text = re.sub(r"\r\n?", "\n", text)  # as HTML reads it, for its hash to be right
    return re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", text), ".".join(map(str, max(found)))


def inline(script: str) -> str:
    """Return a script that may stand inside a script element. Raises ValueError for one that may not."""
    if re.search(r"</script|<!--", script, re.IGNORECASE):
        raise ValueError("a script holds text that would end its element")
    return script


def policy(scripts: Iterable[str], style: str) -> str:
    """Return the Content-Security-Policy that allows the page's own scripts and style, and nothing else."""
    own = " ".join(f"'{digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {own}; style-src '{digest(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def digest(text: str) -> str:
    """Return the hash of an element's content, as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def readable(text: str) -> str:
    """Return text without halves of surrogate pairs, which UTF-8 cannot hold."""
    return text.encode(errors="replace").decode()
