"""A template, a style, scripts and values come in, an HTML document that loads nothing goes out.

Every page that kg writes has the same frame (kg/data/html/frame.html): values are escaped, and a
Content-Security-Policy names the hashes of its own style and scripts and allows nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from importlib import resources
from typing import Any


def read(*path: str) -> str:
    """Return one of kg's data files."""
    return resources.files("kg").joinpath("data", *path).read_text(encoding="utf-8")


def render(template: str, *, title: str, style: str, scripts: Iterable[str] = (), **values: Any) -> str:
    """Return the document of a template below kg/data, which extends `html/frame.html`.

    Args:
        style, scripts: contents of the elements that may take effect; the template has the scripts itself.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("kg", "data"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = environment.get_template(template).render(
        title=title, style=style, policy=policy(scripts, style), **values
    )
    return readable(text)


def policy(scripts: Iterable[str], style: str) -> str:
    """Return the Content-Security-Policy that allows these scripts and this style, and nothing else."""
    own = " ".join(f"'{digest(script)}'" for script in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {own}; style-src '{digest(style)}'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def digest(text: str) -> str:
    """Return the hash of an element's content, as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def inline(script: str) -> str:
    """Return a script that may stand inside a script element. Raises ValueError for one that may not."""
    if re.search(r"</script|<!--", script, re.IGNORECASE):
        raise ValueError("a script holds text that would end its element")
    return script


def readable(text: str) -> str:
    """Return text without halves of surrogate pairs, which UTF-8 cannot hold."""
    return text.encode(errors="replace").decode()
