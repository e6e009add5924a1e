"""Which participant a name as written stands for."""

import pytest

from kg.extractors.participants import Participant, find, full_name_for, include, same_person


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("AJ O'Neal", "AJ O’Neal", True),
        ("Charles Max Wood", "Charles Wood", True),
        ("Chuck Wood", "Charles Wood", True),
        ("Paul Frazee", "Paul Frazee✌", True),
        ("Justin Garrison", "Justin Garisson", False),
        ("Marta Holloway", "Marta Hollloway", True),
        ("Mark Erikson", "Mark Ericksen", False),
        ("Chris Shank", "Chris Swan", False),
        ("Chris Manson", "Chris Benson", False),
        ("Ann", "Ann Wood", False),
    ],
)
def test_one_slip_makes_no_second_person(one: str, other: str, same: bool) -> None:
    """Names equal but for one letter, a middle name or a short form are one person's, either way round."""
    assert [same_person(one, other), same_person(other, one)] == [same, same]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ANN", "Ann Wood"),
        ("Ann M. Wood", "Ann Wood"),
        ("DAVE R", "David Rowe"),
        ("Dave", "David Rowe"),
        ("Rowe", "David Rowe"),
        ("Ida", None),
        ("Speaker 2", None),
        ("Announcer", None),
    ],
)
def test_whom_a_name_stands_for(written: str, name: str | None) -> None:
    """Labels, first names, surnames and short forms find their participant, and no name is forced on anybody."""
    person = find([Participant("Ann Wood", "host"), Participant("David Rowe", None)], written)
    assert (person.name if person else None) == name


def test_nobody_is_included_twice() -> None:
    """A nearly equal name becomes an alias, and a role once given stays."""
    people: list[Participant] = []
    include(people, "Charles Wood", None)
    include(people, "Chuck Wood", "host")
    again = include(people, "Charles Wood", "guest", listed=True)
    assert people == [again]
    assert (again.name, again.role, again.aliases, again.listed) == (
        "Charles Wood",
        "host",
        {"Chuck Wood"},
        True,
    )


def test_the_very_given_name_goes_before_another_form_of_it() -> None:
    """Dave is Dave Hall though David Rowe comes first, and David Rowe where there is no other."""
    assert full_name_for("Dave", ["David Rowe", "Dave Hall"]) == "Dave Hall"
    assert full_name_for("Dave", ["Ann Wood", "David Rowe"]) == "David Rowe"
    assert full_name_for("Dave", ["Ann Wood"]) is None
