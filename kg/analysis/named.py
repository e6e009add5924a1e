"""Extractions come in; which technologies each episode names, and what those are called, goes out.

Advertising is left out, as in `kg.cooccurrence.windows`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kg.cooccurrence.rows import UnknownName
from kg.cooccurrence.where import EVERYTHING, Where
from kg.cooccurrence.windows import windows
from kg.graph import technology_id
from kg.model import Extraction


@dataclass(frozen=True, slots=True)
class EpisodeNames:
    """An episode, and what it names."""

    id: str
    show: str
    date: str | None
    transcribed: bool
    """Whether it has a transcript: what it names is far more than where there are notes only."""
    technologies: tuple[str, ...]
    """Node ids, sorted, each once; none where the episode names no technology that counts."""


def takes(where: Where, x: Extraction) -> bool:
    """Whether an episode could name something that counts: of the shows and years, with one of the people speaking."""
    if not where.takes_episode(x):
        return False
    heard = {(name or label).casefold() for label, name in x.speakers}
    return not where.people or not heard.isdisjoint(where.people) or any(map(where.takes_passage, x.passages))


def names_of(x: Extraction, where: Where = EVERYTHING) -> tuple[str, ...]:
    """Return the node ids of the technologies that an episode names, sorted, each once."""
    return next((window.technologies for window in windows(x, "episode", where)), ())


class Labels:
    """Takes episodes one after the other and knows what their technologies are called."""

    def __init__(self) -> None:
        self._labels: dict[str, Counter[str]] = {}
        self._aliases: dict[str, set[str]] = {}

    def add(self, x: Extraction, nodes: Iterable[str]) -> None:
        """Learn what an episode calls those of its technologies that are `nodes`."""
        wanted = set(nodes)
        for technology in x.technologies:
            node = technology_id(technology)
            if node in wanted:
                self._labels.setdefault(node, Counter())[technology.name] += 1
                for mention in technology.mentions:
                    self._aliases.setdefault(mention.surface.casefold(), set()).add(node)

    def label(self, node: str) -> str:
        """Return the label that most episodes use, the first by alphabet among equals."""
        counts = self._labels[node]
        return min(counts, key=lambda label: (-counts[label], label))

    def find(self, name: str) -> str:
        """Return the node that `name` names: an id, a label, then an alias, in any capitalisation; the best known first.

        Raises `UnknownName` with the nearest labels.
        """
        wanted = " ".join(name.casefold().split())
        for found in (
            {wanted, f"technology/{wanted}"} & self._labels.keys(),
            {node for node, labels in self._labels.items() if wanted in map(str.casefold, labels)},
            self._aliases.get(wanted, set()),
        ):
            if found:
                return min(found, key=lambda node: (-self._labels[node].total(), node))
        raise UnknownName(
            f"no technology that was counted is called {name!r}; see `kg show {name}`, and put a name of several words"
            f" in quotes.{self._near(name)}"
        )

    def _near(self, name: str) -> str:
        from rapidfuzz import fuzz, process  # here, since most look-ups find what they look for

        labels = sorted(map(self.label, self._labels))
        found = process.extract(name, labels, scorer=fuzz.WRatio, limit=3, score_cutoff=70)
        return f" Near it: {', '.join(label for label, *_ in found)}." if found else ""
