"""Annotated episodes in; what kg finds of them, as figures with intervals and as a list of errors, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import path as os_path
from pathlib import Path, PurePosixPath

from kg.evaluation.intervals import Interval, f1_intervals
from kg.evaluation.items import AnnotationError, Sheet, read_annotations, sheet_of
from kg.evaluation.scoring import Row, Score, score_episode, total
from kg.model import Extraction

__all__ = [
    "AnnotationError", "Evaluation", "Gold", "Sheet", "evaluate", "narrowed", "read_gold", "sheet_of", "source_files",
]  # fmt: skip

ANNOTATIONS, EPISODES = "annotations", "episodes"
"""The folders of a gold folder."""


@dataclass(frozen=True, slots=True)
class Gold:
    """Annotated episodes, and the folder that their sources are relative to."""

    annotations: Path
    episodes: Path | None
    """None where nobody said; then only a file of extractions can be scored."""
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one set of annotated episodes."""

    score: Score
    """Of all episodes together."""
    intervals: Mapping[Row, Interval]
    """Of F1, 95 %."""
    shows: Mapping[str, Score]
    """By show."""
    episodes: Mapping[str, Score]
    """By the annotation's id."""
    absent: tuple[str, ...]
    """Ids of the episodes of which there is no extraction; they count as ones with nothing found."""


def read_gold(folder: Path, episodes: Path | None = None) -> Gold:
    """Return the annotations of a gold folder, or of a folder of annotation files alone.

    Args:
        folder: holds `annotations/` and perhaps `episodes/`, or the annotation files themselves.
        episodes: where the sources lie, if not in `folder`'s own `episodes/`.

    Raises `AnnotationError` naming file, item and field; OSError.
    """
    if not folder.is_dir():
        raise AnnotationError(f"{folder}: no such folder; give one of annotation files")
    annotations = folder / ANNOTATIONS if (folder / ANNOTATIONS).is_dir() else folder
    if episodes is None and (folder / EPISODES).is_dir():
        episodes = folder / EPISODES
    return Gold(annotations, episodes, tuple(read_annotations(annotations)))


def narrowed(gold: Gold, paths: Sequence[Path]) -> Gold:
    """Return the annotated episodes that have a source at or below one of `paths`; all where none are given.

    Raises `AnnotationError` where a path holds no source of any.
    """
    if not paths:
        return gold
    root = gold.episodes or Path()
    kept: set[str] = set()
    for path in paths:
        top = os_path.abspath(path)
        below = {
            sheet.id
            for sheet in gold.sheets
            if any(
                place == top or place.startswith(f"{top}/")
                for place in (os_path.abspath(root / source) for source in sheet.sources)
            )
        }
        if not below:
            raise AnnotationError(f"{path}: no annotated episode has a source there")
        kept |= below
    return Gold(gold.annotations, gold.episodes, tuple(sheet for sheet in gold.sheets if sheet.id in kept))


def source_files(gold: Gold) -> list[Path]:
    """Return the files that the annotations name, each once.

    Raises `AnnotationError` where nobody said in which folder they lie, or one does not exist.
    """
    if gold.episodes is None:
        raise AnnotationError(
            f"{gold.annotations}: has no folder `{EPISODES}` beside it; say with --episodes where the sources lie"
        )
    files: dict[Path, None] = {}
    for sheet in gold.sheets:
        for source in sheet.sources:
            path = gold.episodes / source
            if not path.is_file():
                raise AnnotationError(
                    f"annotation {sheet.id}: field `sources`: there is no {path}; --episodes names the folder that sources are relative to"
                )
            files[path] = None
    return list(files)


def evaluate(sheets: Sequence[Sheet], found: Iterable[Extraction | Sheet]) -> Evaluation:
    """Return how well `found` agrees with the annotated `sheets`.

    An extraction belongs to the annotated episode one of whose sources ends one of its own; the first
    one counts. Extractions that belong to none are passed over.
    """
    of: dict[str, Sheet] = {}
    for item in found:
        sheet = item if isinstance(item, Sheet) else sheet_of(item)
        for truth in sheets:
            if truth.id not in of and belongs(truth, sheet):
                of[truth.id] = sheet
    episodes = {truth.id: score_episode(truth, of.get(truth.id)) for truth in sheets}
    shows: dict[str, list[Score]] = {}
    for truth in sheets:
        shows.setdefault(_show(truth, of.get(truth.id)), []).append(episodes[truth.id])
    return Evaluation(
        score=total(episodes.values()),
        intervals=f1_intervals([score.rows for score in episodes.values()]),
        shows={show: total(scores) for show, scores in sorted(shows.items())},
        episodes=episodes,
        absent=tuple(truth.id for truth in sheets if truth.id not in of),
    )


def belongs(annotated: Sheet, found: Sheet) -> bool:
    """Whether both are of one episode: a source of `annotated` is the end, by whole names, of one of `found`."""
    ends = tuple(f"/{source}" for source in annotated.sources)
    return any(f"/{source}".replace("\\", "/").endswith(ends) for source in found.sources)


def _show(annotated: Sheet, found: Sheet | None) -> str:
    """Return the show: as annotated, as read, or the folder's name of a file that could not be read."""
    return annotated.show or (found.show if found else "") or PurePosixPath(annotated.sources[0]).parent.name
