"""Writing files whole: a path and what to write come in, the complete file or the old one stays."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal, overload

PARTIAL = ".kg-partial-"
"""Prefix of unfinished files: hidden, so that no reader takes one for a result."""


@overload
def writing(path: Path) -> Any: ...
@overload
def writing(path: Path, *, binary: Literal[True]) -> Any: ...
@contextmanager
def writing(path: Path, *, binary: bool = False) -> Iterator[IO[Any]]:
    """Yield a handle for the new content of `path`; put it in place only when all is on disk.

    Text is UTF-8 with `\\n` line ends. On any failure, a full disk or a kill included, the file
    that was at `path` before stays as it was. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{PARTIAL}{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with open(partial, "wb") if binary else open(partial, "w", encoding="utf-8", newline="\n") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Remove what a killed run left unfinished in `folder`."""
    for leftover in folder.glob(f"{PARTIAL}*"):
        leftover.unlink(missing_ok=True)
