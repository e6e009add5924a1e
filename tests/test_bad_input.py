"""Broken, hostile and strange files: each gets a reason or a message, and the rest goes on."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner

from kg.cli import cli
from kg.files import EXTRACTIONS, PARTIAL
from kg.pipeline.episodes import read_episodes

GOOD = """---
title: 001 DS Keels with Ivo Brandt
podcast: demo-show
episode_number: 001
---

02:44 - [S3](http://aws.amazon.com/s3/)

### Picks

- [Tea](https://tea.example/) (Mara)

### Transcript

**MARA:** Hello, I'm Mara Quist and we talk about EC2 today, which is a thing that I have wanted to do for a very long time. **IVO:** I keep my plans in S3, where nobody will ever lose them again, not even when the boat goes down. **MARA:** So do I, and I sleep a good deal better since I began with it last summer. **IVO:** Good.
"""

SKIPPED = {
    "empty.md": b"",
    "blank.md": b" \n\t\n",
    "picture.md": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "data.json": b'{"segments": []}',
    "feed.md": b"<?xml version='1.0'?><rss><channel></channel></rss>",
    "lone-utf16.md": b"\xff\xfe\x00\xd8\x00\xd8",
    "page.md": b"---\ntitle: About us\n---\n\nWe sell boats.\n",
}

READ = {
    "bom.md": b"\xef\xbb\xbf" + GOOD.encode(),
    "utf16.md": GOOD.encode("utf-16"),
    "utf16-bare.md": GOOD.encode("utf-16-le"),
    "cp1252.md": GOOD.replace("Good.", "Good “caf\xe9”.").encode("cp1252"),
    "crlf.md": GOOD.replace("\n", "\r\n").encode(),
    "nul.md": GOOD.replace("plans", "pl\0ans").encode(),
    "broken-yaml.md": GOOD.replace("podcast: demo-show", 'podcast: "demo').encode(),
    "bomb.md": GOOD.replace(
        "podcast:", "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\npodcast:"
    ).encode(),
    "twice.md": GOOD.replace("podcast:", "title: Other\npodcast:").encode(),
    "tag.md": GOOD.replace("podcast:", "x: !!python/object/apply:os.system [echo]\npodcast:").encode(),
    "long-line.md": GOOD.encode() + b"word " * 2_000_000,
}


@pytest.mark.parametrize("name", sorted(SKIPPED))
def test_what_is_no_episode_is_skipped(name: str, tmp_path: Path) -> None:
    """The reason is given, the file is named, the episode beside it is read."""
    (tmp_path / "good.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / name).write_bytes(SKIPPED[name])
    reading = read_episodes([tmp_path])
    assert [Path(s.source).name for s in reading.skipped] == [name]
    assert reading.skipped[0].reason
    assert len(reading.episodes) == 1


@pytest.mark.parametrize("name", sorted(READ))
def test_what_can_be_read_is_read(name: str, tmp_path: Path) -> None:
    """Encodings, line ends and bad front matter do not cost the talk."""
    (tmp_path / name).write_bytes(READ[name])
    reading = read_episodes([tmp_path])
    assert [turn.label for turn in reading.episodes[0].turns] == ["MARA", "IVO", "MARA", "IVO"]


def test_broken_front_matter_is_told_with_its_line(tmp_path: Path) -> None:
    """The warning names the line and --strict makes it count."""
    (tmp_path / "broken.md").write_bytes(READ["broken-yaml.md"])
    result = CliRunner().invoke(
        cli, ["build", str(tmp_path), "-o", str(tmp_path / "out"), "-j", "1", "--strict"]
    )
    assert result.exit_code == 3
    assert "broken.md: front matter is not valid YAML (line 3)" in result.stderr


def test_a_huge_file_is_skipped_unread(tmp_path: Path) -> None:
    """200 MB are told by their size."""
    with (tmp_path / "huge.md").open("wb") as handle:
        handle.truncate(200_000_000)
    reading = read_episodes([tmp_path])
    assert reading.skipped[0].reason == "200 MB is over the 17 MB that an episode may have"


def test_odd_things_in_a_folder(tmp_path: Path) -> None:
    """Loops, dangling links, pipes and names that are no text end neither the walk nor the writing."""
    (tmp_path / "good.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling.md").symlink_to(tmp_path / "nowhere.md")
    os.mkfifo(tmp_path / "pipe.md")
    Path(os.fsdecode(os.fsencode(tmp_path) + b'/caf\xe9 "q"\n.md')).write_text(GOOD, encoding="utf-8")
    out = tmp_path / "out"
    result = CliRunner().invoke(cli, ["build", str(tmp_path), "-o", str(out), "-j", "1"])
    assert result.exit_code == 0, result.output
    assert len((out / "episodes.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert "caf\\xe9" in result.stderr
    assert "is not valid UTF-8; rename it" in result.stderr
    json.loads((out / "graph.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "piece", ["[", "*", "<", "[a](", ":", "(", "&", "`", "![", "A: ", "00:01 - ", "Picks ", "__", "<!--"]
)
def test_long_runs_of_marks_come_to_an_end(piece: str, tmp_path: Path) -> None:
    """No pattern is quadratic: 400 kB of one mark are read like any other text."""
    text = GOOD.replace("S3](", piece * (200_000 // len(piece)) + "](") + piece * (200_000 // len(piece))
    (tmp_path / "marks.md").write_text(text, encoding="utf-8")
    code = f"import sys; from kg.pipeline.episodes import *; r = read_episodes([{str(tmp_path)!r}]); list(extract_all(r.episodes))"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


HOSTILE = (
    GOOD.replace("Keels with Ivo Brandt", "</script><script>alert(1)</script>")
    .replace(
        "[Tea](https://tea.example/)",
        '["><img src=x onerror=alert(1)>](javascript:alert(1)) [Cup](http://x.example/"<>{}|^`\\)',
    )
    .replace("MARA", "<b>MARA")
)


def test_hostile_markup_leaves_escaped(tmp_path: Path) -> None:
    """Scripts in titles, names and targets run nowhere and break no file."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bad.md").write_text(HOSTILE, encoding="utf-8")
    out = tmp_path / "out"
    assert CliRunner().invoke(cli, ["build", str(tmp_path / "in"), "-o", str(out), "-j", "1"]).exit_code == 0
    page = (out / "graph.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    turtle = (out / "graph.ttl").read_bytes()
    assert sum(1 for _ in pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE)) > 50
    assert b"<javascript:" not in turtle


def contents(folder: Path, unfinished: bool = True) -> dict[str, bytes | set[str]]:
    """Return what a build left: the bytes of each file, and the statements of the store, whose files are its own affair.

    Args:
        unfinished: what a killed build left half-written is there too.
    """
    return {
        path.name: {str(quad) for quad in pyoxigraph.Store.read_only(str(path))}
        if path.is_dir()
        else path.read_bytes()
        for path in folder.iterdir()
        if path.name != EXTRACTIONS and (unfinished or not path.name.startswith(PARTIAL))
    }


def test_a_full_disk_leaves_the_old_build(tmp_path: Path) -> None:
    """A write that fails half-way costs nothing that was there, and the message names a file."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.md").write_text(GOOD, encoding="utf-8")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "kg", "build", str(tmp_path / "in"), "-o", str(out), "-j", "1"]
    subprocess.run(command, check=True, capture_output=True)
    before = contents(out)

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    failed = subprocess.run(command, capture_output=True, text=True, preexec_fn=small_files_only)
    assert failed.returncode == 1
    assert "what was there before is unchanged" in failed.stderr
    assert contents(out) == before


def test_kills_leave_whole_files(tmp_path: Path) -> None:
    """Whenever a build is killed, every file is the old one or the new one, and the next build sweeps up."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.md").write_text(GOOD, encoding="utf-8")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "kg", "build", str(tmp_path / "in"), "-o", str(out), "-j", "1"]
    subprocess.run(command, check=True, capture_output=True)
    before = contents(out)
    for delay in (0.2, 0.6, 1.0, 1.3, 1.6):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait()
        found = contents(out, unfinished=False)
        assert {name: found.get(name) for name in before} == before
    subprocess.run(command, check=True, capture_output=True)
    assert contents(out) == before
