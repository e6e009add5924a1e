"""Extractions come in; which technologies each episode names, and what those are called, goes out.

Advertising is left out, as in `kg.cooccurrence.windows`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.cooccurrence.choosing import UnknownName
from kg.cooccurrence.labels import Labels
from kg.cooccurrence.where import EVERYTHING, Where
from kg.cooccurrence.windows import windows
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


def find(name: str, counted: Mapping[str, int], labels: Labels) -> str:
    """Return the node that `name` names: an id, a label, or else an alias, in any capitals.

    Args:
        counted: the nodes to choose from, and how many episodes name each: of several with one label the
            best known is meant.

    Raises `UnknownName` with the nearest labels.
    """
    wanted = " ".join(name.casefold().split())
    for node in (wanted, f"technology/{wanted}"):
        if node in counted:
            return node
    label_of = {node: labels.label(node) for node in counted}
    known = [node for node, label in label_of.items() if label.casefold() == wanted]
    if known:
        return min(known, key=lambda node: (-counted[node], node))
    node = dict(labels.aliases(counted)).get(wanted, "")
    if node:
        return node
    from rapidfuzz import fuzz, process  # here, since most look-ups find what they look for

    near = process.extract(name, sorted(set(label_of.values())), scorer=fuzz.WRatio, limit=3, score_cutoff=70)
    hint = f" Near it: {', '.join(label for label, *_ in near)}." if near else ""
    raise UnknownName(
        f"no technology that was counted is called {name!r}; see `kg show {name}`, and put a name of several words in"
        f" quotes.{hint}"
    )
