"""Paths in, decoded documents out; what cannot be read comes out as `Skipped` with its reason."""

from __future__ import annotations

import codecs
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path, PurePath

from kg.model import Document, Skipped

LARGEST = 16 * 1024 * 1024
"""Bytes. The longest episodes of the surveyed archives have 0.4 MB; more is not an episode."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65_536


def find_files(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Path | Skipped]:
    """Yield the files that `paths` name, those of folders in sorted order, each file once.

    Hidden files and folders are passed over. Links to folders are not followed, so no loop can
    catch the walk. A path that does not exist, or a folder that may not be read, is `Skipped`.
    """
    seen: set[str] = set()
    real = real_places()
    for named in paths:
        path = Path(os.path.normpath(named))
        if path.is_dir():
            found: Iterator[Path | Skipped] = _walk(path)
        elif path.is_file() or path.is_symlink():
            found = iter([path])
        elif os.path.lexists(path):
            found = iter([Skipped(path.as_posix(), "not a regular file")])
        else:
            found = iter([Skipped(path.as_posix(), "no such file or folder")])
        for item in found:
            key = item.source if isinstance(item, Skipped) else real(item)
            if key not in seen:
                seen.add(key)
                yield item


def real_places() -> Callable[[Path], str]:
    """Return what tells where a file lies once links are followed; each folder is looked up only once."""
    folder = cache(os.path.realpath)

    def real(path: Path) -> str:
        within, name = os.path.split(path)
        return os.path.realpath(path) if os.path.islink(path) else os.path.join(folder(within), name)

    return real


def _walk(top: Path) -> Iterator[Path | Skipped]:
    problems: list[Skipped] = []

    def note(error: OSError) -> None:
        problems.append(
            Skipped(PurePath(str(error.filename)).as_posix(), f"folder cannot be read: {error.strerror}")
        )

    for folder, inner, files in os.walk(top, onerror=note):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        yield from problems
        problems.clear()
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(folder, name)
    yield from problems


def read_document(path: Path) -> Document | Skipped:
    """Read and decode one file: UTF-8, else UTF-16 or UTF-32 by its mark or pattern, else Windows-1252."""
    name = path.as_posix()
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:  # no output could carry the name
        shown = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        return Skipped(shown, "the file's name is not valid UTF-8; rename it")
    try:
        if not path.is_file():
            return Skipped(name, "not a regular file" if path.exists() else "broken link")
        size = path.stat().st_size
        if size > LARGEST:
            return Skipped(
                name, f"{size / 1e6:.0f} MB is over the {LARGEST / 1e6:.0f} MB that an episode may have"
            )
        data = path.read_bytes()
    except OSError as error:
        return Skipped(name, f"cannot be read: {error.strerror or error}")
    text = decode(data)
    if isinstance(text, str):
        folders = Path(os.path.abspath(path)).parent.parts[1:]
        return Document(name, text, hashlib.sha256(data).hexdigest(), folders)
    return Skipped(name, text.reason)


def decode(data: bytes) -> str | Skipped:
    """Return the text of `data`, or why it is none (`Skipped` without a source)."""
    if not data.strip():
        return Skipped("", "empty")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                return Skipped(
                    "", f"marked as {encoding} but not valid at byte {error.start}; convert it to UTF-8"
                )
    sample = data[:_SAMPLE]
    nulls = sample.count(0)
    if nulls > len(sample) // 4:
        for encoding, odd in (("utf-16-le", 1), ("utf-16-be", 0)):
            if sample[odd::2].count(0) > 0.7 * len(sample[odd::2]):
                try:
                    return data.decode(encoding)
                except UnicodeDecodeError:
                    break
    control = sum(sample.count(byte) for byte in (*range(9), *range(14, 32), 127))
    if control > max(8, len(sample) // 200):
        return Skipped("", "binary data, not text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # cp1252 leaves five bytes undefined; they stand for control characters of ISO 8859-1.
    text = data.decode("cp1252", errors="replace") if b"\x81" not in data else data.decode("latin-1")
    letters = sum(char.isalpha() or char.isspace() for char in text[:_SAMPLE])
    if letters < 0.6 * len(text[:_SAMPLE]):
        return Skipped("", "neither UTF-8 nor readable as Windows-1252; convert it to UTF-8")
    return text
