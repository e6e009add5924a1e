"""The file of decisions in and out: what a person settled, replayed on every build.

One YAML mapping of sections to lists of entries. An entry is a mapping; `type` is `person` or
`technology`, and `show` or `episode` narrow it to one show or episode.

    same:                        # one thing under several names, the first is kept
      - {type: person, names: [David Brady, Dave Brady]}
    different:                   # never to be merged
      - {type: person, names: [Mark Erikson, Mark Ericksen]}
    split:                       # in this show the name is somebody else's
      - {type: person, name: Michael Jackson, show: ruby-rogues}
    confirm:                     # a doubtful name is a technology
      - {type: technology, name: Tidemark}
    drop:                        # it is none, or not there
      - {type: technology, name: Ember, episode: js-jabber/012}
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import yaml

from kg.errors import KgError
from kg.files import writing

FILE = "kg-decisions.yaml"
"""Name of the file where none is given."""

LARGEST = 4 * 1024 * 1024
"""Bytes; more is no file that somebody decided by hand."""

Type = Literal["person", "technology"]
Section = Literal["same", "different", "split", "confirm", "drop"]

_DEEPEST = 8
_OPENING = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken, yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken)  # fmt: skip
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)

_HEAD = """\
# What was decided about the names of this archive; `kg build` replays it, `kg review` adds to it.
# same: one thing, the first name is kept. different: never merged. split: in that show somebody else.
# confirm: a doubtful name is right. drop: it is wrong, everywhere or in one `show` or `episode`.
"""
_PLURAL = ("same", "different")
_SCOPES: dict[Section, tuple[str, ...]] = {
    "same": ("show",),
    "different": (),
    "split": ("show",),
    "confirm": (),
    "drop": ("show", "episode"),
}
"""What may narrow an entry of each section."""


class DecisionError(KgError, ValueError):
    """A file of decisions is not what it should be; the message names file, entry and field."""


class Decision(NamedTuple):
    """One entry of the file."""

    section: Section
    type: Type
    names: tuple[str, ...]
    """Two or more for `same` and `different`, one for the others."""
    show: str | None = None
    episode: str | None = None


@dataclass(frozen=True)
class Decisions:
    """All that was decided, and by which files."""

    entries: tuple[Decision, ...] = ()
    files: tuple[str, ...] = ()

    def of(self, section: Section, type_: Type) -> tuple[Decision, ...]:
        """Return the entries of one section about one type, in the order of the files."""
        return tuple(d for d in self.entries if d.section == section and d.type == type_)

    def apart(self, type_: Type) -> frozenset[frozenset[str]]:
        """Return the pairs of names that are decided to be different."""
        return frozenset(
            frozenset((a, b)) for d in self.of("different", type_) for a in d.names for b in d.names if a != b
        )

    def dropped(self, type_: Type, name: str, show: str, episode: str) -> bool:
        """Whether `name` is not to be counted in `episode` of `show`."""
        drops = self._drops.get((type_, name))
        return drops is not None and any(
            d.show in (None, show) and d.episode in (None, episode) for d in drops
        )

    @cached_property
    def _drops(self) -> dict[tuple[Type, str], list[Decision]]:
        """The entries that drop a name, by type and name: every name of every episode is looked up."""
        drops: dict[tuple[Type, str], list[Decision]] = defaultdict(list)
        for decision in self.entries:
            if decision.section == "drop":
                for name in decision.names:
                    drops[decision.type, name].append(decision)
        return drops

    def settles(self, section: tuple[Section, ...], type_: Type, names: Iterable[str], show: str | None = None) -> bool:  # fmt: skip
        """Whether an entry of one of the sections speaks of all of `names` (of `show`, where given)."""
        wanted = set(names)
        return any(
            d.section in section and d.type == type_ and wanted <= set(d.names) and d.show in (None, show)
            for d in self.entries
        )


def find_decisions(paths: Iterable[Path], given: Path | None = None) -> tuple[Path, ...]:
    """Return the files of decisions to replay: the given one, else the current folder's, else those of `paths`."""
    if given:
        return (given,)
    if Path(FILE).is_file():
        return (Path(FILE),)
    found = (path / FILE for path in paths if path.is_dir())
    return tuple(dict.fromkeys(path for path in found if path.is_file()))


def read_decisions(paths: Iterable[Path]) -> Decisions:
    """Return what the files decide together. Raises `DecisionError` naming file, entry and field; OSError."""
    paths = tuple(paths)
    entries: list[Decision] = []
    for path in paths:
        if path.stat().st_size > LARGEST:
            raise DecisionError(
                f"{path}: larger than {LARGEST // 1024 // 1024} MB; is it a file of decisions?"
            )
        try:
            entries += parse_decisions(path.read_text(encoding="utf-8-sig"), str(path))
        except UnicodeDecodeError as error:
            raise DecisionError(f"{path}: not valid UTF-8 at byte {error.start}") from error
    return Decisions(tuple(dict.fromkeys(entries)), tuple(path.as_posix() for path in paths))


def parse_decisions(text: str, file: str) -> list[Decision]:
    """Return the decisions of one file's text; `file` is for the messages of `DecisionError`."""
    try:
        _check_tokens(text, file)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - it is a SafeLoader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        if isinstance(error, DecisionError):
            raise
        raise DecisionError(f"{file}: not readable as YAML: {' '.join(str(error).split())}") from error
    if data is None:
        return []
    if not isinstance(data, dict):
        raise DecisionError(f"{file}: must be a mapping with the sections {', '.join(get_args(Section))}")
    decisions: list[Decision] = []
    for section, entries in data.items():
        if section not in get_args(Section):
            raise DecisionError(
                f"{file}: unknown section `{section}`; known ones: {', '.join(get_args(Section))}"
            )
        if entries is not None and not isinstance(entries, list):
            raise DecisionError(f"{file}: section `{section}`: must be a list")
        for number, raw in enumerate(entries or (), 1):
            decisions.append(_decision(section, raw, f"{file}: section `{section}`, entry {number}"))
    return decisions


def _check_tokens(text: str, file: str) -> None:
    """Refuse what no entry needs and what can make a small file costly. Raises `DecisionError`, yaml.YAMLError."""
    depth = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        # anchors multiply a small file into gigabytes
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken | yaml.TagToken):
            raise DecisionError(f"{file}: anchors (&), aliases (*) and tags (!) are not allowed")
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > _DEEPEST:  # the time to read nested brackets grows with the square of their depth
            raise DecisionError(f"{file}: nested more than {_DEEPEST} deep, line {token.start_mark.line + 1}")


class _Loader(yaml.SafeLoader):  # type: ignore[misc] # yaml has no annotations
    """Takes every scalar for text: a person called No, a show called 42; refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for i, key in enumerate(keys):
            if key in keys[:i]:
                raise yaml.YAMLError(f"`{key}` is given twice, line {node.start_mark.line + 1}")
        result: dict[object, object] = super().construct_mapping(node, deep)
        return result


_Loader.yaml_implicit_resolvers = {
    char: [(tag, regexp) for tag, regexp in resolvers if tag.endswith(":null")]
    for char, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _decision(section: Section, raw: object, where: str) -> Decision:
    """Return one entry. Raises `DecisionError` naming the field and what is allowed."""
    wants = "names" if section in _PLURAL else "name"
    allowed = ("type", wants, *_SCOPES[section])
    if not isinstance(raw, dict):
        raise DecisionError(f"{where}: must be a mapping with the fields {', '.join(allowed)}")
    for key in raw:
        if key not in allowed:
            raise DecisionError(f"{where}: unknown field `{key}`; known ones: {', '.join(allowed)}")
    if raw.get("type") not in get_args(Type):
        raise DecisionError(
            f"{where}: field `type`: {raw.get('type')!r} is none of {', '.join(get_args(Type))}"
        )
    for key in ("show", "episode"):
        if key in raw and (not isinstance(raw[key], str) or not raw[key].strip()):
            raise DecisionError(f"{where}: field `{key}`: must be a {key}'s id, such as js-jabber")
    if section == "split" and "show" not in raw:
        raise DecisionError(f"{where}: field `show`: is needed, it says where the name is somebody else's")
    value = raw.get(wants)
    names = value if wants == "names" else [value]
    least = 2 if wants == "names" else 1
    if not isinstance(names, list) or not all(isinstance(n, str) and n.strip() for n in names) or len(set(names)) < least:  # fmt: skip
        what = "a list of two or more different names" if least == 2 else "a name"
        raise DecisionError(f"{where}: field `{wants}`: must be {what}")
    return Decision(section, raw["type"], tuple(" ".join(n.split()) for n in names), raw.get("show"), raw.get("episode"))  # fmt: skip


def write_decisions(path: Path, added: Iterable[Decision]) -> None:
    """Add decisions to the file at `path`, each at the end of its section; comments and order stay.

    Raises `DecisionError` when the file is not readable before or would not be after, and OSError;
    in both cases the file stays as it was.
    """
    text = path.read_text(encoding="utf-8-sig") if path.exists() else _HEAD
    before = parse_decisions(text, str(path))
    new = [d for d in dict.fromkeys(added) if d not in before]
    for decision in new:
        text = _inserted(text, decision)
    after = parse_decisions(text, str(path))
    if sorted(map(repr, after)) != sorted(map(repr, [*before, *new])):
        raise DecisionError(
            f"{path}: cannot be added to as it is laid out; write its sections as block lists"
        )
    with writing(path) as handle:
        handle.write(text)


def _inserted(text: str, decision: Decision) -> str:
    """Return the text with one more entry in its section, which is begun at the end where it is missing."""
    lines = text.splitlines()
    head = next((i for i, line in enumerate(lines) if line.split("#")[0].rstrip() == f"{decision.section}:"), None)  # fmt: skip
    if head is None:
        return "\n".join([*lines, f"{decision.section}:", _entry(decision, "  ")]) + "\n"
    end, indent = head + 1, "  "
    for i in range(head + 1, len(lines)):
        line = lines[i]
        if line[:1] not in (" ", "-", "#", "") and line.strip():
            break  # the next section
        if line.strip() and not line.lstrip().startswith("#"):
            end = i + 1
            if line.lstrip().startswith("- "):
                indent = line[: len(line) - len(line.lstrip())]
    return "\n".join([*lines[:end], _entry(decision, indent), *lines[end:]]) + "\n"


def _entry(decision: Decision, indent: str) -> str:
    quoted = [json.dumps(name, ensure_ascii=False) for name in decision.names]
    names = f"names: [{', '.join(quoted)}]" if decision.section in _PLURAL else f"name: {quoted[0]}"
    scope = "".join(f", {key}: {json.dumps(value)}" for key, value in (("show", decision.show), ("episode", decision.episode)) if value)  # fmt: skip
    return f"{indent}- {{type: {decision.type}, {names}{scope}}}"
