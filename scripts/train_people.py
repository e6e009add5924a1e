"""Annotated episodes in; the weights that tell people from other capitalised words, kg/data/people.json, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kg import load_catalogue, read_episodes
from kg.catalog import Catalogue
from kg.evaluation import read_gold, source_files
from kg.evaluation.items import Item, Sheet
from kg.evaluation.matching import plain_name
from kg.extractors.cast import cast_of
from kg.extractors.mentioned import THRESHOLD, features, gather, ordinary_words, recognise
from kg.extractors.passages import stretches
from kg.extractors.people import shows_of
from kg.model import Episode
from scripts.regression import fit

_PENALTY = 1.0


class Example(NamedTuple):
    """A candidate of an annotated episode: its features, and whether it is a person."""

    episode: str
    name: str
    person: bool
    features: dict[str, float]


def train_people(folders: Sequence[str]) -> dict[str, Any]:
    """Return the document of kg/data/people.json; each folder is GOLD or ANNOTATIONS=EPISODES."""
    catalogue = load_catalogue()
    rows = [row for folder in folders for row in examples(folder, catalogue)]
    names = sorted({name for row in rows for name in row.features})
    matrix = np.array([[row.features.get(name, 0.0) for name in names] for row in rows])
    truth = np.array([row.person for row in rows], dtype=float)
    report(rows, matrix, truth)
    point = fit(matrix, truth, _PENALTY)
    weights = {name: round(float(weight), 2) for name, weight in zip(names, point[:-1], strict=True)}
    return {
        "trained_by": "scripts/train people", "episodes": len({row.episode for row in rows}), "candidates": len(rows),
        "people": int(truth.sum()), "weights": {"bias": round(float(point[-1]), 2), **weights},
    }  # fmt: skip


def examples(folder: str, catalogue: Catalogue) -> Iterator[Example]:
    """Yield the candidates of the episodes that a folder annotates; who takes part or is optional is left out."""
    annotations, _, episodes = folder.partition("=")
    gold = read_gold(Path(annotations), Path(episodes) if episodes else None)
    read = read_episodes(source_files(gold)).episodes
    for sheet in gold.sheets:
        episode = next(e for e in read if any(s.path.endswith(sheet.sources) for s in e.sources))
        yield from _examples(sheet, episode, catalogue)


def _examples(sheet: Sheet, episode: Episode, catalogue: Catalogue) -> Iterator[Example]:
    places = list(stretches(episode))
    cast = cast_of(episode, catalogue.knows)
    candidates = gather(places, cast, catalogue, shows_of(places, episode.show))
    ordinary = ordinary_words(places)
    recognised = recognise(list(candidates.values()))
    for name, candidate in candidates.items():
        owner = next((item for item in sheet.people if plain_name(name) in _names(item)), None)
        if owner is None or not (owner.optional or owner.label != "mentioned"):
            found = features(candidate, candidates, ordinary, catalogue) | recognised[name]
            yield Example(sheet.id, name, owner is not None, found)


def _names(item: Item) -> set[str]:
    return {plain_name(name) for name in (item.name, *item.also, *item.surfaces)}


def report(rows: Sequence[Example], matrix: Any, truth: Any) -> None:
    """Print how each episode's candidates fare with the weights that the other episodes give."""
    odds = np.zeros(len(rows))
    of = np.array([row.episode for row in rows])
    for episode in sorted(set(of)):
        here = of == episode
        point = fit(matrix[~here], truth[~here], _PENALTY)
        odds[here] = matrix[here] @ point[:-1] + point[-1]
    for threshold in (-0.6, -0.4, THRESHOLD, 0.0, 0.2, 0.4):
        taken = odds > threshold
        right = int((taken & (truth == 1)).sum())
        print(
            f"log-odds > {threshold:+.1f}: {right} right, {int(taken.sum()) - right} wrong, {int(truth.sum()) - right} missed"
        )
