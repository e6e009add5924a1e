"""Which files are input: those of decisions, configurations and builds are told apart by where they lie."""

from pathlib import Path

import pytest

from kg.pipeline.inventory import leaving_out


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder, the current one, with a build in it, and with links to folder and file."""
    (tmp_path / "output").mkdir()
    for name in ("a.md", "kg.toml", "kg-decisions.yaml", "output/graph.json", "output/b.md"):
        (tmp_path / name).touch()
    (tmp_path / "linked").symlink_to(tmp_path / "output")
    (tmp_path / "link.json").symlink_to(tmp_path / "output/graph.json")
    (tmp_path / "link.md").symlink_to(tmp_path / "a.md")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("without", "left"),
    [
        ([], ["a.md", "linked/b.md", "link.json", "link.md", "output/graph.json"]),
        (["output/graph.json"], ["a.md", "linked/b.md", "link.md"]),
        (["linked/graph.json"], ["a.md", "linked/b.md", "link.md"]),
        (["output"], ["a.md", "link.md"]),
        (["linked", "link.md"], []),
        (["."], []),
        (["gone"], ["a.md", "linked/b.md", "link.json", "link.md", "output/graph.json"]),
    ],
)
def test_what_is_left_out_is_so_by_every_way(archive: Path, without: list[str], left: list[str]) -> None:
    """A link leads to what is left out, and a link may say what is to be left out."""
    names = [
        "a.md",
        "kg.toml",
        "kg-decisions.yaml",
        "linked/b.md",
        "link.json",
        "link.md",
        "output/graph.json",
    ]
    for start in (Path(), archive):
        is_left_out = leaving_out(start / name for name in without)
        for beginning in (Path(), archive):
            assert [name for name in names if not is_left_out(beginning / name)] == left
