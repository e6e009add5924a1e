"""What is recommended, and by whom."""

from collections.abc import Callable
from typing import Any

import pytest

from kg.model import Extraction


def test_cases(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """What the case says is found, whole and in order, and nothing else of its fields."""
    assert found == expected


@pytest.mark.parametrize(
    "heading",
    [
        "Picks",
        "### Picks",
        "### **Picks**",
        "**Picks:**",
        "## Picks:",
        "### PICKS:",
        "## This Week's Picks:",
        "## Sick Picks",
        "## Seeeaaaaaacccckkkk PIX",
    ],
)
def test_headings_of_the_picks(heading: str, extract: Callable[[str], Extraction]) -> None:
    """The picks begin under each of the headings that shows give them."""
    x = extract(
        "---\ntitle: Pans\npodcast: demo\nepisode_number: 1\n---\n\n**Panel:** Ruth Ashby\n\nAbout pans.\n\n"
        f"{heading}\n\n- [Copper Pans](https://pans.example/) (Ruth)\n"
    )
    assert [(pick.title, pick.by) for pick in x.picks] == [("Copper Pans", ("Ruth Ashby",))]


@pytest.mark.parametrize(
    "after",
    [
        "### Transcript\n\n[Tin](https://tin.example/)",
        "**Links:**\n\n- [Tin](https://tin.example/)",
        "### Next Week\n\n[Tin](https://tin.example/)",
        "### Book Club\n\n- [Tin](https://tin.example/)",
        "Special thanks to [Tin](https://tin.example/) for the room!",
    ],
)
def test_what_ends_the_picks(after: str, extract: Callable[[str], Extraction]) -> None:
    """Behind the next heading nothing is a pick, and neither is a line of thanks."""
    x = extract(
        "---\ntitle: Pans\npodcast: demo\nepisode_number: 1\n---\n\n**Panel:** Ruth Ashby\n\n### Picks\n\n"
        f"- [Copper Pans](https://pans.example/) (Ruth)\n\n{after}\n"
    )
    assert [pick.title for pick in x.picks] == ["Copper Pans"]


def test_a_pick_points_to_its_own_words(extract: Callable[[str], Extraction]) -> None:
    """The span of each pick of a run-together line covers its title, and not its neighbours'."""
    text = (
        "---\ntitle: Pans\npodcast: demo\nepisode_number: 1\n---\n\n**Panel:** Ruth Ashby\n\nPicks\n\n"
        "[Copper Pans](https://pans.example/) (Ruth)Singing while you cook (Ruth)"
        "[Salt Fat](https://salt.example/) (Ruth)\n"
    )
    x = extract(text)
    assert [text[pick.span.start : pick.span.end] for pick in x.picks] == [
        "Copper Pans",
        "Singing while you cook",
        "Salt Fat",
    ]
    assert {x.passages[pick.passage].place for pick in x.picks} == {"picks"}
