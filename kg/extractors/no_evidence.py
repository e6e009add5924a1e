"""An episode and its stretches in; which of them, and which of their words, are no evidence of what is talked about, out.

Advertisements, calls to subscribe and lists of the panel name much that nobody speaks of; so do addresses,
the labels of profiles and the names of podcasts within an ordinary sentence.
"""

from __future__ import annotations

import re

from kg.extractors.passages import Stretch
from kg.links import identify
from kg.model import Episode
from kg.naming import title_from_slug

_PROFILE_WORDS = re.compile(
    r"^(?:twitter|github|git|gitlab|blog|website|web site|medium|linkedin|facebook|instagram|youtube|dribbble|stack overflow|email|mastodon|codepen|npm|@\w+"
    r"|[A-Z][\w’'.-]+ [A-Z][\w’'.-]+ [–—-] (?:twitter|github|git|gitlab|medium|linkedin|facebook|instagram|youtube)|.{2,40}[’']s? (?:twitter|github|medium|linkedin|blog|website|instagram|youtube|facebook|codepen|git hub).*)$",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"subscribe|itunes|stitcher|rss feed|follow (?:us|devchat)|google play|leave (?:us )?a review",
    re.IGNORECASE,
)
_SUBSCRIBE = re.compile(
    r"subscribe to (?:the|our|this) (?:show|podcast)|favou?rite (?:podcast|podcatcher)|(?:itunes|google play|rss) feed",
    re.IGNORECASE,
)
"""What a host says of the show itself; the names around it are where to hear it."""

_AROUND = 220
"""Code points on either side of such words that belong to them."""

_AD_LINE = re.compile(r"(?:\W*(?:\d{1,2}:)?\d{1,3}:\d{2}|END)?\W*(?:advertisements?|ads?)\b", re.IGNORECASE)
_PODCAST = re.compile(
    r"(?<!\w)(?:[A-Z][\w.]{0,30}|in|of|to|the)(?: (?:[A-Z][\w.]{0,30}|in|of|to|the)){1,4} (?:[Pp]odcast|[Ss]how)\b"
)
"""The name of a podcast: what it is made of is not talked about (Ruby Rogues podcast)."""

_DOMAIN = re.compile(
    r"\.(?:com|io|org|net|tv|co|dev|fm|me|app|us|info|ly)\b| ?(?:dot|\.) ?com\b| comm? (?:for(?:ward)? )?slash\b",
    re.IGNORECASE,
)
"""What follows a name in an address, as written or as said aloud."""


def is_evidence(episode: Episode, stretch: Stretch) -> bool:
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


def in_panel(episode: Episode, stretch: Stretch) -> bool:
    """Whether a stretch lists the people of the episode, whose employers and sites are not talked about."""
    return stretch.section is not None and episode.sections[stretch.section].kind in ("panel", "guests")


def sponsor_pages(episode: Episode) -> frozenset[str]:
    """Return the canonical URLs that the sponsors' sections link to; elsewhere in the notes they are advertising too."""
    return frozenset(
        link.canonical
        for link in episode.links
        if link.section is not None and link.canonical and episode.sections[link.section].kind == "sponsors"
    )


def hides_names(text: str, canonical: str) -> bool:
    """Whether the names in a link's text are no evidence, since it is a bare URL or the label of a profile.

    Args:
        text: the link's words.
        canonical: the canonical URL that it leads to.
    """
    text = text.strip()
    if re.match(r"(?:https?://|www\.)\S+$", text):
        return True
    return bool(_PROFILE_WORDS.match(text)) and identify(canonical)[0] in ("profile", None)


class HiddenWords:
    """The words of one episode's stretches that are no evidence: bare URLs, profile labels, sponsors' links, names of podcasts."""

    def __init__(self, episode: Episode) -> None:
        self._paid = sponsor_pages(episode)
        show = title_from_slug(episode.show)
        self._show_words = show.casefold()
        self._show = re.compile(re.escape(show), re.IGNORECASE) if " " in show else None
        self._spans: dict[int, list[tuple[int, int]]] = {}

    def covers(self, stretch: Stretch, start: int, end: int) -> bool:
        """Whether `stretch.text.string[start:end]` touches such words."""
        string = stretch.text.string
        if stretch.section is not None and len(string) < 48 and _PROFILE_WORDS.match(string):
            return True
        if id(stretch) not in self._spans:
            self._spans[id(stretch)] = self._find(stretch)
        return any(a < end and start < b for a, b in self._spans[id(stretch)]) or _in_address(
            string, start, end
        )

    def _find(self, stretch: Stretch) -> list[tuple[int, int]]:
        string = stretch.text.string
        spans = [
            (link.start, link.end)
            for link in stretch.links
            if hides_names(string[link.start : link.end], link.canonical) or link.canonical in self._paid
        ]
        # The searches are slow, and most stretches have none of the words that they need.
        lowered = string.casefold()
        if "podcast" in lowered or " show" in lowered:
            spans += [m.span() for m in _PODCAST.finditer(string)]
        if stretch.turn is not None and ("podca" in lowered or "subscribe" in lowered or " feed" in lowered):
            spans += [(m.start() - _AROUND, m.end() + _AROUND) for m in _SUBSCRIBE.finditer(string)]
        if self._show and self._show_words in lowered:
            spans += [m.span() for m in self._show.finditer(string)]
        return spans


def _in_address(string: str, start: int, end: int) -> bool:
    """Whether the name is part of a URL, a host name, an e-mail address, a path or a handle."""
    before, after = string[max(0, start - 1) : start], string[end : end + 2]
    if before and before in "@/#~":
        return before != "/" or not string[max(0, start - 2) : start - 1].isalnum()
    if before == "." and string[max(0, start - 2) : start - 1].isalnum() and string[start] != ".":
        return True
    if string[start] == "." and before.isalnum() and string[start:end].islower():
        return True
    if _DOMAIN.match(string[end : end + 24]):
        return True
    return bool(re.match(r"@\w|/\w", after)) and not string[start:end][:1].isupper()
