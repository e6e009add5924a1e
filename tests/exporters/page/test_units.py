"""Units in columns are the units, and so is the run of numbers that a page has for them."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from kg.exporters.page import body
from kg.exporters.page.archive import Listed, collect
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


@given(st.lists(st.tuples(st.integers(0, 2), units), max_size=8))
def test_a_run_of_numbers_tells_all_that_is_counted(spoken: list[tuple[int, Unit]]) -> None:
    """Read number by number as `kg.exporters.page.body.units` says: who speaks, in which turn, of what."""
    talks = [_as_they_stand(unit for at, unit in spoken if at == episode) for episode in range(3)]
    archive = collect(
        Listed(
            f"demo/{at}", "demo", "", None, None, None, 0, None, None, "", (), (), (), (), in_columns(several)
        )
        for at, several in enumerate(talks)
    )
    known = sorted({name for e in archive.episodes for name in (*e.units.names, *e.units.people)})
    position = {name: 7 * at for at, name in enumerate(known)}
    run = iter(body.units(archive, position))
    for several in talks:
        speakers = [next(run) for _ in range(next(run))]
        assert speakers == sorted({position[unit.speaker] for unit in several if unit.speaker})
        assert next(run) == len(several)
        turn, topic = -1, 0
        for unit in several:
            turn += next(run)
            flags = next(run)
            topic = next(run) if flags & 1 else topic
            members = [next(run) for _ in range(next(run))]
            assert bool(flags & 2) == (unit.turn is None)
            assert unit.turn in (None, turn)
            assert topic == unit.topic
            assert (speakers[flags // 4 - 1] if flags // 4 else None) == (
                position[unit.speaker] if unit.speaker else None
            )
            assert members == sorted(position[node] for node, _ in unit.members)
    assert list(run) == []


def _as_they_stand(several: Iterable[Unit]) -> list[Unit]:
    """Return units in the order of the text: the talk first, turn after turn."""
    return sorted(several, key=lambda unit: (unit.turn is None, unit.turn or 0))
