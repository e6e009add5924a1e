"""`kg export`: write one form of a build again."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.common import FROM, failures

# As in kg.forms and kg.exporters, which are imported only where something is written.
FORMS = (
    "turtle", "trig", "nquads", "jsonld", "html", "index", "json", "ontology", "context",
    "csv", "parquet", "sqlite", "gexf", "graphml", "vosviewer", "cytoscape",
)  # fmt: skip
TABLES = (
    "episodes", "entities", "appearances", "picks", "mentions", "nodes", "cooccurrence", "communities", "all",
)  # fmt: skip
STRATA = ("show", "year")
PAIRS = ("significant", "backbone", "all")


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
    "--nodes", type=click.IntRange(1), default=None, help="How many entities the page draws at first."
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
@click.option(
    "--window", default=None, show_default="turn", metavar="KIND",
    help="Of pairs: how near two mentions must stand, see `kg cooccur --help`.",
)  # fmt: skip
@click.option(
    "--where", "conditions", multiple=True, metavar="KEY=VALUE",
    help="Of pairs: count only kind=KIND, show=SLUG, year=2014..2016, person=NAME; may be repeated.",
)  # fmt: skip
@click.option(
    "--least", type=click.IntRange(1), default=None, show_default="3", help="Windows that must name a pair."
)
@click.option(
    "--least-episodes",
    type=click.IntRange(1),
    default=None,
    show_default="2",
    help="Episodes that must name a pair.",
)
@click.option(
    "--stratify", type=click.Choice(STRATA), default=None,
    help="Of pairs: compare windows only within a show or a year.",
)  # fmt: skip
@click.option(
    "--pairs", type=click.Choice(PAIRS), default=None, show_default="all",
    help="Which pairs: those with q < 0.05, those with sdsm_q < 0.05, or all that were tested.",
)  # fmt: skip
def export(
    form: str,
    folder: Path,
    output: Path | None,
    base_iri: str | None,
    detail: str | None,
    packed: bool,
    title: str | None,
    nodes: int | None,
    episode: str | None,
    entity: str | None,
    table: str | None,
    window: str | None,
    conditions: tuple[str, ...],
    least: int | None,
    least_episodes: int | None,
    stratify: str | None,
    pairs: str | None,
) -> None:
    """Write one form of a build again, with other options.

    gexf, graphml, vosviewer and cytoscape hold the network of technologies that are named together, sqlite
    all tables, csv and parquet one of them: equal counts in each. What was counted and how stands in the file.

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

    with failures():
        given = {
            "base_iri": base_iri, "detail": detail, "title": title, "limit": nodes, "episode": episode, "entity": entity, "table": table, "window": window,
            "where": conditions or None, "least": least, "least_episodes": least_episodes, "stratify": stratify, "pairs": pairs,
        }  # fmt: skip
        options = {key: value for key, value in given.items() if value is not None}
        forms.export(form, folder, output, options, packed=packed)
