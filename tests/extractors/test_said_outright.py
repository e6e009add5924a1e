"""What the words beside a name say outright that it is."""

import pytest

from kg.extractors.said_outright import Said, said_of

NOTHING = Said(nouns=(), followed="", called=False, other=False)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("I wrote a gem called Quandle for it.", NOTHING._replace(nouns=("gem",))),
        ("So Quandle is a really small framework.", NOTHING._replace(nouns=("framework",))),
        ("There is a tool named Quandle, which is an editor.", NOTHING._replace(nouns=("tool", "editor"))),
        ("We put the Quandle library in.", NOTHING._replace(followed="library")),
        ("It is a thing called Quandle.", NOTHING._replace(called=True)),
        ("She runs a company called Quandle now.", NOTHING._replace(other=True)),
        ("He is the CTO of Quandle.", NOTHING._replace(other=True)),
        ("We went home with Quandle and slept.", NOTHING),
    ],
)
def test_what_is_said(sentence: str, said: Said) -> None:
    """Nouns before, behind and after a verb tell what a thing is, or that it is none."""
    start = sentence.index("Quandle")
    assert said_of(sentence, start, start + len("Quandle")) == said
