"""A transcript of labelled paragraphs (`**Name:** text`) in; a `Part` with its turns out."""

from __future__ import annotations

import re
from collections import Counter

from kg.model import Document, Part
from kg.turns import read_turns

_LABEL = re.compile(r"^[\\*_ \t]{0,6}([^\W\d_a-z][^*:\r\n_\[\]()]{0,60}?)[\\*_]{0,4}[ \t]?:", re.MULTILINE)
_SAMPLE = 40_000


def sniff(text: str) -> bool:
    """Whether labels begin lines again and again: three at least, one of them twice, no front matter."""
    counts = Counter(m.group(1).strip() for m in _LABEL.finditer(text, 0, _SAMPLE) if _name_like(m.group(1)))
    lines = sum(1 for line in text[:_SAMPLE].splitlines() if line.strip())
    repeated = {label: n for label, n in counts.items() if n >= 2}
    return sum(counts.values()) >= 3 and bool(repeated) and sum(repeated.values()) >= 0.15 * lines


def _name_like(label: str) -> bool:
    words = label.split()
    return 1 <= len(words) <= 5 and words[0][0].isupper() and not label.startswith(("http", "www"))


def load(document: Document) -> Part:
    """Read the turns; a paragraph without a label goes on with the last speaker's."""
    return Part(document, "labelled", turns=read_turns(document.text, 0, len(document.text)))
