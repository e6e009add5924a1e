"""Slugs: names that differ stay apart, and every name gets one."""

import re

import pytest

from kg.naming import slug, title_from_slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("F#", "f-sharp"),
        (".NET", "dot-net"),
        ("NET", "net"),
        ("ASP.NET", "asp.net"),
        ("Node.js", "node.js"),
        ("AT&T", "at-and-t"),
        ("Ruby on Rails", "ruby-on-rails"),
        ("ruby_rogues", "ruby-rogues"),
        ("Miško Hevery", "misko-hevery"),
        ("Søren Łukasz Weiß", "soren-lukasz-weiss"),
        ("AJ O’Neal", "aj-oneal"),
        ("AJ O'Neal", "aj-oneal"),
        ("  Wait...  what?! ", "wait-what"),
        ("Ж", "u436"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    """Signs are spelled out, accents and apostrophes dropped, blanks become hyphens."""
    assert slug(name) == expected


@pytest.mark.parametrize(
    "name",
    ["Ruby on Rails", "ruby_rogues", "a-b_c d", "S3", "C", "A  b", "-a", "a-", "a_-b", "naïve café"],
)
def test_the_short_way_to_a_slug_is_no_other(name: str) -> None:
    """A name of letters and digits alone has the slug that it has beside a sign that is dropped."""
    assert slug(name) == slug(f"{name}'")


def test_signs_tell_names_apart() -> None:
    """Seven technologies whose names differ in signs have seven slugs."""
    names = ["C", "C++", "C#", "F#", ".NET", "Node.js", "ASP.NET"]
    assert len({slug(name) for name in names}) == len(names)


@pytest.mark.parametrize(("a", "b"), [("東京", "京東"), ("Иван", "Игорь"), ("", "…"), ("…", "!"), ("♥", "★")])
def test_other_scripts_stay_apart(a: str, b: str) -> None:
    """Names without a Latin letter, without a letter even, are told apart."""
    assert slug(a) != slug(b)


@pytest.mark.parametrize(
    "name", ["", " ", "-", "...", "日本語", "🚀", "a\x00b", "\ud800", "../../etc", "a/b"]
)
def test_slug_is_a_path_segment(name: str) -> None:
    """A slug is ASCII, begins and ends with a letter or digit, and climbs no folder; never empty."""
    if name.strip():
        assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]|\.(?!\.))*(?<![.-])", slug(name))
    else:
        assert re.fullmatch(r"x[0-9a-f]*", slug(name))


@pytest.mark.parametrize(
    ("name", "title"),
    [("ruby-rogues", "Ruby Rogues"), ("js_jabber", "Js Jabber"), ("JSParty", "JSParty"), ("", "")],
)
def test_title_from_slug(name: str, title: str) -> None:
    """Words in small letters get a capital; others stay as they are."""
    assert title_from_slug(name) == title
