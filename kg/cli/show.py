"""`kg show`: print what is known of an entity."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.cli.common import FROM, failures, say


@click.command()
@click.argument("name", nargs=-1, required=True)
@FROM
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    help="How many sentences to print; 0 for all.",
)
@click.option(
    "--why", is_flag=True, help="Print with each sentence how sure the mention is, and why it was made."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(name: tuple[str, ...], folder: Path, limit: int, why: bool, as_json: bool) -> None:
    """Print what is known of an entity, with the sentences that name it.

    NAME is a label, an alias or a node id of the graph, in any capitalisation.

    \b
    Examples:
      kg show S3
      kg show Nadia Verhoeven --limit 0
    """
    from kg import lookup
    from kg.files import EPISODES, GRAPH

    with failures():
        graph = lookup.read_build(folder / GRAPH)
        found = lookup.find_nodes(graph, " ".join(name))
        if not found:
            near = lookup.similar_labels(graph, " ".join(name))
            hint = f" Near it: {', '.join(near)}." if near else ""
            raise click.ClickException(f"nothing in {folder / GRAPH} is called {' '.join(name)!r}.{hint}")
        card = lookup.describe(graph, found[0], folder / EPISODES, limit or None)
    if as_json:
        click.echo(json.dumps(card, ensure_ascii=False, indent=2))
    else:
        click.echo(lookup.render(card, why=why))
        if len(found) > 1:
            say(f"Also: {', '.join(found[1:8])} (give the id to see it)")
