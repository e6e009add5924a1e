"""The parts of the data set come in, canonical N-Quads go out: every line once, sorted by code point.

Since nothing is a blank node, the sorted lines in canonical spelling are what RDFC-1.0 (W3C
Recommendation, 2024) gives. Lines beyond what memory should hold wait in sorted files.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from kg.rdf.dataset import Part

_MOST_HELD = 500_000
"""Lines sorted at a time: about 150 MB."""


def lines(part: Part) -> list[str]:
    """Return the statements of `part` as they come, one line each."""
    end = f" {part.name} .\n" if part.name else " .\n"
    return [
        f"{one.subject} {predicate} {value}{end}" for one in part.blocks for predicate, value in one.pairs
    ]


def write(parts: Iterable[Part], handle: IO[bytes], _base: str, scratch: Path | None = None) -> None:
    """Write `parts` to `handle`; what does not fit into memory goes to a hidden folder in `scratch` meanwhile."""
    with TemporaryDirectory(prefix=".kg-partial-", dir=scratch) as folder, ExitStack() as stack:
        runs: list[Path] = []
        held: list[str] = []
        for part in parts:
            held += lines(part)
            if len(held) >= _MOST_HELD:
                runs.append(_run(held, Path(folder, str(len(runs)))))
                held = []
        held.sort()
        opened = [stack.enter_context(path.open(encoding="utf-8", newline="\n")) for path in runs]
        last = ""
        block: list[str] = []
        for line in heapq.merge(*opened, held):
            if line == last:
                continue
            last = line
            block.append(line)
            if len(block) == 10_000:
                handle.write("".join(block).encode())
                block = []
        handle.write("".join(block).encode())


def _run(held: list[str], path: Path) -> Path:
    """Write sorted lines to `path`, and return it."""
    with path.open("w", encoding="utf-8", newline="\n") as handle:
        handle.writelines(sorted(held))
    return path
