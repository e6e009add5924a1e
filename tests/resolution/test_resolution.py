"""What names mean across episodes: who is one, who is kept apart, and that order leaves no trace."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from kg.catalog import Catalogue, parse_entries
from kg.decisions import Decisions, parse_decisions
from kg.graph import build_graph
from kg.graph_file import generate_graph
from kg.model import (
    Evidence,
    Extraction,
    Kind,
    Mention,
    Passage,
    Person,
    Pick,
    Role,
    Source,
    Span,
    Technology,
)
from kg.resolution import Resolution, resolve
from kg.resolution.survey import Survey, facts_of

CATALOGUE = """
entries:
  - {name: Tidemark, kind: library, aliases: [Tide Mark], repos: [boats/tidemark]}
  - {name: Ember, kind: framework, weak: [Ember], aliases: [Ember.js], repos: [emberjs/ember.js]}
"""


def person(
    name: str,
    role: Role = "host",
    *profiles: str,
    aliases: Iterable[str] = (),
    mentions: Iterable[Mention] = (),
) -> Person:
    """Return a person as extracted."""
    return Person(name, role, tuple(aliases), tuple(mentions), profiles)


def naming(
    name: str, kind: Kind = "tool", *pages: str, evidence: Evidence = "ner", confidence: float = 0.5,
    id: str | None = None, start: int = 0,
) -> Technology:  # fmt: skip
    """Return a technology with one mention."""
    mention = Mention(name, Span(0, start, start + len(name)), "transcript", 0, evidence, confidence, "cue")
    return Technology(id, name, kind, (mention,), pages)


def episode(
    id: str, *found: Person | Technology, date: str | None = None, speaker: str | None = None, **more: Any
) -> Extraction:
    """Return an extraction; `id` is `SHOW/NAME`."""
    return Extraction(
        id=id, show=id.split("/")[0], title=f"Title of {id}", number=None, date=date, duration=None,
        sources=(Source(f"{id}.md", "0" * 64),), tags=(),
        passages=(Passage("A sentence that names it, long enough to read.", Span(0, 0, 46), "transcript", speaker, None),),
        people=tuple(f for f in found if isinstance(f, Person)),
        technologies=tuple(f for f in found if isinstance(f, Technology)), **more,
    )  # fmt: skip


CATALOG = Catalogue(parse_entries(CATALOGUE, "catalogue.yaml"))


def resolved(*extractions: Extraction, decisions: str = "") -> Resolution:
    """Return the resolution of extractions, with the text of a file of decisions."""
    survey = Survey()
    for extraction in extractions:
        survey.add(facts_of(extraction))
    entries = tuple(parse_decisions(decisions, "kg-decisions.yaml"))
    return resolve(survey, CATALOG, Decisions(entries, ("kg-decisions.yaml",)))


def people(*extractions: Extraction, decisions: str = "") -> dict[tuple[str, str], str | None]:
    """Return {(episode, name after resolution): node id}."""
    resolution = resolved(*extractions, decisions=decisions)
    return {(x.id, p.name): p.id for x in map(resolution.apply, extractions) for p in x.people}


def technologies(*extractions: Extraction, decisions: str = "") -> set[tuple[str, str | None, str, str]]:
    """Return {(episode, id, name, kind)} after resolution."""
    resolution = resolved(*extractions, decisions=decisions)
    return {(x.id, t.id, t.name, t.kind) for x in map(resolution.apply, extractions) for t in x.technologies}


def proposed(*extractions: Extraction, decisions: str = "") -> list[tuple[str, ...]]:
    """Return the names of the proposed merges."""
    return [c.names for c in resolved(*extractions, decisions=decisions).findings.cases if c.sort == "merge"]


HOSTED = [episode(f"tide/{n}", person("Mara Quist"), person("Ivo Jones")) for n in range(3)]


def test_equal_names_are_one_person() -> None:
    """Case, accents, apostrophes, hyphens and blanks do not tell people apart; the spelling used most is the name."""
    found = people(
        episode("a/1", person("Mara O’Quist")), episode("a/2", person("Mara O’Quist")),
        episode("b/1", person("MARA OQUIST", "guest")), episode("c/1", person("Mára O'Quist", "mentioned")),
    )  # fmt: skip
    assert set(found.values()) == {"person/mara-oquist"}
    assert {name for _, name in found} == {"Mara O’Quist"}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Mark Erikson", "Mark Ericksen"), ("Mark Erikson", "Mark Ericson"), ("Ann Lee", "Ian Lee"),
        ("Dave Thomas", "David Thomas"), ("Robert A. Smith", "Robert B. Smith"), ("J. Clark", "Jim Clark"),
    ],
)  # fmt: skip
def test_names_that_are_merely_alike_are_two_people(a: str, b: str) -> None:
    """Near spelling, short forms and initials alone merge nobody, in one show or in two."""
    for show in ("a", "b"):
        found = people(episode("a/1", person(a, "guest")), episode(f"{show}/2", person(b, "guest")))
        assert len(set(found.values())) == 2


@pytest.mark.parametrize(
    ("a", "b", "rule"),
    [
        ("Mara Jane Quist", "Mara Quist", "middle name"), ("Robert A. Smith", "Robert Smith", "middle name"),
        ("Dave Smith", "David Smith", "hosts"), ("Mara Quist", "Mara Quis", "hosts"),
        ("Mara Quist II", "Mara Quist", "middle name"),
    ],
)  # fmt: skip
def test_variants_of_hosts_of_one_show_are_one(a: str, b: str, rule: str) -> None:
    """Who hosts the same show under a variant of the name, and never beside it, is the same."""
    corpus = [episode("s/1", person(a)), episode("s/2", person(b)), episode("s/3", person(b))]
    assert len(set(people(*corpus).values())) == 1
    merges = resolved(*corpus).findings.merges
    assert [(m.source, m.target, m.rule) for m in merges] == [(a, b, rule)]


def test_two_hosts_of_one_episode_are_two_people() -> None:
    """However alike their names are: they have been seen together."""
    corpus = [
        episode("s/1", person("Dave Smith"), person("David Smith")),
        episode("s/2", person("Dave Smith")),
    ]
    assert len(set(people(*corpus).values())) == 2


def test_a_short_form_is_merged_where_the_other_is_at_home() -> None:
    """The David Smith whom another show speaks of need not be the host Dave Smith."""
    corpus = [episode(f"s/{n}", person("Dave Smith")) for n in range(3)]
    corpus += [episode("s/9", person("David Smith")), episode("s/8", person("David Smith"))]
    found = people(*corpus, episode("other/1", person("David Smith", "mentioned")))
    assert found["s/9", "Dave Smith"] == "person/dave-smith"
    assert found["other/1", "David Smith"] == "person/david-smith"


def test_a_profile_in_common_makes_variants_one() -> None:
    """Different shows, different forms of the name, one account."""
    account = "twitter.com/quist"
    found = people(episode("a/1", person("Bob Quist", "guest", account)), episode("b/1", person("Robert Quist", "guest", account)))  # fmt: skip
    assert len(set(found.values())) == 1
    assert len(set(people(episode("a/1", person("Bob Quist", "guest", account)), episode("b/1", person("Ivo Jones", "guest", account))).values())) == 2  # fmt: skip


def test_homonyms_are_kept_apart() -> None:
    """One name with two accounts on a site, never in one show, is two people; the less known one is scoped to a show."""
    corpus = [
        episode("a/1", person("Mara Quist", "guest", "github.com/maraq")),
        episode("a/2", person("Mara Quist", "guest", "github.com/maraq")),
        episode("b/1", person("Mara Quist", "guest", "github.com/quist-the-other")),
    ]
    assert set(people(*corpus).items()) == {
        (("a/1", "Mara Quist"), "person/mara-quist"),
        (("a/2", "Mara Quist"), "person/mara-quist"),
        (("b/1", "Mara Quist"), "person/b/mara-quist"),
    }
    both = replace(
        corpus[0], people=(person("Mara Quist", "guest", "github.com/quist-the-other", "github.com/maraq"),)
    )
    assert set(people(*corpus, replace(both, id="a/3")).values()) == {"person/mara-quist"}


def test_merges_are_stars_and_no_chains() -> None:
    """A is like B and B like C, but A is not like C: C is not merged with A by way of B."""
    names = ("Mara Quist", "Mara Quistt", "Mara Quisttt")
    corpus = [episode(f"s/{n}-{i}", person(name)) for n, name in enumerate(names) for i in range(9 - n)]
    found = people(*corpus)
    assert {found[f"s/{n}-0", name] for n, name in enumerate(names) if (f"s/{n}-0", name) in found} == {
        "person/mara-quist",
        "person/mara-quisttt",
    }
    merges = {m.source: m.target for m in resolved(*corpus).findings.merges}
    assert not set(merges) & set(merges.values())


def test_a_single_name_means_the_one_regular_host() -> None:
    """Where just one regular host has the name and is not there already; elsewhere it stays with the show."""
    corpus = [
        *HOSTED, episode("tide/8", person("Mara")), episode("ebb/1", person("Mara")),
        episode("tide/9", person("Mara", "guest")),
    ]  # fmt: skip
    found = people(*corpus)
    assert found["tide/8", "Mara Quist"] == "person/mara-quist"
    assert found["ebb/1", "Mara"] == "person/ebb/mara"
    assert found["tide/9", "Mara"] == "person/tide/mara"
    second = [episode(f"tide/m{n}", person("Mara Ferro")) for n in range(3)]
    assert people(*corpus, *second)["tide/8", "Mara"] == "person/tide/mara"


def test_of_two_regulars_of_a_name_the_active_one_is_meant() -> None:
    """Dates tell which of two hosts of one first name an episode has."""
    corpus = [episode(f"s/a{n}", person("David Brady"), date=f"2012-0{n}-01") for n in range(1, 4)]
    corpus += [episode(f"s/b{n}", person("Dave Kimura"), date=f"2018-0{n}-01") for n in range(1, 4)]
    corpus += [
        episode("s/x", person("David"), date="2012-03-15"),
        episode("s/y", person("David"), date="2015-01-01"),
    ]
    found = people(*corpus)
    assert found["s/x", "David Brady"] == "person/david-brady"
    assert found["s/y", "David"] == "person/s/david"


def test_everything_that_names_somebody_is_renamed() -> None:
    """Picks, speakers and passages follow; two entries of one person become one, with the stronger role."""
    mention = Mention("Dave", Span(0, 5, 9), "transcript", 0, "structure", 0.9)
    corpus = [episode(f"s/{n}", person("David Smith")) for n in range(4)]
    x = episode(
        "s/9", person("Dave Smith", mentions=[mention]), speaker="Dave Smith", speakers=(("Dave", "Dave Smith"), ("X", None)),
        picks=(Pick("Oars", None, ("Dave Smith", "Zoe Poe"), 0, Span(0, 0, 1)),),
    )  # fmt: skip
    result = resolved(*corpus, x).apply(x)
    assert result.people == (
        Person("David Smith", "host", ("Dave Smith",), (mention,), (), "person/david-smith"),
    )
    assert result.speakers == (("Dave", "David Smith"), ("X", None))
    assert result.passages[0].speaker == "David Smith"
    assert result.picks[0].by == ("David Smith", "Zoe Poe")


def test_two_entries_of_one_person_become_one() -> None:
    """Mentions stand in order of the text, and of two roles the stronger counts."""
    late, early = (Mention("Mara", Span(0, at, at + 4), "notes", 0, "ner", 0.7) for at in (20, 5))
    x = episode(
        "tide/9", person("Mara", mentions=[late]), person("MARA QUIST", "mentioned", mentions=[early])
    )
    result = resolved(*HOSTED, x).apply(x)
    assert [(p.name, p.role, p.aliases, p.mentions) for p in result.people] == [
        ("Mara Quist", "host", ("MARA QUIST", "Mara"), (early, late))
    ]


def test_spellings_of_a_technology_are_one() -> None:
    """Case, blanks, hyphens, dots, plural and js endings; the kind is the one that most confidence speaks for."""
    names = ("Boat Rig", "BoatRig", "boat-rig", "BoatRigs", "BoatRig.js", "BoatRigJS", "BoatRig", "BoatRig")
    kinds: tuple[Kind, ...] = ("tool", "library", "tool", "tool", "tool", "tool", "tool", "tool")
    corpus = [
        episode(f"a/{n}", naming(name, kind)) for n, (name, kind) in enumerate(zip(names, kinds, strict=True))
    ]
    assert {found[1:] for found in technologies(*corpus)} == {(None, "BoatRig", "tool")}


@pytest.mark.parametrize(
    ("a", "b"), [("C", "C++"), ("C++", "C#"), ("Kubernete", "Kubernetis"), ("Bos", "Bo")]
)
def test_different_technologies_stay_so(a: str, b: str) -> None:
    """Signs that tell names apart do, and not every s is a plural."""
    assert (
        len({found[2] for found in technologies(episode("a/1", naming(a)), episode("a/2", naming(b)))}) == 2
    )


def test_a_page_in_common_makes_names_one_where_they_are_alike() -> None:
    """An article's page that two things share does not merge them."""
    page = "github.com/boats/rig"
    one = technologies(*(episode(f"a/{n}", naming("Boat Rig", "tool", page)) for n in (1, 2)), episode("b/1", naming("Rig", "tool", page)))  # fmt: skip
    assert {found[2] for found in one} == {"Boat Rig"}
    two = technologies(
        episode("a/1", naming("Boat Rig", "tool", page)), episode("b/1", naming("Sailor", "tool", page))
    )
    assert {found[2] for found in two} == {"Boat Rig", "Sailor"}
    apart = technologies(episode("a/1", naming("Boat Rig")), episode("b/1", naming("Rig")))
    assert {found[2] for found in apart} == {"Boat Rig", "Rig"}


def test_a_name_of_the_catalogue() -> None:
    """A spelling of a certain name is the entry; an ambiguous one needs the entry's page, else it goes."""
    assert technologies(episode("a/1", naming("Tide-Marks"))) == {("a/1", "tidemark", "Tidemark", "library")}
    assert technologies(episode("a/1", naming("ember"))) == set()
    page = "emberjs.com"
    known = episode("a/1", naming("Ember", "framework", page, id="ember", evidence="catalogue"))
    assert {t[1] for t in technologies(known, episode("a/2", naming("ember", "tool", page)))} == {"ember"}


def test_a_homonym_of_a_catalogue_entry_has_a_node_of_its_own() -> None:
    """Its page tells the two apart, in the name and in the id."""
    known = episode("a/1", naming("Ember", "framework", id="ember", evidence="catalogue"))
    other = episode("a/2", naming("Ember", "hardware", "ember.example/mug"))
    graph = build_graph(map(resolved(known, other).apply, [known, other]))
    nodes = {n: d["label"] for n, d in graph.nodes(data=True) if d["type"] == "technology"}
    assert nodes == {
        "technology/ember": "Ember",
        "technology/ember-ember.example-mug": "Ember (ember.example/mug)",
    }


def test_who_speaks_is_no_technology() -> None:
    """The name of somebody in the episode, of the show's hosts, or of a participant anywhere goes; never across kinds.

    Who takes part often is known by one name in other shows too, who came once is not.
    """
    corpus = [
        *HOSTED, episode("tide/7", naming("Mara")), episode("ebb/1", person("Rig Sailor", "guest"), naming("Sailor")),
        episode("ebb/2", naming("Rig Sailor"), naming("Mara"), naming("Sailor")),
    ]  # fmt: skip
    assert technologies(*corpus) == {("ebb/2", None, "Sailor", "tool")}
    linked = episode("tide/7", naming("Mara", "library", "github.com/mara/mara"))
    assert technologies(*HOSTED, linked) == {("tide/7", None, "Mara", "library")}


def test_status() -> None:
    """A name that no catalogue has is confirmed where it recurs or is linked."""
    corpus = [
        episode("a/1", naming("Once"), naming("Twice"), naming("Linked", "tool", "linked.example")),
        episode("a/2", naming("Twice"), naming("Tidemark", id="tidemark")),
    ]
    resolution = resolved(*corpus)
    graph = build_graph(map(resolution.apply, corpus))
    assert {d["label"]: d["status"] for _, d in graph.nodes(data=True) if d["type"] == "technology"} == {
        "Once": "unconfirmed", "Twice": "confirmed", "Linked": "confirmed", "Tidemark": "known",
    }  # fmt: skip
    doubts = [c.names for c in resolution.findings.cases if c.sort == "doubt" and c.episode is None]
    assert doubts == [("Once",)]


CORPUS = [
    *HOSTED,
    episode("tide/7", person("Mara"), person("Ivo Jonas"), naming("BoatRig"), speaker="Mara"),
    episode("tide/8", person("Mara J. Quist"), naming("boat-rig", "library", "github.com/boats/rig")),
    episode(
        "ebb/1",
        person("Ivo Jones", "guest", "github.com/ivo2"),
        naming("Rig", "tool", "github.com/boats/rig"),
    ),
    episode("ebb/2", person("IVO JONES", "guest", "github.com/ivo2")),
]


def test_order_leaves_no_trace() -> None:
    """Resolution, and the graph made of it, are functions of the set of extractions."""
    results = set()
    for order in list(permutations(CORPUS))[::97]:
        resolution = resolved(*order)
        findings = (tuple(resolution.findings.merges), tuple(resolution.findings.cases))
        results.add((findings, tuple(generate_graph(build_graph(map(resolution.apply, order))))))
    assert len(results) == 1


def test_resolving_twice_changes_nothing() -> None:
    """What was resolved is already under its one name."""
    once = list(map(resolved(*CORPUS).apply, CORPUS))
    assert list(map(resolved(*once).apply, once)) == once


def test_a_refused_merge_stays_away() -> None:
    """What is decided to be different is neither merged by a rule nor proposed again, spellings included."""
    corpus = [episode("s/1", person("Dave Smith")), episode("s/2", person("David Smith"))]
    text = "different:\n  - {type: person, names: [Dave Smith, David Smith]}"
    assert len(set(people(*corpus).values())) == 1
    assert len(set(people(*corpus, decisions=text).values())) == 2
    assert proposed(*corpus, decisions=text) == []
    spelled = [episode("s/1", person("Ann O'Dell")), episode("s/2", person("Ann Odell"))]
    text = "different:\n  - {type: person, names: [Ann O'Dell, Ann Odell]}"
    assert len(set(people(*spelled, decisions=text).values())) == 2


def test_an_accepted_merge_is_replayed() -> None:
    """The first name is kept; the proposal is gone."""
    corpus = [
        episode("s/1", person("Mark Erikson", "guest")),
        episode("s/2", person("Mark Eriksen", "guest")),
    ]
    text = "same:\n  - {type: person, names: [Mark Erikson, Mark Eriksen]}"
    assert len(proposed(*corpus)) == 1
    assert set(people(*corpus, decisions=text)) == {("s/1", "Mark Erikson"), ("s/2", "Mark Erikson")}
    assert proposed(*corpus, decisions=text) == []


def test_decisions_about_technologies() -> None:
    """Same, confirm and drop, with a show or an episode where they are narrowed."""
    corpus = [
        episode("a/1", naming("Rig"), naming("Sailor"), naming("Oar")),
        episode("b/1", naming("Sailor")),
    ]
    text = """
same: [{type: technology, names: [Tidemark, Rig]}]
confirm: [{type: technology, name: Oar}]
drop: [{type: technology, name: Sailor, show: b}]
"""
    assert {t[:3] for t in technologies(*corpus, decisions=text)} == {
        ("a/1", "tidemark", "Tidemark"), ("a/1", None, "Oar"), ("a/1", None, "Sailor"),
    }  # fmt: skip
    graph = build_graph(map(resolved(*corpus, decisions=text).apply, corpus))
    assert graph.nodes["technology/oar"]["status"] == "confirmed"


def test_decisions_about_one_show() -> None:
    """A single word means somebody there; a full name is somebody else there."""
    corpus = [*HOSTED, episode("ebb/1", person("Mara")), episode("ebb/2", person("Ivo Jones"))]
    text = """
same: [{type: person, names: [Mara Quist, Mara], show: ebb}]
split: [{type: person, name: Ivo Jones, show: ebb}]
drop: [{type: person, name: Mara Quist, episode: tide/0}]
"""
    found = people(*corpus, decisions=text)
    assert found["ebb/1", "Mara Quist"] == "person/mara-quist"
    assert found["ebb/2", "Ivo Jones"] == "person/ebb/ivo-jones"
    assert ("tide/0", "Mara Quist") not in found


def test_names_that_nobody_has_are_warned_of() -> None:
    """An entry about an unknown name is no error: the episode may have gone."""
    text = "same:\n  - {type: person, names: [Mara Quist, Zoe Poe]}"
    assert resolved(*HOSTED, decisions=text).findings.warnings == [
        "section `same`: no person is called 'Zoe Poe'; the entry has no effect on the name"
    ]
