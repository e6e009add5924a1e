"""What other recognisers than kg find, as `scripts/bench recognisers` counts it, and how one is trained."""

import importlib.machinery
import importlib.util
import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

import kg
from kg.catalog import Catalogue, parse_entries
from kg.evaluation.items import Item, Sheet
from kg.model import Text
from kg.pipeline.episodes import extract_episode, read_episodes

SCRIPTS = Path(kg.__file__).parents[1] / "scripts"
CATALOGUE = """
entries:
- {name: Go, kind: language, weak: [Go], aliases: [Golang]}
- {name: React, kind: library, cased: [React]}
"""


def loaded(name: str) -> ModuleType:
    """Return scripts/NAME.py as a module; its records need it to be known by name."""
    loader = importlib.machinery.SourceFileLoader(f"{name}_script", str(SCRIPTS / f"{name}.py"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[loader.name] = module
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """scripts/recognisers.py as a module."""
    return loaded("recognisers")


@pytest.fixture
def words(script: ModuleType) -> Callable[..., object]:
    """Return a function from texts, all notes, to the words of an episode."""
    return lambda *texts: script.Words(("a.md",), "show", texts, ("notes",) * len(texts))


def test_labels_become_fields(script: ModuleType, words: Callable[..., object]) -> None:
    """Equal names are one thing, whatever their case; what stands in advertising is dropped."""
    found = [
        script.Found("AWS", "ORG", "notes"),
        script.Found("aws", "PRODUCT", "transcript"),
        script.Found("Germany", "GPE", "notes"),
        script.Found("Ann Bee", "PERSON", "notes"),
        script.Found("Hired", "ORG", "sponsors"),
    ]
    narrow, wide = (script.sheet_of_names(words(), found, labels) for labels in (script.NARROW, script.WIDE))
    assert narrow.technologies == (Item("AWS", surfaces=("AWS", "aws"), where=("notes", "transcript")),)
    assert [item.name for item in wide.technologies] == ["AWS", "Germany"]
    assert [item.name for item in wide.people] == ["Ann Bee"]


def test_a_faultless_linker_is_granted(script: ModuleType) -> None:
    """Names of one annotated thing become one, under its name; the others stay as they are."""
    truth = Sheet(
        "A",
        ("a.md",),
        "",
        technologies=(Item("Amazon S3", surfaces=("S3",)), Item("S3 Browser", surfaces=("S3",))),
    )
    found = Sheet("", ("a.md",), "", technologies=(Item("S3"), Item("Amazon S3"), Item("Acme")))
    assert [item.name for item in script.linked(found, truth).technologies] == ["Acme", "Amazon S3"]


def test_the_catalogue_without_context(script: ModuleType, words: Callable[..., object]) -> None:
    """Any name counts; with the rules of case only as it is to be written."""
    shipped = Catalogue(parse_entries(CATALOGUE, "test.yaml"))
    episode = words("We go and react.", "Go, golang and React.")
    sheets = [
        script.sheet_of_names(episode, script.look_up(catalogue, [episode])[0], None)
        for catalogue in (script.any_case(shipped), shipped)
    ]
    assert [[(item.name, item.surfaces) for item in sheet.technologies] for sheet in sheets] == [
        [("Go", ("go", "Go", "golang")), ("React", ("react", "React"))],
        [("Go", ("Go", "golang")), ("React", ("React",))],
    ]
    assert [item.label for item in sheets[0].technologies] == ["language", "library"]


def test_all_read_the_same_words(script: ModuleType) -> None:
    """The texts are those that kg reads, title included."""
    (episode,) = read_episodes([kg.sample_path()]).episodes
    read = script.words_of(episode)
    assert read.texts[0] == episode.title
    assert len(read.texts) == len(read.places)
    assert read.sources == tuple(source.path for source in episode.sources)


@pytest.fixture(scope="module")
def training() -> ModuleType:
    """scripts/train_recogniser.py as a module."""
    return loaded("train_recogniser")


def test_silver_labels_are_what_is_found(training: ModuleType) -> None:
    """Every label stands where kg found the name; what the catalogue has is a technology, who speaks a person."""
    (episode,) = read_episodes([kg.sample_path()]).episodes
    sentences = list(training.silver(episode))
    named = {(label.name, s.text[label.start : label.end]) for s in sentences for label in s.labels}
    assert {("TECHNOLOGY", "Kinesis"), ("TECHNOLOGY", "DynamoDB"), ("PERSON", "Priya Lindqvist")} <= named
    found = {mention.surface for t in extract_episode(episode).technologies for mention in t.mentions}
    assert {words for label, words in named if label == "TECHNOLOGY"} <= found
    assert all(a.end <= b.start for s in sentences for a, b in itertools.pairwise(s.labels))


def test_a_place_in_the_source_is_found_in_the_text(training: ModuleType) -> None:
    """`position` undoes `Text.offset`, whatever markup was taken off."""
    text = Text("We use Rack now", ((0, 10), (7, 20), (11, 30)))
    assert [training.position(text, text.offset(at)) for at in range(15)] == list(range(15))


def test_masking_moves_the_labels(training: ModuleType) -> None:
    """Names of technologies and of nothing are replaced, people and open names stay, and spans fit the new words."""
    labels = [(3, 8, "TECHNOLOGY"), (13, 16, "PERSON"), (21, 25, "?"), (30, 34, "")]
    sentence = training.Sentence(
        "So Redis and Ann and Foo! near Acme", tuple(training.Label(*label) for label in labels)
    )
    masked = training.masked(sentence, 1.0, Random(1))
    words = [masked.text[label.start : label.end] for label in masked.labels]
    assert words[1:3] == ["Ann", "Foo!"]
    assert words[0] != "Redis"
    assert words[3] != "Acme"
    assert masked.text == f"So {words[0]} and Ann and Foo! near{words[3]}e"
    assert training.masked(sentence, 0.0, Random(1)) == sentence


def test_a_recogniser_is_trained_and_the_same_again(training: ModuleType, tmp_path: Path) -> None:
    """What it was taught it finds when loaded again, and the same input gives the same weights."""
    (episode,) = read_episodes([kg.sample_path()]).episodes
    sentences = list(training.silver(episode))
    short = training.Plan(passes=1, width=16)
    first, second = (training.fitted(sentences[:60], short).to_bytes() for _ in range(2))
    assert first == second
    plan = training.Plan(passes=12, width=32, masked=0.0, step=100)
    training.save(training.fitted(sentences, plan), tmp_path / "model")
    taught = next(s.text for s in sentences if "and the counts end up in DynamoDB" in s.text)
    doc = loaded("recognisers").load_recogniser(str(tmp_path / "model"))(taught)
    assert ("DynamoDB", "TECHNOLOGY") in [(ent.text, ent.label_) for ent in doc.ents]
