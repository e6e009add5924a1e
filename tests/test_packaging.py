"""What is shipped: the pins, the scripts, the tree and the wheel."""

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PINS = sorted((ROOT / "scripts").glob("requirements*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
EXTRAS = PROJECT["project"]["optional-dependencies"]
OPTIONAL = [Requirement(line) for extra in EXTRAS.values() for line in extra]
BACKEND = [Requirement(line) for line in PROJECT["build-system"]["requires"]]


def requirements(path: Path) -> list[str]:
    """Return the logical lines of a requirements file, comments left out."""
    lines = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def pinned() -> dict[str, Version]:
    """Return the version that each package is pinned to."""
    pins = [line.split()[0].split("==") for path in PINS for line in requirements(path)]
    return {canonicalize_name(name): Version(version) for name, version in pins}


def files() -> list[str]:
    """Return the paths of all the project's files: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return sorted(path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file())


def test_both_pin_files_exist() -> None:
    """There is one file of pins for running and one for testing."""
    assert [path.name for path in PINS] == ["requirements-test.txt", "requirements.txt"]


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_pins_are_exact_and_hashed(path: Path) -> None:
    """Every pin is one version with SHA-256 hashes; no line names an index, a URL or a file."""
    pin = re.compile(r"[a-z0-9-]+==[\w.]+( ; [\w.'= !<>]+)?( +--hash=sha256:[0-9a-f]{64})+ *")
    assert [line for line in requirements(path) if not pin.fullmatch(line)] == []


def test_pins_meet_what_the_project_declares() -> None:
    """Every dependency, extra and build requirement is pinned to a version in its range."""
    pins = pinned()
    unmet = [
        str(requirement)
        for requirement in DECLARED + OPTIONAL + BACKEND
        if pins.get(canonicalize_name(requirement.name), Version("0")) not in requirement.specifier
    ]
    assert unmet == []


def test_model_goes_by_its_registered_name_only() -> None:
    """spaCy's own model name is free on the index for anyone to take, so nothing asks for it."""
    unregistered = "en-core-web-" + "sm"
    names = [canonicalize_name(requirement.name) for requirement in DECLARED + OPTIONAL]
    assert unregistered not in [*pinned(), *names]


def test_what_kg_imports_is_declared() -> None:
    """Every package that kg imports is one that its metadata asks for."""
    owners = importlib.metadata.packages_distributions()
    declared = {canonicalize_name(requirement.name) for requirement in DECLARED + OPTIONAL}
    undeclared = set()
    for path in (ROOT / "kg").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=names):
                    modules = [alias.name for alias in names]
                case ast.ImportFrom(module=str(module)):
                    modules = [module]
                case _:
                    continue
            for root in {module.partition(".")[0] for module in modules} - sys.stdlib_module_names - {"kg"}:
                if not declared & {canonicalize_name(owner) for owner in owners.get(root, [])}:
                    undeclared.add(f"{path.name}: {root}")
    assert sorted(undeclared) == []


def test_files_name_no_registry_and_no_machine() -> None:
    """No file holds a package registry's host name or a path of the machine it was written on."""
    hosts = ["pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.(org|com)", "deb" + r"ian\.org"]
    paths = rf"(?<![\w./-])/({'|'.join(['wo' + 'rk', 'tm' + 'p', 'ro' + 'ot', 'ho' + 'me'])})/"
    forbidden = re.compile("|".join([*hosts, paths]), re.IGNORECASE)
    found = [
        f"{name}: {match[0]}"
        for name in files()
        for match in forbidden.finditer((ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_scripts_can_be_run() -> None:
    """Every script has a shebang and leave to be executed."""
    scripts = [path for path in (ROOT / "scripts").iterdir() if not path.suffix] + [ROOT / ".ci" / "run"]
    lacking = [
        path.name
        for path in scripts
        if path.is_file() and not (os.access(path, os.X_OK) and path.read_bytes().startswith(b"#!"))
    ]
    assert lacking == []
    assert {path.name for path in scripts} >= {"setup", "demo", "test", "run"}


def test_top_level_stays_small() -> None:
    """The top level holds the expected entries, beside hidden ones, and nothing else."""
    entries = {name.partition("/")[0] for name in files()}
    allowed = {"pyproject.toml", "README.md", "LICENSE", "kg", "scripts", "tests", "output"}
    assert sorted(entry for entry in entries - allowed if not entry.startswith(".")) == []


def test_wheel_holds_all_of_kg(tmp_path: Path) -> None:
    """The wheel has every file of the package, data files included, and nothing that is not in it."""
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "--no-build-isolation"),
            *("--wheel-dir", str(tmp_path), str(ROOT)),
        ],
        check=True,
    )
    (wheel,) = tmp_path.glob("kg-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        shipped = sorted(name for name in archive.namelist() if ".dist-info/" not in name)
    assert shipped == [name for name in files() if name.startswith("kg/")]
