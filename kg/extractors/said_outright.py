"""A name's place in the text in; what the words beside it say outright that it is, out.

These are the patterns of Hearst 1992, "Automatic acquisition of hyponyms from large text corpora": "a gem
called X", "the X library", "X is a framework"; and those that say it is a company, an event or a work.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.model import Kind

KINDS: dict[str, Kind] = {
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

_NOUN = "|".join(sorted(map(re.escape, KINDS), key=lambda noun: (-len(noun), noun)))
_CALLED = re.compile(
    rf"\b({_NOUN})s?(?: (?:out there|that is|that’s|that's|which is|I use|we use))?(?:,)? (?:called|named|known as) (?:the )?[\"“‘']?$", re.IGNORECASE
)  # fmt: skip
_CALLED_SOMETHING = re.compile(
    r"\b(?:project|system|thing|something|stuff|technology|solution|stack|one|it[’']?s?|that[’']s|they[’']re|is|was)(?: is| was)?,? (?:called|named) (?:the )?[\"“‘']?$", re.IGNORECASE
)  # fmt: skip
_NOT_ONE = re.compile(
    r"\b(?:company|compan(?:y|ies)|startups?|start-up|agency|firm|business|consultancy|conference|meetup|organi[sz]ation|foundation|nonprofit|non-profit|charity|group|band|movie|film|show|series|podcast|book|novel|talk|course"
    r"|article|beer|restaurant|board game|card game|program(?=,? called)|beverage|guy|person|woman|place|town|city)s?(?: (?:out there|here in [A-Z]\w+|that is|that[’']s|which is|is))?,? (?:called|named) (?:the )?[\"“‘']?$|\b(?:C[ETO]O|founder|co-?founder|president|VP|folks|people|team|works?|worked|working|(?:job|developer|engineer|architect|designer|evangelist|advocate|intern|consultant)(?= at)) (?:here |over )?(?:of|at|from) (?:a (?:small |new )?(?:company|startup) called )?$",
    re.IGNORECASE,
)
"""What is said before a name that is a company's, an event's, a work's or a person's."""

_FOLLOWED = re.compile(rf"[\"”’']?(?: [a-z][\w-]+)? ({_NOUN})\b", re.IGNORECASE)
_IS_A = re.compile(
    rf"[\"”’']?(?:,)? (?:is|was|it’s|it's|which is|being)(?: (?:basically|really|actually|just|also|like|kind of))? (?:an?|the|this|another|our) (?:[\w-]+ ){{0,3}}?({_NOUN})\b", re.IGNORECASE
)  # fmt: skip


class Said(NamedTuple):
    """What the words beside a name say of it."""

    nouns: tuple[str, ...]
    """Nouns of KINDS that it is said to be: "a gem called X", "X is a framework"."""
    followed: str
    """The noun of KINDS that stands behind it, "the X library"; empty for none."""
    called: bool
    """Whether a thing that is told no kind of is called so."""
    other: bool
    """Whether it is said to be a company, an event, a work or a person."""


def said_of(string: str, start: int, end: int) -> Said:
    """Return what the words beside `string[start:end]` say of it."""
    before, after = string[max(0, start - 60) : start], string[end : end + 70]
    named = (_CALLED.search(before), _IS_A.match(after))
    followed = _FOLLOWED.match(string[end : end + 40])
    return Said(
        nouns=tuple(match.group(1).casefold() for match in named if match),
        followed=followed.group(1).casefold() if followed else "",
        called=_CALLED_SOMETHING.search(before) is not None,
        other=_NOT_ONE.search(string[max(0, start - 80) : start]) is not None,
    )
