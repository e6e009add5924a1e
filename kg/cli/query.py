"""`kg query`: ask the graph in SPARQL, or by a shipped query's name."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from kg.cli.common import FROM, QUIET, failures, say

# As in kg.query.results, which is imported only where an answer is written.
FORMATS = (
    "table",
    "csv",
    "tsv",
    "json",
    "markdown",
    "turtle",
    "ntriples",
    "nquads",
    "trig",
    "jsonld",
    "html",
)


@click.command()
@click.argument("words", nargs=-1, metavar="[QUERY|NAME] [PARAMETER=VALUE...]")
@FROM
@click.option(
    "--input",
    "source",
    type=click.File("r", encoding="utf-8"),
    default=None,
    metavar="FILE.rq",
    help="File that holds the query; - for stdin.",
)
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    metavar="FILE",
    help="Query an RDF file (.ttl .trig .nt .nq .jsonld .rdf, or one of them with .gz) instead of a build.",
)
@click.option(
    "--param", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter; may be repeated."
)
@click.option("--list", "lists", is_flag=True, help="Print the shipped queries.")
@click.option(
    "--describe", metavar="NAME", default=None, help="Print a shipped query with its documentation."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default=None,
    show_default="table; turtle for graphs",
    help="How to write the answer.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    metavar="FILE",
    help="File to write instead of stdout.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="Stop the query after so long.",
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(0),
    default=None,
    show_default="1000 in a table or page, else all",
    help="Rows to write at most; 0 for all.",
)
@click.option("-i", "--interactive", is_flag=True, help="Ask one query after the other at a prompt.")
@QUIET
def query(
    words: tuple[str, ...],
    folder: Path,
    source: io.TextIOWrapper | None,
    file: Path | None,
    parameters: tuple[str, ...],
    lists: bool,
    describe: str | None,
    form: str | None,
    output: Path | None,
    timeout: float,
    limit: int | None,
    interactive: bool,
    quiet: bool,
) -> None:
    """Ask the graph a question in SPARQL, or one that kg ships, by its name.

    Every graph of the store is searched; GRAPH ?g { } tells them apart. The usual prefixes (schema:,
    skos:, kg:, technology: ...) need no declaration. Queries only read: updates, SERVICE and FROM are
    refused. Where a query has parameters, a technology, person or show is given by any of its names.

    \b
    Examples:
      kg query --list
      kg query named-with technology=S3
      kg query trend technology="AWS Lambda" --format csv
      kg query "SELECT ?show ?name { ?show a schema:PodcastSeries ; rdfs:label ?name }"
      kg query neighbourhood technology=S3 --format html -o s3.html
      kg query -i
    """  # fmt: skip
    from kg.files import STORE

    with failures():
        from kg.query import session
        from kg.query.library import parse, shipped

        if lists:
            click.echo(session.listed(), nl=False)
            return
        if describe is not None:
            click.echo(session.described(shipped(describe)), nl=False)
            return
        from kg.query.engine import Engine

        formats = (form,) if form else ()
        given = session.assignments((*words[0 if source else 1 :], *parameters))
        if not interactive:
            text = source.read() if source else words[0] if words else ""
            if not text.strip():
                raise click.UsageError(
                    "give a query, the name of one (see --list), --input FILE.rq or --interactive"
                )
            asked = session.query_of(text) if source is None else parse(text)
        elif words or source or parameters or output:
            raise click.UsageError("--interactive takes no query and no --output; type it at the prompt")
        with Engine(None if file else folder / STORE, file=file, timeout=timeout) as engine:
            if interactive:
                from kg.query.prompt import converse

                converse(engine, formats=formats, limit=sys.maxsize if limit == 0 else limit, width=_width)
                return
            whole = sys.maxsize if limit == 0 else limit
            with _opened(output) as handle:
                outcome = session.answer(
                    engine, asked, given, handle, formats=formats, limit=whole, width=_width()
                )
    if not quiet:
        for line in session.told(outcome):
            say(line)


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[bytes]]:
    """Yield where the answer goes: a file that is there when it is complete, or stdout."""
    from kg.files import writing

    if output is None:
        yield sys.stdout.buffer
    else:
        with writing(output, binary=True) as handle:
            yield handle


def _width() -> int:
    return shutil.get_terminal_size((100, 24)).columns
