"""One document in, the `Part` it contributes to an episode out; the format is decided by content.

A loader is a pair of functions: `sniff(text) -> bool` and `load(document) -> Part`. They are asked
in the order of `LOADERS`; the first that recognises the text reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from kg.loaders import cues, front_matter, labelled, notes
from kg.model import Document, Part, Skipped


class Loader(NamedTuple):
    """How one format is recognised and read."""

    sniff: Callable[[str], bool]
    load: Callable[[Document], Part]


LOADERS: dict[str, Loader] = {
    "vtt": Loader(cues.sniff_vtt, cues.load_vtt),
    "srt": Loader(cues.sniff_srt, cues.load_srt),
    "timed-text": Loader(cues.sniff_timed_text, cues.load_timed_text),
    "front-matter": Loader(front_matter.sniff, front_matter.load),
    "labelled": Loader(labelled.sniff, labelled.load),
    "notes": Loader(notes.sniff, notes.load),
}

_NO_EPISODE = re.compile(
    r"(?:readme|license|licence|changelog|contributing|code[-_]of[-_]conduct|security|authors)(?:\.\w+)?",
    re.IGNORECASE,
)
_EPISODE_KEYS = frozenset(
    "podcast episode_number number episode audio_url audio enclosure enclosure_url duration youtube_video_id"
    " guests guest hosts host mp3 episodenumber season transcript".split()
)
_REASONS = (
    (re.compile(r"\s*[{\[]"), "JSON, not one of the formats that kg reads; export notes as Markdown or the transcript as WebVTT"),
    (re.compile(r"\s*(?:<\?xml|<rss)", re.I), "XML or a feed, not one of the formats that kg reads; export the notes as Markdown"),
    (re.compile(r"\s*(?:<!doctype|<html)", re.I), "an HTML page, not one of the formats that kg reads; save it as Markdown"),
)  # fmt: skip


def form_of(text: str) -> str | None:
    """Return the name of the loader that reads `text`, None for none."""
    return next((name for name, loader in LOADERS.items() if loader.sniff(text)), None)


def load(document: Document) -> Part | Skipped:
    """Return what `document` contributes, or why it is no part of an episode."""
    name = document.path.rsplit("/", 1)[-1]
    if _NO_EPISODE.fullmatch(name):
        return Skipped(document.path, "by its name a file about the project, not an episode")
    form = form_of(document.text)
    if form:
        part = LOADERS[form].load(document)
        return part if _is_episode(part) else Skipped(document.path, _why_not(part))
    for pattern, reason in _REASONS:
        if pattern.match(document.text):
            return Skipped(document.path, reason)
    return Skipped(
        document.path,
        "not recognised as notes, transcript or captions: no front matter, labels, cues or prose",
    )


def _is_episode(part: Part) -> bool:
    if part.form != "front-matter":
        return bool(part.sections or part.turns)
    keys = {key.casefold() for key, _ in part.meta}
    timed = any(section.kind in ("topics", "picks", "panel", "guests") for section in part.sections)
    return bool(keys & _EPISODE_KEYS or part.turns or timed or (part.warnings and part.sections))


def _why_not(part: Part) -> str:
    if part.form == "front-matter":
        return "a page, not an episode: no episode number, audio, podcast or guests in its front matter, no transcript"
    return "nothing to read in it"
