"""Stretches and the known technologies in; names of technologies that no catalogue has, out.

Such a name is a candidate where it is written like a name (name_shapes), or where a link's text names a
repository, a package or a product's home page. What speaks for it is added up (unlisted_candidate).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from kg.catalog import Catalogue, Hit, fold
from kg.context import judge, opens_sentence
from kg.extractors.name_shapes import LINK_NAME, SMALL, is_ordinary, may_be_one, unknown_names
from kg.extractors.passages import Stretch
from kg.extractors.said_outright import said_of
from kg.extractors.spelling import squeeze
from kg.extractors.unlisted_candidate import Candidate
from kg.links import identify
from kg.model import Kind, Link

THRESHOLD = 0.5
"""Log-odds from which a candidate is taken for a technology; set on annotated episodes."""

_MOST_JUDGED = 6
"""The words around a name are read at so many of its places."""

_BESIDE = 30
"""Code points within which a known technology counts as named in one list with the candidate."""

_ITEM = re.compile(r"([A-Z][\w+#.-]*(?: [A-Z0-9][\w+#.-]*){0,2})(?: [-–—:] .*|[.:]?)")
"""A line that is but a name, with or without words on it behind a dash."""

_HOMES: dict[str, Kind] = {
    "itunes.apple.com": "product", "apps.apple.com": "product", "play.google.com": "product",
    "chrome.google.com": "tool", "marketplace.visualstudio.com": "tool", "addons.mozilla.org": "tool", "plugins.jetbrains.com": "tool",
}  # fmt: skip
"""Shops of apps and extensions, with the kind of what they hold."""


def find_unlisted(
    stretches: Sequence[Stretch],
    known: Mapping[int, Sequence[Hit]],
    taken: Callable[[Stretch, int, int], bool],
    catalogue: Catalogue,
) -> list[tuple[Candidate, float]]:
    """Return the candidates that count as technologies, by name, with their log-odds.

    Args:
        known: by position of a stretch, the catalogue's names that count there; only the positions
            in it are read, which leaves out advertising and boilerplate.
        taken: whether a stretch's words are somebody's name or other words that name no technology.
    """
    search = _Search(stretches, known, taken, catalogue)
    search.read_text()
    search.read_lists()
    search.read_links()
    return search.result()


class _Search:
    """The candidates of one episode, while they are gathered."""

    def __init__(
        self,
        stretches: Sequence[Stretch],
        known: Mapping[int, Sequence[Hit]],
        taken: Callable[[Stretch, int, int], bool],
        catalogue: Catalogue,
    ) -> None:
        self._stretches, self._known, self._taken, self._catalogue = stretches, known, taken, catalogue
        self._small = {word for position in known for word in SMALL.findall(stretches[position].text.string)}
        self._found: dict[str, Candidate] = {}

    def result(self) -> list[tuple[Candidate, float]]:
        """Return the candidates found so far that count as technologies, by name, with their log-odds."""
        kept = [
            (c, c.score(is_ordinary(c.name, self._small)))
            for _, c in sorted(self._found.items())
            if c.scores or c.why
        ]
        return [(c, score) for c, score in kept if score >= THRESHOLD]

    def _candidate(self, name: str) -> Candidate:
        return self._found.setdefault(fold(name), Candidate(name))

    def read_text(self) -> None:
        """Add what is written like a name."""
        for position, hits in self._known.items():
            stretch = self._stretches[position]
            string = stretch.text.string
            for start, end, inner in unknown_names(string, hits, stretch.turn is not None):
                name = string[start:end]
                if string[max(0, start - 1) : start] == "[":
                    continue  # a stage direction
                if opens_sentence(string, start) and is_ordinary(name, self._small):
                    continue  # its capital says nothing
                if self._taken(stretch, start, end) or not may_be_one(name, self._catalogue):
                    continue
                candidate = self._candidate(name)
                candidate.compound = inner
                candidate.add_place(position, start, end)
                self._see(candidate, stretch, start, end, hits)

    def _see(self, candidate: Candidate, stretch: Stretch, start: int, end: int, hits: Sequence[Hit]) -> None:
        """Add what the words around one mention say to `candidate`."""
        string = stretch.text.string
        candidate.add_said(said_of(string, start, end))
        for hit in hits:
            if 0 < max(start - hit.end, hit.start - end) <= _BESIDE:
                candidate.add_beside(hit.entry)
        if len(candidate.scores) < _MOST_JUDGED and not opens_sentence(string, start):
            others = [hit for hit in hits if hit.end <= start or end <= hit.start]
            ordinary = is_ordinary(candidate.name, self._small)
            candidate.add_judged(
                judge(string, start, end, others, notes=stretch.turn is None, ordinary=ordinary)
            )

    def read_lists(self) -> None:
        """Add the lines of the notes that are but a name, where the lines around them are but names of known technologies."""
        alone = {
            position: hits[0]
            for position, hits in self._known.items()
            if len(hits) == 1
            and hits[0].start == 0
            and _ITEM.fullmatch("X" + self._stretches[position].text.string[hits[0].end :])
        }
        for position in self._known:
            stretch = self._stretches[position]
            item = _ITEM.fullmatch(stretch.text.string)
            if stretch.turn is not None or not item or position in alone:
                continue
            block = _block(position, self._stretches)
            beside = [alone[other].entry for other in block if other in alone]
            name = item.group(1)
            if (
                len(beside) < max(3, len(block) / 2)
                or self._taken(stretch, 0, len(name))
                or not may_be_one(name, self._catalogue)
            ):
                continue
            candidate = self._candidate(name)
            candidate.add_list(beside)
            candidate.add_place(position, 0, len(name))

    def read_links(self) -> None:
        """Add the names that link to their own repository, package, shop page or home page."""
        for position, hits in self._known.items():
            stretch = self._stretches[position]
            for link in stretch.links:
                text = stretch.text.string[link.start : link.end].strip(" .,:;–-")
                name = re.sub(r"^[\w.-]+/(?=[\w.-]+$)", "", text)
                kind = _linked(name, link)
                if kind is None or not may_be_one(name, self._catalogue) or not LINK_NAME.fullmatch(name):
                    continue
                start = stretch.text.string.find(name, link.start)
                end = start + len(name)
                if self._taken(stretch, start, end) or any(h.start < end and start < h.end for h in hits):
                    continue
                candidate = self._candidate(name)
                candidate.add_link(link.canonical, kind)
                candidate.add_place(position, start, end)


def _block(position: int, stretches: Sequence[Stretch]) -> range:
    """Return the positions of the unbroken run of short lines of one section around `position`."""

    def short(other: int) -> bool:
        stretch = stretches[other]
        return (
            stretch.turn is None
            and stretch.section == stretches[position].section
            and len(stretch.text.string.split()) <= 5
        )

    first = last = position
    while first > 0 and short(first - 1):
        first -= 1
    while last + 1 < len(stretches) and short(last + 1):
        last += 1
    return range(first, last + 1)


def _linked(name: str, link: Link) -> Kind | None:
    """Return the kind of what `link` is the home of, None where its text is not that thing's name."""
    kind, target = identify(link.canonical)
    squeezed = squeeze(name)
    if len(squeezed) < 2:
        return None
    if kind in ("repository", "package") and target:
        own = squeeze(re.split(r"[/:]", target)[-1])
        alike = squeezed == own or squeezed in own or (own in squeezed and len(own) > 3)
        return "library" if alike else None
    if kind is not None:
        return None
    host, _, path = link.canonical.partition("/")
    for shop, what in _HOMES.items():
        if host == shop:
            return what if len(name.split()) <= 4 else None
    labels = host.split(".")
    names = [squeeze(label) for label in labels[:-1]] + [squeeze("".join(labels))]
    if not path and any(
        squeezed in (label, label.removeprefix("get"), label.removesuffix("app"), label.removesuffix("hq"))
        for label in names
    ):
        return "product"
    return None
