"""Words in, what is known of them as people's names out.

Given names and surnames are those of the 1990 United States census as the `names` package ships
them; short forms come from the `nicknames` package.
"""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from nicknames import NickNamer
from rapidfuzz.distance import OSA


def _stop_words() -> frozenset[str]:
    """Return spaCy's stop words; their module is run by itself, since all of spaCy takes a second to import."""
    spacy = find_spec("spacy")
    if spacy is None or spacy.origin is None:
        raise ModuleNotFoundError("spaCy is not installed", name="spacy")
    module = Path(spacy.origin).parent / "lang" / "en" / "stop_words.py"
    return frozenset(runpy.run_path(str(module))["STOP_WORDS"])


STOP_WORDS = _stop_words()
"""English words that say little by themselves."""

_MOST_SURNAMES = 30_000
"""Rank in the census after which surnames are too rare to speak for a name."""

PARTICLES = frozenset("van von der den de da di la le du del dos el al bin ter ten mc o".split())
_WORD = r"[^\W\d_][^\W\d_’'\-]*(?:[’'\-][^\W\d_]+)*[’']?"
_TOKEN = re.compile(rf"(?<![\w@/.])(?:[^\W\d_]\.)+(?!\w\w)|(?<!@){_WORD}")
_CAPITAL = r"[^\W\d_a-z]"
_MORE = rf"(?: (?:{_CAPITAL}\S*|(?:{'|'.join(sorted(PARTICLES))})(?!\w)))"
_RUN = re.compile(rf"(?<!\w){_CAPITAL}(?:\.{_CAPITAL}\S*{_MORE}*|\S*{_MORE}+)")
"""Where a name may stand: two words, or what is glued to initials, the first with a letter that is no small one of ASCII."""

_CONTRACTION = re.compile(
    r"(?:I|You|We|They|He|She|It|That|There|Who|What|Here|Where|How|When|This)[’'](?:m|ve|re|ll|d|s)$|Let[’']s$|\w+n[’']t$|[A-Z][’']all$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"[’']s?$|s[’']$")

NOT_IN_NAMES = frozenset(
    STOP_WORDS
    | set(
        "hi hey hello thanks thank yes yeah yep no nope okay ok oh wow awesome cool great good right well alright sure please"
        " welcome mr mrs ms dr sir uncle follow left featuring bank deck cafe weblog watcher today tomorrow yesterday episode show podcast panel guest host introduction intro picks pick"
        " book books movie series video blog post twitter github medium linkedin facebook instagram youtube website site email"
        " company inc corp llc ltd university school institute conference conf meetup summit camp group team community foundation"
        " project system systems software code coder coding course courses class classes training academy developer developers"
        " development engineer engineers engineering manager lead senior junior director founder cofounder author"
        " editor professor doctor president monday tuesday wednesday thursday friday saturday sunday january february march"
        " july september october november december north south east west new old san los las saint mount"
        " lake city street river county valley state states united kingdom america american english british european"
        " french german japanese chinese indian open source free public private cloud web mobile app apps service services"
        " server data database framework frameworks library language platform tool tools game games studio labs lab media"
        " press guide handbook manual introduction part chapter edition volume version official documentation docs api sdk"
        " the a an and or but so if when how why what who where this that these those my your our their his her its"
        " got let lets just like also then there here going gonna wanna big little best top first second third next last"
        " ninja master pro plus mini air one two three four five six seven eight nine ten remote day days week weeks"
        " year years night morning north american national international global world home work life love time money"
        " startup business agile scrum design designer pattern patterns principles practice practices test tests testing"
        " driven programming programmer programmers computer science art history story stories star wars".split()
    )
)  # fmt: skip
"""Words that are no part of a person's name, though they stand capitalised beside one."""


@cache
def _census(name: str) -> dict[str, int]:
    """Return {case-folded name: rank} of one of the census lists."""
    text = files("names").joinpath(name).read_text(encoding="utf-8")
    return {line.partition(" ")[0]: rank for rank, line in enumerate(text.casefold().splitlines()) if line}


@cache
def is_given_name(word: str) -> bool:
    """Whether `word` is among the census's given names or their short forms."""
    key = word.casefold()
    return (
        key in _census("dist.female.first")
        or key in _census("dist.male.first")
        or bool(_nicknamer().canonicals_of(key))
    )


@cache
def is_surname(word: str) -> bool:
    """Whether `word` is one of the more frequent surnames of the census."""
    return (
        _census("dist.all.last").get(word.casefold().replace("’", "'").replace("'", ""), _MOST_SURNAMES)
        < _MOST_SURNAMES
    )


@cache
def _nicknamer() -> NickNamer:
    return NickNamer()


@cache
def same_given_name(a: str, b: str) -> bool:
    """Whether one of two given names is a short form of the other (Chuck, Charles), by the list."""
    a, b = a.casefold(), b.casefold()
    if a == b:
        return True
    namer = _nicknamer()
    return b in namer.canonicals_of(a) or a in namer.canonicals_of(b) or b in namer.nicknames_of(a)


@cache
def is_slip(a: str, b: str) -> bool:
    """Whether two words are alike but for a slip of the keyboard: JESICCA, Jessica."""
    a, b = a.casefold(), b.casefold()
    return (
        len(a) > 3
        and len(b) > 3
        and a[0] == b[0]
        and OSA.distance(a, b, score_cutoff=2) <= (2 if min(len(a), len(b)) > 5 else 1)
    )


_NO_SURNAMES = frozenset(
    "and or but is was has had the a an of in on at to for with introduction intro twitter github blog panel".split()
)
"""Words that are no surname even behind a given name; others are, as in Ryan Done."""


class NameSpan(NamedTuple):
    """A run of words that could be somebody's full name."""

    name: str
    start: int
    end: int


def tokens_of(name: str) -> list[str]:
    """Return the words of a name, initials as they are."""
    return _TOKEN.findall(name)


def find_names(text: str) -> Iterator[NameSpan]:
    """Yield the runs of two to four capitalised words of `text` that could be a full name.

    Initials and particles may stand inside; words that open sentences or name things are cut off
    at both ends, and a run that still holds one is no name.
    """
    return iter(_names_in(text))


@lru_cache(4_096)
def _names_in(text: str) -> tuple[NameSpan, ...]:
    """Several extractors read the same text one after the other."""
    return tuple(_find_names(text))


def _find_names(text: str) -> Iterator[NameSpan]:
    for run in _RUN.finditer(text):
        yield from _names_of_run(text, run.start(), run.end())


def _names_of_run(text: str, first: int, last: int) -> Iterator[NameSpan]:
    block: list[tuple[str, int, int]] = []
    for found in _TOKEN.finditer(text, first, last):
        word, start, end = found.group(), found.start(), found.end()
        follows = (
            bool(block) and text[block[-1][2] : start] in (" ", "") and not _POSSESSIVE.search(block[-1][0])
        )
        if block and not follows:
            yield from _trimmed(text, block)
            block = []
        if _capital(word) or (block and word.casefold() in PARTICLES):
            block.append((word, start, end))
        elif block:
            yield from _trimmed(text, block)
            block = []
    if block:
        yield from _trimmed(text, block)


def _capital(word: str) -> bool:
    return word[0].isupper()


def _trimmed(text: str, block: list[tuple[str, int, int]]) -> Iterator[NameSpan]:
    def ordinary(word: str) -> bool:
        if _CONTRACTION.match(word) or re.fullmatch(r"C[A-Z]O", word):  # a contraction or an office
            return True
        return _bare(word).casefold() in NOT_IN_NAMES and not (len(word) <= 3 and word.endswith("."))

    for part in _parts(block, ordinary):
        while part and not _capital(part[0][0]):
            part = part[1:]
        while part and (not _capital(part[-1][0]) or part[-1][0].endswith(".")):
            part = part[:-1]
        if 2 <= len(part) <= 5:
            start, end = part[0][1], part[-1][2]
            name = text[start:end]
            name = _POSSESSIVE.sub(lambda m: "s" if m.group()[0] == "s" else "", name)
            yield NameSpan(name, start, start + len(name))


def _parts(
    block: list[tuple[str, int, int]], ordinary: Callable[[str], bool]
) -> Iterator[list[tuple[str, int, int]]]:
    """Yield the runs of `block` between its ordinary words: Marco Rogers [Twitter Feed]."""
    part: list[tuple[str, int, int]] = []
    for word in block:
        if ordinary(word[0]) and not (len(part) == 1 and _is_plain_surname([*part, word])):
            yield part
            part = []
        else:
            part.append(word)
    yield part


_PLAIN_SURNAMES = 2_500
"""Rank up to which a surname that is also an ordinary word (West, Day, Love) is taken for one behind a given name."""


def _is_plain_surname(block: list[tuple[str, int, int]]) -> bool:
    """Whether the last of two words is a frequent surname behind a frequent given name: David West."""
    if len(block) != 2:
        return False
    rank = _census("dist.all.last").get(_bare(block[1][0]).casefold(), _MOST_SURNAMES)
    return rank < _PLAIN_SURNAMES and given_rank(block[0][0]) < 300


@cache
def given_rank(word: str) -> int:
    """Return the rank of a given name in the census, the better of the two lists; a large number for none."""
    key = word.casefold()
    none = 100_000
    return min(_census("dist.female.first").get(key, none), _census("dist.male.first").get(key, none))


@cache
def surname_rank(word: str) -> int:
    """Return the rank of a surname in the census; a large number for none."""
    return _census("dist.all.last").get(word.casefold().replace("’", "'").replace("'", ""), 100_000)


def _bare(word: str) -> str:
    return re.sub(r"[’']s?$", "", word)


def looks_like_name(name: str) -> bool:
    """Whether `name`, given as somebody's by its place, is shaped like a person's name."""
    words = name.split()
    if not 1 <= len(words) <= 5 or len(name) > 48:
        return False
    if any(char.isdigit() or char in '@/:|#&+=<>[]{}?!*"' for char in name):
        return False
    if not all(
        word[0].isupper() or word.casefold() in PARTICLES or word.startswith(("’", "'")) for word in words
    ):
        return len(words) == 2 and is_given_name(words[0]) and is_surname(words[1])
    ordinary = [word for word in words if _bare(word).casefold() in NOT_IN_NAMES]
    return not ordinary or (
        len(words) == 2
        and ordinary == [words[1]]
        and is_given_name(words[0])
        and words[1].casefold() not in _NO_SURNAMES
    )


def lexical_score(name: str) -> int:
    """Return how strongly the lists speak for `name` as a person's: 0 to 2."""
    words = tokens_of(name)
    if len(words) < 2:
        return 0
    initials = bool(re.fullmatch(r"(?:[^\W\d_]\.)+|[A-Z]{2}", words[0]))
    return int(initials or is_given_name(words[0].split("-")[0])) + int(is_surname(words[-1].split("-")[-1]))


def plain_name(name: str) -> str:
    """Return `name` with single blanks and no marks around it; capitals become a name's (`JOE EAMES`)."""
    name = re.sub(r",? (?:Ph\.?D|Psy\.?D|M\.?D|MBA|Esq)\.?$", "", " ".join(name.split())).strip(
        " ,;:.–—-*_•·“”\"'’()[]✌"
    )
    if name.isupper() and (len(name) > 3 or " " in name or (len(name) == 3 and is_given_name(name))):
        name = " ".join(
            part.capitalize() if len(part) > 2 or "." not in part else part for part in name.split()
        )
    return name
