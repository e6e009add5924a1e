"""What an episode says of itself in; the participants that its opening, its prose and its picks name, added, out.

Shows introduce their people in the first minutes of talk ("our special guest …"), and their notes tell
who talks with whom ("A and B interview C").
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.extractors.participants import (
    Participant,
    find,
    find_by_given_name,
    full_name_for,
    given_name,
    include,
)
from kg.model import Episode, Role
from kg.names import find_names, is_given_name, lexical_score, looks_like_name, plain_name
from kg.naming import title_from_slug

OPENING = 12_000
"""Code points of talk in which shows introduce their people (survey, section 4.3)."""

_WELCOME = re.compile(
    r"\b([A-Z][\w’'-]+)(?:,? and ([A-Z][\w’'-]+))?,? welcome (?:back )?to (?:the (?:show|podcast)|[A-Z])|\b[Ww]elcome (?:back )?to the (?:show|podcast), ([A-Z][\w’'-]+)"
)
"""What a host says to a guest, by the first name."""

_GUEST_BEFORE = re.compile(
    r"\b(?:this (?:episode|show|week)|podcast|episode \d+[^.]{0,40}|[Tt]o [Mm]e),? with $|\b[Mm]y guests? (?:today )?(?:is )?$|\b[Ww]e have (?:a )?special guests?,? (?:and that[’']s )?$"
    r"|\b(?:you[’']ll|you will) meet $|\b[Oo]ur guests?,? (?:today )?(?:is |are )?$|\b[Jj]oin me and $|\b[Tt]oday[’']s guest (?:is|was) $|\binterview(?:ing)? $"
)
"""What is said before a guest's full name."""

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
"""Several given names as the subject of a sentence about an episode."""


def opening_of(episode: Episode) -> str:
    """Return the opening of the talk without its labels, or where there is no talk the prose of the notes."""
    pieces: list[str] = []
    length = 0
    for turn in episode.turns:
        if turn.advertisement:
            continue
        pieces.append(turn.text.string)
        length += len(turn.text.string) + 1
        if length > OPENING:
            break
    return " ".join(pieces)[:OPENING] or "\n".join(_prose_of(episode))[:OPENING]


def _prose_of(episode: Episode) -> list[str]:
    """Return the lines of the notes that are sentences about the episode."""
    return [
        line.text.string
        for section in episode.sections
        if section.kind in ("summary", "other", "topics", "panel", "guests")
        for line in section.lines
        if len(line.text.string.split()) >= 8 and not re.match(r"\W*\d{1,2}:\d{2}", line.text.string)
    ]


def add_from_opening(people: list[Participant], opening: str) -> None:
    """Add to `people` the host and the guests that the opening of an unlabelled transcript names."""
    names = list(find_names(opening))
    for span in names:
        before = opening[max(0, span.start - 60) : span.start]
        if re.search(r"\b[Yy]our host(?:,| is)? $", before) or (
            span.start < 600 and re.search(r"\b[Mm]y name is $", before)
        ):
            include(people, span.name, "host")
        elif _GUEST_BEFORE.search(before) and find_by_given_name(people, given_name(span.name)) is None:
            include(people, span.name, "guest")
    for welcome in _WELCOME.finditer(opening):
        for first in filter(None, welcome.groups()):
            full = full_name_for(first, [span.name for span in names])
            if full and find_by_given_name(people, first) is None:
                include(people, full, "guest")


def add_from_prose(episode: Episode, people: list[Participant], is_technology: Callable[[str], bool]) -> None:
    """Add to `people` who takes part by the sentences of the notes: "A, B and C talk with D", "A interviews B", "D joins A".

    Args:
        is_technology: whether a name is one that the catalogue knows; such a one is nobody's.
    """
    show = f" {title_from_slug(episode.show).casefold()} "
    for line in _prose_of(episode):
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
                            include(people, span.name, role)


def add_from_picks(episode: Episode, people: list[Participant]) -> None:
    """Add to `people` those whom only the picks name: "Name:" lines, and the first names of hosts without surnames."""
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
                        and find(people, name) is None
                    ):
                        include(people, name, "host")
    if people:
        return
    for section in episode.sections:
        if section.kind == "picks":
            for line in section.lines:
                found = re.match(r"([^\W\d_][\w’'-]+)(?::| ?$)", line.text.string)
                if found and is_given_name(found.group(1)) and found.group(1)[0].isupper():
                    include(people, found.group(1), "host")
    for line_text in _prose_of(episode):
        for several in _FIRST_NAMES.finditer(line_text):
            names = re.findall(r"[A-Z][a-z]+", several.group(1))
            if all(is_given_name(name) for name in names):
                for name in names:
                    include(people, name, "host")
