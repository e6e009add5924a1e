"""The graph and the extractions come in, the parts of the RDF data set go out, in the order they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from kg import vocabulary
from kg.cooccurrence.pairs import Counter, Numbered, numbered
from kg.cooccurrence.windows import windows
from kg.errors import KgError
from kg.graph import Ends
from kg.model import Extraction
from kg.rdf.description import Tally, describe_dataset, tally
from kg.rdf.entities import Nodes, describe_entities
from kg.rdf.episodes import Detail, describe_episode, describe_moment, moments, without_places
from kg.rdf.observations import STATED, describe_pairs, least
from kg.rdf.ontology import describe_ontology
from kg.rdf.provenance import describe_runs
from kg.rdf.terms import Block, Names, Row

if TYPE_CHECKING:
    import networkx

ENTITIES_GRAPH = "entities"
"""Name of the graph of what is said of entities across episodes."""


class OrderError(KgError, ValueError):
    """The extractions do not ascend by id, or one comes twice."""


@dataclass(frozen=True, slots=True)
class Part:
    """A named graph, complete."""

    name: str | None
    """Its IRI as a term; None for the default graph."""
    blocks: Sequence[Block | Row]
    """By subject."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one episode adds to what is stated of all."""

    episode: str
    """Its id."""
    sources: tuple[str, ...]
    """Digests of its files."""
    windows: dict[str, Numbered]
    """Kind of window → those of the episode."""
    seconds: frozenset[int]
    """Moments of the recording that its statements point to."""
    full: Tally
    """Of its part as it is yielded."""
    reduced: Tally | None
    """Of its part in the detail `mentions`, where that goes aside."""


@dataclass(slots=True)
class Summary:
    """What the description of a data set tells."""

    full: Tally = field(default_factory=Tally)
    reduced: Tally = field(default_factory=Tally)
    """Of the detail `mentions`, where that goes aside."""
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Episode → digests of its files."""

    def add(self, n: Names, part: Part) -> None:
        """Add a part that both details have."""
        self.count(tally(n, part.blocks))

    def count(self, counts: Tally) -> None:
        """Add counts of what both details have."""
        self.full.add(counts)
        self.reduced.add(counts)

    def described(self, n: Names, reduced: bool = False) -> Part:
        """Return the description, in full or `reduced`. Raises `kg.rdf.description.EpochError`."""
        return _part(None, describe_dataset(n, self.reduced if reduced else self.full, self.files))


class Dataset:
    """The data set as it grows: episodes come in, ascending by id, then what they share goes out.

    Args:
        detail: how much is stated.
        aside: is handed every part in the detail `mentions`, before the part itself is given out, so
            that two outputs need one pass; `detail` must be `mentions` or `full`.

    Raises `kg.vocabulary.BaseError`.
    """

    def __init__(
        self, base_iri: str, detail: Detail = "full", aside: Callable[[Part], None] | None = None
    ) -> None:
        self.names = Names(vocabulary.checked_base(base_iri))
        self._detail: Detail = detail
        self._aside = aside
        self.summary = Summary()
        self._counters = {kind: Counter() for kind in STATED}
        self._seconds: set[int] = set()
        self._last = ""

    def describe(self, x: Extraction) -> tuple[Part, Share]:
        """Return an episode's part and what it adds to the shared ones, which `add` takes."""
        n = self.names
        part = _part(n.graph("episode", *x.id.split("/")), describe_episode(n, x, self._detail))
        return part, Share(
            x.id,
            tuple(source.sha256 for source in x.sources),
            {kind: numbered(windows(x, kind)) for kind in STATED},
            frozenset(moments(x) if self._detail != "entities" else ()),
            tally(n, part.blocks),
            self._put_aside(part, self._aside) if self._aside else None,
        )

    def add(self, share: Share) -> None:
        """Count in what an episode adds. Raises `OrderError`."""
        if share.episode <= self._last:
            raise OrderError(
                f"{share.episode}: extractions must ascend by id, and this one follows {self._last}"
            )
        self._last = share.episode
        self.summary.files[share.episode] = share.sources
        self._seconds |= share.seconds
        for kind, several in share.windows.items():
            self._counters[kind].add_numbered(share.episode, several)
        self.summary.full.add(share.full)
        if share.reduced:
            self.summary.reduced.add(share.reduced)

    def shared(self, nodes: Nodes, edges: Iterable[Ends]) -> Iterator[Part]:
        """Yield what the episodes share, then the description of the whole. Raises `kg.rdf.description.EpochError`.

        Args:
            nodes: of the graph of all the episodes; they and `edges` say what holds across them.
        """
        n = self.names
        yield self._told(_part(n.graph(ENTITIES_GRAPH), describe_entities(n, nodes, edges)))
        yield from self.counted()
        if self._aside:
            self._aside(self.summary.described(self.names, reduced=True))
        yield self.summary.described(self.names)

    def counted(self) -> Iterator[Part]:
        """Yield what follows from the episodes' shares alone, and sum it up."""
        n = self.names
        for kind, counter in self._counters.items():
            table = counter.table(least(kind, counter.windows))
            yield self._told(_part(n.graph("co-occurrence", kind), describe_pairs(n, kind, table)))
        if self._seconds:
            moments = (describe_moment(n, second) for second in sorted(self._seconds))
            yield self._told(_part(n.graph("times"), moments))
        yield self._told(_part(n.graph("vocabulary"), describe_ontology(n)))
        yield self._told(_part(n.graph("provenance"), describe_runs(n, self.summary.files)))

    def _told(self, part: Part) -> Part:
        self.summary.add(self.names, part)
        if self._aside:  # no place of a mention is stated here, so both details have all of it
            self._aside(part)
        return part

    def _put_aside(self, part: Part, aside: Callable[[Part], None]) -> Tally:
        reduced = Part(part.name, without_places(self.names, part.blocks))
        aside(reduced)
        return tally(self.names, reduced.blocks)


def shared_graphs(n: Names) -> list[str]:
    """Return the names of all graphs that `Dataset.shared` may yield, as terms."""
    below = [
        (ENTITIES_GRAPH,),
        *(("co-occurrence", kind) for kind in STATED),
        ("times",),
        ("vocabulary",),
        ("provenance",),
    ]
    return [n.graph(*segments) for segments in below]


def parts(
    graph: networkx.MultiDiGraph,
    extractions: Iterable[Extraction],
    *,
    base_iri: str = vocabulary.PLACEHOLDER_BASE,
    detail: Detail = "full",
) -> Iterator[Part]:
    """Yield the parts: each episode's, then what they share, then the description of the whole.

    Args:
        graph: of all the extractions; says what holds across episodes.
        extractions: read one at a time; must ascend by id.
        detail: how much is stated.

    Raises `kg.vocabulary.BaseError`, `OrderError`, `kg.rdf.description.EpochError`.
    """
    dataset = Dataset(base_iri, detail)
    for x in extractions:
        part, share = dataset.describe(x)
        dataset.add(share)
        yield part
    yield from dataset.shared(graph.nodes, graph.edges(keys=True))


def _part(name: str | None, blocks: Iterable[Block | Row]) -> Part:
    return Part(name, sorted(blocks, key=itemgetter(0)))
