"""`kg export`: write one form of a build again."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.common import FROM, failures


@click.command()
@click.argument(
    "form",
    type=click.Choice(["turtle", "trig", "nquads", "jsonld", "html", "csv", "json", "ontology", "context"]),
)
@FROM
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="File to write instead of stdout.",
)
@click.option("--base-iri", default=None, help="Where the RDF's names begin.")
@click.option(
    "--detail",
    type=click.Choice(["entities", "mentions", "full"]),
    default=None,
    help="How much the RDF states: no mentions, mentions with their sentences, or their exact places too (the default).",
)
@click.option("--gzip", "packed", is_flag=True, help="Compress; a file's ending .gz does so too.")
@click.option("--title", default=None, help="Title of the page.")
@click.option("--nodes", type=click.IntRange(1), default=None, help="How many nodes the page draws at most.")
def export(
    form: str,
    folder: Path,
    output: Path | None,
    base_iri: str | None,
    detail: str | None,
    packed: bool,
    title: str | None,
    nodes: int | None,
) -> None:
    """Write one form of a build again, with other options.

    \b
    Examples:
      kg export turtle --base-iri https://data.example.org/podcasts -o graph.ttl
      kg export nquads --detail mentions -o graph.nq.gz
      kg export ontology -o ontology.html      (or ontology.ttl; needs no build)
      kg export html --nodes 500 --title "My archive" -o page.html
    """
    from kg import forms

    with failures():
        given = {"base_iri": base_iri, "detail": detail, "title": title, "limit": nodes}
        options = {key: value for key, value in given.items() if value is not None}
        forms.export(form, folder, output, options, packed=packed)
