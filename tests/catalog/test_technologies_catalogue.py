"""The hand-kept catalogue of technologies: its YAML files in, facts that would break recognition out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, get_args

import yaml

from kg.catalog import fold, load_catalogue, parse_entries, plain
from kg.model import Kind
from kg.naming import slug

FILES = (
    "backend.yaml", "cloud.yaml", "devices.yaml", "products.yaml", "python.yaml", "technologies.yaml", "web.yaml",
)  # fmt: skip
TEXTS = {f: files("kg").joinpath("data", "catalog", f).read_text(encoding="utf-8") for f in FILES}
ENTRIES: list[dict[str, Any]] = [
    entry for text in TEXTS.values() for entry in yaml.load(text, Loader=yaml.CSafeLoader)["entries"]
]

COMMON = frozenset(
    """
    able about access action after again air all also ant any apex app arc arrow assemble atom audience
    aurora away babel back backbone bamboo bazaar bear because begin better big binder black blink block
    book boost bottle bower box brave breeze broccoli brunch bubble buffer build bull bullet bundler bus
    cake call canvas cell change charles chart check chef click clip close cloud cloudy cobra code combine
    common compass component compose composer consul core could crystal cucumber cursor dapper dart dash
    data day deliver derby dev devise discord discourse doctor does dojo done door drip drone drop duck
    echo edge electron elixir elm ember emotion enhance even evergreen every expo express fabric fast
    feather feathers fire first fish flash flask flex flow flutter fly fog fork foundation frank fresh
    friend front game gatling get ghost glass glitch go god good grape graph great green grunt guard gulp
    gun handlebars hard harvest have helm help hive home honeycomb hoodie hope hover hugo hyper ignite ink
    insomnia inspire instruments intern ionic ivy jade jasmine jason java jest jets joi join julia karma
    kettle key keynote keystone kind kite knockout koa lamp lean less let level lift light lighthouse like
    line linear liquid lit litmus live logo look loom lotus love luigi mac make mantle marked markup
    masonry master matrix matter mean media metal meteor mint mix mocha model mono more most mustache
    nails neon nest net new next nice night node nomad notes notion now numbers oban octave one opera
    oracle orchard other outlook over pack packer pages paint panda panel paper parcel parse pascal
    passenger passport pebble perfect phoenix pig plaid plain play plug pocket poetry point poison polymer
    pony pop postman power prawn presence presto prettier pretty primer processing project prompt pug
    pulse puma puppet pyramid python quick quill rack racket rails rake raw ray razor realm reason recoil
    red redwood reflex reform relay remix render request requests require resend rest reveal rich ride
    right ring riot ripple roar rocket rollup ruby rush rust sails salt sanity sapper scala scheme scout
    scratch see segment self sentry shake sharp shell shiny shoes shortcut signal simple siren sketch
    slack slate slim small snap snowflake social socket solid some spark sphinx spine splice sport
    spotlight spring sprite sprocket sprockets square squid stack static steam stencil stimulus storm
    stream stripe structure sublime surface surge swift swing switch table tape teams temporal textual
    texture then there thin thing things think thor thunderbolt tilt time titanium tornado tower transmit
    travis trident trio truffle turbo twisted type underscore unicorn unity use vagrant vapor vault vector
    vega view vine voice volt vow warp water wave way web well whisper white window windows winston with
    wolf word work would yarn year you zed zeus zig zone zoom
    """.split()
)
"""Ordinary words (and first names) that speak for a technology only where capitals or company tell."""


def _any_case(entry: dict[str, Any]) -> Iterator[str]:
    """Yield the names of an entry that count in any capitalisation."""
    yield from entry.get("aliases", [])
    yield from entry.get("former", [])
    if entry["name"] not in [*entry.get("cased", []), *entry.get("weak", [])]:
        yield entry["name"]


def test_holds_at_least_twelve_hundred_technologies() -> None:
    """The list is broad enough to be the first source of names."""
    assert len(ENTRIES) >= 1200


def test_follows_the_schema() -> None:
    """The loader takes every entry."""
    assert sum(len(parse_entries(text, file)) for file, text in TEXTS.items()) == len(ENTRIES)


def test_names_and_ids_are_unique() -> None:
    """No entry hides another, neither by its name nor by the id made of it."""
    names = [entry["name"] for entry in ENTRIES]
    ids = [slug(name) for name in names]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert sorted({name for name in ids if ids.count(name) > 1}) == []


def test_kinds_are_of_the_closed_list_and_no_aws_service() -> None:
    """Each kind is one of the guide's; AWS's services stand in a file of their own."""
    assert {entry["kind"] for entry in ENTRIES} <= set(get_args(Kind)) - {"aws-service"}


def test_no_name_in_any_case_belongs_to_two_entries() -> None:
    """A name that counts in any capitalisation leads to one technology."""
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in ENTRIES:
        for name in _any_case(entry):
            owners[fold(name)].add(entry["name"])
    assert {name: sorted(who) for name, who in owners.items() if len(who) > 1} == {}


def test_no_name_as_written_belongs_to_two_entries() -> None:
    """A cased name leads to one technology, where the company it keeps does not tell which: that is for weak ones."""
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in ENTRIES:
        for name in entry.get("cased", []):
            owners[plain(name)].add(entry["name"])
    assert {name: sorted(who) for name, who in owners.items() if len(who) > 1} == {}


def test_no_name_in_any_case_is_an_ordinary_word() -> None:
    """Ordinary words stand in `cased` or `weak`, so that running text does not name technologies."""
    found = {fold(name) for entry in ENTRIES for name in _any_case(entry)}
    assert sorted(found & COMMON) == []
    assert sorted({name + "s" for name in found} & COMMON) == []


def test_every_weak_name_has_cues_in_small_letters() -> None:
    """A weak name without cues could never count by its sentence, a capitalised cue never be found."""
    assert [entry["name"] for entry in ENTRIES if entry.get("weak") and not entry.get("cues")] == []
    assert [cue for entry in ENTRIES for cue in entry.get("cues", []) if cue != cue.casefold()] == []


def test_cues_and_words_against_stand_only_where_a_weak_name_uses_them() -> None:
    """Cues of an entry without a weak name would suggest a caution that is not taken."""
    idle = [e["name"] for e in ENTRIES if (e.get("cues") or e.get("against")) and not e.get("weak")]
    assert idle == []


def test_links_are_in_normal_form_and_lead_to_one_entry() -> None:
    """Hosts have no scheme, `www.` or final slash; a link never belongs to two entries."""
    hosts = [host for entry in ENTRIES for host in entry.get("hosts", [])]
    repos = [repo for entry in ENTRIES for repo in entry.get("repos", [])]
    packages = [package for entry in ENTRIES for package in entry.get("packages", [])]
    assert [h for h in hosts if not re.fullmatch(r"(?!www\.)[a-z0-9.-]+\.[a-z]{2,}(?:/\S*[^/\s])?", h)] == []
    assert [r for r in repos if not re.fullmatch(r"[\w.-]+/[\w.-]+", r)] == []
    assert [p for p in packages if not re.fullmatch(r"(?:gem|npm|python|hex|nuget|crate|pod):\S+", p)] == []
    for field in ("hosts", "repos", "packages"):
        owners: dict[str, set[str]] = defaultdict(set)
        for entry in ENTRIES:
            for link in entry.get(field, []):
                owners[link.casefold()].add(entry["name"])
        assert {link: sorted(who) for link, who in owners.items() if len(who) > 1} == {}


def test_groups_are_alphabetical() -> None:
    """Within a group the entries follow the alphabet, so that a name is found by looking."""
    groups = [g for text in TEXTS.values() for g in re.split(r"^  # .*$", text, flags=re.MULTILINE)[1:]]
    for group in groups:
        entries = yaml.load("entries:\n" + group, Loader=yaml.CSafeLoader)["entries"]
        keys = [re.sub(r"^[^a-z0-9]+", "", entry["name"].lower()) for entry in entries]
        assert keys == sorted(keys)


def test_names_of_a_sentence_lead_to_their_technologies() -> None:
    """Spoken spellings, capitals and longest names decide as listeners would."""
    text = (
        "We moved from Angular 1 to Angular 2 in type script, with post gres behind Rails, "
        "Git Hub for code, Visual Studio Code, Objective C and C++, and we express no view on go or rust."
    )
    hits = [hit for hit in load_catalogue().find(text) if hit.status != "weak"]
    found = [(text[hit.start : hit.end], hit.entry.name) for hit in hits]
    assert found == [
        ("Angular 1", "AngularJS"),
        ("Angular 2", "Angular"),
        ("type script", "TypeScript"),
        ("post gres", "PostgreSQL"),
        ("Rails", "Ruby on Rails"),
        ("Git Hub", "GitHub"),
        ("Visual Studio Code", "Visual Studio Code"),
        ("Objective C", "Objective-C"),
        ("C++", "C++"),
    ]


def test_ordinary_sentences_name_nothing() -> None:
    """Words that are also technologies, in small letters or opening a sentence, are weak at most."""
    text = "Go ahead and make a fresh start. Next we express our notes, parse the flow, react and rest."
    assert [hit.entry.name for hit in load_catalogue().find(text) if hit.status != "weak"] == []
