"""Text that tries to be more than text, in every field that a page is made of."""

from __future__ import annotations

from itertools import combinations

from kg.graph import technology_id
from kg.model import (
    Extraction,
    Mention,
    Passage,
    Person,
    Pick,
    Role,
    Source,
    Span,
    Sponsor,
    Technology,
    Topic,
)

ATTACKS = (
    "<script>trip({})</script>",
    "</script><script>trip({})</script>",
    '"><img src=x{} onerror=trip({})>',
    "'><svg onload=trip({})>",
    '<a href="javascript:trip({})">a link</a>',  # pyvis reads a title with `href` as markup
    "javascript:trip({})",
    "JaVa\tScRiPt:trip({})//http://",
    "data:text/html,<script>trip({})</script>",
    "https://example.invalid/{}\"onmouseover='trip({})'",
    "<!-- {} <script>trip({})</script>",
    "--!><script>trip({})</script>",
    "]]><script>trip({})</script>",
    "{{ 7 * {} }} {% raw %} ${trip({})}",
    "<iframe srcdoc='<script>parent.trip({})</script>'></iframe>",
    "<object data=http://example.invalid/{}></object>",
    "<style>@import 'http://example.invalid/{}.css'; * { display: none }</style>",
    "</style></title></textarea></noscript><body onpageshow=trip({})>",
    "<meta http-equiv=refresh content='0;url=http://example.invalid/{}'><base href=//example.invalid>",
    "<form action=javascript:trip({})><button autofocus onfocus=trip({})>ok</button></form>",
    "<details open ontoggle=trip({})><summary>more</summary></details>",
    "<math><mtext><table><mglyph><style><img src onerror=trip({})>",
    "\N{RIGHT-TO-LEFT OVERRIDE}gnp.{}\N{LEFT-TO-RIGHT ISOLATE}x\N{RIGHT-TO-LEFT ISOLATE}",
    "zero\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NO-BREAK SPACE}width {}",
    "half \ud83d {} and \udc00 half",
    "line\N{LINE SEPARATOR}trip({})\N{PARAGRAPH SEPARATOR}end",
    "\0\b\x0b\x1b[31m control {} \x7f\ufffe",
    "&lt;script&gt;trip({})&lt;/script&gt; &amp;amp; &#x3c;",
    "\\u003cscript\\u003etrip({})\\u003c/script\\u003e \\",
    "' + trip({}) + ' \" + trip({}) + \" ` + ${trip({})} + `",
    "=cmd|' /C calc'!A{}",
    "__proto__ {}",
    "constructor {}",
    "a+b&c#d=%E0%A4%A{}?<>",
    "é🍕漢字 أوين \N{COMBINING ENCLOSING CIRCLE} {}",
    "A very long name, " * 60 + "{}",
)


def names(count: int = 200) -> list[str]:
    """Return so many hostile names, each another."""
    return [ATTACKS[n % len(ATTACKS)].replace("{}", str(n)) for n in range(count)]


def hostile(count: int = 200) -> list[Extraction]:
    """Return episodes of four shows that name `count` technologies, each pair in three of them, as only edited records could."""
    every = names(count)
    return [_episode(number, every) for number in range(3 * count // 5)]


def _episode(number: int, every: list[str]) -> Extraction:
    def at(offset: int) -> str:
        return every[(5 * number + offset) % len(every)]

    passages: list[Passage] = []
    mentions: dict[str, list[Mention]] = {}
    for turn in range(4):
        named = [at(2 * turn + k) for k in range(3)]
        text = " beside ".join(named)
        notes = turn == 3
        for name in named:
            mentions.setdefault(name, []).append(
                Mention(name, Span(0, turn, turn + 1), "notes" if notes else "transcript", turn, "ner", 0.5)
            )
        speaker = f"Host {at(turn)}" if turn < 2 else None
        passages.append(
            Passage(text, Span(0, turn, turn + 1), "notes" if notes else "transcript", speaker, None if notes else 9.5 * turn, None if notes else turn)
        )  # fmt: skip
    roles: tuple[Role, ...] = ("host", "guest", "mentioned")
    people = tuple(
        Person(f"Host {at(k)}", role, (at(k + 5),), (), (at(k + 7), at(k + 9)))
        for k, role in enumerate(roles)
    )
    show = every[number % 4 + 1].replace("/", "-")
    return Extraction(
        f"show/{number}-{at(3)}", show, f"Title {at(2)}", number, f"20{10 + number % 9}-01-0{1 + number % 9}", 900,
        (Source(at(8), "0"),), (), passages=tuple(passages), people=people,
        technologies=tuple(Technology(None, name, "tool", tuple(found), (at(6),)) for name, found in mentions.items()),
        picks=(Pick(f"Pick {at(4)}", at(5), (people[1].name,), 0, Span(0, 0, 1), (at(0),)),),
        topics=(Topic(at(6), 60, f"Topic {at(7)}", Span(0, 0, 1)),), sponsors=(Sponsor(f"Sponsor {at(1)}", (0,), at(5)),),
        speakers=tuple((person.name, person.name) for person in people), words=100, turns=3, audio=at(5), url=at(8),
    )  # fmt: skip


def identified(extractions: list[Extraction]) -> dict[str, str]:
    """Return node id → name of the technologies."""
    return {technology_id(t): t.name for x in extractions for t in x.technologies}


def pairs(extractions: list[Extraction]) -> list[tuple[str, str]]:
    """Return the pairs of node ids that one sentence names, each once."""
    found: set[tuple[str, str]] = set()
    for x in extractions:
        for passage in range(len(x.passages)):
            named = sorted(
                {technology_id(t) for t in x.technologies if any(m.passage == passage for m in t.mentions)}
            )
            found.update(combinations(named, 2))
    return sorted(found)
