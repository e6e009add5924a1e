"""The words around a name in; how much they speak for a technology or a person, and which of them, out.

Two logistic regressions over the words beside a capitalised name, trained by scripts/train on names
whose sense is known (silver labels). They see no word of the name itself, only its shape, so that
they hold for names they have never met.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from kg.catalog import Hit

_WINDOW = 70
"""Code points on either side that are read."""

_TOKEN = re.compile(r"[^\W_][\w+#’'.-]*[\w+#]|[^\W_]|[,;:!?()/“”\"]|\.(?=\s|$)")

TECHNOLOGY, CAPITAL, NUMBER, EDGE = "<technology>", "<capital>", "<number>", "<edge>"
"""What stands in the features for a known technology, an unknown capitalised word, a number, an end."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the words around a name say."""

    score: float
    """Log-odds that it names what was asked for."""
    why: tuple[str, ...]
    """The features that spoke most strongly for it, strongest first."""


def features(
    text: str, start: int, end: int, known: Sequence[Hit], *, notes: bool, ordinary: bool
) -> list[str]:
    """Return what the model looks at for the name `text[start:end]`.

    Args:
        known: the technologies found in `text`, sorted; those beside the name stand in for their words.
        notes: whether the text is a line of the notes.
        ordinary: whether the name's words stand in the episode in small letters too.
    """
    before = _tokens(text, max(0, start - _WINDOW), start, known)[-8:]
    after = _tokens(text, end, min(len(text), end + _WINDOW), known)[:8]
    left = [EDGE] * (3 - min(3, len(before))) + before[-3:]
    right = after[:3] + [EDGE] * (3 - min(3, len(after)))
    found = [
        f"_ {right[0]}", f"{left[2]} _", f"_ {right[0]} {right[1]}", f"{left[1]} {left[2]} _", f"{left[2]} _ {right[0]}",
        f"_ .. {right[1]}", f"{left[1]} .. _", f"{left[0]} {left[1]} {left[2]} _", f"_ {right[0]} {right[1]} {right[2]}",
    ]  # fmt: skip
    found += sorted({f"near {word}" for word in [*before, *after] if word[0].isalpha() or word == TECHNOLOGY})
    found.append(f"shape {shape(text[start:end])}")
    found.append("in notes" if notes else "in talk")
    if ordinary:
        found.append("ordinary word")
    around = sum(abs(hit.start - start) < 300 and hit.start != start for hit in known)
    found.append(f"technologies around {min(around, 3)}")
    return found


def _tokens(text: str, start: int, end: int, known: Sequence[Hit]) -> list[str]:
    words: list[str] = []
    inside = [hit for hit in known if hit.start < end and start < hit.end]
    last: Hit | None = None
    for match in _TOKEN.finditer(text, start, end):
        hit = next((h for h in inside if h.start <= match.start() < h.end), None) if inside else None
        if hit is not None:
            if hit is not last:
                words.append(TECHNOLOGY)
            last = hit
            continue
        word = match.group()
        if word[0].isdigit():
            words.append(NUMBER)
        elif (
            word[0].isupper() and len(word) > 1 and not opens_sentence(text, match.start()) and word not in _I
        ):
            if not (words and words[-1] == CAPITAL):
                words.append(CAPITAL)
        else:
            words.append(word.casefold().replace("’", "'"))
    return words


_I = frozenset({"I'm", "I’m", "I've", "I’ve", "I'd", "I’d", "I'll", "I’ll"})


def opens_sentence(text: str, at: int) -> bool:
    """Whether a word at `at` begins a sentence, where its capital says nothing."""
    before = text[max(0, at - 3) : at].rstrip(" \"“‘'([")
    return not before or before[-1] in ".!?:…"


def shape(name: str) -> str:
    """Return the outline of a name: `Aa` for Ruby, `aA` for BaasBox, `A` for ERB, and how many words."""
    words = re.split(r"[\s-]+", name)
    word = max(words, key=len)
    if word.isupper():
        outline = "A"
    elif word.islower():
        outline = "a"
    elif re.search(r"[a-z][A-Z]", word):
        outline = "aA"
    else:
        outline = "Aa"
    digit = "1" if any(c.isdigit() for c in name) else ""
    mark = "." if "." in word else ""
    return f"{outline}{digit}{mark} {min(len(words), 3)}"


Subject = Literal["technologies", "people"]
"""What the words around a name may speak for; each has weights of its own."""


def judge(
    text: str,
    start: int,
    end: int,
    known: Sequence[Hit],
    *,
    notes: bool,
    ordinary: bool,
    of: Subject = "technologies",
) -> Judgement:
    """Return what the words around `text[start:end]` say; the arguments are those of `features`."""
    weights = model(of)
    spoken = [
        (weights.get(f, 0.0), f) for f in features(text, start, end, known, notes=notes, ordinary=ordinary)
    ]
    score = weights["bias"] + sum(w for w, _ in spoken)
    strongest = sorted((pair for pair in spoken if pair[0] > 0.2), key=lambda pair: (-pair[0], pair[1]))
    return Judgement(score, tuple(f for _, f in strongest[:2]))


@cache
def common_words() -> frozenset[str]:
    """Return the words that talk of technology commonly writes in small letters."""
    words: str = _data()["words"]
    return frozenset(words.split())


@cache
def model(of: Subject = "technologies") -> dict[str, float]:
    """Return the shipped weights by feature, `bias` among them."""
    weights: dict[str, float] = _data()[of]
    return weights


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        files("kg").joinpath("data", "context.json").read_text(encoding="utf-8")
    )
    return data
