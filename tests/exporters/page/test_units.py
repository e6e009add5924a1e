"""Units in columns are the units."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.exporters.page.units import PLACES, Unit, Units, in_columns
from kg.store import packed, unpacked

nodes = st.sampled_from([f"technology/{letter}" for letter in "abcdef"])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
units = st.builds(
    Unit,
    turn=st.none() | st.integers(0, 9),
    topic=st.integers(0, 3),
    speaker=st.none() | st.sampled_from(["person/ann", "person/bo"]),
    members=st.dictionaries(nodes, texts, min_size=1).map(lambda named: tuple(sorted(named.items()))),
    text=texts,
    place=st.sampled_from(PLACES),
    time=st.none() | st.floats(0, 1e6),
    confidence=st.floats(0, 1),
)


@given(st.lists(units))
def test_units_come_out_as_they_went_in(several: list[Unit]) -> None:
    """One by one and all together, from the store too; nobody and nothing is listed that is in none."""
    columns = in_columns(several)
    assert list(columns) == several
    assert len(columns) == len(several)
    assert unpacked(packed(columns), Units) == columns
    assert set(columns.people) == {unit.speaker for unit in several} - {None}
    assert sorted(columns.names) == sorted({node for unit in several for node, _ in unit.members})
