"""The generated catalogue: kg/data/catalog/generated.json in, facts that would break recognition out."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.resources import files
from typing import Any, get_args

import pytest

from kg.catalog import Entry, fold, load_catalogue, parse_entries
from kg.model import Kind
from kg.naming import slug

FOLDER = files("kg").joinpath("data", "catalog")
TEXT = FOLDER.joinpath("generated.json").read_text(encoding="utf-8")
DOCUMENT: dict[str, Any] = json.loads(TEXT)
ENTRIES: list[dict[str, Any]] = DOCUMENT["entries"]
PARSED = parse_entries(TEXT, "generated.json")
OTHERS = [
    entry
    for item in FOLDER.iterdir()
    if item.name.endswith((".yaml", ".json")) and item.name != "generated.json"
    for entry in parse_entries(item.read_text(encoding="utf-8"), item.name)
]

SHARED = frozenset(
    """
    github.com gitlab.com bitbucket.org google.com microsoft.com apple.com amazon.com facebook.com twitter.com
    x.com linkedin.com youtube.com medium.com wordpress.com wordpress.org blogspot.com tumblr.com substack.com
    reddit.com wikipedia.org instagram.com w3.org ietf.org archive.org patreon.com stackoverflow.com
    sourceforge.net adobe.com ibm.com oracle.com docs.google.com cloud.google.com apps.shopify.com
    """.split()
)
"""Hosts on which everybody has pages."""

ORDINARY = frozenset(
    """
    ahoy apple arrow backdrop boo branch carbon chapel clean crystal decorators desktop dylan echo fetch flat
    flywheel fresh go grace hack icon igor iterable just lens lightning lobster max medium mercury mixin
    monday monkey now nit opal parrot properties push rebuy robin sail self serendipity silver slash
    snap starlet strato stripe streams swift talon task tea text utterances validator volt wren
    """.split()
)
"""Words and names of people that are technologies as well, most of them seen in transcripts."""


def _names(entry: Entry, *status: str) -> set[str]:
    return {fold(name) for name, how in entry.names if how in status}


def test_the_merged_catalogue_is_large() -> None:
    """With the hand-kept files there are 8,000 technologies, of every kind, 350 of them AWS services."""
    kinds = Counter(entry.kind for entry in load_catalogue().entries.values())
    assert kinds.total() >= 8000
    assert set(kinds) == set(get_args(Kind))
    assert kinds["aws-service"] >= 350


def test_head_names_sources_with_version_and_licence() -> None:
    """Where the entries come from, and by what right, stands in the file itself."""
    assert DOCUMENT["generated_by"] == "scripts/catalog"
    assert all(
        re.fullmatch(r"\S+ \d+\.\d+\.\d+ \((MIT|CC0-1\.0|BSD-2-Clause)\)", s) for s in DOCUMENT["sources"]
    )


def test_every_entry_has_a_known_source() -> None:
    """An entry says which pinned releases it was made of."""
    labels = {source.partition(" (")[0] for source in DOCUMENT["sources"]}
    assert [e["name"] for e in ENTRIES if not set(e["source"].split(", ")) <= labels] == []


def test_one_entry_a_line_in_order() -> None:
    """A change of a source reads as the lines that it changes."""
    lines = TEXT.partition('"entries": [\n')[2].splitlines()[:-1]
    assert [json.loads(line.removesuffix(","))["name"] for line in lines] == [e["name"] for e in ENTRIES]
    assert [fold(e["name"]) for e in ENTRIES] == sorted(fold(e["name"]) for e in ENTRIES)


def test_names_and_ids_are_unique() -> None:
    """No two entries have a name or an id in common."""
    names = Counter(name for entry in PARSED for name in {fold(name) for name, _ in entry.names})
    assert [name for name, count in names.items() if count > 1] == []
    assert len({entry.id for entry in PARSED}) == len(PARSED)


def test_no_name_belongs_to_another_file() -> None:
    """Hand-kept entries rule; after adding to them, run scripts/catalog, which then leaves their names out."""
    taken = {fold(name) for entry in OTHERS for name, _ in entry.names}
    assert sorted(taken & {fold(name) for entry in PARSED for name, _ in entry.names}) == []
    assert sorted({entry.id for entry in OTHERS} & {entry.id for entry in PARSED}) == []


def test_no_link_belongs_to_another_entry() -> None:
    """A page, repository or package leads to one entry, and to a hand-kept one first."""
    for field in ("hosts", "repos", "packages"):
        own = Counter(link.casefold() for entry in PARSED for link in getattr(entry, field))
        assert [link for link, count in own.items() if count > 1] == []
        assert sorted(set(own) & {link.casefold() for e in OTHERS for link in getattr(e, field)}) == []


def test_links_are_in_normal_form() -> None:
    """Hosts have no scheme, `www.` or final slash; packages name their registry."""
    hosts = [host for entry in PARSED for host in entry.hosts]
    assert [h for h in hosts if not re.fullmatch(r"(?!www\.)[a-z0-9.-]+\.[a-z]{2,}(?:/\S*[^/\s])?", h)] == []
    assert [r for e in PARSED for r in e.repos if not re.fullmatch(r"[\w.-]+/[\w.-]+", r)] == []
    assert [p for e in PARSED for p in e.packages if not re.fullmatch(r"(gem|npm|python|crate):\S+", p)] == []


def test_no_host_is_shared() -> None:
    """A page that anybody can have proves nothing, and a repository belongs among the repositories."""
    hosts = [host for entry in PARSED for host in entry.hosts]
    assert sorted(set(hosts) & SHARED) == []
    assert [host for host in hosts if host.startswith(("github.com", "medium.com"))] == []


def test_ordinary_words_are_no_names() -> None:
    """What people say without meaning a technology leads to one only with support, if at all."""
    free = {name for entry in PARSED for name in _names(entry, "alias", "cased")}
    assert sorted(free & ORDINARY) == []


def test_short_names_count_in_no_capitalisation_but_their_own() -> None:
    """Names of fewer than four letters are too often something else."""
    free = {name for entry in PARSED for name in _names(entry, "alias")}
    assert [name for name in free if len(re.sub(r"[^a-z]", "", name)) < 3] == []


def test_aws_has_a_file_of_its_own() -> None:
    """No entry is of kind `aws-service` or named as one of Amazon's."""
    assert [e.name for e in PARSED if e.kind == "aws-service" or e.name.startswith(("AWS ", "Amazon "))] == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Mojolicious", "framework"), ("OpenStack Glance", "tool"),
        ("CSS Scroll Snap", "format"), ("BitBake", "language"), ("DokuWiki", "product"), ("Odoo", "product"),
    ],
)  # fmt: skip
def test_kinds(name: str, kind: str) -> None:
    """A source's category becomes one of the guide's kinds."""
    assert load_catalogue().entries[slug(name)].kind == kind


def test_ambiguous_names_say_what_they_are() -> None:
    """A language named with an ordinary word is reached by a longer form, never by the word."""
    text = "My friend Lobster likes the Lobster language, and Turing wrote no word about lobsters."
    hits = [hit for hit in load_catalogue().find(text) if hit.entry.id == slug("Lobster (language)")]
    assert [text[hit.start : hit.end] for hit in hits] == ["Lobster language"]


def test_home_page_comes_from_the_first_host() -> None:
    """An entry that knows a page of its own knows its home page."""
    assert load_catalogue().entries["dokuwiki"].homepage == "https://dokuwiki.org"
    assert load_catalogue().entries[slug("OpenStack Glance")].homepage == ""
