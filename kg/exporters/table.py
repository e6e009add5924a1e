"""Extractions come in, the table of mentions goes out: one CSV row for every place that names something.

The file follows RFC 4180 (a comma between cells, quotes doubled), in UTF-8 without a byte-order
mark and with `\\n` line ends. Spreadsheets take a cell that begins with `=`, `+`, `-`, `@` (or the
wide forms of these), a tab or a line end for a formula, and what was said in an episode can begin
with anything: in columns of text such a cell gets an apostrophe in front. Programs that need the
exact words find them in the source, at `start` and `end`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from kg.files import writing
from kg.graph import person_id, technology_id
from kg.model import Extraction, Mention

COLUMNS = (
    "episode", "show", "date", "title",
    "type", "entity", "name", "kind",
    "surface", "place", "speaker", "time", "evidence", "confidence", "sentence",
    "source", "start", "end",
)  # fmt: skip
"""`entity` is a graph node id; `kind` a technology's kind or a person's role; `time` in seconds;
`start` and `end` count Unicode code points of the decoded file `source`, end exclusive."""

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\n]")
_UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def write_mentions(extractions: Iterable[Extraction], path: Path) -> int:
    """Write one row a mention of a technology or person to `path`; return the number of rows.

    Rows stand in the order of the extractions, within one by place in the sources. Raises OSError.
    """
    count = 0
    with writing(path) as handle:
        handle.write(csv_lines([COLUMNS]))
        for extraction in extractions:
            rows = list(mention_rows(extraction))
            handle.write(csv_lines(rows))
            count += len(rows)
    return count


def csv_lines(rows: Iterable[Sequence[str | int | float | None]]) -> str:
    """Return rows as lines of CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([as_cell(value) for value in row] for row in rows)
    return text.getvalue()


def mention_rows(extraction: Extraction) -> Iterator[tuple[str | int | float | None, ...]]:
    """Yield the values of `COLUMNS` for each mention, by place in the sources; None where nothing is known."""
    named: list[tuple[Mention, str, str, str, str]] = []
    about: tuple[str, str, str, str]
    for technology in extraction.technologies:
        about = ("technology", technology_id(technology), technology.name, technology.kind)
        named += [(mention, *about) for mention in technology.mentions]
    for person in extraction.people:
        about = ("person", person_id(person, extraction.show), person.name, person.role)
        named += [(mention, *about) for mention in person.mentions]
    for mention, type_, entity, name, kind in sorted(named, key=lambda row: (row[0].span, *row[1:])):
        passage = extraction.passages[mention.passage]
        yield (
            extraction.id,
            extraction.show,
            extraction.date,
            extraction.title,
            type_,
            entity,
            name,
            kind,
            mention.surface,
            mention.place,
            passage.speaker,
            None if passage.time is None else round(passage.time, 3),
            mention.evidence,
            round(mention.confidence, 3),
            passage.text,
            extraction.sources[mention.span.source].path,
            mention.span.start,
            mention.span.end,
        )


@lru_cache(4_096)
def cell(value: str) -> str:
    """Return `value` as a cell that is text to every program: without control characters, no formula."""
    value = cleaned(value)
    return "'" + value if _FORMULA.match(value) else value


def cleaned(value: str) -> str:
    """Return `value` without what XML 1.0 and UTF-8 cannot hold, and with `\n` line ends."""
    # A lone \r would stand unquoted in CSV, and end the row for many readers.
    return _UNSAFE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def as_cell(value: str | float | None) -> str:
    """Return a value as a cell: nothing where it is missing, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return cell(value) if isinstance(value, str) else repr(value).removesuffix(".0")
