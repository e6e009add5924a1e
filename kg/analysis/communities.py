"""A weighted network comes in, its communities go out: members, labels, and how far they can be relied on.

Louvain's method (Blondel et al. 2008) ends where its random order of nodes leads it. It is therefore run
over many seeds and several resolutions; of the runs at the resolution asked for, the one that agrees best
with all others is taken (the medoid; adjusted Rand index), and each member is told in how many runs
it stays with its fellows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np

from kg.analysis.agreement import Partition, adjusted_rand, co_assignment, likeness

SEEDS = 20
RESOLUTIONS = (0.5, 1.0, 2.0)
"""Of modularity (Reichardt and Bornholdt 2006): a greater one finds more and smaller communities."""

RESOLUTION = 1.0
TELLING = 3
"""Members that make a label."""


@dataclass(frozen=True, slots=True)
class Member:
    """A node in its community."""

    node: str
    label: str
    inside: float
    """Sum of the weights of its edges to members."""
    telling: float
    """`inside`, times the share that it is of all its edges' weights: at home here, and nowhere else."""
    stability: float
    """Mean share of the other members that a run at this resolution puts with it; 0 to 1."""
    persistence: float
    """The same over the runs at all resolutions."""


@dataclass(frozen=True, slots=True)
class Community:
    """Nodes with more weight among them than their strengths make likely."""

    number: int
    """1 for the largest."""
    label: str
    """Its most telling members."""
    members: tuple[Member, ...]
    """The most telling first."""
    stability: float
    persistence: float
    """Means of its members'."""
    modularity: float
    """Its part of the whole modularity."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What the runs at one resolution came to."""

    resolution: float
    communities: int
    """In the run that agrees best with the others."""
    modularity: float
    agreement: float
    """Mean adjusted Rand index between two of the runs."""
    likeness: float
    """Adjusted Rand index between its best run and the one that was chosen in the end."""


@dataclass(frozen=True, slots=True)
class Communities:
    """The communities of a network."""

    communities: tuple[Community, ...]
    """By size, then label."""
    resolution: float
    seeds: int
    modularity: float
    agreement: float
    scans: tuple[Scan, ...]
    """By resolution."""

    def numbers(self) -> dict[str, int]:
        """Return node → number of its community."""
        return {member.node: one.number for one in self.communities for member in one.members}


def communities(
    graph: nx.Graph,
    *,
    weight: str = "weight",
    resolution: float = RESOLUTION,
    resolutions: Sequence[float] = RESOLUTIONS,
    seeds: int = SEEDS,
) -> Communities:
    """Return the communities of `graph` at `resolution`.

    Args:
        weight: edge attribute, positive.
        resolutions: at which the runs are made whose agreement is told; `resolution` is one more.
        seeds: how many runs at each. One resolution and five seeds take a fifteenth of the time.

    The answer depends on the graph's content alone, not on the order of its nodes and edges.
    """
    nodes = sorted(graph)
    if not nodes:
        return Communities((), resolution, seeds, 0.0, 1.0, ())
    plain = _numbered(graph, nodes, weight)
    tried = sorted({*resolutions, resolution})
    runs = {one: [_louvain(plain, one, seed) for seed in range(seeds)] for one in tried}
    tables = {one: likeness(runs[one]) for one in tried}
    best = {one: runs[one][int(tables[one].sum(axis=0).argmax())] for one in tried}
    chosen = best[resolution]
    scans = tuple(
        Scan(
            one,
            int(best[one].max()) + 1,
            sum(_modularities(plain, best[one], one)),
            _mean_between(tables[one]),
            adjusted_rand(best[one], chosen),
        )
        for one in tried
    )
    stability = co_assignment(chosen, runs[resolution]).tolist()
    persistence = co_assignment(chosen, [run for one in tried for run in runs[one]]).tolist()
    members = _members(graph, nodes, plain, chosen, stability, persistence)
    found = _communities(members, _modularities(plain, chosen, resolution))
    here = next(scan for scan in scans if scan.resolution == resolution)
    return Communities(found, resolution, seeds, here.modularity, here.agreement, scans)


def _numbered(graph: nx.Graph, nodes: list[str], weight: str) -> nx.Graph:
    """Return the graph with nodes 0, 1, … in the order of `nodes`: sets of numbers have the same order in every run."""
    at = {node: i for i, node in enumerate(nodes)}
    plain = nx.Graph()
    plain.add_nodes_from(range(len(nodes)))
    plain.add_weighted_edges_from(
        sorted((*sorted((at[a], at[b])), float(w)) for a, b, w in graph.edges(data=weight, default=1.0))
    )
    return plain


def _louvain(graph: nx.Graph, resolution: float, seed: int) -> Partition:
    """Return one run's partition.

    Louvain's method can leave a community in pieces without an edge between them (Traag, Waltman and
    van Eck 2019); each piece is then one of its own, which only adds to the modularity.
    """
    partition = np.zeros(len(graph), dtype=np.int64)
    number = 0
    for members in nx.community.louvain_communities(graph, resolution=resolution, seed=seed):
        for piece in nx.connected_components(graph.subgraph(members)):
            partition[list(piece)] = number
            number += 1
    return partition


def _mean_between(table: np.ndarray) -> float:
    above = table[np.triu_indices(len(table), 1)]
    return float(above.mean()) if len(above) else 1.0


def _modularities(graph: nx.Graph, partition: Partition, resolution: float) -> list[float]:
    """Return each community's part of the modularity: w_in / w - resolution × (strength / 2w)².

    Newman 2004, "Analysis of weighted networks", with the resolution of Reichardt and Bornholdt 2006.
    """
    size = int(partition.max()) + 1
    inside, strength = np.zeros(size), np.zeros(size)
    for a, b, w in graph.edges(data="weight"):
        strength[partition[a]] += w
        strength[partition[b]] += w
        if partition[a] == partition[b]:
            inside[partition[a]] += w
    total = strength.sum() / 2
    return (inside / total - resolution * (strength / (2 * total)) ** 2).tolist() if total else [0.0] * size


def _members(
    graph: nx.Graph,
    nodes: list[str],
    plain: nx.Graph,
    partition: Partition,
    stability: Sequence[float],
    persistence: Sequence[float],
) -> list[list[Member]]:
    """Return the members of each community of a partition, the most telling first."""
    found: list[list[Member]] = [[] for _ in range(int(partition.max()) + 1)]
    for i, node in enumerate(nodes):
        weights = [(partition[j] == partition[i], edge["weight"]) for j, edge in plain[i].items()]
        inside, whole = sum(w for here, w in weights if here), sum(w for _, w in weights)
        telling = inside * inside / whole if whole else 0.0
        label = str(graph.nodes[node].get("label", node))
        found[partition[i]].append(Member(node, label, inside, telling, stability[i], persistence[i]))
    for members in found:
        members.sort(key=lambda member: (-member.telling, member.label, member.node))
    return found


def _communities(gathered: list[list[Member]], shares: Sequence[float]) -> tuple[Community, ...]:
    """Return communities by size, then label, numbered."""
    found = [
        (", ".join(member.label for member in members[:TELLING]), members, share)
        for members, share in zip(gathered, shares, strict=True)
    ]
    found.sort(key=lambda one: (-len(one[1]), one[0], one[1][0].node))
    return tuple(
        Community(
            number,
            label,
            tuple(members),
            sum(m.stability for m in members) / len(members),
            sum(m.persistence for m in members) / len(members),
            share,
        )
        for number, (label, members, share) in enumerate(found, 1)
    )
