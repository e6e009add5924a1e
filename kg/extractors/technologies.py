"""An episode's stretches and the catalogue in; the technologies named in it, with every mention, out.

Names of the catalogue are found in the text and in links. A weak name (Lambda, Go, Rack) counts
only where something supports it; advertisements, profile links and boilerplate are no evidence.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from kg.catalog import Catalogue, Entry, Hit, fold
from kg.context import judge, opens_sentence
from kg.extractors.passages import Passages, Stretch, sentence_bounds
from kg.extractors.spelling import known_spelling
from kg.extractors.sponsors import sponsor_key
from kg.extractors.unlisted import find_unlisted, kind_of
from kg.links import identify
from kg.model import Episode, Evidence, Link, Mention, Person, Sponsor, Technology
from kg.naming import title_from_slug

_NEAR = 2
"""Turns or lines on either side in which support for a weak name may stand."""

_AWS_EPISODE = 4
"""An episode with so many certain mentions of AWS is about it: its weak names are supported throughout."""

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

_CONFIDENCE: dict[str, float] = {"alias": 0.95, "cased": 0.9, "weak": 0.75}
_LINKED = 0.97

_CONTEXT = 0.4
"""Log-odds (kg.context) from which the words around a weak name support it by themselves."""


class _Found(NamedTuple):
    """A name of the catalogue, and where it stands."""

    stretch: Stretch
    position: int
    """Of the stretch among the episode's."""
    hit: Hit
    why: str = ""


class _Page(NamedTuple):
    """A link to a known technology's own page."""

    position: int
    stretch: Stretch
    link: Link
    entry: Entry


class _Mentions:
    """Makes mentions, each place of the text once for a technology."""

    def __init__(self, passages: Passages, sources: Sequence[str]) -> None:
        self._passages, self._sources = passages, sources
        self.known: dict[str, list[Mention]] = defaultdict(list)

    def make(
        self, stretch: Stretch, start: int, end: int, evidence: Evidence, confidence: float, why: str
    ) -> Mention:
        """Return the mention of `stretch.text.string[start:end]`."""
        text = self._sources[stretch.text.source]
        return self._passages.mention(stretch, start, end, text, evidence, confidence, why=why)


def extract_technologies(
    episode: Episode,
    stretches: Sequence[Stretch],
    people: Sequence[Person],
    sponsors: Sequence[Sponsor],
    passages: Passages,
    sources: Sequence[str],
    catalogue: Catalogue,
) -> tuple[Technology, ...]:
    """Return the technologies by name, each with its mentions in order of the text.

    Args:
        people: those named in the episode; what is part of a full name is no technology.
        sponsors: who pays for it; what its advertisement says of it is no evidence.
        sources: the decoded text of each of the episode's sources, for the surfaces.
    """
    spoken = [position for position, stretch in enumerate(stretches) if _is_evidence(episode, stretch)]
    named = _person_places(people)
    hidden = _Hidden(episode)
    found = [
        f
        for f in _names(episode, stretches, spoken, hidden, catalogue)
        if _place_of(f.stretch, f.hit.start) not in named
    ]
    linked = _links(episode, stretches, spoken, catalogue)
    paid = _Advertised(stretches, spoken, sponsors)
    kept = [f for f in _supported(found, linked, stretches) if not paid.covers(f)]
    mentions = _Mentions(passages, sources)
    others = list(_unlisted(episode, stretches, spoken, kept, people, hidden, mentions, catalogue))
    longer = {
        (m.span.source, at) for t in others for m in t.mentions for at in range(m.span.start, m.span.end)
    }
    kept = [f for f in kept if _place_of(f.stretch, f.hit.start) not in longer]
    known, others = _respelt(list(_known(kept, linked, mentions, catalogue)), others, catalogue)
    return tuple(sorted([*known, *others], key=lambda t: (t.name.casefold(), t.name)))


def _known(
    kept: Sequence[_Found], linked: Sequence[_Page], mentions: _Mentions, catalogue: Catalogue
) -> Iterator[Technology]:
    """Yield the catalogue's technologies that `kept` and `linked` name."""
    made: dict[str, list[Mention]] = defaultdict(list)
    pages: dict[str, set[str]] = defaultdict(set)
    covered: set[tuple[str, int, int]] = set()
    for item in kept:
        hit = item.hit
        made[hit.entry.id].append(
            mentions.make(item.stretch, hit.start, hit.end, "catalogue", _CONFIDENCE[hit.status], item.why)
        )
        covered.add((hit.entry.id, item.position, hit.start))
    for position, stretch, link, entry in linked:
        pages[entry.id].add(link.canonical)
        if (
            not any((entry.id, position, at) in covered for at in range(link.start, link.end))
            and link.end > link.start
        ):
            why = f"linked: {link.canonical}"
            made[entry.id].append(mentions.make(stretch, link.start, link.end, "link", _LINKED, why))
    for entry_id, items in made.items():
        entry = catalogue.entries[entry_id]
        ordered = tuple(sorted(items, key=lambda m: m.span))
        yield Technology(entry.id, entry.name, entry.kind, ordered, tuple(sorted(pages[entry_id])))


def _respelt(
    known: Sequence[Technology], others: Sequence[Technology], catalogue: Catalogue
) -> tuple[list[Technology], list[Technology]]:
    """Return both with those of `others` that are known ones in another spelling moved to `known`."""
    named = [catalogue.entries[t.id] for t in known if t.id]
    made = {t.id: t for t in known}
    rest: list[Technology] = []
    for other in others:
        entry = None if other.pages else known_spelling(other.name, named, catalogue)
        if entry is None:
            rest.append(other)
            continue
        slips = [replace(m, why=f"another spelling of {entry.name}") for m in other.mentions]
        before = made.get(entry.id, Technology(entry.id, entry.name, entry.kind, ()))
        mentions = tuple(sorted([*before.mentions, *slips], key=lambda m: m.span))
        made[entry.id] = replace(before, mentions=mentions)
    return list(made.values()), rest


def _unlisted(
    episode: Episode,
    stretches: Sequence[Stretch],
    spoken: Sequence[int],
    kept: Sequence[_Found],
    people: Sequence[Person],
    hidden: _Hidden,
    mentions: _Mentions,
    catalogue: Catalogue,
) -> Iterator[Technology]:
    """Yield the technologies that the catalogue does not know."""
    hits: dict[int, list[Hit]] = {
        position: [] for position in spoken if not _in_panel(episode, stretches[position])
    }
    for item in kept:
        hits.setdefault(item.position, []).append(item.hit)
    names = {fold(name) for p in people for name in (p.name, *p.aliases, *p.name.split())}
    places = _person_places(people, whole=False)

    def taken(stretch: Stretch, start: int, end: int) -> bool:
        return (
            fold(stretch.text.string[start:end]) in names
            or any(_place_of(stretch, at) in places for at in (start, end - 1))
            or hidden.covers(stretch, start, end)
        )

    for candidate, score in find_unlisted(stretches, hits, taken, catalogue):
        confidence = round(1 / (1 + math.exp(-score)), 2)
        made = [
            mentions.make(stretches[position], start, end, candidate.evidence, confidence, candidate.reason)
            for position, start, end in candidate.places
        ]
        ordered = tuple(sorted(made, key=lambda m: m.span))
        yield Technology(None, candidate.name, kind_of(candidate), ordered, tuple(sorted(candidate.pages)))


def _person_places(people: Sequence[Person], whole: bool = True) -> set[tuple[int, int]]:
    """Return the (source, offset) of every character of people's names; with `whole` only of full names."""
    return {
        (m.span.source, at)
        for p in people
        for m in p.mentions
        if " " in m.surface or not whole
        for at in range(m.span.start, m.span.end)
    }


def _place_of(stretch: Stretch, start: int) -> tuple[int, int]:
    """Return the source and the offset at which a name begins."""
    return stretch.text.source, stretch.text.offset(start)


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


_SALES = re.compile(
    r"\bsponsor|brought to you|\bcoupon|promo code|free trial|\bsign up|(?:forward )?slash \w+|off your first|check (?:them|it) out|want to thank",
    re.IGNORECASE,
)
_READ = 700
"""Code points that an advertisement read aloud stretches to either side of words like "sponsor" or "coupon"."""


class _Advertised:
    """Where the talk reads an advertisement for a sponsor, which captions do not set apart."""

    def __init__(
        self, stretches: Sequence[Stretch], spoken: Sequence[int], sponsors: Sequence[Sponsor]
    ) -> None:
        self._keys = {sponsor_key(sponsor.name) for sponsor in sponsors}
        self._stretches, self._spoken = stretches, spoken

    @cached_property
    def _talk(self) -> tuple[dict[int, int], list[int]]:
        """Where each turn begins in the talk as a whole, and where the talk has words that sell."""
        at: dict[int, int] = {}
        sales: list[int] = []
        length = 0
        for position in self._spoken:
            stretch = self._stretches[position]
            if stretch.turn is not None:
                at[position] = length
                sales += [length + m.start() for m in _SALES.finditer(stretch.text.string)]
                length += len(stretch.text.string)
        return at, sales

    def covers(self, item: _Found) -> bool:
        """Whether `item` names a sponsor where its advertisement is read."""
        if not self._keys & {sponsor_key(item.hit.entry.name), sponsor_key(_written(item))}:
            return False
        begins, sales = self._talk
        if item.position not in begins:
            return False
        place = begins[item.position] + item.hit.start
        i = bisect_left(sales, place - _READ)
        return i < len(sales) and sales[i] <= place + _READ


class _Hidden:
    """Which words of a stretch are no evidence: bare URLs, profile labels, sponsors' links, names of podcasts."""

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
            if _hides(string[link.start : link.end], link.canonical) or link.canonical in self._paid
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


def _names(
    episode: Episode,
    stretches: Sequence[Stretch],
    spoken: Sequence[int],
    hidden: _Hidden,
    catalogue: Catalogue,
) -> Iterator[_Found]:
    """Yield the catalogue's names in the text, those in URLs, addresses and profile labels left out."""
    for position in spoken:
        stretch = stretches[position]
        panel = _in_panel(episode, stretch)
        for hit in catalogue.find(stretch.text.string):
            if not hidden.covers(stretch, hit.start, hit.end) and not (panel and hit.status != "alias"):
                yield _Found(stretch, position, hit)


def _in_panel(episode: Episode, stretch: Stretch) -> bool:
    """Whether a stretch lists the people of the episode, whose employers and sites are not talked about."""
    return stretch.section is not None and episode.sections[stretch.section].kind in ("panel", "guests")


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


_DOMAIN = re.compile(
    r"\.(?:com|io|org|net|tv|co|dev|fm|me|app|us|info|ly)\b| ?(?:dot|\.) ?com\b| comm? (?:for(?:ward)? )?slash\b",
    re.IGNORECASE,
)
"""What follows a name in an address, as written or as said aloud."""


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


def _links(
    episode: Episode, stretches: Sequence[Stretch], spoken: Sequence[int], catalogue: Catalogue
) -> list[_Page]:
    """Return the links that point to a known technology's own page."""
    found = []
    paid = sponsor_pages(episode)
    for position in spoken:
        stretch = stretches[position]
        if not stretch.links or _in_panel(episode, stretch):
            continue
        for link in stretch.links:
            text = stretch.text.string[link.start : link.end]
            if not link.canonical or link.canonical in paid or _hides(text, link.canonical):
                continue
            entry = entry_of(link.canonical, catalogue) or _namesake(text, link.canonical, catalogue)
            if entry and _names_it(text, link.canonical, entry):
                found.append(_Page(position, stretch, link, entry))
    return found


def _namesake(text: str, canonical: str, catalogue: Catalogue) -> Entry | None:
    """Return the technology that a link's text names where its repository or package bears that very name."""
    kind, target = identify(canonical)
    if kind not in ("repository", "package") or not target:
        return None
    own = re.split(r"[/:]", target)[-1]
    return catalogue.named(own) if fold(text.strip(" .,:")) in (fold(own), fold(target)) else None


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


_CERTAIN = {"alias": "a name of the catalogue", "cased": "a name of the catalogue, written so"}


def _supported(
    found: Iterable[_Found], linked: Sequence[_Page], stretches: Sequence[Stretch]
) -> list[_Found]:
    """Return the mentions that stand on their own, and the weak ones that something supports, each with why."""
    found = list(found)
    strong = [f._replace(why=_CERTAIN[f.hit.status]) for f in found if f.hit.status != "weak"]
    support = _Support(strong, linked, stretches)
    kept = list(strong)
    for item in found:
        if item.hit.status == "weak":
            meant = (
                item._replace(hit=item.hit._replace(entry=entry))
                for entry in (item.hit.entry, *item.hit.rivals)
            )
            reasons = ((one, support.reason(one)) for one in meant if not _contradicted(one))
            kept += [one._replace(why=why) for one, why in reasons if why][:1]
    return sorted(kept, key=lambda f: (f.position, f.hit.start))


class _Support:
    """What of an episode supports its weak names."""

    def __init__(self, strong: list[_Found], linked: Sequence[_Page], stretches: Sequence[Stretch]) -> None:
        self._stretches = stretches
        self._certain = {f.hit.entry.id for f in strong} | {page.entry.id for page in linked}
        self._at: dict[int, list[_Found]] = defaultdict(list)
        for f in strong:
            self._at[f.position].append(f)
        aws = [f.position for f in strong if _is_aws(f.hit.entry)]
        aws += [page.position for page in linked if _is_aws(page.entry)]
        self._aws_at = sorted(set(aws))
        self._about_aws = len(aws) >= _AWS_EPISODE

    def reason(self, item: _Found) -> str:
        """Return what supports a weak name, empty where nothing does."""
        entry = item.hit.entry
        if _is_lowercase_word(item):
            for other in self._at[item.position]:
                if _close(item, other) and (
                    other.hit.entry.id == entry.id or (_is_aws(entry) and _is_aws(other.hit.entry))
                ):
                    return f"beside {_written(other)}"
        elif entry.id in self._certain:
            return "named beyond doubt elsewhere in the episode"
        elif _is_aws(entry) and self._about_aws:
            return "the episode is about AWS"
        elif _is_aws(entry) and _near(item.position, self._aws_at):
            return "AWS is spoken of near by"
        listed = self._listed(item)
        if listed:
            return listed
        cue = _cue(item, self._stretches)
        if cue:
            return f"beside “{cue}”"
        return self._by_context(item)

    def _listed(self, item: _Found) -> str:
        """Return the sure technology that the name stands in one list with: NumPy or requests; empty for none."""
        string, hit = item.stretch.text.string, item.hit
        for other in self._at[item.position]:
            between = (
                string[other.hit.end : hit.start]
                if other.hit.end <= hit.start
                else string[hit.end : other.hit.start]
            )
            if _JOINT.fullmatch(between) and not string[hit.end :].startswith(" to "):
                return f"in a list with {_written(other)}"
        return ""

    def _by_context(self, item: _Found) -> str:
        string = item.stretch.text.string
        if _is_aws(item.hit.entry) and not self._aws_at:
            return ""
        if not _written(item)[0].isupper() or opens_sentence(string, item.hit.start) or _in_longer_name(item):
            return ""
        known = [f.hit for f in self._at[item.position]]
        judged = judge(
            string, item.hit.start, item.hit.end, known, notes=item.stretch.turn is None, ordinary=False
        )
        if judged.score < _CONTEXT:
            return ""
        return "words around it: " + "; ".join(judged.why)


_JOINT = re.compile(r",? (?:or|and|&) (?:like )?|, |/| / | vs\.? | versus ")

_CAPITAL_BESIDE = re.compile(r"[A-Z][\w’'.-]*[ -]$"), re.compile(r"[ -](?:[A-Z]|\d)")


def _in_longer_name(item: _Found) -> bool:
    """Whether a capitalised word stands beside the name, which is then part of another's: Access Control Lists."""
    string, hit = item.stretch.text.string, item.hit
    before, after = _CAPITAL_BESIDE
    left = before.search(string[max(0, hit.start - 40) : hit.start])
    opening = left is not None and opens_sentence(string, max(0, hit.start - 40) + left.start())
    return (left is not None and not opening) or after.match(string[hit.end : hit.end + 2]) is not None


def _written(item: _Found) -> str:
    return item.stretch.text.string[item.hit.start : item.hit.end]


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


def _cue(item: _Found, stretches: Sequence[Stretch]) -> str:
    """Return the first of the entry's cues that stands in the sentence, its neighbours, or the lines around it; empty for none."""
    cues = item.hit.entry.cues
    if not cues:
        return ""
    string = item.stretch.text.string
    begin, stop = sentence_bounds(string, item.hit.start, item.hit.end)
    window = string[max(0, begin - 160) : item.hit.start] + " " + string[item.hit.end : stop + 160]
    if item.stretch.turn is None:
        around = stretches[max(0, item.position - 1) : item.position + 2]
        window += " " + " ".join(
            s.text.string for s in around if s is not item.stretch and s.section == item.stretch.section
        )
    lowered = window.casefold()
    said = (
        cue
        for cue in sorted(cues)
        if cue in lowered and re.search(rf"(?<!\w){re.escape(cue)}(?!\w)", lowered)
    )
    return next(said, "")
