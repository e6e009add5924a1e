"""The records that flow through kg, from a file as read to all that was found in an episode.

    Document ──load──▶ Part ──join──▶ Episode ──extract──▶ Extraction

Every record is frozen and holds only tuples, so that stages cannot change what they were given.
A `Skipped` travels beside them: what could not be read is a value, not an exception.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal[
    "aws-service", "cloud-service", "language", "framework", "library", "tool", "database",
    "os", "protocol", "format", "hardware", "product", "platform",
]  # fmt: skip
"""What sort of technology an entity is; the closed list of the annotation guide."""

Role = Literal["host", "guest", "mentioned"]
"""How a person takes part: runs the show, is interviewed, or is only spoken of."""

Place = Literal["notes", "transcript", "picks", "sponsors"]
"""Where in an episode something stands; `sponsors` is advertising, kept apart from the talk."""

Evidence = Literal["catalogue", "link", "ner", "structure"]
"""Why a mention was made: a catalogue name in the text, a link's target, spaCy's statistical
recogniser, or the episode's own structure (a label, a panel list, a heading)."""

MISSPELT = "another spelling of "
"""How the reason of a mention begins whose words are a slip of the pen or of the ear."""

SectionKind = Literal[
    "topics", "panel", "guests", "picks", "links", "sponsors", "summary", "boilerplate", "other"
]
"""What a stretch of the notes is for, read from its heading or label."""


class Span(NamedTuple):
    """A stretch of a source: `source[start:end]`, counted in Unicode code points as decoded."""

    source: int
    """Position of the file in the episode's `sources`."""
    start: int
    end: int
    """One past the last code point."""


@dataclass(frozen=True, slots=True)
class Text:
    """Readable text taken out of a source's markup, and the way back to the exact words.

    `string` holds single spaces and no markup. `anchors` are (offset in string, offset in the
    source) pairs in ascending order; from one anchor to the next both sides run in step.
    """

    string: str
    anchors: tuple[tuple[int, int], ...]
    source: int = 0

    def offset(self, position: int) -> int:
        """Return the source offset of the character at `position` of `string`."""
        i = bisect_right(self.anchors, (position, 1 << 62)) - 1
        at, origin = self.anchors[max(i, 0)]
        return origin + position - at

    def span(self, start: int, end: int) -> Span:
        """Return the source span that `string[start:end]` was read from (`start < end`)."""
        return Span(self.source, self.offset(start), self.offset(end - 1) + 1)

    def cut(self, start: int, end: int) -> Text:
        """Return `string[start:end]`, blanks at both ends left out, as a text of its own."""
        string = self.string[start:end]
        start += len(string) - len(string.lstrip())
        string = string.strip()
        end = start + len(string)
        first = max(bisect_right(self.anchors, (start, 1 << 62)) - 1, 0)
        last = bisect_right(self.anchors, (max(start, end - 1), 1 << 62))
        inner = tuple((at - start, origin) for at, origin in self.anchors[first + 1 : last])
        return Text(string, ((0, self.offset(start)), *inner), self.source)

    def without(self, gaps: list[tuple[int, int]]) -> Text:
        """Return the text with the stretches `gaps` (ascending, apart) taken out."""
        pieces: list[str] = []
        anchors: list[tuple[int, int]] = []
        length = at = 0
        for start, end in [*gaps, (len(self.string), len(self.string))]:
            kept = self.cut(at, start)
            at = end
            if not kept.string:
                continue
            if pieces:  # the blank between two pieces stands for what was taken out
                anchors.append((length, kept.anchors[0][1] - 1))
                length += 1
            anchors += [(length + offset, origin) for offset, origin in kept.anchors]
            pieces.append(kept.string)
            length += len(kept.string)
        return Text(" ".join(pieces), tuple(anchors) or ((0, self.offset(0)),), self.source)


@dataclass(frozen=True, slots=True)
class Document:
    """One decoded input file."""

    path: str
    """As the user named it, with forward slashes."""
    text: str
    """Decoded, byte-order mark dropped, line ends as they are."""
    sha256: str
    """Of the file's bytes."""
    folders: tuple[str, ...] = ()
    """Names of the folders above the file, outermost first; they may name the show."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a part of one, that could not be read."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink of the notes or the transcript."""

    url: str
    """As written."""
    canonical: str
    """Lower-case host without `www.`, no scheme, no tracking; empty when the URL is unusable."""
    text: str
    section: int | None
    """Position of its section among the notes' sections; None in a transcript."""
    line: int | None
    """Position of its line within the section."""
    start: int
    end: int
    """Where its text stands in the line's (or turn's) `text.string`."""
    span: Span
    """The whole link in the source, brackets and target included."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the notes, markup taken off."""

    text: Text
    indent: int
    """Columns of white space before it."""
    bullet: bool
    """Whether it began with a list marker."""
    heading: int
    """1 to 6 for a Markdown heading, 0 for none."""
    bold: bool = False
    """Whether the whole line was emphasised."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the notes under a heading or label."""

    kind: SectionKind
    heading: str
    """Its heading as read, empty for the stretch before the first one."""
    lines: tuple[Line, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's unbroken stretch of a transcript."""

    label: str | None
    """The speaker label as written, markup taken off; None where the source names nobody."""
    text: Text
    start: float | None = None
    """Seconds from the beginning, where the source gives a time."""
    advertisement: bool = False
    repeat: int = 1
    """How often the source repeats it in a row (a fault of automatic captions)."""
    label_span: Span | None = None
    times: tuple[tuple[int, float], ...] = ()
    """(offset in text.string, seconds) where a new time begins within the turn."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one file contributes to an episode: notes, a transcript, or both."""

    document: Document
    form: str
    """Name of the loader that read it."""
    meta: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    """Front matter: scalars and lists of scalars, all as strings."""
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    turns: tuple[Turn, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A file that an episode was read from."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode as read: no judgement yet."""

    id: str
    """`SHOW/NAME`, stable from run to run; two slugs."""
    show: str
    """The show's slug."""
    title: str
    number: int | None
    date: str | None
    """ISO 8601 day."""
    duration: int | None
    """Seconds."""
    sources: tuple[Source, ...]
    tags: tuple[str, ...]
    sections: tuple[Section, ...]
    links: tuple[Link, ...]
    turns: tuple[Turn, ...]
    warnings: tuple[str, ...] = ()
    title_text: Text | None = None
    """The title with its place in the source, where it is written in one."""
    audio: str | None = None
    """URL of the recording, where the front matter gives it."""
    url: str | None = None
    """URL of the episode's own page, likewise."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentence or line that a mention stands in: the evidence shown to a reader."""

    text: str
    span: Span
    place: Place
    speaker: str | None
    """Resolved full name, else the label as written, else None."""
    time: float | None
    """Seconds."""
    turn: int | None = None
    """Position of the turn it stands in among the episode's; None for the notes."""
    word: int = 0
    """How many words of the episode, title and notes first, stand before it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that names an entity."""

    surface: str
    """The words as written: equals the source at `span`."""
    span: Span
    place: Place
    passage: int
    """Position among the extraction's passages."""
    evidence: Evidence
    confidence: float
    """0 to 1."""
    why: str = ""
    """What decided, in a few words for a reader: `cue "deploy"`, `linked: github.com/rack/rack`."""


@dataclass(frozen=True, slots=True)
class Technology:
    """A technology named in an episode."""

    id: str | None
    """The catalogue's id; None for a name that the catalogue does not know (NIL)."""
    name: str
    kind: Kind
    mentions: tuple[Mention, ...]
    pages: tuple[str, ...] = ()
    """Canonical URLs of its own repository, package or home page, where the episode links to them."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person who takes part in an episode or is spoken of."""

    name: str
    role: Role
    aliases: tuple[str, ...]
    """Other surfaces that refer to them: first names, nicknames, labels, misspelt labels."""
    mentions: tuple[Mention, ...]
    profiles: tuple[str, ...] = ()
    """Canonical URLs of their own pages, where the notes give them."""
    id: str | None = None
    """Node id, given when the corpus is resolved; None before."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A recommendation."""

    title: str
    url: str | None
    by: tuple[str, ...]
    """Full names; empty when the text does not say."""
    passage: int
    span: Span
    technologies: tuple[str, ...] = ()
    """Names of the technologies it is about."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A timestamped heading of the notes."""

    time: str
    """As written."""
    seconds: int | None
    """None when the time is not a possible one."""
    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sponsor:
    """Who pays for the show."""

    name: str
    passages: tuple[int, ...]
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A link and what it identifies."""

    link: Link
    place: Place
    identifies: str | None
    """`repository`, `package`, `aws-service`, `wikipedia`, `profile`, `episode`, `product`, or
    None when nothing is known of its target."""
    target: str | None
    """The identified thing: `owner/name`, a package name, a service, an article title …"""


@dataclass(frozen=True, slots=True)
class Show:
    """What an archive's owner states of a show (kg.config); nothing of it is read from episodes."""

    title: str | None = None
    """Its label; None for one made of the slug."""
    hosts: tuple[str, ...] = ()
    """Full names. Each is a host of the episodes that name them or that they speak in."""
    homepage: str | None = None
    """URL."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one episode: a function of its sources, the catalogue, the model and what is stated of its show."""

    id: str
    show: str
    title: str
    number: int | None
    date: str | None
    duration: int | None
    sources: tuple[Source, ...]
    tags: tuple[str, ...]
    passages: tuple[Passage, ...] = ()
    people: tuple[Person, ...] = ()
    technologies: tuple[Technology, ...] = ()
    picks: tuple[Pick, ...] = ()
    topics: tuple[Topic, ...] = ()
    sponsors: tuple[Sponsor, ...] = ()
    links: tuple[Reference, ...] = ()
    speakers: tuple[tuple[str, str | None], ...] = ()
    """(label as written, full name or None when nobody fits), in order of first appearance."""
    words: int = 0
    turns: int = 0
    warnings: tuple[str, ...] = field(default=())
    audio: str | None = None
    url: str | None = None
