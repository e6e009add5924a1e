"""Catalogue files in; the known technologies, and a matcher that finds their names in text, out."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import ahocorasick
import yaml

from kg.catalog.flow import read_yaml
from kg.errors import KgError
from kg.model import Kind
from kg.naming import slug

Status = Literal["alias", "cased", "weak"]
"""How a name speaks for its entry: in any capitalisation, as written only, or only with support."""

_FIELDS = frozenset(
    "name kind aliases cased weak cues against former hosts repos packages source note merges homepage wikipedia".split()
)
_LISTS = ("aliases", "cased", "weak", "cues", "against", "former", "hosts", "repos", "packages", "merges")
_STATUSES: tuple[tuple[str, Status], ...] = (
    ("weak", "weak"), ("cased", "cased"), ("aliases", "alias"), ("former", "alias"),
)  # fmt: skip
_KINDS = get_args(Kind)


class CatalogueError(KgError, ValueError):
    """A catalogue file is not what it should be; the message names file, entry and field."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One technology of the catalogue."""

    id: str
    """Slug of its name."""
    name: str
    kind: Kind
    names: tuple[tuple[str, Status], ...]
    """Every name it goes by, with how it counts."""
    cues: frozenset[str]
    """Lower-case words of which one near by supports a weak name."""
    against: frozenset[str]
    """Lower-case words that beside a weak name say it is something else: a Kinesis keyboard."""
    hosts: tuple[str, ...]
    """URL prefixes, without scheme and `www.`, of its own pages."""
    repos: tuple[str, ...]
    packages: tuple[str, ...]
    source: str
    homepage: str = ""
    """URL of its home page; empty where none is known."""


_REMEMBERED = 4_096
"""Texts whose names are remembered; nearly all episodes have fewer lines and turns."""

_MARK = "\0"
_WORD_START = re.compile(r"\b(?=\w)")

_WEAKEST = 2
"""Rank of a weak name among those that fit."""


class Hit(NamedTuple):
    """A name of the catalogue found in a text."""

    start: int
    end: int
    entry: Entry
    status: Status
    rivals: tuple[Entry, ...] = ()
    """Other entries that the same words name as weakly."""


class Catalogue:
    """The known technologies, by id, by name, by page, and as one multi-pattern matcher."""

    def __init__(self, entries: Iterable[Entry], others: Iterable[str] = ()) -> None:
        self.entries = {entry.id: entry for entry in entries}
        self.others = frozenset(map(fold, others))
        """Folded names, and words, of what is written like a technology's name and is none."""
        # Several extractors read the same text one after the other.
        self._remembered = lru_cache(_REMEMBERED)(self._find)
        self._pages: dict[str, Entry] = {}
        self._repos: dict[str, Entry] = {}
        self._packages: dict[str, Entry] = {}
        for entry in self.entries.values():
            for host in entry.hosts:
                self._pages.setdefault(host.rstrip("/").casefold(), entry)
            for repo in entry.repos:
                self._repos.setdefault(repo.casefold(), entry)
            for package in entry.packages:
                self._packages.setdefault(package.casefold(), entry)

    @cached_property
    def digest(self) -> str:
        """Digest of all that can be found by it."""
        return hashlib.sha256(repr(sorted(map(repr, self._facts()))).encode()).hexdigest()

    @cached_property
    def _forms(self) -> dict[str, list[tuple[str, Entry, Status]]]:
        """Folded name → (name, entry, how it counts) of each that it may stand for."""
        forms: dict[str, list[tuple[str, Entry, Status]]] = defaultdict(list)
        for entry in self.entries.values():
            for name, status in entry.names:
                forms[fold(name)].append((plain(name), entry, status))
        return forms

    @cached_property
    def _automaton(self) -> Any:
        """The matcher of all names; whoever only asks for entries does without."""
        automaton = ahocorasick.Automaton()
        # What is no technology hides shorter names within it: Ruby Rogues is not about Ruby.
        hiding = {name for name in self.others if " " in name or "." in name} - set(self._forms)
        for form in hiding | set(self._forms):
            automaton.add_word(_WORD_START.sub(_MARK, form), form)
        automaton.make_automaton()
        return automaton

    def _facts(self) -> Iterator[object]:
        yield from self.others
        for e in self.entries.values():
            yield (
                e.id,
                e.name,
                e.kind,
                e.names,
                sorted(e.cues),
                sorted(e.against),
                e.hosts,
                e.repos,
                e.packages,
            )

    def __contains__(self, name: str) -> bool:
        """Whether `name` is one of the catalogue's, as written or in any capitalisation where that counts."""
        return any(
            status == "alias" or form == plain(name) for form, _, status in self._forms.get(fold(name), ())
        )

    def named(self, name: str) -> Entry | None:
        """Return the one entry that goes by `name`, in any capitalisation and however weakly; None for none or several."""
        entries = {entry.id: entry for _, entry, _ in self._forms.get(fold(name), ())}
        return next(iter(entries.values())) if len(entries) == 1 else None

    def knows(self, name: str) -> bool:
        """Whether `name` is that of a technology or of something else that is nobody's name."""
        return name in self or fold(name) in self.others

    def find(self, text: str) -> tuple[Hit, ...]:
        """Return the names of the catalogue in `text` in order: of those that overlap the longest, then the first.

        A name ends at a word boundary: its neighbours are no letters, digits or `_`. A plural `s`
        belongs to it. White space and hyphens are interchangeable, curly apostrophes equal straight ones.
        """
        return self._remembered(text)

    def _find(self, text: str) -> tuple[Hit, ...]:
        folded = fold(text).replace(_MARK, " ")
        # A mark before every word, in the names as in the text, lets the automaton pass over names
        # that begin within a word, which are most of what it would find.
        marks = [match.start() + n for n, match in enumerate(_WORD_START.finditer(folded))]
        found: list[tuple[int, int, str, int]] = []
        for last, form in self._automaton.iter(_WORD_START.sub(_MARK, folded)):
            length = len(form)
            end = last + 1 - bisect_left(marks, last + 1)
            start = end - length
            following = folded[end : end + 1]
            if following == "s" and not _wordy(folded[end + 1 : end + 2]) and length > 1:
                end += 1
            elif _wordy(following) and form[-1].isalnum():
                continue
            elif following in ("+", "#") and length <= 2:
                continue  # C, and then C++ or C# that the catalogue may not know
            found.append((start, end, form, length))
        return self._chosen(text, found)

    def _chosen(self, text: str, found: list[tuple[int, int, str, int]]) -> tuple[Hit, ...]:
        taken: list[tuple[int, int]] = []
        hits: list[Hit] = []
        for start, end, form, length in sorted(found, key=lambda f: (f[0] - f[1], f[0], -f[3])):
            at = bisect_left(taken, (end, end))
            if at and taken[at - 1][1] > start:
                continue
            if form not in self._forms:
                taken.insert(at, (start, end))
                continue
            hit = self._fitting(plain(text[start : start + length]), form, start, end, text)
            if hit:
                hits.append(hit)
                taken.insert(at, (start, end))
        return tuple(sorted(hits))

    def _fitting(self, written: str, form: str, start: int, end: int, text: str) -> Hit | None:
        """Return the hit for `written`: a name as written before one in any capitalisation, a strong before a weak one."""
        best: tuple[int, Entry, Status] | None = None
        rivals: list[Entry] = []
        for name, entry, status in self._forms[form]:
            exact = name == written
            if status == "weak" and len(form) > 1 and written.isupper() and name.upper() == written:
                exact = True  # in capitals throughout: support decides
            if status != "alias" and not exact:
                continue
            rank = {"alias": 1, "cased": 0, "weak": _WEAKEST}[status] if exact else 1
            if best is None or rank < best[0]:
                best, rivals = (rank, entry, status), []
            elif rank == best[0] == _WEAKEST:
                rivals.append(entry)
        if best is None:
            return None
        if end > start + len(form) and len(form) <= 2 and best[2] != "alias":
            return None
        return Hit(start, end, best[1], best[2], tuple(rivals))

    def by_page(self, canonical: str) -> Entry | None:
        """Return the entry whose page `canonical` is or stands below, the longest prefix first."""
        path = canonical.partition("?")[0].partition("#")[0].casefold()
        while path:
            if path in self._pages:
                return self._pages[path]
            path = path.rpartition("/")[0]
        return None

    def by_repository(self, name: str) -> Entry | None:
        """Return the entry of the GitHub repository `owner/name`."""
        return self._repos.get(name.casefold())

    def by_package(self, name: str) -> Entry | None:
        """Return the entry of a package, `gem:rails`."""
        return self._packages.get(name.casefold())


def _wordy(char: str) -> bool:
    return bool(char) and (char.isalnum() or char == "_")


def plain(name: str) -> str:
    """Return `name` with straight apostrophes and blanks for hyphens and white space; as long as it was."""
    return name.translate(_PLAIN)


_PLAIN = str.maketrans({"’": "'", "‘": "'", "-": " ", "‑": " ", "–": " ", "\xa0": " ", "\t": " "})


def fold(text: str) -> str:
    """Return `text` lower-case and plain, of unchanged length."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.translate(_PLAIN)


def load_catalogue(*overlays: Path) -> Catalogue:
    """Return the shipped catalogue with the entries of `overlays` (YAML or JSON files) over it.

    Raises `CatalogueError` when a file does not follow the schema, and OSError.
    """
    # By what is in the files: they may have changed since they were last read, and so may the folder.
    return _laid_over(tuple((str(path), path.read_text(encoding="utf-8")) for path in overlays))


@lru_cache(8)
def _laid_over(overlays: tuple[tuple[str, str], ...]) -> Catalogue:
    merged: dict[str, Entry] = {}
    others: list[str] = []
    folder = files("kg").joinpath("data", "catalog")
    shipped = sorted(
        (item for item in folder.iterdir() if item.name.endswith((".yaml", ".json"))), key=_order
    )
    texts = [(item.name, item.read_text(encoding="utf-8")) for item in shipped]
    texts += overlays
    for name, text in texts:
        for entry in parse_entries(text, name):
            merged[entry.id] = entry
        others += parse_others(text, name)
    return Catalogue(merged.values(), others)


def _order(item: Any) -> tuple[bool, str]:
    """Generated files first, so that the hand-kept ones correct them."""
    return (not item.name.endswith(".json"), item.name)


def parse_entries(text: str, file: str) -> list[Entry]:
    """Return the entries of one catalogue file; `file` is for the messages of `CatalogueError`."""
    return [_entry(raw, file, i) for i, raw in enumerate(_document(text, file).get("entries", []), 1)]


def parse_others(text: str, file: str) -> list[str]:
    """Return the names under a catalogue file's `others`, which are no technologies. Raises `CatalogueError`."""
    names: list[str] = []
    for group, listed in _document(text, file).get("others", {}).items():
        if not isinstance(listed, list) or not all(isinstance(name, str) and name for name in listed):
            raise CatalogueError(
                f"{file}: others, `{group}`: must be a list of strings; put quotes around {listed!r}"
            )
        names += listed
    return names


@lru_cache(1)  # one after the other, its entries and its others are asked for
def _document(text: str, file: str) -> dict[str, Any]:
    """Return a catalogue file's mapping: a list `entries`, a mapping of lists `others`, or both."""
    try:
        data = json.loads(text) if file.endswith(".json") else read_yaml(text)
    except (yaml.YAMLError, json.JSONDecodeError) as error:
        raise CatalogueError(f"{file}: not readable: {error}") from error
    wrong = CatalogueError(
        f"{file}: must be a mapping with a list `entries`, a mapping of lists `others`, or both"
    )
    if not isinstance(data, dict) or not {"entries", "others"} & set(data):
        raise wrong
    if not isinstance(data.get("entries", []), list) or not isinstance(data.get("others", {}), dict):
        raise wrong
    return data


def _entry(raw: object, file: str, number: int) -> Entry:
    def wrong(what: str) -> CatalogueError:
        return CatalogueError(f"{file}: entry {number} ({name}): {what}")

    name = raw.get("name") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(name, str) or not name.strip():
        raise CatalogueError(f"{file}: entry {number}: needs a `name`")
    if not raw.keys() <= _FIELDS:
        unknown = min(map(str, raw.keys() - _FIELDS))
        raise wrong(f"unknown field `{unknown}`; known ones: {', '.join(sorted(_FIELDS))}")
    kind: Any = raw.get("kind")
    if kind not in _KINDS:
        raise wrong(f"field `kind`: {kind!r} is none of {', '.join(_KINDS)}")
    lists: dict[str, Any] = {field: value for field in _LISTS if (value := raw.get(field))}
    for field, values in lists.items():
        if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
            raise wrong(f"field `{field}`: must be a list of strings")
    hosts = lists.get("hosts", ())
    homepage = raw.get("homepage") or (f"https://{hosts[0]}" if hosts else "")
    if not isinstance(homepage, str):
        raise wrong("field `homepage`: must be a string")
    return Entry(
        id=slug(name), name=name, kind=kind, names=tuple(_names(name, kind, lists)),
        cues=frozenset(map(str.casefold, lists.get("cues", ()))),
        against=frozenset(map(str.casefold, lists.get("against", ()))), hosts=tuple(hosts),
        repos=tuple(lists.get("repos", ())), packages=tuple(lists.get("packages", ())),
        source=str(raw.get("source", "hand")), homepage=homepage,
    )  # fmt: skip


def _names(name: str, kind: str, lists: dict[str, list[str]]) -> Iterator[tuple[str, Status]]:
    """Yield every name of an entry once, AWS services' also with the vendor's name before them."""
    given: dict[str, Status] = {}
    for field, status in _STATUSES:
        for form in lists.get(field, ()):
            given[form] = status
    if name not in given:
        given[name] = "alias"
    yield from given.items()
    if kind == "aws-service":
        for form, status in list(given.items()):
            bare = re.sub(r"^(?:Amazon|AWS) ", "", form)
            # "AWS Support" counts only so written, so "Amazon Support" does too; "S3" is S3 in any case behind a vendor's name.
            own: Status = status if bare != form else "alias"
            for prefix in ("Amazon", "AWS", "Amazon's"):
                if f"{prefix} {bare}" not in given and not bare.casefold().startswith(("amazon", "aws")):
                    given[f"{prefix} {bare}"] = own
                    yield f"{prefix} {bare}", own
