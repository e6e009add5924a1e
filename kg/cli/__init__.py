"""Options in, data on stdout and talk on stderr out: the command `kg`.

Exit codes: 0 done; 1 failed, the message says why and what to do; 2 wrong usage; 3 done, but
`--strict` was given and something was skipped or read with a warning; 4 done, but `--exit-code`
was given and something is stale or differs; 130 interrupted.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

import click

from kg.cli.build import build
from kg.cli.catalog import catalog
from kg.cli.common import say
from kg.cli.communities import communities
from kg.cli.compare import compare
from kg.cli.cooccur import cooccur
from kg.cli.diff import diff
from kg.cli.doctor import doctor
from kg.cli.evaluate import evaluate
from kg.cli.export import export
from kg.cli.extract import extract
from kg.cli.init import init
from kg.cli.query import query
from kg.cli.remove import remove
from kg.cli.review import review
from kg.cli.show import show
from kg.cli.status import status
from kg.cli.trends import trends
from kg.cli.validate import validate


def _version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    # Here, since looking for it takes longer than all else that a command needs to start.
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("kg")
    except PackageNotFoundError:
        found = "not installed"
    click.echo(f"kg, version {found}")
    context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
def cli() -> None:
    """Turn podcast show notes and transcripts into a knowledge graph.

    \b
    kg init                            a kg.toml fit for this folder, to be corrected
    kg build episodes/                 graph, RDF, page and table into output/
    kg status                          what of it is stale, and why
    kg remove my-show/012              an episode, from everything, without a trace
    kg show "Amazon S3"                what is known of it, with the sentences
    kg extract episode.md              one JSON line an episode, on stdout
    kg review                          names that may be one thing, and doubtful ones
    kg catalog beanstalk               what kg knows of a technology's names
    kg cooccur --where kind=aws-service  what is named together, how strongly, by chance or not
    kg communities                     which technologies belong together, which of them bridge
    kg trends React "Ruby on Rails"    shares over the years; without names, what rises and falls
    kg compare year=..2014 year=2018..  what two shows, periods or people name differently
    kg diff before/ after/             what differs between two builds
    kg export turtle -o graph.ttl      one of the build's forms again
    kg validate                        is the RDF as it should be: shapes, counts, quotes
    kg query named-with technology=S3  a question, shipped or in SPARQL
    kg doctor                          is kg installed as it should be, and is the archive
    kg evaluate gold/                  precision and recall on annotated episodes
    """


for command in (
    init, build, status, remove, extract, show, cooccur, communities, trends, compare, diff, export, review, catalog, evaluate, validate, query, doctor,
):  # fmt: skip
    cli.add_command(command)


def main(run: Callable[..., object] = cli) -> None:
    """Run the command line."""
    try:
        run()
    except KeyboardInterrupt:
        say("Interrupted; what was written before is unchanged.")
        sys.exit(130)
    finally:
        # Else Python looks for garbage in all that is left, for half a second after a large build.
        gc.freeze()
