"""The table of mentions: one row each, exact, and harmless in a spreadsheet."""

import csv
from pathlib import Path

import pytest

from kg.exporters.table import COLUMNS, write_mentions
from kg.graph import person_id, technology_id
from kg.model import Extraction, Mention, Passage, Person, Source, Span, Technology

TEXT = 'Panel: Ada Lovelace\nADA: "S3", she said, beats Go.\n'


def mention(words: str, passage: int, confidence: float = 0.95) -> Mention:
    start = TEXT.index(words)
    return Mention(words, Span(0, start, start + len(words)), "transcript", passage, "catalogue", confidence)


def record(title: str = "First, of all", sentence: str = '"S3", she said, beats Go.') -> Extraction:
    """Return an extraction of two technologies and a person."""
    return Extraction(
        id="demo/1-first",
        show="demo",
        title=title,
        number=1,
        date="2015-07-29",
        duration=None,
        sources=(Source("demo/1.md", "0" * 64),),
        tags=(),
        passages=(
            Passage("Panel: Ada Lovelace", Span(0, 0, 19), "notes", None, None),
            Passage(sentence, Span(0, 25, 50), "transcript", "Ada Lovelace", 164.25),
        ),
        people=(Person("Ada Lovelace", "host", (), (mention("Ada Lovelace", 0, 1.0),)),),
        technologies=(
            Technology(None, "Go", "language", (mention("Go", 1, 0.5),)),
            Technology("amazon-s3", "Amazon S3", "aws-service", (mention("S3", 1),)),
        ),
    )


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


def test_the_whole_table(tmp_path: Path) -> None:
    """A row a mention, in the order of the source; quotes doubled, line ends `\\n`, no byte-order mark."""
    path = tmp_path / "mentions.csv"
    assert write_mentions([record()], path) == 3
    first = record()
    go, s3 = (technology_id(technology) for technology in first.technologies)
    ada = person_id(first.people[0], "demo")
    assert path.read_bytes().decode("utf-8") == (
        "episode,show,date,title,type,entity,name,kind,surface,place,speaker,time,evidence,confidence,sentence,"
        "source,start,end\n"
        f'demo/1-first,demo,2015-07-29,"First, of all",person,{ada},Ada Lovelace,host,Ada Lovelace,'
        "transcript,,,catalogue,1,Panel: Ada Lovelace,demo/1.md,7,19\n"
        f'demo/1-first,demo,2015-07-29,"First, of all",technology,{s3},Amazon S3,aws-service,S3,transcript,'
        'Ada Lovelace,164.25,catalogue,0.95,"""S3"", she said, beats Go.",demo/1.md,26,28\n'
        f'demo/1-first,demo,2015-07-29,"First, of all",technology,{go},Go,language,Go,transcript,'
        'Ada Lovelace,164.25,catalogue,0.5,"""S3"", she said, beats Go.",demo/1.md,47,49\n'
    )


def test_positions_select_the_surface(tmp_path: Path) -> None:
    """In every row, the source from start to end is the surface."""
    path = tmp_path / "mentions.csv"
    write_mentions([record()], path)
    rows = read(path)
    assert [TEXT[int(row["start"]) : int(row["end"])] for row in rows] == [row["surface"] for row in rows]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-webkit-box", "'-webkit-box"),
        ("@ada", "'@ada"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\n=1"),
        ("\x00=1", "'=1"),
        ("a\x00\x1b\uffff\ud800b", "ab"),
        ("a\rb\r\nc\nd", "a\nb\nc\nd"),
        ("plain = text, \"quoted\" 'too'", "plain = text, \"quoted\" 'too'"),
    ],
)
def test_no_cell_is_a_formula(text: str, cell: str, tmp_path: Path) -> None:
    """Text that a spreadsheet would compute gets an apostrophe; any other text comes back as it went in."""
    path = tmp_path / "mentions.csv"
    write_mentions([record(title=text, sentence=text)], path)
    rows = read(path)
    assert [row["title"] for row in rows] == [cell] * 3
    assert [row["sentence"] for row in rows] == ["Panel: Ada Lovelace", cell, cell]


def test_no_mentions_leave_the_header(tmp_path: Path) -> None:
    """Without mentions the file says which columns it would have."""
    path = tmp_path / "mentions.csv"
    assert write_mentions([], path) == 0
    assert path.read_text(encoding="utf-8") == ",".join(COLUMNS) + "\n"
