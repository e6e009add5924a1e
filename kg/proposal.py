"""What was read from a folder comes in; the text of a `kg.toml` fit for it, every key explained, goes out."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePath

from kg.decisions import FILE as DECISIONS
from kg.errors import KgError
from kg.extractors.cast import cast_of
from kg.files import OUTPUTS
from kg.model import Episode
from kg.naming import title_from_slug
from kg.pipeline.episodes import Reading

_LOOKED_AT = 24
"""Episodes of a show whose hosts are looked for; more would only take longer."""

_REGULAR = 1 / 3
"""Share of the episodes looked at in which somebody is a host, from which they are proposed as one of the show."""

_MOST_INPUTS = 60
"""Folders that are listed; of more, the folder that holds them all."""

_MOST_SHOWS = 200
"""Shows that are written out; an archive of more is most likely none."""

_HEAD = """\
# What kg goes by in this folder. An option on the command line goes before what stands here.
# Paths are relative to this file. Take the # from a line to let it count; `kg doctor` checks all.

# Files and folders that hold the episodes.
{inputs}

# Folder for the results; commands that read a build look here.
output = "{output}"

# Title of the page.
# title = "Knowledge graph"

# Where the names in the RDF begin: an address of your own, before you publish.
# base_iri = "https://data.example.org/podcasts"

# Catalogue files laid over the shipped one: technologies of your own, and corrections.
# catalogues = ["catalogue.yaml"]

# File of decisions about names, as `kg review` writes it.
{decisions}

# Processes that extract; as many as there are cores, where nothing is said.
# workers = 2

# What a build writes beside graph.json, episodes.jsonl and resolution.json; what is not listed is
# removed from the folder. `kg query` needs the store, `kg validate` turtle.
# outputs = {outputs}

# The shows, by their slugs. Somebody listed as a host is one of every episode that names them in
# full, or in which a speaker is labelled with one of their names.
"""

_SHOW = """
{comment}[shows.{slug}]{told}
# title = {title}
# hosts = {hosts}{found}
# homepage = "https://{slug_host}.example/"
"""


class Occupied(KgError, FileExistsError):
    """A folder has a configuration already."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already and stays as it is; --force writes a new one in its place")


def propose(reading: Reading, folder: Path, is_technology: Callable[[str], bool]) -> str:
    """Return the text of a configuration for `folder`.

    Args:
        reading: what was read from the folder.
        is_technology: whether the catalogue knows a name; such a one is nobody's.
    """
    shows: dict[str, list[Episode]] = {}
    for episode in reading.episodes:
        shows.setdefault(episode.show, []).append(episode)
    head = _HEAD.format(
        inputs=_inputs(reading.episodes, folder),
        output="output",
        decisions=f'{"" if (folder / DECISIONS).is_file() else "# "}decisions = "{DECISIONS}"',
        outputs=_listed(OUTPUTS),
    )
    text = head + "".join(
        _show(slug, episodes, is_technology) for slug, episodes in sorted(shows.items())[:_MOST_SHOWS]
    )
    return text if shows else text + _show("cloud-hour", [], is_technology)


def _inputs(episodes: Iterable[Episode], folder: Path) -> str:
    """Return the lines that list the folders below `folder` that hold episodes, or the folder itself."""
    counts: Counter[str] = Counter()
    for episode in episodes:
        for source in episode.sources:
            inner = PurePath(os.path.relpath(source.path, folder)).parts
            counts[inner[0] if len(inner) > 1 else "."] += 1
    if not counts:
        return '# inputs = ["episodes"]'
    if "." in counts or len(counts) > _MOST_INPUTS or not all(name.isprintable() for name in counts):
        return f'inputs = ["."]  # {_number(counts.total(), "file")}'
    lines = [f"    {_quoted(name)},  # {_number(count, 'file')}" for name, count in sorted(counts.items())]
    return "\n".join(["inputs = [", *lines, "]"])


def _show(slug: str, episodes: Sequence[Episode], is_technology: Callable[[str], bool]) -> str:
    looked = episodes[:: max(1, -(-len(episodes) // _LOOKED_AT))]
    regular = _regular_hosts(looked, is_technology)
    hosts = [name for name in regular if " " in name]
    lone = [name for name in regular if " " not in name]
    years = sorted({episode.date[:4] for episode in episodes if episode.date})
    span = f", {years[0]} to {years[-1]}" if len(years) > 1 else f", {years[0]}" if years else ""
    return _SHOW.format(
        comment="" if episodes else "# ",
        slug=slug if re.fullmatch(r"[\w-]+", slug, re.ASCII) else _quoted(slug),
        told=f"  # {_number(len(episodes), 'episode')}{span}" if episodes else "",
        title=_quoted(title_from_slug(slug)),
        hosts=_listed(hosts or ["Given Surname"]),
        found=_found(len(looked), hosts, lone),
        slug_host=re.sub(r"[^a-z0-9]+", "", slug) or "show",
    )


def _found(looked: int, hosts: Sequence[str], lone: Sequence[str]) -> str:
    """Return the comment on who was found to host a show, by full names and by `lone` given names."""
    only = f"only as {', '.join(lone)}" if lone else ""
    told = "; ".join(filter(None, ["correct them" if hosts else "", f"known {only}" if only else ""]))
    return f"  # found in {_number(looked, 'episode')}; {told}" if told else ""


def _regular_hosts(episodes: Sequence[Episode], is_technology: Callable[[str], bool]) -> list[str]:
    """Return the names of those who host enough of `episodes`, the most frequent first."""
    counts: Counter[str] = Counter()
    for episode in episodes:
        hosts = (person for person in cast_of(episode, is_technology).participants if person.role == "host")
        counts.update({host.name for host in hosts if host.name.isprintable()})
    least = max(1 if len(episodes) < 3 else 2, _REGULAR * len(episodes))
    return [
        name for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if count >= least
    ]


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _quoted(text: str) -> str:
    """Return `text` as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"
