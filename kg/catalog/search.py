"""A catalogue and a query in; the entries that answer it, and an account of each, out."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rapidfuzz import fuzz, process

from kg.catalog import Catalogue, Entry, fold
from kg.links import canonical_url, identify

_NEAR = 86
"""Likeness (0 to 100, rapidfuzz's ratio) from which a name is offered for a query that no name equals."""

_STATUS = {
    "alias": "in any capitalisation",
    "cased": "only written so",
    "weak": "only with support near by",
}


def search(catalogue: Catalogue, query: str, limit: int | None = None) -> list[Entry]:
    """Return the entries with `query` for a name, id, package, repository or page; else those whose name holds it, or is near it.

    The best answer comes first: equal names, then names that begin with the query, then the rest by name.
    """
    wanted = fold(" ".join(query.split()))
    page = canonical_url(query)
    _, target = identify(page)
    exact = [
        entry
        for entry in catalogue.entries.values()
        if wanted in (entry.id.replace("-", " "), *(fold(name) for name, _ in entry.names))
    ]
    own = (
        catalogue.by_repository(target or query),
        catalogue.by_package(target or query),
        catalogue.by_page(page),
    )
    exact += [entry for entry in own if entry]
    if not exact:
        exact = [e for e in catalogue.entries.values() if any(wanted in fold(name) for name, _ in e.names)]
    if not exact:
        names = {fold(name): entry for entry in catalogue.entries.values() for name, _ in entry.names}
        near = process.extract(wanted, list(names), scorer=fuzz.ratio, limit=5, score_cutoff=_NEAR)
        exact = [names[name] for name, _, _ in near]
    unique = {entry.id: entry for entry in exact}
    ranked = sorted(
        unique.values(),
        key=lambda e: (fold(e.name) != wanted, not fold(e.name).startswith(wanted), fold(e.name)),
    )
    return ranked[:limit]


def explain(entry: Entry) -> str:
    """Return what the catalogue knows of an entry, for a reader."""
    lines = [f"{entry.name}  ({entry.kind}, {entry.id})"]
    for status, meaning in _STATUS.items():
        names = [name for name, how in entry.names if how == status and not _with_vendor(name, entry)]
        if names:
            lines.append(f"  {meaning}: {', '.join(names)}")
    if entry.cues:
        lines.append(f"  supported by one of: {', '.join(sorted(entry.cues))}")
    if entry.against:
        lines.append(f"  not beside: {', '.join(sorted(entry.against))}")
    for label, values in (
        ("pages", entry.hosts),
        ("repositories", entry.repos),
        ("packages", entry.packages),
    ):
        if values:
            lines.append(f"  {label}: {', '.join(values)}")
    lines.append(f"  source: {entry.source}")
    return "\n".join(lines)


def _with_vendor(name: str, entry: Entry) -> bool:
    """Whether `name` is another name of an AWS service behind its vendor's, which every one may have."""
    vendor, _, rest = name.partition(" ")
    return (
        entry.kind == "aws-service"
        and vendor in ("Amazon", "AWS", "Amazon's")
        and any(rest == own for own, _ in entry.names)
    )


def as_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as a JSON object."""
    return {
        "id": entry.id, "name": entry.name, "kind": entry.kind,
        "names": dict(entry.names),
        "cues": sorted(entry.cues), "against": sorted(entry.against), "hosts": list(entry.hosts),
        "repos": list(entry.repos), "packages": list(entry.packages), "source": entry.source,
    }  # fmt: skip


def summary(catalogue: Catalogue) -> str:
    """Return how many entries there are, by kind."""
    kinds = Counter(entry.kind for entry in catalogue.entries.values())
    lines = [f"{len(catalogue.entries):,} technologies"]
    lines += [
        f"  {kind:14}{count:7,}"
        for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    ]
    return "\n".join(lines)
