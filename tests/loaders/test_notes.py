"""Notes without front matter: how they are recognised, their sections and links."""

import pytest

from kg.loaders.notes import load, sniff
from kg.model import Document

NOTES = (
    "A talk on boats.\r\n\r\n## Links\r\n\r\n- [Oar shop](https://example.org/oars?utm_source=x)\r\n"
    "- Sails\r\n\r\n## Picks\r\n\r\n- [Tide tables](http://example.org/tides)\r\n"
)


@pytest.mark.parametrize(
    ("text", "is_notes"),
    [
        (NOTES, True),
        ("We talk of boats.", True),
        ("Мы говорим о лодках.", True),
        ("- [The oar shop of the town](https://example.org/" + "1/" * 200 + ")", True),
        ("[Oars](https://example.org) are what this is about", True),
        ("[Mara](https://example.org/mara) and [Ivo](https://example.org/ivo) row.", True),
        ('{"title": "boats"}', False),
        ('[{"title": "boats"}]', False),
        ("<?xml version='1.0'?><rss>boats and oars</rss>", False),
        ("<!DOCTYPE html><html><body>boats and oars</body></html>", False),
        ("#!/bin/sh\necho boats and oars", False),
        ("%PDF-1.7 boats", False),
        ("1,2,3\n4,5,6\n7,8,9\n", False),
        ("", False),
    ],
)
def test_sniff(text: str, is_notes: bool) -> None:
    """Prose, bullets and links are notes in any script; a machine's format or a table of numbers is not."""
    assert sniff(text) is is_notes


def test_sections() -> None:
    """Headings part the notes into sections of their kinds."""
    part = load(Document("a.md", NOTES, ""))
    assert part.form == "notes"
    assert (part.meta, part.turns, part.warnings) == ((), (), ())
    assert [(s.kind, s.heading, [line.text.string for line in s.lines]) for s in part.sections] == [
        ("summary", "", ["A talk on boats."]),
        ("links", "Links", ["Oar shop", "Sails"]),
        ("picks", "Picks", ["Tide tables"]),
    ]


def test_links() -> None:
    """A link knows its section and line, its words there, and its whole markup in the file."""
    part = load(Document("a.md", NOTES, ""))
    assert [(k.url, k.canonical, k.text, k.section, k.line) for k in part.links] == [
        ("https://example.org/oars?utm_source=x", "example.org/oars", "Oar shop", 1, 0),
        ("http://example.org/tides", "example.org/tides", "Tide tables", 2, 0),
    ]
    assert [NOTES[k.span.start : k.span.end] for k in part.links] == [
        "[Oar shop](https://example.org/oars?utm_source=x)",
        "[Tide tables](http://example.org/tides)",
    ]
    for link in part.links:
        assert link.section is not None
        assert link.line is not None
        line = part.sections[link.section].lines[link.line]
        assert line.text.string[link.start : link.end] == link.text
