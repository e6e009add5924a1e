"""Archives in; a small recogniser of spaCy for TECHNOLOGY and PERSON, trained on what kg itself finds, out.

Silver labels: the mentions of technologies that the catalogue or a link gives, and those of people. A name
that kg only took from the words around it is left open: the recogniser is neither told nor corrected there.
At each pass some names, of technologies and of nothing known alike, are replaced by invented ones, so that
what is learnt is how talk of a technology runs and not which names the catalogue has.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.extractors.name_shapes import NAME
from kg.extractors.passages import Stretch, stretches
from kg.model import Episode, Text
from kg.pipeline.episodes import extract_episode

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Span
    from spacy.training import Example

TECHNOLOGY, PERSON = "TECHNOLOGY", "PERSON"
OPEN, OTHER = "?", ""
"""Of a name that may be either, and of capitalised words that kg takes for nothing."""

SEED = 17
_PLAIN = 0.15
"""Share of the sentences without any name that are kept; the others have little to teach."""
_LONGEST = 600
"""Code points of a sentence that is learnt from; a longer one is a list or lacks its full stops."""

_END = re.compile(r"(?<=[.!?…]) (?=[\"“‘(\[]?[A-Z])")
_ONSETS = (
    "b bl br c ch cl cr d dr f fl fr g gl gr h j k kl l m n p pl pr qu r s sk sl sp st t tr v w x y z".split()
)
_VOWELS = "a e i o u a e i o ai ea ee io oo ou y".split()
_CODAS = " ; ;b;d;ft;g;k;l;ll;m;n;nd;ng;p;r;rk;s;sh;st;t;x".replace(" ", "").split(";")
_ENDINGS = ("JS", ".js", ".io", "DB", "SQL", "Kit", "Hub", "Script", "Lab", "Base", " Studio", " Cloud")


class Label(NamedTuple):
    """A stretch of a sentence and what it names."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its names, in order and apart."""

    text: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is learnt, and by how large a model."""

    episodes: int = 400
    passes: int = 1
    width: int = 64
    masked: float = 0.3
    """Share of the names that a pass replaces by invented ones."""
    step: int = 800
    """Words that one step learns from."""


def train_recogniser(episodes: Sequence[Episode], plan: Plan = Plan()) -> Language:
    """Return the recogniser that `plan.episodes` of `episodes` teach; the same input gives the same one."""
    chosen = sample(episodes, plan.episodes)
    sentences = [sentence for episode in chosen for sentence in silver(episode)]
    count = Counter(label.name for sentence in sentences for label in sentence.labels)
    print(
        f"{len(chosen)} episodes, {len(sentences)} sentences, {count[TECHNOLOGY]} names of technologies, {count[PERSON]} of people",
        flush=True,
    )
    return fitted(sentences, plan)


def sample(episodes: Sequence[Episode], most: int) -> list[Episode]:
    """Return up to `most` episodes, the same ones whatever the order of `episodes`."""
    return sorted(episodes, key=lambda episode: (zlib.crc32(episode.id.encode()), episode.id))[:most]


def silver(episode: Episode) -> Iterator[Sentence]:
    """Yield the sentences of an episode with what kg finds in them, advertisements left out."""
    found = extract_episode(episode)
    marked = [
        (mention.span, TECHNOLOGY if mention.evidence in ("catalogue", "link") else OPEN)
        for technology in found.technologies
        for mention in technology.mentions
    ]
    marked += [(mention.span, PERSON) for person in found.people for mention in person.mentions]
    marked.sort(key=lambda pair: pair[0])
    random = Random(episode.id)  # noqa: S311  (no secret)
    for stretch in stretches(episode):
        if stretch.place == "sponsors" or not stretch.text.string:
            continue
        labels = _labels(stretch, marked)
        for sentence in _sentences(stretch.text.string, labels):
            if sentence.labels or random.random() < _PLAIN:
                yield sentence


def _labels(stretch: Stretch, marked: Sequence[tuple[Any, str]]) -> list[Label]:
    """Return the names in a stretch, the longest first where two share words, then by place."""
    text = stretch.text
    whole = text.span(0, len(text.string))
    first = bisect_right(marked, (whole, ""))
    inside: list[Label] = []
    for span, name in marked[max(0, first - 1) :]:
        if span.source != whole.source or span.start >= whole.end:
            break
        if span.start >= whole.start and span.end <= whole.end:
            inside.append(Label(position(text, span.start), position(text, span.end - 1) + 1, name))
    inside += [Label(*match.span(), OTHER) for match in NAME.finditer(text.string)]
    kept: list[Label] = []
    for label in sorted(inside, key=lambda item: (item.name == OTHER, item.start - item.end, item)):
        if all(label.end <= other.start or other.end <= label.start for other in kept):
            kept.append(label)
    return sorted(kept)


def position(text: Text, offset: int) -> int:
    """Return where in `text.string` the character at `offset` of the source stands."""
    i = bisect_right([origin for _, origin in text.anchors], offset) - 1
    at, origin = text.anchors[max(i, 0)]
    return at + offset - origin


def _sentences(string: str, labels: Sequence[Label]) -> Iterator[Sentence]:
    """Yield the sentences of a stretch; the words that open one are a name only if kg says so."""
    cuts = [0, *(match.end() for match in _END.finditer(string)), len(string)]
    for start, end in zip(cuts, cuts[1:], strict=False):
        inside = tuple(
            Label(label.start - start, label.end - start, label.name)
            for label in labels
            if start <= label.start
            and label.end <= end
            and not (label.name == OTHER and label.start == start)
        )
        if 0 < end - start <= _LONGEST:
            yield Sentence(string[start:end], inside)


def invented(random: Random) -> str:
    """Return a word that is a name of nothing."""
    syllables = [
        random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_CODAS)
        for _ in range(random.choice((1, 2, 2, 3)))
    ]
    word = "".join(syllables).capitalize()
    return word + random.choice(_ENDINGS) if random.random() < 0.12 else word


def masked(sentence: Sentence, share: float, random: Random) -> Sentence:
    """Return the sentence with a share of its names, people's and open ones left out, invented."""
    pieces: list[str] = []
    labels: list[Label] = []
    at = length = 0
    for label in sentence.labels:
        pieces.append(sentence.text[at : label.start])
        length += label.start - at
        words = sentence.text[label.start : label.end]
        if label.name in (TECHNOLOGY, OTHER) and random.random() < share:
            words = invented(random)
        pieces.append(words)
        labels.append(Label(length, length + len(words), label.name))
        length += len(words)
        at = label.end
    pieces.append(sentence.text[at:])
    return Sentence("".join(pieces), tuple(labels))


def blank(width: int) -> Language:
    """Return an untrained English pipeline of tokenizer, vectors and recogniser."""
    import spacy

    language = spacy.blank("en")
    language.add_pipe("tok2vec", config={"model": {
        "@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": width, "depth": 4,
        "embed_size": 4_000, "window_size": 1, "maxout_pieces": 3, "subword_features": True,
    }})  # fmt: skip
    language.add_pipe("ner", config={"model": {
        "@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False,
        "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "nO": None,
        "tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": width, "upstream": "tok2vec"},
    }})  # fmt: skip
    return language


def example(language: Language, sentence: Sentence) -> Example:
    """Return a sentence as spaCy learns from it; a name that ends within a token is left open."""
    from spacy.training import Example
    from spacy.util import filter_spans

    doc, truth = language.make_doc(sentence.text), language.make_doc(sentence.text)
    named: list[Span] = []
    unclear: list[Span] = []
    for label in sentence.labels:
        if label.name == OTHER:
            continue
        exact = truth.char_span(label.start, label.end, label.name)
        if exact is not None and label.name != OPEN:
            named.append(exact)
        elif inexact := truth.char_span(label.start, label.end, alignment_mode="expand"):
            unclear.append(inexact)
    # Two open names may share a token, which spaCy does not take.
    truth.set_ents(named, missing=filter_spans(unclear), default="outside")
    return Example(doc, truth)


def fitted(sentences: Sequence[Sentence], plan: Plan) -> Language:
    """Return a recogniser trained on `sentences`; its weights are the average over all steps."""
    from thinc.api import fix_random_seed

    fix_random_seed(SEED)
    random = Random(SEED)  # noqa: S311  (no secret)
    language = blank(plan.width)
    # The labels are those of the examples, whatever the first ones hold.
    start = [Sentence(name, (Label(0, len(name), name),)) for name in (TECHNOLOGY, PERSON)]
    first = [example(language, sentence) for sentence in [*start, *sentences[:200]]]
    optimizer = language.initialize(lambda: first)
    order = list(sentences)
    step = max(1, round(plan.step * len(order) / sum(len(sentence.text.split()) for sentence in order)))
    for number in range(plan.passes):
        random.shuffle(order)
        losses: dict[str, float] = {}
        for at in range(0, len(order), step):
            examples = [
                example(language, masked(sentence, plan.masked, random)) for sentence in order[at : at + step]
            ]
            language.update(examples, sgd=optimizer, drop=0.1, losses=losses)
        print(f"pass {number + 1}: loss {losses['ner']:.0f}", flush=True)
    with language.use_params(optimizer.averages):
        return blank(plan.width).from_bytes(language.to_bytes())


def save(language: Language, folder: Path) -> None:
    """Write the recogniser to `folder`, which `spacy.load` and `scripts/bench recognisers --model` take."""
    language.meta |= {"name": "kg_recogniser", "version": "0.1.0"}
    language.to_disk(folder)
