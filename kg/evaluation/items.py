"""Annotation files and extractions in; both as the same kind of record, a sheet an episode, out.

An annotation file is one JSON object: `id`, `sources` (paths relative to the folder of episodes),
`people`, `technologies`, `picks`, `topics` and `sponsors`. An item may say `optional` (counts neither
when found nor when missed), `also` (other names for it) and, where two readers judged differently,
`kinds`, `roles` or `by_also` (either is right).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from kg.errors import KgError
from kg.model import Extraction, Kind, Mention, Place, Role
from kg.records import RecordError

Field = Literal["technologies", "people", "picks", "topics", "sponsors"]
"""A list of an episode's record."""

FIELDS: tuple[Field, ...] = get_args(Field)
PLACES: tuple[Place, ...] = ("notes", "transcript", "picks")
"""Where a technology may stand; what stands only in advertising is no technology of the episode."""

_NAMED = {"technologies": "name", "people": "name", "picks": "title", "topics": "title", "sponsors": "name"}
_CHOICES: dict[Field, tuple[str, str, tuple[str, ...]]] = {
    "technologies": ("kind", "kinds", get_args(Kind)),
    "people": ("role", "roles", get_args(Role)),
}
"""Field -> the key of what an item is judged to be, the key of both readers' judgements, all possible ones."""


class AnnotationError(KgError, ValueError):
    """An annotation file is not what it should be; the message names file, item and field."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The sentence that a found item was read from."""

    text: str
    source: str
    """Path of the file."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that an episode is said to hold, by a reader or by kg; what a field has no use for is empty."""

    name: str
    """The title of a pick or topic."""
    also: tuple[str, ...] = ()
    """Other names that are as right."""
    surfaces: tuple[str, ...] = ()
    """Other words that refer to it in the text; the aliases of a person."""
    label: str = ""
    """Kind of a technology, role of a person."""
    labels: tuple[str, ...] = ()
    """Every kind or role that is right; at least `label`."""
    where: tuple[str, ...] = ()
    """Places of a technology."""
    url: str | None = None
    time: str = ""
    by: tuple[str, ...] = ()
    """Who made a pick."""
    by_also: tuple[str, ...] | None = None
    """The other reader's judgement of it, as right."""
    optional: bool = False
    evidence: tuple[str, ...] = ()
    """Why it was found, each reason once."""
    quote: Quote | None = None
    """Where it was found first."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The items of one episode."""

    id: str
    sources: tuple[str, ...]
    show: str
    """Empty where an annotation does not say."""
    technologies: tuple[Item, ...] = ()
    people: tuple[Item, ...] = ()
    picks: tuple[Item, ...] = ()
    topics: tuple[Item, ...] = ()
    sponsors: tuple[Item, ...] = ()

    def items(self, field: Field) -> tuple[Item, ...]:
        """Return the items of one field."""
        return cast(tuple[Item, ...], getattr(self, field))


def read_annotations(folder: Path) -> list[Sheet]:
    """Return the sheets of the annotation files in `folder`, ordered by id.

    Raises `AnnotationError` where there is none, one is not as it should be, or two have one id; OSError.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise AnnotationError(f"{folder}: holds no annotation files (*.json)")
    known: dict[str, tuple[Path, Sheet]] = {}
    for path in paths:
        sheet = _parse(path)
        if sheet.id in known:
            raise AnnotationError(f"{path}: field `id`: {sheet.id!r} is also that of {known[sheet.id][0]}")
        known[sheet.id] = path, sheet
    return [sheet for _, (_, sheet) in sorted(known.items())]


def _parse(path: Path) -> Sheet:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise AnnotationError(f"{path}: not readable: {error}") from error
    if not isinstance(data, dict):
        raise AnnotationError(f"{path}: must be one JSON object")
    sources = _strings(data, "sources", f"{path}", needed=True)
    for source in sources:
        if Path(source).is_absolute() or ".." in Path(source).parts:
            raise AnnotationError(f"{path}: field `sources`: {source!r} must be a relative path without `..`")
    return Sheet(
        id=_string(data, "id", f"{path}"),
        sources=sources,
        show=_string(data, "show", f"{path}") if "show" in data else "",
        **{field: tuple(_items(data, field, path)) for field in FIELDS},
    )


def _items(data: dict[str, Any], field: Field, path: Path) -> Iterator[Item]:
    listed = data.get(field)
    if not isinstance(listed, list):
        raise AnnotationError(f"{path}: field `{field}`: must be a list, empty where there is nothing")
    for number, raw in enumerate(listed, 1):
        where = f"{path}: {field} {number}"
        if isinstance(raw, str) and field == "sponsors":
            raw = {"name": raw}
        if not isinstance(raw, dict):
            raise AnnotationError(f"{where}: must be an object, not {raw!r}")
        name = _string(raw, _NAMED[field], where)
        yield _item(raw, name, field, f"{where} ({name})")


def _item(raw: dict[str, Any], name: str, field: Field, where: str) -> Item:
    optional = raw.get("optional", False)
    if not isinstance(optional, bool):
        raise AnnotationError(f"{where}: field `optional`: must be true or false")
    url = raw.get("url")
    if url is not None and not isinstance(url, str):
        raise AnnotationError(f"{where}: field `url`: must be a string or null")
    label, labels = _judged(raw, field, where)
    places = _strings(raw, "where", where)
    for place in places:
        _chosen(place, PLACES, "where", where)
    return Item(
        name,
        also=_strings(raw, "also", where),
        surfaces=_strings(raw, "aliases" if field == "people" else "surfaces", where),
        label=label,
        labels=labels,
        where=places,
        url=url,
        time=_string(raw, "time", where) if field == "topics" else "",
        by=_strings(raw, "by", where),
        by_also=_strings(raw, "by_also", where) if "by_also" in raw else None,
        optional=optional,
    )


def _judged(raw: dict[str, Any], field: Field, where: str) -> tuple[str, tuple[str, ...]]:
    """Return the kind or role of an item and all that are right."""
    if field not in _CHOICES:
        return "", ()
    one, several, known = _CHOICES[field]
    label = _chosen(_string(raw, one, where), known, one, where)
    labels = _strings(raw, several, where) if several in raw else (label,)
    for other in labels:
        _chosen(other, known, several, where)
    return label, labels


def _chosen(value: str, known: tuple[str, ...], field: str, where: str) -> str:
    if value not in known:
        raise AnnotationError(f"{where}: field `{field}`: {value!r} is none of {', '.join(known)}")
    return value


def _string(raw: dict[str, Any], field: str, where: str) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or not value.strip():
        raise AnnotationError(f"{where}: field `{field}`: must be a string that is not empty")
    return value


def _strings(raw: dict[str, Any], field: str, where: str, *, needed: bool = False) -> tuple[str, ...]:
    value = raw.get(field, [])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value) or (needed and not value):
        raise AnnotationError(
            f"{where}: field `{field}`: must be a list of strings{' with one at least' * needed}"
        )
    return tuple(value)


def sheet_of(extraction: Extraction) -> Sheet:
    """Return what kg found in one episode. Raises `RecordError` where it points to no passage of its own."""

    def quote(passage: int) -> Quote:
        try:
            found = extraction.passages[passage]
            path = extraction.sources[found.span.source].path
        except IndexError as error:
            raise RecordError(
                f"episode {extraction.id}: there is no passage {passage} in its sources"
            ) from error
        return Quote(found.text, path, found.span.start, found.span.end)

    def first(mentions: tuple[Mention, ...]) -> Quote | None:
        return quote(mentions[0].passage) if mentions else None

    return Sheet(
        id=extraction.id,
        sources=tuple(source.path for source in extraction.sources),
        show=extraction.show,
        technologies=tuple(
            Item(
                t.name, surfaces=_once(m.surface for m in t.mentions), label=t.kind, labels=(t.kind,),
                where=tuple(place for place in PLACES if any(m.place == place for m in t.mentions)),
                evidence=_once(m.evidence for m in t.mentions), quote=first(t.mentions),
            )
            for t in extraction.technologies
        ),
        people=tuple(
            Item(
                p.name, surfaces=p.aliases, label=p.role, labels=(p.role,),
                evidence=_once(m.evidence for m in p.mentions), quote=first(p.mentions),
            )
            for p in extraction.people
        ),
        picks=tuple(Item(p.title, url=p.url, by=p.by, quote=quote(p.passage)) for p in extraction.picks),
        topics=tuple(
            Item(t.title, time=t.time, quote=Quote(t.title, extraction.sources[t.span.source].path, t.span.start, t.span.end))
            for t in extraction.topics
        ),
        sponsors=tuple(
            Item(s.name, quote=quote(s.passages[0]) if s.passages else None) for s in extraction.sponsors
        ),
    )  # fmt: skip


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
