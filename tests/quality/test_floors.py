"""How much of the annotated episodes kg finds: no figure falls below its floor unnoticed."""

import importlib.machinery
import importlib.util
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest

import kg

ROOT = Path(kg.__file__).parents[1]
UPDATE = "run `scripts/floors --update` and review the change of tests/quality/floors.json"


def load_script() -> ModuleType:
    """Return scripts/floors, which has no ending, as a module."""
    loader = importlib.machinery.SourceFileLoader("floors_script", str(ROOT / "scripts" / "floors"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


SCRIPT = load_script()
KNOWN: dict[str, dict[str, Any]] = SCRIPT.read_floors()
SETS = ["gold", *(["validation"] if SCRIPT.find_validation() else [])]
"""The validation set is one of them as soon as its annotations are there."""


Measured = Callable[[str], tuple[dict[str, float], str]]


def missing(reason: str) -> NoReturn:
    """Skip, for want of data that only lies beside the checkout; a check of the whole project may not go without it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI=true")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def measured(request: pytest.FixtureRequest) -> Measured:
    """Return a function from a set's name to today's figures and the data's digest, each measured once."""

    @cache
    def of(name: str) -> tuple[dict[str, float], str]:
        if name == "gold":
            gold = SCRIPT.find_gold(ROOT)
            if gold is None:
                missing("no annotated episodes in ../shared/gold")
            return SCRIPT.measure(gold), SCRIPT.digest(gold)
        if not (SCRIPT.CORPUS / "unpack").is_file():
            missing("no archives in ../shared/corpus")
        annotations, corpus = SCRIPT.find_validation(), request.getfixturevalue("corpus")
        return SCRIPT.measure(annotations, corpus), SCRIPT.digest_apart(annotations, corpus)

    return of


@pytest.mark.parametrize("name", SETS)
def test_every_figure_has_a_floor(name: str) -> None:
    """Nothing that is measured goes unwatched."""
    fields = ("technologies", "aws", "people", "picks", "topics", "sponsors")
    wanted = {f"{field}.{measure}" for field in fields for measure in ("precision", "recall", "f1")}
    assert set(KNOWN[name]["floors"]) == wanted | {"kind_accuracy", "role_accuracy", "by_accuracy"}


@pytest.mark.parametrize("name", SETS)
def test_the_data_is_the_one_the_floors_are_for(name: str, measured: Measured) -> None:
    """Floors mean nothing for other episodes or annotations."""
    assert measured(name)[1] == KNOWN[name]["gold_sha256"], f"the {name} data changed; {UPDATE}"


@pytest.mark.parametrize(
    ("name", "figure"), [(name, figure) for name in SETS for figure in sorted(KNOWN[name].get("floors", {}))]
)
def test_figure_holds(name: str, figure: str, measured: Measured) -> None:
    """The figure is not below its floor."""
    low = SCRIPT.below(measured(name)[0], {figure: KNOWN[name]["floors"][figure]})
    assert low == {}, (
        "a figure fell; mend the extraction, or, if it must be, "
        "run `scripts/floors --update --allow-regression REASON`"
    )


def test_an_update_raises_and_rounds_down() -> None:
    """A floor becomes the figure cut after three decimals, never above it."""
    known = {"gold_sha256": "old", "floors": {"a.f1": 0.9, "b": 0.5}, "regressions": []}
    assert SCRIPT.updated(known, {"a.f1": 0.96789, "b": 0.5}, "new", None) == {
        "gold_sha256": "new",
        "floors": {"a.f1": 0.967, "b": 0.5},
        "regressions": [],
    }
    assert SCRIPT.below({"b": 0.5, "a.f1": 0.967}, {"a.f1": 0.967, "b": 0.5}) == {}


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_an_update_lowers_nothing_without_a_reason(reason: str | None) -> None:
    """One lower figure refuses the whole update, and the message names it."""
    known = {"floors": {"a.f1": 0.9, "b": 0.5}}
    with pytest.raises(ValueError, match=r"--allow-regression REASON: a\.f1 0\.900 to 0\.899$"):
        SCRIPT.updated(known, {"a.f1": 0.8999, "b": 1.0}, "d", reason)


def test_a_regression_is_recorded_with_its_reason() -> None:
    """What was lowered, from what to what and why, is kept, after what was lowered before."""
    earlier = {"figure": "b", "from": 0.6, "to": 0.5, "reason": "first"}
    known = {"floors": {"a.f1": 0.9, "b": 0.5, "gone": 0.3}, "regressions": [earlier]}
    assert SCRIPT.updated(known, {"a.f1": 0.8, "b": 0.75}, "d", "second") == {
        "gold_sha256": "d",
        "floors": {"a.f1": 0.8, "b": 0.75},
        "regressions": [
            earlier,
            {"figure": "a.f1", "from": 0.9, "to": 0.8, "reason": "second"},
            {"figure": "gone", "from": 0.3, "to": 0.0, "reason": "second"},
        ],
    }


def test_a_figure_that_is_no_longer_measured_counts_as_lost() -> None:
    """Taking a figure away does not pass for holding it."""
    assert SCRIPT.below({}, {"a.f1": 0.9}) == {"a.f1": (0.0, 0.9)}


def test_the_digest_sees_names_and_contents(tmp_path: Path) -> None:
    """A changed byte, a renamed file and a moved boundary change the digest; what is no data does not."""

    def write(**files: str) -> str:
        for old in [*tmp_path.rglob("*.txt")]:
            old.unlink()
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/")
            path = path.with_name(path.name + ".txt")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        found: str = SCRIPT.digest(tmp_path)
        return found

    first = write(annotations__a="1", episodes__b="2")
    assert write(annotations__a="1", episodes__b="2", score="3") == first
    others = [
        write(annotations__a="1", episodes__b="3"),
        write(annotations__a="1", episodes__c="2"),
        write(annotations__a="12", episodes__b=""),
        write(annotations__a="1"),
    ]
    assert len({first, *others}) == 5


ANNOTATION = {
    "id": "A",
    "sources": ["show/a.md"],
    **{f: [] for f in "people technologies picks topics sponsors".split()},
}


def test_the_digest_of_sources_that_lie_apart(tmp_path: Path) -> None:
    """It sees an annotation and a source that one names; not another file beside them."""
    annotations, corpus = tmp_path / "annotations", tmp_path / "corpus"
    annotations.mkdir()
    (corpus / "show").mkdir(parents=True)
    (annotations / "A.json").write_text(json.dumps(ANNOTATION), encoding="utf-8")
    (corpus / "show" / "a.md").write_text("one", encoding="utf-8")
    first = SCRIPT.digest_apart(annotations, corpus)
    (corpus / "show" / "b.md").write_text("two", encoding="utf-8")
    assert SCRIPT.digest_apart(annotations, corpus) == first
    (corpus / "show" / "a.md").write_text("three", encoding="utf-8")
    second = SCRIPT.digest_apart(annotations, corpus)
    (annotations / "A.json").write_text(json.dumps({**ANNOTATION, "id": "B"}), encoding="utf-8")
    assert len({first, second, SCRIPT.digest_apart(annotations, corpus)}) == 3


def test_the_validation_set_is_kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its floors stand under a key of their own; the gold data's stay at the top; without it there is no key."""
    gold, validation = (
        SCRIPT.updated({}, {"a.f1": value}, name, None) for name, value in (("g", 0.9), ("v", 0.8))
    )
    text = SCRIPT.written({"gold": gold, "validation": validation})
    assert json.loads(text) == {
        "gold_sha256": "g",
        "floors": {"a.f1": 0.9},
        "regressions": [],
        "validation": {"gold_sha256": "v", "floors": {"a.f1": 0.8}, "regressions": []},
    }
    monkeypatch.setattr(SCRIPT, "FLOORS", tmp_path / "floors.json")
    (tmp_path / "floors.json").write_text(text, encoding="utf-8")
    assert SCRIPT.read_floors() == {"gold": gold, "validation": validation}
    assert json.loads(SCRIPT.written({"gold": gold, "validation": {}})) == gold


def test_the_validation_set_is_found_by_its_files(tmp_path: Path) -> None:
    """An absent or empty folder is no set."""
    assert SCRIPT.find_validation(tmp_path) is None
    (tmp_path / "annotations").mkdir()
    assert SCRIPT.find_validation(tmp_path) is None
    (tmp_path / "annotations" / "A.json").write_text("{}", encoding="utf-8")
    assert SCRIPT.find_validation(tmp_path) == tmp_path / "annotations"
