"""Trends: shares and their denominators, first and last, what rises and falls, and what only seems to."""

import random
from collections.abc import Iterable

import pytest

from kg.analysis.trends import Seen, trends
from kg.cooccurrence.choosing import UnknownName
from kg.cooccurrence.where import parse_where
from kg.model import Extraction, Mention, Passage, Span, Technology

NAMES = {"r": "Riser", "f": "Faller", "s": "Steady"}


def episode(
    number: int, date: str | None, letters: str, show: str = "show", transcribed: bool = True
) -> Extraction:
    """Return an episode that names the technologies of `letters`."""
    technologies = tuple(
        Technology(
            letter,
            NAMES[letter],
            "tool",
            (Mention(letter, Span(0, 0, 1), "transcript", 0, "catalogue", 0.9),),
        )
        for letter in letters
    )
    return Extraction(
        f"{show}/{number}", show, "Title", number, date, None, (), (), technologies=technologies, turns=int(transcribed),
        passages=(Passage("Words.", Span(0, 0, 1), "transcript", None, None),),
    )  # fmt: skip


def decade() -> list[Extraction]:
    """Return ten episodes a year for ten years: in year y, y name Riser, 9 - y Faller, 5 Steady; and one without a day."""
    return [
        episode(
            y * 10 + n,
            f"{2010 + y}-{n + 1:02}-15",
            ("r" if n < y else "") + ("f" if n >= y + 1 else "") + ("s" if n % 2 else ""),
        )
        for y in range(10)
        for n in range(10)
    ] + [episode(100, None, "r")]


def test_shares() -> None:
    """All dated episodes of a year count, whether or not they name a technology; first and last are days and ids."""
    (riser,) = trends(decade(), ["riser"]).rows
    assert [(p.period, p.count, p.episodes) for p in riser.points][:3] == [
        ("2010", 0, 10),
        ("2011", 1, 10),
        ("2012", 2, 10),
    ]
    assert all(p.share == p.count / p.episodes and p.low <= p.share <= p.high for p in riser.points)
    assert (riser.count, riser.share) == (45, 0.45)
    assert (riser.first, riser.last) == (Seen("2011-01-15", "show/10"), Seen("2019-09-15", "show/98"))
    assert riser.peak.period == "2019"


def test_what_rises_and_falls() -> None:
    """The slope is exactly a tenth a year; the strongest rise comes first, the strongest fall last."""
    found = trends(decade())
    assert [(row.label, row.direction) for row in found.rows] == [
        ("Riser", "rising"),
        ("Steady", "unclear"),
        ("Faller", "falling"),
    ]
    assert [row.slope for row in found.rows] == pytest.approx([0.1, 0, -0.1])
    assert (found.episodes, found.undated, found.periods) == (100, 1, 10)
    riser, _, faller = found.rows
    assert riser.z == pytest.approx(-faller.z)
    assert riser.bursts[0][1] == "2019"
    assert faller.bursts[0][0] == "2010"


def test_periods_without_an_episode_are_left_out() -> None:
    """Time still runs on for the slope: one point in four quarters is the same slope a year."""
    found = trends(decade(), ["r"], "quarter").rows[0]
    assert len(found.points) == 40  # the fourth quarter of a year has one episode, in October
    gap = [episode(0, "2010-01-01", ""), episode(1, "2015-01-01", "r")]
    assert [p.period for p in trends(gap, ["r"], "month").rows[0].points] == ["2010-01", "2015-01"]
    assert trends(gap, ["r"], "month").rows[0].slope == pytest.approx(0.2)


def test_a_change_of_shows_or_transcripts_is_no_trend() -> None:
    """Notes name less than transcripts do: where the transcripts end, everything seems to fall."""
    for one in ("show", "transcript"):
        xs = [
            episode(
                y * 100 + n,
                f"{2010 + y}-01-15",
                "s" if rich and n % 2 else "",
                show="b" if one == "show" and not rich else "a",
                transcribed=one == "show" or rich,
            )
            for y in range(10)
            for n in range(40)
            for rich in [n >= 4 * y]
        ]
        assert trends(xs, strata=()).rows[0].direction == "falling"
        assert trends(xs).rows[0].direction == "unclear"


def test_conditions_narrow_the_episodes() -> None:
    """The denominators are the episodes of the condition."""
    found = trends(decade(), ["riser"], where=parse_where(["year=2012..2013"]))
    assert [(p.period, p.count, p.episodes) for p in found.rows[0].points] == [
        ("2012", 2, 10),
        ("2013", 3, 10),
    ]
    assert found.undated == 0


def test_a_lone_episode_is_no_peak() -> None:
    """A share of one in one is less certain than one of eight in ten."""
    xs = [episode(n, "2012-01-01", "s" if n < 8 else "") for n in range(10)] + [
        episode(10, "2013-01-01", "s")
    ]
    assert trends(xs, ["steady"]).rows[0].peak.period == "2012"


def test_support_and_correction() -> None:
    """Too few episodes are not tested; q is corrected for what is, and for the names alone where they are given."""
    assert [row.label for row in trends(decade(), least=46).rows] == ["Steady"]
    every, one = trends(decade()), trends(decade(), ["Riser"])
    assert every.rows[0].q == pytest.approx(every.rows[0].p * 3 / 2)
    assert one.rows[0].q == one.rows[0].p == every.rows[0].p


def test_nothing_to_count() -> None:
    """No episode, or none with a day, has no trend; a name that none has is said."""
    assert trends([]).rows == ()
    assert (trends([episode(0, None, "r")]).undated, trends([episode(0, None, "r")]).episodes) == (1, 0)
    with pytest.raises(UnknownName):
        trends([], ["Riser"])


def test_the_order_of_episodes_does_not_matter() -> None:
    """Two on one day are told apart by their ids."""
    xs = [*decade(), episode(200, "2011-01-15", "r")]

    def mixed(seed: int) -> Iterable[Extraction]:
        return random.Random(seed).sample(xs, len(xs))

    first = trends(mixed(1))
    assert first == trends(mixed(2))
    assert first.rows[0].first.episode == "show/10"
