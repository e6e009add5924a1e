"""The real episodes that tests of quality run on."""

import subprocess
from pathlib import Path

import pytest

import kg

CORPUS = Path(kg.__file__).parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archives, unpacked outside the checkout."""
    folder = tmp_path_factory.mktemp("corpus")
    subprocess.run([str(CORPUS / "unpack"), str(folder)], check=True, stdout=subprocess.DEVNULL)
    return folder
