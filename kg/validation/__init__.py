"""A build, a store or a file of RDF comes in, what is wrong with it goes out.

find_rdf → find_base → spread → for each part: shapes (SHACL) and checks → whole → report

The shapes are in `kg/data/shapes.ttl`; what SHACL cannot ask is asked in `kg.validation.checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.validation.checks import Checks, Part
from kg.validation.engine import Engine
from kg.validation.findings import Finding, Findings
from kg.validation.reading import find_base, find_rdf, read_quads
from kg.validation.shapes import load_shapes
from kg.validation.spread import read_part, spread
from kg.validation.whole import Whole, compare_files

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, how much is done, and how much there is in all."""

_FEW = 2
"""With no more parts than this, starting processes takes longer than the work."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and what is wrong with it."""

    path: Path
    base: str
    statements: int
    mentions: int
    quotes: int
    """How many quotes were compared with their source."""
    findings: Findings
    notices: tuple[str, ...]
    """What could not be checked, and how it can be."""

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings are none."""
        return not self.findings.count("violation")


@dataclass(frozen=True, slots=True)
class _Task:
    """What a process needs to know."""

    base: str
    most: int
    sources: Path | None


def validate(
    path: Path,
    *,
    sources: Path | None = None,
    most: int = 3,
    workers: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Check the RDF at `path` and return what is wrong with it.

    Args:
        path: a build's folder, a file of RDF, or a store's folder.
        sources: folder to find the source files in, if they are not where they were.
        most: how many findings of each rule are kept.
        workers: processes that check.
        progress: told of the progress.

    Raises `kg.validation.reading.NoRdf` where there is nothing to check, `UnreadableRdf` for a file that
    is not what its name says, and OSError.
    """
    found = find_rdf(path)
    base = find_base(found)
    whole = Whole(base, most)
    estimate = found.estimate()
    with TemporaryDirectory(prefix="kg-validate-") as folder:

        def seen(count: int) -> None:
            if progress:
                progress("reading", count, max(count, estimate))

        files, count = spread(read_quads(found), base, estimate, Path(folder), seen)
        seen(count)
        task = _Task(base, most, sources)
        for n, part in enumerate(_parts(files, task, workers), 1):
            whole.add(part)
            if progress:
                progress("checking", n, len(files))
        if found.catalogue:
            whole.findings.extend(_of_files(found.catalogue, task, Path(folder)))
    whole.finish(found.table)
    return Report(
        found.path,
        base,
        whole.statements,
        whole.mentions,
        whole.quotes,
        whole.findings,
        tuple(_notices(whole)),
    )


def _parts(files: list[Path], task: _Task, workers: int) -> Iterable[Part]:
    jobs = [(file, task) for file in files]
    if workers == 1 or len(files) <= _FEW:
        yield from map(_examine, jobs)
        return
    # spawn, not fork: worker processes then never inherit threads or half-used state.
    with ProcessPoolExecutor(min(workers, len(files)), mp_context=get_context("spawn")) as pool:
        yield from pool.map(_examine, jobs)


def _examine(job: tuple[Path, _Task]) -> Part:
    """Check one part. The file goes when it has been read, since the parts take as much disk as the data."""
    file, task = job
    statements = read_part(file)
    file.unlink()
    engine, checks = _tools(task)
    part = checks.part(statements)
    part.findings.extend(engine.findings(statements))
    return part


def _of_files(catalogue: Path, task: _Task, folder: Path) -> Iterator[Finding]:
    """Yield what is wrong with the description of a build's files, and with those files."""
    (file,), _ = spread(read_quads(find_rdf(catalogue)), task.base, 0, folder, lambda _: None)
    statements = read_part(file)
    yield from compare_files(statements, task.base, catalogue.parent)
    # What it says of the data set itself, the data says in full.
    ours = tuple(f"{task.base}/shapes#{name}" for name in ("Distribution", "Checksum"))
    for finding in _tools(task)[0].findings(statements):
        if finding.rule.id.startswith(ours):
            yield finding


@lru_cache(1)
def _tools(task: _Task) -> tuple[Engine, Checks]:
    """Return what a process checks with, made once."""
    shapes = load_shapes(task.base)
    return Engine(shapes), Checks(shapes, task.base, task.most, task.sources)


def _notices(whole: Whole) -> Iterable[str]:
    for paths, state, step in (
        (whole.absent, "not there", "give the folder they lie in with --sources"),
        (whole.changed, "not what they were when the data was made", "build anew"),
    ):
        if paths:
            yield (
                f"the quotes of {len(paths):,} source{'s' if len(paths) > 1 else ''} were not compared: "
                f"{next(iter(paths))}{' and others are' if len(paths) > 1 else ' is'} {state}; {step}"
            )
