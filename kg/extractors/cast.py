"""An episode in; its people with their roles, and who speaks under which label, out.

Who takes part is told by the episode itself: the title ("with A and B"), panel and guest lists,
"X Introduction" headings, tags, speaker labels, and the opening of the talk ("on our panel we have
…", "our special guest"). First names are resolved to full ones within the episode only.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from kg.model import Episode, Role, Section
from kg.names import (
    find_names,
    is_given_name,
    is_slip,
    is_surname,
    looks_like_name,
    plain_name,
    same_given_name,
)

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
_GUEST_CUES = re.compile(
    r"special guests?\b|\b(?:our|a|another|today[’']?s|this week[’']?s) guests?\b|\bguests? (?:today|this week|is|are|was)\b|\bjoin(?:ed|ing|s) (?:us|me)\b(?! as (?:a |our )?(?:panel|co))"
    r"|\binterview(?:ing)? (?:with )?|\bwe[’']re (?:talking|chatting|speaking) (?:to|with)\b|\btalk(?:ing|s)? (?:to|with)\b|\bwelcome to (?:the (?:show|podcast)|talk python)\b"
    r"|\bsit(?:ting)? down with\b|\bhave (?:with us )?(?:the )?(?:creator|author|founder) of\b",
    re.IGNORECASE,
)
_HOST_CUES = re.compile(
    r"\bpanel(?:ists?)?\b|\bco-?hosts?\b|\byour hosts?\b|\bI[’']?m\b|\bmy name is\b|\bhosts? (?:of|for|today|are|is)\b|\bregulars?\b|\bas always\b|\bfellow\b",
    re.IGNORECASE,
)
_TITLE_TAIL = re.compile(r"\b(?:with|feat\.?|featuring|w/|ft\.?) ", re.IGNORECASE)
_STORY_TITLE = re.compile(r"^(?:M[JARVE]S|My \w+ Story)\s*\d*\s*[:–-]\s*(.+)$", re.IGNORECASE)
_AFTER_NAME = re.compile(r"\s+(?:[–—|:-]|from|of|at|on|about|LIVE|live|Pt\.?|Part|\()\s?.*$")
_SEPARATORS = re.compile(r"\s*(?:,|;|•|\||/|\band\b|&|\+|\bwith\b)\s*")
_INTRODUCTION = re.compile(r"^(?:\W*(?:\d{1,2}:)?\d{1,3}:\d{2}\W*)?(.{3,40}?)(?:[’']s)? (?:Introduction|Intro|Background)\b")


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


def cast_of(episode: Episode) -> Cast:
    """Return who takes part in `episode`, from its notes, labels and opening."""
    people: list[Participant] = []
    labels = Counter(turn.label for turn in episode.turns if turn.label and not turn.advertisement)
    opening = opening_of(episode)
    known = _names_known(episode, opening, labels)
    for name in title_names(episode.title):
        _include(people, name, "guest", listed=True)
    for section in episode.sections:
        if section.kind in ("panel", "guests"):
            role: Role = "host" if section.kind == "panel" else "guest"
            for name, profiles in listed_names(section, episode, known):
                _include(people, name, role, listed=True).profiles.extend(profiles)
    for name in _introduced(episode):
        _include(people, name, "guest", listed=True)
    for tag in episode.tags:
        name = plain_name(re.sub(r"[_\u200b]+", " ", tag))
        if 2 <= len(name.split()) <= 3 and name[0].isupper() and looks_like_name(name) and _name_evidence(name, episode):
            _include(people, name, None, listed=True)
    speakers = _resolve_labels(episode, people, labels, opening)
    _from_openings(people, opening)
    _from_pick_owners(episode, people)
    _set_roles(people, episode, opening)
    return Cast(people, speakers)


def opening_of(episode: Episode) -> str:
    """Return the opening of the talk, turns joined with their labels left out."""
    pieces: list[str] = []
    length = 0
    for turn in episode.turns:
        if turn.advertisement:
            continue
        pieces.append(turn.text.string)
        length += len(turn.text.string) + 1
        if length > _OPENING:
            break
    return " ".join(pieces)[:_OPENING]


def title_names(title: str) -> list[str]:
    """Return the guests that a title names: the last "with A, B and C", or a story's whole title."""
    title = " ".join(title.split())
    story = _STORY_TITLE.match(title)
    tails = list(_TITLE_TAIL.finditer(title))
    if story and not tails:
        tail = story.group(1)
    elif tails:
        tail = title[tails[-1].end() :]
    else:
        return []
    names = []
    for piece in _SEPARATORS.split(tail):
        name = plain_name(_AFTER_NAME.sub("", piece))
        if looks_like_name(name) and (2 <= len(name.split()) <= 4):
            names.append(name)
    return names


def listed_names(section: Section, episode: Episode, known: frozenset[str]) -> list[tuple[str, list[str]]]:
    """Return (name, profile URLs) for the people that a panel or guest section lists."""
    index = episode.sections.index(section)
    found: list[tuple[str, list[str]]] = []
    for n, line in enumerate(section.lines):
        string = line.text.string
        profiles = [
            link.canonical for link in episode.links if link.section == index and link.line == n and _is_profile(link.canonical)
        ]
        for segment in re.split(r"\([^)]{0,200}\)|\[[^\]]{0,200}\]", string):
            for piece in _SEPARATORS.split(segment):
                piece = plain_name(re.split(r"\s[–—-]\s|:\s", piece + " ")[0])
                names = [piece] if len(piece.split()) <= 3 else split_run_on(piece, known)
                names = [n for n in names if looks_like_name(n)]
                if len(piece.split()) > 1 or line.bullet or len(string) < 30:
                    found += [(name, profiles if len(names) == 1 else []) for name in names]
                elif names and names[0] in known:
                    found.append((names[0], profiles))
    return found


def split_run_on(text: str, known: frozenset[str]) -> list[str]:
    """Split names that stand together without a separator, by names known otherwise and by given names."""
    words = text.split()
    names: list[str] = []
    i = 0
    while i < len(words):
        for n in (4, 3, 2):
            if " ".join(words[i : i + n]).casefold() in known and i + n <= len(words):
                names.append(" ".join(words[i : i + n]))
                i += n
                break
        else:
            n = 2
            while i + n < len(words) and n < 4 and not _begins_name(words[i + n], words[i + n + 1 : i + n + 2]):
                n += 1
            names.append(" ".join(words[i : i + n]))
            i += n
    return [name for name in names if len(name.split()) >= 2]


def _begins_name(word: str, following: list[str]) -> bool:
    return is_given_name(word) or (bool(following) and not is_surname(word))


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
    return (is_given_name(words[0]) and is_surname(words[-1])) or name.casefold() in episode.title.casefold() or any(
        name.casefold() in line.text.string.casefold() for s in episode.sections if s.kind in ("panel", "guests", "picks") for line in s.lines
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
    if _key(x[-1]) == _key(y[-1]) and same_given_name(x[0], y[0]):
        return True
    return _key(x[0]) == _key(y[0]) and is_slip(x[-1], y[-1]) and abs(len(x[-1]) - len(y[-1])) <= 1 and _one_edit(x[-1], y[-1])


def _one_edit(a: str, b: str) -> bool:
    return OSA.distance(a.casefold(), b.casefold(), score_cutoff=1) <= 1


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _find(people: list[Participant], written: str) -> Participant | None:
    """Return the participant that `written` (a label, a pick's owner, a first name) stands for."""
    name = plain_name(written)
    key = _key(name)
    if not key or key in NOBODY or re.fullmatch(r"speaker\d*", key):
        return None
    tests = (
        lambda p: key == _key(p.name),
        lambda p: key in {_key(a) for a in p.aliases | p.labels},
        lambda p: same_person(p.name, name),
        lambda p: key == _key(_first(p.name)),
        lambda p: _key(p.name).startswith(key) and len(key) > 4 and " " in name,
        lambda p: " " not in name and same_given_name(name, _first(p.name)),
        lambda p: key == _key(p.name.split()[-1]) and " " in p.name,
        lambda p: _initialled(name, p.name),
        lambda p: " " not in name and is_slip(name, _first(p.name)),
        lambda p: " " in name and is_slip(name, p.name),
        lambda p: " " not in name and len(key) >= 3 and key != "max" and key in {_key(w) for w in p.name.split()[1:-1]},
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


def _resolve_labels(episode: Episode, people: list[Participant], labels: Counter[str], opening: str) -> dict[str, str | None]:
    """Return label → full name, adding speakers that only their label or the opening names."""
    speakers: dict[str, str | None] = {}
    ordered = list(dict.fromkeys(turn.label for turn in episode.turns if turn.label and not turn.advertisement))
    in_opening = [span.name for span in find_names(opening)]
    pending: list[str] = []
    for label in sorted(ordered, key=lambda written: (-labels[written], written)):
        if _is_nobody(label):
            speakers[label] = None
            continue
        name = plain_name(label)
        if len(name.split()) >= 2 and looks_like_name(name) and len(name.split()[-1].strip(".")) > 1:
            person = _find(people, label) or _include(people, name, None)
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
        if turn.label == label:
            for span in find_names(turn.text.string[:6_000]):
                if _SELF.search(turn.text.string[max(0, span.start - 60) : span.start]):
                    given = _first(span.name)
                    if same_given_name(given, name) or is_slip(given, name) or _key(name) in _key(span.name):
                        return span.name
    return None


def _from_openings(people: list[Participant], opening: str) -> None:
    """Add the host and guest that the opening of an unlabelled transcript names."""
    for span in find_names(opening):
        before = opening[max(0, span.start - 60) : span.start]
        if re.search(r"\b(?:I am|I[’']m|is) your host,? $|\byour host,? $|\bmy name is $", before):
            _include(people, span.name, "host")
        elif re.search(r"\b(?:Talk Python To Me|this (?:episode|show|week)|podcast|episode \d+[^.]{0,40}),? (?:with|we have|I have|I[’']ll be|you[’']ll meet) $|\bmy guest (?:today )?(?:is )?$|\b[Ww]e have (?:a )?special guests?,? (?:and that[’']s )?$", before):
            _include(people, span.name, "guest")


def _from_pick_owners(episode: Episode, people: list[Participant]) -> None:
    """Add first names that only the picks' "Name: item" lines give, as two hosts without surnames do."""
    if people:
        return
    for section in episode.sections:
        if section.kind == "picks":
            for line in section.lines:
                found = re.match(r"([^\W\d_][\w’'-]+)(?::| ?$)", line.text.string)
                if found and is_given_name(found.group(1)) and found.group(1)[0].isupper():
                    _include(people, found.group(1), "host")
    for section in episode.sections:
        if section.kind == "summary":
            for line in section.lines:
                for found in re.finditer(r"\b([A-Z][a-z]+) (?:and|&) ([A-Z][a-z]+) (?:talk|discuss|tackle|answer|sit|go|cover|are|share|break|dive|chat|explain)", line.text.string):
                    if is_given_name(found.group(1)) and is_given_name(found.group(2)):
                        _include(people, found.group(1), "host")
                        _include(people, found.group(2), "host")


def _set_roles(people: list[Participant], episode: Episode, opening: str) -> None:
    """Give a role to everybody: by list and title, else by the nearest cue before the name in the opening."""
    for person in people:
        if person.role is None:
            person.role = _role_by_cue(person, opening)
    guests = any(p.role == "guest" for p in people)
    hosts = any(p.role == "host" for p in people)
    for person in people:
        if person.role is None:
            person.role = "guest" if hosts and not guests and len(people) == 2 else "host"


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
        return "guest" if re.search(r"\bjoin(?:s|ing|ed) (?:us|me)\b|is (?:our|a) guest|welcome to the show", after) else None
    return "guest" if guest > host else "host"
