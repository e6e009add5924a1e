"""The valid fixture, and what a changed one breaks."""

from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def fixture() -> str:
    """The valid fixture: one episode with a thing of every class, in TriG."""
    return (HERE / "valid.trig").read_text(encoding="utf-8")


@pytest.fixture
def changed(fixture: str, tmp_path: Path) -> Callable[..., Path]:
    """A function that writes the fixture with changes (old, new), each old text standing there once."""

    def change(*changes: tuple[str, str]) -> Path:
        text = fixture
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path = tmp_path / "changed.trig"
        path.write_text(text, encoding="utf-8")
        return path

    return change
