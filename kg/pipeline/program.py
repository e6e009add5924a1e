"""The code and data of kg that results depend on come in, digests that change with them go out."""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kg.ner import MODELS

READING = (
    "errors model markup names naming reading vocabulary links sections turns loaders grouping joining context ner"
    " catalog extractors records resolution/survey"
).split()
"""Rooms that an extraction, its card and its facts depend on, and no others."""

DATA = ("catalog", "people.json", "context.json")
"""What these rooms read of kg/data."""

PACKAGES = (
    "msgspec",
    "names",
    "nicknames",
    "numpy",
    "pyahocorasick",
    "PyYAML",
    "rapidfuzz",
    "spacy",
    "thinc",
)
"""Packages that an extraction depends on."""

WRITING = ("jinja2", "networkx", "pyoxigraph", "pyvis", "scipy")
"""Packages that outputs depend on as well."""


@cache
def reading_digest() -> str:
    """Return the digest of all that an extraction depends on beside its sources, overlays and configuration."""
    root = Path(__file__).parent.parent
    paths = [root / room for room in READING] + [root / "data" / name for name in DATA]
    return _digest(root, paths, [*versions(PACKAGES), _model(), platform.python_version()])


@cache
def program_digest() -> str:
    """Return the digest of the whole program."""
    root = Path(__file__).parent.parent
    return _digest(root, [root], [*versions((*PACKAGES, *WRITING)), _model(), platform.python_version()])


def versions(packages: Iterable[str]) -> list[str]:
    """Return `package version` of each that is installed."""
    found = []
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return found


def _model() -> str:
    """Return what tells the recogniser's model apart; nothing is loaded for it."""
    chosen = os.environ.get("KG_SPACY_MODEL")
    if not chosen:
        return " ".join(versions(name.replace("_", "-") for name in MODELS))
    meta = Path(chosen, "meta.json")
    return f"{chosen} {meta.read_text(encoding='utf-8') if meta.is_file() else versions([chosen])}"


def _digest(root: Path, paths: Iterable[Path], facts: Iterable[str]) -> str:
    digest = hashlib.sha256("\n".join(facts).encode())
    for path in sorted({file for one in paths for file in _files(one)}):
        digest.update(f"\n{path.relative_to(root).as_posix()} ".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return [file for file in path.rglob("*") if file.is_file() and file.suffix != ".pyc"]
    return [path if path.suffix else path.with_suffix(".py")]
