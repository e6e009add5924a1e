"""The title, lists, headings and tags of an episode in; the full names of people in them out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from kg.model import Episode, Line, Link, Role, Section
from kg.names import (
    given_rank,
    is_given_name,
    is_surname,
    lexical_score,
    looks_like_name,
    plain_name,
    surname_rank,
)

_TITLE_TAIL = re.compile(r"\b(?:with|feat\.?|featuring|w/|ft\.?) ", re.IGNORECASE)

_STORY_TITLE = re.compile(
    r"^(?:M[A-Z]S|My \w+ Story)\s*#?\d*\s*[:–-]?\s*(.+?)(?:\s*[:–-]?\s*My \w+ Story.*)?$"
)
"""The title of a show that tells one person's story: MRS 012, My Ruby Story."""
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


def title_names(title: str, is_technology: Callable[[str], bool] = lambda name: False) -> list[str]:
    """Return the guests that a title names: the last "with A, B and C", or a story's whole title.

    Args:
        is_technology: whether a name is one that the catalogue knows; such a one is nobody's.
    """
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


def names_in_lists(episode: Episode, known: frozenset[str]) -> Iterator[tuple[str, Role, list[str]]]:
    """Yield (name, role, profile URLs) for the people that the panel and guest sections list.

    Args:
        known: case-folded full names that the episode has elsewhere, to tell names apart that run together.
    """
    links_of: dict[tuple[int | None, int | None], list[Link]] = defaultdict(list)
    for link in episode.links:
        links_of[link.section, link.line].append(link)
    for index, section in enumerate(episode.sections):
        if section.kind in ("panel", "guests"):
            role: Role = "host" if section.kind == "panel" else "guest"
            for name, profiles in _listed_names(section, index, links_of, known):
                yield name, role, profiles


def _listed_names(
    section: Section,
    index: int,
    links_of: Mapping[tuple[int | None, int | None], list[Link]],
    known: frozenset[str],
) -> list[tuple[str, list[str]]]:
    """Return (name, profile URLs) for the people that one section lists.

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
            # In one-line notes whatever follows the last "(twitter github)" is no name.
            segments = segments[:-1]
        whole = {plain_name(string[link.start : link.end]) for link in links}
        for segment in segments:
            for piece in _SEPARATORS.split(segment):
                piece = plain_name(re.split(r"\s[–—-]\s|:\s", piece + " ")[0])
                if piece in whole and looks_like_name(piece):
                    names = [piece]
                else:
                    names = [piece] if len(piece.split()) <= 3 else _split_run_on(piece, known)
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


def _split_run_on(text: str, known: frozenset[str]) -> list[str]:
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


def introduced_names(episode: Episode) -> list[str]:
    """Return the names of the headings "X Introduction" among the topics."""
    names = []
    for section in episode.sections:
        if section.kind == "topics":
            for line in section.lines:
                found = _INTRODUCTION.match(line.text.string)
                name = plain_name(found.group(1)) if found else ""
                if name and len(name.split()) in (2, 3, 4) and looks_like_name(name):
                    names.append(name)
    return names


def tagged_names(episode: Episode) -> Iterator[str]:
    """Yield the tags that are people's names, as far as the notes or the census bear them out."""
    for tag in episode.tags:
        name = plain_name(re.sub(r"[_\u200b]+", " ", tag))
        if (
            2 <= len(name.split()) <= 3
            and name[0].isupper()
            and looks_like_name(name)
            and _name_evidence(name, episode)
        ):
            yield name


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
