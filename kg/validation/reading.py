"""A path comes in, the quads of the RDF that lies there go out, one after the other."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from kg.errors import KgError
from kg.files import DATASET, MENTIONS
from kg.vocabulary import OWN, PLACEHOLDER_BASE

FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".ttl": RdfFormat.TURTLE,
    ".jsonld": RdfFormat.JSON_LD,
}
"""Ending → form, those with named graphs and the quick ones first; each may be followed by `.gz`."""

_BYTES = {".nq": 180, ".nt": 140, ".trig": 40, ".ttl": 40, ".jsonld": 110}
"""About how many bytes a statement takes, to guess how many a file has."""

_PACKED = 12
"""About how many times smaller gzip makes a file of statements."""

_STORED = 160
"""About how many bytes a statement takes in a store on disk."""


class NoRdf(KgError, ValueError):
    """A path leads to nothing that could be RDF."""


class UnreadableRdf(KgError, ValueError):
    """A file is not RDF of the form that its name says."""


@dataclass(frozen=True, slots=True)
class Found:
    """RDF on disk."""

    path: Path
    """A file, or the folder of an Oxigraph store."""
    table: Path | None
    """The table of mentions of the same build, where there is one."""
    catalogue: Path | None
    """The description of the build's files, where there is one."""

    @property
    def is_store(self) -> bool:
        """Whether it is a store."""
        return self.path.is_dir()

    def estimate(self) -> int:
        """Return about how many statements there are."""
        if self.is_store:
            return sum(file.stat().st_size for file in self.path.iterdir() if file.is_file()) // _STORED
        ending = _ending(self.path)
        size = self.path.stat().st_size * (_PACKED if self.path.suffix == ".gz" else 1)
        return size // _BYTES[ending or ".nq"]


def find_rdf(path: Path) -> Found:
    """Return what RDF there is at `path`, a file or the folder of a build or a store.

    Of several files in a folder the one with named graphs, else the quickest to read, is taken; a
    store only where there is no file. Raises `NoRdf`.
    """
    if path.is_file():
        if _ending(path) is None:
            raise NoRdf(
                f"{path}: the name ends in none of {', '.join(FORMATS)} (nor in one of them and .gz); "
                "name the file by the form of RDF it is in"
            )
        return Found(path, None, None)
    if not path.exists():
        raise NoRdf(f"{path}: there is no such file or folder; give a build's folder or a file of RDF")
    if _is_store(path):
        return Found(path, None, None)
    beside = [file if file.is_file() else None for file in (path / MENTIONS, path / DATASET)]
    named = [file for file in sorted(path.iterdir()) if file.is_file() and _ending(file)]
    data = [file for file in named if file.name != DATASET]
    if data:
        order = list(FORMATS)
        return Found(min(data, key=lambda file: order.index(_ending(file) or "")), *beside)
    for folder in sorted(path.iterdir()):
        if folder.is_dir() and _is_store(folder):
            return Found(folder, *beside)
    raise NoRdf(f"{path}: the folder has no RDF in it; make it with `kg build` or `kg export`")


def _is_store(folder: Path) -> bool:
    return (folder / "CURRENT").is_file()


def _ending(path: Path) -> str | None:
    """Return the ending that tells the form, None for an unknown one."""
    ending = Path(path.stem).suffix if path.suffix == ".gz" else path.suffix
    return ending if ending in FORMATS else None


def read_quads(found: Found) -> Iterator[Quad]:
    """Yield the quads; IRIs are not looked at, so that faulty ones can be reported among the rest.

    Raises `UnreadableRdf` naming the file and line, and OSError.
    """
    try:
        if found.is_store:
            yield from Store.read_only(str(found.path)).quads_for_pattern(None, None, None, None)
            return
        with _opened(found.path) as handle:
            yield from parse(handle, format=FORMATS[_ending(found.path) or ""], lenient=True)
    except SyntaxError as error:
        line = f", line {error.lineno}" if error.lineno else ""
        raise UnreadableRdf(f"{found.path}{line}: this is not {_form(found.path)}: {error.msg}") from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableRdf(
            f"{found.path}: not a whole gzip file: {error}; copy or export it again"
        ) from error


def _form(path: Path) -> str:
    """Return the name of the form that a file's name promises."""
    return FORMATS[_ending(path) or ""].name


def _opened(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path, "rb")) if path.suffix == ".gz" else open(path, "rb")


_OWN = re.compile("(.+)/ns#(?:" + "|".join(term.name for term in OWN) + ")")
_URI_SPACE = "http://rdfs.org/ns/void#uriSpace"


def find_base(found: Found) -> str:
    """Return the base of the data's IRIs, as its first own term or `void:uriSpace` tells it.

    The placeholder, where nothing tells it. Raises as `read_quads` does.
    """
    for quad in read_quads(found):
        if quad.predicate.value == _URI_SPACE and isinstance(quad.object, Literal):
            return quad.object.value.rstrip("/")
        for term in (quad.predicate, quad.object):
            if isinstance(term, NamedNode) and (own := _OWN.fullmatch(term.value)):
                return own.group(1)
    return PLACEHOLDER_BASE
