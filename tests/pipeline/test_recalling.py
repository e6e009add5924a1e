"""Of portions that are read ahead only those that change are read again."""

from __future__ import annotations

from pathlib import Path

from kg.pipeline.recalling import Recalled
from kg.store import Portion, Store, packed


def put(store: Store, episode: str, key: str, value: str) -> None:
    """Keep a portion that says `value`."""
    with store.transaction():
        store.put_portion(Portion(episode, key, *[packed(value)] * 3))


def test_what_changed_is_read_again(tmp_path: Path) -> None:
    """By key; what is gone is gone, and the order is that of the episodes."""
    with Store(tmp_path / "s.sqlite") as store:
        put(store, "show/b", "1", "b")
        put(store, "show/c", "1", "c")
        recalled = Recalled("listed", str)
        assert recalled.read(store) == {"show/b": "b", "show/c": "c"}
        put(store, "show/c", "2", "see")
        put(store, "show/b", "1", "not looked at, since its key is the same")
        put(store, "show/a", "1", "a")
        assert list(recalled.read(store).items()) == [("show/a", "a"), ("show/b", "b"), ("show/c", "see")]
        with store.transaction():
            store.drop_episodes(["show/b"])
        assert recalled.read(store) == {"show/a": "a", "show/c": "see"}
