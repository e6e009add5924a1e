"""A store comes in; one part of all its portions goes out, unpacked, of which only what changed is ever read again."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Generic, TypeVar

from kg.store import PortionPart, Store, unpacked
from kg.workers import collecting_rarely

Part = TypeVar("Part")


class Recalled(Generic[Part]):
    """A part of every portion; when a build has few to make, the others can be read before these are made."""

    def __init__(self, part: PortionPart, type_: type[Part]) -> None:
        self._part, self._type = part, type_
        self._known: dict[str, tuple[str, Part]] = {}

    def read(self, store: Store) -> dict[str, Part]:
        """Return episode → its part as the store has it now, by episode. Raises `kg.store.StoreError`."""
        found = {}
        for episode, key in sorted(store.portion_keys().items()):
            known = self._known.get(episode)
            if known is None or known[0] != key:
                known = (key, unpacked(store.part(episode, self._part), self._type))
            found[episode] = known
        self._known = found
        return {episode: part for episode, (_, part) in found.items()}


_ahead: dict[tuple[Path, PortionPart], Recalled[Any]] = {}
"""Store and part → what was read ahead of time, until it is asked for."""


def recall(store: Path, part: PortionPart, type_: type[Any]) -> None:
    """Read ahead what the store at `store` holds, though a few portions will change."""
    _ahead[store, part] = Recalled(part, type_)
    with collecting_rarely(), Store(store, writing=False) as opened:
        _ahead[store, part].read(opened)


def recalled(store: Path, part: PortionPart, type_: type[Part]) -> Recalled[Part]:
    """Return what was read ahead of the store at `store`, which is nothing where nobody has asked for it."""
    return _ahead.pop((store, part), None) or Recalled(part, type_)
