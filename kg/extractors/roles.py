"""The participants of an episode in; who of them is a host and who a guest, set on them, out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extractors.introductions import OPENING
from kg.extractors.participants import Participant, given_name
from kg.model import Episode, Role

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

_GUEST_TALK = r"special guests?(?: today| this week)?,?(?: is| and)?(?: that[’']s| is|,)? {first}\b|\b{first} is (?:the |our |a )?(?:special )?guest"
"""What is said of a guest, `{first}` for the given name."""

_GUEST_AT = 1.2
"""Sum of the signals from which a speaker without any other evidence is a guest."""


def set_roles(people: list[Participant], episode: Episode, opening: str) -> None:
    """Give a role to everybody of `people`: by list and title, else by what they and others say in the talk.

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
        elif person.role == "host" and episode.turns and not person.settled:
            first = re.escape(given_name(person.name))
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
        if asked.settled:
            return
        said = {p.name: sum(len(text) for name, text in self.turns if name == p.name) for p in both}
        if (
            asking.name == self.first
            and said[asked.name] >= 1.3 * said[asking.name]
            and self.questions[asking.name] >= 2.2 * self.questions[asked.name]
        ):
            asked.role = "guest"

    def _told(self, person: Participant) -> float:
        """Return the weight of what others say to a person: welcomes, thanks and requests to introduce themselves."""
        first = re.escape(given_name(person.name))
        score = 0.0
        others = " ".join(text for name, text in self.turns if name != person.name)
        if any(
            _AFFILIATED.match(others, m.end())
            for m in re.finditer(rf"\b{re.escape(person.name)}\b", others[:OPENING])
        ):
            score += 0.8
        if re.search(
            rf"\bjoin(?:ed|ing)\b[^.!?]{{0,60}}\b{first}\b|\b{first}\b[^.!?]{{0,20}}\bjoin(?:s|ing) (?:us|me)\b",
            others[:OPENING],
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
    """Return the role that the words around the first naming in the opening suggest, None where they suggest none."""
    words = {person.name, *(given_name(person.name),)}
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
