"""Two graphs come in; which of their nodes are one thing comes out, whatever became of their ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import networkx as nx

from kg.changes.records import NUMBERED, Thing
from kg.changes.sides import NAMED, Key, Side, strings

_COMMON = 20
"""A name that more nodes of a type have, such as a first name, says nothing of where one of them went."""


def match(old: Side, new: Side) -> list[Thing]:
    """Return every thing of the two graphs; each node is in one thing.

    A node is what has its id in the other graph, but for picks and topics: those are numbered anew
    with each reading, so they are told by their titles within the episode. An episode under another
    id is told by its sources' digest. A person, technology or sponsor whose id only one graph has is
    looked for among the names of the other's: see `_successor`.
    """
    episodes = _renamed_episodes(old, new)
    pairs = [*episodes.items(), *_renumbered(old, new, episodes)]
    paired = ({a for a, _ in pairs}, {b for _, b in pairs})
    kept = [
        key for key in old.keys
        if key in new.keys and key.type not in NUMBERED and key not in paired[0] and key not in paired[1]
    ]  # fmt: skip
    lost = [key for key in old.keys if key not in paired[0] and (key.type in NUMBERED or key not in new.keys)]
    added = [
        key for key in new.keys if key not in paired[1] and (key.type in NUMBERED or key not in old.keys)
    ]
    groups = list(_groups(old, new, lost, added, {a.id: b.id for a, b in episodes.items()}))
    grouped = ({key for one, _ in groups for key in one}, {key for _, other in groups for key in other})
    groups += [([a], [b]) for a, b in pairs]
    groups += [([key], [key]) for key in kept if key not in grouped[0]]
    groups += [([key], []) for key in lost if key not in grouped[0]]
    groups += [([], [key]) for key in added if key not in grouped[1]]
    return sorted((_thing(old, new, one, other) for one, other in groups), key=lambda thing: thing.key)


def _thing(old: Side, new: Side, one: list[Key], other: list[Key]) -> Thing:
    before, after = one, other
    if len(one) > 1 or len(other) > 1:
        kept = set(one) & set(other)
        before, after = (sorted(keys, key=lambda key: (key not in kept, key)) for keys in (one, other))
    return Thing((before or after)[0].type, tuple(map(old.node, before)), tuple(map(new.node, after)))


def _renamed_episodes(old: Side, new: Side) -> dict[Key, Key]:
    """Return the episodes under another id in the new graph, known by a digest that no other has."""
    before, after = (_by_digest(side, other) for side, other in ((old, new), (new, old)))
    return {before[digest]: after[digest] for digest in sorted(before.keys() & after.keys())}


def _by_digest(side: Side, other: Side) -> dict[tuple[str, ...], Key]:
    """Return the digest → episode for those whose id only `side` has."""
    found: dict[tuple[str, ...], list[Key]] = defaultdict(list)
    for key in side.keys:
        digest = strings(side.attributes(key).get("digest"))
        if key.type == "episode" and key not in other.keys and digest:
            found[digest].append(key)
    return {digest: keys[0] for digest, keys in found.items() if len(keys) == 1}


def _renumbered(old: Side, new: Side, episodes: dict[Key, Key]) -> list[tuple[Key, Key]]:
    """Return the picks and topics that both graphs have: by title, then those left by their number."""
    ids = {a.id: b.id for a, b in episodes.items()}
    before, after = _by_title(old, ids), _by_title(new, {})
    pairs = [
        pair for title in sorted(before.keys() & after.keys())
        for pair in zip(before[title], after[title], strict=False)
    ]  # fmt: skip
    ours, theirs = {a for a, _ in pairs}, {b for _, b in pairs}
    left = {_place(key, {}): key for key in new.keys if key.type in NUMBERED and key not in theirs}
    for key in old.keys:
        if key.type in NUMBERED and key not in ours and _place(key, ids) in left:
            pairs.append((key, left[_place(key, ids)]))
    return pairs


def _by_title(side: Side, ids: dict[str, str]) -> dict[tuple[str, str, str], list[Key]]:
    """Return (type, episode, title) → the picks or topics of it, in their order."""
    found: dict[tuple[str, str, str], list[Key]] = defaultdict(list)
    for key in side.keys:
        if key.type in NUMBERED:
            episode, _ = _place(key, ids)
            found[key.type, episode, side.node(key).label].append(key)
    for keys in found.values():
        keys.sort(key=lambda key: (len(key.id), key.id))  # 10 after 9
    return found


def _place(key: Key, ids: dict[str, str]) -> tuple[str, str]:
    """Return the episode and the number that stand in the id of a pick or topic.

    The episode is as the new graph calls it, by `ids`; the type goes before it, since a pick and a topic may
    have one number.
    """
    rest, _, number = key.id.removeprefix(f"{key.type}/").rpartition("/")
    episode = ids.get(f"episode/{rest}", f"episode/{rest}")
    return f"{key.type} {episode}", number


def _groups(
    old: Side, new: Side, lost: list[Key], added: list[Key], ids: dict[str, str]
) -> Iterator[tuple[list[Key], list[Key]]]:
    """Yield the old and new nodes of each thing that goes on under other ids."""
    links = nx.Graph()
    for key in lost:
        if key.type in NAMED and (successor := _successor(old, new, key, ids)):
            links.add_edge((0, key), (1, successor))
    back = {b: a for a, b in ids.items()}
    for key in added:
        if key.type in NAMED and (source := _successor(new, old, key, back)):
            links.add_edge((1, key), (0, source))
    for _, key in list(links):
        if key in old.keys and key in new.keys:
            links.add_edge((0, key), (1, key))
    for component in nx.connected_components(links):
        yield [key for side, key in component if side == 0], [key for side, key in component if side == 1]


def _successor(old: Side, new: Side, key: Key, ids: dict[str, str]) -> Key | None:
    """Return the node of the new graph that most likely took in a node that only the old one has.

    It bears the lost node's label, or its own was one of the lost one's names, or it has half of those
    names; it stands in an episode where the lost one stood; and one or the other is new to it: a
    namesake that was there before, in the same episodes, is no successor. Read from new to old, it is
    what an added node was split off from.
    """
    mine = old.names(key)
    where = {ids.get(episode, episode) for episode in old.episodes(key)}
    best: tuple[tuple[bool, int, int], Key] | None = None
    known = (new.named.get((key.type, name), ()) for name in mine)
    for candidate in sorted({one for several in known if len(several) <= _COMMON for one in several}):
        names, there = new.names(candidate), new.episodes(candidate)
        shared, near = mine.keys() & names.keys(), where & there
        same = old.node(key).label.casefold() in names or new.node(candidate).label.casefold() in mine
        if not (same or 2 * len(shared) >= len(mine)) or (where and not near):
            continue
        if candidate in old.keys:
            already = {ids.get(episode, episode) for episode in old.episodes(candidate)}
            if shared <= old.names(candidate).keys() and near <= already:
                continue
        rank = (same, len(near), len(shared))
        if best is None or rank > best[0]:
            best = rank, candidate
    return best[1] if best else None
