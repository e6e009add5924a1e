"""What episodes name, what that is called, and finding it by a name."""

from dataclasses import replace

import pytest

from kg.analysis.named import find, names_of, takes
from kg.cooccurrence.choosing import UnknownName
from kg.cooccurrence.labels import Labels
from kg.cooccurrence.where import EVERYTHING, parse_where
from kg.model import Extraction, Mention, Passage, Place, Span, Technology


def passage(place: Place, speaker: str | None = None) -> Passage:
    """Return a passage of some words."""
    return Passage("Words.", Span(0, 0, 5), place, speaker, None)


def technology(id_: str | None, name: str, surface: str, passage: int) -> Technology:
    """Return a technology that one passage names by `surface`."""
    mention = Mention(surface, Span(0, 0, 5), "transcript", passage, "catalogue", 0.9)
    return Technology(id_, name, "tool", (mention,))


ONE = Extraction(
    "show/1", "show", "One", 1, "2015-02-03", None, (), (), speakers=(("ADA", "Ada Byron"), ("GUEST", None)),
    passages=(passage("transcript", "Ada Byron"), passage("sponsors"), passage("transcript", "GUEST")),
    technologies=(technology("kg-x", "Kubernetes", "k8s", 0), technology("paid", "Paid", "Paid", 1), technology(None, "Nix OS", "Nix", 2)),
)  # fmt: skip


def test_what_an_episode_names() -> None:
    """Each once, by node id; not in advertising, and with people only what they say."""
    assert names_of(ONE) == ("technology/kg-x", "technology/nix-os")
    assert names_of(ONE, parse_where(["person=ada byron"])) == ("technology/kg-x",)
    assert names_of(replace(ONE, technologies=())) == ()


def test_which_episodes_count() -> None:
    """An episode that names nothing counts; with people, one where somebody of them speaks, named or labelled."""
    silent = replace(ONE, technologies=(), passages=())
    assert takes(EVERYTHING, silent)
    assert takes(parse_where(["person=Ada Byron"]), silent)
    assert takes(parse_where(["person=guest"]), silent)
    assert not takes(parse_where(["person=Grace Hopper"]), silent)
    assert not takes(parse_where(["show=another"]), silent)
    assert not takes(parse_where(["year=2016"]), silent)


COUNTED = {"technology/kg-x": 3, "technology/nix-os": 2, "technology/nix": 1}


@pytest.fixture
def labels() -> Labels:
    """One node called Nix, and one that a mention calls so."""
    labels = Labels()
    for x in (ONE, ONE):
        labels.add(x)
    labels.add(replace(ONE, technologies=(technology("nix", "NIX", "nix shell", 0),)))
    return labels


@pytest.mark.parametrize(
    ("name", "node"),
    [
        ("KUBERNETES", "kg-x"), ("K8S", "kg-x"), ("kg-x", "kg-x"), ("technology/kg-x", "kg-x"), ("nix  os", "nix-os"),
        ("Nix", "nix"), ("nix Shell", "nix"),
    ],
)  # fmt: skip
def test_finding_by_a_name(labels: Labels, name: str, node: str) -> None:
    """An id comes before labels, labels before aliases; capitals and blanks do not matter."""
    assert find(name, COUNTED, labels) == f"technology/{node}"


def test_of_one_label_the_best_known_is_meant() -> None:
    """Where no id decides: by episodes, then by id."""
    relabelled = Labels()
    for id_ in ("a", "b", "c"):
        relabelled.add(replace(ONE, technologies=(technology(id_, "NIX", "Nix", 0),)))
    counted = {"technology/a": 1, "technology/c": 4, "technology/b": 4}
    assert find("nix", counted, relabelled) == "technology/b"


def test_an_unknown_name(labels: Labels) -> None:
    """The message has the nearest labels and the next step; what was not counted is not known."""
    with pytest.raises(UnknownName, match=r"'Kubernets'; see `kg show Kubernets`.*Near it: Kubernetes\."):
        find("Kubernets", COUNTED, labels)
    with pytest.raises(UnknownName, match="'Paid'"):
        find("Paid", COUNTED, labels)
