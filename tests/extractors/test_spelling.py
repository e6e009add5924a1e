"""Slips of the pen and of captions: which known technology a name that no catalogue has stands for."""

import pytest

from kg.catalog import Catalogue, parse_entries
from kg.extractors.spelling import known_spelling, squeeze

CATALOGUE = Catalogue(
    parse_entries(
        """
entries:
- {name: Polars, kind: library}
- {name: Quillmark, kind: tool}
- {name: Quillmarx, kind: tool}
- {name: Emberdale, kind: framework}
- {name: Vex, kind: tool}
""",
        "catalogue.yaml",
    )
)
POLARS = CATALOGUE.entries["polars"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Polers", "Polars"),  # one slip from what the episode names
        ("Poolers", "Polars"),  # two, in a long name
        ("Solars", None),  # another first letter
        ("Emberdal", "Emberdale"),  # one slip from the only such name of the catalogue
        ("Emberd", None),  # too far
        ("Quillmarc", None),  # as near to one as to another
        ("Vax", None),  # too short to tell
    ],
)
def test_what_a_name_is_a_slip_for(name: str, expected: str | None) -> None:
    """Two slips within the episode, one beyond it, the first letter kept, never between two names."""
    found = known_spelling(name, [POLARS], CATALOGUE)
    assert (found.name if found else None) == expected


def test_beyond_the_episode_one_slip_is_the_most() -> None:
    """What the episode does not name needs to be nearer."""
    assert known_spelling("Poolers", [], CATALOGUE) is None


def test_squeezed_names() -> None:
    """Only letters and digits count."""
    assert squeeze("Cosmos DB") == squeeze("cosmos-db") == "cosmosdb"
