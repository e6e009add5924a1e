"""An archive comes in; what it costs to grow, to be killed at, and to be full of faults, goes out.

scripts/bench runs it, each worker in a process of its own.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.files import EXTRACTIONS, STORE, WRITTEN
from kg.grouping import Group
from kg.pipeline import build
from kg.pipeline.catalogues import want_catalogue
from kg.pipeline.extraction import extract_missing
from kg.pipeline.inventory import look, take_inventory
from kg.pipeline.staleness import staleness
from kg.query.store import open_store
from kg.store import Store

Figures = dict[str, Any]

SLICE = 400
"""Episodes that extraction by one process and by two is measured on."""
FEW = 60
"""Episodes of the archive that is killed at: enough that processes of their own write page and triple store."""
LENGTHS = (500, 1_000, 2_000, 4_000)
"""Episodes of the archives that growth is measured on."""


def groups(corpus: Path) -> list[Group]:
    """Return the episodes of an archive."""
    return list(take_inventory(look([corpus], None), None, os.cpu_count() or 1).groups)


def copy(corpus: Path, folder: Path, chosen: list[Group]) -> None:
    """Copy the files of some episodes to `folder`, a minute old."""
    for group in chosen:
        for name in group.paths:
            target = folder / Path(name).relative_to(corpus)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(name, target)
            os.utime(target, (time.time() - 60, time.time() - 60))


def spread(items: list[Group], number: int) -> list[Group]:
    """Return about `number` of `items`, evenly spread; all where there are no more."""
    return [items[n * len(items) // number] for n in range(number)] if number < len(items) else items


def draw(corpus: Path, folder: Path) -> Figures:
    """Copy slices of the archive to folders below `folder`, by their numbers of episodes."""
    every = groups(corpus)
    numbers = sorted({min(number, len(every)) for number in (SLICE, *LENGTHS)})
    for number in numbers:
        copy(corpus, folder / str(number), spread(every, number))
    return {"numbers": numbers, "slice": min(SLICE, len(every))}


def few(corpus: Path, folder: Path) -> Figures:
    """Copy some episodes of the archive to `folder`."""
    copy(corpus, folder, spread(groups(corpus), FEW))
    return {}


def extract(folder: Path, output: Path, workers: int) -> Figures:
    """Read and extract the episodes of `folder` by so many processes."""
    with Store(output / f"{workers}-{EXTRACTIONS}") as store:
        inventory = take_inventory(look([folder], store), store, workers)
        stale = staleness(inventory, store, (), {})
        began = time.perf_counter()
        given_up = extract_missing(stale, store, workers=workers, wanted=want_catalogue(store, ()))
        return {"wall": time.perf_counter() - began, "episodes": len(stale.tasks), "given_up": len(given_up)}


def grow(folder: Path, output: Path) -> Figures:
    """Build `folder` from nothing; the seconds of its stages, and this process's peak memory after each."""
    figures: Figures = {"episodes": 0}
    began = last = time.perf_counter()
    at = ""

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal last, at
        if done == total and stage != at:
            at, now = stage, time.perf_counter()
            figures[stage] = {"wall": now - last, "memory": peak()}
            last = now

    built = build([folder], output, workers=os.cpu_count() or 1, progress=progress)
    figures |= {"episodes": built.episodes, "wall": time.perf_counter() - began, "memory": peak()}
    shutil.rmtree(output)
    return figures


def peak() -> float:
    """Return the most memory (MB) that this process has held so far."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return next(
        (int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0
    )


def digests(output: Path) -> dict[str, str]:
    """Return the digest of every file that a build left; the triple store's files differ from run to run."""
    names = [name for name in WRITTEN if name != STORE]
    return {name: hashlib.sha256((output / name).read_bytes()).hexdigest() for name in names}


def statements(output: Path) -> set[str]:
    """Return what the triple store of a build states."""
    return set(map(str, open_store(output / STORE)))


def kill(folder: Path, output: Path, number: int) -> Figures:
    """Build `folder` and kill it at a random moment, so many times; then let it end.

    Every other time a file has changed before. Counts how often the store could not be opened, how often it
    lacked an episode that it had, and whether the last build ended with the bytes of one that nobody killed.
    """
    chance = random.Random(number)  # noqa: S311  (no secret)
    command = [sys.executable, "-m", "kg", "build", "-q", str(folder), "-o", str(output)]
    began = time.perf_counter()
    subprocess.run([*command[:-1], str(output) + "-timed"], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    lasting = time.perf_counter() - began
    broken = lost = killed = 0
    before: set[str] = set()
    chosen = sorted(path for path in folder.rglob("*") if path.is_file())
    tries = 0
    durations = [lasting, lasting]  # the last ones, where nothing has changed since and where a file has
    while killed < number:
        tries += 1
        changed = tries % 2 == 0
        began = time.perf_counter()
        if changed:
            with chance.choice(chosen).open("a", encoding="utf-8") as handle:
                handle.write(f"\nAnd a word about Redis, the {tries}th.\n")
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        try:
            run.wait(chance.uniform(0, durations[changed]))
            durations[changed] = time.perf_counter() - began
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
            killed += 1
        there = set(_extracted(output))
        broken += there == {"broken"}
        lost += not before <= there
        before = there
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    subprocess.run([*command[:-1], str(output) + "-anew"], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    anew = Path(str(output) + "-anew")
    same = (digests(output), statements(output)) == (digests(anew), statements(anew))
    return {
        "kills": killed,
        "tries": tries,
        "broken": broken,
        "lost": lost,
        "same": same,
        "lasting": lasting,
    }


def _extracted(output: Path) -> Iterator[str]:
    if not (output / EXTRACTIONS).exists():
        return
    try:
        with Store(output / EXTRACTIONS) as store:
            store.check()
            yield from store.extraction_keys()
    except (OSError, ValueError):
        yield "broken"


JUNK = (
    b"\0" * 50, b"\xff\xfe\xfa" * 20, b"<script>alert(1)</script>", b"]]>\"'--><!--", b"---\n", b"\n" * 200, b"[" * 500,
    "\u202e\u0000\u2028𝕏e\u0301\ufeff".encode(), b"](((((" * 40, b"00:00:00.000 --> 99:99:99\n", b"&#x0;&#xD800;", b"**" * 300, b"\\u0000" * 30,
    b"title: [unclosed\n", b"WEBVTT\n\n", b"1\n00:00:01,000 --> 00:00:00,000\n\n", b": : :\n\t- - -\n", b"a" * 20_000,
)  # fmt: skip
"""What is put into files, besides bits and pieces of their own."""


def mutate(corpus: Path, output: Path, number: int) -> Figures:
    """Build an archive of so many episodes with faults in their files; count those that end a process or the build."""
    chance = random.Random(number)  # noqa: S311  (no secret)
    folder = output / "mutated"
    copy(corpus, folder, spread(groups(corpus), number))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        path.write_bytes(mutated(path.read_bytes(), chance))
    built = build([folder], output / "built", workers=os.cpu_count() or 1)
    given_up = [skipped for skipped in built.skipped if skipped.reason.startswith("not extracted")]
    return {
        "files": len(files), "episodes": built.episodes, "skipped": len(built.skipped) - len(given_up),
        "crashes": len(given_up), "reasons": sorted({one.reason for one in given_up}),
    }  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return `data` with one to six faults."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(out) + 1)
        match chance.randrange(6):
            case 0:
                del out[at:]
            case 1:
                del out[at : at + chance.randint(1, 400)]
            case 2:
                out[at:at] = chance.choice(JUNK)
            case 3:
                out[at:at] = out[: chance.randint(0, 3_000)]
            case 4:
                for _ in range(min(len(out), 20)):
                    out[chance.randrange(len(out))] = chance.randrange(256)
            case _:
                cut = out[at : at + 2_000]
                out[at : at + 2_000] = bytes(reversed(cut))
    return bytes(out)
