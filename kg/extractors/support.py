"""The catalogue's names found in an episode in; those that count, each with why, out.

A name that can mean nothing else counts by itself. A weak one (Lambda, Go, Rack) counts only where
something supports it: the same technology named beyond doubt, a list that it stands in, one of its cues,
or the words around it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.catalog import Entry
from kg.context import judge, opens_sentence
from kg.extractors.known_names import KnownName
from kg.extractors.own_pages import OwnPage
from kg.extractors.passages import Stretch, sentence_bounds

_NEAR = 2
"""Turns or lines on either side in which support for a weak name may stand."""

_AWS_EPISODE = 4
"""An episode with so many certain mentions of AWS is about it: its weak names are supported throughout."""

_CONTEXT = 0.4
"""Log-odds (kg.context) from which the words around a weak name support it by themselves."""

_BESIDE = 48
"""Code points on either side of a weak name in which a word may speak against it."""

_CLOSE = 200
"""Code points within which a certain name supports a weak one in small letters."""

_CERTAIN = {"alias": "a name of the catalogue", "cased": "a name of the catalogue, written so"}
"""Why a name that is not weak counts, by its status."""

_JOINT = re.compile(r",? (?:or|and|&) (?:like )?|, |/| / | vs\.? | versus ")
"""What stands between two members of one list."""

_CAPITAL_BESIDE = re.compile(r"[A-Z][\w’'.-]*[ -]$"), re.compile(r"[ -](?:[A-Z]|\d)")
"""A capitalised word before a name, and one or a number behind it."""


def supported(
    found: Iterable[KnownName], linked: Sequence[OwnPage], stretches: Sequence[Stretch]
) -> list[KnownName]:
    """Return the names that stand on their own, and the weak ones that something supports, each with why.

    A weak name that means several technologies is taken for the first of them that something supports.

    Args:
        linked: the links to technologies' own pages, which make those technologies certain.
        stretches: all of the episode's, for the lines around a name.
    """
    found = list(found)
    strong = [f._replace(why=_CERTAIN[f.hit.status]) for f in found if f.hit.status != "weak"]
    support = _Support(strong, linked, stretches)
    kept = list(strong)
    for item in found:
        if item.hit.status == "weak":
            meant = (
                item._replace(hit=item.hit._replace(entry=entry))
                for entry in (item.hit.entry, *item.hit.rivals)
            )
            reasons = ((one, support.reason(one)) for one in meant if not _contradicted(one))
            kept += [one._replace(why=why) for one, why in reasons if why][:1]
    return sorted(kept, key=lambda f: (f.position, f.hit.start))


class _Support:
    """What of an episode supports its weak names."""

    def __init__(
        self, strong: list[KnownName], linked: Sequence[OwnPage], stretches: Sequence[Stretch]
    ) -> None:
        self._stretches = stretches
        self._certain = {f.hit.entry.id for f in strong} | {page.entry.id for page in linked}
        self._at: dict[int, list[KnownName]] = defaultdict(list)
        for f in strong:
            self._at[f.position].append(f)
        aws = [f.position for f in strong if _is_aws(f.hit.entry)]
        aws += [page.position for page in linked if _is_aws(page.entry)]
        self._aws_at = sorted(set(aws))
        self._about_aws = len(aws) >= _AWS_EPISODE

    def reason(self, item: KnownName) -> str:
        """Return what supports a weak name, empty where nothing does."""
        entry = item.hit.entry
        if _is_lowercase_word(item):
            for other in self._at[item.position]:
                if _close(item, other) and (
                    other.hit.entry.id == entry.id or (_is_aws(entry) and _is_aws(other.hit.entry))
                ):
                    return f"beside {other.written}"
        elif entry.id in self._certain:
            return "named beyond doubt elsewhere in the episode"
        elif _is_aws(entry) and self._about_aws:
            return "the episode is about AWS"
        elif _is_aws(entry) and _near(item.position, self._aws_at):
            return "AWS is spoken of near by"
        listed = self._listed(item)
        if listed:
            return listed
        cue = _cue(item, self._stretches)
        if cue:
            return f"beside “{cue}”"
        return self._by_context(item)

    def _listed(self, item: KnownName) -> str:
        """Return the sure technology that the name stands in one list with: NumPy or requests; empty for none."""
        string, hit = item.stretch.text.string, item.hit
        for other in self._at[item.position]:
            between = (
                string[other.hit.end : hit.start]
                if other.hit.end <= hit.start
                else string[hit.end : other.hit.start]
            )
            if _JOINT.fullmatch(between) and not string[hit.end :].startswith(" to "):
                return f"in a list with {other.written}"
        return ""

    def _by_context(self, item: KnownName) -> str:
        string = item.stretch.text.string
        if _is_aws(item.hit.entry) and not self._aws_at:
            return ""
        if not item.written[0].isupper() or opens_sentence(string, item.hit.start) or _in_longer_name(item):
            return ""
        known = [f.hit for f in self._at[item.position]]
        judged = judge(
            string, item.hit.start, item.hit.end, known, notes=item.stretch.turn is None, ordinary=False
        )
        if judged.score < _CONTEXT:
            return ""
        return "words around it: " + "; ".join(judged.why)


def _contradicted(item: KnownName) -> bool:
    """Whether a word beside the name says that it is something else."""
    against = item.hit.entry.against
    if not against:
        return False
    string = item.stretch.text.string
    beside = (
        string[max(0, item.hit.start - _BESIDE) : item.hit.start]
        + " "
        + string[item.hit.end : item.hit.end + _BESIDE]
    )
    return bool(against & set(re.findall(r"[^\W_]+", beside.casefold())))


def _cue(item: KnownName, stretches: Sequence[Stretch]) -> str:
    """Return the first of the entry's cues that stands in the sentence, its neighbours, or the lines around it; empty for none."""
    cues = item.hit.entry.cues
    if not cues:
        return ""
    string = item.stretch.text.string
    begin, stop = sentence_bounds(string, item.hit.start, item.hit.end)
    window = string[max(0, begin - 160) : item.hit.start] + " " + string[item.hit.end : stop + 160]
    if item.stretch.turn is None:
        around = stretches[max(0, item.position - 1) : item.position + 2]
        window += " " + " ".join(
            s.text.string for s in around if s is not item.stretch and s.section == item.stretch.section
        )
    lowered = window.casefold()
    said = (
        cue
        for cue in sorted(cues)
        if cue in lowered and re.search(rf"(?<!\w){re.escape(cue)}(?!\w)", lowered)
    )
    return next(said, "")


def _in_longer_name(item: KnownName) -> bool:
    """Whether a capitalised word stands beside the name, which is then part of another's: Access Control Lists."""
    string, hit = item.stretch.text.string, item.hit
    before, after = _CAPITAL_BESIDE
    left = before.search(string[max(0, hit.start - 40) : hit.start])
    opening = left is not None and opens_sentence(string, max(0, hit.start - 40) + left.start())
    return (left is not None and not opening) or after.match(string[hit.end : hit.end + 2]) is not None


def _is_lowercase_word(item: KnownName) -> bool:
    """Whether the name is one word in small letters, which is most often an ordinary one."""
    return item.written.islower() and " " not in item.written


def _close(item: KnownName, other: KnownName) -> bool:
    return item.position == other.position and abs(item.hit.start - other.hit.start) <= _CLOSE


def _is_aws(entry: Entry) -> bool:
    return entry.kind == "aws-service" or entry.id == "amazon-web-services"


def _near(position: int, places: list[int]) -> bool:
    i = bisect_left(places, position - _NEAR)
    return i < len(places) and places[i] <= position + _NEAR
