"""The files of every episode come in; the run that read them, and what was derived from what, go out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from kg.rdf.terms import Block, Names, block, named, plain

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
    digests = sorted({digest for several in files.values() for digest in several})
    return hashlib.sha256("\n".join((kg_version(), *digests)).encode()).hexdigest()[:16]


def run(n: Names, files: Files) -> str:
    """Return the run, named by what went in."""
    return n.below("run", fingerprint(files))


def describe_run(n: Names, files: Files) -> Iterator[Block]:
    """Yield the software, the run, and for each episode's graph the files that it was derived from."""
    agent, this = n.below("software", "kg", kg_version()), run(n, files)
    yield block(
        agent,
        [
            *named(n, f"kg {kg_version()}", "prov:SoftwareAgent", "schema:SoftwareApplication"),
            (n["schema:softwareVersion"], plain(kg_version())),
        ],
    )
    sources = {episode: sorted({n.source(episode, d) for d in several}) for episode, several in files.items()}
    used = [(n["prov:used"], source) for several in sources.values() for source in several]
    yield block(this, [(n["rdf:type"], n["prov:Activity"]), (n["prov:wasAssociatedWith"], agent), *used])
    for episode, several in sorted(sources.items()):
        yield block(
            n.graph("episode", *episode.split("/")),
            [
                (n["rdf:type"], n["prov:Entity"]),
                (n["prov:wasGeneratedBy"], this),
                *((n["prov:wasDerivedFrom"], source) for source in several),
            ],
        )
