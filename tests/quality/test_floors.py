"""How much of the annotated episodes kg finds: no figure falls below its floor unnoticed."""

import importlib.machinery
import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

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
KNOWN: dict[str, Any] = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def gold() -> Path:
    """The folder of annotated episodes; a check of the whole project may not go without it."""
    found = SCRIPT.find_gold(ROOT)
    if found is None:
        reason = "no annotated episodes in ../shared/gold"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}, and CI=true")
        pytest.skip(reason)
    return Path(found)


@pytest.fixture(scope="module")
def figures(gold: Path) -> dict[str, float]:
    """Today's figures, measured once."""
    measured: dict[str, float] = SCRIPT.measure(gold)
    return measured


def test_every_figure_has_a_floor() -> None:
    """Nothing that the scorer measures goes unwatched."""
    fields = ("technologies", "aws", "people", "picks", "topics", "sponsors")
    wanted = {f"{field}.{measure}" for field in fields for measure in ("precision", "recall", "f1")}
    assert set(KNOWN["floors"]) == wanted | {"kind_accuracy", "role_accuracy", "by_accuracy"}


def test_the_gold_data_is_the_one_the_floors_are_for(gold: Path) -> None:
    """Floors mean nothing for other episodes or annotations."""
    assert SCRIPT.digest(gold) == KNOWN["gold_sha256"], f"the gold data changed; {UPDATE}"


@pytest.mark.parametrize("name", sorted(KNOWN["floors"]))
def test_figure_holds(name: str, figures: dict[str, float]) -> None:
    """The figure is not below its floor."""
    low = SCRIPT.below(figures, {name: KNOWN["floors"][name]})
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
