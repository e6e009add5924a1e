"""`kg catalog`: search the catalogue."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.cli.common import CATALOG, CONFIG_HERE, configuration, failures


@click.command()
@click.argument("query", nargs=-1)
@CATALOG
@CONFIG_HERE
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(0),
    default=10,
    show_default=True,
    help="How many entries to print; 0 for all.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an entry.")
def catalog(query: tuple[str, ...], overlays: tuple[Path, ...], limit: int, as_json: bool) -> None:
    """Search the catalogue of technologies, and explain its entries.

    QUERY is a name, an alias, an id, a repository, a package or the address of a page. Without one
    the catalogue is summed up.

    \b
    Examples:
      kg catalog beanstalk
      kg catalog github.com/rack/rack
      kg catalog --catalog ours.yaml "our service"
    """
    from kg.catalog import load_catalogue, search

    with failures():
        entries = load_catalogue(*(overlays or configuration().catalogues))
        if not query:
            click.echo(search.summary(entries))
            return
        found = search.search(entries, " ".join(query), limit or None)
        if not found:
            raise click.ClickException(
                f"the catalogue knows nothing called {' '.join(query)!r}; add it with a file given as --catalog (see the README)"
            )
        for entry in found:
            click.echo(
                json.dumps(search.as_json(entry), ensure_ascii=False) if as_json else search.explain(entry)
            )
