"""Extractions in, one networkx graph of everything they name out.

Node ids are paths of slugs, `TYPE/NAME`; the key of an edge is its predicate. Node types: show,
episode, person, technology, pick, topic, sponsor. The graph is a function of the set of
extractions: taking an episode away leaves no trace of it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model import MISSPELT, Extraction, Kind, Mention, Passage, Person, Show, Sponsor, Technology, Topic
from kg.naming import slug, title_from_slug

if TYPE_CHECKING:
    import networkx as nx

FORMAT = 1
"""Version of the graph's attributes; it stands in the file, and a reader refuses a greater one."""

PREDICATES = (
    "partOf", "hosts", "guestOf", "mentions", "speaksOf", "recommends", "hasPick", "about", "hasTopic", "sponsoredBy",
)  # fmt: skip
"""Every edge key there is."""


def technology_id(technology: Technology) -> str:
    """Return the node id of a technology, such as `technology/amazon-s3`."""
    return "technology/" + (technology.id or slug(technology.name))


def person_id(person: Person, show: str) -> str:
    """Return the node id of a person: the resolved one, else one made of the name.

    Somebody known by a single word is scoped to the show (a slug).
    """
    return person.id or _person_node(person.name, show)


def people_of(x: Extraction) -> dict[str, str]:
    """Return name → node id of the people named in an episode."""
    return {person.name: person_id(person, x.show) for person in x.people}


def author_id(name: str, people: dict[str, str], show: str) -> str:
    """Return the node id of somebody who recommends; `people` are those of the episode."""
    return people.get(name) or _person_node(name, show)


def subjects_of(topic: Topic, x: Extraction) -> Iterator[str]:
    """Yield the node ids of the technologies that a topic's heading names."""
    for technology in x.technologies:
        if any(
            m.span.source == topic.span.source and topic.span.start <= m.span.start < topic.span.end
            for m in technology.mentions
        ):
            yield technology_id(technology)


def best_mention(x: Extraction, mentions: Iterable[Mention]) -> Mention:
    """Return the mention whose passage serves best as evidence: speech of a readable length first."""
    return min(mentions, key=lambda m: _rank(m, x.passages[m.passage]))


def _person_node(name: str, show: str) -> str:
    return f"person/{slug(name)}" if len(name.split()) > 1 else f"person/{show}/{slug(name)}"


def sponsor_id(sponsor: Sponsor) -> str:
    """Return the node id of a sponsor."""
    return "sponsor/" + slug(sponsor.name)


Edge = tuple[str, str, str, dict[str, Any]]
"""Source, target, predicate, attributes."""


Ends = tuple[str, str, str]
"""Source, target and predicate of an edge."""

Node = tuple[str, dict[str, Any]]
"""Id, attributes."""


class Said(NamedTuple):
    """What one episode says of a node that others may speak of too, or of itself."""

    facts: dict[str, Any]
    """Attributes but for those that all episodes decide on together; sorted by name."""
    names: tuple[str, ...] = ()
    """Those that the episode has it under."""
    kinds: tuple[Kind, ...] = ()
    """Of a technology, its kind there."""
    known: bool = False
    """Whether the episode has it by a catalogue's id."""
    certain: bool = False
    """Whether the episode links to a page of its own, or names it by more than a guess."""
    edges: tuple[tuple[str, str, dict[str, Any]], ...] = ()
    """Target, predicate and attributes of edges that begin at it: other episodes may have them too."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one episode adds to the graph."""

    said: dict[str, Said]
    """By node id."""
    own_nodes: tuple[Node, ...]
    """Its picks and topics."""
    own_edges: tuple[Edge, ...]
    """Those that begin at the episode, its picks or its topics."""


def build_graph(
    extractions: Iterable[Extraction], shows: Mapping[str, Show] | None = None
) -> nx.MultiDiGraph:
    """Return the graph of `extractions`, which are read one at a time and may come in any order.

    Args:
        shows: what is stated of shows, by slug; those that no extraction is of leave no trace.

    Nodes and edges are sorted; an edge that several passages support has their `count`, their
    `places` and the best of them as its evidence.
    """
    said: dict[str, list[Said]] = defaultdict(list)
    nodes: list[Node] = []
    edges: list[Edge] = []
    for c in map(contribution_of, extractions):
        nodes += c.own_nodes
        edges += c.own_edges
        for node, of in c.said.items():
            said[node].append(of)
    for node, several in said.items():
        facts, begun = join_said(node, several, shows)
        nodes.append((node, facts))
        edges += begun
    import networkx as nx  # loads for long, and much of kg needs only what episodes add to a graph

    graph = nx.MultiDiGraph(format=FORMAT)
    graph.add_nodes_from(sorted(nodes, key=itemgetter(0)))
    graph.add_edges_from(sorted(edges, key=itemgetter(0, 1, 2)))
    return graph


def contribution_of(x: Extraction) -> Contribution:
    """Return what an episode adds to the graph, whatever other episodes there are; attributes are sorted by name."""
    added, tally = _Added(), _Tally()
    _add_episode(added, x, tally)
    nodes = [(node, dict(sorted(facts.items()))) for node, facts in added.nodes.items()]
    edges = [(*ends, dict(sorted(added.edges[ends].items()))) for ends in sorted(added.edges)]
    begun: dict[str, list[tuple[str, str, dict[str, Any]]]] = defaultdict(list)
    for source, target, predicate, evidence in edges:
        if source.startswith("person/"):
            begun[source].append((target, predicate, evidence))
    return Contribution(
        {
            node: Said(
                facts,
                tuple(tally.names[node]),
                tuple(tally.kinds[node]),
                node in tally.known,
                node in tally.certain,
                tuple(begun[node]),
            )
            for node, facts in nodes
            if not node.startswith(_PARTS)
        },
        tuple(sorted(node for node in nodes if node[0].startswith(_PARTS))),
        tuple(edge for edge in edges if not edge[0].startswith("person/")),
    )


_PARTS = ("pick/", "topic/")
"""How the ids of nodes begin that are parts of one episode."""


def join_said(
    node: str, several: Sequence[Said], shows: Mapping[str, Show] | None = None
) -> tuple[dict[str, Any], list[Edge]]:
    """Return what episodes, in any order, say of a node together: attributes, sorted by name, and edges, by their ends.

    Args:
        shows: as of `build_graph`.
    """
    facts = _join_facts([said.facts for said in several])
    type_, _, name = node.partition("/")
    if type_ == "show" and shows and (show := shows.get(name)):
        stated = {"label": show.title, "url": show.homepage}
        facts |= {key: value for key, value in stated.items() if value}
    if names := Counter(chain.from_iterable(said.names for said in several)):
        _choose_label(facts, names)
    if kinds := Counter(chain.from_iterable(said.kinds for said in several)):
        known, certain = any(said.known for said in several), any(said.certain for said in several)
        _choose_kind(facts, kinds, known, certain)
    edges: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for said in several:
        for target, predicate, evidence in said.edges:
            edges[target, predicate].append(evidence)
    return dict(sorted(facts.items())), [(node, *ends, _join_edge(edges[ends])) for ends in sorted(edges)]


def _join_facts(several: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what episodes say of a node: lists are united, of two texts the first by alphabet counts."""
    if len(several) == 1:
        return dict(several[0])
    joined: dict[str, Any] = {}
    for facts in several:
        for key, value in facts.items():
            if isinstance(value, list):
                joined.setdefault(key, set()).update(value)
            else:
                joined[key] = min(joined.get(key, value), value)
    return {key: sorted(value) if isinstance(value, set) else value for key, value in joined.items()}


def _join_edge(several: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what episodes say of an edge: counts are added, the first episode by id gives the quote."""
    if len(several) == 1:
        return several[0]
    first = min(several, key=lambda evidence: str(evidence.get("episode", "")))
    return first | {
        key: sum(facts[key] for facts in several) for key in ("count", "episodes") if key in first
    }


@dataclass(slots=True)
class _Added:
    """Nodes and edges as they are added; what is added again gains attributes."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Id → attributes."""
    edges: dict[Ends, dict[str, Any]] = field(default_factory=dict)

    def add_node(self, node: str, **facts: Any) -> None:
        self.nodes.setdefault(node, {}).update(facts)

    def add_edge(self, source: str, target: str, predicate: str, **facts: Any) -> None:
        self.edges.setdefault((source, target, predicate), {}).update(facts)


@dataclass(slots=True)
class _Tally:
    """What an episode says of nodes, to be decided on when all have been heard."""

    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    kinds: dict[str, list[Kind]] = field(default_factory=lambda: defaultdict(list))
    known: set[str] = field(default_factory=set)
    certain: set[str] = field(default_factory=set)


_CERTAIN = 0.8
"""Confidence from which one mention by the recogniser confirms a name that no catalogue has."""


def _add_episode(added: _Added, x: Extraction, tally: _Tally) -> None:
    episode, show = f"episode/{x.id}", f"show/{x.show}"
    added.add_node(show, type="show", label=title_from_slug(x.show))
    facts: dict[str, Any] = {
        "type": "episode", "label": x.title, "show": x.show, "number": x.number, "date": x.date, "duration": x.duration,
        "sources": [s.path for s in x.sources], "digest": [s.sha256 for s in x.sources], "words": x.words, "audio": x.audio, "url": x.url,
    }  # fmt: skip
    added.add_node(episode, **{key: value for key, value in facts.items() if value is not None})
    added.add_edge(episode, show, "partOf")
    for person in x.people:
        _add_person(added, x, episode, person, tally)
    people = people_of(x)
    for technology in x.technologies:
        _add_technology(added, x, episode, technology, tally, people)
    _add_picks(added, x, episode, people)
    for n, topic in enumerate(x.topics, 1):
        node = f"topic/{x.id}/{n}"
        seconds = {} if topic.seconds is None else {"seconds": topic.seconds}
        added.add_node(node, type="topic", label=topic.title, time=topic.time, **seconds)
        added.add_edge(episode, node, "hasTopic")
        for subject in subjects_of(topic, x):
            added.add_edge(node, subject, "about")
    for sponsor in x.sponsors:
        node = sponsor_id(sponsor)
        tally.names[node].append(sponsor.name)
        added.add_node(node, type="sponsor")
        if sponsor.url:
            added.nodes[node]["url"] = min(sponsor.url, added.nodes[node].get("url", sponsor.url))
        quote = {"quote": x.passages[sponsor.passages[0]].text} if sponsor.passages else {}
        added.add_edge(episode, node, "sponsoredBy", **quote)


def _add_person(added: _Added, x: Extraction, episode: str, person: Person, tally: _Tally) -> None:
    node = person_id(person, x.show)
    tally.names[node].append(person.name)
    added.add_node(node, type="person")
    _extend(added.nodes[node], "aliases", person.aliases)
    _extend(added.nodes[node], "profiles", person.profiles)
    match person.role:
        case "host":
            added.add_edge(node, episode, "hosts", **_evidence(x, person.mentions))
        case "guest":
            added.add_edge(node, episode, "guestOf", **_evidence(x, person.mentions))
        case "mentioned":
            added.add_edge(episode, node, "mentions", role="mentioned", **_evidence(x, person.mentions))


def _add_technology(
    added: _Added,
    x: Extraction,
    episode: str,
    technology: Technology,
    tally: _Tally,
    people: dict[str, str],
) -> None:
    node = technology_id(technology)
    tally.names[node].append(technology.name)
    tally.kinds[node].append(technology.kind)
    if technology.id is not None:
        tally.known.add(node)
    if technology.pages or any(m.evidence != "ner" or m.confidence >= _CERTAIN for m in technology.mentions):
        tally.certain.add(node)
    added.add_node(node, type="technology")
    attributes = added.nodes[node]
    _extend(attributes, "aliases", (m.surface for m in technology.mentions if not _MARKED.search(m.surface)))
    slips = {m.surface for m in technology.mentions if m.why.startswith(MISSPELT)}
    for key, values in (
        ("pages", technology.pages),
        ("misspelt", slips),
        ("wikipedia", _articles(x, technology)),
    ):
        if values:
            _extend(attributes, key, values)
    added.add_edge(episode, node, "mentions", **_evidence(x, technology.mentions))
    by_speaker: dict[str, list[Mention]] = {}
    for mention in technology.mentions:
        speaker = x.passages[mention.passage].speaker
        if speaker in people:
            by_speaker.setdefault(people[speaker], []).append(mention)
    for speaker, mentions in by_speaker.items():
        evidence = _evidence(x, tuple(mentions)) | {"episode": episode, "episodes": 1}
        added.add_edge(speaker, node, "speaksOf", **evidence)


_MARKED = re.compile(r"[\n\\<>\[\]]|&#?\w+;|\d\d:\d\d")
"""What a source has between the words of a name, and nobody would write as one: links, captions' times, escapes."""


def _articles(x: Extraction, technology: Technology) -> set[str]:
    """Return the Wikipedia articles that the episode links a mention to and that bear the technology's name.

    The title must be the name, or the words linked, but for a remark in parentheses: what a link goes
    to is often an article about something wider.
    """
    found = set()
    for reference in x.links:
        english = reference.link.canonical.startswith(("en.wikipedia.org/", "en.m.wikipedia.org/"))
        if reference.identifies != "wikipedia" or not reference.target or not english:
            continue
        span = reference.link.span
        linked = {
            m.surface.casefold()
            for m in technology.mentions
            if m.span.source == span.source and span.start <= m.span.start and m.span.end <= span.end
        }
        title = reference.target.replace("_", " ").partition(" (")[0].casefold()
        if linked and title in linked | {technology.name.casefold()}:
            found.add(reference.target)
    return found


def _add_picks(added: _Added, x: Extraction, episode: str, people: dict[str, str]) -> None:
    technologies = {technology.name: technology_id(technology) for technology in x.technologies}
    for n, pick in enumerate(x.picks, 1):
        node = f"pick/{x.id}/{n}"
        added.add_node(node, type="pick", label=pick.title, **({"url": pick.url} if pick.url else {}))
        added.add_edge(episode, node, "hasPick", quote=x.passages[pick.passage].text)
        for name in pick.by:
            person = author_id(name, people, x.show)
            added.add_node(person, type="person")
            # of two names with one slug the first by alphabet; where an episode has the person, theirs counts
            added.nodes[person]["label"] = min(name, added.nodes[person].get("label", name))
            added.add_edge(person, node, "recommends", quote=x.passages[pick.passage].text)
        for name in pick.technologies:
            if name in technologies:
                added.add_edge(node, technologies[name], "about")


def _choose_label(facts: dict[str, Any], names: Counter[str]) -> None:
    """Give an entity the label that most episodes use, the first by alphabet among equals; the others are aliases."""
    label = min(names, key=lambda name: (-names[name], name))
    facts["label"] = label
    facts["aliases"] = sorted({*facts.get("aliases", ()), *names} - {label})


def _choose_kind(facts: dict[str, Any], kinds: Counter[Kind], known: bool, certain: bool) -> None:
    """Give a technology its kind, that of most episodes, and its status.

    `known` is one of the catalogue's; `confirmed` a name that no catalogue has, but that recurs, has
    a page of its own, or is more than a guess of the recogniser; `unconfirmed` any other name.
    """
    confirmed = certain or kinds.total() > 1
    facts["kind"] = min(kinds, key=lambda kind: (-kinds[kind], kind))
    facts["known"] = known
    facts["status"] = "known" if known else "confirmed" if confirmed else "unconfirmed"


def _extend(attributes: dict[str, Any], key: str, values: Iterable[str]) -> None:
    attributes[key] = sorted({*attributes.get(key, ()), *values})


def _evidence(x: Extraction, mentions: tuple[Mention, ...]) -> dict[str, Any]:
    """Return the attributes of an edge that `mentions` support: how many, where, and the best passage; none for none."""
    if not mentions:
        return {}
    best = best_mention(x, mentions)
    passage = x.passages[best.passage]
    facts: dict[str, Any] = {
        "count": len(mentions), "places": sorted({m.place for m in mentions}),
        "quote": passage.text, "surface": best.surface, "speaker": passage.speaker, "time": passage.time, "place": best.place,
        "path": x.sources[best.span.source].path, "start": best.span.start, "end": best.span.end,
    }  # fmt: skip
    return {key: value for key, value in facts.items() if value is not None}


def _rank(mention: Mention, passage: Passage) -> tuple[object, ...]:
    length = len(passage.text)
    return (mention.place != "transcript", not 40 <= length <= 280, -mention.confidence, mention.span)
