"""The parts of episodes come in, new or from the file of before; one file of them goes out, and where each stands in it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from types import TracebackType

from kg.store import Segment

CHUNK = 4_000_000
"""Bytes that are copied at a time."""


class SegmentWriter:
    """Writes a file part by part; parts that follow one another in the file of before are copied in one go."""

    def __init__(self, path: Path, before: Path | None = None) -> None:
        """Begin the file `path`; `before` is where `copy` takes parts from. Raises OSError."""
        self.path = path
        self.segments: list[tuple[str, Segment]] = []
        self.size = 0
        self._digest = hashlib.sha256()
        self._handle = path.open("wb")
        self._before = before.open("rb") if before else None
        self._pending = (0, 0)
        """Start and end of what is still to be copied."""

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
        """Of the file, when it is complete."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Add what belongs to no episode. Raises OSError."""
        self._flush()
        self._put(data)
        self.size += len(data)

    def add(self, episode: str, key: str, data: bytes) -> None:
        """Add the part of an episode, or of a graph that episodes share, which has `key`. Raises OSError."""
        self.segments.append((episode, Segment(key, self.size, len(data))))
        self.write(data)

    def copy(self, episode: str, segment: Segment) -> None:
        """Add the part that stands at `segment` in the file of before. Raises OSError."""
        self.segments.append((episode, segment._replace(start=self.size)))
        self.size += segment.length
        start, end = self._pending
        if segment.start != end:
            self._flush()
            start = segment.start
        self._pending = (start, segment.start + segment.length)

    def finish(self) -> None:
        """Put on disk all that was given so far; more may follow. Raises OSError."""
        self.flush()
        os.fsync(self._handle.fileno())

    def flush(self) -> None:
        """See to it that others who open the file find in it all that was given so far. Raises OSError."""
        self._flush()
        self._handle.flush()

    def _flush(self) -> None:
        start, end = self._pending
        self._pending = (0, 0)
        if start == end or self._before is None:
            return
        self._before.seek(start)
        while start < end:
            data = self._before.read(min(CHUNK, end - start))
            if not data:
                raise OSError(f"{self._before.name} became shorter while it was read; run this again")
            self._put(data)
            start += len(data)

    def _put(self, data: bytes) -> None:
        self._handle.write(data)
        self._digest.update(data)
