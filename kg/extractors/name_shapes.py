"""A line or turn in; what in it is written like a technology's name, and may be one by its words alone, out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from kg.catalog import Catalogue, Hit, fold
from kg.context import opens_sentence
from kg.names import STOP_WORDS

_WORD = r"[A-Z][\w+#]*(?:[.’'&-][\w+#]+)*"

NAME = re.compile(rf"(?<![\w@/#.’'-]){_WORD}(?: (?:{_WORD}|\d+(?:\.\d+)*(?!\w)))*")
"""Capitalised words that stand together, with the numbers behind them."""

LINK_NAME = re.compile(r"@?[\w][\w+#./’'&!:-]*(?: [\w+#.&][\w+#./’'&-]*){0,3}")
"""What a link's text may be as a whole: up to four words, in whatever letters."""

SMALL = re.compile(r"(?<![\w’'])[a-z][a-z’'-]+")
"""A word in small letters."""

_NO_TECHNOLOGY = re.compile(
    r"NS[A-Z]\w+|(?:UI|CF|CG|PF|AV|MK|SK|CL|CA|GL|SC)[A-Z][a-z]\w*|use[A-Z]\w*|\w+(?:View|Controller|Delegate|Listener|Error|Exception|Event|Factory|Manager)s?"
    r"|\w*(?:[Cc]onf|Con|Camp|Fest|Summit|Casts?|CASTS?|Podcast|Rogues|Jabber|Meetup|Bridge|Mountain|University|Academy|Awards?)\d*"
    r"|.* (?:[Cc]onf(?:erence)?|Con|Camp|Fest|Summit|Casts?|Podcast|Show|Rogues|Jabber|Meetup|Weekly|Radio|Newsletter|University|School|Academy|Bootcamp|Course|Guide|Book|Day|Days"
    r"|Story|Stories|Group|Team|Inc|LLC|Street|Avenue|City|Award|Awards|Project|Training|Consulting|Tour|World|Live|Edition|Episode|UIs?|Code|Shop|Stuff|Apps?|Reddit|Developers?|Engineers?|Guys?|Community|Conferences?|Users?|Company|Labs|Wireless|Studios?|Solutions|Partners|Ventures|Holdings|Agency|Museum|Bestseller|Patterns?)"
    r"|.* APIs?|.*[’']s .*|.* (?:SDKs?|VMs?|Instances?)|[\w.]+-(?:[a-z]+)(?: .*)?"
    r"|C[A-Z]O|[A-Z]\d?|[A-Z]{1,2}s|\d.*|[A-Z]{2,5}s|(?:Book|Chapter|Part|Version|Season|Segment|Episode|Phase|Step|Day|Room) \d+.*|[A-Z]{2,4} \d{2,}"
)  # fmt: skip
"""Conferences, podcasts, single classes, plural abbreviations: written like technologies, and none."""

_TALK = frozenset(
    "yeah yes no okay ok oh hey hi hello well right alright sure sometimes maybe actually basically anyway let let's lets thanks thank guest host panel chuck laughter"
    " today tomorrow yesterday question questions answer absolutely definitely cool great awesome wow nice good gotcha hmm mm um uh people folks man dude guys person one two three"
    " first second third next last finally look looking see going get got make think say said know want use using like likely new old".split()
)
"""Words that open sentences of talk, besides spaCy's stop words."""
_OPENERS = STOP_WORDS | _TALK

_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december"
    " christmas easter thanksgiving halloween internet english american google-y i i'm ok".split()
)
"""Days, months, feasts and the like, which always have their capital."""

_TALK_WORD = re.compile(r"[\w’']+")
_OPENER = re.compile(r"([\w’']+) (?=\w)")
_SUFFIX = re.compile(r"[’'](?:s|ve|ll|re|d|m)?$")
_VERSION = re.compile(r" v?\d[\d.]*")
_MEMBER = re.compile(r"(\w+)\.(?!(?:js|io|net|py|rb|rs|ai|dev|app|com|org)$)[a-z]\w*")
_SITE = re.compile(r"\.(?:com|io|org|net|tv|app|dev|co|me|sh|ai)$", re.IGNORECASE)
_BLANKS = re.compile(r"[\s-]+")


def unknown_names(string: str, hits: Sequence[Hit], talk: bool) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, whether a known name begins it) of what is written like a name and is not known.

    Args:
        hits: the known names in the string, in order.
        talk: whether the string is spoken, where a word that opens a sentence is no part of a name as
            it is of a title.
    """
    for match in NAME.finditer(string):
        start, end = match.span()
        opener = talk and _OPENER.match(string, start, end)
        if opener and opener.group(1).casefold() in _OPENERS and opens_sentence(string, start):
            start = opener.end()  # "So Quandle is …"
        if "’" in match.group() or "'" in match.group():
            end -= len(match.group()) - len(_SUFFIX.sub("", match.group()))
        inside = [hit for hit in hits if hit.start < end and start < hit.end]
        if not inside:
            yield start, end, False
        elif inside[0].start <= start and inside[-1].end < end and len(inside) == 1:
            if not _VERSION.fullmatch(string, inside[-1].end, end):
                yield start, end, True


def may_be_one(name: str, catalogue: Catalogue) -> bool:
    """Whether nothing known speaks against `name` as a technology's.

    Against it speak the catalogue's own names and its names of other things, days, words that open
    sentences, and the shapes of conferences, classes and abbreviations.
    """
    folded = fold(name)
    if folded in catalogue.others or folded.removesuffix("s") in catalogue.others or folded in _DAYS:
        return False
    if any(word in _DAYS or word in ("i", "i'm") for word in folded.replace("’", "'").split()):
        return False
    if all(word in _OPENERS for word in _TALK_WORD.findall(folded)):
        return False
    if (member := _MEMBER.fullmatch(name)) and member.group(1) in catalogue:
        return False  # part of a known one: Ember.object
    if _SITE.search(name) and _SITE.sub("", name) in catalogue:
        return False  # the address of a known one
    return not _NO_TECHNOLOGY.fullmatch(name) and len(name) > 1 and name not in catalogue


def is_ordinary(name: str, small: AbstractSet[str]) -> bool:
    """Whether each word of `name` is one of `small`, the words that the episode writes in small letters."""
    return all(word in small for word in _BLANKS.split(name.casefold()))
