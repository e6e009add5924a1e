"""An episode in; its people with their roles, and who speaks under which label, out.

Who takes part is told by the episode itself: the title ("with A and B"), panel and guest lists,
"X Introduction" headings, tags, speaker labels, and the opening of the talk ("on our panel we have
…", "our special guest"). First names are resolved to full ones within the episode only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz.distance import OSA

from kg.model import Episode, Line, Link, Role, Section
from kg.names import (
    find_names,
    given_rank,
    is_given_name,
    is_slip,
    is_surname,
    lexical_score,
    looks_like_name,
    plain_name,
    same_given_name,
    surname_rank,
)
from kg.naming import title_from_slug

NOBODY = frozenset(
    "unknown announcer speaker break jingle outro intro song sample promo extract operator siri chatgpt narrator voiceover"
    " voice all both everyone everybody audience caller crowd guest guests panel panelist panelists host hosts robot computer"
    " question answer interviewer interviewee man woman male female others together unison clip recording music ad sponsor"
    " advertisement commercial video trailer speaker".split()
)
"""Labels that name nobody in particular."""

_OPENING = 12_000
"""Code points of talk in which shows introduce their people (survey, section 4.3)."""

_SELF = re.compile(
    r"\b(?:I[’']?m|I am|[Mm]y name is|[Mm]y name[’']s|[Tt]his is(?: your host,?)?|I[’']?m your host,?|[Yy]our host,?|I am your host[^.,]{0,24},) $"
)
_SELF_CUE = re.compile(_SELF.pattern.removesuffix(" $"))
_GUEST_CUES = re.compile(
    r"special guests?\b|\b(?:our|a|another|today[’']?s|this week[’']?s) guests?\b|\bguests? (?:today|this week|is|are|was)\b"
    r"|\binterview(?:ing)? (?:with )?|\b(?:talk|chat|speak)(?:ing|s|ed)? (?:to|with)\b|\bhere (?:today |this week )?with\b|\bsat down with\b|\bwelcome to (?:the (?:show|podcast)|talk python)\b"
    r"|\bsit(?:ting)? down with\b|\bhave (?:with us )?(?:the )?(?:creator|author|founder) of\b",
    re.IGNORECASE,
)
_HOST_CUES = re.compile(
    r"\bpanel(?:ists?)?\b|\bco-?hosts?\b|\byour hosts?\b|\bI[’']?m\b|\bmy name is\b|\bhosts? (?:of|for|today|are|is)\b|\bregulars?\b|\bas always\b|\bfellow\b",
    re.IGNORECASE,
)
_AFFILIATED = re.compile(
    r",? (?:who[’']s|who is|(?:the |a |an )?(?:co-?)?(?:creator|author|founder|C[ET]O|lead|head|director|engineer|developer|maintainer|executive|manager|core team)\b|from (?:the )?[A-Z])"
)
"""What is said behind the name of somebody whom listeners do not know."""

_TITLE_TAIL = re.compile(r"\b(?:with|feat\.?|featuring|w/|ft\.?) ", re.IGNORECASE)
_STORY_TITLE = re.compile(
    r"^(?:M[A-Z]S|My \w+ Story)\s*#?\d*\s*[:–-]?\s*(.+?)(?:\s*[:–-]?\s*My \w+ Story.*)?$"
)
_GUEST_TALK = r"special guests?(?: today| this week)?,?(?: is| and)?(?: that[’']s| is|,)? {first}\b|\b{first} is (?:the |our |a )?(?:special )?guest"
_AFTER_NAME = re.compile(r"\s+(?:[–—|:-]|from|of|at|on|about|LIVE|live|Pt\.?|Part|\()\s?.*$")
_BODY = re.compile(
    r"\s(?:This week|This episode|In this|In particular|Today|On this|They (?:discuss|talk)|We )\b"
)
"""Where the prose begins that follows a list of names on the same line."""

_HANDLES = re.compile(r"\((?:twitter|github|blog|website)\b")
_SEPARATORS = re.compile(r"\s*(?:,|;|•|\||/|\band\b|&|\+|\bwith\b)\s*")
_INTRODUCTION = re.compile(
    r"^(?:\W*(?:\d{1,2}:)?\d{1,3}:\d{2}\W*)?(.{3,40}?)(?:[’']s)? (?:Introduction|Intro|Background)\b"
)


_WELCOME = re.compile(
    r"\b([A-Z][\w’'-]+)(?:,? and ([A-Z][\w’'-]+))?,? welcome (?:back )?to (?:the (?:show|podcast)|[A-Z])|\b[Ww]elcome (?:back )?to the (?:show|podcast), ([A-Z][\w’'-]+)"
)
_GUEST_BEFORE = re.compile(
    r"\b(?:this (?:episode|show|week)|podcast|episode \d+[^.]{0,40}|[Tt]o [Mm]e),? with $|\b[Mm]y guests? (?:today )?(?:is )?$|\b[Ww]e have (?:a )?special guests?,? (?:and that[’']s )?$"
    r"|\b(?:you[’']ll|you will) meet $|\b[Oo]ur guests?,? (?:today )?(?:is |are )?$|\b[Jj]oin me and $|\b[Tt]oday[’']s guest (?:is|was) $|\binterview(?:ing)? $"
)
_NAMES = r"(§(?:(?:, and |, | and | & )§)*)"
_PROSE: tuple[tuple[re.Pattern[str], Role | None, Role | None], ...] = (
    (re.compile(rf"{_NAMES},? (?:\w+ )?(?:interviews?|talks? (?:to|with)|speaks? (?:to|with)|chats? (?:to|with)|sits? down with|welcomes?|hosts?) (?:[a-z, ]{{0,40}})?{_NAMES}"), "host", "guest"),
    (re.compile(rf"{_NAMES} (?:discuss|explore|talk|chat|speak|tackle|cover|dive)\b(?:[^.§]{{0,80}}\bwith (?:[a-z, ]{{0,40}})?{_NAMES})?"), "host", "guest"),
    (re.compile(rf"\b(?:panelists?|panel of|hosts?:?|co-hosts?) {_NAMES}"), "host", None),
    (re.compile(rf"{_NAMES} joins? (?:us|the|{_NAMES})"), "guest", "host"),
    (re.compile(rf"\b(?:interviews?|talks? (?:to|with)|speaks? (?:to|with)|chats? with|joined by|sits? down with|special guests?,?|guests?,?|panel talks (?:to|with)) (?:[a-z, ]{{0,40}})?{_NAMES}"), "guest", None),
)  # fmt: skip
"""Sentences about an episode, § for a full name: the pattern, and the roles of its first and second group."""

_FIRST_NAMES = re.compile(
    r"\b((?:[A-Z][a-z]+(?:, and |, | and | & )){1,4}[A-Z][a-z]+) (?:talk|discuss|tackle|answer|sit|go|cover|are|share|break|dive|chat|explain|explore)\b"
)


@dataclass(slots=True)
class Participant:
    """Somebody who takes part, while the evidence is being gathered."""

    name: str
    role: Role | None
    aliases: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    profiles: list[str] = field(default_factory=list)
    listed: bool = False
    """Whether the notes list them, rather than only the talk."""


class Cast:
    """Who takes part in an episode, and the resolution of labels and first names to full names."""

    def __init__(self, participants: list[Participant], speakers: dict[str, str | None]) -> None:
        self.participants = participants
        self.speakers = speakers
        """Label as written to full name, or None where it names nobody known."""

    def resolve(self, written: str) -> str | None:
        """Return the full name that a label, first name or nickname stands for in this episode."""
        found = _find(self.participants, written)
        return found.name if found else None


def cast_of(episode: Episode, is_technology: Callable[[str], bool] = lambda name: False) -> Cast:
    """Return who takes part in `episode`, from its notes, labels and opening.

    Args:
        is_technology: whether a name is one that the catalogue knows; such a one is nobody's.
    """
    people: list[Participant] = []
    labels = Counter(turn.label for turn in episode.turns if turn.label and not turn.advertisement)
    opening = opening_of(episode)
    known = _names_known(episode, opening, labels)
    for name in title_names(episode.title, is_technology):
        _include(people, name, "guest", listed=True)
    links_of: dict[tuple[int | None, int | None], list[Link]] = defaultdict(list)
    for link in episode.links:
        links_of[link.section, link.line].append(link)
    for index, section in enumerate(episode.sections):
        if section.kind in ("panel", "guests"):
            role: Role = "host" if section.kind == "panel" else "guest"
            for name, profiles in listed_names(section, index, links_of, known):
                if not is_technology(name):
                    _include(people, name, role, listed=True).profiles.extend(profiles)
    for name in _introduced(episode):
        _include(people, name, "guest", listed=True)
    for tag in episode.tags:
        name = plain_name(re.sub(r"[_\u200b]+", " ", tag))
        if (
            2 <= len(name.split()) <= 3
            and name[0].isupper()
            and looks_like_name(name)
            and _name_evidence(name, episode)
        ):
            _include(people, name, None, listed=True)
    speakers = _resolve_labels(episode, people, labels, opening)
    _from_openings(people, opening)
    if not episode.turns:
        _from_prose(episode, people, is_technology)
    _from_pick_owners(episode, people)
    _set_roles(people, episode, opening)
    return Cast(people, speakers)


def opening_of(episode: Episode) -> str:
    """Return the opening of the talk without its labels, or where there is no talk the prose of the notes."""
    pieces: list[str] = []
    length = 0
    for turn in episode.turns:
        if turn.advertisement:
            continue
        pieces.append(turn.text.string)
        length += len(turn.text.string) + 1
        if length > _OPENING:
            break
    return " ".join(pieces)[:_OPENING] or "\n".join(_prose(episode))[:_OPENING]


def _prose(episode: Episode) -> list[str]:
    """Return the lines of the notes that are sentences about the episode."""
    return [
        line.text.string
        for section in episode.sections
        if section.kind in ("summary", "other", "topics", "panel", "guests")
        for line in section.lines
        if len(line.text.string.split()) >= 8 and not re.match(r"\W*\d{1,2}:\d{2}", line.text.string)
    ]


def title_names(title: str, is_technology: Callable[[str], bool] = lambda name: False) -> list[str]:
    """Return the guests that a title names: the last "with A, B and C", or a story's whole title."""
    title = " ".join(title.split())
    story = _STORY_TITLE.match(title)
    tails = list(_TITLE_TAIL.finditer(title))
    if story and not tails:
        tail = story.group(1)
    elif tails:
        tail = re.split(r"\s[–—-]\s", title[tails[-1].end() :])[0]
    else:
        pieces = [plain_name(piece) for piece in re.split(r"\s[–—-]\s", title)]
        return [
            p for p in pieces[1:] if len(p.split()) in (2, 3) and looks_like_name(p) and lexical_score(p) == 2
        ]
    names = []
    for piece in _SEPARATORS.split(tail):
        name = plain_name(re.sub(r"^(?:Dr|Prof|Mr|Ms|Mrs)\.? ", "", _AFTER_NAME.sub("", piece)))
        if (
            looks_like_name(name)
            and 2 <= len(name.split()) <= 4
            and not (is_technology(name) or is_technology(name.split()[-1]))
        ):
            names.append(name)
    return names


def listed_names(
    section: Section,
    index: int,
    links_of: Mapping[tuple[int | None, int | None], list[Link]],
    known: frozenset[str],
) -> list[tuple[str, list[str]]]:
    """Return (name, profile URLs) for the people that a panel or guest section lists.

    Args:
        index: the section's position.
        links_of: the episode's links by section and line.
    """
    found: list[tuple[str, list[str]]] = []
    for n, line in enumerate(section.lines):
        string = _BODY.split(line.text.string, maxsplit=1)[0]
        links = links_of.get((index, n), [])
        profiles = [link.canonical for link in links if _is_profile(link.canonical)]
        segments = re.split(r"\([^)]{0,200}\)|\[[^\]]{0,200}\]", string)
        if len(_HANDLES.findall(string)) >= 2:
            segments = segments[
                :-1
            ]  # in one-line notes whatever follows the last "(twitter github)" is no name
        whole = {plain_name(string[link.start : link.end]) for link in links}
        for segment in segments:
            for piece in _SEPARATORS.split(segment):
                piece = plain_name(re.split(r"\s[–—-]\s|:\s", piece + " ")[0])
                if piece in whole and looks_like_name(piece):
                    names = [piece]
                else:
                    names = [piece] if len(piece.split()) <= 3 else split_run_on(piece, known)
                names = [name for name in names if _listed_name(name, line, profiles, known)]
                found += [(name, profiles if len(names) == 1 else []) for name in names]
    return found


def _listed_name(name: str, line: Line, profiles: list[str], known: frozenset[str]) -> bool:
    """Whether a piece of a panel list is somebody's name: shaped like one, and not a phrase that stands in its place."""
    if not looks_like_name(name):
        return False
    if name.casefold() in known or profiles:
        return True
    if len(name.split()) == 1:
        return is_given_name(name) and len(line.text.string) < 30
    return lexical_score(name) > 0 or line.bullet


def split_run_on(text: str, known: frozenset[str]) -> list[str]:
    """Split names that stand together without a separator.

    Of all ways to cut the words into names of two to four, the one is taken whose names are known
    otherwise, begin with frequent given names and end with frequent surnames.
    """
    words = text.split()
    best: list[tuple[float, list[str]]] = [(0.0, [])]
    for end in range(1, len(words) + 1):
        options = [(best[end - 1][0] - 2.0, best[end - 1][1])]
        for size in (2, 3, 4):
            if size <= end:
                name = " ".join(words[end - size : end])
                score, names = best[end - size]
                options.append((score + _name_score(words[end - size : end], known), [*names, name]))
        best.append(max(options, key=lambda option: option[0]))
    return best[-1][1]


def _name_score(words: list[str], known: frozenset[str]) -> float:
    if " ".join(words).casefold() in known:
        return 5.0
    score = {2: 0.5, 3: 0.2, 4: -0.5}[len(words)]
    score += 2.0 if given_rank(words[0]) < 400 else 1.0 if is_given_name(words[0]) else -0.5
    score += 1.0 if surname_rank(words[-1]) < 3_000 else 0.5 if surname_rank(words[-1]) < 30_000 else 0.0
    # A frequent given name in the middle most often begins the next name.
    return score - sum(1.0 for word in words[1:] if given_rank(word) < 150 and surname_rank(word) > 300)


def _is_profile(canonical: str) -> bool:
    return bool(re.match(r"(?:twitter|github|linkedin|instagram)\.com/", canonical))


def _names_known(episode: Episode, opening: str, labels: Counter[str]) -> frozenset[str]:
    names = {n.casefold() for n in title_names(episode.title)}
    names |= {plain_name(label).casefold() for label in labels if " " in label}
    names |= {span.name.casefold() for span in find_names(opening)}
    names |= {plain_name(tag).casefold() for tag in episode.tags if " " in tag.strip()}
    return frozenset(names)


def _name_evidence(name: str, episode: Episode) -> bool:
    """Whether a tag is a person: the notes name them too, or its words are names."""
    words = name.split()
    return (
        (is_given_name(words[0]) and is_surname(words[-1]))
        or name.casefold() in episode.title.casefold()
        or any(
            name.casefold() in line.text.string.casefold()
            for s in episode.sections
            if s.kind in ("panel", "guests", "picks")
            for line in s.lines
        )
    )


def _introduced(episode: Episode) -> list[str]:
    names = []
    for section in episode.sections:
        if section.kind == "topics":
            for line in section.lines:
                found = _INTRODUCTION.match(line.text.string)
                name = plain_name(found.group(1)) if found else ""
                if name and len(name.split()) in (2, 3, 4) and looks_like_name(name):
                    names.append(name)
    return names


def _include(people: list[Participant], name: str, role: Role | None, *, listed: bool = False) -> Participant:
    """Add somebody, or the role to somebody who is there under the same or a nearly equal name."""
    name = plain_name(name)
    existing = next((p for p in people if same_person(p.name, name)), None)
    if existing is None:
        existing = Participant(name, role, listed=listed)
        people.append(existing)
        return existing
    if name != existing.name:
        existing.aliases.add(name)
    existing.role = existing.role or role
    existing.listed = existing.listed or listed
    return existing


def same_person(a: str, b: str) -> bool:
    """Whether two full names of one episode are one person's: equal, or equal but for a slip.

    Erikson and Ericksen differ by two letters and are two people, so one slip is all that is forgiven,
    and only where the rest is the same.
    """
    if _key(a) == _key(b):
        return True
    x, y = a.split(), b.split()
    if len(x) < 2 or len(y) < 2:
        return False
    if _key(x[0]) == _key(y[0]) and _key(x[-1]) == _key(y[-1]):
        return True  # a middle name more or less
    if _key(x[-1]) == _key(y[-1]) and (same_given_name(x[0], y[0]) or is_slip(x[0], y[0])):
        return True
    return (
        _key(x[0]) == _key(y[0])
        and is_slip(x[-1], y[-1])
        and abs(len(x[-1]) - len(y[-1])) <= 1
        and _one_edit(x[-1], y[-1])
    )


def _one_edit(a: str, b: str) -> bool:
    return OSA.distance(a.casefold(), b.casefold(), score_cutoff=1) <= 1


@cache
def _key(name: str) -> str:
    """Return the letters of a name, case and accents left out."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in plain if char.isalnum())


def _find(people: list[Participant], written: str) -> Participant | None:
    """Return the participant that `written` (a label, a pick's owner, a first name) stands for."""
    name = plain_name(written)
    key = _key(name)
    if not key or key in NOBODY or re.fullmatch(r"speaker\d*", key):
        return None
    tests: tuple[Callable[[Participant], bool], ...] = (
        lambda p: key == _key(p.name),
        lambda p: key in {_key(a) for a in p.aliases | p.labels},
        lambda p: same_person(p.name, name),
        lambda p: key == _key(_first(p.name)),
        lambda p: _key(p.name).startswith(key) and len(key) > 4 and " " in name,
        lambda p: " " not in name and same_given_name(name, _first(p.name)),
        lambda p: key == _key(p.name.split()[-1]) and " " in p.name,
        lambda p: _initialled(name, p.name),
        lambda p: " " not in name and is_slip(name, _first(p.name)),
        lambda p: " " not in name and any(is_slip(name, label) for label in p.labels),
        lambda p: (
            " " not in name
            and len(key) >= 3
            and key != "max"
            and key in {_key(w) for w in p.name.split()[1:-1]}
        ),
    )
    for test in tests:
        for person in people:
            if test(person):
                return person
    return None


def _first(name: str) -> str:
    """Return the given name of a full name, `C. J.` as one."""
    words = name.split()
    if len(words) > 2 and re.fullmatch(r"[^\W\d_]\.?", words[0]) and re.fullmatch(r"[^\W\d_]\.?", words[1]):
        return words[0] + words[1]
    return words[0] if words else ""


def _initialled(label: str, name: str) -> bool:
    """Whether `label` is a given name with the surname's initial: DAVE R, Dave Rupert."""
    words, full = label.split(), name.split()
    return (
        len(words) == 2
        and len(full) >= 2
        and len(words[1].strip(".")) == 1
        and same_given_name(words[0], full[0])
        and words[1][0].casefold() == full[-1][0].casefold()
    )


def _resolve_labels(
    episode: Episode, people: list[Participant], labels: Counter[str], opening: str
) -> dict[str, str | None]:
    """Return label → full name, adding speakers that only their label or the opening names."""
    speakers: dict[str, str | None] = {}
    ordered = list(
        dict.fromkeys(turn.label for turn in episode.turns if turn.label and not turn.advertisement)
    )
    in_opening = [span.name for span in find_names(opening)]
    pending: list[str] = []
    for label in sorted(ordered, key=lambda written: (-labels[written], written)):
        if _is_nobody(label):
            speakers[label] = None
            continue
        name = plain_name(label)
        if len(name.split()) >= 2 and looks_like_name(name) and len(name.split()[-1].strip(".")) > 1:
            person: Participant | None = _find(people, label) or _include(people, name, None)
        else:
            own = _self_introduction(episode, label, name)
            person = _find_strictly(people, name) or (_include(people, own, None) if own else None)
            if person is None:
                full = next((n for n in in_opening if _key(_first(n)) == _key(name)), None) or next(
                    (n for n in in_opening if same_given_name(_first(n), name)), None
                )
                person = _include(people, full, None) if full else None
        if person is None:
            pending.append(label)
            continue
        person.labels.add(label)
        speakers[label] = person.name
    for label in pending:
        person = _find(people, label)
        if person is None and _person_label(label, labels[label]):
            person = _include(people, plain_name(label), None)
        if person:
            person.labels.add(label)
        speakers[label] = person.name if person else None
    return {label: speakers[label] for label in ordered}


def _find_strictly(people: list[Participant], name: str) -> Participant | None:
    """Return the participant of that very given name; None rather than a guess."""
    fits = [p for p in people if _key(_first(p.name)) == _key(name) or _key(p.name) == _key(name)]
    return fits[0] if fits else None


def _is_nobody(label: str) -> bool:
    words = re.findall(r"[^\W\d_]+", label.casefold())
    return not words or any(word in NOBODY for word in words) or " and " in label.casefold() or "&" in label


def _person_label(label: str, uses: int) -> bool:
    name = plain_name(label)
    return looks_like_name(name) and (uses >= 3 or is_given_name(name.split()[0]))


def _self_introduction(episode: Episode, label: str, name: str) -> str | None:
    """Return the full name under which the speaker of `label` introduces themselves ("I'm …")."""
    for turn in episode.turns:
        if turn.label == label and _SELF_CUE.search(turn.text.string):
            for span in find_names(turn.text.string[:6_000]):
                if _SELF.search(turn.text.string[max(0, span.start - 60) : span.start]):
                    given = _first(span.name)
                    if same_given_name(given, name) or is_slip(given, name) or _key(name) in _key(span.name):
                        return span.name
    return None


def _from_openings(people: list[Participant], opening: str) -> None:
    """Add the host and the guests that the opening of an unlabelled transcript names."""
    names = list(find_names(opening))
    for span in names:
        before = opening[max(0, span.start - 60) : span.start]
        if re.search(r"\b[Yy]our host(?:,| is)? $", before) or (
            span.start < 600 and re.search(r"\b[Mm]y name is $", before)
        ):
            _include(people, span.name, "host")
        elif _GUEST_BEFORE.search(before) and _find_strictly(people, _first(span.name)) is None:
            _include(people, span.name, "guest")
    for welcome in _WELCOME.finditer(opening):
        for first in filter(None, welcome.groups()):
            full = next((n.name for n in names if _key(_first(n.name)) == _key(first)), None) or next(
                (n.name for n in names if same_given_name(_first(n.name), first)), None
            )
            if full and _find_strictly(people, first) is None:
                _include(people, full, "guest")


def _from_prose(episode: Episode, people: list[Participant], is_technology: Callable[[str], bool]) -> None:
    """Add who takes part by the sentences of the notes: "A, B and C talk with D", "A interviews B", "D joins A"."""
    show = f" {title_from_slug(episode.show).casefold()} "
    for line in _prose(episode):
        names = [
            span
            for span in find_names(line)
            if f" {span.name.casefold()} " not in show and not is_technology(span.name.split()[0])
        ]
        marked, at = [], 0
        for span in names:
            marked.append(line[at : span.start] + "§")
            at = span.end
        text = "".join([*marked, line[at:]])
        for pattern, left, right in _PROSE:
            for found in pattern.finditer(text):
                for group, role in ((1, left), (2, right)):
                    if role and group <= found.re.groups and found.group(group):
                        first = text.count("§", 0, found.start(group))
                        for span in names[first : first + found.group(group).count("§")]:
                            _include(people, span.name, role)


def _from_pick_owners(episode: Episode, people: list[Participant]) -> None:
    """Add those whom only the picks name: "Name:" lines, and the first names of hosts without surnames."""
    for section in episode.sections:
        if section.kind == "picks":
            for line in section.lines:
                string = line.text.string.strip()
                prefix = re.match(r"([A-Z][\w’'-]+): ?\S", string)
                whole = (
                    (line.bold or line.heading or string.endswith(":"))
                    and not line.bullet
                    and len(string.split()) <= 4
                )
                if whole or prefix:
                    name = plain_name(prefix.group(1) if prefix else string)
                    if (
                        looks_like_name(name)
                        and lexical_score(f"{name} Smith") == 2
                        and _find(people, name) is None
                    ):
                        _include(people, name, "host")
    if people:
        return
    for section in episode.sections:
        if section.kind == "picks":
            for line in section.lines:
                found = re.match(r"([^\W\d_][\w’'-]+)(?::| ?$)", line.text.string)
                if found and is_given_name(found.group(1)) and found.group(1)[0].isupper():
                    _include(people, found.group(1), "host")
    for line_text in _prose(episode):
        for several in _FIRST_NAMES.finditer(line_text):
            names = re.findall(r"[A-Z][a-z]+", several.group(1))
            if all(is_given_name(name) for name in names):
                for name in names:
                    _include(people, name, "host")


_GUEST_AT = 1.2
"""Sum of the signals from which a speaker without any other evidence is a guest."""


def _set_roles(people: list[Participant], episode: Episode, opening: str) -> None:
    """Give a role to everybody: by list and title, else by what they and others say in the talk.

    The signals and weights were measured on 1,820 speaker labels of the Changelog and Syntax archives.
    """
    talk = _Talk(episode, people) if episode.turns else None
    for person in people:
        if person.role is None:
            cue = _role_by_cue(person, opening)
            if talk and person.labels:
                person.role = talk.role(person, cue)
            else:
                person.role = cue
        elif person.role == "host" and episode.turns:
            first = re.escape(_first(person.name))
            if re.search(_GUEST_TALK.format(first=first), opening):  # a panel list may hold the guest
                person.role = "guest"
    if talk:
        talk.interview(people)
    guests = any(p.role == "guest" for p in people)
    hosts = any(p.role == "host" for p in people)
    for person in people:
        if person.role is None:
            person.role = "guest" if hosts and not guests and len(people) == 2 else "host"


class _Talk:
    """What each speaker says and is told, as far as it speaks for a role."""

    def __init__(self, episode: Episode, people: list[Participant]) -> None:
        owners = {label: person.name for person in people for label in person.labels}
        self.turns = [
            (owners.get(turn.label or ""), turn.text.string)
            for turn in episode.turns
            if not turn.advertisement and turn.label
        ]
        self.first = next((name for name, _ in self.turns if name), None)
        self.questions: dict[str, float] = {}
        self.lengths: dict[str, float] = {}
        for name in set(owners.values()):
            own = [text for speaker, text in self.turns if speaker == name]
            size = sum(map(len, own))
            if size > 400:
                self.questions[name] = sum(text.count("?") for text in own) / size
                self.lengths[name] = size / len(own)

    def role(self, person: Participant, cue: Role | None) -> Role:
        """Return the role of a speaker; `cue` is the one that the words before their first naming suggest."""
        own = " ".join(text for name, text in self.turns if name == person.name)
        invited = bool(re.search(r"\bfor (?:having|inviting) (?:me|us)\b", own))
        if person.name == self.first or re.search(
            r"\b(?:your host|I[’']m hosting|I am your host)\b", own[:3_000]
        ):
            return "host"
        if (
            self.questions
            and max(sorted(self.questions), key=lambda n: self.questions[n]) == person.name
            and not invited
            and cue != "guest"
        ):
            return "host"
        told = self._told(person)
        score = 2.0 * invited + {"guest": 1.2, "host": -1.2, None: 0.0}[cue] + told
        if (invited or told or cue) and len(self.questions) > 1 and person.name in self.questions:
            score += 0.4 * (min(sorted(self.questions), key=lambda n: self.questions[n]) == person.name)
            score += 0.4 * (max(sorted(self.lengths), key=lambda n: self.lengths[n]) == person.name)
        return "guest" if score >= _GUEST_AT else "host"

    def interview(self, people: Sequence[Participant]) -> None:
        """Make a guest of the one of two speakers who is interviewed by the other, where nothing else said so.

        Measured on 62 episodes of two speakers: who is interviewed says at least 1.3 times as much and
        asks at most 1 / 2.2 as often; of two hosts, neither.
        """
        both = [person for person in people if person.name in self.questions]
        speakers = [person for person in people if person.labels]
        if len(both) != 2 or len(speakers) != 2 or any(person.role == "guest" for person in people):
            return
        asked, asking = sorted(both, key=lambda p: (self.questions[p.name], p.name))
        said = {p.name: sum(len(text) for name, text in self.turns if name == p.name) for p in both}
        if (
            asking.name == self.first
            and said[asked.name] >= 1.3 * said[asking.name]
            and self.questions[asking.name] >= 2.2 * self.questions[asked.name]
        ):
            asked.role = "guest"

    def _told(self, person: Participant) -> float:
        """Return the weight of what others say to a person: welcomes, thanks and requests to introduce themselves."""
        first = re.escape(_first(person.name))
        score = 0.0
        others = " ".join(text for name, text in self.turns if name != person.name)
        if any(
            _AFFILIATED.match(others, m.end())
            for m in re.finditer(rf"\b{re.escape(person.name)}\b", others[:_OPENING])
        ):
            score += 0.8
        if re.search(
            rf"\bjoin(?:ed|ing)\b[^.!?]{{0,60}}\b{first}\b|\b{first}\b[^.!?]{{0,20}}\bjoin(?:s|ing) (?:us|me)\b",
            others[:_OPENING],
        ):
            score += 0.5
        if re.search(rf"\b[Ww]elcome,? {first}\b|\b{first},? welcome\b", others):
            score += 0.7
        if re.search(
            rf"\b[Tt]hank(?:s| you)[^.!?]{{0,40}} for (?:joining|coming|being)[^.!?]{{0,40}}\b{first}\b|\b{first}\b[^.!?]{{0,30}} thank(?:s| you)[^.!?]{{0,20}} for (?:joining|coming|being)",
            others,
        ):
            score += 1.0
        for i, (speaker, _) in enumerate(self.turns):
            if speaker != person.name:
                continue
            near = " ".join(text for name, text in self.turns[max(0, i - 1) : i + 2] if name != person.name)
            if " guest" in near.casefold() and re.search(
                rf"\b{first}\b[^?!]{{0,60}}\b(?i:first[- ]time|frequent|returning|special|repeat) guest\b",
                near,
            ):
                score += 1.0
                break
        for (_, text), (speaker, _) in zip(self.turns, self.turns[1:], strict=False):
            if speaker == person.name and re.search(
                r"\b(?:tell us|introduce yourself|about yourself|how did you get)\b", text
            ):
                return score + 1.0
        return score


def _role_by_cue(person: Participant, opening: str) -> Role | None:
    words = {person.name, *(_first(person.name),)}
    places = [m.start() for word in words for m in re.finditer(rf"\b{re.escape(word)}\b", opening)]
    if not places:
        return None
    at = min(places)
    before = opening[max(0, at - 260) : at + 1]
    guest = max((m.end() for m in _GUEST_CUES.finditer(before)), default=-1)
    host = max((m.end() for m in _HOST_CUES.finditer(before)), default=-1)
    after = opening[at : at + 160]
    if guest < 0 and host < 0:
        return (
            "guest"
            if re.search(r"\bjoin(?:s|ing|ed) (?:us|me)\b|is (?:our|a) guest|welcome to the show", after)
            else None
        )
    return "guest" if guest > host else "host"
