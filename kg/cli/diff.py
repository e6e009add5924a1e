"""`kg diff`: what differs between two builds."""

from __future__ import annotations

import gc
import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import DIFFERENT, failures
from kg.cli.tables import OUTPUT

if TYPE_CHECKING:
    from kg.changes.records import Alias, Changes, Edge, Entities, Field, Present, Size, Thing
    from kg.cli.diff_report import Title

# As in kg.changes.records, which is imported only where something is compared.
ASPECTS = ("entities", "edges", "aliases", "counts", "episodes")
TYPES = ("episode", "show", "person", "technology", "sponsor", "pick", "topic")

FORMATS = ("text", "markdown", "json")
"""The forms; the first is the default."""

ENDINGS = {".md": "markdown", ".json": "json"}
"""Which form a file's ending asks for, where none is named."""

FORMAT_OF_JSON = 1
"""Version of the shape of the JSON; it stands in it, and a greater one may have other keys."""

_WIDTH = 120
"""Characters of a line where no terminal says otherwise."""


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--only", multiple=True, type=click.Choice(ASPECTS), help="Compare nothing else; may be repeated.",
)  # fmt: skip
@click.option(
    "--type", "types", multiple=True, type=click.Choice(TYPES), help="Only things of this type and their edges; may be repeated.",
)  # fmt: skip
@click.option(
    "--least", type=click.IntRange(1), default=1, show_default=True, metavar="N",
    help="Leave out changes of counts by fewer than N.",
)  # fmt: skip
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    help="Lines of each list; 0 for all.",
)
@click.option("--all", "every", is_flag=True, help="List everything; the same as --limit 0.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default=None, show_default="by the ending of --output, else text",
    help="How it is written; JSON always holds everything.",
)  # fmt: skip
@OUTPUT
@click.option("--exit-code", "tell", is_flag=True, help="End with 4 where anything differs.")
def diff(
    old: Path,
    new: Path,
    only: tuple[str, ...],
    types: tuple[str, ...],
    least: int,
    limit: int,
    every: bool,
    form: str | None,
    output: Path | None,
    tell: bool,
) -> None:
    """Print what differs between two builds: entities, edges, aliases, counts of mentions, episodes.

    OLD and NEW are folders that `kg build` wrote, or their graph.json files. A person, technology or sponsor
    that goes on under another name or id is told of as renamed, merged or split, and its edges are compared
    as those of one thing. Picks and topics are told by their titles, for their numbers change with every
    reading; an episode under another id by its sources' digest. Where the files lie and where in them the words
    stand is not compared.

    \b
    Examples:
      kg diff before/ output/
      kg diff before/ output/ --only entities --only aliases --type technology --all
      kg diff before/ output/ --format markdown --least 3 -o changes.md
      kg diff before/graph.json output/graph.json --exit-code
    """
    from kg.changes import diff_graphs
    from kg.changes.records import narrowed
    from kg.cli.diff_report import Title, as_markdown, as_text
    from kg.files import GRAPH, writing
    from kg.lookup import read_build

    form = form or (ENDINGS.get(output.suffix.lower()) if output else None) or FORMATS[0]
    aspects = tuple(aspect for aspect in ASPECTS if not only or aspect in only)
    kept = tuple(type_ for type_ in TYPES if not types or type_ in types)
    with failures():
        files = [_graph_file(path, GRAPH) for path in (old, new)]
        with _no_collection():
            graphs = [read_build(file) for file in files]
            everything = diff_graphs(*graphs, names=(str(files[0]), str(files[1])))
        changes = narrowed(everything, only=aspects, types=kept, least=least)
        title = Title(str(old), str(new), aspects, kept, least)
        shown = None if every or not limit else limit
        match form:
            case "json":
                text = json.dumps(as_json(changes, title), ensure_ascii=False, indent=2) + "\n"
            case "markdown":
                text = as_markdown(changes, title, shown)
            case _:
                width = _WIDTH if output else shutil.get_terminal_size((_WIDTH, 24)).columns
                text = as_text(changes, title, shown, width)
        content = text.encode(errors="replace")
        if output:
            with writing(output, binary=True) as handle:
                handle.write(content)
        else:
            click.echo(content, nl=False)
    if tell and changes:
        sys.exit(DIFFERENT)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from walking through millions of attributes, none of them garbage: a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _graph_file(path: Path, name: str) -> Path:
    """Return the graph of a folder, or the file itself; what is not there is taken for a folder unless it is called as a file."""
    return path if path.is_file() or (path.suffix == ".json" and not path.is_dir()) else path / name


def as_json(changes: Changes, title: Title) -> dict[str, Any]:
    """Return the changes as one JSON object, all lists in the order of the text: the largest first.

    `format` 1; `old` and `new`: `path`, `nodes` by type, `edges` by predicate; `differs`; `only`, `types`,
    `least`: what was asked for; `left_out`: how many changes of counts are below `least`;
    `entities` and `episodes`, each with
        `added`, `lost`: `id`, `type`, `label`, `kind` (null but for technologies), `mentions`, `episodes`;
        `moved`: `fate` (renamed, merged, split, regrouped), `type`, `old` and `new` (lists of `id`, `label`), `names`;
        `changed`: `id`, `old_id`, `type`, `label`, `reread`, `fields` (name → `old`, `new`);
    `edges` with `added`, `lost`, `changed`: `source`, `predicate`, `target`, `old` and `new` (mentions or
        null), `fields`; `aliases` with `added`, `lost`: `id`, `type`, `label`, `name`, `other` (the id that lost or
        gained it instead, or null); `counts`: `id`, `type`, `label`, `old` and `new` (`mentions`, `episodes`).

    An `id`, a `source` or a `target` is the new graph's where that has the thing, else the old one's.
    """
    return {
        "format": FORMAT_OF_JSON,
        "old": {"path": title.old, **_size(changes.old)},
        "new": {"path": title.new, **_size(changes.new)},
        "differs": bool(changes),
        "only": list(title.aspects),
        "types": list(title.types),
        "least": title.least,
        "left_out": changes.left_out,
        "entities": _entities(changes.entities),
        "episodes": _entities(changes.episodes),
        "edges": {
            "added": list(map(_edge, changes.edges.added)),
            "lost": list(map(_edge, changes.edges.lost)),
            "changed": list(map(_edge, changes.edges.changed)),
        },
        "aliases": {
            "added": list(map(_alias, changes.aliases.added)),
            "lost": list(map(_alias, changes.aliases.lost)),
        },
        "counts": [
            {**_thing(count.thing), "old": count.old._asdict(), "new": count.new._asdict()}
            for count in changes.counts
        ],
    }


def _size(size: Size) -> dict[str, Any]:
    return {"nodes": dict(size.nodes), "edges": dict(size.edges)}


def _thing(thing: Thing) -> dict[str, Any]:
    return {"id": thing.node.id, "type": thing.type, "label": thing.node.label}


def _present(one: Present) -> dict[str, Any]:
    return {**_thing(one.thing), "kind": one.kind, **one.tally._asdict()}


def _entities(entities: Entities) -> dict[str, Any]:
    return {
        "added": list(map(_present, entities.added)),
        "lost": list(map(_present, entities.lost)),
        "moved": [
            {
                "fate": move.thing.fate,
                "type": move.thing.type,
                "old": [node._asdict() for node in move.thing.old],
                "new": [node._asdict() for node in move.thing.new],
                "names": list(move.names),
            }
            for move in entities.moved
        ],
        "changed": [
            {
                "id": one.thing.node.id,
                "old_id": one.thing.old[0].id,
                "type": one.thing.type,
                "label": one.thing.node.label,
                "reread": one.reread,
                "fields": _fields(one.fields),
            }
            for one in entities.changed
        ],
    }


def _fields(fields: Iterable[Field]) -> dict[str, Any]:
    return {field.name: {"old": field.old, "new": field.new} for field in fields}


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "source": edge.source.node.id,
        "predicate": edge.predicate,
        "target": edge.target.node.id,
        "old": edge.old,
        "new": edge.new,
        "fields": _fields(edge.fields),
    }


def _alias(alias: Alias) -> dict[str, Any]:
    return {
        **_thing(alias.thing),
        "name": alias.name,
        "other": alias.other.node.id if alias.other else None,
    }
