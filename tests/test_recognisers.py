"""What other recognisers than kg find, as `scripts/bench recognisers` counts it."""

import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import kg
from kg.catalog import Catalogue, parse_entries
from kg.evaluation.items import Item, Sheet
from kg.pipeline import read_episodes

SCRIPT = Path(kg.__file__).parents[1] / "scripts" / "recognisers.py"
CATALOGUE = """
entries:
- {name: Go, kind: language, weak: [Go], aliases: [Golang]}
- {name: React, kind: library, cased: [React]}
"""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """scripts/recognisers.py as a module; its records need it to be known by name."""
    loader = importlib.machinery.SourceFileLoader("recognisers_script", str(SCRIPT))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[loader.name] = module
    loader.exec_module(module)
    return module


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
