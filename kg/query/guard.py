"""A query's text comes in; it passes, or is refused, before anything runs.

The query engine sends the pattern of a SERVICE clause to any address, and updates change a store, so
both are refused, and with them FROM and graphs that are files. Words are looked for where they are
words of the language: not in strings, IRIs, comments, prefixed names and variables.

One text can be read in two ways. `<?b)#>` is an IRI, or a comparison and then a comment that ends
with the line, and what follows is a string to the one reader and live to the other. So every reading
is followed, and a word that is live in any of them counts. Nor need words stand apart: an engine may
read `trueSERVICE:x {` as three words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.errors import KgError

UPDATES = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY".split())

_HEX = r"[0-9A-Fa-f]"
_UNICODE = rf"\\u{_HEX}{{4}}|\\U{_HEX}{{8}}"
_ESCAPED = rf"\\[tbnrf\"'\\]|{_UNICODE}"
_OTHER_LOCAL = rf"%{_HEX}{{2}}|\\[-_~.!$&'()*+,;=/?#@%]"
_TOKENS = re.compile(
    "|".join(
        (
            r"(?P<space>\s+)",
            r"(?P<comment>\#[^\r\n]*)",
            rf'(?P<string>"""(?:(?:"|"")?(?:[^"\\]|{_ESCAPED}))*"""'
            rf"|'''(?:(?:'|'')?(?:[^'\\]|{_ESCAPED}))*'''"
            rf'|"(?:[^"\\\r\n]|{_ESCAPED})*"'
            rf"|'(?:[^'\\\r\n]|{_ESCAPED})*')",
            rf'(?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|{_UNICODE})*>)',
            r"(?P<variable>[?$]\w+)",
            r"(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)",
            rf"(?P<name>(?:[^\W\d_][\w.·-]*|_)?:(?:(?:[\w:]|{_OTHER_LOCAL})(?:[\w:.·-]|{_OTHER_LOCAL})*)?)",
            r"(?P<word>[A-Za-z_]\w*)",
            r"(?P<other>.)",
        )
    ),
    re.DOTALL,
)
_ESCAPE = re.compile(rf"\\u({_HEX}{{4}})|\\U({_HEX}{{8}})")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_LAST_CODE_POINT = 0x10FFFF


class Token(NamedTuple):
    """A stretch of a query: what it is, and where."""

    kind: str
    """space, comment, string, iri, variable, tag (of a language), name (a prefixed one), word or other."""
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the next token begins."""
        return self.start + len(self.text)


class Refused(KgError, ValueError):
    """A query would change the store, ask another machine or read a file."""


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of `query`, which together are its text; `<…>` is an IRI wherever it can be one."""
    for match in _TOKENS.finditer(query):
        yield _token(match)


def check(query: str) -> None:
    """Raise `Refused`, which says what was refused and why, unless `query` only reads the store."""
    # Some engines replace \\u escapes before they read on; one that closes a string opens the rest.
    for text in dict.fromkeys((query, _ESCAPE.sub(_unescaped, query))):
        for token in _all_readings(text):
            _check_token(text, token)


def _token(match: re.Match[str]) -> Token:
    return Token(str(match.lastgroup), match.group(), match.start())


def _unescaped(match: re.Match[str]) -> str:
    point = int(match.group(1) or match.group(2), 16)
    return chr(min(point, _LAST_CODE_POINT))


def _all_readings(text: str) -> Iterator[Token]:
    """Yield the words and prefixed names that stand in any reading of `text`."""
    waiting, seen = [0], {0}
    while waiting:
        match = _TOKENS.match(text, waiting.pop())
        if match is None:
            continue
        token = _token(match)
        if token.kind in ("word", "name"):
            yield token
        ends = [token.end]
        if token.kind == "iri" and _may_compare(token.text):
            ends.append(token.start + 1)
        for end in ends:
            if end not in seen:
                seen.add(end)
                waiting.append(end)


def _may_compare(iri: str) -> bool:
    """Whether its `<` may be a comparison, after which the rest changes what is a string or a comment.

    `scheme://` is no expression, so an absolute IRI is one in every reading.
    """
    return ("#" in iri or "'" in iri) and not _ABSOLUTE.match(iri)


def _following(text: str, token: Token) -> Iterator[Token]:
    """Yield the tokens after `token`, without space and comments."""
    for match in _TOKENS.finditer(text, token.end):
        if match.lastgroup not in ("space", "comment"):
            yield _token(match)


def _check_token(text: str, token: Token) -> None:
    glued = token.kind == "name"
    word = (token.text.partition(":")[0] if glued else token.text).upper()
    line = text.count("\n", 0, token.start) + 1
    if "SERVICE" in word and (not glued or _opens_group(text, token)):
        raise Refused(
            f"SERVICE (line {line}) is refused: it sends a part of the query to another machine; ask that machine itself"
        )
    if "FROM" in word and (not glued or _opens_group(text, token)):
        raise Refused(
            f"FROM (line {line}) is refused: every query searches all graphs of the store, and no others; "
            "for one of them write GRAPH <…> { … }"
        )
    if glued:
        return
    if word in UPDATES:
        raise Refused(
            f"{word} (line {line}) is refused: queries only read the store; build it again with `kg build` to change it"
        )
    file = _file_named(text, token) if word in ("GRAPH", "PREFIX", "BASE") else None
    if file:
        raise Refused(
            f"{word} {file} (line {line}) is refused: no query reads files as graphs; give the file to `kg query --file`"
        )


def _opens_group(text: str, name: Token) -> bool:
    """Whether a prefixed name stands where only the target of a clause can stand: before a brace."""
    following = next(_following(text, name), None)
    return following is not None and following.text.upper() in ("{", "WHERE")


def _file_named(text: str, word: Token) -> str | None:
    """Return the IRI of a file that GRAPH, PREFIX or BASE names."""
    for token in _following(text, word):
        if token.kind == "iri":
            address = _ESCAPE.sub(_unescaped, token.text)
            return address if address.lower().startswith("<file:") else None
        if token.kind != "name":
            return None
    return None
