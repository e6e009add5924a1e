"""The text of annotated episodes in; what other recognisers than kg find in it, as sheets to be scored, out.

What counts as what:

- Every recogniser reads the same words: title, lines and turns as kg cuts them, markup taken off. What it
  finds in advertisements is dropped for it, since the annotations leave that out.
- A recogniser of spaCy's knows no technologies. Of its labels ORG and PRODUCT are taken for technologies; as a
  variant all labels are that name neither people nor numbers, dates and languages' like. PERSON is a person.
  One of `scripts/train recogniser` says TECHNOLOGY itself.
  A leading article and a final possessive are cut off.
- The names that a recogniser finds are not linked: "S3" and "Amazon S3" are two things. `linked` grants it a
  linker that never errs: names that are one annotated thing count as one, and it is found by any of them.
- The catalogue alone: each entry that has a name in the text, in any capitalisation, or as kg's catalogue
  asks for the capitalisation of that name; in both cases with no look at the context.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.catalog import Catalogue, load_catalogue
from kg.evaluation.items import Item, Sheet
from kg.evaluation.matching import plain_name
from kg.extractors.passages import stretches
from kg.model import Episode

if TYPE_CHECKING:
    from spacy.language import Language

NARROW = frozenset({"ORG", "PRODUCT", "TECHNOLOGY"})
WIDE = NARROW | {"GPE", "NORP", "FAC", "LOC", "WORK_OF_ART", "LAW", "EVENT", "LANGUAGE"}
"""Labels taken for technologies: the usual choice among OntoNotes', and all that are neither people nor numbers."""
PERSON = frozenset({"PERSON"})
BATCH = 64
"""Texts that a recogniser takes at a time."""

_EDGES = re.compile(r"^(?:the|an?)\s+|[’']s$", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """The text of one episode."""

    sources: tuple[str, ...]
    show: str
    texts: tuple[str, ...]
    places: tuple[str, ...]
    """Of each text; `sponsors` is advertising."""


@dataclass(frozen=True)
class Found:
    """A name in the text, and what the recogniser takes it for."""

    surface: str
    label: str
    place: str
    key: str = ""
    """Id of the catalogue's entry; empty where names are not linked."""
    name: str = ""
    """Of the entry."""


def words_of(episode: Episode) -> Words:
    """Return the text of an episode as kg cuts it."""
    cut = list(stretches(episode))
    return Words(
        tuple(source.path for source in episode.sources),
        episode.show,
        tuple(stretch.text.string for stretch in cut),
        tuple(stretch.place for stretch in cut),
    )


def load_recogniser(model: str) -> Language:
    """Return the tokenizer, vectors and recogniser of a package or folder. Raises OSError."""
    import spacy

    return spacy.load(model, enable=["tok2vec", "ner"])


def recognise(language: Language, episodes: Sequence[Words]) -> list[list[Found]]:
    """Return, for each episode, the entities that a recogniser of spaCy finds."""
    texts = (
        (text, (number, place))
        for number, words in enumerate(episodes)
        for text, place in zip(words.texts, words.places, strict=True)
    )
    found: list[list[Found]] = [[] for _ in episodes]
    for doc, (number, place) in language.pipe(texts, as_tuples=True, batch_size=BATCH):
        found[number] += [Found(_EDGES.sub("", ent.text), ent.label_, place) for ent in doc.ents]
    return found


def any_case(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with every name counting in any capitalisation."""
    return Catalogue(
        replace(entry, names=tuple((name, "alias") for name, _ in entry.names))
        for entry in catalogue.entries.values()
    )


def look_up(catalogue: Catalogue, episodes: Sequence[Words]) -> list[list[Found]]:
    """Return, for each episode, the names of the catalogue in it."""
    return [
        [
            Found(text[hit.start : hit.end], hit.entry.kind, place, hit.entry.id, hit.entry.name)
            for text, place in zip(words.texts, words.places, strict=True)
            for hit in catalogue.find(text)
        ]
        for words in episodes
    ]


def catalogues() -> tuple[Catalogue, Catalogue]:
    """Return the shipped catalogue without rules of capitalisation, and with them."""
    shipped = load_catalogue()
    return any_case(shipped), shipped


def sheet_of_names(words: Words, found: Iterable[Found], technologies: frozenset[str] | None) -> Sheet:
    """Return what was found as a sheet; equal names are one thing, and so are the names of one entry.

    Args:
        technologies: labels taken for technologies; None where the labels are kinds.
    """
    listed = [item for item in found if item.place != "sponsors" and plain_name(item.surface)]
    return Sheet(
        "",
        words.sources,
        words.show,
        technologies=tuple(
            _items(
                [f for f in listed if technologies is None or f.label in technologies], technologies is None
            )
        ),
        people=tuple(_items([f for f in listed if technologies is not None and f.label in PERSON], False)),
    )


def _items(found: Iterable[Found], kinds: bool) -> Iterator[Item]:
    groups: dict[str, list[Found]] = {}
    for item in found:
        groups.setdefault(item.key or plain_name(item.surface), []).append(item)
    for group in groups.values():
        yield Item(
            group[0].name or group[0].surface,
            surfaces=tuple(dict.fromkeys(item.surface for item in group)),
            label=group[0].label if kinds else "",
            where=tuple(dict.fromkeys(item.place for item in group)),
        )


def linked(found: Sheet, annotated: Sheet) -> Sheet:
    """Return `found` with the names of one annotated thing as one, under the annotated name."""
    return replace(
        found,
        technologies=tuple(_linked(found.technologies, annotated.technologies)),
        people=tuple(_linked(found.people, annotated.people)),
    )


def _linked(found: Sequence[Item], annotated: Sequence[Item]) -> Iterator[Item]:
    home: dict[str, int] = {}
    for number, item in enumerate(annotated):
        for name in (item.name, *item.also):
            home[plain_name(name)] = number
    for number, item in enumerate(annotated):
        for name in item.surfaces:
            home.setdefault(plain_name(name), number)
    groups: dict[int, list[Item]] = {}
    for item in found:
        number = home.get(plain_name(item.name), -1)
        if number < 0:
            yield item
        else:
            groups.setdefault(number, []).append(item)
    for number, group in groups.items():
        surfaces = tuple(surface for item in group for surface in item.surfaces)
        yield replace(group[0], name=annotated[number].name, surfaces=surfaces)
