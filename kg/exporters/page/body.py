"""An archive and the choice of what to show come in, the values that stand in the page go out.

Everything is a list, and names other things by their positions: names would be most of the page. The
scripts in kg/data/page read the same order of fields.
"""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

import msgspec
import numpy as np

from kg.cooccurrence.incidence import Integers
from kg.exporters.page.archive import ROLES, Archive
from kg.exporters.page.sentences import Place
from kg.exporters.page.units import NONE, PLACES, Unit, integers, joined

FACTS = ("profiles", "homepage", "url", "pages", "wikipedia", "known")
"""Attributes of graph nodes that a page shows beside label, kind and aliases."""

BLOCK = 200
"""Sentences that are compressed together to see how much they add."""


def entities(
    nodes: Mapping[str, Mapping[str, Any]], order: Iterable[str], communities: Mapping[str, int]
) -> list[list[Any]]:
    """Return each entity as [id, type, label, kind or 0, aliases, facts, community or -1]."""
    found = []
    for node in order:
        attributes = nodes[node]
        facts = {key: attributes[key] for key in FACTS if attributes.get(key) not in (None, "", [], True)}
        label = str(attributes.get("label") or node)
        aliases = [alias for alias in attributes.get("aliases", ()) if alias != label]
        found.append(
            [
                node,
                attributes.get("type"),
                label,
                attributes.get("kind") or 0,
                aliases,
                facts,
                communities.get(node, -1),
            ]
        )
    return found


def episodes(archive: Archive, position: Mapping[str, int], shows: Mapping[str, int]) -> list[list[Any]]:
    """Return each episode as [id, title, show, date, number, seconds, words, audio, url, path, people, sponsors, topics, turns].

    What is not known is 0; people are [entity, role], topics [time, seconds or -1, title].
    """
    return [
        [
            e.id, e.title or e.id, shows[e.show], e.date or 0, e.number or 0, e.duration or 0, e.words, e.audio or 0, e.url or 0, e.path,
            [[position[node], ROLES.index(role)] for node, role, _ in e.people],
            [position[node] for node, _ in e.sponsors],
            [[topic.time, -1 if topic.seconds is None else topic.seconds, topic.title] for topic in e.topics],
            e.turns,
        ]
        for e in archive.episodes
    ]  # fmt: skip


def units(archive: Archive, position: Mapping[str, int]) -> list[int]:
    """Return all units as one run of numbers, episode after episode.

    Of each episode: the number of its speakers and their entities, the number of its units, and for each
    unit: how many turns after the one before (a line of the notes is a turn of its own); 4 × speaker + 2 if
    it stands in the notes + 1 if its topic is another than that of the unit before, the speaker being 0 for
    nobody known or 1 + the position among the speakers; the topic's number, if it is another; how many
    technologies, and which.
    """
    heads: list[tuple[int, ...]] = []
    speakers_of: list[Integers] = []
    named: list[Integers] = []
    for episode in archive.episodes:
        of = episode.units
        speakers = sorted(position[node] for node in of.people)
        heads.append((len(speakers), *speakers, len(of)))
        said = np.array([1 + speakers.index(position[node]) for node in of.people] + [0])
        speakers_of.append(said[of.column("speakers")])  # NONE takes the last
        named.append(np.array([position[node] for node in of.names], int)[of.members])
    several = [episode.units for episode in archive.episodes]
    turns, topics, sizes = (
        joined(of.column(name) for of in several) for name in ("turns", "topics", "sizes")
    )
    begins = np.zeros(len(turns), dtype=bool)
    counts = integers(head[-1] for head in heads)
    begins[(np.cumsum(counts) - counts)[counts > 0]] = True
    notes = turns == NONE
    other = topics != np.where(begins, 0, np.roll(topics, 1))
    # The talk comes first, so what a turn follows is a turn.
    steps = np.where(notes, 1, turns - np.where(begins, -1, np.roll(turns, 1)))
    flags = 4 * joined(speakers_of) + 2 * notes + other

    lengths = 3 + other + sizes
    episode_of = np.repeat(np.arange(len(heads)), counts)
    tops = integers(map(len, heads))
    starts = np.cumsum(lengths) - lengths + np.cumsum(tops)[episode_of]
    run = np.empty(int(tops.sum() + lengths.sum()), dtype=np.int64)
    run[starts], run[starts + 1] = steps, flags
    run[starts[other] + 2] = topics[other]
    run[starts + 2 + other] = sizes
    members, of_unit = joined(named), np.repeat(np.arange(len(sizes)), sizes)
    run[_along(starts + 3 + other, sizes)] = members[np.lexsort((members, of_unit))]
    wholes = tops + np.bincount(episode_of, lengths, len(heads)).astype(np.int64)
    run[_along(np.cumsum(wholes) - wholes, tops)] = integers(chain.from_iterable(heads))
    return run.tolist()


def _along(starts: Integers, sizes: Integers) -> Integers:
    """Return the positions of runs of such sizes, one run after the other."""
    return np.arange(sizes.sum()) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)


def text(number: int, unit: Unit, position: Mapping[str, int]) -> list[Any]:
    """Return a sentence as [unit, text, seconds or -1, place, marks].

    Marks are entity, start and length one after the other, in UTF-16 code units, as JavaScript counts.
    """
    marks: list[int] = []
    for node, words in unit.members:
        at = unit.text.find(words)
        if at < 0:
            at = unit.text.casefold().find(words.casefold())
        if at >= 0:
            marks += [position[node], _utf16(unit.text[:at]), _utf16(unit.text[at : at + len(words)])]
    seconds = -1 if unit.time is None else round(unit.time)
    return [number, unit.text, seconds, PLACES.index(unit.place), marks]


def _utf16(string: str) -> int:
    return len(string) if string.isascii() else len(string.encode("utf-16-le", errors="surrogatepass")) // 2


def fitting(
    archive: Archive, position: Mapping[str, int], places: Iterable[Place], size: int
) -> tuple[list[list[Any]], int]:
    """Return the sentences of the first of `places` that take about `size` bytes in the page, and how many were left out.

    What they take is what they add to a compressed run; they are returned in order of their units.
    """
    begins = _begins(archive)
    room = size * 3 // 4  # base64 writes three bytes as four
    squeeze = zlib.compressobj(LEVEL)
    order = list(dict.fromkeys(places))
    kept: list[list[Any]] = []
    taken = 0
    for start in range(0, len(order), BLOCK):
        if taken >= room:
            break
        block = [
            text(begins[at] + unit, archive.episodes[at].units[unit], position)
            for at, unit in order[start : start + BLOCK]
        ]
        taken += len(squeeze.compress(_json(block)))
        taken += len(squeeze.flush(zlib.Z_SYNC_FLUSH))
        kept += block
    return sorted(kept, key=itemgetter(0)), len(order) - len(kept)


def _begins(archive: Archive) -> Sequence[int]:
    begins = [0]
    for episode in archive.episodes:
        begins.append(begins[-1] + len(episode.units))
    return begins


def picks(archive: Archive, position: Mapping[str, int]) -> list[list[Any]]:
    """Return each pick as [title, url or 0, who, episode, technologies]."""
    return [
        [
            pick.title, pick.url or 0, [position[node] for node in pick.by], at,
            [position[node] for node in pick.technologies],
        ]
        for at, episode in enumerate(archive.episodes)
        for pick in episode.picks
    ]  # fmt: skip


def shows(nodes: Mapping[str, Mapping[str, Any]], archive: Archive) -> list[list[str]]:
    """Return the shows as [slug, label], by slug."""
    slugs = sorted({episode.show for episode in archive.episodes})
    return [[show, str(nodes[f"show/{show}"]["label"])] for show in slugs]


def encode(value: object) -> str:
    """Return a value as JSON that can stand inside a script element of a UTF-8 page.

    JSON lets any character of a string be written as `\\uXXXX`; so are those that could end
    the element or begin a comment (HTML, 13.2.5.4), the two line separators that older JavaScript
    does not allow in a string, and halves of surrogate pairs, which have no UTF-8.
    """
    return _ENCODER.encode(value).translate(_UNSAFE)


def packed(value: object) -> str:
    """Return a value as base64 of gzipped JSON, the same bytes each time."""
    return base64.b64encode(gzip.compress(_json(value), LEVEL, mtime=0)).decode()


def _json(value: object) -> bytes:
    """Return a value as JSON: in UTF-8, or where that cannot hold all of it, in ASCII."""
    try:
        return _PACKED.encode(value)
    except UnicodeEncodeError:  # for halves of surrogate pairs
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


LEVEL = 5
"""Of gzip: 7 takes twice as long for one part in fifty."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_PACKED = msgspec.json.Encoder(order="sorted")
_UNSAFE = {code: f"\\u{code:04x}" for code in [*map(ord, "<>&\u2028\u2029"), *range(0xD800, 0xE000)]}
