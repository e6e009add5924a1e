"""Markdown and HTML as show notes really hold it, in; readable text with the way back, and links, out.

No Markdown parser is used: in real files bold is unbalanced, words are glued to links, and
headings are swallowed by the list item before them. One scan takes the markup off and remembers
where every character came from. It is linear in the length of the text whatever stands in it.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from kg.model import Text

_SPECIAL = re.compile(
    r"\\|\*|_|&|<|\[|\]|!\[|`|~~|[^\S ]|[ ]{2,}|[\x00-\x08\x0b\x0e-\x1b\x7f-\x9f\u00ad\u200b-\u200f\u2060\ufeff]"
    r"|https?://|www\."
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,15})((?:\s|/)[^<>]{0,4000})?>")
_HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,4000})>")
_BARE_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\[\]()\"“”*|\\]+(?:\([^\s<>\[\]()]*\)[^\s<>\[\]()\"“”*|\\]*)*"
)
_URL_TAIL = ".,;:!?'’_*"
_BLOCK_TAGS = {
    "p",
    "br",
    "li",
    "ul",
    "ol",
    "div",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "iframe",
    "img",
}
_HIDDEN_TAGS = {"script", "style"}
_LONGEST_TARGET = 4_000
_LONGEST_LINK_TEXT = 2_000


class InlineLink(NamedTuple):
    """A hyperlink found while reading inline text."""

    url: str
    start: int
    """Offset of its text in the readable string."""
    end: int
    source_start: int
    """Offset of the whole link, markup included, in the source."""
    source_end: int


class Inline(NamedTuple):
    """What `read_inline` returns."""

    text: Text
    links: tuple[InlineLink, ...]
    breaks: tuple[int, ...]
    """Offsets in the readable string at which a line of the source begins."""


class _Writer:
    """Collects the readable string piece by piece, with anchors where source and string part ways."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.pieces: list[str] = []
        self.length = 0
        self.anchors: list[tuple[int, int]] = []
        self.expected = -1
        self.blank = True
        self.pending_blank = -1

    def copy(self, start: int, end: int) -> None:
        """Append `raw[start:end]`, which holds no markup and no run of blanks."""
        if start < end and self.raw[start] == " ":
            self.space(start)
            start += 1
        tail = end
        if start < tail and self.raw[tail - 1] == " ":
            tail -= 1
        if start < tail:
            self.put(self.raw[start:tail], start)
            self.expected = tail
        if tail < end:
            self.space(tail)

    def put(self, piece: str, origin: int) -> None:
        """Append `piece`, which stands for the source from `origin` on."""
        if self.pending_blank >= 0:
            if not self.blank:
                self._append(" ", self.pending_blank)
            self.pending_blank = -1
        self._append(piece, origin)
        self.blank = False

    def space(self, origin: int) -> None:
        """Note a blank at `origin`; runs of them become one, none is kept at either end."""
        if self.pending_blank < 0:
            self.pending_blank = origin

    def _append(self, piece: str, origin: int) -> None:
        if origin != self.expected or not self.anchors:
            self.anchors.append((self.length, origin))
        self.pieces.append(piece)
        self.length += len(piece)
        self.expected = origin + len(piece)

    def next_offset(self) -> int:
        """Offset in the string that the next visible character will get."""
        return self.length + (1 if self.pending_blank >= 0 and not self.blank else 0)


def _matching_brackets(raw: str, start: int, end: int) -> dict[int, int]:
    """Map the offset of each `[` to that of its `]`, escaped ones left out."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for found in re.compile(r"\\.|\[|\]", re.DOTALL).finditer(raw, start, end):
        match found.group():
            case "[":
                stack.append(found.start())
            case "]" if stack:
                pairs[stack.pop()] = found.start()
    return pairs


def _read_target(raw: str, at: int, end: int) -> tuple[str, int] | None:
    """Read `(url "title")` at `at`; return the URL and the offset after it, or None."""
    limit = min(end, at + _LONGEST_TARGET)
    depth = 0
    quote = False
    for i in range(at, limit):
        char = raw[i]
        if char == "]" and raw.startswith("](", i):
            return None  # the next link begins: keeps the whole scan linear
        if char == "\n" and i + 1 < limit and raw[i + 1] == "\n":
            return None
        if char == '"':
            quote = not quote
        elif char == "(" and not quote:
            depth += 1
        elif char == ")" and not quote:
            depth -= 1
            if depth == 0:
                return _target_url(raw[at + 1 : i]), i + 1
    if quote:  # an odd quotation mark in the URL: the first closing bracket ends it
        close = raw.find(")", at, limit)
        if close >= 0:
            return _target_url(raw[at + 1 : close]), close + 1
    return None


def _target_url(inside: str) -> str:
    """Return the URL of what stands between the brackets of a link target."""
    inside = inside.strip()
    if inside.startswith("<"):
        return inside[1:].split(">", 1)[0].strip()
    inside = re.split(r"\s+[\"'“(]", inside, maxsplit=1)[0]
    return re.sub(r"\\([_*&()#~\[\]])", r"\1", html.unescape("".join(inside.split())))


def read_inline(raw: str, start: int = 0, end: int | None = None, source: int = 0) -> Inline:
    """Read `raw[start:end]` as inline markup.

    Args:
        raw: the whole decoded source; offsets in the result are offsets in it.
        source: position of the file among its episode's sources.

    Returns:
        The readable text (no markup, single blanks), its links (their text stays in the text)
        and the places where lines begin. Bare URLs stay as text and become links.
    """
    end = len(raw) if end is None else end
    scan = _Scan(raw, end)
    scan.run(start)
    writer = scan.writer
    text = Text("".join(writer.pieces), tuple(writer.anchors) or ((0, start),), source)
    return Inline(text, tuple(sorted(scan.links, key=lambda link: link.start)), tuple(scan.breaks))


class _Scan:
    """The state of one reading: where it is, the open links, what it has written."""

    def __init__(self, raw: str, end: int) -> None:
        self.raw = raw
        self.end = end
        self.writer = _Writer(raw)
        self.links: list[InlineLink] = []
        self.breaks: list[int] = [0]
        self.brackets: dict[int, int] | None = None
        self.closing: dict[int, tuple[int, str, int, int]] = {}
        """Offset of a link's `]`: where to go on, the URL, where its text and the link began."""
        self.anchor: tuple[str, int, int] | None = None
        """The open `<a>`: URL, where its text began, where the tag began."""
        self.missing: set[str] = set()
        """Closing marks that do not occur any more."""

    def run(self, start: int) -> None:
        raw, writer = self.raw, self.writer
        at = start
        while at < self.end:
            found = _SPECIAL.search(raw, at, self.end)
            if not found:
                writer.copy(at, self.end)
                break
            if found.start() > at:
                writer.copy(at, found.start())
            at = self.special(found.group(), found.start(), found.end())

    def special(self, token: str, at: int, after: int) -> int:
        """Handle the special `token` at `at`; return where to go on."""
        if token[0].isspace():
            return self.blank(at, after)
        match token:
            case "\\":
                return self.escape(at)
            case "_":
                return self.underscore(at)
            case "&":
                return self.entity(at)
            case "<":
                return self.angle(at)
            case "[" | "![":
                return self.open_bracket(token, at)
            case "]":
                return self.close_bracket(at)
            case "https://" | "http://" | "www.":
                return self.bare_url(at, after)
            case "*":
                while after < self.end and self.raw[after] in "*_\\":
                    after += 1
                self.part_words(after)
        return after  # emphasis, code marks and invisible characters are left out

    def part_words(self, at: int) -> None:
        """Put a blank where markup is all that stands between a word's end and a capital letter."""
        pieces = self.writer.pieces
        before = pieces[-1][-1] if pieces and self.writer.pending_blank < 0 else " "
        if (before.islower() or before in ".!?)") and self.raw[at : at + 1].isupper():
            self.writer.space(at)

    def blank(self, at: int, after: int) -> int:
        self.writer.space(at)
        if "\n" in self.raw[at:after] or "\r" in self.raw[at:after]:
            self.line_break()
        return after

    def line_break(self) -> None:
        offset = self.writer.next_offset()
        if self.breaks[-1] != offset:
            self.breaks.append(offset)

    def escape(self, at: int) -> int:
        following = self.raw[at + 1 : at + 2]
        if following == "_" and at and self.raw[at - 1].isalnum() and self.raw[at + 2 : at + 3].isalnum():
            self.writer.put("_", at + 1)
            return at + 2
        if following in {"*", "_", "`", "~", "\\"}:
            return at + (1 if following == "\\" else 2)
        if following and following in "[]()#+-.!$&<>{}|'\"":
            self.writer.put(following, at + 1)
            return at + 2
        return at + 1

    def underscore(self, at: int) -> int:
        before = self.raw[at - 1 : at] if at else ""
        following = self.raw[at + 1 : at + 2] if at + 1 < self.end else ""
        if before.isalnum() and following.isalnum():
            self.writer.put("_", at)
        return at + 1

    def entity(self, at: int) -> int:
        found = _ENTITY.match(self.raw, at, self.end)
        decoded = html.unescape(found.group()) if found else "&"
        if not found or decoded == found.group():
            self.writer.put("&", at)
            return at + 1
        if decoded.isspace():
            self.writer.space(at)
        elif decoded.isprintable():
            self.writer.put(decoded, at)
            # The entity's own length must not be mistaken for running text.
            self.writer.expected = -1
        return found.end()

    def angle(self, at: int) -> int:
        raw = self.raw
        if raw.startswith("<!--", at):
            return self.find("-->", at, otherwise=at + 4)
        if link := _AUTOLINK.match(raw, at, self.end):
            self.plain_link(link.group(1), link.start(1), link.end(1), at, link.end())
            return link.end()
        tag = _TAG.match(raw, at, self.end)
        if not tag:
            self.writer.put("<", at)
            return at + 1
        name = tag.group(1).lower()
        closing = raw[at + 1] == "/"
        if name in _BLOCK_TAGS:
            self.writer.space(at)
            self.line_break()
        elif name == "a":
            self.close_anchor(tag.end()) if closing else self.open_anchor(tag)
        elif name in _HIDDEN_TAGS and not closing:
            return self.find(f"</{name}>", tag.end(), otherwise=tag.end())
        return tag.end()

    def find(self, mark: str, at: int, *, otherwise: int) -> int:
        """Return the offset after the next `mark`; one that is in vain is not repeated."""
        if mark not in self.missing:
            close = self.raw.find(mark, at, self.end)
            if close >= 0:
                return close + len(mark)
            self.missing.add(mark)
        return otherwise

    def open_anchor(self, tag: re.Match[str]) -> None:
        href = _HREF.search(tag.group(2) or "")
        if href:
            url = html.unescape(next(g for g in href.groups() if g is not None)).strip()
            self.anchor = (url, self.writer.next_offset(), tag.start())

    def close_anchor(self, after: int) -> None:
        if self.anchor:
            url, text_start, source_start = self.anchor
            self.add_link(url, text_start, self.writer.length, source_start, after)
        self.anchor = None

    def open_bracket(self, token: str, at: int) -> int:
        if self.brackets is None:
            self.brackets = _matching_brackets(self.raw, at, self.end)
        bracket = at + len(token) - 1
        close = self.brackets.get(bracket, -1)
        if (
            0 <= close <= bracket + _LONGEST_LINK_TEXT
            and self.raw.startswith("(", close + 1)
            and close + 1 < self.end
        ):
            target = _read_target(self.raw, close + 1, self.end)
            if target:
                url, after = target
                if token == "![":
                    return after
                self.part_from_link_before(at, bracket + 1, url)
                self.closing[close] = (after, url, self.writer.next_offset(), at)
                return bracket + 1
        if token == "![":
            self.writer.put("!", at)
        self.writer.put("[", bracket)
        return bracket + 1

    def part_from_link_before(self, at: int, text_start: int, url: str) -> None:
        """Put a blank between two links written without one, unless the second ends the first's word."""
        if self.links and self.links[-1].source_end == at:
            same = self.links[-1].url == url and self.raw[text_start : text_start + 1].islower()
            if not same:
                self.writer.space(at)
        elif self.writer.pieces and self.writer.pieces[-1].endswith(")"):
            self.writer.space(at)  # "(Name)[next link]": run-together picks

    def close_bracket(self, at: int) -> int:
        if at in self.closing:
            after, url, text_start, source_start = self.closing.pop(at)
            self.add_link(url, text_start, self.writer.length, source_start, after)
            self.part_words(after)
            return after
        self.writer.put("]", at)
        return at + 1

    def bare_url(self, at: int, after: int) -> int:
        found = _BARE_URL.match(self.raw, at, min(self.end, at + _LONGEST_TARGET))
        if not found or (at and self.raw[at - 1].isalnum() and self.raw.startswith("www", at)):
            self.writer.copy(at, after)
            return after
        stop = at + len(found.group().rstrip(_URL_TAIL))
        self.plain_link(self.raw[at:stop], at, stop, at, stop)
        return stop

    def plain_link(self, url: str, start: int, stop: int, source_start: int, source_end: int) -> None:
        """Write a URL that is its own text."""
        text_start = self.writer.next_offset()
        self.writer.put(self.raw[start:stop], start)
        if not self.closing and not self.anchor:  # else it is the text of the link around it
            self.links.append(
                InlineLink(html.unescape(url), text_start, self.writer.length, source_start, source_end)
            )

    def add_link(self, url: str, start: int, stop: int, source_start: int, source_end: int) -> None:
        self.links.append(InlineLink(url, min(start, stop), stop, source_start, source_end))
