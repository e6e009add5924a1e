"""The records that resolution leaves for a reader: what was merged and why, what is proposed, what is doubtful."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from kg.decisions import Type
from kg.resolution.survey import Sample

Sort = Literal["merge", "doubt"]
"""What a case asks: are two names one thing, is a doubtful name right."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A name that resolution counts under another."""

    type: Type
    source: str
    target: str
    rule: str
    """`spelling`, `profile`, `hosts` … as the module that merges names them."""
    evidence: str
    """In words for a reader."""
    scope: str = ""
    """The show or episode where it holds; empty for everywhere."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A name that resolution took out."""

    type: Type
    name: str
    reason: str
    episodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A question to whoever knows the archive."""

    sort: Sort
    type: Type
    names: tuple[str, ...]
    """Two for a merge, the one to be kept first; one otherwise."""
    weight: float
    """How much depends on the answer; greater ones are shown first."""
    sides: tuple[str, ...]
    """Who or what each name is, in the order of the names."""
    pro: tuple[str, ...] = ()
    contra: tuple[str, ...] = ()
    sentences: tuple[tuple[str, str, str], ...] = ()
    """(sentence, its source, why the mention was made)."""
    show: str | None = None
    episode: str | None = None

    @property
    def id(self) -> str:
        """Eight hexadecimal digits made of what is asked alone, so that builds and counts do not change it."""
        asked = [self.sort, self.type, *sorted(self.names), self.show or "", self.episode or ""]
        return hashlib.sha256("\0".join(asked).encode("utf-8", "surrogatepass")).hexdigest()[:8]


@dataclass(slots=True)
class Findings:
    """What a resolution did and what it leaves open; lists that the steps add to."""

    merges: list[Merge] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def quoted(*samples: Sample | None) -> tuple[tuple[str, str, str], ...]:
    """Return samples as the sentences of a case."""
    return tuple((s.text, s.source, s.why) for s in samples if s)
