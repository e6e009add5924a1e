"""An episode's stretches and the catalogue in; the technologies named in it, with every mention, out.

Names of the catalogue are found in the text and in links. A weak name (Lambda, Go, Rack) counts
only where something supports it; advertisements, profile links and boilerplate are no evidence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from kg.catalog import Catalogue, Entry, Hit
from kg.extractors.passages import Passages, Stretch, sentence_bounds
from kg.links import identify
from kg.model import Episode, Evidence, Mention, Person, Technology
from kg.naming import title_from_slug

_NEAR = 2
"""Turns or lines on either side in which support for a weak name may stand."""

_AWS_EPISODE = 4
"""An episode with so many certain mentions of AWS is about it: its weak names are supported throughout."""

_PROFILE_WORDS = re.compile(
    r"^(?:twitter|github|git|gitlab|blog|website|web site|medium|linkedin|facebook|instagram|youtube|dribbble|stack overflow|email|mastodon|codepen|npm|@\w+"
    r"|.{2,40}[’']s? (?:twitter|github|medium|linkedin|blog|website|instagram|youtube|facebook|codepen|git hub).*)$",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"subscribe|itunes|stitcher|rss feed|follow (?:us|devchat)|google play|leave (?:us )?a review",
    re.IGNORECASE,
)
_AD_LINE = re.compile(r"(?:\W*(?:\d{1,2}:)?\d{1,3}:\d{2}|END)?\W*(?:advertisements?|ads?)\b", re.IGNORECASE)
_PODCAST = re.compile(
    r"(?<!\w)(?:[A-Z][\w.]{0,30}|in|of|to|the)(?: (?:[A-Z][\w.]{0,30}|in|of|to|the)){1,4} (?:[Pp]odcast|[Ss]how)\b"
)
"""The name of a podcast: what it is made of is not talked about (Ruby Rogues podcast)."""

_CONFIDENCE: dict[str, float] = {"alias": 0.95, "cased": 0.9, "weak": 0.75}


class _Found(NamedTuple):
    stretch: Stretch
    position: int
    """Of the stretch among the episode's."""
    hit: Hit


def extract_technologies(
    episode: Episode,
    stretches: Sequence[Stretch],
    people: Sequence[Person],
    passages: Passages,
    sources: Sequence[str],
    catalogue: Catalogue,
) -> tuple[Technology, ...]:
    """Return the technologies by name, each with its mentions in order of the text.

    Args:
        people: those named in the episode; what is part of a full name is no technology.
        sources: the decoded text of each of the episode's sources, for the surfaces.
    """
    named = {
        (m.span.source, at)
        for p in people
        for m in p.mentions
        if " " in m.surface
        for at in range(m.span.start, m.span.end)
    }
    found = [f for f in _names(episode, stretches, catalogue) if _place_of(f) not in named]
    linked = _links(episode, stretches, catalogue)
    kept = _supported(found, linked, stretches)
    mentions: dict[str, list[Mention]] = defaultdict(list)
    covered: set[tuple[str, int, int]] = set()
    for item in kept:
        hit = item.hit
        place = item.stretch
        evidence: Evidence = "catalogue"
        mentions[hit.entry.id].append(
            passages.mention(
                place, hit.start, hit.end, sources[place.text.source], evidence, _CONFIDENCE[hit.status]
            )
        )
        covered.add((hit.entry.id, item.position, hit.start))
    for position, stretch, start, end, entry in linked:
        inside = any((entry.id, position, at) in covered for at in range(start, end))
        if not inside and end > start:
            mentions[entry.id].append(
                passages.mention(stretch, start, end, sources[stretch.text.source], "link", 0.97)
            )
    return tuple(
        Technology(
            entry_id,
            catalogue.entries[entry_id].name,
            catalogue.entries[entry_id].kind,
            tuple(sorted(m, key=lambda x: x.span)),
        )
        for entry_id, m in sorted(
            mentions.items(), key=lambda pair: catalogue.entries[pair[0]].name.casefold()
        )
    )


def _place_of(found: _Found) -> tuple[int, int]:
    """Return the source and the offset at which a name begins."""
    text = found.stretch.text
    return text.source, text.offset(found.hit.start)


def _is_evidence(episode: Episode, stretch: Stretch) -> bool:
    """Whether what a stretch names is talked about: no advertisement, no boilerplate."""
    if stretch.place == "sponsors":
        return False
    if stretch.section is not None and episode.sections[stretch.section].kind == "boilerplate":
        return False
    if stretch.turn is None and _AD_LINE.match(stretch.text.string):
        return False
    return not (
        stretch.turn is None and _BOILERPLATE.search(stretch.text.string) and len(stretch.text.string) < 200
    )


def _names(episode: Episode, stretches: Sequence[Stretch], catalogue: Catalogue) -> list[_Found]:
    """Return the catalogue's names in the text, those in URLs, addresses and profile labels left out."""
    found: list[_Found] = []
    paid = sponsor_pages(episode)
    show = title_from_slug(episode.show)
    for position, stretch in enumerate(stretches):
        if not _is_evidence(episode, stretch):
            continue
        string = stretch.text.string
        hidden = [
            (link.start, link.end)
            for link in stretch.links
            if _hides(string[link.start : link.end], link.canonical) or link.canonical in paid
        ]
        hidden += [m.span() for m in _PODCAST.finditer(string)]
        if " " in show:
            hidden += [m.span() for m in re.finditer(re.escape(show), string, re.IGNORECASE)]
        panel = stretch.section is not None and episode.sections[stretch.section].kind in ("panel", "guests")
        for hit in catalogue.find(string):
            if any(a < hit.end and hit.start < b for a, b in hidden) or _in_address(
                string, hit.start, hit.end
            ):
                continue
            if panel and hit.status != "alias":
                continue
            if stretch.section is not None and _PROFILE_WORDS.match(string) and len(string) < 48:
                continue
            found.append(_Found(stretch, position, hit))
    return found


def sponsor_pages(episode: Episode) -> frozenset[str]:
    """Return the canonical URLs that the sponsors' sections link to; elsewhere in the notes they are advertising too."""
    return frozenset(
        link.canonical
        for link in episode.links
        if link.section is not None and link.canonical and episode.sections[link.section].kind == "sponsors"
    )


def _hides(text: str, canonical: str) -> bool:
    """Whether a link's text is no evidence: a bare URL, or the label of a profile."""
    text = text.strip()
    if re.match(r"(?:https?://|www\.)\S+$", text):
        return True
    return bool(_PROFILE_WORDS.match(text)) and identify(canonical)[0] in ("profile", None)


def _in_address(string: str, start: int, end: int) -> bool:
    """Whether the name is part of a URL, a host name, an e-mail address, a path or a handle."""
    before, after = string[max(0, start - 1) : start], string[end : end + 2]
    if before and before in "@/#~":
        return before != "/" or not string[max(0, start - 2) : start - 1].isalnum()
    if before == "." and string[max(0, start - 2) : start - 1].isalnum() and string[start] != ".":
        return True
    if re.match(
        r"\.(?:com|io|org|net|tv|co|dev|fm|me|app|us|info|ly)\b", string[end : end + 6], re.IGNORECASE
    ):
        return True
    return bool(re.match(r"@\w|/\w", after)) and not string[start:end][:1].isupper()


def _links(
    episode: Episode, stretches: Sequence[Stretch], catalogue: Catalogue
) -> list[tuple[int, Stretch, int, int, Entry]]:
    """Return (position, stretch, start, end, entry) for the links that point to a known technology's own page."""
    found = []
    paid = sponsor_pages(episode)
    for position, stretch in enumerate(stretches):
        if not stretch.links or not _is_evidence(episode, stretch):
            continue
        if stretch.section is not None and episode.sections[stretch.section].kind in ("panel", "guests"):
            continue
        for link in stretch.links:
            text = stretch.text.string[link.start : link.end]
            if not link.canonical or link.canonical in paid or _hides(text, link.canonical):
                continue
            entry = entry_of(link.canonical, catalogue)
            if entry and _names_it(text, link.canonical, entry):
                found.append((position, stretch, link.start, link.end, entry))
    return found


def entry_of(canonical: str, catalogue: Catalogue) -> Entry | None:
    """Return the technology whose repository, package or page a canonical URL is."""
    kind, target = identify(canonical)
    if kind == "repository" and target:
        return catalogue.by_repository(target)
    if kind == "package" and target:
        return catalogue.by_package(target)
    return catalogue.by_page(canonical)


def _names_it(text: str, canonical: str, entry: Entry) -> bool:
    """Whether a link stands for the thing itself: a home page, or a text that says so; not an article on its site."""
    path = canonical.partition("?")[0].casefold()
    own = any(path == host.casefold().rstrip("/") for host in entry.hosts) or identify(canonical)[0] in (
        "repository",
        "package",
    )
    words = len(text.split())
    if entry.kind == "aws-service" and canonical.startswith("aws.amazon.com/") and words <= 8:
        return True
    return own and words <= 6


def _supported(
    found: list[_Found], linked: list[tuple[int, Stretch, int, int, Entry]], stretches: Sequence[Stretch]
) -> list[_Found]:
    """Return the mentions that stand on their own, and the weak ones that something supports."""
    strong = [f for f in found if f.hit.status != "weak"]
    certain = {f.hit.entry.id for f in strong} | {entry.id for *_, entry in linked}
    aws_at = sorted(
        {f.position for f in strong if _is_aws(f.hit.entry)}
        | {position for position, _, _, _, entry in linked if _is_aws(entry)}
    )
    about_aws = (
        sum(_is_aws(f.hit.entry) for f in strong) + sum(_is_aws(e) for *_, e in linked) >= _AWS_EPISODE
    )
    kept = list(strong)
    for item in found:
        if item.hit.status != "weak":
            continue
        entry = item.hit.entry
        if _contradicted(item):
            continue
        if _is_lowercase_word(item):
            supported = any(
                _close(item, f)
                for f in strong
                if f.hit.entry.id == entry.id or (_is_aws(entry) and _is_aws(f.hit.entry))
            )
        else:
            supported = entry.id in certain or (
                _is_aws(entry) and (about_aws or _near(item.position, aws_at))
            )
        if supported or _cued(item, stretches):
            kept.append(item)
    return sorted(kept, key=lambda f: (f.position, f.hit.start))


_BESIDE = 48
"""Code points on either side of a weak name in which a word may speak against it."""

_CLOSE = 200
"""Code points within which a certain name supports a weak one in small letters."""


def _contradicted(item: _Found) -> bool:
    """Whether a word beside the name says that it is something else."""
    against = item.hit.entry.against
    if not against:
        return False
    string = item.stretch.text.string
    beside = (
        string[max(0, item.hit.start - _BESIDE) : item.hit.start]
        + " "
        + string[item.hit.end : item.hit.end + _BESIDE]
    )
    return bool(against & set(re.findall(r"[^\W_]+", beside.casefold())))


def _is_lowercase_word(item: _Found) -> bool:
    """Whether the name is one word in small letters, which is most often an ordinary one."""
    written = item.stretch.text.string[item.hit.start : item.hit.end]
    return written.islower() and " " not in written


def _close(item: _Found, other: _Found) -> bool:
    return item.position == other.position and abs(item.hit.start - other.hit.start) <= _CLOSE


def _is_aws(entry: Entry) -> bool:
    return entry.kind == "aws-service" or entry.id == "amazon-web-services"


def _near(position: int, places: list[int]) -> bool:
    i = bisect_left(places, position - _NEAR)
    return i < len(places) and places[i] <= position + _NEAR


def _cued(item: _Found, stretches: Sequence[Stretch]) -> bool:
    """Whether one of the entry's cues stands in the sentence, its neighbours, or the lines around it."""
    cues = item.hit.entry.cues
    if not cues:
        return False
    string = item.stretch.text.string
    begin, stop = sentence_bounds(string, item.hit.start, item.hit.end)
    window = string[max(0, begin - 160) : item.hit.start] + " " + string[item.hit.end : stop + 160]
    if item.stretch.turn is None:
        around = stretches[max(0, item.position - 1) : item.position + 2]
        window += " " + " ".join(
            s.text.string for s in around if s is not item.stretch and s.section == item.stretch.section
        )
    lowered = window.casefold()
    return any(re.search(rf"(?<!\w){re.escape(cue)}(?!\w)", lowered) for cue in cues if cue in lowered)
