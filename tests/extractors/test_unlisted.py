"""Technologies that no catalogue has: what speaks for them, and what is taken for none."""

from collections.abc import Callable

import pytest

from kg.extractors.unlisted import THRESHOLD
from kg.model import Extraction, Technology

Extract = Callable[[str], Extraction]
Talk = Callable[..., str]


def notes(*lines: str, heading: str = "Links") -> str:
    """Return notes with one list."""
    return (
        "---\ntitle: Pans\npodcast: demo\nepisode_number: 1\n---\n\nAbout pans.\n\n"
        + f"### {heading}\n\n"
        + "\n".join(f"- {line}" for line in lines)
        + "\n"
    )


def unlisted(extraction: Extraction) -> dict[str, Technology]:
    """Return the technologies without a catalogue id, by name."""
    return {t.name: t for t in extraction.technologies if t.id is None}


@pytest.mark.parametrize(
    ("sentence", "name", "kind"),
    [
        ("And then there is a gem called Quandle that I like.", "Quandle", "library"),
        ("I wrote a database named Quandle for that.", "Quandle", "database"),
        ("It was a Chrome extension called Tab Quandle.", "Tab Quandle", "tool"),
        ("So Quandle is a framework for pans, and so on.", "Quandle", "framework"),
    ],
)
def test_what_is_said_to_be_one(sentence: str, name: str, kind: str, extract: Extract, talk: Talk) -> None:
    """A noun that says what a thing is makes it a technology of that kind."""
    found = unlisted(extract(talk(sentence)))
    assert {n: t.kind for n, t in found.items()} == {name: kind}
    assert all(m.why.startswith("named as a") for m in found[name].mentions)


def test_a_list_of_technologies_speaks_for_its_members(extract: Extract, talk: Talk) -> None:
    """An unknown name between known ones is one, with how sure that is."""
    found = unlisted(extract(talk("So we deployed it with Redis, Quandle, Heroku and jQuery on the server.")))
    assert list(found) == ["Quandle"]
    (mention,) = found["Quandle"].mentions
    assert (mention.surface, mention.evidence) == ("Quandle", "ner")
    assert 1 / (1 + 2.718281828**-THRESHOLD) - 0.01 <= mention.confidence <= 1
    assert mention.why.startswith("words around it: ")


@pytest.mark.parametrize(
    ("link", "name", "kind"),
    [
        ("[quandle](https://github.com/mara/quandle)", "quandle", "library"),
        ("[mara/quandle](https://github.com/mara/quandle)", "quandle", "library"),
        ("[Quandle](https://rubygems.org/gems/quandle)", "Quandle", "library"),
        ("[Quandle Pro](https://itunes.apple.com/us/app/id12345)", "Quandle Pro", "product"),
    ],
)
def test_links_to_repositories_packages_and_shops(link: str, name: str, kind: str, extract: Extract) -> None:
    """A link whose text is the name of what it leads to makes it one, and keeps the page."""
    found = unlisted(extract(notes(link)))
    assert {n: t.kind for n, t in found.items()} == {name: kind}
    assert len(found[name].pages) == 1
    assert found[name].mentions[0].why == f"linked: {found[name].pages[0]}"


@pytest.mark.parametrize(
    "lines",
    [
        ["[A talk on pans](https://github.com/mara/quandle)"],
        ["[QuandleConf](https://quandleconf.com)"],
        ["[Twitter](https://twitter.com/mara)", "[mara](https://github.com/mara)"],
    ],
)
def test_links_to_none(lines: list[str], extract: Extract) -> None:
    """Titles, conferences and profiles are no technologies, though they are linked."""
    assert unlisted(extract(notes(*lines))) == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "We were at QuandleConf with Redis and Heroku.",
        "My neighbour Mara Quandle said hello to her mother.",
        "It was cold in Quandle, and it rained all day.",
        "[Laughs] So we used the NSQuandleView with Redis and Heroku.",
        "Yesterday. Quandle went home. It rained.",
    ],
)
def test_talk_of_none(sentence: str, extract: Extract, talk: Talk) -> None:
    """Conferences, people, places, single classes and mere capitals are no technologies."""
    assert unlisted(extract(talk(sentence))) == {}


def test_a_longer_name_hides_the_known_one_in_it(extract: Extract, talk: Talk) -> None:
    """What a longer name of its own contains is not spoken of there."""
    extraction = extract(talk("There is a tool called Redis Quandle, and it is good."))
    assert [t.name for t in extraction.technologies] == ["Redis Quandle"]


def test_every_mention_says_why(extract: Extract, talk: Talk) -> None:
    """Whatever was found, its reason is told."""
    text = talk(
        "So we used Redis, Quandle, Heroku and S3 on AWS.",
        "I know, and my friend Tom Baker said so too, he did.",
    )
    extraction = extract(text)
    mentions = [m for t in extraction.technologies for m in t.mentions]
    mentions += [m for p in extraction.people for m in p.mentions]
    assert len(mentions) >= 6
    assert [m.surface for m in mentions if not m.why] == []
