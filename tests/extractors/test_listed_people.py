"""Names of people in titles, lists and headings."""

import pytest

from kg.extractors.listed_people import title_names


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("218 RR Deployments with Ann Wood and Trevor Rowe", ["Ann Wood", "Trevor Rowe"]),
        ("JSJ 12: Types with Ann Wood, Trevor Rowe & Ida Marsh", ["Ann Wood", "Trevor Rowe", "Ida Marsh"]),
        ("Testing with Ferrets 4 with Ann Wood", ["Ann Wood"]),
        ("Shipping feat. Ann Wood of Marrow Books", ["Ann Wood"]),
        ("AiA 12: Types with Ann Wood LIVE at the Harbour", ["Ann Wood"]),
        ("MRS 012: Ann Wood", ["Ann Wood"]),
        ("HTTP 2 with Surma", []),
        ("Boundaries with clients", []),
        ("Living Without Tests", []),
    ],
)
def test_a_title_names_the_guests(title: str, names: list[str]) -> None:
    """The last "with" or "feat." of a title begins the guests; one word alone is no full name."""
    assert title_names(title) == names
