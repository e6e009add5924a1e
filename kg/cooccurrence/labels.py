"""Extractions come in, what their technologies are called goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.graph import technology_id
from kg.model import Extraction


class Labels:
    """Takes episodes one after the other; the order is no matter."""

    def __init__(self) -> None:
        self._labels: dict[str, Counter[str]] = {}
        self._surfaces: dict[str, Counter[str]] = {}

    def add(self, extraction: Extraction) -> None:
        """Learn what an episode calls its technologies."""
        for technology in extraction.technologies:
            node = technology_id(technology)
            self._labels.setdefault(node, Counter())[technology.name] += 1
            self._surfaces.setdefault(node, Counter()).update(m.surface for m in technology.mentions)

    def label(self, node: str) -> str:
        """Return the label that most episodes use, the first by alphabet among equals."""
        counts = self._labels[node]
        return min(counts, key=lambda label: (-counts[label], label))

    def aliases(self, nodes: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return each way that one of `nodes` is written, case-folded, and the node that most mentions mean by it."""
        mentions: dict[str, Counter[str]] = {}
        for node in nodes:
            for surface, count in self._surfaces[node].items():
                mentions.setdefault(" ".join(surface.casefold().split()), Counter())[node] += count
        return tuple(
            (alias, min(counts, key=lambda node: (-counts[node], node)))
            for alias, counts in sorted(mentions.items())
        )
