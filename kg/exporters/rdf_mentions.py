"""Extractions come in, the RDF statements of their mentions go out, one extraction after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from kg import vocabulary
from kg.exporters.rdf_statements import FORBIDDEN, Names, clean, english
from kg.graph import person_id, technology_id
from kg.model import Extraction, Mention, Passage, Span

_LAST_SECOND = 360_000
"""A hundred hours: times beyond are faults, and must not multiply the selectors."""


def describe_mentions(n: Names, extractions: Iterable[Extraction]) -> Iterator[Triple]:
    """Yield the statements of every mention, passage and time, extraction by extraction.

    Raises ValueError unless the extractions ascend by id.
    """
    last = ""
    times: set[int] = set()
    for extraction in extractions:
        if extraction.id <= last:
            raise ValueError(f"{extraction.id}: extractions must ascend by id, and this one follows {last}")
        last = extraction.id
        yield from _extraction(n, extraction, times)


def _extraction(n: Names, extraction: Extraction, times: set[int]) -> Iterator[Triple]:
    mentions: dict[tuple[Span, str], Mention] = {}
    for technology in extraction.technologies:
        for mention in technology.mentions:
            mentions.setdefault((mention.span, technology_id(technology)), mention)
    for person in extraction.people:
        for mention in person.mentions:
            mentions.setdefault((mention.span, person_id(person, extraction.show)), mention)
    speakers = {person.name: n.node(person_id(person, extraction.show)) for person in extraction.people}

    used = sorted({mention.passage for mention in mentions.values()})
    copies: Counter[tuple[str, int, int]] = Counter()
    passages: dict[int, NamedNode] = {}
    for i in used:
        passages[i] = _stretch(n, "passage", extraction, extraction.passages[i].span, copies)
    quotes: dict[str, NamedNode] = {}
    copies.clear()
    for (span, entity), mention in sorted(mentions.items(), key=lambda item: item[0]):
        annotation = _stretch(n, "mention", extraction, span, copies)
        yield from _mention(n, annotation, entity, mention, extraction, passages[mention.passage], quotes)
    for surface, quotation in sorted(quotes.items()):
        yield Triple(quotation, n["rdf:type"], n["oa:TextQuoteSelector"])
        yield Triple(quotation, n["oa:exact"], Literal(surface))
    episode = n.node("episode/" + extraction.id)
    for i in used:
        yield from _passage(n, passages[i], extraction.passages[i], episode, speakers, times)


def _stretch(
    n: Names, what: str, extraction: Extraction, span: Span, copies: Counter[tuple[str, int, int]]
) -> NamedNode:
    """Return the node of a stretch; the second one at a place, say of a file given twice, has a number."""
    place = (extraction.sources[span.source].sha256, span.start, span.end)
    copies[place] += 1
    return NamedNode(vocabulary.stretch_iri(n.base, what, extraction.id, *place, copies[place]))


def _mention(
    n: Names,
    annotation: NamedNode,
    entity: str,
    mention: Mention,
    extraction: Extraction,
    passage: NamedNode,
    quotes: dict[str, NamedNode],
) -> Iterator[Triple]:
    """Yield annotation, target and position; note in `quotes` the quote that is to follow.

    The target has no type: all that has an `oa:hasSource` here is an `oa:SpecificResource`. A quote
    is shared by the mentions of one episode that use the same words.
    """
    span = mention.span
    target, position = (NamedNode(vocabulary.iri(annotation.value, part)) for part in ("target", "position"))
    yield Triple(annotation, n["rdf:type"], n["oa:Annotation"])
    yield Triple(annotation, n["oa:hasBody"], n.node(entity))
    yield Triple(annotation, n["oa:hasTarget"], target)
    yield Triple(annotation, n["kg:passage"], passage)
    yield Triple(annotation, n["kg:evidence"], Literal(mention.evidence))
    yield Triple(annotation, n["kg:confidence"], n.typed(f"{mention.confidence:.3f}", "xsd:decimal"))
    source = n.source(extraction.id, extraction.sources[span.source].sha256)
    yield Triple(target, n["oa:hasSource"], source)
    yield Triple(target, n["oa:hasSelector"], position)
    if surface := FORBIDDEN.sub("", mention.surface):
        if surface not in quotes:
            quotes[surface] = NamedNode(vocabulary.quote_iri(n.base, extraction.id, surface))
        yield Triple(target, n["oa:hasSelector"], quotes[surface])
    yield Triple(position, n["rdf:type"], n["oa:TextPositionSelector"])
    yield Triple(position, n["oa:start"], Literal(span.start))
    yield Triple(position, n["oa:end"], Literal(span.end))


def _passage(
    n: Names,
    subject: NamedNode,
    passage: Passage,
    episode: NamedNode,
    speakers: dict[str, NamedNode],
    times: set[int],
) -> Iterator[Triple]:
    """Yield a passage, and its time's selector unless `times` says that it has been written.

    A time is the whole second that it falls in, which is as exact as a player's seeking.
    """
    yield Triple(subject, n["rdf:type"], n["kg:Passage"])
    yield Triple(subject, n["oa:hasSource"], episode)
    if text := clean(passage.text):
        yield Triple(subject, n["schema:text"], english(text))
    yield Triple(subject, n["kg:place"], Literal(passage.place))
    if passage.speaker in speakers:
        yield Triple(subject, n["kg:speaker"], speakers[passage.speaker])
    elif label := clean(passage.speaker or ""):
        yield Triple(subject, n["kg:speakerLabel"], Literal(label))
    if passage.time is None or not 0 <= passage.time < _LAST_SECOND:
        return
    second = int(passage.time)
    selector = NamedNode(vocabulary.time_iri(n.base, second))
    yield Triple(subject, n["oa:hasSelector"], selector)
    if second not in times:
        times.add(second)
        yield Triple(selector, n["rdf:type"], n["oa:FragmentSelector"])
        yield Triple(selector, n["rdf:value"], Literal(f"t={second}"))
        yield Triple(selector, n["dcterms:conformsTo"], NamedNode(vocabulary.MEDIA_FRAGMENTS))
        yield Triple(selector, n["schema:startOffset"], Literal(second))
