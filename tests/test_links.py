"""Web addresses: one form for each target, and what a target is."""

import pytest

from kg.links import canonical_url, identify


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://www.Example.org/Boats/", "example.org/Boats"),
        ("https://example.org/Boats", "example.org/Boats"),
        ("//example.org//Boats#oars", "example.org/Boats"),
        ("example.org/Boats", "example.org/Boats"),
        ("  https://example.org  ", "example.org"),
        ("s://example.org/a", "example.org/a"),
        ("https://example.org/a?utm_source=x&b=2&a=1&gclid=z", "example.org/a?a=1&b=2"),
        ("https://example.org/a?b=2&amp;a=1", "example.org/a?a=1&b=2"),
        ("https://twitter.com/mara?ref_src=abc&lang=en", "twitter.com/mara"),
        ("https://youtu.be/AbC_123-xyz", "youtube.com/watch?v=AbC_123-xyz"),
        ("https://youtu.be/AbC_123-xyz?feature=share", "youtube.com/watch?v=AbC_123-xyz"),
        ("https://www.youtube.com/watch?v=AbC&feature=youtu.be", "youtube.com/watch?v=AbC"),
        ("https://www.google.com/url?q=https://example.org/a&sa=D", "example.org/a"),
        ("https://redirect.viglink.com/?key=1&u=http%3A%2F%2Fexample.org%2Fa", "example.org/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.example.org%2F", "example.org"),
        ("https://www.google.com/search?q=boats", "google.com/search?q=boats"),
    ],
)
def test_canonical(url: str, expected: str) -> None:
    """Scheme, `www.`, fragment, tracking and redirectors go; path letters and real parameters stay."""
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://www.amazon.com/Old-Boats/dp/0123456789/ref=sr_1_1?ie=UTF8&tag=boats-20",
        "http://www.amazon.com/gp/product/0123456789?linkCode=as2&creativeASIN=0123456789",
        "https://amazon.com/exec/obidos/ASIN/0123456789/boats-20",
        "https://smile.amazon.com/gp/aw/d/0123456789",
    ],
)
def test_shop_links(url: str) -> None:
    """All ways to link one article of the shop, affiliate codes included, are one."""
    assert canonical_url(url) == "amazon.com/dp/0123456789"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JavaScript:example.org",
        "javascript://example.org/%0aalert(1)",
        "data:text/html,<b>",
        "mailto:mara@example.org",
        "tel:5550100",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "https://v",
        "https://",
        "https://[::1",
        "https://exa mple.org",
        'https://example.org/"onclick=',
        "https://example.org/<b>",
        "#section",
        "/local/page",
        "https://example.org/" + "a" * 4000,
    ],
)
def test_unusable(url: str) -> None:
    """What no browser should open from the page, or cannot, has no canonical form."""
    assert canonical_url(url) == ""


@pytest.mark.parametrize(
    "url", ["http://www.example.org/a/?b=1&utm_x=2", "https://youtu.be/a", "example.org/a%20b?q=%C3%A9"]
)
def test_canonical_is_stable(url: str) -> None:
    """The canonical form of a canonical form is itself."""
    once = canonical_url(url)
    assert once
    assert canonical_url(once) == once


NPM = "npm" + "js.com"
PYTHON = "py" + "pi.org"


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("github.com/mara/boats", ("repository", "mara/boats")),
        ("github.com/mara/boats.git", ("repository", "mara/boats")),
        ("github.com/mara/boats/issues/3", ("repository", "mara/boats")),
        ("gitlab.com/mara/boats?a=1", ("repository", "mara/boats")),
        ("github.com/mara", ("profile", "github.com/mara")),
        ("github.com", (None, None)),
        ("github.com/topics/boats", (None, None)),
        ("github.com/orgs/boats/people", (None, None)),
        ("rubygems.org/gems/boats", ("package", "gem:boats")),
        (f"{NPM}/package/boats", ("package", "npm:boats")),
        (f"{NPM}/package/@mara/boats", ("package", "npm:@mara/boats")),
        (f"{NPM}/~mara", (None, None)),
        (f"{PYTHON}/project/boats", ("package", "python:boats")),
        ("hex.pm/packages/boats", ("package", "hex:boats")),
        ("hexdocs.pm/boats/readme.html", ("package", "hex:boats")),
        ("crates.io/crates/boats", ("package", "crate:boats")),
        ("nuget.org/packages/Boats.Core", ("package", "nuget:Boats.Core")),
        ("cocoapods.org/pods/Boats", ("package", "pod:Boats")),
        ("en.wikipedia.org/wiki/Rowing_boat", ("wikipedia", "Rowing boat")),
        ("en.m.wikipedia.org/wiki/Z%C3%B6e", ("wikipedia", "Zöe")),
        ("twitter.com/mara", ("profile", "twitter.com/mara")),
        ("twitter.com/mara/status/1", ("profile", "twitter.com/mara")),
        ("medium.com/@mara", ("profile", "medium.com/mara")),
        ("linkedin.com/in/mara", ("profile", "linkedin.com/mara")),
        ("linkedin.com/company/boats", (None, None)),
        ("facebook.com/groups/boats", (None, None)),
        ("twitter.com/hashtag/boats", (None, None)),
        ("twitter.com", (None, None)),
        ("aws.amazon.com/lambda", ("aws", "lambda")),
        ("docs.aws.amazon.com/lambda/latest", ("aws", "lambda/latest")),
        ("amazon.com/dp/0123456789", (None, None)),
        ("example.org/github.com/mara/boats", (None, None)),
        ("dropbox.com/plans", (None, None)),
        ("netflix.com/browse", (None, None)),
        ("web.dev", (None, None)),
    ],
)
def test_identify(canonical: str, expected: tuple[str | None, str | None]) -> None:
    """Host and path tell repositories, packages, articles and people's pages from all else."""
    assert identify(canonical) == expected
