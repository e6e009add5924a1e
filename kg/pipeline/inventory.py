"""Paths and the store come in; which files there are, what is known of each, and the episodes they make up, go out.

A file whose size and time are those of before is not opened. The time tells nothing of a file that
was changed in the same moment in which it was read, so such a file is read again next time, as git
does with its index.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from kg.config import FILE as CONFIG
from kg.decisions import FILE
from kg.grouping import Card, Group, card_of, group_files
from kg.model import Part, Skipped
from kg.pipeline.program import reading_digest
from kg.reading import LARGEST, find_files, read_document, real_places
from kg.store import Known, Store
from kg.workers import Died, compute

SETTLED = 2_000_000_000
"""Nanoseconds after which a change gives a file another time, on every file system in use."""

FEW = 64
"""Files that are read sooner than a process starts."""

BATCH = 32
"""Files that a process reads at a time."""


class Seen(NamedTuple):
    """A file as it lies there, unread."""

    path: str
    folder: str
    size: int
    changed: int
    """Nanoseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What there is to build from."""

    known: Mapping[str, Known]
    """By path."""
    groups: tuple[Group, ...]
    """By episode."""
    skipped: tuple[Skipped, ...]
    files: int
    read: int
    """How many of them were opened."""
    added: tuple[str, ...]
    """Paths that the store did not know, sorted; so are the next two."""
    changed: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What a glance at the files tells, before any is opened."""

    seen: Mapping[str, Seen]
    problems: tuple[Skipped, ...]
    unread: tuple[Seen, ...]
    """Those that are new or may have changed."""
    before: Mapping[str, Known]


def look(paths: Iterable[str | os.PathLike[str]], store: Store | None, without: Iterable[Path] = ()) -> Look:
    """Return what a glance at the files below `paths` tells; files of decisions are no input."""
    is_left_out = leaving_out(without)
    seen: dict[str, Seen] = {}
    problems: list[Skipped] = []
    for item in find_files(paths):
        if isinstance(item, Skipped):
            problems.append(item)
        elif not is_left_out(item):
            one = _seen(item)
            seen[one.path] = one
    before = store.files() if store else {}
    unread = tuple(one for one in seen.values() if not _is_as_before(one, before.get(one.path)))
    return Look(seen, tuple(problems), unread, before)


def leaving_out(without: Iterable[Path]) -> Callable[[Path], bool]:
    """Return what tells whether a file is of decisions or a configuration, or is, or lies in, one of `without`."""
    left_out = set(map(os.path.realpath, without))
    real = real_places()

    @cache
    def is_within(folder: str) -> bool:
        return not left_out.isdisjoint(map(str, (folder, *Path(folder).parents)))

    def is_left_out(path: Path) -> bool:
        if path.name in (FILE, CONFIG):
            return True
        if not left_out:
            return False
        whole = real(path)
        return whole in left_out or is_within(os.path.dirname(whole))

    return is_left_out


def _seen(path: Path) -> Seen:
    folder = os.path.dirname(os.path.abspath(path))
    name = path.as_posix()
    try:
        found = path.stat()
        name.encode("utf-8")
    except (OSError, UnicodeEncodeError):  # told when it is to be read
        return Seen(name, folder, 0, 0)
    return Seen(name, folder, found.st_size, found.st_mtime_ns)


def _is_as_before(seen: Seen, known: Known | None) -> bool:
    return (
        known is not None
        and seen.changed > 0
        and (seen.folder, seen.size, seen.changed) == (known.folder, known.size, known.changed)
        and known.program == reading_digest()
    )


def take_inventory(
    glance: Look,
    store: Store | None,
    workers: int,
    progress: Callable[[str, int, int], None] | None = None,
    spool: Path | None = None,
) -> Inventory:
    """Read what may have changed, note it in the store, and return what there is to build from.

    Args:
        spool: a folder where what was read waits for those who extract, see `read_part`.
    """
    known = {path: k for path, k in glance.before.items() if path in glance.seen}
    unread = {one.path: one for one in glance.unread}
    known = {path: k for path, k in known.items() if path not in unread}
    fresh: list[Known] = []
    for several in _read(list(unread.values()), workers, spool):
        for one in several:
            fresh.append(one)
            if progress:
                progress("reading", len(known) + len(fresh), len(glance.seen))
    known |= {one.path: one for one in fresh}
    gone = sorted(set(glance.before) - set(glance.seen))
    if store and (fresh or gone):
        with store.transaction():
            store.put_files(one for one in fresh if _shown(one.path) == one.path)
            store.drop_files(gone)
    cards = [k.card for k in known.values() if k.card]
    skipped = [*glance.problems, *(Skipped(_shown(k.path), k.reason) for k in known.values() if k.reason)]
    changed = (
        one.path for one in fresh
        if one.path in glance.before and (glance.before[one.path].sha256, glance.before[one.path].reason) != (one.sha256, one.reason)
    )  # fmt: skip
    return Inventory(
        known,
        tuple(group_files(cards)),
        tuple(sorted(skipped, key=lambda s: s.source)),
        len(glance.seen) + len(glance.problems),
        len(fresh),
        tuple(sorted(k.path for k in fresh if k.path not in glance.before and _shown(k.path) == k.path)),
        tuple(sorted(changed)),
        tuple(gone),
    )


def _shown(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _read(unread: list[Seen], workers: int, spool: Path | None) -> Iterator[tuple[Known, ...]]:
    if len(unread) <= FEW:
        yield from (read_files((one,), spool) for one in unread)
        return
    for several, result in compute(read_files, _batches(unread), workers, spool):
        if isinstance(result, Died) and len(several) > 1:
            # Which of them it was is found one by one; this is rare enough to be slow.
            for (one,), alone in compute(read_files, ((one,) for one in several), 1, spool):
                yield (_dead(one, alone.reason),) if isinstance(alone, Died) else alone
        else:
            yield (_dead(several[0], result.reason),) if isinstance(result, Died) else result


def _batches(unread: Iterable[Seen]) -> Iterator[tuple[Seen, ...]]:
    rest = iter(unread)
    while batch := tuple(islice(rest, BATCH)):
        yield batch


def _dead(seen: Seen, reason: str) -> Known:
    return Known(
        seen.path, seen.folder, seen.size, 0, "", reading_digest(), None, f"cannot be read: {reason}"
    )


def read_files(several: tuple[Seen, ...], spool: Path | None) -> tuple[Known, ...]:
    """Return what is known of files once they are read; what they contribute goes to the folder `spool`."""
    return tuple(_known(seen, spool) for seen in several)


def read_part(path: Path, spool: Path | None = None) -> Part | Skipped:
    """Return what a file contributes, or why it contributes nothing.

    Args:
        spool: where it may wait from when it was read for its card; reading it there is twenty times as fast.
    """
    waiting = spool / _waiting(path) if spool else None
    if waiting and waiting.exists():
        return msgspec.msgpack.decode(waiting.read_bytes(), type=Part)
    from kg import loaders  # not needed where nothing has changed

    document = read_document(path)
    return document if isinstance(document, Skipped) else loaders.load(document)


def _waiting(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()


def _known(seen: Seen, spool: Path | None) -> Known:
    from kg import loaders

    began = time.time_ns()
    document = read_document(Path(seen.path))
    part = document if isinstance(document, Skipped) else loaders.load(document)
    card: Card | None = None if isinstance(part, Skipped) else card_of(part)
    reason = part.reason if isinstance(part, Skipped) else None
    sha256 = _digest(Path(seen.path)) if isinstance(document, Skipped) else document.sha256
    if spool and isinstance(part, Part):
        spool.joinpath(_waiting(Path(seen.path))).write_bytes(msgspec.msgpack.encode(part))
    settled = 0 < seen.changed < began - SETTLED and sha256
    return Known(
        seen.path,
        seen.folder,
        seen.size,
        seen.changed if settled else 0,
        sha256,
        reading_digest(),
        card,
        reason,
    )


def _digest(path: Path) -> str:
    """Return the digest of what is no text; empty where it cannot be read, or is too much."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return ""
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return ""
