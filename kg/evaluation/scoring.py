"""What is annotated and what was found in an episode in; counts, figures and the errors out.

Counts of several episodes add up before shares are taken (micro-average). An optional item counts
neither when found nor when missed, and neither does the found item that it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from kg.evaluation.items import FIELDS, PLACES, Field, Item, Quote, Sheet
from kg.evaluation.matching import SAME, pair_items, plain_name

Group = Literal["overall", "kind", "any kind", "place", "role", "technology evidence", "people evidence"]
"""What the rows of a table tell apart."""

Row = tuple[Group, str]
"""A row of a table: `("kind", "database")`."""

AWS = "aws"
"""The row of AWS services among the overall ones."""
_AWS_KIND = "aws-service"

Trouble = Literal["missed", "wrong", "kind", "role", "by"]
"""What is not right: an item or, of a found one, its kind, its role or who made it."""


class Tally(NamedTuple):
    """How many items are annotated, how many were found, and how many of these are right."""

    gold: int = 0
    found: int = 0
    right: int = 0

    def plus(self, other: Tally) -> Tally:
        """Return the sum of both."""
        return Tally(self.gold + other.gold, self.found + other.found, self.right + other.right)

    @property
    def precision(self) -> float:
        """Share of the found that is right; 0 where nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the annotated that was found; 0 where nothing is annotated."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Share(NamedTuple):
    """How many of the found items are judged as annotated."""

    right: int = 0
    of: int = 0

    @property
    def value(self) -> float:
        """The share; 0 where there is none to judge."""
        return self.right / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One error."""

    episode: str
    field: Field
    trouble: Trouble
    item: str
    """Name of the item; for a topic with its time."""
    detail: str = ""
    """What it was taken for and what is right; the kind or role of a wrong one."""
    quote: Quote | None = None
    """The sentence that a found item was read from; None for a missed one."""


@dataclass(frozen=True, slots=True)
class Score:
    """The counts of one episode, or of several together."""

    rows: Mapping[Row, Tally] = field(default_factory=dict)
    accuracies: Mapping[str, Share] = field(default_factory=dict)
    """`kind`, `role` and `by`, among the items that are found and not optional."""
    faults: tuple[Fault, ...] = ()

    def row(self, group: Group, name: str) -> Tally:
        """Return the counts of one row."""
        return self.rows.get((group, name), Tally())


def total(scores: Iterable[Score]) -> Score:
    """Return the sum of the scores of several episodes."""
    rows: dict[Row, Tally] = defaultdict(Tally)
    accuracies: dict[str, Share] = defaultdict(Share)
    faults: list[Fault] = []
    for score in scores:
        for row, tally in score.rows.items():
            rows[row] = rows[row].plus(tally)
        for name, share in score.accuracies.items():
            accuracies[name] = Share(accuracies[name].right + share.right, accuracies[name].of + share.of)
        faults += score.faults
    return Score(dict(rows), dict(accuracies), tuple(faults))


class _Matched(NamedTuple):
    """The items of one field of an episode, and which of them are the same."""

    pairs: list[tuple[Item, Item]]
    """Annotated and found; no optional ones."""
    missed: list[Item]
    """Annotated, not optional, not found."""
    wrong: list[Item]
    """Found and not annotated."""


def _matched(annotated: Sequence[Item], found: Sequence[Item], field: Field) -> _Matched:
    pairs = pair_items(annotated, found, SAME[field])
    here, there = {i for i, _ in pairs}, {j for _, j in pairs}
    return _Matched(
        [(annotated[i], found[j]) for i, j in pairs if not annotated[i].optional],
        [item for i, item in enumerate(annotated) if i not in here and not item.optional],
        [item for j, item in enumerate(found) if j not in there],
    )


def score_episode(annotated: Sheet, found: Sheet | None) -> Score:
    """Return the score of one episode; None stands for an episode in which nothing was found."""
    found = found or Sheet("", (), "")
    matched = {name: _matched(annotated.items(name), found.items(name), name) for name in FIELDS}
    rows: dict[Row, Tally] = {("overall", name): _tally(matched[name]) for name in FIELDS}
    rows["overall", AWS] = _aws(annotated.technologies, found.technologies)
    rows.update(_by_label("kind", matched["technologies"]))
    rows.update(_by_annotated_kind(matched["technologies"]))
    rows.update(_by_label("role", matched["people"]))
    rows.update(_by_place(matched["technologies"]))
    rows.update(_by_evidence("technology evidence", matched["technologies"]))
    rows.update(_by_evidence("people evidence", matched["people"]))
    accuracies = {
        "kind": _share(_label_right(pair) for pair in matched["technologies"].pairs),
        "role": _share(_label_right(pair) for pair in matched["people"].pairs),
        "by": _share(_by_right(pair) for pair in matched["picks"].pairs),
    }
    faults = [fault for name in FIELDS for fault in _faults(annotated.id, name, matched[name])]
    return Score(rows, accuracies, tuple(faults))


def _tally(matched: _Matched) -> Tally:
    right = len(matched.pairs)
    return Tally(right + len(matched.missed), right + len(matched.wrong), right)


def _aws(annotated: Sequence[Item], found: Sequence[Item]) -> Tally:
    """Count AWS services: annotated as such, looked for among all that was found, right if found as such."""
    want = [item for item in annotated if item.label == _AWS_KIND]
    pairs = [(i, j) for i, j in pair_items(want, found, SAME["technologies"]) if found[j].label == _AWS_KIND]
    neither = sum(want[i].optional for i, _ in pairs)
    return Tally(
        sum(not item.optional for item in want),
        sum(item.label == _AWS_KIND for item in found) - neither,
        len(pairs) - neither,
    )


def _by_label(group: Group, matched: _Matched) -> dict[Row, Tally]:
    """Count by kind or role: right only where it is right, so what was taken for another is missed in one and wrong in the other."""
    gold, seen, right = Counter[str](), Counter[str](), Counter[str]()
    for annotated, found in matched.pairs:
        agreed = found.label in annotated.labels
        gold[found.label if agreed else annotated.label] += 1
        seen[found.label] += 1
        right[found.label] += agreed
    gold.update(item.label for item in matched.missed)
    seen.update(item.label for item in matched.wrong)
    return _rows(group, gold, seen, right)


def _by_annotated_kind(matched: _Matched) -> dict[Row, Tally]:
    """Count by the annotated kind what was found as whatever kind: for recall only."""
    right = Counter(annotated.label for annotated, _ in matched.pairs)
    return _rows("any kind", right + Counter(item.label for item in matched.missed), right, right)


def _by_place(matched: _Matched) -> dict[Row, Tally]:
    """Count technologies by place, each for every place that it stands in; right where both say that place."""
    gold, seen, right = Counter[str](), Counter[str](), Counter[str]()
    for annotated, found in matched.pairs:
        gold.update(annotated.where)
        seen.update(found.where)
        right.update(place for place in PLACES if place in annotated.where and place in found.where)
    for item in matched.missed:
        gold.update(item.where)
    for item in matched.wrong:
        seen.update(item.where)
    return _rows("place", gold, seen, right)


def _by_evidence(group: Group, matched: _Matched) -> dict[Row, Tally]:
    """Count what was found by why it was; each item for every reason that it has. Nothing is annotated so."""
    seen, right = Counter[str](), Counter[str]()
    for _, found in matched.pairs:
        seen.update(found.evidence)
        right.update(found.evidence)
    for item in matched.wrong:
        seen.update(item.evidence)
    return _rows(group, Counter(), seen, right)


def _rows(group: Group, gold: Counter[str], seen: Counter[str], right: Counter[str]) -> dict[Row, Tally]:
    return {(group, name): Tally(gold[name], seen[name], right[name]) for name in gold.keys() | seen.keys()}


def _label_right(pair: tuple[Item, Item]) -> bool:
    annotated, found = pair
    return found.label in annotated.labels


def _by_right(pair: tuple[Item, Item]) -> bool:
    annotated, found = pair
    other = annotated.by if annotated.by_also is None else annotated.by_also
    return set(map(plain_name, found.by)) in [set(map(plain_name, by)) for by in (annotated.by, other)]


def _share(judged: Iterable[bool]) -> Share:
    values = list(judged)
    return Share(sum(values), len(values))


def _faults(episode: str, name: Field, matched: _Matched) -> Iterator[Fault]:
    """Yield what is missed, what is wrong, and what is found but misjudged."""
    for item in matched.missed:
        yield Fault(episode, name, "missed", _shown(item), item.label)
    for item in matched.wrong:
        yield Fault(episode, name, "wrong", _shown(item), item.label, item.quote)
    for pair in matched.pairs:
        annotated, found = pair
        if name in ("technologies", "people") and not _label_right(pair):
            trouble: Trouble = "kind" if name == "technologies" else "role"
            said = f"found as {found.label}, is {' or '.join(annotated.labels)}"
            yield Fault(episode, name, trouble, _shown(annotated), said, found.quote)
        if name == "picks" and not _by_right(pair):
            said = f"found as by {' and '.join(found.by) or 'nobody'}, is by {' and '.join(annotated.by) or 'nobody'}"
            yield Fault(episode, name, "by", _shown(annotated), said, found.quote)


def _shown(item: Item) -> str:
    return f"{item.time} {item.name}".strip()
