"""A build comes in, one HTML file that shows it goes out: it loads nothing and needs no server.

    extractions ──gather──▶ Archive ──count──▶ Counted ──draw──▶ Picture
                                       └──wanted──▶ sentences
    graph + all of these ──▶ head (first picture) and body (all else) ──document──▶ page

pyvis holds the network and gives vis-network; the page around it is kg's own, since pyvis's writes what
it is given into the page unescaped and loads parts of it from the network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.errors import KgError
from kg.exporters.page import body, star
from kg.exporters.page.archive import Archive, gather
from kg.exporters.page.counting import Counted, Row, Support, count
from kg.exporters.page.drawing import (
    GROUPS,
    PER_NODE,
    Line,
    Picture,
    draw_archive,
    draw_around,
    draw_star,
    group_of,
    network,
    ranked,
)
from kg.exporters.page.sentences import Place, wanted
from kg.exporters.page.template import document, read_library
from kg.exporters.page.units import NONE, joined
from kg.files import writing
from kg.model import Extraction
from kg.naming import TITLE

if TYPE_CHECKING:
    import networkx as nx

LIMIT = 250
"""Entities drawn unless told otherwise: a reader can find their way, and vis-network stays fluent."""
SIZE = 6_000_000
"""Bytes that a page stays below."""
SPARE = 60_000
"""Bytes kept free for what can only be estimated before it is packed."""
FEW = 20
"""Episodes below which no test can tell a habit from chance."""
SUPPORT = Support(3, 2)
"""As `kg cooccur` asks of a pair; in an archive of few episodes one window is enough."""
TALK = 0.2
"""Share of the units from which on there is enough talk to count by turns; else episodes are the windows."""
COMMUNITY_SEEDS = 1
"""Runs; for how far communities can be relied on there is `kg communities`."""
COMMUNITY_NODES = 2_000
"""Technologies that are given a community: those joined to most others."""
SMALLEST_COMMUNITY = 5
"""Members from which on a community has a colour and a name in the legend."""


Nodes = Mapping[str, Mapping[str, Any]]
"""Node id → attributes, as of the graph."""


class NothingToShow(KgError, ValueError):
    """The build does not have what a page was asked for."""


def get_ready() -> None:
    """Load what only pages need, which takes half a second, before the first is written."""
    import pyvis.network  # noqa: F401

    import kg.analysis.communities  # noqa: F401

    read_library()


def write_page(graph: nx.MultiDiGraph, extractions: Iterable[Extraction], path: Path, **options: Any) -> None:
    """Write the page of a build to `path`; options as of `generate_page`. Raises OSError."""
    page = generate_page(graph, extractions, **options)
    with writing(path) as handle:
        handle.write(page)


def generate_page(
    graph: nx.MultiDiGraph,
    extractions: Iterable[Extraction],
    *,
    title: str = TITLE,
    limit: int = LIMIT,
    size: int = SIZE,
    episode: str | None = None,
    entity: str | None = None,
) -> str:
    """Return a build as a page smaller than `size` bytes that opens with up to `limit` entities.

    Args:
        extractions: those that the graph was built from, read one at a time.
        episode: the id of the one episode that the page is about, `SHOW/NAME`.
        entity: the node id of what the page is about; it stays searchable in full.

    All that is named can be searched for and counted. Sentences are kept as far as there is room, the best
    of each pair first, and the page says how many were left out. A build of a single episode is a page
    about it. The graph is left as it is. Raises `NothingToShow`, and ValueError for a limit below 1.
    """
    archive = gather(x for x in extractions if episode in (None, x.id))
    if episode and not archive.episodes:
        raise NothingToShow(f"no episode has the id {episode!r}; `kg show` finds episodes by their titles")
    return compose_page(graph.nodes, survey(archive, limit=limit, entity=entity), title=title, size=size)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a page counts until its reader asks otherwise."""

    window: str
    support: Support
    significant: bool
    """Whether only significant pairs are lines."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What of a page follows from its archive alone."""

    archive: Archive
    plan: _Plan
    counted: Counted
    scope: str
    """What the page is about: archive, entity or episode."""
    picture: Picture | None
    """None for an episode, whose picture needs the graph."""
    places: list[Place]
    """Where the sentences stand, those first that are least to be missed; some more than once."""


def survey(archive: Archive, *, limit: int = LIMIT, entity: str | None = None) -> Survey:
    """Return what of the page of an archive does not need the graph; options and errors as of `generate_page`."""
    if limit < 1:
        raise ValueError(f"limit is {limit}: at least one entity has to be drawn")
    plan = _plan(archive)
    counted = count(archive, plan.window, plan.support)
    if len(archive.episodes) == 1 and not entity:
        places = [(0, at) for at in range(len(archive.episodes[0].units))]
        return Survey(archive, plan, counted, "episode", None, places)
    if entity and entity not in archive.units:
        raise NothingToShow(
            f"{entity!r} names no technology or speaker of this build; `kg show NAME` finds node ids"
        )
    lines = [row for row in counted.rows if row.significant or not plan.significant]
    picture = draw_around(archive, lines, entity, limit) if entity else draw_archive(archive, lines, limit)
    places = list(wanted(archive, counted, _by_importance(counted.rows, picture, entity)))
    return Survey(archive, plan, counted, "entity" if entity else "archive", picture, places)


def _plan(archive: Archive) -> _Plan:
    turns = joined(episode.units.column("turns") for episode in archive.episodes)
    talk = np.count_nonzero(turns != NONE)
    few = len(archive.episodes) < FEW
    window = "turn" if talk >= TALK * len(turns) else "episode"
    return _Plan(window, Support(1, 1) if few else SUPPORT, not few)


def compose_page(nodes: Nodes, surveyed: Survey, *, title: str = TITLE, size: int = SIZE) -> str:
    """Return the page of what was surveyed; `nodes` are those of its graph, options as of `generate_page`."""
    if surveyed.picture:
        order = _order(nodes, surveyed.archive, surveyed.picture, ("technology", "person", "show", "sponsor"))
        return _page(nodes, surveyed, surveyed.picture, order, [], title, size)
    (episode,) = surveyed.archive.episodes
    links = list(star.links(episode))
    picture = _star(nodes, surveyed.archive, f"episode/{episode.id}", links)
    return _page(nodes, surveyed, picture, _order(nodes, surveyed.archive, picture, ()), links, title, size)


def _star(nodes: Nodes, archive: Archive, middle: str, links: list[star.Link]) -> Picture:
    """Return the picture of what an episode has, around it."""
    around: dict[str, list[str]] = {group: [] for group in (*star.ORDER, *GROUPS)}
    for node in dict.fromkeys(end for link in links for end in (link.a, link.b)):
        if node != middle:
            around[group_of(node, nodes[node].get("kind"))].append(node)
    for group in around.keys() - set(star.ORDER):
        around[group] = ranked(archive, around[group])
    return draw_star(archive, [Line(link.a, link.b, link.count, 1.0) for link in links], middle, around)


def _order(nodes: Nodes, archive: Archive, picture: Picture, types: Sequence[str]) -> list[str]:
    """Return what the page knows: what is drawn, then all of `types` by how often it is named."""
    drawn = set(picture.nodes)
    rest = (node for node, facts in nodes.items() if facts.get("type") in types and node not in drawn)
    return [*picture.nodes, *ranked(archive, rest)]


def _by_importance(rows: Iterable[Row], picture: Picture, entity: str | None) -> list[Row]:
    """Return rows with those first whose sentences a reader will ask for: drawn, then significant, then the rest.

    A page about an entity has only what is drawn and the entity's own.
    """
    drawn = {(line.a, line.b) for line in picture.lines}
    return sorted(
        (row for row in rows if entity in (None, row.a, row.b) or (row.a, row.b) in drawn),
        key=lambda r: ((r.a, r.b) not in drawn, not r.significant, -round(r.npmi, 9), r.a, r.b),
    )


def _page(
    nodes: Nodes,
    surveyed: Survey,
    picture: Picture,
    order: list[str],
    links: list[star.Link],
    title: str,
    size: int,
) -> str:
    archive, counted, plan = surveyed.archive, surveyed.counted, surveyed.plan
    position = {node: at for at, node in enumerate(order)}
    shows = body.shows(nodes, archive)
    groups, names = _communities(nodes, counted)
    values: dict[str, Any] = {
        "entities": body.entities(nodes, order, groups),
        "shows": shows,
        "episodes": body.episodes(archive, position, {slug: at for at, (slug, _) in enumerate(shows)}),
        "units": body.units(archive, position),
        "picks": body.picks(archive, position),
        "links": [
            [position[x.a], position[x.b], x.name, x.count, list(x.units), x.quote or 0] for x in links
        ],
    }
    kinds = {node: nodes[node].get("kind") for node in picture.nodes}
    head: dict[str, Any] = {
        "scope": surveyed.scope,
        "centre": position[picture.centre] if picture.centre else None,
        "network": network(picture, kinds),
        "labels": [record[2] for record in values["entities"][: len(picture.nodes)]],
        "groupsOf": [group_of(node, kinds[node]) for node in picture.nodes],
        "groups": [[key, group.name, group.shape, group.kinds] for key, group in GROUPS.items()],
        "communities": names,
        "communityOf": [groups.get(node, -1) for node in picture.nodes],
        "numbers": _numbers(archive, counted, picture, order),
        "defaults": {
            "window": plan.window,
            "by": "npmi",
            "least": plan.support.least,
            "episodes": plan.support.episodes,
            "significant": plan.significant,
            "nodes": len(picture.nodes) if surveyed.scope == "episode" else LIMIT,
            "per_node": PER_NODE,
        },
    }
    packed = body.packed(values)
    fixed = len(document(title, head, packed, "").encode())
    texts, left_out = body.fitting(archive, position, surveyed.places, max(size - fixed - SPARE, 0))
    head["numbers"] |= {"sentences": len(texts), "sentences_left_out": left_out}
    return document(title, head, packed, body.packed(texts))


def _numbers(archive: Archive, counted: Counted, picture: Picture, order: list[str]) -> dict[str, int]:
    return {
        "entities": len(order),
        "episodes": len(archive.episodes),
        "shows": len({episode.show for episode in archive.episodes}),
        "windows": len(counted.incidence.sizes),
        "pairs": len(counted.pairs.codes),
        "tested": len(counted.rows),
        "significant": sum(row.significant for row in counted.rows),
        "drawn": len(picture.nodes),
        "lines": len(picture.lines),
    }


def _communities(nodes: Nodes, counted: Counted) -> tuple[dict[str, int], list[str]]:
    """Return node → community and the communities' names, of the technologies that significant pairs join.

    An edge weighs as many windows as name both, as in `kg communities`, which tells too how far they hold.
    """
    import networkx as nx  # loads for long, and only this needs it

    from kg.analysis.communities import RESOLUTION, communities

    significant = [row for row in counted.technologies if row.significant and row.npmi > 0]
    degrees = Counter(node for row in significant for node in (row.a, row.b))
    known = set(sorted(degrees, key=lambda node: (-degrees[node], node))[:COMMUNITY_NODES])
    net = nx.Graph()
    net.add_nodes_from((node, {"label": nodes[node].get("label", node)}) for node in sorted(known))
    net.add_weighted_edges_from((row.a, row.b, row.count) for row in significant if {row.a, row.b} <= known)
    found = communities(net, resolutions=(RESOLUTION,), seeds=COMMUNITY_SEEDS).communities
    large = [one for one in found if len(one.members) >= SMALLEST_COMMUNITY]
    return {m.node: at for at, one in enumerate(large) for m in one.members}, [one.label for one in large]
