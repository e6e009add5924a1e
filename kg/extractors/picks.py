"""An episode, its cast and its stretches in; the recommendations, with who made them, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extractors.cast import Cast
from kg.extractors.passages import Passages, Stretch
from kg.links import canonical_url, identify
from kg.model import Episode, Link, Pick
from kg.names import is_given_name, looks_like_name, plain_name

_OWNER = re.compile(r"\(([^()]{1,48})\)")
_AND = re.compile(r"\s*(?:,|;|&|\band\b|\+|/)\s*")
_PREFIX = re.compile(r"([^\W\d_][\w.’' -]{0,32}?)(?:[’']s picks?)?\s*(?::|–|—|\s-)\s*(?=\S)")
_NO_PICK = re.compile(
    r"^(?:\W*|none|no picks?.*|nothing.*|n/a|tbd|picks?:?|special thanks.*|follow .*|thanks? .*|.*\bnothing is sick\b.*|all of the above\W*)$",
    re.IGNORECASE,
)
_FOLLOW = re.compile(
    r"^\W*(?:follow|find|connect with|you can find|special thanks|reach|contact)\b.*\b(?:twitter|facebook|instagram|linkedin|on|at|to)\b",
    re.IGNORECASE,
)
_PROSE_OWNER = re.compile(
    r"(?:^|(?<=[\s)\].”\"a-z]))(?P<full>(?:[A-Z][\w’'-]+ )?(?P<given>[A-Z][\w’'-]+)): ?"
)
_CONTACT = re.compile(r"[’']s (?:twitter|github|linkedin|e-?mail)\W*$|^\S+@\S+\.\w+$", re.IGNORECASE)
_HANDLE = re.compile(r"^\W*@\w+\W*$")
_EVERYONE = frozenset({"all", "everyone", "everybody", "panel", "guests", "all of the above"})
_BETWEEN_THINGS = re.compile(r", and |, | and ")
_LONGEST_TITLE = 160


@dataclass(slots=True)
class _Item:
    """One recommended thing within a line."""

    title: str
    url: str | None
    start: int
    end: int


def extract_picks(
    episode: Episode, cast: Cast, stretches: Sequence[Stretch], passages: Passages
) -> tuple[Pick, ...]:
    """Return the picks in order: those of the notes, or where they list none, those made in talk."""
    from kg.extractors.spoken_picks import spoken_picks

    picks = list(_listed(episode, cast, stretches, passages))
    return tuple(picks) if picks else tuple(spoken_picks(episode, cast, stretches, passages))


def _listed(episode: Episode, cast: Cast, stretches: Sequence[Stretch], passages: Passages) -> Iterator[Pick]:
    owner: tuple[str, ...] = ()
    section: int | None = None
    lines = [s for s in stretches if s.section is not None and episode.sections[s.section].kind == "picks"]
    for stretch in lines:
        if stretch.section != section:
            section, owner = (
                stretch.section,
                _heading_owner(episode.sections[stretch.section or 0].heading, cast),
            )
        string = stretch.text.string
        if _FOLLOW.match(string):
            continue
        named = _owner_line(stretch, cast)
        if named is not None:
            owner = named
            continue
        run = _owners_in_prose(stretch, cast)
        if run:
            for begin, end, by in run:
                for item in _prose_items(stretch, begin, end):
                    yield _pick(item, by, stretch, passages)
            owner = run[-1][2]
            continue
        at = 0
        prefix = _PREFIX.match(string)
        if prefix and not any(link.start < prefix.end(1) for link in stretch.links if not _is_profile(link)):
            by = _owners(prefix.group(1), cast, strict=True)
            if by or prefix.group(1).casefold() in _EVERYONE:
                owner, at = by, prefix.end()
        elif prefix is None and stretch.links:
            lead = string[: stretch.links[0].start].strip()
            by = _owners(lead, cast, strict=True) if lead else ()
            if by and len(lead.split()) <= 3:
                owner, at = by, stretch.links[0].start
        for items, by in _owned_items(stretch, at, cast, owner):
            for item in items:
                yield _pick(item, by, stretch, passages)


def _pick(item: _Item, by: tuple[str, ...], stretch: Stretch, passages: Passages) -> Pick:
    end = max(item.end, item.start + 1)
    return Pick(
        item.title,
        item.url,
        by,
        passages.add(stretch, item.start, end, "picks"),
        stretch.text.span(item.start, end),
    )


def _owners_in_prose(stretch: Stretch, cast: Cast) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return (start, end, owners) of the parts of a line that runs "Name: things Name: things"; empty for other lines."""
    marks = []
    for found in _PROSE_OWNER.finditer(stretch.text.string):
        for group in ("full", "given"):
            if found[group] and not _in_link(found.start(group), stretch):
                by = _owners(found[group], cast, strict=True)
                if by:
                    marks.append((found.start(group), found.end(), by))
                    break
    if len(marks) < 2:
        return []
    ends = [start for start, _, _ in marks[1:]] + [len(stretch.text.string)]
    return [(begin, end, by) for (_, begin, by), end in zip(marks, ends, strict=True)]


def _prose_items(stretch: Stretch, start: int, end: int) -> Iterator[_Item]:
    """Yield the things between two owners: cut at commas and "and" outside links."""
    string = stretch.text.string
    cuts = [start]
    for found in _BETWEEN_THINGS.finditer(string, start, end):
        if not _in_link(found.start(), stretch):
            cuts += [found.start(), found.end()]
    cuts.append(end)
    for a, b in zip(cuts[::2], cuts[1::2], strict=True):
        if string[a:b].strip(" .,;"):
            yield from _items(stretch, a, b, loose=True)


def _heading_owner(heading: str, cast: Cast) -> tuple[str, ...]:
    """Return the owner that a heading such as "Chuck's picks" names."""
    found = re.match(r"([^\W\d_][\w.’' ]{1,30}?)[’']s? picks?\W*$", heading, re.IGNORECASE)
    return _owners(found.group(1), cast, strict=True) if found else ()


def _is_profile(link: Link) -> bool:
    return identify(link.canonical)[0] == "profile"


def _owners(written: str, cast: Cast, *, strict: bool) -> tuple[str, ...]:
    """Return the full names that `written` stands for; empty when it is not a list of people.

    With `strict`, a name that nobody in the episode bears is no owner.
    """
    names: list[str] = []
    for piece in _AND.split(written.strip(" :*–—-.@")):
        piece = piece.strip()
        if not piece:
            continue
        if re.fullmatch(r"(?:special )?guest", piece, re.IGNORECASE):
            guests = [p.name for p in cast.participants if p.role == "guest"]
            if len(guests) != 1:
                return ()
            names += guests
            continue
        full = cast.resolve(piece)
        if (
            full is None
            and not strict
            and looks_like_name(piece)
            and is_given_name(piece.split()[0])
            and len(piece.split()) <= 2
        ):
            full = plain_name(piece)
        if full is None:
            return ()
        names.append(full)
    return tuple(dict.fromkeys(names))


def _owner_line(stretch: Stretch, cast: Cast) -> tuple[str, ...] | None:
    """Return who picks from here on, where the whole line is a name; None where it is not."""
    string = stretch.text.string.strip()
    if len(string) > 60 or any(not _is_profile(link) for link in stretch.links):
        return None
    bare = re.sub(r"[’']s [Pp]icks?$", "", string.rstrip(" :–—-*."))
    if bare.casefold() in _EVERYONE:
        return ()
    by = _owners(bare, cast, strict=True)
    if by:
        return by
    if string.endswith((":", "–", "-")) or stretch.links:
        name = plain_name(bare)
        if (
            looks_like_name(name)
            and len(name.split()) <= 4
            and (is_given_name(name.split()[0]) or string.endswith(":"))
        ):
            return (name,)
    return None


def _owned_items(
    stretch: Stretch, at: int, cast: Cast, owner: tuple[str, ...]
) -> Iterator[tuple[list[_Item], tuple[str, ...]]]:
    """Yield the items of a line with their owners: "(Name)" behind them, else the owner before."""
    string = stretch.text.string
    marks = [
        (m, by)
        for m in _OWNER.finditer(string, at)
        if not _in_link(m.start(), stretch) and (by := _owners(m.group(1), cast, strict=False))
    ]
    resolved = [(m, by) for m, by in marks if _owners(m.group(1), cast, strict=True)]
    if not resolved and not (len(marks) >= 2 and not owner):
        yield list(_items(stretch, at, len(string), loose=bool(owner))), owner
        return
    for mark, by in marks:
        yield list(_items(stretch, at, mark.start(), loose=True)), by
        at = mark.end()
    rest = [i for i in _items(stretch, at, len(string), loose=False) if i.url]
    if rest:
        yield rest, ()


def _in_link(position: int, stretch: Stretch) -> bool:
    return any(link.start <= position < link.end for link in stretch.links)


def _items(stretch: Stretch, start: int, end: int, *, loose: bool) -> Iterator[_Item]:
    """Yield the things that `string[start:end]` names: one a link, or one of the text without links.

    Where to find somebody (an address, "Ann’s Twitter") is no pick.
    """
    string = stretch.text.string
    inside = [
        link for link in stretch.links if start <= link.start < end and string[link.start : link.end].strip()
    ]
    links = _joined(
        [
            link
            for link in inside
            if not _CONTACT.search(string[link.start : link.end]) and not link.url.startswith("mailto:")
        ],
        string,
    )
    if inside and not links:
        return
    if not links:
        title = string[start:end].strip(" •·*–—-:;,.")
        lead = start + len(string[start:end]) - len(string[start:end].lstrip(" •·*–—-:;,."))
        if (
            title
            and not _NO_PICK.match(title)
            and not _HANDLE.match(title)
            and (loose or len(title) <= _LONGEST_TITLE)
        ):
            for piece, offset in _listed_things(title):
                yield _Item(_short(piece), None, lead + offset, lead + offset + len(piece))
        return
    if len(links) == 1:
        yield _single(string, start, end, *links[0])
        return
    at = start
    for i, (url, a, b) in enumerate(links):
        before = string[at:a].strip(" •·*–—-:;.,&").removeprefix("and ").strip()
        if i and re.search(r"\bby$", before) and identify(canonical_url(url))[0] in ("profile", None):
            at = b
            continue
        if before and i == 0 and len(before.split()) >= 1 and re.search(r",\s*$|,\s*and\s*$", string[at:a]):
            yield _Item(_short(before), None, at, a)
        yield _Item(string[a:b].strip(" ,;:"), url, a, b)
        at = b


def _joined(links: list[Link], string: str) -> list[tuple[str, int, int]]:
    """Return (url, start, end) of the links, adjacent ones with one target made one."""
    merged: list[tuple[str, int, int]] = []
    for link in links:
        if (
            merged
            and string[merged[-1][2] : link.start].strip() == ""
            and canonical_url(merged[-1][0]) == link.canonical
            and link.canonical
        ):
            merged[-1] = (merged[-1][0], merged[-1][1], link.end)
        else:
            merged.append((link.url, link.start, link.end))
    return merged


def _single(string: str, start: int, end: int, url: str, a: int, b: int) -> _Item:
    """Make the item of a stretch with one link: its text, with a few words around that belong to it."""
    before, after = string[start:a].strip(" •·*:–—-"), string[b:end]
    tail = after.strip(" .,;:")
    title = string[a:b].strip()
    begin, stop = a, b
    if re.match(r"https?://|www\.", title):
        words = before or re.split(r"\s[–—-]\s|[.!?](?:\s|$)", tail)[0]
        return _Item(_short(words) or title, url, a, b)
    if (
        before
        and len(before.split()) <= 4
        and not before.endswith((".", "!", "?"))
        and not re.search(r"[–—-]\s*$", string[start:a])
    ):
        begin = a - len(string[start:a].lstrip(" •·*:–—-"))
        title = string[begin:b].strip()
    if (
        tail
        and len(tail.split()) <= 4
        and not re.match(r"\s*[–—(,.;:-]", after)
        and not after.startswith("(")
    ):
        stop = b + len(after.rstrip(" .,;:"))
        title = string[begin:stop].strip()
    return _Item(title.strip(" ,;:–—"), url, begin, stop)


def _listed_things(title: str) -> list[tuple[str, int]]:
    """Return `title` as one thing; a plain list "a, b, and c" of short things as several."""
    if re.search(r", and ", title) and title.count(",") >= 2 and len(title) < 120:
        found = [
            (m.group().removeprefix("and "), m.start() + (4 if m.group().startswith("and ") else 0))
            for m in re.finditer(r"[^,\s][^,]*", title)
        ]
        if all(len(piece.split()) <= 5 for piece, _ in found):
            return found
    return [(title, 0)]


def _short(title: str) -> str:
    """Return the thing that a longer line names: what stands before the comment on it."""
    title = " ".join(title.split())
    if len(title.split()) > 12:
        title = re.split(r"\s[–—-]\s|(?<=[a-z])[.!?]\s", title, maxsplit=1)[0]
    return title[:_LONGEST_TITLE].strip(" ,;:–—-")
