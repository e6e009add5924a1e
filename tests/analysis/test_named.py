"""What episodes name, what that is called, and finding it by a name."""

from dataclasses import replace

import pytest

from kg.analysis.named import Labels, names_of, takes
from kg.cooccurrence.rows import UnknownName
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


@pytest.fixture
def labels() -> Labels:
    """Two nodes called Nix, of which one by most episodes; and one that some call by another label."""
    labels = Labels()
    for x in (ONE, ONE, replace(ONE, technologies=(technology("kg-x", "K8s", "kube", 0),))):
        labels.add(x, names_of(x))
    other = replace(ONE, technologies=(technology("nix", "Nix (shell)", "Nix", 0),))
    labels.add(other, names_of(other))
    return labels


def test_the_label_is_that_of_most_episodes(labels: Labels) -> None:
    """Two episodes say Kubernetes, one K8s."""
    assert labels.label("technology/kg-x") == "Kubernetes"


@pytest.mark.parametrize(
    ("name", "node"),
    [
        ("KUBERNETES", "kg-x"), ("k8s", "kg-x"), ("kube", "kg-x"), ("kg-x", "kg-x"), ("technology/kg-x", "kg-x"),
        ("nix  os", "nix-os"), ("nix", "nix"), ("Nix (Shell)", "nix"),
    ],
)  # fmt: skip
def test_finding_by_a_name(labels: Labels, name: str, node: str) -> None:
    """An id comes before labels, labels before aliases; capitals and blanks do not matter."""
    assert labels.find(name) == f"technology/{node}"


def test_an_unknown_name(labels: Labels) -> None:
    """The message has the nearest labels and the next step; advertising is not known."""
    with pytest.raises(UnknownName, match=r"'Kubernets'; see `kg show Kubernets`.*Near it: Kubernetes\."):
        labels.find("Kubernets")
    with pytest.raises(UnknownName, match="'Paid'"):
        labels.find("Paid")
