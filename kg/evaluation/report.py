"""An evaluation in; tables for a reader, 100 columns wide, or one JSON object out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple, get_args

from kg.evaluation import Evaluation
from kg.evaluation.intervals import DRAWS, SEED, Interval
from kg.evaluation.items import PLACES
from kg.evaluation.scoring import AWS, Fault, Group, Row, Score, Share, Tally
from kg.model import Evidence, Kind, Role

OVERALL = {
    "technologies": "technologies", AWS: "AWS services", "people": "people", "picks": "picks",
    "topics": "topics", "sponsors": "sponsors",
}  # fmt: skip
"""The overall rows and how a reader is told of them."""
ACCURACIES = {"kind": "kind of technology", "role": "role of people", "by": "who made a pick"}


class _Table(NamedTuple):
    group: Group
    key: str
    """In the JSON object."""
    title: str
    rows: tuple[str, ...]


_TABLES = (
    _Table("kind", "kinds", "Technologies by kind (right: found, and of that kind)", get_args(Kind)),
    _Table("place", "places", "Technologies by place (each counts for every place it stands in)", PLACES),
    _Table("role", "roles", "People by role (right: found, and in that role)", get_args(Role)),
)
_EVIDENCE: tuple[tuple[Group, str], ...] = (
    ("technology evidence", "technologies"),
    ("people evidence", "people"),
)
_SHOW_FIELDS = ("technologies", AWS, "people", "picks")
"""What the table of shows has a column for."""

_WIDTH = 22
"""Columns of the first column of a table."""


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return everything as one JSON object; shares are 0 to 1, `interval` is null where there is none."""
    score = evaluation.score

    def rows(group: Group, names: Iterable[str]) -> dict[str, Any]:
        return {
            name: _figures(score.row(group, name), evaluation.intervals.get((group, name))) for name in names
        }

    return {
        "episodes": len(evaluation.episodes),
        "absent": list(evaluation.absent),
        "bootstrap": {"draws": DRAWS, "seed": SEED, "figure": "f1", "level": 0.95},
        "overall": rows("overall", OVERALL),
        "accuracies": {name: _share(score.accuracies.get(name, Share())) for name in ACCURACIES},
        **{table.key: rows(table.group, table.rows) for table in _TABLES},
        "recall_whatever_kind": {name: score.row("any kind", name).recall for name in get_args(Kind)},
        "shows": {show: _of_score(part) for show, part in evaluation.shows.items()},
        "by_episode": {name: _of_score(part) for name, part in evaluation.episodes.items()},
        "evidence": {
            field: {
                name: {"precision": tally.precision, "found": tally.found, "right": tally.right}
                for name in get_args(Evidence)
                if (tally := score.row(group, name)).found
            }
            for group, field in _EVIDENCE
        },
        "errors": [_fault(fault) for fault in score.faults],
    }


def _figures(tally: Tally, interval: Interval | None = None) -> dict[str, Any]:
    return _shares(tally) | {"interval": list(interval) if interval else None}


def _shares(tally: Tally) -> dict[str, Any]:
    return {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1, **tally._asdict()}


def _share(share: Share) -> dict[str, Any]:
    return {"value": share.value, **share._asdict()}


def _of_score(score: Score) -> dict[str, Any]:
    return {name: _shares(score.row("overall", name)) for name in OVERALL}


def _fault(fault: Fault) -> dict[str, Any]:
    quote = fault.quote
    return {
        "episode": fault.episode, "field": fault.field, "trouble": fault.trouble, "item": fault.item, "detail": fault.detail,
        "sentence": quote.text if quote else None, "source": quote.source if quote else None,
        "start": quote.start if quote else None, "end": quote.end if quote else None,
    }  # fmt: skip


def render(evaluation: Evaluation, *, errors: bool = False) -> str:
    """Return the tables and, where asked, every error with the sentence of a wrong item."""
    score = evaluation.score
    shows = len(evaluation.shows)
    lines = [
        f"{len(evaluation.episodes)} annotated episode{'s' * (len(evaluation.episodes) != 1)} of {shows} show{'s' * (shows != 1)}",
        "",
    ]
    lines += _head("")
    lines += [_line(evaluation, ("overall", name), title) for name, title in OVERALL.items()]
    lines += ["", "Right among those found"]
    for name, title in ACCURACIES.items():
        share = score.accuracies.get(name, Share())
        lines.append(f"{title:{_WIDTH}}{_cell(share.value, share.of)}    {share.right:,} of {share.of:,}")
    for table in _TABLES:
        lines += ["", table.title, *_head("")]
        lines += [_line(evaluation, (table.group, name), name) for name in table.rows]
    lines += ["", *_shows(evaluation), "", *_evidence(score)]
    lines += ["", f"95 %: interval of F1 over {DRAWS:,} draws of the episodes with replacement."]
    if errors:
        lines += ["", *_errors(score.faults)]
    return "\n".join(line.rstrip() for line in lines)


def _head(first: str) -> list[str]:
    figures = "".join(f"{word:>11}" for word in ("precision", "recall", "F1"))
    return [f"{first:{_WIDTH}}{figures}{'95 %':>16}{'gold':>9}{'found':>9}{'right':>9}"]


def _line(evaluation: Evaluation, row: Row, title: str) -> str:
    tally, interval = evaluation.score.row(*row), evaluation.intervals.get(row)
    figures = (
        _cell(tally.precision, tally.found),
        _cell(tally.recall, tally.gold),
        _cell(tally.f1, tally.gold + tally.found),
    )
    span = f"{interval[0]:.3f}–{interval[1]:.3f}" if interval else "–"
    return f"{title:{_WIDTH}}{''.join(figures)}{span:>16}{''.join(f'{count:>9,}' for count in tally)}"


def _cell(value: float, of: int) -> str:
    """Return a share, or a dash where there is nothing that it is a share of."""
    return f"{value:11.3f}" if of else f"{'–':>11}"


def _shows(evaluation: Evaluation) -> Iterator[str]:
    """Yield the table of shows: technologies in full, F1 of the others."""
    wide = max([_WIDTH, *(len(show) + 1 for show in evaluation.shows)])
    yield "By show: technologies, and F1 of the others"
    heads = ("precision", "recall", "F1", "AWS F1", "people F1", "picks F1")
    yield f"{'':{wide}}{''.join(f'{head:>11}' for head in heads)}"
    for show, score in evaluation.shows.items():
        first, *others = (score.row("overall", name) for name in _SHOW_FIELDS)
        cells = [
            _cell(first.precision, first.found),
            _cell(first.recall, first.gold),
            *(_cell(tally.f1, tally.gold + tally.found) for tally in (first, *others)),
        ]
        yield f"{show:{wide}}{''.join(cells)}"


def _evidence(score: Score) -> Iterator[str]:
    yield "By evidence (each counts for every reason it has)"
    yield f"{'':{_WIDTH}}{'precision':>11}{'found':>9}{'right':>9}"
    for group, field in _EVIDENCE:
        for name in get_args(Evidence):
            tally = score.row(group, name)
            if tally.found:
                yield f"{f'{field}, {name}':{_WIDTH}}{_cell(tally.precision, tally.found)}{tally.found:>9,}{tally.right:>9,}"


def _errors(faults: Iterable[Fault]) -> Iterator[str]:
    """Yield the errors, episode by episode; under a found item the sentence and its place."""
    yield "Errors"
    for episode, group in groupby(faults, key=lambda fault: fault.episode):
        yield f"\n{episode}"
        for fault in group:
            detail = f" ({fault.detail})" if fault.detail else ""
            yield f"  {fault.field:13}{fault.trouble:8}{fault.item}{detail}"
            if fault.quote:
                yield f"      “{fault.quote.text}”"
                yield f"      {fault.quote.source}:{fault.quote.start}-{fault.quote.end}"
