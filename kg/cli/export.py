"""`kg export`: write one form of a build again."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from kg.cli.common import FROM, configuration, failures
from kg.cli.counting import LEAST, LEAST_EPISODES, PAIRS, STRATIFY, WHERE, WINDOW

# As in kg.forms and kg.exporters, which are imported only where something is written.
FORMS = (
    "turtle", "trig", "nquads", "jsonld", "html", "index", "json", "ontology", "context",
    "csv", "parquet", "sqlite", "gexf", "graphml", "vosviewer", "cytoscape",
)  # fmt: skip
TABLES = (
    "episodes", "entities", "appearances", "picks", "mentions", "nodes", "cooccurrence", "communities", "all",
)  # fmt: skip

_STATED = {
    "base_iri": ("turtle", "trig", "nquads", "jsonld", "ontology", "context"),
    "title": ("html", "index"),
}
"""Options that a configuration may state, and the forms that have them."""


@click.command()
@click.argument("form", type=click.Choice(FORMS))
@FROM
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=None, metavar="FILE",
    help="File to write instead of stdout; a folder for --table all.",
)  # fmt: skip
@click.option("--base-iri", default=None, help="Where the RDF's names begin.")
@click.option(
    "--detail",
    type=click.Choice(["entities", "mentions", "full"]),
    default=None,
    help="How much the RDF states: no mentions, mentions with their sentences, or their exact places too (the default).",
)
@click.option(
    "--gzip",
    "packed",
    is_flag=True,
    help="Compress RDF that goes to stdout; a file's ending .gz does so too.",
)
@click.option("--title", default=None, help="Title of the page or the index.")
@click.option(
    "--nodes",
    "limit",
    type=click.IntRange(1),
    default=None,
    help="How many entities the page draws at first.",
)
@click.option(
    "--episode",
    default=None,
    metavar="NAME",
    help="Make the page about this episode, by its title or SHOW/NAME.",
)
@click.option("--entity", default=None, metavar="NAME", help="Make the page about this technology or person.")
@click.option(
    "--table", type=click.Choice(TABLES), default=None, show_default="mentions",
    help="Which table csv and parquet hold; all writes a folder with datapackage.json, which describes them.",
)  # fmt: skip
@WINDOW
@WHERE
@LEAST
@LEAST_EPISODES
@STRATIFY
@click.option(
    "--pairs", type=click.Choice(PAIRS), default="all", show_default=True,
    help="Which pairs: those with q < 0.05, those with sdsm_q < 0.05, or all that were tested.",
)  # fmt: skip
def export(form: str, folder: Path, output: Path | None, packed: bool, **options: object) -> None:
    """Write one form of a build again, with other options.

    gexf, graphml, vosviewer and cytoscape hold the network of technologies that are named together, sqlite
    all tables, csv and parquet one of them: equal counts in each. --window, --where, --least, --least-episodes,
    --stratify and --pairs say which pairs they hold. What was counted and how stands in the file.

    \b
    Examples:
      kg export turtle --base-iri https://data.example.org/podcasts -o graph.ttl
      kg export nquads --detail mentions -o graph.nq.gz
      kg export ontology -o ontology.html      (or ontology.ttl; needs no build)
      kg export html --nodes 500 --title "My archive" -o page.html
      kg export html --entity "AWS Lambda" -o lambda.html
      kg export gexf --where year=2018.. --pairs backbone -o network.gexf
      kg export csv --table all -o tables
      kg export sqlite -o podcasts.sqlite
    """
    from kg import forms

    # What is not given is left to the form, which knows its own default or has no such option.
    source = click.get_current_context().get_parameter_source
    given = {name: value for name, value in options.items() if source(name) is ParameterSource.COMMANDLINE}
    if source("folder") is not ParameterSource.COMMANDLINE:
        settings = configuration()
        stated = {"base_iri": settings.base_iri, "title": settings.title}
        given = {key: value for key, value in stated.items() if value and form in _STATED[key]} | given
    if "conditions" in given:
        given["where"] = given.pop("conditions")
    with failures():
        forms.export(form, folder, output, given, packed=packed)
