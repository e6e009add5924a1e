"""Names in, slugs out: the ASCII path segments that ids and IRIs are made of."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TITLE = "Knowledge graph"
"""Of an archive that was given none."""

_SIGNS = {"+": "-plus-", "#": "-sharp-", "&": "-and-", "@": "-at-", "%": "-percent-"}
_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "ı": "i"}
)


_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[ _-][A-Za-z0-9]+)*+")
"""Of most names only the capitals and blanks are no part of a slug."""


@lru_cache(65_536)
def slug(name: str) -> str:
    """Return `name` as lower-case ASCII letters, digits, `-` and inner `.`; never empty.

    Signs that tell names apart are spelled out (C, C++ and C# differ, .NET becomes `dot-net`),
    accents are dropped, letters outside Latin become their code points in hexadecimal.
    """
    if _PLAIN.fullmatch(name):
        return name.lower().replace(" ", "-").replace("_", "-")
    text = unicodedata.normalize("NFKD", name.casefold().translate(_LATIN))
    text = re.sub(r"(?<![^\W_])\.(?=[^\W_])", "dot-", text)
    out: list[str] = []
    for char in text:
        if char in _SIGNS:
            out.append(_SIGNS[char])
        elif char.isascii() and (char.isalnum() or char == "."):
            out.append(char)
        elif unicodedata.combining(char) or char in "'’":
            continue
        elif char.isalnum():
            out.append(f"-u{ord(char):x}-")
        else:
            out.append("-")
    result = re.sub(r"-{2,}", "-", "".join(out))
    result = re.sub(r"\.(?=-|$|\.)|(?<=-)\.", "", result).strip("-.")
    return result or "x" + name.encode("utf-8", "surrogatepass").hex()[:16]


def title_from_slug(name: str) -> str:
    """Return a readable label for a folder or file name: `ruby-rogues` becomes `Ruby Rogues`."""
    words = re.split(r"[-_\s]+", name.strip())
    return " ".join(word if not word.islower() else word.capitalize() for word in words if word)
