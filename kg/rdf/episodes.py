"""One extraction comes in, all that its episode states goes out: the part of one named graph.

A mention is an `oa:Annotation`: its body is the entity, its target a place in a source file, found by
position (Unicode code points of the decoded file) or by quote; the sentence around it is a
`kg:Passage` with speaker and time, shared by all mentions in that sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal, get_args

from kg import vocabulary
from kg.graph import author_id, best_mention, people_of, person_id, sponsor_id, subjects_of, technology_id
from kg.model import Extraction, Mention, Pick, Span, Topic
from kg.rdf.terms import Block, Names, Pair, Row, address, block, clean, english, named, plain, words

Detail = Literal["entities", "mentions", "full"]
"""How much is stated: what things are and how they hang together; every mention with its sentence as
well; and every mention's exact place in its file as well."""

DETAILS: tuple[Detail, ...] = get_args(Detail)

_LAST_SECOND = 360_000
"""A hundred hours: times beyond are faults, and must not multiply the selectors."""


def describe_episode(n: Names, x: Extraction, detail: Detail = "full") -> Iterator[Block]:
    """Yield what an episode states, each subject once, in no particular order."""
    yield from _Part(n, x, detail).blocks()


def moments(x: Extraction) -> set[int]:
    """Return the whole seconds that the stated passages of an episode point to: as exact as a player's seeking."""
    stated = {m.passage for technology in x.technologies for m in technology.mentions}
    stated |= {m.passage for person in x.people for m in person.mentions}
    stated |= {pick.passage for pick in x.picks}
    return {second for i in stated if (second := _second(x.passages[i].time)) is not None}


def without_places(n: Names, blocks: Iterable[Block | Row]) -> list[Block]:
    """Return what the detail `mentions` states of the statements in the detail `full`."""
    target, places = (
        n["oa:hasTarget"],
        {n["oa:SpecificResource"], n["oa:TextPositionSelector"], n["oa:TextQuoteSelector"]},
    )
    type_ = n["rdf:type"]
    kept = []
    for one in blocks:
        if not any(predicate == type_ and value in places for predicate, value in one.pairs):
            kept.append(Block(one.subject, [pair for pair in one.pairs if pair[0] != target]))
    return kept


def describe_moment(n: Names, second: int) -> Block:
    """Return the selector of a point in time, the same one for all recordings."""
    return block(
        f"<{vocabulary.time_iri(n.base, second)}>",
        [
            (n["rdf:type"], n["oa:FragmentSelector"]),
            (n["rdf:value"], plain(f"t={second}")),
            (n["dcterms:conformsTo"], f"<{vocabulary.MEDIA_FRAGMENTS}>"),
            (n["schema:startOffset"], n.integer(second)),
        ],
    )


class _Part:
    """The statements of one episode."""

    def __init__(self, n: Names, x: Extraction, detail: Detail) -> None:
        self.n, self.x, self.detail = n, x, detail
        self.episode = n.node("episode/" + x.id)
        self.people = people_of(x)
        self.path = x.id.split("/")
        self._passages: dict[int, str] = {}
        self._copies: dict[str, Counter[tuple[str, int, int]]] = {"mention": Counter(), "passage": Counter()}
        self._turns: dict[int, list[Pair]] = {}

    def blocks(self) -> Iterator[Block]:
        """Yield every block; passages and turns last, since the others say which are used."""
        x = self.x
        mentions = self._mentions() if self.detail != "entities" else {}
        # Passages are numbered by their place where two share one, so all are named before any is used.
        used = {mention.passage for mention in mentions.values()}
        if self.detail != "entities":
            used |= {pick.passage for pick in x.picks}
        for i in sorted(used):
            self._passages[i] = self._stretch("passage", x.passages[i].span)
        yield self._itself()
        yield from self._sources()
        for i, topic in enumerate(x.topics, 1):
            yield self._topic(i, topic)
        for i, pick in enumerate(x.picks, 1):
            yield from self._pick(i, pick)
        yield from self._coverage()
        yield from self._annotations(mentions)
        for i in sorted(used):
            yield self._passage(i)
        for turn, pairs in sorted(self._turns.items()):
            yield block(self._turn(turn), pairs)

    def _itself(self) -> Block:
        n, x = self.n, self.x
        label = clean(x.title) or x.id.rpartition("/")[2]
        pairs = named(n, label, "schema:PodcastEpisode")
        pairs.append((n["schema:partOfSeries"], n.node("show/" + x.show)))
        if x.number is not None:
            pairs.append((n["schema:episodeNumber"], n.integer(x.number)))
        if day := _day(x.date):
            pairs.append((n["schema:datePublished"], n.typed(day, "date")))
        if x.duration is not None and x.duration >= 0:
            pairs.append((n["schema:duration"], n.typed(_duration(x.duration), "duration")))
        pairs.append((n["kg:words"], n.integer(x.words)))
        pairs += [(n["schema:associatedMedia"], n.source(x.id, s.sha256)) for s in x.sources]
        roles = {"host": "kg:host", "guest": "kg:guest", "mentioned": "schema:mentions"}
        pairs += [(n[roles[p.role]], n.node(person_id(p, x.show))) for p in x.people]
        pairs += [(n["schema:mentions"], n.node(technology_id(t))) for t in x.technologies]
        pairs += [(n["schema:sponsor"], n.node(sponsor_id(s))) for s in x.sponsors]
        return block(self.episode, pairs)

    def _sources(self) -> Iterator[Block]:
        """Yield the files; two of the same content are one file with two paths."""
        n = self.n
        paths: dict[str, list[str]] = {}
        for source in self.x.sources:
            paths.setdefault(source.sha256, []).append(source.path)
        for digest, names in sorted(paths.items()):
            types = [(n["rdf:type"], n["schema:MediaObject"]), (n["rdf:type"], n["prov:Entity"])]
            yield block(
                n.source(self.x.id, digest),
                [
                    *types,
                    (n["schema:sha256"], plain(digest)),
                    *((n["kg:path"], plain(clean(p))) for p in names),
                ],
            )

    def _topic(self, i: int, topic: Topic) -> Block:
        n = self.n
        pairs = named(n, clean(topic.title) or topic.time or str(i), "schema:Clip")
        pairs.append((n["schema:partOfEpisode"], self.episode))
        if topic.seconds is not None:
            pairs.append((n["schema:startOffset"], n.integer(topic.seconds)))
        pairs += [(n["schema:about"], n.node(technology)) for technology in subjects_of(topic, self.x)]
        return block(n.below("topic", *self.path, str(i)), pairs)

    def _pick(self, i: int, pick: Pick) -> Iterator[Block]:
        """Yield a pick and what it recommends; all that is known of that is its title and perhaps its address."""
        n, x = self.n, self.x
        subject, item = (
            n.below("pick", *self.path, str(i)),
            n.below("pick", *self.path, str(i), "item"),
        )
        label = clean(pick.title) or str(i)
        pairs: list[Pair] = [
            (n["rdf:type"], n["schema:Recommendation"]),
            (n["rdfs:label"], english(label)),
            (n["schema:isPartOf"], self.episode),
            (n["schema:itemReviewed"], item),
        ]
        pairs += [(n["schema:author"], n.node(author_id(name, self.people, x.show))) for name in pick.by]
        known = {t.name: technology_id(t) for t in x.technologies}
        pairs += [(n["schema:about"], n.node(known[name])) for name in pick.technologies if name in known]
        if pick.passage in self._passages:
            pairs.append((n["kg:passage"], self._passages[pick.passage]))
        yield block(subject, pairs)
        page = address(pick.url)
        yield block(item, [*named(n, label, "schema:Thing"), *([(n["schema:url"], page)] if page else [])])

    def _coverage(self) -> Iterator[Block]:
        n, x = self.n, self.x
        together: dict[str, list[Mention]] = {}
        for technology in x.technologies:
            together.setdefault(technology_id(technology), []).extend(technology.mentions)
        for node, mentions in sorted(together.items()):
            pairs: list[Pair] = [
                (n["rdf:type"], n["kg:Coverage"]),
                (n["kg:episode"], self.episode),
                (n["kg:entity"], n.node(node)),
                (n["kg:mentions"], n.integer(len({m.span for m in mentions}))),
            ]
            if mentions and self.detail != "entities":
                pairs.append((n["kg:passage"], self._passages[best_mention(x, mentions).passage]))
            yield block(n.below("coverage", *self.path, *node.split("/")[1:]), pairs)

    def _mentions(self) -> dict[tuple[Span, str], Mention]:
        """Return what is mentioned where, by place and node id: each place of the text once for an entity."""
        found: dict[tuple[Span, str], Mention] = {}
        for technology in self.x.technologies:
            for mention in technology.mentions:
                found.setdefault((mention.span, technology_id(technology)), mention)
        for person in self.x.people:
            for mention in person.mentions:
                found.setdefault((mention.span, person_id(person, self.x.show)), mention)
        return dict(sorted(found.items(), key=lambda item: item[0]))

    def _stretch(self, what: str, span: Span) -> str:
        """Return the term of a stretch; the second one at a place, say of a file given twice, has a number."""
        place = (self.x.sources[span.source].sha256, span.start, span.end)
        copies = self._copies[what]
        copies[place] += 1
        return f"<{vocabulary.stretch_iri(self.n.base, what, self.x.id, *place, copies[place])}>"

    def _annotations(self, mentions: dict[tuple[Span, str], Mention]) -> Iterator[Block]:
        n = self.n
        quotes: dict[str, str] = {}
        annotation_pairs = [
            (n["rdf:type"], n["oa:Annotation"]),
            (n["oa:motivatedBy"], n["oa:identifying"]),
        ]
        for (span, entity), mention in mentions.items():
            subject = self._stretch("mention", span)
            pairs = [
                *annotation_pairs,
                (n["oa:hasBody"], n.node(entity)),
                (n["kg:passage"], self._passages[mention.passage]),
                (n["kg:evidence"], plain(mention.evidence)),
                (n["kg:confidence"], n.decimal(mention.confidence, 3)),
            ]
            if self.detail == "full":
                target = subject[:-1] + "/target>"
                pairs.append((n["oa:hasTarget"], target))
                yield from self._target(target, subject[:-1] + "/position>", span, mention, quotes)
            yield block(subject, pairs)
        for surface, subject in sorted(quotes.items()):
            yield block(
                subject, [(n["rdf:type"], n["oa:TextQuoteSelector"]), (n["oa:exact"], plain(surface))]
            )

    def _target(
        self, target: str, position: str, span: Span, mention: Mention, quotes: dict[str, str]
    ) -> Iterator[Block]:
        """Yield target and position; note in `quotes` the quote that is to follow.

        A quote is shared by the mentions of one episode that use the same words.
        """
        n, x = self.n, self.x
        pairs = [
            (n["rdf:type"], n["oa:SpecificResource"]),
            (n["oa:hasSource"], n.source(x.id, x.sources[span.source].sha256)),
            (n["oa:hasSelector"], position),
        ]
        if surface := words(mention.surface):
            if surface not in quotes:
                quotes[surface] = f"<{vocabulary.quote_iri(n.base, x.id, surface)}>"
            pairs.append((n["oa:hasSelector"], quotes[surface]))
        if (second := _second(x.passages[mention.passage].time)) is not None:
            pairs.append((n["oa:hasSelector"], f"<{vocabulary.time_iri(n.base, second)}>"))
        yield block(target, pairs)
        yield block(
            position,
            [
                (n["rdf:type"], n["oa:TextPositionSelector"]),
                (n["oa:start"], n.integer(span.start)),
                (n["oa:end"], n.integer(span.end)),
            ],
        )

    def _passage(self, i: int) -> Block:
        n, passage = self.n, self.x.passages[i]
        pairs: list[Pair] = [
            (n["rdf:type"], n["kg:Passage"]),
            (n["oa:hasSource"], self.episode),
            (n["kg:place"], plain(passage.place)),
        ]
        if text := clean(passage.text):
            pairs.append((n["schema:text"], english(text)))
        speaker = self._speaker(passage.speaker)
        pairs += speaker
        second = _second(passage.time)
        if second is not None:
            pairs.append((n["schema:startOffset"], n.integer(second)))
            pairs.append((n["oa:hasSelector"], f"<{vocabulary.time_iri(n.base, second)}>"))
        if passage.turn is not None:
            pairs.append((n["kg:turn"], self._turn(passage.turn)))
            if passage.turn not in self._turns:
                self._turns[passage.turn] = [
                    (n["rdf:type"], n["kg:Turn"]),
                    (n["schema:partOfEpisode"], self.episode),
                    (n["schema:position"], n.integer(passage.turn + 1)),
                    *speaker,
                ]
        return block(self._passages[i], pairs)

    def _turn(self, turn: int) -> str:
        return self.n.below("turn", *self.path, str(turn + 1))

    def _speaker(self, speaker: str | None) -> list[Pair]:
        if speaker in self.people:
            return [(self.n["kg:speaker"], self.n.node(self.people[speaker]))]
        label = clean(speaker or "")
        return [(self.n["kg:speakerLabel"], plain(label))] if label else []


def _second(time: float | None) -> int | None:
    return int(time) if time is not None and 0 <= time < _LAST_SECOND else None


def _day(value: str | None) -> str | None:
    try:
        return date.fromisoformat(value).isoformat() if value else None
    except ValueError:
        return None


def _duration(seconds: int) -> str:
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    parts = ((hours, "H"), (minutes, "M"), (rest, "S"))
    return "PT" + ("".join(f"{value}{unit}" for value, unit in parts if value) or "0S")
