"""An installation, and an archive where there is one, come in; what is right, odd and wrong with them goes out.

A check is a function from a `Subject` to a `Result`; they are asked in the order of two tables, the
`CHECKS` of `installation` and of `archive`. Only the second may import what kg depends on, so that a
dependency that is missing can be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.doctor.results import Result, Subject


class Finding(NamedTuple):
    """A check by name, and what it found."""

    group: str
    """`installation` or `archive`."""
    check: str
    result: Result


def examine_installation(subject: Subject) -> Iterator[Finding]:
    """Yield what each check of this installation finds, one after the other."""
    from kg.doctor.installation import CHECKS

    for name, check in CHECKS.items():
        yield Finding("installation", name, check(subject))


def examine_archive(subject: Subject) -> Iterator[Finding]:
    """Yield what each check of an archive finds; it has been read."""
    from kg.doctor.archive import CHECKS

    for name, check in CHECKS.items():
        yield Finding("archive", name, check(subject))
