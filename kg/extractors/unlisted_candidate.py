"""What is seen of a name that no catalogue has in; how much speaks for its being a technology, of which kind, out.

What speaks for it is added up as log-odds: the words around it (kg.context), patterns that say outright
what a thing is (said_outright), the known technologies of its list, and links.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from kg.catalog import Entry, fold
from kg.context import Judgement, common_words
from kg.extractors.said_outright import KINDS, Said
from kg.model import Kind
from kg.names import is_given_name, is_surname, lexical_score

_NAMED, _CALLED_SO, _LISTED_WITH, _LINKED, _HOME = 3.0, 1.5, 2.5, 3.5, 1.5
"""What a pattern, a mere "called", a place in a list of technologies, a link to its repository and one to its home page weigh."""

_AGAIN, _PERSONAL, _ORDINARY, _COMPOUND, _SHORT = 0.25, -1.2, -0.6, -1.0, -0.8
"""What a further mention, a person's name, an ordinary word, a known name at its beginning and a short abbreviation weigh."""

_NOT_SO = -2.0
"""What a place weighs that says it is a company's name or the like."""

_DOUBT = -1.5
"""Below this the words around a name count no further, where a link or a pattern speaks for it."""

_CALLED, _LISTED = "introduced by “called”", "in a list with "
"""Reasons as they stand in `why`, by which the score knows them again; of a list only the beginning."""

_LIKE: dict[Kind, Kind] = {
    "aws-service": "cloud-service",
    "platform": "cloud-service",
    "os": "tool",
    "language": "tool",
}
"""Kinds that a name no catalogue has is unlikely to be, with the one that it is instead."""


@dataclass(slots=True)
class Candidate:
    """A name that may be a technology's, with all that was seen of it in the episode."""

    name: str
    places: list[tuple[int, int, int]] = field(default_factory=list)
    """(position of the stretch, start, end)."""
    scores: list[float] = field(default_factory=list)
    """Log-odds of the words around each mention that does not open a sentence."""
    why: list[str] = field(default_factory=list)
    """In words what spoke for it."""
    kinds: Counter[Kind] = field(default_factory=Counter)
    """How strongly each kind was told."""
    pages: set[str] = field(default_factory=set)
    """Canonical URLs of its own pages."""
    against: int = 0
    """How often it is said to be a company, an event, a work or a person."""
    evidence: Literal["link", "ner"] = "ner"
    compound: bool = False
    """Whether a known name begins it."""
    link: float = 0.0
    """What its best link weighs."""

    def add_place(self, position: int, start: int, end: int) -> None:
        """Add one mention, unless it is there already."""
        if (position, start, end) not in self.places:
            self.places.append((position, start, end))

    def add_said(self, said: Said) -> None:
        """Add what the words beside one mention say outright."""
        for noun in said.nouns:
            self.kinds[KINDS[noun]] += 4
            self.why.append(f"named as a {noun}")
        if said.followed:
            self.kinds[KINDS[said.followed]] += 2
        if said.called:
            self.why.append(_CALLED)
        self.against += said.other

    def add_judged(self, judged: Judgement) -> None:
        """Add how the words around one mention were judged."""
        self.scores.append(judged.score)
        if judged.why:
            self.why.append("words around it: " + "; ".join(judged.why))

    def add_beside(self, known: Entry) -> None:
        """Add a known technology that is named beside it, which is most often of the same kind."""
        self.kinds[_LIKE.get(known.kind, known.kind)] += 1

    def add_list(self, known: Sequence[Entry]) -> None:
        """Add the known technologies of a list that it is a member of."""
        for entry in known:
            self.add_beside(entry)
        self.why.append(_LISTED + " and ".join(entry.name for entry in known[:2]))

    def add_link(self, canonical: str, kind: Kind) -> None:
        """Add a link by its name to its own page, which tells `kind`; a product is the least that a page tells."""
        self.kinds[kind] += 3 if kind != "product" else 1
        self.pages.add(canonical)
        self.link = max(self.link, _HOME if "/" not in canonical else _LINKED)
        self.evidence = "link"
        self.why.append(f"linked: {canonical}")

    @property
    def kind(self) -> Kind:
        """The kind that most speaks for, `tool` where nothing does."""
        return min(self.kinds, key=lambda kind: (-self.kinds[kind], kind), default="tool")

    @property
    def reason(self) -> str:
        """What spoke most plainly for it: a link, a pattern, else the words around it."""
        return min(
            self.why, key=lambda w: (not w.startswith("linked"), not w.startswith("named"), w), default=""
        )

    def score(self, ordinary: bool) -> float:
        """Return the log-odds that the name is a technology's.

        Args:
            ordinary: whether the episode writes its words in small letters elsewhere.
        """
        total = sum(self.scores) / len(self.scores) if self.scores else -1.5
        if self.said:
            total = max(total, _DOUBT)
        total += _AGAIN * (min(len(self.places), 5) - 1)
        total += _NAMED * any(w.startswith("named") for w in self.why)
        total += _CALLED_SO * any(w == _CALLED for w in self.why) + _LISTED_WITH * any(
            w.startswith(_LISTED) for w in self.why
        )
        total += self.link + _NOT_SO * min(self.against, 2)
        total += _COMPOUND * self.compound
        if ordinary:
            total += _ORDINARY
        if not self.said and self._is_common():
            return -9.0
        if is_given_name(self.name) or is_surname(self.name) or lexical_score(self.name):
            total += _PERSONAL if self.said else 2 * _PERSONAL
        if self.name.isupper() and self.name.isalpha() and len(self.name) <= 4:
            total += _SHORT
        return total

    @property
    def said(self) -> bool:
        """Whether a link or a pattern says that it is a technology."""
        return bool(self.link) or any(w.startswith(("named", _CALLED, _LISTED)) for w in self.why)

    def _is_common(self) -> bool:
        """Whether each of its words is one that talk commonly has."""
        words = [word.removesuffix("'s") for word in fold(self.name).split()]
        return all(word in common_words() or word.removesuffix("s") in common_words() for word in words)
