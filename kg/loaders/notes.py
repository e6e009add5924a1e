"""Show notes without front matter (Markdown, plain text) in; a `Part` with sections and links out."""

from __future__ import annotations

import re

from kg.model import Document, Part
from kg.sections import read_sections

_MACHINE = re.compile(r"\s*(?:[{\[]\s*(?:[\"{\[\]}]|$)|<\?xml|<rss|<!doctype|<html|%PDF|#!)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


def sniff(text: str) -> bool:
    """Whether `text` reads as prose, bullets or links rather than as a machine's format."""
    sample = text[:4_000]
    if _MACHINE.match(sample):
        return False
    letters = sum(len(m.group()) for m in _WORD.finditer(sample))
    return 0 < letters >= 0.4 * len(sample.strip()) or ("](http" in sample and letters > 20)


def load(document: Document) -> Part:
    """Read the sections of the notes and their links."""
    sections, links = read_sections(document.text, 0, len(document.text))
    return Part(document, "notes", sections=sections, links=links)
