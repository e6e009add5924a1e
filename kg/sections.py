"""Show notes in, sections of lines and the links among them out.

Headings are recognised line by line, wherever they stand: as Markdown headings, bold labels,
bare words, labels with their content behind a colon, words glued to the end of another line,
and inside the one-line notes of old exports. Nothing depends on balanced markup or indentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.links import canonical_url
from kg.markup import read_inline
from kg.model import Line, Link, Section, SectionKind, Span

LABELS: tuple[tuple[SectionKind, str], ...] = (
    ("picks", r"(?:this weeks? )?(?:[\w.]+ ){0,4}picks?(?: of the week)?|picks? (?:and|from|of|by) .{1,24}|.*s+[ie]+a*c+k+ *p+[iy]+[xc]+k*s*.*|s+[ie]+a*c+k+ p+i+[xc]k*s*"),
    ("panel", r"(?:the )?(?:[\w.]+ ){0,3}(?:panel(?:ists?|s| members)?|co ?hosts?|hosts?|hosted by|guest (?:hosts?|panelists?))"),
    ("guests", r"(?:with |joined by )?(?:our |the )?(?:special )?guests?(?: star| speakers?)?|joined by|interviewee|featuring"),
    ("sponsors", r"(?:our |this weeks |episode )?sponsors?(?: ?affiliates)?|sponsors and affiliates|this episode is sponsored by|sponsored by|brought to you by|.* sponsor"),
    ("links", r"(?:show |episode |related |useful |other |mentioned )?(?:links?|resources|references|reading)(?: mentioned)?(?: from the show| in (?:the|this) (?:show|episode))?|mentioned in (?:the|this) (?:show|episode)|things mentioned"),
    ("topics", r"discussion|(?:show |episode )?topics?(?: covered| discussed)?|show ?notes|notes|timestamps|chapters|outline|agenda|q ?a"),
    ("summary", r"(?:show |episode )?summary|(?:episode )?description|about(?: (?:this|the) (?:show|episode))?|overview"),
    ("boilerplate", r"resources (?:and )?contact info.*|contact info.*|quotes?|find (?:us|me|him|her) .*|where to find .*|next week|book club(?: pick)?|contact(?: us)?|follow (?:us|devchat).*|shameless plug[sz]*|plug[sz]*|tweet us.*|connect with us|special thanks.*|get in touch|subscribe.*|support (?:us|the show).*|upcoming .*|announcements?|join the discussion.*|leave us a .*|feedback"),
)  # fmt: skip
"""Section kinds and the headings that announce them: case-folded, only letters, digits and blanks."""

_LABEL_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in LABELS)
_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_PREFIX = re.compile(
    r"(?P<indent>(?:[ \t\xa0]|&nbsp;)*)(?P<quote>(?:> ?)*)(?P<heading>#{1,6}(?!\w)\s*)?(?P<bullet>(?:[-+•·▪]|\*(?=[^\S\n])|\d{1,3}[.)])(?=\s|$)\s*)?"
)
_INLINE_LABEL = re.compile(r"([^\W\d_][\w’'./& -]{2,42}?) ?(?::| [–—-](?= )|\|) ?(?=\S|$)")
_GLUED_PICKS = re.compile(r"(?<=[^\W\d_A-Z])Picks:?$|(?<=[.?!…)\]”\"'’])\s*Picks:?$")
_TIMED_PICKS = re.compile(
    r"(?<![\s–—-])(?<!\band)(?<!\bthe)(?<!\bour)(?<!\bfor)(?<!\bto)(?<!\bdo)(?<!\bof) Picks:?$"
)
_EMPHASIS_LABEL = re.compile(
    r"(?:\*\*|<u>|__)(?:[\\*_\s]|&nbsp;|<u>){0,12}(?P<label>(?:This Week[’']s )?Picks|Panel(?:ists?)?|(?:Joined [Bb]y )?(?:Special )?Guests?|(?:Episode )?Links"
    r"|Sponsors|Hosts?|Show Topics|Discussion)(?:\s|&nbsp;){0,6}(?::|[–-])?(?:[\\_\s]|&nbsp;){0,6}(?:\*\*|</u>|(?<=:))(?:[\\*_:\s]|&nbsp;|</u>)*"
)
"""A label in bold or underlined, wherever in a line it stands: old exports run paragraphs together."""
_RULE = re.compile(r"[\s*_\\-]*")
_BOLD_TAIL = "*_\\:. \t\xa0"
_TIME = re.compile(r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?!\d)")
_RUN_ON = re.compile(
    r"(?<![\w-])(Panel|Panelists|Discussion|Picks|Next Week|Book Club)(?: ?: ?| )(?=[A-Z0-9“\"‘'\[@]|(?<=Week )\w)"
)
_HANDLES = re.compile(r"\((?:twitter|github|blog|website)\b")
_RUN_ON_LENGTH = 300
"""A line shorter than this is not taken apart at the words Panel, Discussion, Picks."""


class _Raw(NamedTuple):
    start: int
    end: int


def label_kind(text: str) -> SectionKind | None:
    """Return the kind of section that `text`, taken as a heading, announces; None for no known one."""
    plain = re.sub(r"[’'`*_\"“”]", "", text.casefold())
    plain = " ".join(re.sub(r"[^\w.]+|\.(?!\w)", " ", plain).split())
    if not plain or len(plain) > 80:
        return None
    for kind, pattern in _LABEL_PATTERNS:
        if pattern.fullmatch(plain):
            return kind
    return None


def read_sections(
    raw: str, start: int, end: int, source: int = 0
) -> tuple[tuple[Section, ...], tuple[Link, ...]]:
    """Read the notes `raw[start:end]`.

    Returns:
        The sections in order and all links, whose `section` and `line` say where they stand.
    """
    builder = _Builder(source)
    for line in _lines(raw, start, end):
        builder.add(raw, line)
    return builder.finish(end)


def _lines(raw: str, start: int, end: int) -> Iterator[_Raw]:
    """Yield the lines' offsets, comments left out and one-line notes taken apart."""
    comments = _comments(raw, start, end)
    comment = next(comments, None)
    for found in _LINE.finditer(raw, start, end):
        at, stop = found.start(), found.end()
        while comment and comment.end < stop:
            comment = next(comments, None)
        if not (comment and comment.start <= at):
            yield from _run_on_lines(raw, at, stop)


def _comments(raw: str, start: int, end: int) -> Iterator[_Raw]:
    """Yield where HTML comments stand; one that nothing closes is none."""
    while (begin := raw.find("<!--", start, end)) >= 0 and (close := raw.find("-->", begin + 4, end)) >= 0:
        start = close + 3
        yield _Raw(begin, start)


def _run_on_lines(raw: str, start: int, end: int) -> Iterator[_Raw]:
    """Yield `raw[start:end]`, cut before labels where several sections stand in one line."""
    cuts = {start, end}
    words = list(_RUN_ON.finditer(raw, start, end))
    timed = len(_TIME.findall(raw[start:end]))
    run_on = end - start > _RUN_ON_LENGTH and timed >= 2
    panel = (
        bool(words)
        and not raw[start : words[0].start()].strip(" \t#*_")
        and len(_HANDLES.findall(raw[start:end])) >= 2
    )
    if (run_on or panel) and (panel or len({m.group(1) for m in words}) >= 2):
        seen: set[str] = set()
        for word in words:
            if word.group(1) not in seen:
                seen.add(word.group(1))
                cuts.add(word.start())
    narrative = _TIME.match(raw[start:end].lstrip(" -*_([\\#"))
    for label in _EMPHASIS_LABEL.finditer(raw, start, end):
        # A note-taker's "2:30 – **Guest:** …" is speech.
        if not (narrative and label["label"].startswith(("Guest", "Panel", "Host"))):
            cuts.add(label.start())
    ordered = sorted(cuts)
    for a, b in zip(ordered, ordered[1:], strict=False):
        if raw[a:b].strip():
            yield _Raw(a, b)


class _Builder:
    """Puts lines into sections as their labels come along."""

    def __init__(self, source: int) -> None:
        self.source = source
        self.sections: list[Section] = []
        self.links: list[Link] = []
        self.kind: SectionKind = "summary"
        self.heading = ""
        self.lines: list[Line] = []
        self.begin: int | None = None
        self.one_line = False
        """Whether the section's label had its content behind it and so ends with the line."""

    def add(self, raw: str, line: _Raw) -> None:
        """Take in one line of the source."""
        prefix = _PREFIX.match(raw, line.start, line.end)
        assert prefix is not None  # noqa: S101 - every part of the pattern may be empty
        body_start = prefix.end()
        if _RULE.fullmatch(raw, line.start, line.end) and "___" in raw[line.start : line.end].replace(
            "\\", ""
        ):
            self.open("boilerplate", "", line.start)
            return
        label = _EMPHASIS_LABEL.match(raw, body_start, line.end)
        if label and label.end() < line.end and re.search(r"[^\W_]", raw[label.end() : line.end]):
            kind = label_kind(label["label"])
            if kind and not (self.kind == "picks" and kind in ("panel", "guests")):
                self.open(kind, label["label"], line.start)
                self.one_line = kind in ("panel", "guests")
                body_start = label.end()
        inline = read_inline(raw, body_start, line.end, self.source)
        string = inline.text.string
        if not string:
            return
        heading = len((prefix["heading"] or "").strip())
        stripped = raw[body_start : line.end].strip()
        tail = stripped[len(stripped.rstrip(_BOLD_TAIL)) :]
        bold = bool(re.match(r"[\\*_<u>\s]*(?:\*\*|__)", stripped)) and ("**" in tail or "__" in tail)
        entry = Line(
            inline.text,
            len(prefix["indent"].replace("&nbsp;", " ").expandtabs(4)),
            bool(prefix["bullet"]),
            heading,
            bold,
        )
        quote = bool(prefix["quote"])
        offsets = [
            (link.url, link.start, link.end, link.source_start, link.source_end) for link in inline.links
        ]
        self.place(entry, offsets, line.start, quote=quote)

    def place(
        self, line: Line, links: list[tuple[str, int, int, int, int]], start: int, *, quote: bool
    ) -> None:
        """Decide what `line` is: a heading, a label with content behind it, or content."""
        string = line.text.string
        if self.one_line and self.lines:
            self.open("summary", "", start)
        kind = label_kind(string) if len(string) <= 80 else None
        if kind and self.is_label(string, line, kind):
            self.open(kind, string, start)
            return
        rest = self.inline_label(line, links)
        if rest is not None:
            kind, label, at = rest
            self.open(kind, label, start)
            self.keep(line, links, at)
            self.one_line = kind in ("panel", "guests")
            return
        glued = _GLUED_PICKS.search(string) or (_TIME.search(string) and _TIMED_PICKS.search(string))
        if glued:
            self.keep(line, links, 0, glued.start())
            self.open("picks", "Picks", start)
            return
        if _TIME.match(string) and re.search(
            r"\bPicks:?$", string
        ):  # a heading of the talk that begins the list
            self.keep(line, links, 0)
            self.open("picks", "Picks", start)
            return
        if line.heading and not self.is_name_heading(string, links):
            linked = links and links[0][1] == 0 and links[-1][2] >= len(string) - 2
            if linked and self.kind in ("summary", "boilerplate"):  # a banner
                self.open("boilerplate", string, start)
                self.keep(line, links, 0)
                self.open("summary", "", start)
                return
            self.open("topics" if _TIME.match(string.lstrip("[( ")) else "other", string, start)
            self.keep(line, links, 0)
            return
        if (
            quote
            and self.kind != "topics"
            and re.search(r"\b(?:book|course|copy|sponsor|subscribe)\b", string, re.IGNORECASE)
        ):
            kind, heading = self.kind, self.heading
            self.open("boilerplate", "", start)
            self.keep(line, links, 0)
            self.open(kind, heading, start)
            return
        if (
            self.kind in ("panel", "guests")
            and not line.bullet
            and len(string) > 60
            and _sentence_like(string)
        ):
            self.open("summary", "", start)
        self.keep(line, links, 0)

    def is_label(self, string: str, line: Line, kind: SectionKind) -> bool:
        """Whether a line that reads like a label is one: bare words must look the part."""
        if line.heading or (
            (line.bold or string.rstrip().endswith(":"))
            and not (self.kind == "picks" and kind in ("panel", "guests"))
        ):
            return True
        if line.bullet or (self.kind == "picks" and kind in ("panel", "guests")):
            return False  # "Guest" within the picks says who picked
        if string.rstrip().endswith((".", "!", "?", ",")):
            return False
        plain = string.strip(" :*_").casefold()
        return string[0].isupper() and (
            len(plain.split()) <= 2
            and kind in ("picks", "panel", "guests", "topics", "links", "boilerplate", "sponsors")
        )

    def inline_label(
        self, line: Line, links: list[tuple[str, int, int, int, int]]
    ) -> tuple[SectionKind, str, int] | None:
        """Return (kind, label, where its content begins) for `Label: content` and `Picks [link]`."""
        string = line.text.string
        found = _INLINE_LABEL.match(string)
        if found and found.end() < len(string) and not (line.bullet and self.kind == "picks"):
            kind = label_kind(found.group(1))
            if kind in ("panel", "guests", "picks", "sponsors", "links") and found.group(1)[0].isupper():
                # A note-taker's "Guest: I think so" within timed notes is speech, not a section.
                if not (
                    self.kind == "topics"
                    and kind in ("panel", "guests")
                    and _sentence_like(string[found.end() :])
                ):
                    return kind, found.group(1), found.end()
        opening = re.match(
            r"(Picks|Panel|Panelists|Discussion|Next Week|Book Club|Special Guests?|Joined [Bb]y [Ss]pecial [Gg]uests?) ",
            string,
        )
        if opening and not line.bullet:
            word, at = opening.group(1), opening.end()
            follows_link = any(a == at for _, a, _, _, _ in links)
            listed = re.search(
                r"\([A-Z][\w. ]{1,30}\)|\d{1,2}:\d{2} [-–]|\((?:twitter|github|blog)\b", string[at:]
            )
            if (
                follows_link
                or listed
                or word in ("Next Week", "Book Club")
                or word.startswith(("Special", "Joined"))
            ):
                kind = label_kind(word)
                if kind and (word != "Next Week" or len(string) > 10):
                    return kind, word, at
        if line.heading:
            words = string.split()
            for n in (1, 2, 3):
                kind = label_kind(" ".join(words[:n]))
                if kind in ("panel", "guests") and n < len(words):
                    return kind, " ".join(words[:n]), len(" ".join(words[:n])) + 1
        return None

    def is_name_heading(self, string: str, links: list[tuple[str, int, int, int, int]]) -> bool:
        """Whether a heading within the picks is the name of who picked."""
        if self.kind != "picks":
            return False
        words = string.strip(" :").split()
        if (
            not 1 <= len(words) <= 4
            or "&" in words
            or (len(words) > 1 and string.isupper())
            or _TIME.match(string)
        ):
            return False
        return all(word[0].isupper() for word in words)

    def keep(
        self, line: Line, links: list[tuple[str, int, int, int, int]], at: int, stop: int | None = None
    ) -> None:
        """Add `line[at:stop]` and its links to the open section."""
        stop = len(line.text.string) if stop is None else stop
        text = line.text.cut(at, stop) if at or stop < len(line.text.string) else line.text
        if not text.string:
            return
        lead = len(line.text.string[at:stop]) - len(line.text.string[at:stop].lstrip())
        for url, a, b, source_start, source_end in links:
            if at <= a < stop or (a == b == stop):
                self.links.append(
                    Link(
                        url=url, canonical=canonical_url(url), text=line.text.string[a:b],
                        section=len(self.sections), line=len(self.lines),
                        start=a - at - lead, end=min(b, stop) - at - lead,
                        span=Span(self.source, source_start, source_end),
                    )
                )  # fmt: skip
        if self.begin is None:
            self.begin = text.offset(0)
        self.lines.append(Line(text, line.indent, line.bullet, line.heading, line.bold))

    def open(self, kind: SectionKind, heading: str, start: int) -> None:
        """Close the open section and begin one of `kind`."""
        self.close(start)
        self.kind, self.heading, self.one_line = kind, heading, False

    def close(self, end: int) -> None:
        if self.lines:
            kind = self.kind
            clocks = max((len(_TIME.findall(line.text.string)) for line in self.lines), default=0)
            if kind in ("summary", "other") and (
                clocks >= 3 or sum(1 for line in self.lines if _TIME.match(line.text.string)) >= 2
            ):
                kind = "topics"
            begin = self.begin if self.begin is not None else end
            self.sections.append(
                Section(kind, self.heading, tuple(self.lines), Span(self.source, begin, max(begin, end)))
            )
        self.lines, self.begin = [], None

    def finish(self, end: int) -> tuple[tuple[Section, ...], tuple[Link, ...]]:
        self.close(end)
        return tuple(self.sections), tuple(self.links)


def _sentence_like(text: str) -> bool:
    """Whether `text` reads as speech rather than as a list of names."""
    words = text.split()
    return bool(words) and (
        sum(w[0].islower() for w in words) > len(words) / 2 or text.rstrip().endswith(("?", ".", "!"))
    )
