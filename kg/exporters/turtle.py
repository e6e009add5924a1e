"""The parts of the data set come in, Turtle or TriG goes out: sorted, pretty, addresses below the base short.

Turtle has no named graphs, so there it is one graph, with the parts' names as comments.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import IO

import pyoxigraph

from kg import vocabulary
from kg.rdf.dataset import Part
from kg.rdf.terms import OPEN, Block, Row, Shape

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
"""Local names that need no escape in Turtle (a subset of PN_LOCAL)."""

_XSD = vocabulary.FOREIGN["xsd"][0]
_BARE = {f"^^<{_XSD}{name}>" for name in ("integer", "decimal", "boolean")}
"""Datatypes whose values Turtle writes without quotes."""

_END = b" .\n"
"""What a block ends with; no text has a line end that is not escaped."""

_BETWEEN = " ;\n    "
"""What stands between a subject's predicates."""

_TYPE = f"<{vocabulary.terms()['rdf:type']}>"


def write_turtle(
    parts: Iterable[Part], handle: IO[bytes], base: str, prefixes: dict[str, str] | None = None
) -> None:
    """Write `parts` as one graph, with the prefixes given or those that the data set uses."""
    prefixes = prefixes or vocabulary.written_prefixes(base)
    short = shortener(base, prefixes)
    handle.write(turtle_head(base, prefixes))
    for part in parts:
        handle.write(turtle_part(part, short))


def turtle_part(part: Part, short: Callable[[str], str]) -> bytes:
    """Return a part as it stands in a file of Turtle; `short` is a `shortener`."""
    return turtle_joined(part.name, (turtle_block(one, short) for one in part.blocks), short)


def turtle_joined(name: str | None, blocks: Iterable[str], short: Callable[[str], str]) -> bytes:
    """Return the part of a name that consists of blocks, by their subjects, as it stands in a file of Turtle."""
    title = f"# {short(name)}" if name else "# the data set"
    body = "\n".join(blocks)
    return f"\n{title}\n\n{body}".encode()


def quads(part: bytes, graph: str, base: str) -> Iterator[bytes]:
    """Yield the statements of a part as lines of N-Quads in a graph (a term), in the spelling of N-Triples."""
    head = turtle_head(base, vocabulary.written_prefixes(base))
    for quad in pyoxigraph.parse(head + part, pyoxigraph.RdfFormat.TURTLE):
        yield f"{quad.triple} {graph} .\n".encode()


def changed_part(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """Return what of the part `before` is not in `after`, and the other way round, as statements of Turtle.

    Both are what `turtle_part` returns of one named graph, or empty. Where a predicate has several objects
    that are texts and one has changed, all of them stand in both.
    """
    if before == after:
        return b"", b""
    one, other = _blocks(before), _blocks(after)
    same = set(one).intersection(other)
    changed = {_subject(block) for block in (*one, *other) if block not in same}
    old, new = (_rows(block for block in blocks if _subject(block) in changed) for blocks in (one, other))
    lost = (_told(subject, rows - new.get(subject, set())) for subject, rows in old.items())
    won = (_told(subject, rows - old.get(subject, set())) for subject, rows in new.items())
    return b"".join(sorted(lost)), b"".join(sorted(won))


def _blocks(part: bytes) -> list[bytes]:
    _, _, body = part.partition(b"\n\n")
    return body.removesuffix(_END).split(_END + b"\n") if body else []


def _subject(block: bytes) -> bytes:
    return block[: block.find(b" ")]


def _rows(blocks: Iterable[bytes]) -> dict[bytes, set[bytes]]:
    """Return subject → what is stated of it: a predicate with its object, or with all of them where one is a text."""
    found: dict[bytes, set[bytes]] = defaultdict(set)
    for block in blocks:
        subject, _, rows = block.partition(b" ")
        for row in rows.split(_NEXT):
            predicate, _, objects = row.partition(b" ")
            several = [objects] if b'"' in objects else objects.split(b", ")
            found[subject].update(predicate + b" " + each for each in several)
    return found


def _told(subject: bytes, rows: set[bytes]) -> bytes:
    """Return the rows as statements."""
    return subject + b" " + _NEXT.join(sorted(rows)) + _END if rows else b""


_NEXT = _BETWEEN.encode()


def turtle_names(base: str, prefixes: dict[str, str]) -> bytes:
    """Return the names that such statements use as a query in SPARQL says them, which Turtle allows too."""
    lines = [f"BASE <{base}/>\n", *(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes.items())]
    return "".join(lines).encode()


def write_trig(parts: Iterable[Part], handle: IO[bytes], base: str) -> None:
    """Write `parts` as named graphs."""
    prefixes = vocabulary.written_prefixes(base)
    short = shortener(base, prefixes)
    handle.write(turtle_head(base, prefixes))
    for part in parts:
        indent = "  " if part.name else ""
        body = "\n".join(turtle_block(one, short, indent) for one in part.blocks)
        # Without the word GRAPH, which is optional, and which Raptor's parser does not know.
        handle.write((f"\n{short(part.name)} {{\n{body}}}\n" if part.name else f"\n{body}").encode())


def turtle_head(base: str, prefixes: dict[str, str]) -> bytes:
    """Return what a file of Turtle begins with."""
    lines = [f"@base <{base}/> .\n"]
    lines += [f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items()]
    return "".join(lines).encode()


def shortener(base: str, prefixes: dict[str, str]) -> Callable[[str], str]:
    """Return the function that gives a term as Turtle writes it, relative to `base` and by `prefixes`."""
    known = {
        f"<{iri}>": curie
        for curie, iri in vocabulary.terms(base).items()
        if curie.partition(":")[0] in prefixes
    }
    below = f"<{base}/"
    begin = len(below)
    folders = {name for name in vocabulary.ENTITIES if prefixes.get(name) == f"{base}/{name}/"}

    @lru_cache(65_536)
    def entity(path: str) -> str:
        folder, _, name = path.partition("/")
        return f"{folder}:{name}" if _LOCAL.fullmatch(name) else f"<{path}>"

    def shortened(term: str) -> str:
        if term in known:
            return known[term]
        if term[0] == "<":
            if not term.startswith(below) or len(term) == begin + 1:
                return term
            path = term[begin:-1]
            return entity(path) if path[: path.find("/")] in folders else f"<{path}>"
        at = term.rfind('"') + 1
        suffix = term[at:]
        if suffix in _BARE:
            return term[1 : at - 1]
        return f"{term[:at]}^^{shortened(suffix[2:])}" if suffix.startswith("^^") else term

    often = lru_cache(65_536)(shortened)

    def short(term: str) -> str:
        return often(term) if len(term) < _OFTEN else shortened(term)

    return short


_OFTEN = 80
"""Characters below which a term is a name or number that comes again rather than a sentence."""


def turtle_block(one: Block | Row, short: Callable[[str], str], indent: str = "") -> str:
    """Return a subject's statements as they stand in a file: its types first, then by predicate."""
    if isinstance(one, Row):
        template, terms = _template(one.shape, short, indent)
        values = list(one.values)
        for at in terms:
            values[at] = short(values[at])
        return template % (short(one.subject), *values)
    types: list[str] = []
    rows: list[str] = []
    last = ""
    between = _BETWEEN + indent
    for predicate, value in one.pairs:  # sorted, so that a predicate's values stand together
        text = value if value[-3:] == "@en" else short(value)
        if predicate == _TYPE:
            types.append(text)
        elif predicate == last:
            rows[-1] += ", " + text
        else:
            rows.append(f"{short(predicate)} {text}")
        last = predicate
    if types:
        rows.insert(0, "a " + ", ".join(types))
    return f"{indent}{short(one.subject)} {between.join(rows)}{_END.decode()}"


@lru_cache(16)
def _template(shape: Shape, short: Callable[[str], str], indent: str) -> tuple[str, tuple[int, ...]]:
    """Return the statements of all subjects of a shape, with `%s` for what differs, and which of that are terms."""
    text = turtle_block(Block(OPEN, list(shape)), short, indent).replace("%", "%%").replace(OPEN, "%s")
    holes = [value for _, value in shape if OPEN in value]
    return text, tuple(at for at, value in enumerate(holes) if value == OPEN)
