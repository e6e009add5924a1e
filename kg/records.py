"""Extractions in, JSON objects out, and back: one line of `kg extract` an episode.

The objects have the shape of the annotation guide (people, technologies, picks, topics, sponsors)
with spans, mentions and passages added; `parse_record(dump_record(x)) == x`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.files import writing
from kg.model import (
    Extraction,
    Link,
    Mention,
    Passage,
    Person,
    Pick,
    Reference,
    Source,
    Span,
    Sponsor,
    Technology,
    Topic,
)

FORMAT = 4
"""Version of the shape; a reader refuses a greater one."""


class RecordError(KgError, ValueError):
    """A file is not one that kg wrote, or was written by a newer kg."""


def dump_record(extraction: Extraction) -> dict[str, Any]:
    """Return `extraction` as a JSON object."""
    return {
        "format": FORMAT,
        "id": extraction.id,
        "sources": [source.path for source in extraction.sources],
        "sha256": [source.sha256 for source in extraction.sources],
        "show": extraction.show,
        "title": extraction.title,
        "number": extraction.number,
        "date": extraction.date,
        "duration": extraction.duration,
        "audio": extraction.audio,
        "url": extraction.url,
        "tags": list(extraction.tags),
        "people": [
            {"name": p.name, "role": p.role, "aliases": list(p.aliases), "profiles": list(p.profiles), "id": p.id, "mentions": _mentions(p.mentions)}
            for p in extraction.people
        ],
        "technologies": [
            {
                "name": t.name, "kind": t.kind, "id": t.id, "pages": list(t.pages),
                "surfaces": list(dict.fromkeys(m.surface for m in t.mentions)),
                "where": [place for place in ("notes", "transcript", "picks") if any(m.place == place for m in t.mentions)],
                "mentions": _mentions(t.mentions),
            }
            for t in extraction.technologies
        ],
        "picks": [
            {"title": p.title, "url": p.url, "by": list(p.by), "passage": p.passage, **_span(p.span), "technologies": list(p.technologies)}
            for p in extraction.picks
        ],
        "topics": [{"time": t.time, "seconds": t.seconds, "title": t.title, **_span(t.span)} for t in extraction.topics],
        "sponsors": [{"name": s.name, "passages": list(s.passages), "url": s.url} for s in extraction.sponsors],
        "links": [
            {
                "url": r.link.url, "canonical": r.link.canonical, "text": r.link.text, "section": r.link.section, "line": r.link.line,
                "at": [r.link.start, r.link.end], **_span(r.link.span), "place": r.place, "identifies": r.identifies, "target": r.target,
            }
            for r in extraction.links
        ],
        "speakers": [{"label": label, "name": name} for label, name in extraction.speakers],
        "passages": [
            {"text": p.text, **_span(p.span), "place": p.place, "speaker": p.speaker, "time": p.time, "turn": p.turn, "word": p.word} for p in extraction.passages
        ],
        "words": extraction.words,
        "turns": extraction.turns,
        "warnings": list(extraction.warnings),
    }  # fmt: skip


def _span(span: Span) -> dict[str, int]:
    return {"source": span.source, "start": span.start, "end": span.end}


def _mentions(mentions: Iterable[Mention]) -> list[dict[str, Any]]:
    return [
        {
            "surface": m.surface,
            **_span(m.span),
            "place": m.place,
            "passage": m.passage,
            "evidence": m.evidence,
            "confidence": m.confidence,
            "why": m.why,
        }
        for m in mentions
    ]


def parse_record(data: dict[str, Any]) -> Extraction:
    """Return the extraction that `dump_record` made `data` of. Raises `RecordError`."""
    try:
        if int(data["format"]) > FORMAT:
            raise RecordError(f"format {data['format']} is newer than this kg knows ({FORMAT}); update kg")
        return _extraction(data)
    except RecordError:
        raise
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise RecordError(f"not an episode as kg writes it: {error!r} is missing or wrong") from error


def _extraction(data: dict[str, Any]) -> Extraction:
    return Extraction(
        id=data["id"], show=data["show"], title=data["title"], number=data["number"], date=data["date"], duration=data["duration"],
        sources=tuple(Source(p, d) for p, d in zip(data["sources"], data["sha256"], strict=True)),
        tags=tuple(data["tags"]),
        passages=tuple(Passage(p["text"], _read_span(p), p["place"], p["speaker"], p["time"], p.get("turn"), p.get("word", 0)) for p in data["passages"]),
        people=tuple(
            Person(p["name"], p["role"], tuple(p["aliases"]), _read_mentions(p["mentions"]), tuple(p["profiles"]), p["id"]) for p in data["people"]
        ),
        technologies=tuple(Technology(t["id"], t["name"], t["kind"], _read_mentions(t["mentions"]), tuple(t["pages"])) for t in data["technologies"]),
        picks=tuple(
            Pick(p["title"], p["url"], tuple(p["by"]), p["passage"], _read_span(p), tuple(p["technologies"])) for p in data["picks"]
        ),
        topics=tuple(Topic(t["time"], t["seconds"], t["title"], _read_span(t)) for t in data["topics"]),
        sponsors=tuple(Sponsor(s["name"], tuple(s["passages"]), s["url"]) for s in data["sponsors"]),
        links=tuple(
            Reference(
                Link(r["url"], r["canonical"], r["text"], r["section"], r["line"], r["at"][0], r["at"][1], _read_span(r)),
                r["place"], r["identifies"], r["target"],
            )
            for r in data["links"]
        ),
        speakers=tuple((s["label"], s["name"]) for s in data["speakers"]),
        words=data["words"], turns=data["turns"], warnings=tuple(data["warnings"]),
        audio=data.get("audio"), url=data.get("url"),
    )  # fmt: skip


def _read_span(data: dict[str, Any]) -> Span:
    return Span(data["source"], data["start"], data["end"])


def _read_mentions(items: list[dict[str, Any]]) -> tuple[Mention, ...]:
    return tuple(
        Mention(
            m["surface"], _read_span(m), m["place"], m["passage"], m["evidence"], m["confidence"], m["why"]
        )
        for m in items
    )


def generate_records(extractions: Iterable[Extraction]) -> Iterator[str]:
    """Yield one line of JSON an episode, without its line end."""
    for extraction in extractions:
        yield json.dumps(dump_record(extraction), ensure_ascii=False, separators=(",", ":"))


def write_records(extractions: Iterable[Extraction], path: Path) -> int:
    """Write the extractions to `path` as JSON Lines and return how many they are."""
    count = 0
    with writing(path) as handle:
        for line in generate_records(extractions):
            handle.write(line + "\n")
            count += 1
    return count


def read_records(path: Path, containing: str | None = None) -> Iterator[Extraction]:
    """Yield the extractions of a JSON Lines file, one at a time.

    Args:
        containing: only lines that hold this string are parsed; it makes a search for one name quick.

    Raises `RecordError` naming the file and line, or OSError.
    """
    wanted = (containing or "").encode()
    with path.open("rb") as handle:
        for number, line in enumerate(handle, 1):
            if not line.strip() or wanted not in line:
                continue
            try:
                yield parse_record(json.loads(line.decode("utf-8")))
            except (json.JSONDecodeError, UnicodeDecodeError, RecordError) as error:
                raise RecordError(f"{path}, line {number}: {error}") from error


def read_build_records(path: Path) -> Iterator[Extraction]:
    """Return the extractions of a build, one at a time. Raises `RecordError` with the next step where there is none."""
    if not path.exists():
        raise RecordError(f"{path} does not exist; build it with `kg build PATH... --output {path.parent}`")
    return read_records(path)
