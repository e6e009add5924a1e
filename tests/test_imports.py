"""The order of kg's rooms: what each may know of the others."""

import ast
from collections.abc import Iterator
from pathlib import Path

import kg

PACKAGE = Path(kg.__file__).parent

ROOMS = (
    "errors tables model files decisions locking workers html plots naming names reading vocabulary config markup links sections turns catalog loaders grouping joining ner context "
    "extractors records store resolution graph graph_file cooccurrence analysis rdf exporters query validation evaluation pipeline proposal doctor lookup changes forms explain cli __init__ __main__"
).split()
"""Each room, a module or a folder, may import those before it and itself."""


def modules() -> Iterator[tuple[str, Path]]:
    """Yield every module's room and path."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).parts[0].removesuffix(".py"), path


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the room of each import of kg in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}:{node.lineno} imports by a relative name"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            root, _, rest = name.partition(".")
            if root == "kg":
                first = rest.partition(".")[0]
                yield getattr(node, "lineno", 0), first if first in ROOMS else "__init__"


def test_every_module_has_a_room() -> None:
    """A new module or folder of kg is given a place in ROOMS."""
    assert sorted({room for room, _ in modules()} - set(ROOMS)) == []


def test_imports_run_one_way() -> None:
    """No module imports from a room that stands after its own."""
    backwards = [
        f"{path.relative_to(PACKAGE)}:{line} imports {target}"
        for room, path in modules()
        if room in ROOMS
        for line, target in imported(path)
        if ROOMS.index(target) > ROOMS.index(room)
    ]
    assert backwards == []
