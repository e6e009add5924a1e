"""Episodes with what they name come in, how widely each technology and each community is talked of goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple


class Named(NamedTuple):
    """What one episode names."""

    show: str
    technologies: Sequence[str]
    """Node ids, each once."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a technology is named."""

    episodes: int
    shows: int
    effective_shows: float
    """As many shows, naming it equally often, would be as hard to guess from an episode that names it: 1 if all
    its episodes are of one show, at most `shows`. exp of Shannon's entropy (1948); Hill 1973, order 1."""


def reaches(episodes: Iterable[Named]) -> dict[str, Reach]:
    """Return node → its reach."""
    counts: dict[str, Counter[str]] = {}
    for episode in episodes:
        for node in episode.technologies:
            counts.setdefault(node, Counter())[episode.show] += 1
    return {node: _reach(sorted(shows.values())) for node, shows in counts.items()}


def _reach(counts: Sequence[int]) -> Reach:
    total = sum(counts)
    entropy = -sum(count / total * log(count / total) for count in counts)
    return Reach(total, len(counts), exp(entropy))


def shared_episodes(episodes: Iterable[Named], community: Mapping[str, int]) -> dict[int, int]:
    """Return number of a community → how many episodes name at least two of its members.

    Args:
        community: node → number; other nodes belong to none.
    """
    found = dict.fromkeys(community.values(), 0)
    for episode in episodes:
        members = Counter(community[node] for node in episode.technologies if node in community)
        for number, count in members.items():
            found[number] += count > 1
    return found
