"""The parts of episodes come in, new or from the file of before; one file of them goes out, and where each stands in it."""

from __future__ import annotations

import errno
import hashlib
import os
from mmap import ACCESS_READ, ALLOCATIONGRANULARITY, mmap
from pathlib import Path
from types import TracebackType

from kg.store import Segment

HELD = 16_000_000
"""Bytes of new parts that wait for what stands before them to be copied."""

WINDOW = 16_384 * ALLOCATIONGRANULARITY
"""Bytes that are hashed at a time, mostly 64 MiB: few pieces, as for each a thread waits for its turn, and no large ones."""

CHUNK = 1_000_000
"""Bytes that are copied at a time where the system cannot copy by itself."""


class SegmentWriter:
    """Writes a file part by part, which can wait, so that another thread does what takes long: `finish`."""

    def __init__(self, path: Path, before: Path | None = None) -> None:
        """Begin the file `path`; `before` is where `copy` takes parts from. Raises OSError."""
        self.path = path
        self.segments: list[tuple[str, Segment]] = []
        self.size = 0
        self._digest = hashlib.sha256()
        self._hashed = 0
        self._handle = path.open("w+b", buffering=0)
        self._before = before.open("rb", buffering=0) if before else None
        self._waiting: list[bytes | range] = []
        """What is still to be written: new parts, and bytes of the file of before."""
        self._held = 0

    def __enter__(self) -> SegmentWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.finish()
        finally:
            self._handle.close()
            if self._before:
                self._before.close()

    @property
    def sha256(self) -> str:
        """Of the file, as far as it is finished."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Add what belongs to no episode. Raises OSError."""
        self._waiting.append(data)
        self.size += len(data)
        self._held += len(data)
        if self._before is None or self._held > HELD:
            self._flush()

    def add(self, episode: str, key: str, data: bytes) -> None:
        """Add the part of an episode, or of a graph that episodes share, which has `key`. Raises OSError."""
        self.segments.append((episode, Segment(key, self.size, len(data))))
        self.write(data)

    def copy(self, episode: str, segment: Segment) -> None:
        """Add the part that stands at `segment` in the file of before."""
        self.segments.append((episode, segment._replace(start=self.size)))
        self.size += segment.length
        last = self._waiting[-1] if self._waiting else b""
        if isinstance(last, range) and last.stop == segment.start:  # one after the other is copied in one go
            self._waiting[-1] = range(last.start, last.stop + segment.length)
        else:
            self._waiting.append(range(segment.start, segment.start + segment.length))

    def finish(self) -> None:
        """Put on disk all that was given so far; more may follow. Raises OSError."""
        self._flush()
        while self._hashed < self.size:
            begin = self._hashed - self._hashed % ALLOCATIONGRANULARITY
            length = min(self.size - begin, WINDOW)
            with (
                mmap(self._handle.fileno(), length, access=ACCESS_READ, offset=begin) as mapped,
                memoryview(mapped) as part,
            ):
                self._digest.update(part[self._hashed - begin :])
            self._hashed = begin + length
        os.fsync(self._handle.fileno())

    def _flush(self) -> None:
        waiting, self._waiting, self._held = self._waiting, [], 0
        for part in waiting:
            if isinstance(part, range):
                self._copy(part)
            else:
                self._put(part)

    def _put(self, data: bytes) -> None:
        with memoryview(data) as left:
            while left:
                left = left[self._handle.write(left) :]

    def _copy(self, part: range) -> None:
        while part and self._before:
            copied = _copy_some(self._before.fileno(), self._handle.fileno(), part)
            if not copied:
                raise OSError(f"{self._before.name} became shorter while it was read; run this again")
            part = part[copied:]


def _copy_some(source: int, target: int, part: range) -> int:
    """Copy from the beginning of a part; return how many bytes that was. Raises OSError."""
    if hasattr(os, "copy_file_range"):
        try:
            return os.copy_file_range(source, target, len(part), part.start)
        except OSError as error:
            if error.errno not in _CANNOT:
                raise
    return os.write(target, os.pread(source, min(len(part), CHUNK), part.start))


_CANNOT = (errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM)
"""What file systems say that do not copy by themselves."""
