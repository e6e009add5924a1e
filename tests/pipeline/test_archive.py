"""What stands beside the outputs: the store's views, the manifest, what is stale, and what was taken out."""

import hashlib
import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kg
from kg.cli import cli
from kg.cooccurrence.pairs import Counter
from kg.cooccurrence.windows import windows
from kg.files import EPISODES, EXTRACTIONS, GRAPH, STORE
from kg.graph_file import read_graph
from kg.pipeline.watching import changes
from kg.records import read_records
from tests.pipeline.conftest import EPISODES as TEXTS
from tests.pipeline.conftest import outputs, write

OUT = Path("out")


def run(*arguments: str) -> Result:
    """Run kg in this process."""
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False)


def test_views_say_what_the_graph_says(archive: Path) -> None:
    """Every view holds what its name says, counted as everywhere else."""
    kg.build([archive], OUT, workers=0)
    graph, base = read_graph(OUT / GRAPH), sqlite3.connect(OUT / EXTRACTIONS)

    def count(sql: str) -> int:
        return int(base.execute(sql).fetchone()[0])

    def nodes(*types: str) -> int:
        return sum(type_ in types for _, type_ in graph.nodes(data="type"))

    records = list(read_records(OUT / EPISODES))
    assert count("SELECT COUNT(*) FROM episodes") == nodes("episode") == 4
    assert count("SELECT COUNT(*) FROM entities") == nodes("technology", "person", "show", "sponsor")
    assert count("SELECT COUNT(*) FROM topics") == nodes("topic") > 0
    assert count("SELECT COUNT(DISTINCT episode || pick) FROM picks") == nodes("pick") > 0
    assert (
        count("SELECT COUNT(*) FROM sponsors")
        == sum(key == "sponsoredBy" for *_, key in graph.edges(keys=True))
        > 0
    )
    assert count("SELECT COUNT(*) FROM people") == sum(len(x.people) for x in records)
    mentions = sum(len(t.mentions) for x in records for t in x.technologies)
    mentions += sum(len(p.mentions) for x in records for p in x.people)
    assert count("SELECT COUNT(*) FROM mentions") == mentions
    for surface, source, start, end in base.execute('SELECT surface, source, start, "end" FROM mentions'):
        assert Path(source).read_text(encoding="utf-8")[start:end] == surface
    labels = dict(base.execute("SELECT entity, label FROM entities"))
    assert labels == {n: graph.nodes[n]["label"] for n in labels}
    base.close()


def test_the_view_of_pairs_counts_as_kg_cooccur_does(archive: Path) -> None:
    """Turns and episodes of each pair, advertising left out."""
    kg.build([archive], OUT, workers=0)
    counter = Counter()
    for x in read_records(OUT / EPISODES):
        for window in windows(x, "turn"):
            counter.add(window)
    wanted = {(p.a, p.b): (p.count, p.episodes) for p in counter.table().pairs}
    base = sqlite3.connect(OUT / EXTRACTIONS)
    found = {(a, b): (n, e) for a, b, n, e in base.execute("SELECT a, b, turns, episodes FROM cooccurrence")}
    base.close()
    assert found == wanted
    assert len(found) > 5


def test_the_manifest_has_every_file_that_was_read_and_written(archive: Path) -> None:
    """With digests that are true, and nothing of the machine or the moment."""
    write(archive / "byte-garden/feed.xml", "<?xml version='1.0'?><rss></rss>")
    kg.build([archive], OUT, workers=0, title="Gardens")
    text = (OUT / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    for one in manifest["inputs"]:
        assert hashlib.sha256(Path(one["path"]).read_bytes()).hexdigest() == one["sha256"]
    assert {one["path"]: one.get("episode") for one in manifest["inputs"]} == {
        **{f"archive/{name}": name.rpartition(".")[0] for name in TEXTS},
        "archive/byte-garden/feed.xml": None,
    }
    for one in manifest["outputs"]:
        if one["name"] != STORE:
            data = (OUT / one["name"]).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (one["bytes"], one["sha256"])
    left = {path.name for path in OUT.iterdir() if not path.name.startswith(".")}
    assert {one["name"] for one in manifest["outputs"]} == left - {"manifest.json", EXTRACTIONS}
    assert manifest["configuration"]["title"] == "Gardens"
    assert manifest["counts"]["episodes"] == 4
    assert str(Path.cwd()) not in text


def test_status_says_what_is_stale_and_why(archive: Path) -> None:
    """Nothing after a build; then each change by its name."""
    kg.build([archive], OUT, workers=0)
    assert not kg.status("out").stale
    assert run("status", "--from", "out").output == "out is up to date with archive.\n"
    assert run("status", "--from", "out", "--exit-code").exit_code == 0
    write(archive / "byte-garden/10-roots.md", TEXTS["byte-garden/10-roots.md"].replace("GitHub", "Redis"))
    write(archive / "byte-garden/12-seeds.md", "---\ntitle: Seeds\n---\nOn Redis.\n\nHosts: Tove Ashgrove\n")
    (archive / "night-shift/002-schedules.md").unlink()
    (OUT / "graph.html").unlink()
    write(Path("kg-decisions.yaml"), "drop:\n- {type: technology, name: Docker}\n")
    found = kg.status(OUT)
    assert [tuple(change) for change in found.files] == [
        ("archive/byte-garden/10-roots.md", "changed"),
        ("archive/byte-garden/12-seeds.md", "added"),
        ("archive/night-shift/002-schedules.md", "gone"),
    ]
    assert [tuple(change) for change in found.episodes] == [
        ("byte-garden/10-roots", "its files changed: archive/byte-garden/10-roots.md"),
        ("byte-garden/12-seeds", "new"),
        ("night-shift/002-schedules", "its files are gone"),
    ]
    assert [tuple(change) for change in found.causes] == [("kg-decisions.yaml", "decisions: added")]
    assert [tuple(change) for change in found.outputs] == [("graph.html", "missing")]
    told = run("status", "--from", "out", "--exit-code")
    assert told.exit_code == 4
    assert "`kg build archive --output out` brings it up to date." in told.output
    assert json.loads(run("status", "--from", "out", "--format", "json").output)["stale"] is True
    kg.build([archive], OUT, workers=0)
    assert not kg.status(OUT).stale


def test_status_writes_nothing(archive: Path) -> None:
    """Not even where it has to read a file to know."""
    kg.build([archive], OUT, workers=0)
    write(archive / "byte-garden/12-seeds.md", "---\ntitle: Seeds\n---\nOn Redis.\n\nHosts: Tove Ashgrove\n")
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in OUT.iterdir()}
    kg.status(OUT)
    assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in OUT.iterdir()} == before


def test_removing_an_episode_leaves_no_trace(archive: Path) -> None:
    """In no file, the stores' own included, is a word that only it had; all else is as if it had never been."""
    only = ("Ilse", "Vandermolen", "002-schedules", "Schedules", "cron to Kube")
    kg.build([archive], OUT, workers=0)
    everything = b"".join(path.read_bytes() for path in OUT.rglob("*") if path.is_file())
    assert all(word.encode() in everything for word in only)
    refused = run("remove", "night-shift/002-schedules", "--from", "out")
    assert refused.exit_code == 1
    assert "archive/night-shift/002-schedules.md is still in the archive" in refused.output
    done = run("remove", "night-shift/002-schedules", "--from", "out", "--files", "--yes")
    assert done.exit_code == 0, done.output
    assert not (archive / "night-shift/002-schedules.md").exists()
    for path in OUT.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert [word for word in only if word.encode() in data] == [], path
    kg.build([archive], Path("anew"), workers=0)
    assert outputs(OUT) == outputs(Path("anew"))


def test_removing_what_is_not_there_is_refused(archive: Path) -> None:
    """By its name, and before a file is touched."""
    kg.build([archive], OUT, workers=0)
    before = outputs(OUT)
    told = run("remove", "night-shift/003", "--from", "out", "--files", "--yes")
    assert told.exit_code == 1
    assert "out has no episode 'night-shift/003'" in told.output
    assert outputs(OUT) == before


def test_changes_are_waited_for_until_they_rest() -> None:
    """A file that grows from look to look is not built from; one that rests is, once."""
    looks = iter(
        [(), (), (("a", 1, 1),), (("a", 2, 2),), (("a", 3, 3),), (("a", 3, 3),), (("a", 3, 3),), (), ()]
    )
    slept: list[float] = []
    signals = changes(lambda: next(looks), every=2.0, sleep=slept.append)
    next(signals)
    assert len(slept) == 5
    next(signals)
    assert len(slept) == 8
    with pytest.raises(RuntimeError):  # the looks have come to their end
        next(signals)


def test_what_is_told_of_an_episode_reaches_every_kind_of_output(archive: Path) -> None:
    """An output that is left out goes, and the others stay as they are with it."""
    kg.build([archive], OUT, workers=0)
    whole = outputs(OUT)
    kg.build([archive], OUT, workers=0, outputs=["turtle", "index"])
    left = {path.name for path in OUT.iterdir()}
    assert not left & {"graph.html", "mentions.csv", "dataset.ttl", STORE}
    assert hashlib.sha256((OUT / "graph.ttl").read_bytes()).hexdigest() == whole["graph.ttl"]
    again = kg.build([archive], OUT, workers=0)
    assert again.extracted == 0
    assert outputs(OUT) == whole
