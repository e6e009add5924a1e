"""A chart's empty axes come out, and the chart drawn on them is written in the form that its path asks for."""

from __future__ import annotations

import io
import math
import re
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.files import writing
from kg.html import read, render

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7F7F7F")
"""Told apart by the colour-blind; after Okabe and Ito 2008, with grey for their yellow and black."""

INK, QUIET, PAPER = "#1b1f24", "#646c76", "#ffffff"

LONGEST = 42
"""Characters of a label that are drawn."""

_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none", "svg.hashsalt": "kg", "text.parse_math": False, "axes.unicode_minus": False,
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"], "font.size": 10.0, "savefig.dpi": 144.0,
    "text.color": INK, "axes.labelcolor": INK, "xtick.color": QUIET, "ytick.color": QUIET,
    "xtick.labelcolor": INK, "ytick.labelcolor": INK, "axes.edgecolor": QUIET, "grid.color": QUIET,
}  # fmt: skip
"""Of matplotlib, over its own defaults. Text in an SVG stays text, and no name is read as a formula."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The values of a chart as a table."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@contextmanager
def drawing(title: str, axis: str, width: float, height: float) -> Iterator[tuple[Figure, Axes]]:
    """Yield an empty chart whose axes are `width` by `height` inches; what stands around them has room."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(), warnings.catch_warnings():
        # A letter that the font lacks is drawn as a box; the SVG has it as text.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        figure = Figure(figsize=(width, height), facecolor=PAPER)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.spines[["top", "right"]].set_visible(False)
        above: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
        axes.annotate(shortened(title, 90), (0, 1), (0, 26), fontsize=12, fontweight="bold", **above)
        axes.annotate(shortened(axis, 110), (0, 1), (0, 10), fontsize=9.5, color=QUIET, **above)
        yield figure, axes


def write(path: Path, title: str, figure: Figure, numbers: Numbers) -> None:
    """Write a chart in the form of the path's ending, a page with `numbers` beside it. Raises OSError."""
    form = path.suffix.lower().removeprefix(".")
    image = io.BytesIO()
    nothing: dict[str, str | None] = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(
        image, format="png" if form == "png" else "svg", bbox_inches="tight", pad_inches=0.2,
        metadata={"Software": None} if form == "png" else nothing,
    )  # fmt: skip
    content = (
        image.getvalue() if form != "html" else _page(title, image.getvalue().decode(), numbers).encode()
    )
    with writing(path, binary=True) as handle:
        handle.write(content)


def _page(title: str, svg: str, numbers: Numbers) -> str:
    drawing, rules = _without_styles(svg[svg.index("<svg") :])
    return render(
        "plot/plot.html",
        title=cleaned(title),
        style=read("plot", "plot.css") + rules,
        drawing=drawing,
        head=[cleaned(name) for name in numbers.head],
        rows=[[cleaned(cell) for cell in row] for row in numbers.rows],
    )


def _without_styles(svg: str) -> tuple[str, str]:
    """Return a drawing with classes for its style attributes, which the page's policy forbids, and their rules."""
    classes: dict[str, str] = {}

    def named(style: re.Match[str]) -> str:
        return f'class="{classes.setdefault(style[1], f"drawn-{len(classes)}")}"'

    # Within tags only: what a label says stays as it is.
    svg = re.sub(r"<[^>]*>", lambda tag: re.sub(r'style="([^"]*)"', named, tag[0]), _STYLE.sub("", svg))
    return svg, "".join(f".{name} {{ {_with_page_colours(style)} }}\n" for style, name in classes.items())


_STYLE = re.compile(r"<style[^>]*>[^<]*</style>")
"""Matplotlib's own, which plot.css has too."""


def _with_page_colours(style: str) -> str:
    for colour, name in ((INK, "--text"), (QUIET, "--quiet"), (PAPER, "--page")):
        style = style.replace(f": {colour}", f": var({name})")
    return style


def number(value: float | None) -> str:
    """Return a value with four significant digits, thousands set apart; nothing for a missing one."""
    if value is None or not math.isfinite(value):
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def cleaned(text: str) -> str:
    """Return text on one line, without what steers a terminal or a page, or turns the order of letters."""
    kept = (" " if unicodedata.category(c)[0] in "CZ" and c not in _JOINERS else c for c in text)
    return " ".join("".join(kept).split())


_JOINERS = "\u200c\u200d"
"""They belong to the spelling of some scripts and of emoji."""


def shortened(text: str, longest: int = LONGEST) -> str:
    """Return text as it is drawn."""
    text = cleaned(text)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
