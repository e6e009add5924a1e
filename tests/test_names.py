"""People's names: where they begin and end in a text, and what the lists say of them."""

import subprocess
import sys

import pytest
from spacy.lang.en.stop_words import STOP_WORDS as SPACYS

from kg.names import (
    STOP_WORDS,
    find_names,
    is_slip,
    lexical_score,
    looks_like_name,
    plain_name,
    same_given_name,
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("we met Mara Quist there", ["Mara Quist"]),
        ("I’m Charles Max Wood and this is it", ["Charles Max Wood"]),
        ("I'm Charles Max Wood", ["Charles Max Wood"]),
        ("We’ve Mara Quist here", ["Mara Quist"]),
        ("Let’s ask Mara Quist", ["Mara Quist"]),
        ("with C. J. Hayden today", ["C. J. Hayden"]),
        ("by C.J. Hayden", ["C.J. Hayden"]),
        ("by James M. Barrie, long ago", ["James M. Barrie"]),
        ("Mara Quist’s boat", ["Mara Quist"]),
        ("Mara Quist's boat", ["Mara Quist"]),
        ("Ivo Jones’ boat", ["Ivo Jones"]),
        ("AJ O’Neal said", ["AJ O’Neal"]),
        ("music of Ludwig van Beethoven here", ["Ludwig van Beethoven"]),
        ("Mary-Jane Watson came", ["Mary-Jane Watson"]),
        ("Miško Hevery and Émile Zola", ["Miško Hevery", "Émile Zola"]),
        ("Mara Quist, Ivo Jones", ["Mara Quist", "Ivo Jones"]),
        ("Thanks Mara Quist", ["Mara Quist"]),
        ("Welcome Guest Mara Quist", ["Mara Quist"]),
        ("David West wrote it", ["David West"]),
        ("the Open Source Developer Community", []),
        ("Mara went", []),
        ("mara quist", []),
        ("see @Mara Quist", []),
        ("", []),
    ],
)
def test_find_names(text: str, names: list[str]) -> None:
    """A name takes its initials and particles along; contractions, greetings and possessives stay out."""
    found = list(find_names(text))
    assert [span.name for span in found] == names
    assert [text[span.start : span.end] for span in found] == names


@pytest.mark.parametrize(
    ("name", "score"),
    [
        ("Mary Smith", 2),
        ("Chuck Wood", 2),
        ("C. J. Smith", 2),
        ("AJ O’Neal", 2),
        ("Mary Xqzvy", 1),
        ("Xqzvy Smith", 1),
        ("Xqzvy Qqwrt", 0),
        ("Mary", 0),
        ("", 0),
    ],
)
def test_lexical_score(name: str, score: int) -> None:
    """One point for a known given name or initials, one for a known surname; a single word has none."""
    assert lexical_score(name) == score


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Chuck", "Charles", True),
        ("Charles", "CHUCK", True),
        ("Bob", "Robert", True),
        ("Mara", "mara", True),
        ("Charles", "Robert", False),
        ("Mara", "Maria", False),
    ],
)
def test_same_given_name(a: str, b: str, same: bool) -> None:
    """Short forms are those of the list, in either order and any case; likeness alone is not enough."""
    assert same_given_name(a, b) is same
    assert same_given_name(b, a) is same


@pytest.mark.parametrize(
    ("a", "b", "slip"),
    [
        ("JESICCA", "Jessica", True),
        ("Jhon", "John", True),
        ("Avdi", "Avid", True),
        ("Aaron", "Baron", False),
        ("Joe", "Jo", False),
        ("Mara", "Marcia", False),
        ("Katrina", "Kathleen", False),
    ],
)
def test_is_slip(a: str, b: str, slip: bool) -> None:
    """Swapped or missing letters are slips, but not in the first letter nor in short words."""
    assert is_slip(a, b) is slip
    assert is_slip(b, a) is slip


@pytest.mark.parametrize(
    ("name", "is_name"),
    [
        ("Mara Quist", True),
        ("Surma", True),
        ("Ludwig van Beethoven", True),
        ("john smith", True),
        ("Mara & Ivo", False),
        ("mara@example.org", False),
        ("HTTP2 Smith", False),
        ("The Open Source Community", False),
        ("how to row", False),
        ("", False),
    ],
)
def test_looks_like_name(name: str, is_name: bool) -> None:
    """A name has no digits, signs or ordinary words, and capitals but for particles."""
    assert looks_like_name(name) is is_name


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("  JOE   EAMES: ", "Joe Eames"),
        ("(Mara Quist)", "Mara Quist"),
        ("Mara Quist, Ph.D.", "Mara Quist"),
        ("AJ", "AJ"),
        ("Ivo", "Ivo"),
        ("“Mara”", "Mara"),
    ],
)
def test_plain_name(name: str, plain: str) -> None:
    """Marks and degrees go, capitals become a name's, initials stay."""
    assert plain_name(name) == plain


def test_stop_words_are_spacys_without_spacy() -> None:
    """The set is spaCy's own, and a program that asks for it does not wait for all of spaCy."""
    assert STOP_WORDS == SPACYS
    code = "import sys, kg.pipeline.extraction; sys.exit('spacy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
