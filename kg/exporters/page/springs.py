"""A network and where its nodes start come in, where forces between them leave them goes out: ForceAtlas2.

Jacomy, Venturini, Heymann and Bastian 2014, "ForceAtlas2, a continuous graph layout algorithm". The places
are those of networkx's `forceatlas2_layout`, which takes three times as long for the same forces.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from kg.cooccurrence.incidence import Floats, Integers

if TYPE_CHECKING:
    import networkx as nx

REPULSION = 4.0
GRAVITY = 1.2
STILL = 1e-10
"""Sum of all moves below which there is no further round."""


def settle(graph: nx.Graph, places: Floats, rounds: int) -> Floats:
    """Return the places of a connected network's nodes after up to `rounds` of moving, in rows as in `places`.

    Edges have a weight; two nodes or more stand apart at first.
    """
    import networkx as nx

    weights = nx.to_numpy_array(graph, weight="weight")
    one, other = np.nonzero(weights)
    pulls = weights[one, other]
    mass = np.array([degree + 1.0 for _, degree in graph.degree()])
    pushes = REPULSION * mass[:, None] * mass
    np.fill_diagonal(pushes, 0)
    pace = _Pace(len(graph))
    for _ in range(rounds):
        force = _attraction(places, one, other, pulls) + _repulsion(places, pushes) + _gravity(places, mass)
        speed = pace.speed(places, force, mass)
        moves = force * (speed / (1 + np.sqrt(speed * (mass * _lengths(force)))))[:, None]
        places = places + moves
        if abs(moves).sum() < STILL:
            break
    return places


def _attraction(places: Floats, one: Integers, other: Integers, pulls: Floats) -> Floats:
    """Return what pulls each node to those it is joined to."""
    x, y = (places[other] - places[one]).T * pulls
    return np.stack((np.bincount(one, x, len(places)), np.bincount(one, y, len(places))), axis=1)


def _repulsion(places: Floats, pushes: Floats) -> Floats:
    """Return what pushes each node from all others."""
    x, y = (axis - axis[:, None] for axis in places.T)  # a column for each node, which numpy adds up quickest
    # In place, as asking for memory takes longer than computing; and squares of the distances, not the sum of
    # squares, as forces amplify networkx's last digit.
    factor = x**2
    factor += y**2
    np.sqrt(factor, out=factor)
    factor **= 2
    np.fill_diagonal(factor, 1)
    np.divide(pushes, factor, out=factor)
    x *= factor
    y *= factor
    return np.stack((x.sum(axis=0), y.sum(axis=0)), axis=1)


def _gravity(places: Floats, mass: Floats) -> Floats:
    """Return what draws each node to the middle, however far that is."""
    centred = places - places.mean(axis=0)
    lengths = _lengths(centred)[:, None]
    inwards: Floats = np.divide(centred, lengths, np.zeros_like(centred), where=lengths > 0)
    return -GRAVITY * mass[:, None] * inwards


def _lengths(vectors: Floats) -> Floats:
    lengths: Floats = np.sqrt((vectors**2).sum(axis=1))
    return lengths


class _Pace:
    """How fast nodes move: the less, the more they swing to and fro."""

    def __init__(self, nodes: int) -> None:
        self._nodes = nodes
        self._swing = self._traction = self._speed = self._efficiency = 1.0

    def speed(self, places: Floats, force: Floats, mass: Floats) -> float:
        """Return the speed of a round."""
        self._swing += (mass * _lengths(places - force)).sum()
        self._traction += (0.5 * mass * _lengths(places + force)).sum()
        ideal = 0.05 * sqrt(self._nodes)
        jitter = max(sqrt(ideal), min(10, ideal * self._traction / self._nodes**2))
        if self._swing / self._traction > 2.0:
            self._hesitate(0.5)
            jitter = max(jitter, 1.0)
        target = jitter * self._efficiency * self._traction / self._swing
        if self._swing > jitter * self._traction:
            self._hesitate(0.7)
        elif self._speed < 1000:
            self._efficiency *= 1.3
        self._speed += min(target - self._speed, 0.5 * self._speed)
        return self._speed

    def _hesitate(self, factor: float) -> None:
        if self._efficiency > 0.05:
            self._efficiency *= factor
