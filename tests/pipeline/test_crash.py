"""A build that is cut short, at any moment and in any way: nothing committed is lost, and the next one ends the same."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.files import EXTRACTIONS, GRAPH, PARTIAL
from kg.locking import LOCK, locked
from kg.store import Store
from tests.pipeline.conftest import EPISODES, outputs, write

OUT = Path("out")
KILLS = 12
"""`scripts/bench kills` does a hundred."""


def command(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start kg."""
    found: subprocess.Popen[str] = subprocess.Popen(
        [sys.executable, "-m", "kg", *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
    )  # fmt: skip
    return found


def sound(folder: Path) -> list[str]:
    """Return the episodes of a store, which must be whole."""
    if not (folder / EXTRACTIONS).exists():
        return []
    with Store(folder / EXTRACTIONS) as store:
        store.check()
        return sorted(store.extraction_keys())


@pytest.mark.parametrize("kind", ["from nothing", "changed"])
def test_killed_at_any_moment_the_next_build_ends_the_same(
    archive: Path, from_nothing: Callable[..., dict[str, str]], kind: str
) -> None:
    """The store opens, has what it had, and the outputs are those of a build that nobody killed."""
    chance = random.Random(kind)
    if kind == "changed":
        kg.build([archive], OUT, workers=0)
        write(
            archive / "byte-garden/10-roots.md",
            EPISODES["byte-garden/10-roots.md"].replace("GitHub", "Redis"),
        )
    wanted = from_nothing()
    began = time.monotonic()
    with command("build", "archive", "-o", "timed", "-q") as run:
        run.wait()
    lasting = time.monotonic() - began
    before = sound(OUT)
    for _ in range(KILLS // 2):
        with command("build", "archive", "-o", str(OUT), "-q", "-j", "2") as run:
            try:
                run.wait(chance.uniform(0, lasting))
            except subprocess.TimeoutExpired:
                run.kill()
        there = sound(OUT)
        assert set(before) <= set(there)
        before = there
    with command("build", "archive", "-o", str(OUT), "-q") as run:
        run.communicate()
    assert run.returncode == 0
    assert outputs(OUT) == wanted
    assert [path.name for path in OUT.iterdir() if path.name.startswith((PARTIAL, LOCK))] == []


@pytest.mark.usefixtures("archive")
def test_interrupted_a_build_ends_at_once_and_says_how_to_go_on() -> None:
    """Within a second, whatever its processes are at."""
    with command("build", "archive", "-o", str(OUT)) as run:
        until = time.monotonic() + 60
        while not (OUT / EXTRACTIONS).exists() and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.3)
        asked = time.monotonic()
        run.send_signal(signal.SIGINT)
        _, talk = run.communicate()
    if run.returncode == 0:
        pytest.skip("the build was over before it could be interrupted")
    assert time.monotonic() - asked < 5  # a second on a quiet machine
    # Where it comes inside of a text that is executed, as dataclasses do, Python ends itself by the signal;
    # a shell tells both alike.
    assert run.returncode in (130, -signal.SIGINT)
    assert "What was extracted is kept; the same command goes on from there." in talk
    assert "Traceback" not in talk
    sound(OUT)


def test_a_full_disk_leaves_what_was_there(archive: Path) -> None:
    """A file that may not grow is to a program what a full disk is."""
    kg.build([archive], OUT, workers=0)
    before = outputs(OUT)
    write(archive / "byte-garden/10-roots.md", EPISODES["byte-garden/10-roots.md"].replace("GitHub", "Redis"))

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    with command("build", "archive", "-o", str(OUT), "-q", preexec_fn=no_room) as run:
        _, talk = run.communicate()
    assert run.returncode == 1
    assert "Error:" in talk
    assert "Traceback" not in talk
    assert outputs(OUT) == before
    assert [path.name for path in OUT.iterdir() if path.name.startswith(PARTIAL)] == []


@pytest.mark.usefixtures("archive")
def test_an_output_folder_that_cannot_be_written_is_told_of() -> None:
    """By its name, and nothing is read for it."""
    write(Path("taken"), "a file")
    with command("build", "archive", "-o", "taken/out", "-q") as run:
        _, talk = run.communicate()
    assert run.returncode == 1
    assert "taken" in talk
    assert "Traceback" not in talk


@pytest.mark.usefixtures("archive")
def test_a_second_build_says_who_is_at_it() -> None:
    """And leaves the folder alone."""
    with locked(OUT), command("build", "archive", "-o", str(OUT)) as run:
        _, talk = run.communicate()
    assert run.returncode == 1
    assert f"out is being written by another kg (process {os.getpid()} on " in talk
    assert list(OUT.iterdir()) == []


def test_a_lock_ends_with_whoever_held_it(archive: Path) -> None:
    """A file that was left behind locks nothing."""
    write(OUT / LOCK, "process 1 on elsewhere")
    kg.build([archive], OUT, workers=0)
    assert not (OUT / LOCK).exists()


CRASH = """\
import os, signal, sys
from kg import loaders
from kg.extractors import extract as original
import kg.extractors

def extract(episode, sources, *more):
    if "Roots" in sources[0]:
        os.kill(os.getpid(), signal.SIGSEGV)
    return original(episode, sources, *more)

kg.extractors.extract = extract
"""


LATE_CRASH = """\
import os, signal
from kg.pipeline import portions

original = portions.rewrite

def rewrite(x, meaning):
    if x.id.endswith("10-roots"):
        os.kill(os.getpid(), signal.SIGSEGV)
    return original(x, meaning)

portions.rewrite = rewrite
"""


@pytest.mark.parametrize(
    ("code", "reason"), [(CRASH, "not extracted"), (LATE_CRASH, "not written")], ids=["extracting", "writing"]
)
def test_an_episode_that_ends_its_process_is_skipped_with_the_reason(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    """All others are built, as if it had never been; the next build tries it again."""
    monkeypatch.setattr("kg.pipeline.outputs.FEW", 0)  # else this very process makes the outputs of so few
    site = tmp_path / "site"
    write(site / "sitecustomize.py", code)
    monkeypatch.syspath_prepend(str(site))
    built = kg.build([archive], OUT, workers=2)
    assert (built.episodes, built.extracted) == (3, 4)
    (skipped,) = built.skipped
    assert skipped.source == "archive/byte-garden/10-roots.md"
    assert f"{reason}: its process was ended by SIGSEGV" in skipped.reason
    (stale,) = kg.status(OUT).episodes
    assert (stale.name, stale.how) == ("byte-garden/10-roots", skipped.reason)
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert b"10-roots" not in Path(OUT, GRAPH).read_bytes()
    again = kg.build([archive], OUT, workers=0)
    assert (again.episodes, again.extracted, again.skipped) == (4, 1, ())
