"""An archive's `kg.toml` comes in; what it states, checked whole and with its paths resolved, goes out.

    inputs = ["notes", "transcripts"]
    base_iri = "https://data.example.org/podcasts"

    [shows.cloud-hour]
    title = "The Cloud Hour"
    hosts = ["Nadia Verhoeven"]

Paths are relative to the file. What the command line gives goes before what stands here.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.files import OUTPUTS
from kg.model import Show
from kg.naming import slug
from kg.vocabulary import BaseError, checked_base, web

FILE = "kg.toml"
"""Name of the file where none is given."""

LARGEST = 1024 * 1024
"""Bytes; more is no file that somebody wrote by hand."""

MOST_WORKERS = 256

_LONGEST = 1_000
"""Characters of a text, which may be the name of a file."""


class ConfigError(KgError, ValueError):
    """A configuration is not what it should be; every fault is told with its file, key and what is allowed."""


@dataclass(frozen=True, slots=True)
class Config:
    """What an archive's owner wants by default; None, or nothing, for what is not stated."""

    inputs: tuple[Path, ...] = ()
    """Files and folders that hold the episodes."""
    output: Path | None = None
    """Folder for the results."""
    title: str | None = None
    """Of the page."""
    base_iri: str | None = None
    """Where the RDF's names begin."""
    catalogues: tuple[Path, ...] = ()
    """Catalogue files laid over the shipped one."""
    decisions: Path | None = None
    """File of decisions about names."""
    workers: int | None = None
    """Processes that extract."""
    outputs: tuple[str, ...] = tuple(OUTPUTS)
    """Which of `kg.files.OUTPUTS` a build writes."""
    shows: Mapping[str, Show] = field(default_factory=dict)
    """What is stated of shows, by slug."""


def find_config(paths: Iterable[Path] = ()) -> Path | None:
    """Return the current folder's `kg.toml`, else the one in the folders of `paths`, else None.

    Raises `ConfigError` where those folders have several.
    """
    here = Path(FILE)
    if here.is_file():
        return here
    folders = (path if path.is_dir() else path.parent for path in paths)
    found = list(dict.fromkeys(folder / FILE for folder in folders if (folder / FILE).is_file()))
    if len(found) > 1:
        raise ConfigError(
            f"{found[0]} and {found[1]} are two configurations; name one with --config, or none with --no-config"
        )
    return found[0] if found else None


def read_config(path: Path) -> Config:
    """Return what the file at `path` states. Raises `ConfigError` with all that is wrong with it, and OSError."""
    if path.stat().st_size > LARGEST:
        raise ConfigError(f"{path}: larger than {LARGEST // 1024 // 1024} MB; is it a configuration?")
    try:
        return parse_config(path.read_bytes().decode("utf-8-sig"), path)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not valid UTF-8 at byte {error.start}; save it as UTF-8") from error


def parse_config(text: str, path: Path) -> Config:
    """Return what the text of a configuration states.

    Args:
        path: of the file, which messages name and paths are relative to.

    Raises `ConfigError`.
    """
    try:
        table = tomllib.loads(text.replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        # ValueError, since a number that is too long raises Python's own
        raise ConfigError(f"{path}: {_not_toml(error, text)}") from error
    errors: list[str] = []
    shows = _shows(table.pop("shows", {}), path, errors)
    stated = _stated(table, _KEYS, (*_KEYS, "shows"), "", path, errors)
    if errors:
        _refuse(path, errors)
    return Config(**stated, shows=shows)


def _not_toml(error: Exception, text: str) -> str:
    """Return what is wrong and in which line and column, as far as the parser tells."""
    if isinstance(error, RecursionError):
        return "not readable as TOML: its brackets are nested too deep"
    what = str(error)
    end = f"line {text.count(chr(10)) + 1}, column {len(text) - text.rfind(chr(10))}"
    at = re.search(r" \(at (line \d+, column \d+)?(end of document)?\)$", what)
    where = f", {at[1] or end}" if at else ""
    what = what[: at.start()] if at else what
    if "overwrite" in what or "twice" in what:
        return f"a key or table is given twice{where}; keep one of them"
    return f"not readable as TOML{where}: {_printable(what)}"


def _refuse(path: Path, errors: list[str]) -> None:
    told = [f"{path}: {error}" for error in errors]
    if len(told) == 1:
        raise ConfigError(told[0])
    several = ConfigError(f"{path}: {len(told)} faults; mend them, or leave the file out with --no-config")
    several.details = tuple(told)
    raise several


class _Unfit(ValueError):
    """A value is not allowed for its key; the text says what is."""


_Rule = Callable[[Any, Path], Any]
"""Takes a value as TOML has it and the folder of the file; returns the value of a record, or raises `_Unfit`."""


def _stated(
    table: Mapping[str, object],
    rules: Mapping[str, _Rule],
    known: Iterable[str],
    prefix: str,
    path: Path,
    errors: list[str],
) -> dict[str, Any]:
    """Return the checked values of a table, and add to `errors` what is wrong with the others.

    Args:
        known: the keys that may be meant by one that has no rule.
        prefix: the dotted path of the table, with its dot.
    """
    values: dict[str, Any] = {}
    for key, value in table.items():
        where = f"`{prefix}{_printable(key)}`"
        if key not in rules:
            errors.append(f"{where} is no key; {_meant(key, tuple(known))}")
            continue
        try:
            values[key] = rules[key](value, path.parent)
        except _Unfit as error:
            errors.append(f"{where}: {error}")
    return values


def _shows(tables: object, path: Path, errors: list[str]) -> dict[str, Show]:
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        errors.append("`shows`: must hold one table a show, such as [shows.cloud-hour]")
        return {}
    shows: dict[str, Show] = {}
    for name, table in tables.items():
        if slug(name) != name:
            errors.append(
                f"`shows.{_printable(name)}`: a show goes by its slug; write [shows.{_printable(slug(name))}]"
            )
        shows[name] = Show(
            **_stated(table, _SHOW_KEYS, _SHOW_KEYS, f"shows.{_printable(name)}.", path, errors)
        )
    return shows


def _meant(key: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(key.casefold().replace("-", "_"), known, 1, 0.6)
    return f"did you mean `{near[0]}`?" if near else f"the keys are {', '.join(known)}"


def _printable(text: str) -> str:
    """Return `text` on one line, short, and without what a terminal would obey."""
    shown = "".join(char if char.isprintable() else "�" for char in text)
    return shown if len(shown) <= 60 else shown[:60] + "…"


def _shown(value: object) -> str:
    """Return a value as TOML writes it, as far as a message needs."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{_printable(value)}"'
        case list():
            return "a list"
        case dict():
            return "a table"
        case int() if abs(value) > 1 << 64:
            return "a number that large"
        case _:
            return _printable(str(value))


def _text(value: object, _folder: Path) -> str:
    if not isinstance(value, str):
        raise _Unfit(f"must be text in quotes, not {_shown(value)}")
    if not value.strip():
        raise _Unfit("must not be empty; leave the key out")
    if not value.isprintable():
        raise _Unfit("must be text of one line, without control characters")
    if len(value) > _LONGEST:
        raise _Unfit(f"is longer than {_LONGEST:,} characters")
    return value


def _words(value: object, folder: Path) -> str:
    """Return a text with single blanks."""
    return " ".join(_text(value, folder).split())


def _list(value: object, what: str) -> list[str]:
    """Return a list of texts that is not empty and has nothing twice."""
    if not isinstance(value, list):
        example = f"; write [{_shown(value)}]" if isinstance(value, str) else f", not {_shown(value)}"
        raise _Unfit(f"must be a list of {what}{example}")
    if not value:
        raise _Unfit(f"must not be empty; list {what}, or leave the key out")
    texts = [_text(item, Path()) for item in value]
    twice = next((text for n, text in enumerate(texts) if text in texts[:n]), None)
    if twice is not None:
        raise _Unfit(f"{_shown(twice)} is listed twice; keep one")
    return texts


def _existing(text: str, folder: Path, kind: str, step: str = "") -> Path:
    """Return the path of a file, or of a file or folder, that is there."""
    path = folder / text
    # os.path, since pathlib raises OSError for a name that is too long
    if not (os.path.isfile(path) if kind == "file" else os.path.exists(path)):
        step = step or "paths are relative to this file"
        raise _Unfit(f"{_shown(text)} is no {kind} in {_shown(str(folder.absolute()))}; {step}")
    return path


def _inputs(value: object, folder: Path) -> tuple[Path, ...]:
    return tuple(_existing(text, folder, "file or folder") for text in _list(value, "files and folders"))


def _catalogues(value: object, folder: Path) -> tuple[Path, ...]:
    return tuple(_existing(text, folder, "file") for text in _list(value, "files"))


def _decisions(value: object, folder: Path) -> Path:
    step = "begin it as an empty file, or leave the key out and let `kg review` write kg-decisions.yaml"
    return _existing(_text(value, folder), folder, "file", step)


def _output(value: object, folder: Path) -> Path:
    path = folder / _text(value, folder)
    if os.path.exists(path) and not os.path.isdir(path):
        raise _Unfit(f"{_shown(value)} is a file; name a folder for the results, which need not exist")
    return path


def _workers(value: object, _folder: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_WORKERS:
        raise _Unfit(f"must be a whole number from 1 to {MOST_WORKERS}, not {_shown(value)}")
    return value


def _base_iri(value: object, folder: Path) -> str:
    try:
        return checked_base(_text(value, folder))
    except BaseError as error:
        example = "such as https://data.example.org/podcasts, without ? and #"
        raise _Unfit(f"{_shown(value)} is no base: give an address of your own {example}") from error


def _outputs(value: object, _folder: Path) -> tuple[str, ...]:
    names = _list(value, "outputs")
    for name in names:
        if name not in OUTPUTS:
            raise _Unfit(f"{_shown(name)} is no output; the outputs are {', '.join(OUTPUTS)}")
    if "index" in names and "page" not in names:
        raise _Unfit('each entry of the index opens the page; add "page" or leave out "index"')
    return tuple(name for name in OUTPUTS if name in names)


def _hosts(value: object, _folder: Path) -> tuple[str, ...]:
    names = _list(value, "full names")
    for name in names:
        if len(name.split()) < 2:
            raise _Unfit(f"{_shown(name)} is no full name; write given name and surname")
    return tuple(" ".join(name.split()) for name in names)


def _homepage(value: object, folder: Path) -> str:
    address = web(_text(value, folder))
    if address is None or address.startswith("mailto:"):
        raise _Unfit(f"{_shown(value)} is no web address; write one such as https://cloudhour.example/")
    return address


_KEYS: dict[str, _Rule] = {
    "inputs": _inputs,
    "output": _output,
    "title": _words,
    "base_iri": _base_iri,
    "catalogues": _catalogues,
    "decisions": _decisions,
    "workers": _workers,
    "outputs": _outputs,
}
_SHOW_KEYS: dict[str, _Rule] = {"title": _words, "hosts": _hosts, "homepage": _homepage}

KEYS = tuple(item.name for item in fields(Config))
"""The keys of a configuration; `shows` holds a table a show."""

SHOW_KEYS = tuple(_SHOW_KEYS)
"""The keys of a show's table."""
