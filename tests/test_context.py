"""The words around a name: what the model looks at, and what the shipped weights make of it."""

import math

import pytest

from kg.catalog import Catalogue, parse_entries
from kg.context import (
    CAPITAL,
    EDGE,
    NUMBER,
    TECHNOLOGY,
    Judgement,
    common_words,
    features,
    judge,
    model,
    opens_sentence,
    shape,
)

CATALOGUE = Catalogue(
    parse_entries(
        """
entries:
- {name: Docker, kind: tool, aliases: [Docker]}
- {name: Amazon S3, kind: aws-service, aliases: [S3, Simple Storage Service]}
- {name: Redis, kind: database, aliases: [Redis]}
""",
        "small.yaml",
    )
)


def seen(text: str, name: str = "Quillmark", *, notes: bool = False, ordinary: bool = False) -> list[str]:
    """Return the features of `name` in `text`."""
    start = text.index(name)
    return features(text, start, start + len(name), CATALOGUE.find(text), notes=notes, ordinary=ordinary)


def judged(text: str, name: str = "Quillmark", *, notes: bool = False, ordinary: bool = False) -> Judgement:
    """Return what the words around `name` in `text` say."""
    start = text.index(name)
    return judge(text, start, start + len(name), CATALOGUE.find(text), notes=notes, ordinary=ordinary)


def test_the_words_on_either_side() -> None:
    """Three words to the left and right in order, and each of them as near; the name itself is not among them."""
    assert seen("so we then moved to Quillmark because it was fast") == [
        "_ because",
        "to _",
        "_ because it",
        "moved to _",
        "to _ because",
        "_ .. it",
        "moved .. _",
        "then moved to _",
        "_ because it was",
        "near because",
        "near fast",
        "near it",
        "near moved",
        "near so",
        "near then",
        "near to",
        "near was",
        "near we",
        "shape Aa 1",
        "in talk",
        "technologies around 0",
    ]


def test_an_end_of_the_text_is_an_edge() -> None:
    """Where there are fewer than three words, an end stands for what is missing."""
    found = seen("use Quillmark")
    assert {f"_ {EDGE}", "use _", f"{EDGE} {EDGE} use _", f"_ {EDGE} {EDGE} {EDGE}"} <= set(found)
    assert {f"{EDGE} _", f"_ {EDGE}", f"{EDGE} _ {EDGE}"} <= set(seen("Quillmark"))


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("we like Docker and Quillmark", f"{TECHNOLOGY} and _"),
        ("the Simple Storage Service and Quillmark", f"{TECHNOLOGY} and _"),
        ("we asked Ruth Ashby about Quillmark", f"{CAPITAL} about _"),
        ("it took 12 Quillmark files", f"{NUMBER} _"),
        ("that I'm at Quillmark", "i'm at _"),
        ("that I’m at Quillmark", "i'm at _"),
        ("it is so. And Quillmark", "and _"),
        ("we use Quillmark, and so", "_ ,"),
    ],
)
def test_what_stands_for_a_word(text: str, feature: str) -> None:
    """Known technologies, unknown capitalised words and numbers are each one mark; the rest are small letters."""
    assert feature in seen(text)


def test_a_capital_that_opens_a_sentence_is_no_name() -> None:
    """The first word of a sentence stands as it is, in small letters."""
    assert CAPITAL not in " ".join(seen("it is so. Moving to Quillmark"))


@pytest.mark.parametrize(
    ("notes", "ordinary", "expected"),
    [
        (False, False, {"in talk"}),
        (True, False, {"in notes"}),
        (False, True, {"in talk", "ordinary word"}),
        (True, True, {"in notes", "ordinary word"}),
    ],
)
def test_where_the_name_stands(notes: bool, ordinary: bool, expected: set[str]) -> None:
    """Notes and talk, and whether the name is a word in small letters elsewhere, are told apart."""
    found = seen("we use Quillmark today", notes=notes, ordinary=ordinary)
    assert set(found) & {"in notes", "in talk", "ordinary word"} == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("we use Quillmark", 0),
        ("we use Quillmark beside Redis", 1),
        ("we use Docker, Redis, S3, Docker and Quillmark", 3),
        ("we use Quillmark" + " so" * 200 + " and Redis", 0),
        ("we use Docker and hear of it", 0),
    ],
)
def test_technologies_around(text: str, count: int) -> None:
    """Known technologies within 300 code points are counted, up to three, the name itself left out."""
    name = "Quillmark" if "Quillmark" in text else "Docker"
    assert f"technologies around {count}" in seen(text, name)


def test_words_far_away_are_not_read() -> None:
    """Only 70 code points on either side, and eight words of them, count."""
    far = "the anvil " + "so " * 30 + "Quillmark" + " so" * 30 + " the hammer"
    assert [f for f in seen(far) if "anvil" in f or "hammer" in f] == []
    ninth = "anvil a b c d e f g h Quillmark"
    assert "near anvil" not in seen(ninth)
    assert "near a" in seen(ninth)


def test_the_name_itself_is_not_looked_at() -> None:
    """Two names of one outline have the same features at one place."""
    assert seen("we use Quillmark to cut it") == seen("we use Bellows to cut it", "Bellows")


@pytest.mark.parametrize(
    ("text", "at", "opens"),
    [
        ("Ruby", 0, True),
        ("So. Ruby", 4, True),
        ("Really? Ruby", 8, True),
        ("Stop! Ruby", 6, True),
        ("This: Ruby", 6, True),
        ("Well… Ruby", 6, True),
        ("“Ruby", 1, True),
        ("So. “Ruby", 5, True),
        ("use Ruby", 4, False),
        ("use, Ruby", 5, False),
        ("use (Ruby", 5, False),
        ("use “Ruby", 5, False),
        ("Node.js", 5, True),
    ],
)
def test_what_opens_a_sentence(text: str, at: int, opens: bool) -> None:
    """A word at the beginning, or behind a full stop or its like, quotes and brackets between them or not."""
    assert opens_sentence(text, at) is opens


@pytest.mark.parametrize(
    ("name", "outline"),
    [
        ("Ruby", "Aa 1"),
        ("BaasBox", "aA 1"),
        ("jQuery", "aA 1"),
        ("ERB", "A 1"),
        ("rack", "a 1"),
        ("Node.js", "Aa. 1"),
        ("S3", "A1 1"),
        ("Rails 5", "Aa1 2"),
        ("Visual Studio", "Aa 2"),
        ("Pull-Cord", "Aa 2"),
        ("One Two Three Four", "Aa 3"),
        ("The ERB Compiler", "Aa 3"),
    ],
)
def test_the_shape_of_a_name(name: str, outline: str) -> None:
    """The outline of the longest word, a digit and a full stop, and how many words there are, up to three."""
    assert shape(name) == outline


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("we used Quillmark and Docker to deploy", "Quillmark said hello to her friend"),
        ("so we installed Quillmark on the server", "and then Quillmark went home with his wife"),
        ("it is built with Quillmark and Redis", "we met in Quillmark last summer"),
    ],
)
def test_talk_of_technology_scores_above_other_talk(more: str, less: str) -> None:
    """The shipped weights tell what is done with a tool from what is done by people and at places."""
    assert judged(more).score > judged(less).score
    assert judged(less).score < 0


def test_a_judgement_tells_why() -> None:
    """At most two features, each of which weighs something, the strongest first; and none without any."""
    text = "we used Quillmark and Docker to deploy"
    why = judged(text).why
    assert 0 < len(why) <= 2
    assert set(why) <= set(seen(text))
    weights = [model()[feature] for feature in why]
    assert weights == sorted(weights, reverse=True)
    assert min(weights) > 0.2
    assert weights[0] == max(model().get(feature, 0.0) for feature in seen(text))


def test_a_score_is_the_sum_of_its_weights() -> None:
    """The bias and the weight of each feature, unknown ones nothing, add up."""
    text = "we used Quillmark and Docker to deploy"
    expected = model()["bias"] + sum(model().get(feature, 0.0) for feature in seen(text))
    assert judged(text).score == pytest.approx(expected)


def test_the_shipped_weights() -> None:
    """There is a bias, every weight is a number, and none is of a name."""
    weights = model()
    assert "bias" in weights
    assert [f for f, w in weights.items() if math.isnan(w) or abs(w) > 20] == []


def test_the_common_words() -> None:
    """Words of talk are common, all in small letters."""
    words = common_words()
    assert {"the", "people", "really", "because", "code", "thing"} <= words
    assert not {"quillmark", "Kubernetes", "Redis"} & words
    assert [word for word in words if word != word.lower()] == []
