"""What a check is given, and what it returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from kg.config import Config

if TYPE_CHECKING:
    from kg.model import Episode
    from kg.pipeline.episodes import Reading

State = Literal["ok", "note", "fault"]
"""As it should be; worth knowing; kg, or a build, will fail or be wrong."""


class Result(NamedTuple):
    """What a check found."""

    state: State
    text: str
    step: str = ""
    """What to do next; empty where there is nothing to do."""
    details: tuple[str, ...] = ()
    """Lines that say which, the most frequent or the first first."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is examined: this installation, and an archive where there is one."""

    config: Config = field(default_factory=Config)
    config_path: Path | None = None
    config_error: tuple[str, ...] = ()
    """All that is wrong with the configuration; empty for nothing."""
    inputs: tuple[Path, ...] = ()
    output: Path = Path("output")
    reading: Reading | None = None
    """What was read from the inputs; None where only the installation is examined."""


Check = Callable[[Subject], Result]


def number(count: int, noun: str, plural: str = "") -> str:
    """Return `1 file`, `2 files`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def episodes_of(subject: Subject) -> tuple[Episode, ...]:
    """Return the episodes of the archive, none where none was read."""
    return subject.reading.episodes if subject.reading else ()
