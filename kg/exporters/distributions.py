"""The files of a build come in, Turtle that says which they are goes out (DCAT)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg import vocabulary
from kg.exporters.turtle import write_turtle
from kg.files import writing
from kg.rdf.dataset import Part
from kg.rdf.description import Distribution, describe_files
from kg.rdf.terms import Names


def write_catalogue_of_files(
    files: Iterable[Distribution], path: Path, *, base_iri: str = vocabulary.PLACEHOLDER_BASE
) -> None:
    """Write to `path`, in Turtle, which files the data set is published in. Raises BaseError, OSError."""
    base = vocabulary.checked_base(base_iri)
    part = Part(None, sorted(describe_files(Names(base), files)))
    with writing(path, binary=True) as handle:
        write_turtle(
            [part],
            handle,
            base,
            {p: space for p, space in vocabulary.prefixes(base).items() if p in _DESCRIBING},
        )


_DESCRIBING = ("dcat", "dcterms", "spdx", "void", "xsd")
"""Prefixes of what says which files there are."""
