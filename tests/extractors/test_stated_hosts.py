"""Hosts stated for a show: of which episodes they are hosts, and which labels are theirs."""

from pathlib import Path

import pytest

from kg import extractors, loaders
from kg.catalog import Catalogue, parse_entries
from kg.joining import join_parts
from kg.model import Document, Extraction, Part, Show

ENTRIES = Path(__file__).with_name("catalogue.yaml")
CATALOGUE = Catalogue(parse_entries(ENTRIES.read_text(encoding="utf-8"), ENTRIES.name))
HOSTS = ("Ruth Ashby", "Charles Webb")
FILLER = "The boat went out again, and it came back in. " * 12


def talk(
    *turns: tuple[str, str], notes: str = "About boats.", title: str = "Boats", hosts: tuple[str, ...] = HOSTS
) -> Extraction:
    """Return what is found in an episode of labelled turns, whose show has `hosts`."""
    said = "\n\n".join(f"**{label}:** {text} {FILLER}" for label, text in turns)
    text = (
        f"---\ntitle: {title}\npodcast: demo\nepisode_number: 1\n---\n\n{notes}\n\n### Transcript\n\n{said}\n"
    )
    part = loaders.load(Document("demo/1.md", text, "0" * 64, ("demo",)))
    assert isinstance(part, Part)
    (episode,) = join_parts([part])
    return extractors.extract(episode, [text], CATALOGUE, Show(hosts=hosts))


def roles(x: Extraction) -> dict[str, str]:
    """Return the participants' roles by name."""
    return {person.name: person.role for person in x.people if person.role != "mentioned"}


def test_a_lone_given_name_is_the_host_stated() -> None:
    """A label of one word is the stated host's, though the opening has somebody else of that name."""
    turns = (("RUTH", "Hello. I met Ruth Calder yesterday."), ("MARTA", "So did I."))
    assert dict(talk(*turns, hosts=()).speakers)["RUTH"] == "Ruth Calder"
    x = talk(*turns)
    assert dict(x.speakers) == {"RUTH": "Ruth Ashby", "MARTA": "Marta"}
    assert roles(x)["Ruth Ashby"] == "host"
    assert {p.speaker for p in x.passages if p.place == "transcript"} <= {"Ruth Ashby", "Marta", None}


@pytest.mark.parametrize("label", ["CHUCK", "Charlie", "CHARLES W", "Webb", "Charles Webb", "CHARLES WEB"])
def test_other_forms_of_a_stated_name(label: str) -> None:
    """Short forms, an initial, the surname and a slip lead to the stated name, and stay as aliases."""
    x = talk((label, "Hello."), ("MARTA", "Hello."))
    assert dict(x.speakers)[label] == "Charles Webb"
    (person,) = (person for person in x.people if person.name == "Charles Webb")
    assert person.role == "host"
    assert label == person.name or label in person.aliases


def test_who_introduces_themselves_is_no_stated_host() -> None:
    """“I'm Ruth Calder” goes before what is stated for the show."""
    x = talk(("RUTH", "Hello, I'm Ruth Calder."), ("MARTA", "Hello."))
    assert dict(x.speakers)["RUTH"] == "Ruth Calder"
    assert "Ruth Ashby" not in roles(x)


def test_a_host_is_one_only_where_named_or_heard() -> None:
    """A full name in the notes makes a host of the episode; silence, a part of a word and advertising do not."""
    turns = (("MARTA", "Hello."), ("IVO", "Hello."))
    assert not set(HOSTS) & roles(talk(*turns)).keys()
    assert roles(talk(*turns, notes="Ruth   Ashby was away."))["Ruth Ashby"] == "host"
    assert "Ruth Ashby" not in roles(talk(*turns, notes="About ruth ashbyville."))
    assert "Ruth Ashby" not in roles(talk(*turns, notes="About boats.\n\n### Sponsors\n\n- Ruth Ashby Ropes"))


def test_what_is_stated_goes_before_what_is_guessed() -> None:
    """A title's guest, and one whom the other seems to interview, are hosts if stated so."""
    assert (
        roles(talk(("MARTA", "Hello."), ("RUTH", "Hello."), title="Boats with Ruth Ashby"))["Ruth Ashby"]
        == "host"
    )
    turns = (
        *(("MARTA", "Who? What? Where? Why? Tell us about yourself. Thank you for joining us, Ruth."), ("RUTH", FILLER * 3)) * 3,
    )  # fmt: skip
    assert "guest" in roles(talk(*turns, hosts=())).values()
    assert roles(talk(*turns))["Ruth Ashby"] == "host"


def test_a_guest_known_by_one_name_stays_one() -> None:
    """A lone given name among the guests is not the host's."""
    assert (
        roles(talk(("MARTA", "Hello."), ("IVO", "Hello."), notes="### Guests\n\n- Ruth"))["Ruth"] == "guest"
    )
