"""What a resolution did and leaves open, to a file and back; cases and answers in, decisions and text out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.decisions import Decision, Decisions
from kg.errors import KgError
from kg.files import writing
from kg.resolution.cases import Case, Findings, Merge

FORMAT = 1
"""Version of the file's shape; a reader refuses a greater one."""

_LONGEST = 300
"""Code points of a sentence that a terminal shows."""


class ReviewError(KgError, ValueError):
    """A file is no findings that kg wrote, or an id is none of its cases."""


@dataclass(frozen=True, slots=True)
class Docket:
    """The cases of a build, and the files of decisions that it replayed."""

    cases: tuple[Case, ...]
    files: tuple[str, ...]


def generate_findings(findings: Findings, decisions: Decisions) -> Iterator[str]:
    """Yield the lines of the findings' JSON file: one finding a line, so that two builds compare well."""
    yield json.dumps({"format": FORMAT, "decisions": list(decisions.files)}, ensure_ascii=False)[:-1] + ","
    parts: tuple[tuple[str, list[dict[str, Any]]], ...] = (
        ("merges", [_merge(m) for m in findings.merges]),
        ("dropped", [{"type": d.type, "name": d.name, "reason": d.reason, "episodes": list(d.episodes)} for d in findings.dropped]),
        ("cases", [_case(c) for c in findings.cases]),
    )  # fmt: skip
    for n, (key, items) in enumerate(parts):
        yield f'"{key}": ['
        for i, item in enumerate(items):
            yield json.dumps(item, ensure_ascii=False) + ("," if i + 1 < len(items) else "")
        yield "]" + ("," if n + 1 < len(parts) else "}")


def _merge(m: Merge) -> dict[str, Any]:
    return {"type": m.type, "from": m.source, "to": m.target, "rule": m.rule, "evidence": m.evidence} | (
        {"where": m.scope} if m.scope else {}
    )


def _case(c: Case) -> dict[str, Any]:
    scope = {key: value for key, value in (("show", c.show), ("episode", c.episode)) if value}
    return {
        "id": c.id, "case": c.sort, "type": c.type, "names": list(c.names), "weight": round(c.weight, 3), "sides": list(c.sides),
        "for": list(c.pro), "against": list(c.contra),
        "sentences": [{"text": text, "source": source, "why": why} for text, source, why in c.sentences], **scope,
    }  # fmt: skip


def write_findings(findings: Findings, decisions: Decisions, path: Path) -> None:
    """Write the findings to `path` as JSON, whole or not at all. Raises OSError."""
    with writing(path) as handle:
        handle.writelines(line + "\n" for line in generate_findings(findings, decisions))


def read_docket(path: Path) -> Docket:
    """Return the cases of the findings at `path`. Raises `ReviewError` naming the file, or OSError."""
    if not path.exists():
        raise ReviewError(f"{path} does not exist; build it with `kg build PATH... --output {path.parent}`")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if int(data["format"]) > FORMAT:
            raise ReviewError(f"{path}: format {data['format']} is newer than this kg knows ({FORMAT}); update kg")  # fmt: skip
        cases = tuple(_read_case(item) for item in data["cases"])
        return Docket(cases, tuple(map(str, data["decisions"])))
    except ReviewError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReviewError(f"{path}: no findings that kg wrote; build it anew with `kg build`") from error


def _read_case(c: dict[str, Any]) -> Case:
    return Case(
        c["case"], c["type"], tuple(c["names"]), c["weight"], tuple(c["sides"]), tuple(c["for"]), tuple(c["against"]),
        tuple((s["text"], s["source"], s["why"]) for s in c["sentences"]), c.get("show"), c.get("episode"),
    )  # fmt: skip


def open_cases(cases: Iterable[Case], decisions: Decisions) -> list[Case]:
    """Return the cases that no decision settles, in their order."""
    return [case for case in cases if not _is_settled(case, decisions)]


def _is_settled(case: Case, decisions: Decisions) -> bool:
    if case.sort == "merge":
        return decisions.settles(("same", "different"), case.type, case.names)
    if decisions.settles(("confirm",), case.type, case.names):
        return True
    return any(
        d.section == "drop" and d.type == case.type and case.names[0] in d.names
        and d.episode in (None, case.episode) and d.show in (None, (case.episode or "").rpartition("/")[0])
        for d in decisions.entries
    )  # fmt: skip


def decide(cases: Iterable[Case], accepted: Iterable[str], refused: Iterable[str]) -> list[Decision]:
    """Return the decisions that answer cases, given by their ids. Raises `ReviewError` for an unknown id, or one in both."""
    by_id = {case.id: case for case in cases}
    accepted, refused = list(accepted), list(refused)
    for id_ in [*accepted, *refused]:
        if id_ not in by_id:
            raise ReviewError(f"no open case has the id {id_!r}; `kg review --limit 0` lists all of them")
        if id_ in accepted and id_ in refused:
            raise ReviewError(f"{id_} is both accepted and refused; give it once")
    return [_answer(by_id[i], True) for i in accepted] + [_answer(by_id[i], False) for i in refused]


def _answer(case: Case, accept: bool) -> Decision:
    if case.sort == "merge":
        return Decision("same" if accept else "different", case.type, case.names)
    if accept:
        return Decision("confirm", case.type, case.names)
    return Decision("drop", case.type, case.names, episode=case.episode)


def as_json(case: Case) -> dict[str, Any]:
    """Return a case as a JSON object."""
    return _case(case)


def render(case: Case) -> str:
    """Return a case as text for a terminal."""
    if case.sort == "merge":
        lines = [f"{case.id}  one {case.type}?  {case.names[0]}  ·  {case.names[1]}"]
    else:
        lines = [f"{case.id}  a {case.type}?  {case.names[0]}"]
    lines += [f"    {name}: {side}" for name, side in zip(case.names, case.sides, strict=False)]
    lines += [f"    for: {text}" for text in case.pro]
    lines += [f"    against: {text}" for text in case.contra]
    for text, source, why in case.sentences:
        lines.append(f"    “{text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + '…'}”")
        lines.append(f"        {source}{'  (' + why + ')' if why else ''}")
    return "\n".join(lines)
