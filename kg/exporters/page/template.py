"""Values and the page's own files come in, the page goes out."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from kg.exporters.page.body import encode
from kg.html import inline, read, render

SCRIPTS = tuple(
    f"{name}.js"
    for name in (
        "data count measures pairs trend state backbone network camera labels legend filters search charts panel evidence table"
        " heat timeline picks episodes download page"
    ).split()
)
"""In the order in which they stand in the page."""

STYLES = ("page.css", "views.css")


def document(title: str, head: dict[str, Any], body: str, texts: str) -> str:
    """Return the page: `head` as JSON for the first picture, `body` and the sentences packed for all else."""
    library, version = read_library()
    code = "(() => {\n" + "\n".join(read("page", name) for name in SCRIPTS) + "\n})();\n"
    return render(
        "page/page.html",
        title=title,
        style="\n".join(read("page", name) for name in STYLES),
        scripts=[library, code],
        version=version,
        head=encode(head),  # escaped by encode
        body=body,  # base64
        texts=texts,  # base64
        library=inline(library),  # a file of the installed pyvis
        code=inline(code),  # files of kg's own
    )


@cache
def read_library() -> tuple[str, str]:
    """Return the newest vis-network that the installed pyvis brings, and its version.

    Its first comment, with the copyright and the licence, is kept; a note for debuggers on a
    file that is not there is not. Raises FileNotFoundError where pyvis brings none.
    """
    folders = resources.files("pyvis").joinpath("templates", "lib")
    found = {
        tuple(map(int, match[1].split("."))): folder
        for folder in folders.iterdir()
        if (match := re.fullmatch(r"vis-(\d+(?:\.\d+)*)", folder.name))
    }
    if not found:
        raise FileNotFoundError("pyvis: no vis-network in its templates/lib; kg needs pyvis 0.3.2")
    text = found[max(found)].joinpath("vis-network.min.js").read_bytes().decode()
    text = re.sub(r"\r\n?", "\n", text)  # as HTML reads it, for its hash to be right
    return re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", text), ".".join(map(str, max(found)))
