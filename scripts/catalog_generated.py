"""What the sources name comes in; the text of kg/data/catalog/generated.json goes out.

The same technology from several sources becomes one entry. What a hand-kept file has already is left out: those
files rule, and a second entry would only compete with theirs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg.catalog import Entry, Status, fold, parse_entries, parse_others
from kg.naming import slug
from scripts.catalog_names import Namer
from scripts.catalog_sources import PACKAGES, RULES, Raw, read_all, read_dictionary, read_words, squashed

Json = dict[str, Any]

FIELDS: dict[Status, str] = {"alias": "aliases", "cased": "cased", "weak": "weak"}
GENERIC_PATH = re.compile(
    r"/(?:[a-z]{2}(?:[-_][a-z]{2})?|index\.\w+|home|main|default\.\w+|web)$", re.IGNORECASE
)


def key(name: str) -> str:
    """Return what two spellings of one technology have in common: Vue, Vue.js; Kafka, Apache Kafka."""
    name = re.sub(r"^Apache (?=\w)", "", name)
    if len(shorter := re.sub(r"(?:[. -]js|JS)$", "", name)) > 2:
        name = shorter
    return squashed(name)


class HandKept:
    """The entries of the other files, and everything they lay claim to."""

    def __init__(self, folder: Path, aws: str) -> None:
        self.others: set[str] = set()
        """What the files say is no technology."""
        entries: list[Entry] = parse_entries(aws, "aws.json")
        for path in sorted(folder.glob("*.yaml")):
            entries += parse_entries(path.read_text(encoding="utf-8"), path.name)
            self.others |= set(map(fold, parse_others(path.read_text(encoding="utf-8"), path.name)))
        self.forms = {fold(name) for entry in entries for name, _ in entry.names}
        self.keys = {key(name) for entry in entries for name, _ in entry.names}
        self.ids = {entry.id for entry in entries}
        self.hosts = {host.casefold(): entry for entry in entries for host in entry.hosts}
        self.repos = {repo.casefold() for entry in entries for repo in entry.repos}
        self.packages = {package.casefold() for entry in entries for package in entry.packages}

    def _similar(self, name: str) -> bool:
        """Whether one has the name, or what is left of it without its vendor or an idle ending."""
        bare = re.sub(
            r"^(?:Microsoft|Google|Adobe|Facebook|Mozilla|HashiCorp|JetBrains|Oracle|IBM) |(?: AI|\.0|\.io|\.dev)$",
            "",
            name,
        )
        return any(key(form) in self.keys or fold(form) in self.forms for form in (name, bare))

    def has(self, raw: Raw, hosts: Iterable[str], repos: Iterable[str]) -> bool:
        """Whether one of these entries is the technology of `raw`: by name, repository, or page and similar name."""
        if fold(raw.name) in self.others or self._similar(raw.name) or slug(raw.name) in self.ids:
            return True
        if any(repo.casefold() in self.repos for repo in repos):
            return True
        owners = [self.hosts[host.casefold()] for host in hosts if host.casefold() in self.hosts]
        own = key(raw.name)
        return any(
            len(k := key(name)) > 3 and (k in own or own in k) for entry in owners for name, _ in entry.names
        )


def merged(raws: Iterable[Raw]) -> list[Raw]:
    """Return one technology for all of the same key: kind and name of the most trusted, and what all add."""
    found: dict[str, Raw] = {}
    without = re.compile(RULES["names"]["without"])
    excluded = {name.casefold() for name in RULES["names"]["excluded"]}
    for raw in raws:
        if without.search(raw.name) or raw.name.casefold() in excluded:
            continue
        into = found.setdefault(key(raw.name), raw)
        if into is raw:
            continue
        if not into.kind:
            into.kind, into.trust = raw.kind, raw.trust
        if raw.source.startswith("npm") and " " not in into.name:
            raw.name = into.name  # the package's spelling is for package.json
        into.aliases += [name for name in (raw.name, *raw.aliases) if name not in (into.name, *into.aliases)]
        into.pages += raw.pages
        into.packages += [package for package in raw.packages if package not in into.packages]
        into.source += "".join(f", {label}" for label in raw.source.split(", ") if label not in into.source)
    return [raw for raw in found.values() if raw.kind]


def links(raw: Raw) -> tuple[list[str], list[str]]:
    """Return the hosts and repositories among the pages of `raw`; a page that others share is neither."""
    hosts: list[str] = []
    repos: list[str] = []
    for page in raw.pages:
        parts = urlsplit(page.strip())
        host = (parts.hostname or "").removeprefix("www.")
        path = parts.path.rstrip("/")
        if host == "github.com":
            if match := re.fullmatch(r"/([\w.-]+)/([\w.-]+?)(?:\.git)?", path):
                repos.append(f"{match[1]}/{match[2]}")
        elif prefix := own_page(raw, host, path):
            hosts.append(prefix)
    return list(dict.fromkeys(hosts)), list(dict.fromkeys(repos))


def own_page(raw: Raw, host: str, path: str) -> str:
    """Return the prefix of the pages about `raw` on `host`, "" if that cannot be told."""
    while GENERIC_PATH.search(path):
        path = GENERIC_PATH.sub("", path)
    if not re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", host) or not re.fullmatch(r"(/[\w.~-]+)*", path):
        return ""
    shared = any(host == name or host.endswith(f".{name}") for name in RULES["hosts"]["shared"])
    words = [squashed(word) for word in re.split(r"[\s.-]+", raw.name) if len(squashed(word)) > 3]
    words.append(key(raw.name))
    in_path = any(word in squashed(path) for word in words)
    if path:
        return f"{host}{path}" if in_path or not (shared or path.count("/") < 2) else own_page(raw, host, "")
    own_host = squashed(host.rpartition(".")[0])
    named = any(len(word) > 2 and word in own_host for word in words) or own_host in key(raw.name)
    return host if named and not shared else ""


def forms(raw: Raw, namer: Namer) -> Iterator[tuple[str, Status]]:
    """Yield the names of `raw`, with how they count; a name that is but a word gets one that is more."""
    demoted = {name.casefold() for name in RULES["names"]["weak"]}
    for name in dict.fromkeys((raw.name, *raw.aliases)):
        status = "weak" if name.casefold() in demoted else namer.status(name)
        yield name, status
        if status == "weak" and raw.kind in ("language", "framework") and re.fullmatch(r"[A-Z]\w+", name):
            yield f"{name} {raw.kind}", "cased"
        if match := re.fullmatch(r"(\w{3,})\.js", name):
            yield f"{match[1]} JS", "alias"
            yield f"{match[1]}JS", "alias"


def qualified(raw: Raw) -> str:
    """Return the name of `raw` with what it is, for one that is an ordinary word or a person's name.

    Even with support such a word is more often itself than the technology: only its page, its package, or a
    longer form leads to the entry. The parenthesis keeps the bare word out of the names that are looked for.
    """
    if raw.source.startswith("browser-specs"):
        return f"{raw.name} Standard"
    return f"{raw.name} ({raw.kind.removeprefix('cloud-')})"


class Builder:
    """Makes entries of technologies and sees to it that no two claim the same name or link."""

    def __init__(self, hand: HandKept, namer: Namer) -> None:
        self._hand = hand
        self._namer = namer
        self._forms = hand.forms | hand.others
        self._ids = set(hand.ids)
        self._links = {*hand.hosts, *hand.repos, *hand.packages}

    def entry(self, raw: Raw) -> Json | None:
        """Return the entry of `raw`, or None where its name is taken or could never be recognised."""
        hosts, repos = links(raw)
        if self._hand.has(raw, hosts, repos) or slug(raw.name) in self._ids or fold(raw.name) in self._forms:
            return None
        given = [(name, status) for name, status in forms(raw, self._namer) if fold(name) not in self._forms]
        if raw.source.startswith("npm") and (given[0][1] == "weak" or not self._telling(raw.name)):
            return None
        name = raw.name
        if given[0][1] == "weak" and " " not in name:
            name = qualified(raw)
            raw.packages = [package for package in raw.packages if not package.startswith("npm:")]
        given = [(form, status) for form, status in given if status != "weak" or " " in form]
        entry: Json = {"name": name, "kind": raw.kind}
        for form, status in given:
            if fold(form) not in self._forms:
                self._forms.add(fold(form))
                if form != name or status != "alias":
                    entry.setdefault(FIELDS[status], []).append(form)
        for field, values in (("hosts", hosts), ("repos", repos), ("packages", raw.packages)):
            if own := [value for value in values if value.casefold() not in self._links]:
                entry[field] = own
                self._links.update(value.casefold() for value in own)
        if (name != raw.name and len(entry) == 2) or slug(name) in self._ids:
            return None  # nothing but an ambiguous word leads to it
        self._ids.add(slug(name))
        return {**entry, "source": raw.source}

    def _telling(self, name: str) -> bool:
        """Whether the name of an npm package says by itself that it is one, as `graceful-fs` does not quite."""
        words = [word for word in re.split(r"[-_.]", name) if word]
        namer = self._namer
        return max(map(namer.frequency, words)) < 5 and any(
            namer.frequency(word) < 2 and len(word) > 3
            and not (namer.is_person(word) or namer.is_word(word) or namer.is_compound(word))
            for word in words
        )  # fmt: skip


def generate(downloads: Path, catalog: Path, aws: str) -> str:
    """Return the text of generated.json, made of the packages in `downloads`, around the hand-kept files.

    Args:
        catalog: folder of the hand-kept files.
        aws: text of aws.json.
    """
    hand = HandKept(catalog, aws)
    builder = Builder(hand, Namer(read_words(downloads), read_dictionary(downloads), RULES["names"]))
    entries = [entry for raw in merged(read_all(downloads)) if (entry := builder.entry(raw))]
    entries.sort(key=lambda entry: (fold(entry["name"]), entry["name"]))
    head = {
        "generated_by": "scripts/catalog",
        "sources": [f"{package.label} ({package.licence})" for package in PACKAGES.values()],
    }
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return json.dumps(head, ensure_ascii=False, indent=1)[:-2] + f',\n "entries": [\n{lines}\n]}}\n'
