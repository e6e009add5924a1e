"""A folder comes in; nobody else who asks here writes to it while the block runs."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import KgError

LOCK = ".kg-lock"
"""The file that is locked; who holds it stands in it. The system lets go of it however its holder ends."""


class Locked(KgError, RuntimeError):
    """Somebody else writes to the folder."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of `folder`. Raises `Locked`, which says who holds it, and OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOCK
    handle = _taken(path)
    try:
        os.truncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)
        yield
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        os.close(handle)


def _taken(path: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Whoever held it before took the file away, perhaps after it was opened here.
            with suppress(FileNotFoundError):
                if os.fstat(handle).st_ino == path.stat().st_ino:
                    return handle
        except BlockingIOError as error:
            holder = os.pread(handle, 200, 0).decode(errors="replace") or "another process"
            os.close(handle)
            raise Locked(
                f"{path.parent} is being written by another kg ({holder}); wait until it has ended, or choose another --output"
            ) from error
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
