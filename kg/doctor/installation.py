"""This installation comes in, what a build needs of it and whether it is there goes out: one function a check."""

from __future__ import annotations

import importlib
import os
import shutil
import sqlite3
import sys
import tempfile
import warnings
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from kg import ner
from kg.doctor.results import Check, Result, Subject, number
from kg.errors import KgError

SETUP = "run scripts/setup in a checkout, or install kg anew"
LEAST_SQLITE = (3, 35, 0)
"""The first version with RETURNING and columns that can be dropped."""
LEAST_FREE, AMPLE = 500_000_000, 5_000_000_000
"""Bytes of disk below which a build of a small archive, or one of thousands of episodes, may not end."""
SIGNS = "“”–…│─é"
"""What kg prints beyond ASCII."""

_BROKEN = (ImportError, OSError, AttributeError, NameError, RuntimeError, SyntaxError, TypeError, ValueError)
"""What a package that is missing, half installed or built for another one raises when it is used."""

_MODULES = {
    "pyyaml": "yaml",
    "prompt-toolkit": "prompt_toolkit",
    "pyahocorasick": "ahocorasick",
}
"""Dependencies whose module has another name."""


def check_python(_subject: Subject) -> Result:
    """Whether this Python is one that kg supports."""
    found = ".".join(map(str, sys.version_info[:3]))
    try:
        wanted = metadata("kg")["Requires-Python"]
    except PackageNotFoundError:
        wanted = ">=3.11"
    if found in SpecifierSet(wanted):
        return Result("ok", f"{found}, {sys.executable}")
    return Result("fault", f"{found} is not {wanted}", f"install Python {wanted}, then {SETUP}")


def check_packages(_subject: Subject) -> Result:
    """Whether each dependency can be imported and has a version that kg was made for."""
    try:
        declared = [Requirement(line) for line in requires("kg") or ()]
    except PackageNotFoundError:
        return Result("fault", "kg is not installed, so its dependencies are not known", SETUP)
    needed = [r for r in declared if r.marker is None or r.marker.evaluate({"extra": ""})]
    wrong = [fault for requirement in needed if (fault := fault_of(requirement))]
    if wrong:
        return Result(
            "fault",
            f"{number(len(wrong), 'dependency', 'dependencies')} missing or unfit",
            SETUP,
            tuple(wrong),
        )
    return Result("ok", f"{number(len(needed), 'dependency', 'dependencies')}, each in its range")


def fault_of(requirement: Requirement) -> str | None:
    """Return what is wrong with an installed dependency, None where nothing is."""
    try:
        found = version(requirement.name)
    except PackageNotFoundError:
        return f"{requirement.name} is not installed; wanted is {requirement}"
    if not requirement.specifier.contains(found, prereleases=True):
        return f"{requirement.name} {found} is not {requirement.specifier}"
    name = canonicalize_name(requirement.name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            importlib.import_module(_MODULES.get(name, name.replace("-", "_")))
    except _BROKEN as error:
        return f"{requirement.name} {found} cannot be imported: {' '.join(str(error).split())}"
    return None


def check_model(_subject: Subject) -> Result:
    """Whether spaCy's English model is there and made for this spaCy."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            meta, name = ner.load_model().meta, ner.model_name()
        spacy = version("spacy")
    except ner.ModelMissing as error:
        return Result("fault", str(error), SETUP)
    except _BROKEN as error:
        return Result("fault", f"spaCy cannot be used: {error}", SETUP)
    wanted = str(meta.get("spacy_version", ""))
    try:
        fits = spacy in SpecifierSet(wanted)
    except InvalidSpecifier:
        fits = False
    if fits:
        return Result("ok", f"{name}, for spaCy {wanted}")
    return Result(
        "fault",
        f"{name} is for spaCy {wanted or 'of no known version'}, and spaCy is {spacy}",
        SETUP,
    )


def check_catalogue(_subject: Subject) -> Result:
    """Whether the shipped catalogue can be read."""
    try:
        from kg.catalog import load_catalogue

        known = len(load_catalogue().entries)
    except (KgError, *_BROKEN) as error:
        return Result("fault", f"cannot be loaded: {error}", SETUP)
    return Result("ok", number(known, "technology", "technologies"))


def check_sqlite(_subject: Subject) -> Result:
    """Whether SQLite is new enough, and writes and reads a sound database."""
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        least = ".".join(map(str, LEAST_SQLITE[:2]))
        return Result(
            "fault",
            f"{sqlite3.sqlite_version} is older than {least}",
            f"use a Python with SQLite {least} or later",
        )
    try:
        with tempfile.TemporaryDirectory() as folder:
            said = _sound(Path(folder, "check.sqlite"))
    except (sqlite3.Error, OSError) as error:
        said = str(error)
    if said == "ok":
        return Result("ok", f"{sqlite3.sqlite_version}, a database written and found sound")
    return Result(
        "fault",
        f"{sqlite3.sqlite_version} does not keep a database: {said}",
        "check the disk of the temporary folder",
    )


def _sound(path: Path) -> str:
    """Write a database, and return what its own check says of it."""
    connection = sqlite3.connect(path)
    try:
        with connection:
            connection.execute("CREATE TABLE sound (number INTEGER PRIMARY KEY, text TEXT)")
            connection.executemany("INSERT INTO sound (text) VALUES (?)", [("é" * 100,)] * 100)
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        connection.close()


def check_temporary(_subject: Subject) -> Result:
    """Whether there is a folder for temporary files that can be written to."""
    try:
        with tempfile.TemporaryFile() as handle:
            handle.write(b"x")
    except OSError as error:
        return Result(
            "fault", f"cannot be written: {error.strerror or error}", "name another folder with TMPDIR"
        )
    return Result("ok", tempfile.gettempdir())


def check_disk(subject: Subject) -> Result:
    """Whether there is room for a build, and for its temporary files."""
    places = [existing(subject.output), Path(tempfile.gettempdir())]
    free, place = min((shutil.disk_usage(place).free, place) for place in places)
    text = f"{free / 1e9:,.1f} GB free at {place.absolute()}"
    if free < LEAST_FREE:
        return Result("fault", text, f"make room: a build needs {LEAST_FREE / 1e9:.1f} GB at least")
    if free < AMPLE:
        return Result("note", text, "enough for hundreds of episodes; thousands may need 5 GB")
    return Result("ok", text)


def existing(path: Path) -> Path:
    """Return `path`, or the nearest folder above it that exists."""
    whole = path.absolute()
    return next(place for place in (whole, *whole.parents) if place.exists())


def check_terminal(_subject: Subject) -> Result:
    """Whether what kg prints can be shown."""
    encoding = sys.stdout.encoding or "ascii"
    try:
        SIGNS.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return Result(
            "note",
            f"{encoding} has no {SIGNS[:2]} and other signs that kg prints",
            "set PYTHONUTF8=1, and the terminal to UTF-8",
        )
    return Result("ok", f"{encoding}, {os.environ.get('TERM') or 'no terminal named'}")


CHECKS: dict[str, Check] = {
    "Python": check_python,
    "packages": check_packages,
    "model": check_model,
    "catalogue": check_catalogue,
    "SQLite": check_sqlite,
    "temporary files": check_temporary,
    "disk": check_disk,
    "terminal": check_terminal,
}
"""What every build needs, by name, in the order of asking."""
