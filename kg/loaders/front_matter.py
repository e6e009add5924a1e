"""Front-matter Markdown (Eleventy, Jekyll, Hugo and the like), notes and transcript in one file, in; a `Part` out."""

from __future__ import annotations

import re

import yaml

from kg.model import Document, Part, Section
from kg.sections import read_sections
from kg.turns import read_turns

_OPEN = re.compile(r"\s*---[ \t]*(?:\r\n|\n|\r)")
_CLOSE = re.compile(r"(?:^|(?<=\r))(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\n|\r")
_LONGEST = 64_000
_DEEPEST = 50
_TOO_DEEP = "front matter is nested too deeply; the episode is read without it"
"""libyaml composes by recursion without a limit of its own; some thousand levels end the process."""
_TRANSCRIPT = re.compile(
    r"(?:^|(?<=\r))(?:[^\S\r\n]*(?:#{1,6}[ \t]*[\\*_]*|[\\*_]*\*\*)(?:Full |Episode )?Transcript(?:ion)?:?[\\*_: \t]*|Transcript:?[ \t]*)(?=[\r\n]|\Z)",
    re.MULTILINE | re.IGNORECASE,
)
_INLINE_TRANSCRIPT = re.compile(r"(?<=\s)Transcript:?\s+(?=[\\*_]*[^\W\d_a-z]{2,}[\\*_]*(?: [A-Z])? ?:)")
_FEWEST_WORDS = 60
"""A transcript has at least so many words; less after the heading is left-over notes."""

Meta = tuple[tuple[str, str | tuple[str, ...]], ...]


def sniff(text: str) -> bool:
    """Whether `text` begins with front matter: `---`, and a closing `---` within reach."""
    opening = _OPEN.match(text)
    return bool(opening and _CLOSE.search(text, opening.end(), opening.end() + _LONGEST))


def load(document: Document) -> Part:
    """Read the front matter, the sections of the notes and the turns of the transcript.

    Front matter that is no valid YAML is left out with a warning; the body is read all the same.
    """
    raw = document.text
    opening = _OPEN.match(raw)
    closing = _CLOSE.search(raw, opening.end(), opening.end() + _LONGEST) if opening else None
    meta: Meta = ()
    warnings: list[str] = []
    body = 0
    if opening and closing:
        body = closing.end()
        first_line = 1 + len(_LINE_END.findall(opening.group()))
        meta, problem = read_meta(raw[opening.end() : closing.start()], first_line)
        if problem:
            warnings.append(problem)
    notes_end, transcript_start = _parts(raw, body)
    sections, links = read_sections(raw, body, notes_end)
    turns = (
        read_turns(raw, transcript_start, len(raw), names=listed_names(sections, meta))
        if transcript_start
        else ()
    )
    return Part(document, "front-matter", meta, sections, links, turns, tuple(warnings))


def listed_names(sections: tuple[Section, ...], meta: Meta) -> frozenset[str]:
    """Return the case-folded first and full names in tags and panel lists; a label used once may be among them."""
    listed = [line.text.string for s in sections if s.kind in ("panel", "guests") for line in s.lines]
    listed += [tag for key, value in meta if key == "tags" and isinstance(value, tuple) for tag in value]
    names: set[str] = set()
    for text in listed:
        for found in re.finditer(r"[^\W\d_a-z][\w’'.-]+(?: [^\W\d_a-z][\w’'.-]*){1,2}", text):
            names |= {found.group().casefold(), found.group().split()[0].casefold()}
    return frozenset(names)


def read_meta(text: str, first_line: int = 2) -> tuple[Meta, str | None]:
    """Return (key, value) pairs of a YAML mapping, every scalar as the string it is written as, and a problem.

    Strings, because YAML 1.1 reads `010` as 8 and `45:33` as 2733. The document is only composed,
    never constructed: tags create nothing, and aliases cannot grow. `first_line` is the number of the
    text's first line in its file.
    """
    clean = re.sub(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\t(?=\S{0,80}[ \t]{0,40}:)", " ", text
    )
    clean = re.sub(r"^[ \t]*\t[ \t]*|^ (?=[\w-]+:)", "", clean, flags=re.MULTILINE)
    try:
        if _too_deep(clean):
            return (), _TOO_DEEP
        node = yaml.compose(clean, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        if "nesting depth" in str(error):  # PyYAML has a limit of its own, which kg's may be above
            return (), _TOO_DEEP
        mark = getattr(error, "problem_mark", None)
        if (getattr(error, "context", None) or "").startswith("while scanning"):
            mark = error.context_mark  # where the open quotation mark is, not the end that it ran to
        where = f" (line {first_line + mark.line})" if mark else ""
        what = getattr(error, "problem", None) or " ".join(str(error).split())
        return (
            (),
            f"front matter is not valid YAML{where}: {what}; the episode is read without it: mend the line",
        )
    if node is None:
        return (), None
    if not isinstance(node, yaml.MappingNode):
        return (), "front matter is not a list of `key: value` lines; the episode is read without it"
    pairs: dict[str, str | tuple[str, ...]] = {}
    problem = None
    for key, value in node.value:
        name = key.value.strip() if isinstance(key, yaml.ScalarNode) else ""
        if not name:
            continue
        if name in pairs:
            problem = f"front matter names `{name}` twice; the first is used"
            continue
        if isinstance(value, yaml.ScalarNode):
            pairs[name] = " ".join(value.value.split())
        elif isinstance(value, yaml.SequenceNode):
            pairs[name] = tuple(
                " ".join(i.value.split()) for i in value.value[:1000] if isinstance(i, yaml.ScalarNode)
            )
    return tuple(pairs.items()), problem


def _too_deep(text: str) -> bool:
    """Whether lists and mappings are nested deeper than any front matter has them. Raises `yaml.YAMLError`."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            return True
    return False


def _parts(raw: str, body: int) -> tuple[int, int | None]:
    """Return where the notes end and where the transcript begins; None for no transcript."""
    headings = list(_TRANSCRIPT.finditer(raw, body))
    inline = _INLINE_TRANSCRIPT.search(raw, body, headings[0].start() if headings else len(raw))
    notes_end = min([h.start() for h in headings] + ([inline.start()] if inline else []) + [len(raw)])
    if headings:
        first, last = headings[0], headings[-1]
        spoken = raw[last.end() :]
        if len(spoken.split()) >= _FEWEST_WORDS and not _is_notes(spoken):
            return notes_end, last.end()
        if len(raw[first.end() :].split()) >= _FEWEST_WORDS:
            if _is_notes(raw[first.end() :]):
                return len(raw), None  # the notes stand below an empty heading
            return notes_end, first.end()
    if (
        inline
        and len(raw[inline.end() : headings[0].start() if headings else len(raw)].split()) >= _FEWEST_WORDS
    ):
        return inline.start(), inline.end()
    return notes_end, None


def _is_notes(text: str) -> bool:
    """Whether what follows a transcript heading is show notes: timed headings and links, no labels."""
    timed = len(re.findall(r"^\W{0,6}\d{1,2}:\d{2}(?::\d{2})?\W{1,5}[-–]", text, re.MULTILINE))
    if timed < 2:
        return False
    labels = len(re.findall(r"(?<![^\W\d_])[^\W\d_]{2,}[\\*_]* ?:[\\*_\s]", text))
    return labels < 4 * timed
