"""A name comes in; whether it may be matched in any capitalisation, as written, or with support only, goes out.

A wrong match in a transcript does more harm than a missed one, so a name must earn its freedom: by being
no English word, no person's name, and long enough. Frequencies are Zipf values: 3 is once in a million words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import names

from kg.catalog import Status

COMMON = 3.0
"""From this frequency on a word is an ordinary one."""
RARE = 2.0
"""Below this one it is hardly ever met but as a name."""
FUNCTION_WORD = 5.3
"""From this one on it is a word that any sentence has, so that the words beside it may stand there by chance."""


PREFIX = re.compile(r"(?:un|re|pre|non|de|multi|sub)(?=\w{4})")
SUFFIX = re.compile(r"(?:s|ed|er|or|ers|ors|ing|ly|able|ables|ize|ise|ify|ness|ion)$")


class Namer:
    """Knows the words of English and the names of people."""

    def __init__(
        self, frequencies: dict[str, float], dictionary: Iterable[str], rules: dict[str, Any]
    ) -> None:
        self._frequencies = frequencies
        self._dictionary = frozenset(dictionary)
        self._vendors = frozenset(rules["vendors"])
        self._marks = frozenset(rules["marks"])
        self._people: set[str] = set()
        for path in names.FILES.values():
            for line in Path(path).read_text(encoding="utf-8").splitlines():
                self._people.add(line.split()[0].casefold())

    def frequency(self, word: str) -> float:
        """Return how frequent `word` is, in any capitalisation and as a plural's singular; 0 if unknown."""
        word = word.casefold()
        singular = word[:-1] if word.endswith("s") and len(word) > 4 else word
        return max(self._frequencies.get(word, 0.0), self._frequencies.get(singular, 0.0))

    def is_person(self, word: str) -> bool:
        """Whether `word` is a given name or surname of the United States' census."""
        return word.casefold() in self._people

    def is_word(self, word: str) -> bool:
        """Whether `word` stands in a dictionary, or is made of one that does: `validator`, `untyped`, `memoize`."""
        word = word.casefold()
        if word in self._dictionary:
            return True
        if (prefix := PREFIX.match(word)) and self.is_word(word[prefix.end() :]):
            return True
        stem = SUFFIX.sub("", word)
        return 3 < len(stem) < len(word) and any(
            stem + end in self._dictionary for end in ("", "e", "y", "ate")
        )

    def is_compound(self, word: str) -> bool:
        """Whether `word` is two ordinary words written as one: `classnames`, `indexof`."""
        cuts = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
        return any(min(self.frequency(left), self.frequency(right)) >= 3.5 for left, right in cuts)

    def status(self, name: str) -> Status:
        """Return how `name` may count."""
        words = [word for word in re.split(r"[\s\-‑–_/,:&()]+", name) if word]
        letters = re.sub(r"[^a-z]", "", name.casefold())
        if len(letters) < 4 or not words:
            return "weak"
        return self._of_word(words[0]) if len(words) == 1 else self._of_words(words)

    def _of_word(self, word: str) -> Status:
        base = word.strip(".!?@'’\"*")
        inner = re.search(r"[^\W\d_][.+#]\w|\w[+#]$", base)
        if inner:
            # A dot or sign inside a word is no accident, but a domain is often the end of a longer one.
            ending = re.fullmatch(r"(\w+)\.(?:com|io|dev|ai|co|net|org|app)", base, re.IGNORECASE)
            return "weak" if ending and self.is_word(ending[1]) else "alias"
        mixed = re.search(r"[a-z][A-Z]|[A-Z]{2,}[a-z]|\d", base)
        frequency = self.frequency(base)
        if self.is_word(base):
            return "cased" if mixed and not base.isupper() else "weak"
        if mixed and self.is_compound(base.casefold()):
            return "cased"  # "YouCan", and the "youcan" that a transcript has for two words
        if frequency < RARE and (mixed or not self.is_person(base)):
            return "cased" if base.isupper() and len(base) < 5 else "alias"
        if mixed or (frequency < COMMON and not self.is_person(base)):
            return "cased"
        return "weak"

    def _of_words(self, words: list[str]) -> Status:
        lower = [word.casefold() for word in words]
        frequencies = [self.frequency(word) for word in lower]
        if lower[0] in self._vendors:
            # "Google pays" is a sentence: one plain word behind the vendor's name counts as written only.
            plain = len(lower) == 2 and (self.is_word(lower[1]) or frequencies[1] >= COMMON)
            return "cased" if plain or max(map(len, lower[1:])) < 3 else "alias"
        if any(
            frequency < 2.6
            and len(re.sub(r"[\W\d]", "", word)) >= 4
            and not self.is_person(word)
            and not self.is_word(word)
            for word, frequency in zip(lower, frequencies, strict=True)
        ):
            return "alias"
        # A sentence opens with capitals and headings have them throughout: two plain words prove nothing.
        if max(frequencies) >= FUNCTION_WORD and len(words) < 4:
            return "weak"
        ordinary = all(self.is_word(word) or self.is_person(word) for word in lower)
        if min(frequencies) < COMMON and not ordinary:
            return "cased"
        if self._marks & set(lower) or (len(words) > 2 and all(word[0].isupper() for word in words)):
            return "cased"
        return "weak"
