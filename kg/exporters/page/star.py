"""One episode comes in, what it has goes out: who is in it, what is named, picked, paid for and talked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.exporters.page.archive import Listed
from kg.model import Role

_ROLES: dict[Role, str] = {"host": "hosts", "guest": "is a guest of", "mentioned": "is mentioned in"}

ORDER = ("person", "show", "pick", "sponsor", "topic")
"""Groups in the order in which they stand around the episode; those of technologies follow."""


@dataclass(frozen=True, slots=True)
class Link:
    """What joins two things of an episode."""

    a: str
    b: str
    """Node ids."""
    name: str
    """Read from `a` to `b`."""
    count: int
    units: tuple[int, ...] = ()
    """The sentences behind it, by their positions in the episode."""
    quote: str = ""
    """The passage behind it, where it is none that names a technology."""


def links(episode: Listed) -> Iterator[Link]:
    """Yield what an episode has, each with the sentences behind it."""
    middle = f"episode/{episode.id}"
    yield Link(middle, f"show/{episode.show}", "is an episode of", 1)
    for node, role, quote in episode.people:
        yield Link(node, middle, _ROLES[role], 1, quote=quote)
    units: dict[str, list[int]] = {}
    for at, unit in enumerate(episode.units):
        for node, _ in unit.members:
            units.setdefault(node, []).append(at)
    for node, places in sorted(units.items()):
        yield Link(middle, node, "mentions", len(places), tuple(places))
    for n, pick in enumerate(episode.picks, 1):
        yield Link(middle, f"pick/{episode.id}/{n}", "has the pick", 1, quote=pick.quote)
        for node in pick.by:
            yield Link(node, f"pick/{episode.id}/{n}", "recommends", 1, quote=pick.quote)
    for n in range(1, len(episode.topics) + 1):
        yield Link(middle, f"topic/{episode.id}/{n}", "has the topic", 1)
    for node, quote in episode.sponsors:
        yield Link(middle, node, "is sponsored by", 1, quote=quote)
