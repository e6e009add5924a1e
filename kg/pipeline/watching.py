"""Paths come in; a signal for every time that the files below them have changed and come to rest goes out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.pipeline.inventory import look

EVERY = 2.0
"""Seconds between two looks: a look at five thousand files takes a tenth of one."""

Sight = tuple[tuple[str, int, int], ...]
"""(path, bytes, nanoseconds since 1970) of every file."""


def sight(paths: tuple[Path, ...], others: tuple[Path, ...]) -> Sight:
    """Return what a glance at the files below `paths`, and at `others`, tells. Raises OSError."""
    seen = [(one.path, one.size, one.changed) for one in look(paths, None, others).seen.values()]
    for path in others:
        found = path.stat() if path.exists() else None
        seen.append((path.as_posix(), found.st_size if found else -1, found.st_mtime_ns if found else 0))
    return tuple(sorted(seen))


def changes(
    look_again: Callable[[], Sight], *, every: float = EVERY, sleep: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Yield each time that what is seen differs from when it was last yielded, and two looks agree.

    So a file that is still being written, or a folder that is being copied, is waited for.
    """
    known = last = look_again()
    while True:
        sleep(every)
        now = look_again()
        if now == last and now != known:
            known = now
            yield
        last = now
