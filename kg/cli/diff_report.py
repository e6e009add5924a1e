"""What differs between two builds comes in; text for a terminal or Markdown for a pull request comes out."""

from __future__ import annotations

import html
import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from kg.changes.records import (
    TYPES,
    Alias,
    Change,
    Changes,
    Count,
    Edge,
    Entities,
    Field,
    Move,
    Node,
    Present,
    Thing,
)
from kg.cli.common import plural
from kg.graph import PREDICATES
from kg.query.results import safe
from kg.tables import draw

Mark = Callable[[str], str]
"""Makes words of a source harmless where they are to stand."""


@dataclass(frozen=True, slots=True)
class Title:
    """What was compared."""

    old: str
    new: str
    """The paths as given."""
    aspects: tuple[str, ...]
    types: tuple[str, ...]
    least: int


class Row(NamedTuple):
    """A line of the summary; None where a number would mean nothing."""

    name: str
    old: int | None
    new: int | None
    added: int | None
    lost: int | None
    moved: int | None
    changed: int | None

    @property
    def differs(self) -> bool:
        """Whether anything differs."""
        return any((self.added, self.lost, self.moved, self.changed))


@dataclass(frozen=True, slots=True)
class Section:
    """A list of the report."""

    title: str
    total: int
    lines: Iterator[str]
    note: str = ""
    """What is not listed, and why."""


def summary(changes: Changes, title: Title) -> list[Row]:
    """Return the totals: a row a type of thing, a predicate of edges, aliases, counts."""
    old, new = dict(changes.old.nodes), dict(changes.new.nodes)
    rows = [
        _entity_row(type_, old.get(type_, 0), new.get(type_, 0), entities)
        for type_ in title.types
        for entities, aspect in [
            (changes.episodes, "episodes") if type_ == "episode" else (changes.entities, "entities")
        ]
        if aspect in title.aspects and (type_ in old or type_ in new)
    ]
    if "edges" in title.aspects:
        whole = len(title.types) == len(TYPES)
        rows += [_edge_row(predicate, changes, whole) for predicate in PREDICATES]
    if "aliases" in title.aspects:
        rows.append(Row("aliases", None, None, len(changes.aliases.added), len(changes.aliases.lost), None, None))  # fmt: skip
    if "counts" in title.aspects:
        rows.append(Row("counts", None, None, None, None, None, len(changes.counts)))
    return rows


def _entity_row(type_: str, old: int, new: int, entities: Entities) -> Row:
    here = entities.where({type_})
    return Row(type_, old, new, len(here.added), len(here.lost), len(here.moved), len(here.changed))


def _edge_row(predicate: str, changes: Changes, whole: bool) -> Row:
    added, lost, changed = (
        sum(edge.predicate == predicate for edge in several)
        for several in (changes.edges.added, changes.edges.lost, changes.edges.changed)
    )
    # Of edges at things of some types only, the totals of all would tell nothing.
    old, new = (dict(size.edges).get(predicate, 0) if whole else None for size in (changes.old, changes.new))
    return Row(f"edges {predicate}", old, new, added, lost, None, changed)


def sections(changes: Changes, mark: Mark) -> Iterator[Section]:
    """Yield the lists that are not empty; words of the graphs have gone through `mark`."""
    for entities in (changes.episodes, changes.entities):
        yield from _entity_sections(entities, mark)
    yield from _alias_sections(changes, mark)
    if changes.counts:
        title = f"counts: {len(changes.counts):,} changed"
        yield Section(title, len(changes.counts), (_count(count, mark) for count in changes.counts))
    yield from _edge_sections(changes, mark)


def _entity_sections(entities: Entities, mark: Mark) -> Iterator[Section]:
    for type_ in TYPES:
        here = entities.where({type_})
        if here.moved:
            fates = Counter(move.thing.fate for move in here.moved)
            title = f"{type_}: {', '.join(f'{number:,} {fate}' for fate, number in sorted(fates.items()))}"
            yield Section(title, len(here.moved), (_move(move, mark) for move in here.moved))
        if here.added:
            yield _present_section(f"{type_}: {len(here.added):,} added", "+", here.added, mark)
        if here.lost:
            yield _present_section(f"{type_}: {len(here.lost):,} lost", "-", here.lost, mark)
        reread = [change for change in here.changed if change.reread]
        others = [change for change in here.changed if not change.reread]
        for what, found in (("read again from changed sources", reread), ("changed", others)):
            if found:
                yield Section(
                    f"{type_}: {len(found):,} {what}", len(found), (_change(one, mark) for one in found)
                )


def _present_section(title: str, sign: str, several: Sequence[Present], mark: Mark) -> Section:
    return Section(title, len(several), (f"{sign} {_present(one, mark)}" for one in several))


def _alias_sections(changes: Changes, mark: Mark) -> Iterator[Section]:
    for what, sign, word, several in (
        ("added", "+", "from", changes.aliases.added),
        ("lost", "-", "to", changes.aliases.lost),
    ):
        if several:
            by_thing: dict[Thing, list[Alias]] = {}
            for alias in several:
                by_thing.setdefault(alias.thing, []).append(alias)
            title = f"aliases: {len(several):,} {what}, of {plural(len(by_thing), 'entity').replace('entitys', 'entities')}"
            yield Section(
                title, len(by_thing), (_names(sign, word, *item, mark) for item in by_thing.items())
            )


def _edge_sections(changes: Changes, mark: Mark) -> Iterator[Section]:
    """Yield the edges by predicate; those that came or went with one of their ends are only numbered."""
    for predicate in PREDICATES:
        for what, sign, several in (("added", "+", changes.edges.added), ("lost", "-", changes.edges.lost)):
            found = [edge for edge in several if edge.predicate == predicate]
            own = [edge for edge in found if _is_between_kept(edge)]
            rest = f"at things that were {what}"
            yield from _listed_edges(f"{predicate}: {len(found):,} {what}", sign, found, own, rest, mark)
        changed = [edge for edge in changes.edges.changed if edge.predicate == predicate]
        facts = [edge for edge in changed if not edge.evidence_only]
        rest = "with no more than another passage shown"
        yield from _listed_edges(f"{predicate}: {len(changed):,} changed", "~", changed, facts, rest, mark)


def _listed_edges(
    title: str, sign: str, found: Sequence[Edge], listed: Sequence[Edge], rest: str, mark: Mark
) -> Iterator[Section]:
    if found:
        lines = (f"{sign} {_edge(edge, mark)}" for edge in listed)
        more = len(found) - len(listed)
        note = f"{more:,} of them {rest}" if more and listed else ""
        yield Section(f"edges {title}{'' if listed else f', {rest}'}", len(listed), lines, note)


def _is_between_kept(edge: Edge) -> bool:
    return all(thing.old and thing.new for thing in (edge.source, edge.target))


def _present(one: Present, mark: Mark) -> str:
    kind = f"{mark(one.kind)}, " if one.kind else ""
    mentions = f"  {plural(one.tally.mentions, 'mention')}" if one.tally.mentions else ""
    episodes = f" in {plural(one.tally.episodes, 'episode')}" if one.tally.episodes else ""
    return f"{mark(one.thing.node.label)} ({kind}{mark(one.thing.node.id)}){mentions}{episodes if mentions else ' ' + episodes if episodes else ''}"


def _move(move: Move, mark: Mark) -> str:
    """Say what became of the nodes; one that stays is named as what others went to or came from."""
    old, new = move.thing.old, move.thing.new
    gone = _nodes([node for node in old if node.id not in {n.id for n in new}], mark)
    come = _nodes([node for node in new if node.id not in {n.id for n in old}], mark)
    match move.thing.fate:
        case "merged":
            text = f"{gone} merged into {_nodes(new, mark)}"
        case "split" if gone:
            text = f"{gone} split into {come}"
        case "split":
            text = f"{come} split off from {_nodes(old, mark)}"
        case "renamed":
            text = f"{gone} is now {come}"
        case _:
            text = f"{_nodes(old, mark)} regrouped as {_nodes(new, mark)}"
    return f"> {text}{_quoted('; names: ', move.names, mark)}"


def _nodes(nodes: Iterable[Node], mark: Mark) -> str:
    return ", ".join(f"{mark(node.label)} ({mark(node.id)})" for node in nodes)


_MOST_NAMES = 8
"""Names listed of one thing."""


def _quoted(before: str, names: Sequence[str], mark: Mark) -> str:
    if not names:
        return ""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return before + ", ".join(f"“{mark(name)}”" for name in names[:_MOST_NAMES]) + more


def _change(change: Change, mark: Mark) -> str:
    shown = "; ".join(_field(field, mark) for field in change.fields if field.name != "digest")
    return f"~ {mark(change.thing.node.label)} ({mark(change.thing.node.id)}){': ' if shown else ''}{shown}"


def _field(field: Field, mark: Mark) -> str:
    """Say how an attribute differs: of a list, what came and what went."""
    if isinstance(field.old, list | None) and isinstance(field.new, list | None):
        before, after = ([_written(item) for item in value or ()] for value in (field.old, field.new))
        signs = [("+", name) for name in after if name not in before]
        signs += [("-", name) for name in before if name not in after]
        shown = ", ".join(f"{sign}{mark(_short(name))}" for sign, name in signs[:_MOST_NAMES])
        more = f" and {len(signs) - _MOST_NAMES} more" if len(signs) > _MOST_NAMES else ""
        return f"{mark(field.name)} {shown or 'in another order'}{more}"
    return f"{mark(field.name)} {mark(_short(_written(field.old)))} → {mark(_short(_written(field.new)))}"


def _written(value: object) -> str:
    return "none" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)  # fmt: skip


_LONGEST = 60
"""Characters of a value or title within a line."""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _names(sign: str, word: str, thing: Thing, aliases: Sequence[Alias], mark: Mark) -> str:
    shown = [
        f"{sign}“{mark(alias.name)}”"
        + (f" ({word} {mark(alias.other.node.label)})" if alias.other else "")
        for alias in aliases[:_MOST_NAMES]
    ]  # fmt: skip
    more = f" and {len(aliases) - _MOST_NAMES} more" if len(aliases) > _MOST_NAMES else ""
    return f"~ {mark(thing.node.label)} ({mark(thing.node.id)}): {', '.join(shown)}{more}"


def _count(count: Count, mark: Mark) -> str:
    parts = [
        f"{noun} {old:,} → {new:,} ({new - old:+,})"
        for noun, old, new in zip(("mentions", "episodes"), count.old, count.new, strict=True)
        if old != new
    ]
    return f"~ {mark(count.thing.node.label)} ({mark(count.thing.node.id)}): {', '.join(parts)}"


def _edge(edge: Edge, mark: Mark) -> str:
    ends = f"{mark(_short(edge.source.node.label))} → {mark(_short(edge.target.node.label))}"
    if edge.fields:
        facts = [field for field in edge.fields if field.name in ("count", "episodes", "role")]
        return f"{ends}: {', '.join(_field(field, mark) for field in facts)}"
    number = edge.new if edge.old is None else edge.old
    return f"{ends}  {plural(number, 'mention')}" if number else ends


def _remark(changes: Changes, title: Title) -> str:
    """Say what was left out; empty where nothing was."""
    if not changes.left_out:
        return ""
    return f"Left out: {plural(changes.left_out, 'change')} of counts by less than {title.least:,} (--least)."


def _sizes(changes: Changes) -> str:
    nodes = [sum(n for _, n in size.nodes) for size in (changes.old, changes.new)]
    edges = [sum(n for _, n in size.edges) for size in (changes.old, changes.new)]
    return f"{nodes[0]:,} → {nodes[1]:,} nodes, {edges[0]:,} → {edges[1]:,} edges"


def _cells(rows: Iterable[Row]) -> list[list[str]]:
    """Return the summary's cells: nothing for nothing, so that what differs stands out."""
    return [
        [row.name, *("" if n is None else f"{n:,}" for n in row[1:3]), *(f"{n:,}" if n else "" for n in row[3:])]
        for row in rows
    ]  # fmt: skip


_HEADS = ("", "old", "new", "added", "lost", "moved", "changed")


def as_text(changes: Changes, title: Title, limit: int | None, width: int) -> str:
    """Return the report as text of at most `width` columns, at most `limit` lines of each list; None for all."""
    lines = [f"{safe(title.old)} → {safe(title.new)}: {_sizes(changes)}", ""]
    rows = summary(changes, title)
    different = [row for row in rows if row.differs]
    if different:
        lines += draw(_HEADS, _cells(different), [False] + [True] * 6, width).splitlines()
        same = [row.name for row in rows if not row.differs and (row.old or row.new)]
        lines += _wrapped(f"Unchanged: {', '.join(same)}.", width, "") if same else []
    else:
        lines.append("Nothing differs.")
    remark = _remark(changes, title)
    lines += [remark] if remark else []
    listed = True
    for section in sections(changes, safe):
        lines += ["", section.title] if listed or section.total else [section.title]
        listed = section.total > 0
        for line in islice(section.lines, limit):
            lines += _wrapped(line, width, "  ")
        lines += [f"  {line}" for line in _rest(section, limit)]
    return "".join(f"{line}\n" for line in lines)


def _wrapped(line: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        line, max(width, 40), initial_indent=indent, subsequent_indent=f"{indent}    ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _rest(section: Section, limit: int | None) -> list[str]:
    more = section.total - limit if limit is not None and section.total > limit else 0
    return ([f"… and {more:,} more (--all lists them)"] if more else []) + (
        [section.note] if section.note else []
    )


def as_markdown(changes: Changes, title: Title, limit: int | None) -> str:
    """Return the report as Markdown whose lists are folded, at most `limit` lines of each; None for all."""
    lines = [f"From {escaped(title.old)} to {escaped(title.new)}: {_sizes(changes)}", ""]
    rows = [row for row in summary(changes, title) if row.differs]
    if rows:
        lines += ["| | old | new | added | lost | moved | changed |", "|---|--:|--:|--:|--:|--:|--:|"]
        lines += [f"| {' | '.join(cells)} |" for cells in _cells(rows)]
    else:
        lines.append("Nothing differs.")
    remark = _remark(changes, title)
    lines += ["", remark] if remark else []
    for section in sections(changes, escaped):
        if not section.total:
            lines += ["", section.title]
            continue
        lines += ["", f"<details><summary>{section.title}</summary>", ""]
        lines += [
            f"- {line.partition(' ')[2]}" for line in islice(section.lines, limit)
        ]  # the title has the sign
        lines += [f"- {line}" for line in _rest(section, limit)]
        lines += ["", "</details>"]
    return "".join(f"{line}\n" for line in lines)


_SPECIAL = re.compile(r"[\\`*_{}\[\]()!|~$]|^[-+#=>]|^\d+(?=[.)])")
_CALLS = re.compile(r"[@#:](?=[\w/])|\bwww(?=\.)|\bGH(?=-\d)", re.IGNORECASE)
_APART = "<!-- -->"
"""An empty comment parts what would call a person, an issue, an emoji or a page; a backslash would not."""


def escaped(text: str) -> str:
    """Return words as Markdown that shows them as they are: no markup, HTML, link, mention of a user or issue."""
    marked = _SPECIAL.sub(_backslashed, html.escape(safe(text), quote=False))
    return _CALLS.sub(lambda found: f"{found.group()}{_APART}", marked)


def _backslashed(found: re.Match[str]) -> str:
    # A number that a point follows begins a list: there the point is what a backslash can go before.
    return f"{found.group()}{_APART}" if found.group().isdigit() else f"\\{found.group()}"
