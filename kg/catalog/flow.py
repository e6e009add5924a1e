"""The text of a YAML file in; what it says, out, sooner than a reader of YAML tells it.

A catalogue kept by hand is thousands of entries, each a flow mapping on a line of its own. Such a
line is JSON but for its bare words, and so read in a third of the time.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
import yaml

_ITEM = "  - "
_BARE = re.compile(
    r'"[^"]*+"'
    r"|((?!(?i:yes|no|true|false|on|off|null)\b)[A-Za-z][\w.+/#&()’'-]*+(?: [\w(][\w.+/#&()’'-]*+)*+)(?=[,\]}]|: )"
)
"""A string, or bare words that YAML takes for one. Whatever else is bare is JSON with the same meaning, or none."""


def read_yaml(text: str) -> Any:
    """Return what `yaml.safe_load` does. Raises `yaml.YAMLError`."""
    try:
        entries = _entries(text)
    except yaml.YAMLError:  # to be told with its place in the whole
        entries = None
    return yaml.load(text, Loader=yaml.CSafeLoader) if entries is None else {"entries": entries}


def _entries(text: str) -> list[Any] | None:
    """Return the items of a file that is a list `entries` of mappings on a line each; None for any other file."""
    lines = text.split("\n")
    if not all(map(str.isprintable, lines)):
        return None
    head, *items = [line for line in lines if line and not line.lstrip(" ").startswith("#")] or [""]
    if head != "entries:" or not items:
        return None
    if not all(item.startswith(_ITEM + "{") and item.endswith("}") for item in items):
        return None
    entries = [_mapping(item.removeprefix(_ITEM)) for item in items]
    odd = [n for n, entry in enumerate(entries) if entry is None]
    read = yaml.load("\n".join(items[n] for n in odd), Loader=yaml.CSafeLoader) or []
    for n, entry in zip(odd, read, strict=False):
        entries[n] = entry
    return entries if len(read) == len(odd) else None  # else one of them ends lines below


def _mapping(item: str) -> Any:
    """Return what an item says; None for one that only a reader of YAML understands."""
    if "\\" in item:
        return None
    try:
        return msgspec.json.decode(_BARE.sub(_quoted, item))
    except msgspec.DecodeError:
        return None


def _quoted(found: re.Match[str]) -> str:
    return f'"{found[1]}"' if found[1] else found[0]
