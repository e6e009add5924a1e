"""An episode and its stretches in; who pays for it, with the advertisements' words, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg.extractors.passages import Passages, Stretch
from kg.model import Episode, Sponsor

_TOKEN = r"(?:[A-Z0-9.][\w&’'+-]*(?:\.\w[\w&’'+-]*)*)"
_NAME = rf"(?:[Tt]he )?{_TOKEN}(?: (?:{_TOKEN}|of|by|for|and(?= [A-Z]\w+ (?:[A-Z]|\.))) ?){{0,4}}"
_PAID = re.compile(
    rf"(?i:sponsor(?:ed|ing)(?: (?:today|this (?:week|episode)))? by|brought to you(?: (?:today|this week))? by|(?:bandwidth|hosting)[^.]{{0,40}} provided by"
    rf"|our (?:first |second |third |next |other |last )?sponsors?(?: today| this week| for (?:today|this episode))? (?:is|are)"
    rf"|sponsors? (?:today|this week|of this (?:show|episode)) (?:is|are|by)) "
    rf"(?:our (?:good )?friends (?:over )?at |the (?:good )?folks at )?(?P<name>{_TOKEN}|[Tt]he {_TOKEN})"
)
_SUBJECT = re.compile(
    rf"(?:^\W*|[.?!] )(?P<name>{_TOKEN}(?: {_TOKEN}){{0,2}}) (?:is|offers|provides|makes|helps|gives|lets|allows|has) "
)
_HOUSE = re.compile(
    r"would you like to join|do (?:you|ya) (?:wish|wan)|have conversations with|join (?:the|our|a) (?:conversation|discussion|forum)|our (?:membership )?forum",
    re.IGNORECASE,
)
_AD_LINE = re.compile(
    r"^(?:\W*(?:\d{1,2}:)?\d{1,2}:\d{2}|END)?\W*(?:advertisements?|ads?|sponsors?|sponsored by)\s*[:–—-]+\s*(?P<name>\S.*)$",
    re.IGNORECASE,
)
_NOT_SPONSORS = re.compile(
    r"^(?:click|here|http|www|use |sign up|this |these |check|sponsors?$|patreon|listeners?|you|our|me|us|special|thank|support|subscribe|advertisements?$|ads?$|wes|scott|free|get (?!a )|a |an |\d+$)",
    re.IGNORECASE,
)
_NEVER = frozenset(
    "oh i'm i’m it they we he she i and so if this that the you your their there today episode but one now in on at as for do don't".split()
)


def extract_sponsors(
    episode: Episode, stretches: Sequence[Stretch], passages: Passages
) -> tuple[Sponsor, ...]:
    """Return the sponsors in order of first appearance, each once, with the passages that say so."""
    found: list[tuple[str, int, str | None]] = []
    for stretch in stretches:
        if stretch.section is not None:
            found += _in_notes(episode, stretch, passages)
        elif stretch.turn is not None:
            found += _in_talk(stretch, passages)
    return _merged(found)


@lru_cache(1_024)
def sponsor_key(name: str) -> str:
    """Return what is left of a sponsor's name without article, domain ending and legal form."""
    key = re.sub(r"^the\s+", "", name.casefold())
    key = re.sub(r"\.(?:com|io|net|org|tv|co|dev|app|ai|fm|tech)\b.*$", "", key)
    key = re.sub(r"\b(?:inc|llc|ltd|group)\b\.?", "", key)
    return re.sub(r"[\W_]+", "", key) or re.sub(r"\W+", "", name.casefold())


def _in_notes(episode: Episode, stretch: Stretch, passages: Passages) -> list[tuple[str, int, str | None]]:
    string = stretch.text.string
    section = episode.sections[stretch.section or 0]
    if section.kind == "sponsors":
        heading = re.match(r"(.+?)\s*(?:[-–—:|]+\s*)?(?:our )?sponsor\w*\W*$", section.heading, re.IGNORECASE)
        if (
            heading
            and heading.group(1).strip()
            and not re.fullmatch(
                r"(?:this|our|the|episode|show|weeks?|week’s|week's| )+", heading.group(1), re.I
            )
        ):
            if stretch.line == 0:
                url = stretch.links[0].url if stretch.links else None
                return [
                    (clean_name(heading.group(1)), passages.add(stretch, 0, len(string), "sponsors"), url)
                ]
            return []
        return [
            (name, passages.add(stretch, start, end, "sponsors"), url)
            for name, start, end, url in _listed(stretch)
        ]
    line = _AD_LINE.match(string)
    if line and section.kind in ("topics", "other", "summary"):
        name = clean_name(line["name"])
        if name and not _NOT_SPONSORS.match(name) and len(name.split()) <= 6:
            return [(name, passages.add(stretch, line.start("name"), line.end("name"), "sponsors"), None)]
    return []


def _listed(stretch: Stretch) -> list[tuple[str, int, int, str | None]]:
    """Return the names of one line of a sponsors' section."""
    string = stretch.text.string
    if stretch.links:
        found: list[tuple[str, int, int, str | None]] = []
        for link in stretch.links:
            text = string[link.start : link.end]
            name = clean_name(text)
            if not name or _NOT_SPONSORS.match(name) or len(name.split()) > 7:
                name = clean_name(string[: link.start])
            if name and not _NOT_SPONSORS.match(name) and len(name.split()) <= 7:
                found.append((name, link.start, max(link.end, link.start + 1), link.url))
        return found[:1] if len(string.split()) > 8 else found
    name = clean_name(string)
    if not name or _NOT_SPONSORS.match(name) or len(name.split()) > 5:
        return []
    return [(name, 0, len(string), None)]


def clean_name(text: str) -> str:
    """Return a sponsor's name out of a link text or line: what stands before the offer."""
    text = (
        re.split(
            r"\s+\|\s*|\s[–—-]+\s|:\s|\s(?:use|using|get|click|sign up|is|offers|for|at \w+\.)\s|,\s|\s\(",
            text,
            maxsplit=1,
            flags=re.IGNORECASE,
        )[0]
        if not re.match(r"get a ", text, re.I)
        else re.split(r"\s+\|\s*|\s[–—-]+\s", text, maxsplit=1)[0]
    )
    return text.strip(" ,;:–—-*•|“”\"’'!").rstrip(".")


def _in_talk(stretch: Stretch, passages: Passages) -> list[tuple[str, int, str | None]]:
    string = stretch.text.string
    found: list[tuple[str, int, str | None]] = []
    for n, paid in enumerate(_paid(string)):
        if stretch.place != "sponsors" and not _of_the_show(string, paid.start()):
            continue
        if n and stretch.place == "sponsors":
            break  # an advertisement is for one sponsor; others in it are what it says of itself
        for name, start, end in _names_from(string, paid.start("name")):
            found.append((name, passages.add(stretch, start, end, "sponsors"), None))
    if not found and stretch.place == "sponsors" and not _HOUSE.search(string[:160]):
        for subject in _SUBJECT.finditer(string):
            name = clean_name(subject["name"])
            if name and name.split()[0].casefold() not in _NEVER:
                return [
                    (
                        name,
                        passages.add(stretch, subject.start("name"), subject.end("name"), "sponsors"),
                        None,
                    )
                ]
    return found


def _paid(string: str) -> Iterator[re.Match[str]]:
    """Yield the places of `_PAID`, which is searched for only where one of its words stands: that is much the quicker."""
    lowered = string.casefold()
    if any(words in lowered for words in ("sponsor", "brought to you", "provided by")):
        yield from _PAID.finditer(string)


def _of_the_show(string: str, at: int) -> bool:
    """Whether "sponsored by" at `at` is said of the show itself, and not denied or told of something else."""
    before = re.split(r"[.!?]\s", string[max(0, at - 120) : at])[-1]
    if re.search(
        r"\b(?:not|isn[’']t|wasn[’']t|was|were|nobody|never|no one|if|be|get|got)\b[^,]{0,20}$",
        before,
        re.IGNORECASE,
    ):
        return False
    return bool(
        re.search(
            r"\b(?:episode|show|podcast|segment|we|our|today|today[’']s|Talk Python|portion|this)\b", before
        )
    ) or not before.strip(' "“')


def _names_from(string: str, at: int) -> list[tuple[str, int, int]]:
    """Return the capitalised name that begins at `at`, and one more behind "and"."""
    names: list[tuple[str, int, int]] = []
    while True:
        words: list[re.Match[str]] = []
        position = at
        while len(words) < 5:
            word = re.compile(r"(?:[Tt]he (?=[A-Z0-9]))?[A-Z0-9.][\w&’'+.-]*").match(string, position)
            if not word or (words and not word.group()[0].isupper() and not word.group()[0].isdigit()):
                break
            words.append(word)
            position = word.end() + 1
            if word.group()[-1] in ".!?" or string[word.end() : word.end() + 1] != " ":
                break
        if not words:
            return names
        start, end = words[0].start(), words[-1].end()
        name = re.sub(r"^[Tt]he ", "", string[start:end].rstrip("."))
        if name and name.split()[0].casefold() not in _NEVER:
            names.append((name, start, end))
        following = re.compile(r",? and (?:by |us at |our friends at )?(?=[A-Z])").match(string, end)
        if not following or len(names) >= 3:
            return names
        at = following.end()


def _merged(found: list[tuple[str, int, str | None]]) -> tuple[Sponsor, ...]:
    """Join the names that are one sponsor's: equal keys, or one the beginning of the other."""
    order: list[str] = []
    names: dict[str, str] = {}
    passages: dict[str, list[int]] = {}
    urls: dict[str, str | None] = {}
    for name, passage, url in found:
        key = sponsor_key(name)
        if not key:
            continue
        same = next(
            (
                k
                for k in order
                if k == key or (min(len(k), len(key)) >= 5 and (k.startswith(key) or key.startswith(k)))
            ),
            None,
        )
        if same is None:
            order.append(key)
            names[key], passages[key], urls[key] = name, [passage], url
        else:
            passages[same].append(passage)
            urls[same] = urls[same] or url
    return tuple(Sponsor(names[k], tuple(dict.fromkeys(passages[k])), urls[k]) for k in order)
