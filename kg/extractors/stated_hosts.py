"""The full names that are stated for a show's hosts, and an episode, in; which of them take part in it out.

Somebody stated is a host of an episode that names them in full, or in which a label or a list has them by
given name, surname, a short form or a slip; of an episode that is silent about them they are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extractors.participants import Participant, find
from kg.model import Episode
from kg.names import plain_name


def named_in_full(episode: Episode, hosts: Sequence[str]) -> list[str]:
    """Return those of `hosts` whose full name stands in the episode's title, notes, tags, labels or talk, in any case.

    Advertising does not count.
    """
    patterns = {name: re.compile(_pattern(name), re.IGNORECASE) for name in hosts}
    found: set[str] = set()
    for text in _texts(episode):
        found |= {name for name, pattern in patterns.items() if name not in found and pattern.search(text)}
        if len(found) == len(patterns):
            break
    return [name for name in hosts if name in found]


def _pattern(name: str) -> str:
    words = r"\s+".join(map(re.escape, name.split()))
    return rf"(?<!\w){words}(?!\w)"


def _texts(episode: Episode) -> Iterator[str]:
    yield episode.title
    yield from (re.sub(r"[_\u200b]+", " ", tag) for tag in episode.tags)
    for section in episode.sections:
        if section.kind != "sponsors":
            yield from (line.text.string for line in section.lines)
    for turn in episode.turns:
        if not turn.advertisement:
            yield plain_name(turn.label or "")
            yield turn.text.string


def settle_hosts(people: list[Participant], hosts: Sequence[str]) -> dict[str, str]:
    """Make hosts of those of `people` who are stated as such, and give them the names that are stated.

    A lone given name stands for the host who has it, unless it is a guest's or that host is among
    `people` already.

    Returns:
        The names that have changed, old to new.
    """
    renamed: dict[str, str] = {}
    for person in people:
        host = _stated(person, hosts)
        if host is None or any(other is not person and other.name == host for other in people):
            continue
        if person.name != host:
            renamed[person.name] = host
            person.aliases.add(person.name)
            person.name = host
        person.role, person.settled = "host", True
    return renamed


def _stated(person: Participant, hosts: Sequence[str]) -> str | None:
    """Return which of `hosts` somebody is, None for nobody."""
    if person.role == "guest" and " " not in person.name:
        return None
    found = find([Participant(host, "host") for host in hosts], person.name)
    return found.name if found else None
