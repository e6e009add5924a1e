"""What the links of an episode identify."""

from collections.abc import Callable
from typing import Any

from kg.model import Extraction


def test_cases(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """What the case says is found, whole and in order, and nothing else of its fields."""
    assert found == expected


def test_a_link_is_kept_as_written(extract: Callable[[str], Extraction]) -> None:
    """Its URL stays as it was, the canonical form stands beside it, and its span covers all of it."""
    text = (
        "---\ntitle: Links\npodcast: demo\nepisode_number: 1\n---\n\nAbout links.\n\n"
        "- [Store](HTTPS://www.Redis.io//docs/?utm_source=x&v=1#top)\n- [odd](javascript:alert(1))\n"
    )
    links = [reference.link for reference in extract(text).links]
    assert [(link.url, link.canonical) for link in links] == [
        ("HTTPS://www.Redis.io//docs/?utm_source=x&v=1#top", "redis.io/docs?v=1"),
        ("javascript:alert(1)", ""),
    ]
    assert [text[link.span.start : link.span.end] for link in links] == [
        "[Store](HTTPS://www.Redis.io//docs/?utm_source=x&v=1#top)",
        "[odd](javascript:alert(1))",
    ]
