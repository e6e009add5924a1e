"""The picks part of a talk in; the things that speakers say they pick out.

Only a name that a speaker introduces as a pick counts: "my pick is X", "I'm going to pick X", "it's
called X", "the second one is X". It is for episodes whose notes list no picks; what is described but
not named stays unfound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extractors.cast import Cast
from kg.extractors.passages import Passages, Stretch
from kg.model import Episode, Pick, Turn

_BEGIN = re.compile(
    r"\b(?:get|go|going|move|jump|on|over|head|push|pushing|into|in) [^.?!]{0,40}\bpicks\b|\b(?:have|got|do|any|some|start|with) [^.?!]{0,30}\bpicks?\b"
    r"|\bwhat (?:are|is|were|[’']s) your picks?\b|\btime for (?:the |our |some )?picks\b|\bpicks,? (?:[A-Z]\w+)\?",
    re.IGNORECASE,
)
_LATE = 0.5
"""The picks come in the later half of a talk."""

_END = re.compile(
    r"\b(?:thank(?:s| you)[^.!?]{0,30} (?:for coming|for being|for joining)|wrap (?:this |it |things )?up|catch you (?:all )?next|that[’']s (?:all|it) for (?:this|today))",
    re.IGNORECASE,
)
_CAPITAL = r"(?:[A-Z0-9](?:[\w’'+&-]|\.(?=\w))*|i[A-Z]\w+)"
_NAME = rf"{_CAPITAL}(?:(?: (?:of|the|and|for|in|to|a|an|on|with|or|your|my|from|be|vs\.?|&) |: | )(?={_CAPITAL}){_CAPITAL})*"
_THING = rf"(?:[“\"‘'](?P<quoted>[^”\"]{{2,80}}?)[”\"’'](?!\w)|(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|tv|fm|co|me|app|dev|rocks)\b)|(?P<name>(?:[Tt]he )?{_NAME}))"
_LEAD = r"(?:(?:just|actually|probably|definitely|really|also|basically|going to be|gonna be|is|a|an|the|this|that|called|named|sort of|kind of|it[’']s|maybe|like|my|new|great|book|app|podcast|show|game|movie|website|site|blog|library|tool|conference|talk|video|article|from|by|on|at)[, ]+){0,7}?"
_CHOOSES = re.compile(
    r"\b(?:I[’']?m (?:just )?(?:going to|gonna)|I[’']?ll|I will|I want to|I[’']d (?:like|have) to|I think I[’']ll|[Ll]et me|gonna|so I) (?:\w+ ){0,3}?pick (?P<what>(?:[^.!?;]|\.(?=\w)){2,160})"
    r"|\b(?:[Mm]y|[Tt]he|[Oo]ne|[Aa]nother|[Oo]ther) (?:\w+ ){0,2}?pick(?: \w+){0,3}? (?:is|was|would be|will be)(?: going to be| gonna be)? (?P<what2>(?:[^.!?;]|\.(?=\w)){2,160})"
)
_CALLED = re.compile(rf"\b(?:called|titled) {_LEAD}{_THING}")
_ORDINAL = re.compile(
    r"\b(?:[Tt]he|[Mm]y) (?:first|second|third|fourth|last|other|next|final)(?: one| thing| pick)?(?: I[^.!?]{0,30}?)?[^.!?]{0,60}? (?:is|was|would be)\b(?P<what>(?:[^.!?]|\.(?=\w)){2,160})"
)
_USES = re.compile(
    rf"\b(?:reading|read|watching|watched|playing|listening to|picked up|bought|ordered|cracked open|got|saw|see|check out|checking out|recommend) (?:a |an |the |this |my |new |book |game |movie |show ){{0,3}}{_THING}"
)
_FIRST = re.compile(rf"^\W*{_LEAD}{_THING}")
_SOMEWHERE = re.compile(rf"(?:^|,|which is|that is|it[’']s|is|where I live,) ?{_LEAD}{_THING}")
_VAGUE = re.compile(
    r"^(?:that|this|it|those|these|them|him|her|his|my|our|your|the|a|an|some|something|one|two|both|up|out|on|from|and|is|just|all|any|because|people|everyone|rent|i|so)\b",
    re.IGNORECASE,
)
_NOT_THINGS = frozenset(
    "i it so and but the this that these those is are in on at my we you he she they if when there what who yeah yes no ok okay twitter amazon youtube google github netflix itunes show notes".split()
)


def spoken_picks(
    episode: Episode, cast: Cast, stretches: Sequence[Stretch], passages: Passages
) -> Iterator[Pick]:
    """Yield the picks made in speech, in the order of the talk, each thing once a speaker."""
    seen: set[tuple[str, str]] = set()
    for turn, stretch in _pick_turns(episode, stretches):
        who = cast.speakers.get(turn.label or "")
        if not who:
            continue
        for start, end in _things(turn.text.string):
            title = turn.text.string[start:end].strip(" ,.:")
            if (who, title.casefold()) not in seen:
                seen.add((who, title.casefold()))
                passage = passages.add(stretch, start, end, "picks")
                yield Pick(title, None, (who,), passage, stretch.text.span(start, end))


def _pick_turns(episode: Episode, stretches: Sequence[Stretch]) -> Iterator[tuple[Turn, Stretch]]:
    """Yield the turns of the picks part: from the call for picks in the later half to the thanks."""
    of_turn = {s.turn: s for s in stretches if s.turn is not None}
    total = sum(len(turn.text.string) for turn in episode.turns)
    passed = 0
    begun = False
    for n, turn in enumerate(episode.turns):
        passed += len(turn.text.string)
        if turn.advertisement or turn.label is None:
            continue
        if begun and len(turn.text.string) > 25:
            yield turn, of_turn[n]
        if (
            begun
            and len(turn.text.string) < 400
            and _END.search(turn.text.string)
            and not _BEGIN.search(turn.text.string)
        ):
            return
        if not begun and passed > _LATE * total and _BEGIN.search(turn.text.string):
            begun = True


def _things(string: str) -> list[tuple[int, int]]:
    """Return where in a turn the things stand that it introduces as picks."""
    found: list[tuple[int, int]] = []
    for choice in _CHOOSES.finditer(string):
        group = "what" if choice["what"] else "what2"
        _keep(found, _chosen(string, choice.start(group), choice.end(group)))
    for ordinal in _ORDINAL.finditer(string):
        if not any(ordinal.start() <= a < ordinal.end() for a, _ in found):
            _keep(found, _thing(_SOMEWHERE.search(string, ordinal.start("what"), ordinal.end("what"))))
    for called in _CALLED.finditer(string):
        _keep(found, _thing(called))
    if not found and len(string) > 120:
        for use in _USES.finditer(string[:1_200]):
            thing = _thing(use)
            # "reading the Tmux book" names no book; a title is quoted, or two words with an end behind them.
            if thing and (
                use["quoted"]
                or (
                    " " in string[slice(*thing)]
                    and not re.match(r" (?!and|by|which|for|from|on|to|with|as|in)[a-z]", string[thing[1] :])
                )
            ):
                _keep(found, thing)
                break
    return sorted(found)


def _chosen(string: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the thing that "I pick …" names: what follows, what it "is", or what it is called in the next sentence."""
    stop = re.compile(
        r",| (?:because|which|that|who|and (?:I|it|the|we)|from|by|for|so|in|just|as|with|but) "
    ).search(string, start, end)
    first = _thing(_FIRST.match(string[: stop.start() if stop else end], start))
    if first:
        return first
    named = _thing(
        re.compile(rf"(?:which is|called|and that is|and that[’']s) {_LEAD}{_THING}").search(
            string, start, min(len(string), end + 60)
        )
    )
    if named:
        return named
    words = string[start : stop.start() if stop else end].strip()
    if re.search(r"\w\w", words) and len(words.split()) <= 3 and not _VAGUE.match(words):
        return start, start + len(words)
    return None


def _thing(found: re.Match[str] | None) -> tuple[int, int] | None:
    """Return the span of the quoted, capitalised or web name of a match; None for words that name nothing."""
    if not found:
        return None
    for group in ("quoted", "host", "name"):
        if found[group]:
            start, end = found.span(group)
            while end > start and found.string[end - 1] in ".,’'":
                end -= 1
            text = found.string[start:end]
            if (
                re.match(r"I[’'](?:m|ve|ll|d)$", text)
                or text.casefold() in _NOT_THINGS
                or len(text) < 3
                or (group == "name" and text.split()[0].casefold() in _NOT_THINGS - {"the"})
            ):
                return None
            return start, end
    return None


def _keep(found: list[tuple[int, int]], span: tuple[int, int] | None) -> None:
    if span and not any(a < span[1] and span[0] < b for a, b in found):
        found.append(span)
