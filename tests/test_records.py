"""Records: what is written comes back the same, and what is no record is refused with the way out."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

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
from kg.records import FORMAT, RecordError, dump_record, parse_record, read_records, write_records

FULL = Extraction(
    id="demo/1-first",
    show="demo",
    title="First “one”\u2028🍕",
    number=1,
    date="2015-07-29",
    duration=3723,
    sources=(Source("demo/1.md", "0" * 64), Source("demo/1.vtt", "1" * 64)),
    tags=("podcast", ""),
    passages=(
        Passage("Ann says S3.", Span(1, 5, 17), "transcript", "Ann Wood", 164.5, 3, 21),
        Passage("Pans (Ann)", Span(0, 40, 50), "picks", None, None),
    ),
    people=(
        Person(
            "Ann Wood",
            "host",
            ("ANN", "Ann"),
            (Mention("Ann", Span(1, 5, 8), "transcript", 0, "structure", 0.95, "takes part in the episode"),),
            ("twitter.com/ann",),
        ),
    ),
    technologies=(
        Technology(
            "amazon-s3",
            "Amazon S3",
            "aws-service",
            (
                Mention("S3", Span(1, 14, 16), "transcript", 0, "catalogue", 0.95),
                Mention("s3", Span(1, 24, 26), "notes", 0, "link", 0.97),
                Mention("S3", Span(1, 34, 36), "transcript", 0, "catalogue", 0.95),
            ),
        ),
        Technology(None, "Quillmark", "tool", ()),
    ),
    picks=(Pick("Pans", "javascript:alert(1)", ("Ann Wood",), 1, Span(0, 40, 44), ("Quillmark",)),),
    topics=(Topic("1:03:88", None, "Impossible", Span(0, 1, 9)), Topic("02:44", 164, "Why", Span(0, 10, 20))),
    sponsors=(Sponsor("Tidewheel", (1,), "https://tidewheel.example/"), Sponsor("Pagewright", ())),
    links=(
        Reference(
            Link("HTTP://S3/", "s3", "S3", 0, 2, 1, 3, Span(0, 60, 80)), "notes", "aws-service", "Amazon S3"
        ),
        Reference(Link("x", "", "x", None, None, 0, 1, Span(1, 0, 4)), "picks", None, None),
    ),
    speakers=(("ANN", "Ann Wood"), ("SONG", None)),
    words=30,
    turns=2,
    warnings=("odd",),
    audio="https://audio.example/1.mp3",
    url="https://demo.example/1",
)
EMPTY = Extraction("demo/2", "demo", "", None, None, None, (), ())


@pytest.mark.parametrize("extraction", [FULL, EMPTY], ids=["full", "empty"])
def test_what_is_dumped_is_parsed_back(extraction: Extraction) -> None:
    """No field is lost or changed on the way through JSON."""
    text = json.dumps(dump_record(extraction), ensure_ascii=False)
    assert parse_record(json.loads(text)) == extraction


def test_a_record_has_the_shape_of_the_annotations() -> None:
    """Names, kinds, roles, surfaces and places stand where an annotation has them."""
    data = dump_record(FULL)
    assert {key: data[key] for key in ("format", "id", "sources", "speakers")} == {
        "format": 4,
        "id": "demo/1-first",
        "sources": ["demo/1.md", "demo/1.vtt"],
        "speakers": [{"label": "ANN", "name": "Ann Wood"}, {"label": "SONG", "name": None}],
    }
    shape = {key: data["technologies"][0][key] for key in ("name", "kind", "surfaces", "where")}
    assert shape == {
        "name": "Amazon S3",
        "kind": "aws-service",
        "surfaces": ["S3", "s3"],
        "where": ["notes", "transcript"],
    }
    assert data["people"][0]["mentions"] == [
        {
            "surface": "Ann",
            "source": 1,
            "start": 5,
            "end": 8,
            "place": "transcript",
            "passage": 0,
            "evidence": "structure",
            "confidence": 0.95,
            "why": "takes part in the episode",
        }
    ]
    assert data["topics"][0] == {
        "time": "1:03:88",
        "seconds": None,
        "title": "Impossible",
        "source": 0,
        "start": 1,
        "end": 9,
    }


def test_a_file_comes_back_line_by_line(tmp_path: Path) -> None:
    """One line an episode, whatever line separators its texts hold; blank lines are passed over."""
    path = tmp_path / "episodes.jsonl"
    assert write_records([FULL, EMPTY], path) == 2
    assert path.read_bytes().count(b"\n") == 2
    path.write_bytes(path.read_bytes() + b"\n")
    assert list(read_records(path)) == [FULL, EMPTY]
    assert list(read_records(path, containing="Quillmark")) == [FULL]


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    """The message names the file, the line, both versions and the way out."""
    path = tmp_path / "episodes.jsonl"
    newer = dump_record(EMPTY) | {"format": FORMAT + 1}
    path.write_text("\n".join(map(json.dumps, [dump_record(EMPTY), newer])), encoding="utf-8")
    records = read_records(path)
    assert next(records) == EMPTY
    with pytest.raises(RecordError) as caught:
        next(records)
    assert str(caught.value) == f"{path}, line 2: format 5 is newer than this kg knows (4); update kg"


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        "[]",
        "null",
        "1",
        '"text"',
        "{}",
        '{"format": 1}',
        '{"format": null}',
        '{"format": "one"}',
        json.dumps(dump_record(EMPTY) | {"people": 3}),
        json.dumps(dump_record(EMPTY) | {"passages": [{}]}),
        json.dumps(dump_record(replace(EMPTY, sources=FULL.sources)) | {"sha256": []}),
    ],
)
def test_what_is_no_record_is_refused(line: str, tmp_path: Path) -> None:
    """Any other line is refused by file and line, never with a bare Python error."""
    path = tmp_path / "episodes.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        list(read_records(path))
    assert str(caught.value).startswith(f"{path}, line 1: ")


def test_text_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    """A binary file given for the records is refused by its name."""
    path = tmp_path / "episodes.jsonl"
    path.write_bytes(b"\xff\xfe\x00{")
    with pytest.raises(RecordError, match=r"episodes\.jsonl"):
        list(read_records(path))


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """When the extractions break off, what was written before stays, and nothing half-done beside it."""
    path = tmp_path / "episodes.jsonl"
    write_records([EMPTY], path)

    def broken() -> Any:
        yield FULL
        raise RuntimeError("cut off")

    with pytest.raises(RuntimeError, match="cut off"):
        write_records(broken(), path)
    assert list(read_records(path)) == [EMPTY]
    assert [item.name for item in tmp_path.iterdir()] == ["episodes.jsonl"]
