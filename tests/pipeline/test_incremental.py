"""A second build: it does what has changed, no more, and leaves what a build from nothing leaves."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.files import EXTRACTIONS, GRAPH, STORE
from kg.graph_file import read_graph
from kg.pipeline import Built
from kg.query.store import load_store
from tests.pipeline.conftest import EPISODES, outputs, write

Anew = Callable[..., dict[str, str]]
OUT = Path("out")


def build(**options: object) -> Built:
    """Build the archive."""
    return kg.build(["archive"], OUT, **{"workers": 0, **options})  # type: ignore[arg-type]


def test_nothing_changed_nothing_done(archive: Path) -> None:
    """Neither a file of the archive is read nor one of the outputs written."""
    first = build()
    assert (first.read, first.extracted, first.made) == (5, 4, 4)
    before = {path: path.stat().st_mtime_ns for path in OUT.rglob("*")}
    age(archive)
    build()  # the files had changed a moment before they were read: they are looked at once more
    again = build()
    assert (again.read, again.extracted, again.made) == (0, 0, 0)
    assert (again.episodes, again.nodes, again.edges) == (first.episodes, first.nodes, first.edges)
    after = {path: path.stat().st_mtime_ns for path in OUT.rglob("*")}
    assert {p: t for p, t in after.items() if p.name not in (EXTRACTIONS, OUT.name)} == {
        p: t for p, t in before.items() if p.name not in (EXTRACTIONS, OUT.name)
    }


def age(archive: Path) -> None:
    """Make the files of an archive a day old."""
    for path in archive.rglob("*"):
        os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 86_400_000_000_000))


def _edit(name: str, old: str, new: str) -> Callable[[], None]:
    def change() -> None:
        path = Path("archive", name)
        text = path.read_text(encoding="utf-8")
        assert old in text
        write(path, text.replace(old, new))

    return change


def _add() -> None:
    write(
        Path("archive/byte-garden/12-seeds.md"),
        "---\ntitle: Seeds\ndate: 2022-03-01\n---\nTove Ashgrove sows Redis.\n\nHosts: Tove Ashgrove\n",
    )


def _add_transcript() -> None:
    write(
        Path("archive/night-shift/002-schedules.txt"),
        "MARA: So, Kubernetes.\nILSE: Kubernetes and Helm, yes.\n",
    )


CHANGES: dict[str, tuple[Callable[[], object], int]] = {
    "a word": (_edit("byte-garden/10-roots.md", "GitHub", "GitLab"), 1),
    "a name that another episode has": (_edit("byte-garden/11-leaves.md", "M. Quill", "Mara Quill"), 1),
    "a date": (_edit("night-shift/002-schedules.md", "2021-04-01", "2020-04-01"), 1),
    "the transcript alone": (_edit("night-shift/001-buckets.txt", "Docker", "Podman"), 1),
    "an episode more": (_add, 1),
    "a transcript more": (_add_transcript, 1),
    "a file gone": (lambda: Path("archive/night-shift/002-schedules.md").unlink(), 0),
    "a companion gone": (lambda: Path("archive/night-shift/001-buckets.txt").unlink(), 1),
    "a file renamed": (lambda: Path("archive/byte-garden/10-roots.md").rename("archive/byte-garden/10-stems.md"), 1),
    "a folder renamed": (lambda: Path("archive/byte-garden").rename("archive/leaf-garden"), 2),
    "no text any more": (lambda: Path("archive/byte-garden/10-roots.md").write_bytes(bytes(range(256)) * 9), 0),
    "a file that is no episode": (lambda: write(Path("archive/feed.xml"), "<?xml version='1.0'?><rss>2</rss>"), 0),
    "touched": (lambda: os.utime("archive/byte-garden/10-roots.md"), 0),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_redoes_what_depends_on_it(archive: Path, from_nothing: Anew, what: str) -> None:
    """As many episodes are extracted as have changed, and the outputs are those of a build from nothing."""
    write(archive / "feed.xml", "<?xml version='1.0'?><rss>1</rss>")
    build()
    age(archive)
    change, extracted = CHANGES[what]
    change()
    again = build()
    assert again.extracted == extracted
    assert outputs(OUT) == from_nothing()


@pytest.mark.parametrize("kept", [("store", "turtle"), ("store",)], ids=["by Turtle", "without Turtle"])
def test_change_after_change_the_triple_store_is_changed_and_not_loaded_anew(
    from_nothing: Anew, monkeypatch: pytest.MonkeyPatch, kept: tuple[str, ...]
) -> None:
    """Statement for statement it is one from nothing each time, whichever way what episodes share gets there."""
    build(outputs=kept)
    with monkeypatch.context() as patched:
        patched.setattr("kg.pipeline.triples.load_store", None)
        for what in ("a word", "a date", "an episode more", "the transcript alone", "a transcript more"):
            CHANGES[what][0]()
            build(outputs=kept)
            changed = outputs(OUT)
            with monkeypatch.context() as loading:
                loading.setattr("kg.pipeline.triples.load_store", load_store)
                assert changed == from_nothing(outputs=kept), what


def test_a_change_that_keeps_size_and_time_is_seen_in_the_same_moment(
    archive: Path, from_nothing: Anew
) -> None:
    """What was written just now may be written again without another time; so it is read once more."""
    build()
    path = archive / "byte-garden/10-roots.md"
    before = path.stat()
    write(path, path.read_text(encoding="utf-8").replace("GitHub", "GitLab"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert build().extracted == 1
    assert outputs(OUT) == from_nothing()


def test_only_parts_that_changed_are_made(archive: Path) -> None:
    """Of the outputs, too: of four episodes one."""
    build()
    age(archive)
    _edit("byte-garden/10-roots.md", "GitHub", "GitLab")()
    assert build().made == 1


@pytest.mark.usefixtures("archive")
def test_decisions_are_replayed_without_extracting(from_nothing: Anew) -> None:
    """They concern what names mean; and what was decided can be taken back."""
    build()
    without = outputs(OUT)
    write(Path("kg-decisions.yaml"), "drop:\n- {type: technology, name: Docker}\n")
    again = build()
    assert again.extracted == 0
    assert outputs(OUT) == from_nothing() != without
    Path("kg-decisions.yaml").unlink()
    assert build().extracted == 0
    assert outputs(OUT) == without


@pytest.mark.usefixtures("archive")
def test_a_catalogue_file_concerns_every_episode(from_nothing: Anew) -> None:
    """Laid over, changed, and taken away again."""
    build()
    without = outputs(OUT)
    overlay = Path("own.yaml")
    write(overlay, "entries:\n- {name: Plantwise, kind: product}\n")
    again = build(overlays=[overlay])
    assert again.extracted == 4
    with_it = outputs(OUT)
    assert with_it == from_nothing(overlays=[overlay]) != without
    write(overlay, "entries:\n- {name: Plantwise, kind: tool}\n")
    assert build(overlays=[overlay]).extracted == 4
    assert outputs(OUT) == from_nothing(overlays=[overlay]) != with_it
    assert read_graph(OUT / GRAPH).nodes["technology/plantwise"]["kind"] == "tool"
    assert build().extracted == 4
    assert outputs(OUT) == without


@pytest.mark.usefixtures("archive")
def test_title_and_base_reach_what_they_concern(from_nothing: Anew) -> None:
    """A title no RDF, a base no extraction."""
    build()
    before = outputs(OUT)
    titled = build(title="Gardens")
    assert (titled.extracted, titled.made) == (0, 0)
    after = outputs(OUT)
    assert {name for name in after if after[name] != before[name]} == {
        "graph.html", "index.html", "dataset.ttl", "manifest.json",
    }  # fmt: skip
    based = build(base_iri="https://data.test/x", title="Gardens")
    assert (based.extracted, based.made) == (0, 4)
    assert outputs(OUT) == from_nothing(base_iri="https://data.test/x", title="Gardens")


@pytest.mark.usefixtures("archive")
def test_outputs_that_somebody_touched_are_written_again() -> None:
    """Missing, changed, or of another build: all comes back as it was, without extracting."""
    build()
    before = outputs(OUT)
    spoilt: dict[str, bytes | None] = {
        "graph.html": None,
        "graph.ttl": b"mine now",
        "episodes.jsonl": b"",
        f"{STORE}/CURRENT": None,
        "manifest.json": b"{}",
    }
    for name, data in spoilt.items():
        (OUT / name).unlink()
        if data is not None:
            (OUT / name).write_bytes(data)
        assert build().extracted == 0
        assert outputs(OUT) == before


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_seeds_and_order_leave_no_trace(archive: Path, workers: int) -> None:
    """Same input, same bytes."""
    build()
    wanted = outputs(OUT)
    code = "import kg, sys; kg.build(sys.argv[2:], 'other', workers=int(sys.argv[1]))"
    paths = sorted((str(archive / name) for name in EPISODES), reverse=True)
    for seed in ("1", "77"):
        subprocess.run(
            [sys.executable, "-c", code, str(workers), *paths],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=True,
        )
        found = outputs(Path("other"))
        assert found == wanted


@pytest.mark.usefixtures("archive")
def test_an_older_builds_store_counts_as_none() -> None:
    """Code that extracts otherwise has other keys."""
    build()
    before = outputs(OUT)
    base = sqlite3.connect(OUT / EXTRACTIONS)
    with base:
        base.execute("UPDATE extractions SET key = 'of another program'")
        base.execute("UPDATE files SET program = 'another'")
    base.close()
    again = build()
    assert (again.read, again.extracted) == (5, 4)
    assert outputs(OUT) == before


@pytest.mark.usefixtures("archive")
def test_fresh_begins_from_nothing() -> None:
    """Whatever the store holds, a damaged one included."""
    build()
    before = outputs(OUT)
    (OUT / EXTRACTIONS).write_bytes(b"\0" * 5000)
    with pytest.raises(kg.StoreError, match="--fresh"):
        build()
    assert build(fresh=True).extracted == 4
    assert outputs(OUT) == before


def test_an_archive_that_shrinks_to_nothing_keeps_its_last_build(archive: Path) -> None:
    """No episode left is more likely a mistake in the path than meant."""
    build()
    before = outputs(OUT)
    for path in archive.rglob("*.*"):
        path.unlink()
    with pytest.raises(kg.NothingToBuild):
        build()
    assert outputs(OUT) == before
