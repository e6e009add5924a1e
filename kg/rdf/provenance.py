"""The files of every episode come in; the runs that read them, and what was derived from what, go out.

An episode's graph depends on its own files alone, so each has a run of its own: in an archive that grows, where
it came from is told as before. The data set as a whole has one too, named by all that went in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from kg.rdf.terms import Block, Names, Pair, block, named, plain

Files = Mapping[str, Sequence[str]]
"""Episode id → the digests of its files."""


def kg_version() -> str:
    """Return the version of kg that runs."""
    try:
        return version("kg")
    except PackageNotFoundError:
        return "0+uninstalled"


def fingerprint(files: Files) -> str:
    """Return 16 hexadecimal digits that stand for what went in: kg's version and every file's digest."""
    return _fingerprint(kg_version(), (digest for several in files.values() for digest in several))


def _fingerprint(of: str, digests: Iterable[str]) -> str:
    return hashlib.sha256("\n".join((of, *sorted(set(digests)))).encode()).hexdigest()[:16]


def run(n: Names, files: Files) -> str:
    """Return the run that made a data set of `files`, named by what went in."""
    return n.below("run", fingerprint(files))


def describe_runs(n: Names, files: Files) -> Iterator[Block]:
    """Yield the software, the runs, and for each episode's graph the files that it was derived from."""
    of = kg_version()
    agent = n.below("software", "kg", of)
    ran = [(n["rdf:type"], n["prov:Activity"]), (n["prov:wasAssociatedWith"], agent)]
    yield block(
        agent,
        [
            *named(n, f"kg {of}", "prov:SoftwareAgent", "schema:SoftwareApplication"),
            (n["schema:softwareVersion"], plain(of)),
        ],
    )
    runs: dict[str, list[Pair]] = {run(n, files): []}
    for episode, digests in sorted(files.items()):
        this = n.below("run", _fingerprint(of, digests))
        sources = [n.source(episode, digest) for digest in digests]
        runs.setdefault(this, []).extend((n["prov:used"], source) for source in sources)
        yield block(
            n.graph("episode", *episode.split("/")),
            [
                (n["rdf:type"], n["prov:Entity"]),
                (n["prov:wasGeneratedBy"], this),
                *((n["prov:wasDerivedFrom"], source) for source in sources),
            ],
        )
    for this, used in runs.items():
        yield block(this, [*ran, *used])
