"""Stretches and the known technologies in; names of technologies that no catalogue has, out.

Such a name is a candidate where it is written like a name, or where a link's text names a
repository, a package or a product's home page. What speaks for it is added up as log-odds: the
words around it (kg.context), patterns that say outright what a thing is ("a gem called X", "the X
library"; Hearst 1992, "Automatic acquisition of hyponyms from large text corpora"), and links.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from spacy.lang.en.stop_words import STOP_WORDS

from kg.catalog import Catalogue, Hit, fold
from kg.context import common_words, judge, opens_sentence
from kg.extractors.passages import Stretch
from kg.links import identify
from kg.model import Kind, Link
from kg.names import is_given_name, is_surname, lexical_score

THRESHOLD = 0.5
"""Log-odds from which a candidate is taken for a technology; set on annotated episodes."""

_NAMED, _CALLED_SO, _LISTED_WITH, _LINKED, _HOME = 3.0, 1.5, 2.5, 3.5, 1.5
_MOST_JUDGED = 6
"""The words around a name are read at so many of its places."""
_NOT_SO = -2.0
"""What a place weighs that says it is a company's name or the like."""
_DOUBT = -1.5
"""Below this the words around a name count no further, where a link or a pattern speaks for it."""

_AGAIN, _PERSONAL, _ORDINARY, _COMPOUND, _SHORT = 0.25, -1.2, -0.6, -1.0, -0.8
"""What a pattern, a mere "called", a place in a list of technologies, a link to its repository, one to its home page, a further mention, a person's name, an ordinary word, a known name at its beginning, a short abbreviation weigh."""

_WORD = r"[A-Z][\w+#]*(?:[.’'&-][\w+#]+)*"
NAME = re.compile(rf"(?<![\w@/#.’'-]){_WORD}(?: (?:{_WORD}|\d+(?:\.\d+)*(?!\w)))*")
_LINK_NAME = re.compile(r"@?[\w][\w+#./’'&!:-]*(?: [\w+#.&][\w+#./’'&-]*){0,3}")

CALLED, LISTED = "introduced by “called”", "in a list with "

_HEADS: dict[str, Kind] = {
    **dict.fromkeys(("app", "application", "game", "product", "software"), "product"),
    **dict.fromkeys(("library", "gem", "package", "module", "sdk", "pod", "component", "wrapper", "polyfill", "middleware", "crate"), "library"),
    **dict.fromkeys(("framework",), "framework"),
    **dict.fromkeys(
        ("tool", "plugin", "plug-in", "extension", "editor", "ide", "cli", "compiler", "linter", "bundler", "debugger", "client", "utility", "command", "script", "browser",
         "theme", "emulator", "simulator", "profiler", "add-on", "generator", "command-line", "runner", "parser", "bot"), "tool"),
    **dict.fromkeys(("service", "saas", "host", "cms", "startup"), "cloud-service"),
    **dict.fromkeys(("platform", "paas"), "platform"),
    **dict.fromkeys(("database", "datastore"), "database"),
    **dict.fromkeys(("language", "dialect"), "language"),
    **dict.fromkeys(("protocol",), "protocol"),
    **dict.fromkeys(("format", "spec"), "format"),
    **dict.fromkeys(("device", "phone", "laptop", "board", "keyboard", "headset", "microcontroller", "drone"), "hardware"),
    **dict.fromkeys(("os", "distro"), "os"),
}  # fmt: skip
"""Nouns that say what a thing is, with the kind that they tell."""

_NOUN = "|".join(sorted(map(re.escape, _HEADS), key=lambda noun: (-len(noun), noun)))
_CALLED = re.compile(
    rf"\b({_NOUN})s?(?: (?:out there|that is|that’s|that's|which is|I use|we use))?(?:,)? (?:called|named|known as) (?:the )?[\"“‘']?$", re.IGNORECASE
)  # fmt: skip
_CALLED_SOMETHING = re.compile(
    r"\b(?:project|system|thing|something|stuff|technology|solution|stack|one|it[’']?s?|that[’']s|they[’']re|is|was)(?: is| was)?,? (?:called|named) (?:the )?[\"“‘']?$", re.IGNORECASE
)  # fmt: skip
_NOT_ONE = re.compile(
    r"\b(?:company|compan(?:y|ies)|startups?|start-up|agency|firm|business|consultancy|conference|meetup|organi[sz]ation|foundation|nonprofit|non-profit|charity|group|band|movie|film|show|series|podcast|book|novel|talk|course"
    r"|article|beer|restaurant|board game|card game|program(?=,? called)|beverage|guy|person|woman|place|town|city)s?(?: (?:out there|here in [A-Z]\w+|that is|that[’']s|which is|is))?,? (?:called|named) (?:the )?[\"“‘']?$|\b(?:C[ETO]O|founder|co-?founder|president|VP|folks|people|team) (?:here |over )?(?:of|at|from) (?:a (?:small |new )?(?:company|startup) called )?$",
    re.IGNORECASE,
)
"""What is said before a name that is a company's, an event's, a work's or a person's."""

_FOLLOWED = re.compile(rf"[\"”’']?(?: [a-z][\w-]+)? ({_NOUN})\b", re.IGNORECASE)
_IS_A = re.compile(
    rf"[\"”’']?(?:,)? (?:is|was|it’s|it's|which is|being)(?: (?:basically|really|actually|just|also|like|kind of))? (?:an?|the|this|another|our) (?:[\w-]+ ){{0,3}}?({_NOUN})\b", re.IGNORECASE
)  # fmt: skip

_NO_TECHNOLOGY = re.compile(
    r"NS[A-Z]\w+|(?:UI|CF|CG|PF|AV|MK|SK|CL|CA|GL|SC)[A-Z][a-z]\w*|use[A-Z]\w*|\w+(?:View|Controller|Delegate|Listener|Error|Exception|Event|Factory|Manager)s?"
    r"|\w*(?:[Cc]onf|Con|Camp|Fest|Summit|Casts?|CASTS?|Podcast|Rogues|Jabber|Meetup|Bridge|Mountain|University|Academy|Awards?)\d*"
    r"|.* (?:[Cc]onf(?:erence)?|Con|Camp|Fest|Summit|Casts?|Podcast|Show|Rogues|Jabber|Meetup|Weekly|Radio|Newsletter|University|School|Academy|Bootcamp|Course|Guide|Book|Day|Days"
    r"|Story|Stories|Group|Team|Inc|LLC|Street|Avenue|City|Award|Awards|Project|Training|Consulting|Tour|World|Live|Edition|Episode|UIs?|Code|Shop|Stuff|Apps?|Reddit|Developers?|Engineers?|Guys?|Community|Conferences?|Users?|Company|Labs|Wireless|Studios?|Solutions|Partners|Ventures|Holdings|Agency|Museum|Bestseller|Patterns?)"
    r"|.* APIs?|.*[’']s .*|.* (?:SDKs?|VMs?|Instances?)|[\w.]+-(?:[a-z]+)(?: .*)?"
    r"|C[A-Z]O|[A-Z]\d?|[A-Z]{1,2}s|\d.*|[A-Z]{2,5}s|(?:Book|Chapter|Part|Version|Season|Segment|Episode|Phase|Step|Day|Room) \d+.*|[A-Z]{2,4} \d{2,}"
)  # fmt: skip
"""Conferences, podcasts, single classes, plural abbreviations: written like technologies, and none."""

_TALK = frozenset(
    "yeah yes no okay ok oh hey hi hello well right alright sure sometimes maybe actually basically anyway let let's lets thanks thank guest host panel chuck laughter"
    " today tomorrow yesterday question questions answer absolutely definitely cool great awesome wow nice good gotcha hmm mm um uh people folks man dude guys person one two three"
    " first second third next last finally look looking see going get got make think say said know want use using like likely new old".split()
)
"""Words that open sentences of talk, besides spaCy's stop words."""
_OPENERS = STOP_WORDS | _TALK

_TALK_WORD = re.compile(r"[\w’']+")
_OPENER = re.compile(r"([\w’']+) (?=\w)")

_SUFFIX = re.compile(r"[’'](?:s|ve|ll|re|d|m)?$")
_VERSION = re.compile(r" v?\d[\d.]*")
_MEMBER = re.compile(r"(\w+)\.(?!(?:js|io|net|py|rb|rs|ai|dev|app|com|org)$)[a-z]\w*")
_SITE = re.compile(r"\.(?:com|io|org|net|tv|app|dev|co|me|sh|ai)$", re.IGNORECASE)

_BLANKS = re.compile(r"[\s-]+")
SMALL = re.compile(r"(?<![\w’'])[a-z][a-z’'-]+")
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december"
    " christmas easter thanksgiving halloween internet english american google-y i i'm ok".split()
)


@dataclass(slots=True)
class Candidate:
    """A name that may be a technology's, with all that was seen of it in the episode."""

    name: str
    places: list[tuple[int, int, int]] = field(default_factory=list)
    """(position of the stretch, start, end)."""
    scores: list[float] = field(default_factory=list)
    """Log-odds of the words around each mention that does not open a sentence."""
    why: list[str] = field(default_factory=list)
    kinds: Counter[Kind] = field(default_factory=Counter)
    pages: set[str] = field(default_factory=set)
    against: int = 0
    """How often it is said to be a company, an event, a work or a person."""
    evidence: Literal["link", "ner"] = "ner"
    compound: bool = False
    link: float = 0.0
    """What its best link weighs."""

    @property
    def reason(self) -> str:
        """What spoke most plainly for it: a link, a pattern, else the words around it."""
        return min(
            self.why, key=lambda w: (not w.startswith("linked"), not w.startswith("named"), w), default=""
        )

    def score(self, ordinary: bool) -> float:
        """Return the log-odds that the name is a technology's."""
        total = sum(self.scores) / len(self.scores) if self.scores else -1.5
        if self.said:
            total = max(total, _DOUBT)
        total += _AGAIN * (min(len(self.places), 5) - 1)
        total += _NAMED * any(w.startswith("named") for w in self.why)
        total += _CALLED_SO * any(w == CALLED for w in self.why) + _LISTED_WITH * any(
            w.startswith(LISTED) for w in self.why
        )
        total += self.link + _NOT_SO * min(self.against, 2)
        total += _COMPOUND * self.compound
        if ordinary:
            total += _ORDINARY
        if not self.said and self._is_common():
            return -9.0
        if is_given_name(self.name) or is_surname(self.name) or lexical_score(self.name):
            total += _PERSONAL if self.said else 2 * _PERSONAL
        if self.name.isupper() and self.name.isalpha() and len(self.name) <= 4:
            total += _SHORT
        return total

    @property
    def said(self) -> bool:
        """Whether a link or a pattern says that it is a technology."""
        return bool(self.link) or any(w.startswith(("named", CALLED, LISTED)) for w in self.why)

    def _is_common(self) -> bool:
        """Whether each of its words is one that talk commonly has."""
        words = [word.removesuffix("'s") for word in fold(self.name).split()]
        return all(word in common_words() or word.removesuffix("s") in common_words() for word in words)


def find_unlisted(
    stretches: Sequence[Stretch],
    known: Mapping[int, Sequence[Hit]],
    taken: Callable[[Stretch, int, int], bool],
    catalogue: Catalogue,
) -> list[tuple[Candidate, float]]:
    """Return the candidates that count as technologies, by name, with their log-odds.

    Args:
        known: by position of a stretch, the catalogue's names that count there; only the positions
            in it are read, which leaves out advertising and boilerplate.
        taken: whether a stretch's words are somebody's name or other words that name no technology.
    """
    small = {word for position in known for word in SMALL.findall(stretches[position].text.string)}
    found: dict[str, Candidate] = {}
    for position, hits in known.items():
        stretch = stretches[position]
        for start, end, inner in _names(stretch.text.string, hits, stretch.turn is not None):
            name = stretch.text.string[start:end]
            if stretch.text.string[max(0, start - 1) : start] == "[":
                continue  # a stage direction
            if opens_sentence(stretch.text.string, start) and _is_ordinary(name, small):
                continue  # its capital says nothing
            if taken(stretch, start, end) or not _may_be(name, catalogue):
                continue
            candidate = found.setdefault(fold(name), Candidate(name))
            candidate.compound = inner
            _see(candidate, stretch, position, start, end, hits, small)
    _add_lists(found, stretches, known, taken, catalogue)
    _add_links(found, stretches, known, taken, catalogue)
    kept = [(c, c.score(_is_ordinary(c.name, small))) for _, c in sorted(found.items()) if c.scores or c.why]
    return [(c, score) for c, score in kept if score >= THRESHOLD]


def _names(string: str, hits: Sequence[Hit], talk: bool) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, whether a known name begins it) of what is written like a name and is not known.

    Args:
        talk: whether the string is spoken, where a word that opens a sentence is no part of a name as
            it is of a title.
    """
    for match in NAME.finditer(string):
        start, end = match.span()
        opener = talk and _OPENER.match(string, start, end)
        if opener and opener.group(1).casefold() in _OPENERS and opens_sentence(string, start):
            start = opener.end()  # "So Quandle is …"
        if "’" in match.group() or "'" in match.group():
            end -= len(match.group()) - len(_SUFFIX.sub("", match.group()))
        inside = [hit for hit in hits if hit.start < end and start < hit.end]
        if not inside:
            yield start, end, False
        elif inside[0].start <= start and inside[-1].end < end and len(inside) == 1:
            if not _VERSION.fullmatch(string, inside[-1].end, end):
                yield start, end, True


def _may_be(name: str, catalogue: Catalogue) -> bool:
    """Whether nothing known speaks against `name` as a technology's."""
    folded = fold(name)
    if folded in catalogue.others or folded.removesuffix("s") in catalogue.others or folded in _DAYS:
        return False
    if any(word in _DAYS or word in ("i", "i'm") for word in folded.replace("’", "'").split()):
        return False
    if all(word in _OPENERS for word in _TALK_WORD.findall(folded)):
        return False
    if (member := _MEMBER.fullmatch(name)) and member.group(1) in catalogue:
        return False  # part of a known one: Ember.object
    if _SITE.search(name) and _SITE.sub("", name) in catalogue:
        return False  # the address of a known one
    return not _NO_TECHNOLOGY.fullmatch(name) and len(name) > 1 and name not in catalogue


def _see(
    candidate: Candidate,
    stretch: Stretch,
    position: int,
    start: int,
    end: int,
    hits: Sequence[Hit],
    small: set[str],
) -> None:
    """Add one mention, with what the words around it say, to `candidate`."""
    string = stretch.text.string
    candidate.places.append((position, start, end))
    for pattern, text in ((_CALLED, string[max(0, start - 60) : start]), (_IS_A, string[end : end + 70])):
        said = pattern.search(text) if pattern is _CALLED else pattern.match(text)
        if said:
            noun = said.group(1).casefold()
            candidate.kinds[_HEADS[noun]] += 4
            candidate.why.append(f"named as a {noun}")
    if _NOT_ONE.search(string[max(0, start - 80) : start]):
        candidate.against += 1
    if _CALLED_SOMETHING.search(string[max(0, start - 60) : start]):
        candidate.why.append(CALLED)
    followed = _FOLLOWED.match(string[end : end + 40])
    if followed:
        candidate.kinds[_HEADS[followed.group(1).casefold()]] += 2
    for hit in hits:
        if 0 < max(start - hit.end, hit.start - end) <= _LISTED:
            candidate.kinds[_LIKE.get(hit.entry.kind, hit.entry.kind)] += 1
    if len(candidate.scores) < _MOST_JUDGED and not opens_sentence(string, start):
        others = [hit for hit in hits if hit.end <= start or end <= hit.start]
        judged = judge(
            string,
            start,
            end,
            others,
            notes=stretch.turn is None,
            ordinary=_is_ordinary(candidate.name, small),
        )
        candidate.scores.append(judged.score)
        if judged.why:
            candidate.why.append("words around it: " + "; ".join(judged.why))


def _is_ordinary(name: str, small: set[str]) -> bool:
    """Whether the episode writes each word of `name` in small letters elsewhere."""
    return all(word in small for word in _BLANKS.split(name.casefold()))


_LISTED = 30
"""Code points within which a known technology counts as named in one list with the candidate."""

_LIKE: dict[Kind, Kind] = {
    "aws-service": "cloud-service",
    "platform": "cloud-service",
    "os": "tool",
    "language": "tool",
}
"""Kinds that a name no catalogue has is unlikely to be, with the one that it is instead."""

_ITEM = re.compile(r"([A-Z][\w+#.-]*(?: [A-Z0-9][\w+#.-]*){0,2})(?: [-–—:] .*|[.:]?)")


def _add_lists(
    found: dict[str, Candidate],
    stretches: Sequence[Stretch],
    known: Mapping[int, Sequence[Hit]],
    taken: Callable[[Stretch, int, int], bool],
    catalogue: Catalogue,
) -> None:
    """Add the lines of the notes that are but a name, where the lines around them are but names of known technologies."""
    alone = {
        position: hits[0]
        for position, hits in known.items()
        if len(hits) == 1
        and hits[0].start == 0
        and _ITEM.fullmatch("X" + stretches[position].text.string[hits[0].end :])
    }
    for position in known:
        stretch = stretches[position]
        item = _ITEM.fullmatch(stretch.text.string)
        if stretch.turn is not None or not item or position in alone:
            continue
        block = _block(position, stretches)
        beside = [alone[other] for other in block if other in alone]
        name = item.group(1)
        if (
            len(beside) < max(3, len(block) / 2)
            or taken(stretch, 0, len(name))
            or not _may_be(name, catalogue)
        ):
            continue
        candidate = found.setdefault(fold(name), Candidate(name))
        candidate.kinds.update(_LIKE.get(hit.entry.kind, hit.entry.kind) for hit in beside)
        candidate.why.append(LISTED + " and ".join(hit.entry.name for hit in beside[:2]))
        if (position, 0, len(name)) not in candidate.places:
            candidate.places.append((position, 0, len(name)))


def _block(position: int, stretches: Sequence[Stretch]) -> range:
    """Return the positions of the unbroken run of short lines of one section around `position`."""

    def short(other: int) -> bool:
        stretch = stretches[other]
        return (
            stretch.turn is None
            and stretch.section == stretches[position].section
            and len(stretch.text.string.split()) <= 5
        )

    first = last = position
    while first > 0 and short(first - 1):
        first -= 1
    while last + 1 < len(stretches) and short(last + 1):
        last += 1
    return range(first, last + 1)


_HOMES: dict[str, Kind] = {
    "itunes.apple.com": "product", "apps.apple.com": "product", "play.google.com": "product",
    "chrome.google.com": "tool", "marketplace.visualstudio.com": "tool", "addons.mozilla.org": "tool", "plugins.jetbrains.com": "tool",
}  # fmt: skip
"""Shops of apps and extensions, with the kind of what they hold."""


def _add_links(
    found: dict[str, Candidate],
    stretches: Sequence[Stretch],
    known: Mapping[int, Sequence[Hit]],
    taken: Callable[[Stretch, int, int], bool],
    catalogue: Catalogue,
) -> None:
    """Add the names that link to their own repository, package, shop page or home page."""
    for position in known:
        stretch = stretches[position]
        for link in stretch.links:
            text = stretch.text.string[link.start : link.end].strip(" .,:;–-")
            name = re.sub(r"^[\w.-]+/(?=[\w.-]+$)", "", text)
            named = _linked(name, link)
            if named is None or not _may_be(name, catalogue) or not _LINK_NAME.fullmatch(name):
                continue
            start = stretch.text.string.find(name, link.start)
            if taken(stretch, start, start + len(name)) or any(
                h.start < start + len(name) and start < h.end for h in known[position]
            ):
                continue
            candidate = found.setdefault(fold(name), Candidate(name))
            candidate.kinds[named] += 3 if named != "product" else 1
            candidate.pages.add(link.canonical)
            candidate.link = max(candidate.link, _HOME if "/" not in link.canonical else _LINKED)
            candidate.evidence = "link"
            candidate.why.append(f"linked: {link.canonical}")
            if (position, start, start + len(name)) not in candidate.places:
                candidate.places.append((position, start, start + len(name)))


def _linked(name: str, link: Link) -> Kind | None:
    """Return the kind of what `link` is the home of, None where its text is not that thing's name."""
    kind, target = identify(link.canonical)
    squeezed = _squeeze(name)
    if len(squeezed) < 2:
        return None
    if kind in ("repository", "package") and target:
        own = _squeeze(re.split(r"[/:]", target)[-1])
        alike = squeezed == own or squeezed in own or (own in squeezed and len(own) > 3)
        return "library" if alike else None
    if kind is not None:
        return None
    host, _, path = link.canonical.partition("/")
    for shop, what in _HOMES.items():
        if host == shop:
            return what if len(name.split()) <= 4 else None
    labels = host.split(".")
    names = [_squeeze(label) for label in labels[:-1]] + [_squeeze("".join(labels))]
    if not path and any(
        squeezed in (label, label.removeprefix("get"), label.removesuffix("app"), label.removesuffix("hq"))
        for label in names
    ):
        return "product"
    return None


def _squeeze(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def kind_of(candidate: Candidate) -> Kind:
    """Return the kind that most speaks for, `tool` where nothing does."""
    if not candidate.kinds:
        return "tool"
    best: dict[Kind, int] = defaultdict(int, candidate.kinds)
    return min(best, key=lambda kind: (-best[kind], kind))
