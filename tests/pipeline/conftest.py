"""An archive of a few invented episodes, and what tells builds of it apart."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from kg.files import EXTRACTIONS, STORE

EPISODES = {
    "night-shift/001-buckets.md": """\
---
title: Buckets and Queues
date: 2021-03-04
---
Mara Quill and Odo Brandt talk about moving their night jobs to AWS Lambda.

- 01:10 - Why Amazon S3 was first
- 07:45 - Queues with Amazon SQS

Panel: Mara Quill, Odo Brandt

Picks:
- Mara: [Terraform](https://www.terraform.io/)
- Odo: The Left Hand of Darkness
""",
    "night-shift/001-buckets.txt": """\
MARA: Welcome back. Today it is Lambda and S3, and a little PostgreSQL.
ODO: We put every file into Amazon S3, and a Lambda function reads it.
MARA: And PostgreSQL keeps the list. I would not do it without Terraform.
ODO: Docker came later, for the jobs that Lambda would not finish.
""",
    "night-shift/002-schedules.md": """\
---
title: Schedules
date: 2021-04-01
---
Mara Quill asks Ilse Vandermolen about Kubernetes and Docker.

Panel: Mara Quill
Guests: Ilse Vandermolen

- 02:00 - From cron to Kubernetes
- 11:30 - Docker images and PostgreSQL

Sponsors:
- [Sentry](https://sentry.io/)
""",
    "byte-garden/10-roots.md": """\
---
title: Roots
date: 2022-01-15
---
Tove Ashgrove grows a site with Django and PostgreSQL, and waters it from GitHub.

Hosts: Tove Ashgrove
""",
    "byte-garden/11-leaves.md": """\
---
title: Leaves
date: 2022-02-15
---
Tove Ashgrove and M. Quill compare React with Django, and a tool called Plantwise.

Hosts: Tove Ashgrove
Guests: Mara Quill
""",
}


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an archive; the test runs beside it, so that paths in outputs are equal everywhere."""
    monkeypatch.chdir(tmp_path)
    for name, text in EPISODES.items():
        write(Path("archive", name), text)
    return Path("archive")


def write(path: Path, text: str) -> None:
    """Write a file of an archive."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def outputs(folder: Path) -> dict[str, str]:
    """Return the digest of everything that a build left, the triple store as what is stated in it."""
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file() and path.name != EXTRACTIONS
    }
    store = pyoxigraph.Store.read_only(str(folder / STORE))
    quads = sorted(map(str, store))
    return found | {STORE: hashlib.sha256("\n".join(quads).encode()).hexdigest()}


@pytest.fixture
def from_nothing(archive: Path) -> Callable[..., dict[str, str]]:
    """Return a call that builds the archive as it is now in a new folder and returns its `outputs`."""
    import kg

    count = 0

    def build(**options: object) -> dict[str, str]:
        nonlocal count
        count += 1
        kg.build([archive], Path(f"anew-{count}"), **{"workers": 0, **options})  # type: ignore[arg-type]
        return outputs(Path(f"anew-{count}"))

    return build
