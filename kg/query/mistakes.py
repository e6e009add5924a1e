"""A query that cannot be read, or that found nothing, comes in; what may be wrong with it goes out as text."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping

from kg import vocabulary
from kg.query.guard import Token, tokens

_WHERE = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.DOTALL)
_CLOSING = {"{": "}", "(": ")", "[": "]"}
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_WORD = re.compile(r"[A-Za-z_]+")
_KEYWORDS = (
    "WHERE OPTIONAL FILTER UNION MINUS GRAPH BIND VALUES GROUP HAVING ORDER LIMIT OFFSET DISTINCT REDUCED EXISTS AS BY COUNT SUM "
    "MIN MAX AVG SAMPLE GROUP_CONCAT BOUND COALESCE REGEX CONTAINS STRSTARTS STRENDS LCASE UCASE YEAR MONTH"
).split()
_MOST_EXPECTED = 8
_TAB = 4


def explain(query: str, message: str, prefixes: Mapping[str, str]) -> str:
    """Return what is wrong with `query`: line, column, the line with a mark below it, and a hint.

    Args:
        message: what the engine says, whose place can be a few words off.
        prefixes: those that need no declaration.
    """
    found = _own_finding(query, prefixes)
    if found is None:
        found = _engine_finding(query, message)
    at, what, hint = found
    line, column = position(query, at)
    shown = f"the query cannot be read: line {line}, column {column}: {what}\n{marked(query, at)}"
    return f"{shown}\n{hint}" if hint else shown


def position(query: str, at: int) -> tuple[int, int]:
    """Return line and column, from 1, of a place in `query`."""
    before = query[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def marked(query: str, at: int) -> str:
    """Return the line that the place is in, its number before it, and a caret below the place."""
    line, column = position(query, at)
    text = query.split("\n")[line - 1].rstrip("\r")
    before = text[: column - 1].expandtabs(_TAB)
    number = f"{line:>4} | "
    return f"{number}{before}{text[column - 1 :].expandtabs(_TAB)}\n{' ' * (len(number) + len(before))}^"


def _significant(query: str) -> list[Token]:
    return [token for token in tokens(query) if token.kind not in ("space", "comment")]


def _own_finding(query: str, prefixes: Mapping[str, str]) -> tuple[int, str, str] | None:
    """Return the place of a common mistake, what it is, and a hint."""
    found = _significant(query)
    if not found:
        return 0, "there is no query", "Write one, such as SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 10"
    for finding in (_quotes(found), _undeclared(found, prefixes), _braces(query, found), _form(found)):
        if finding:
            return finding
    return None


def _quotes(found: list[Token]) -> tuple[int, str, str] | None:
    for token in found:
        if token.kind == "other" and token.text in "\"'":
            return (
                token.start,
                "a text begins that does not end",
                "Close it on the same line with the same quote.",
            )
    return None


def _undeclared(found: list[Token], prefixes: Mapping[str, str]) -> tuple[int, str, str] | None:
    declared = set(prefixes) | {"_"}
    before = ""
    for token in found:
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            elif before == "<":
                return (
                    token.start - 1,
                    "an IRI begins that holds what no IRI can: a space, a quote or a brace",
                    "",
                )
            elif prefix not in declared:
                near = difflib.get_close_matches(prefix, declared, n=2)
                meant = f" Did you mean {' or '.join(f'{name}:' for name in near)}?" if near else ""
                known = ", ".join(f"{name}:" for name in sorted(prefixes))
                return (
                    token.start,
                    f"the prefix {prefix}: is not declared",
                    f"Declare it with PREFIX {prefix}: <…>, or use one of {known}.{meant}",
                )
        before = token.text.upper()
    return None


def _braces(query: str, found: list[Token]) -> tuple[int, str, str] | None:
    opened: list[Token] = []
    for token in found:
        if token.kind != "other":
            continue
        if token.text in _CLOSING:
            opened.append(token)
        elif token.text in _CLOSING.values():
            if not opened:
                return token.start, f"{token.text} closes nothing", _missing_brace(query, found, token)
            last = opened.pop()
            if _CLOSING[last.text] != token.text:
                line, column = position(query, last.start)
                return (
                    token.start,
                    f"{token.text} stands where the {last.text} of line {line}, column {column} must be closed",
                    f"Write {_CLOSING[last.text]} before it.",
                )
    if opened:
        return opened[-1].start, f"{opened[-1].text} is not closed", f"Add {_CLOSING[opened[-1].text]}."
    return None


def _missing_brace(query: str, found: list[Token], closing: Token) -> str:
    before = [token for token in found if token.start < closing.start]
    if closing.text == "}" and not any(token.text == "{" for token in before):
        return "The pattern stands in braces: … WHERE { … }; the first one is missing."
    return f"Leave it out, or open it before line {position(query, closing.start)[0]} ends."


def _form(found: list[Token]) -> tuple[int, str, str] | None:
    """Whether the query begins as a query does, and has a pattern in braces."""
    rest = list(found)
    while rest and rest[0].text.upper() in ("PREFIX", "BASE"):
        while rest and rest[0].kind != "iri":
            rest.pop(0)
        rest = rest[1:]
    if not rest:
        return found[-1].end, "after the declarations there is no query", ""
    first = rest[0]
    if first.text.upper() not in _FORMS:
        near = difflib.get_close_matches(first.text.upper(), _FORMS, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        return (
            first.start,
            f"a query does not begin with {first.text}",
            f"It begins with one of {', '.join(_FORMS)}.{meant}",
        )
    if first.text.upper() != "DESCRIBE" and not any(token.text == "{" for token in rest):
        return rest[-1].end, "the pattern is missing", "It stands in braces: … WHERE { … }"
    return None


def _engine_finding(query: str, message: str) -> tuple[int, str, str]:
    match = _WHERE.match(message)
    if match is None:
        return 0, message, ""
    line, column, rest = int(match[1]), int(match[2]), match[3]
    lines = query.split("\n")
    at = min(sum(len(text) + 1 for text in lines[: line - 1]) + column - 1, len(query))
    for known in ("The SELECT contains a variable that is unbound", "unbound"):
        if known in rest:
            return (
                _word_at(query, "SELECT") or 0,
                "a column is neither grouped nor an aggregate",
                "Put the variable into GROUP BY, or around it COUNT, MIN, MAX, SUM, AVG or SAMPLE.",
            )
    if "IRI parsing failed" in rest:
        return (
            _token_before(query, at),
            "this is no complete IRI",
            "Write <https://…>, or a name with a prefix.",
        )
    # Character classes are of no use to a reader.
    expected = [item.strip() for item in re.sub(r"\[[^\]]*\]+", "", rest).split(",")]
    keywords = [item for item in expected if _WORD.fullmatch(item)]
    if keywords and not any('"' in item for item in expected):
        # The engine points behind the characters that it compared with a keyword.
        at -= min(min(len(word) for word in keywords), at)
    token = next((token for token in _significant(query) if token.end > at), None)
    if token is None:
        return len(query.rstrip()), "the query ends too early", _possible(expected)
    if token.kind == "word":
        near = difflib.get_close_matches(token.text.upper(), _KEYWORDS, n=1)
        if near == [token.text.upper()]:
            return token.start, f"what follows {token.text} does not belong there", ""
        meant = (
            f"Did you mean {near[0]}?"
            if near
            else "Variables begin with ?, names have a prefix, texts have quotes."
        )
        return token.start, f"{token.text} is not expected here", meant
    return token.start, f"from {token.text} on it is not SPARQL", _possible(expected)


def _possible(expected: list[str]) -> str:
    signs = sorted({item.strip('"') for item in expected if item.startswith('"') and item != '","'})
    return f"Possible here: {' '.join(signs[:_MOST_EXPECTED])}" if signs else ""


def _token_before(query: str, at: int) -> int:
    return max((token.start for token in _significant(query) if token.end <= at), default=0)


def _word_at(query: str, word: str) -> int | None:
    return next((token.start for token in tokens(query) if token.text.upper() == word), None)


def unknown_terms(query: str, base: str) -> list[str]:
    """Return a sentence for each term of the query that no graph of kg's uses, with those near to it.

    Only terms of vocabularies that kg uses are looked at, and not names of entities.
    """
    known = vocabulary.terms(base)
    spaces = {curie.partition(":")[0] for curie in known}
    declared = _declared(query)
    sentences: dict[str, str] = {}
    for token in _significant(query):
        prefix = token.text.partition(":")[0]
        if token.kind != "name" or token.text in known or prefix not in spaces or prefix in declared:
            continue
        local = token.text.partition(":")[2]
        if not local or token.text in sentences:
            continue
        near = difflib.get_close_matches(token.text, known, n=3, cutoff=0.5)
        near += [curie for curie in known if curie.partition(":")[2].lower() == local.lower()]
        meant = f"; near it: {', '.join(dict.fromkeys(near))}" if near else ""
        sentences[token.text] = f"{token.text} is not used in kg's graphs{meant}"
    return list(sentences.values())


def _declared(query: str) -> set[str]:
    """Return the prefixes that the query declares itself, which may mean anything."""
    return set(_declarations(_significant(query)))


def _declarations(found: list[Token]) -> Iterator[str]:
    for before, token in zip(found, found[1:], strict=False):
        if before.text.upper() == "PREFIX" and token.kind == "name":
            yield token.text.partition(":")[0]
