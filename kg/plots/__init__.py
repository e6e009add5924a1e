"""Names and numbers come in, a chart goes out: SVG, PNG or a page with the numbers beside it.

The form is that of the path's ending. What is written depends on the values alone: no dates, fixed
fonts, fixed ids, and the settings of the machine's matplotlib left aside.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.plots.canvas import COLOURS, PAPER, QUIET, Numbers, drawing, number, shortened, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Normalize

ENDINGS = (".svg", ".png", ".html")
"""What a plot's path may end in."""

MOST_BARS, MOST_LINES, MOST_LABELS = 200, 14, 100
"""Bars, lines and rows of a heat map that one chart can show and somebody read."""

_ROW = 0.27
"""Height of one row, in inches."""
_CHARACTERS = 78
"""How many stand side by side below an axis."""


class PlotError(KgError, ValueError):
    """A chart cannot be drawn of what is given."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a place on the axis."""

    label: str
    """Where: labels stand in sorted order, so a time is written 2014, 2014-Q1 or 2014-03."""
    value: float | None
    """None where nothing is known: the line has a gap."""
    low: float | None = None
    high: float | None = None
    """Ends of its interval."""


@dataclass(frozen=True, slots=True)
class Line:
    """Points under one name."""

    name: str
    points: tuple[Point, ...]


def check_plot(path: Path) -> Path:
    """Return `path` if its ending is one of `ENDINGS`. Raises `PlotError`."""
    if path.suffix.lower() not in ENDINGS:
        raise PlotError(f"{path}: a plot is written as {', '.join(ENDINGS)}; let the name end in one of them")
    return path


def draw_bars(
    path: Path, title: str, bars: Sequence[tuple[str, float]], axis: str, *, diverging: bool = False
) -> None:
    """Draw one bar a name, the first on top, its value at its end.

    Args:
        bars: names and values; one that is not finite has a name and no bar.
        axis: what the values are, with their unit.
        diverging: values below 0 have a colour of their own.

    Raises `PlotError`, OSError.
    """
    _check(path, len(bars), MOST_BARS, "bars")
    values = [value if math.isfinite(value) else 0.0 for _, value in bars]
    with drawing(title, axis, 6.5, _ROW * len(bars)) as (figure, axes):
        rows = range(len(bars))
        colours = [COLOURS[1] if diverging and value < 0 else COLOURS[0] for value in values]
        axes.barh(rows, values, height=0.72, color=colours)
        axes.set_yticks(rows, [shortened(name) for name, _ in bars])
        axes.set_ylim(len(bars) - 0.4, -0.6)
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.axvline(0, color=QUIET, linewidth=0.8)
        axes.set_xticks([])
        axes.tick_params(length=0)
        axes.margins(x=0.12 if diverging else 0)
        for row, (_, value) in enumerate(bars):
            before = value < 0
            axes.annotate(
                number(value), (values[row], row), (-4 if before else 4, 0), textcoords="offset points",
                ha="right" if before else "left", va="center", fontsize=9, color=QUIET,
            )  # fmt: skip
        numbers = Numbers(("name", axis), tuple((name, number(value)) for name, value in bars))
        write(path, title, figure, numbers)


def draw_lines(path: Path, title: str, lines: Sequence[Line], axis: str) -> None:
    """Draw lines over one axis of labels, with their intervals as bands and each line's name at its end.

    Args:
        axis: what the values are, with their unit.

    Raises `PlotError`, OSError.
    """
    _check(path, sum(1 for line in lines if line.points), MOST_LINES, "lines")
    labels = sorted({point.label for line in lines for point in line.points})
    places = {label: at for at, label in enumerate(labels)}
    with drawing(title, axis, 7.0, 3.6) as (figure, axes):
        ends: list[tuple[float, float, str, str]] = []
        for n, line in enumerate(lines):
            colour, dashes = COLOURS[n % len(COLOURS)], "-" if n < len(COLOURS) else (0, (4, 1.5))
            value, low, high = ([math.nan] * len(labels) for _ in range(3))
            for point in line.points:
                at = places[point.label]
                value[at], low[at], high[at] = _known(point.value), _known(point.low), _known(point.high)
            axes.fill_between(range(len(labels)), low, high, color=colour, alpha=0.16, linewidth=0)
            axes.plot(value, color=colour, linestyle=dashes, linewidth=1.8, marker="o", markersize=3.2)
            drawn = [at for at in range(len(labels)) if not math.isnan(value[at])]
            if drawn:
                ends.append((value[drawn[-1]], drawn[-1], line.name, colour))
        # So many labels as fit side by side.
        step = math.ceil(len(labels) * (max(map(len, labels)) + 2) / _CHARACTERS) or 1
        axes.set_xticks(range(0, len(labels), step), [shortened(label, 20) for label in labels[::step]])
        axes.yaxis.grid(True, linewidth=0.5, alpha=0.35)
        if all(_known(p.value) >= 0 or p.value is None for line in lines for p in line.points):
            axes.set_ylim(bottom=0)
        axes.margins(x=0.02)
        _name_lines(axes, ends, len(labels) - 1)
        rows = tuple(
            (line.name, p.label, *(number(v) for v in (p.value, p.low, p.high)))
            for line in lines
            for p in line.points
        )
        write(path, title, figure, Numbers(("name", "when", axis, "from", "to"), rows))


def _name_lines(axes: Axes, ends: list[tuple[float, float, str, str]], last: int) -> None:
    """Write each line's name right of the plot, at its end's height or as near as the others let it."""
    bottom, top = axes.get_ylim()
    ordered = sorted(ends)
    heights = _spread([value for value, *_ in ordered], (top - bottom) / 20, top)
    for (value, at, name, colour), height in zip(ordered, heights, strict=True):
        axes.annotate(
            shortened(name), (at, value), (last + max(last, 1) * 0.05, height), va="center",
            annotation_clip=False, fontsize=9.5,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 1.4, "relpos": (0, 0.5), "shrinkA": 1, "shrinkB": 3},
        )  # fmt: skip


def _spread(heights: list[float], gap: float, top: float) -> list[float]:
    """Return ascending heights at least `gap` apart and none above `top`, each moved no more than it must."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + gap) if placed else height)
    return [
        min(height, top - gap * above) for above, height in zip(range(len(placed))[::-1], placed, strict=True)
    ]


def draw_heat_map(
    path: Path, title: str, labels: Sequence[str], values: Sequence[Sequence[float | None]], axis: str
) -> None:
    """Draw a square of cells, one row and one column a label; what is None stays blank.

    Colours follow the square root of values of which none is below 0, as counts, odds and likelihood ratios have few
    that are great; else the values.

    Args:
        values: by row, each as long as `labels`.
        axis: what the values are, with their unit.

    Raises `PlotError`, OSError.
    """
    _check(path, len(labels), MOST_LABELS, "rows")
    cells = [[_known(value) for value in row] for row in values]
    side = max(2.0, _ROW * len(labels))
    with drawing(title, axis, side, side) as (figure, axes):
        # As one mesh of shapes: an image would be a bitmap inside the SVG.
        mesh = axes.pcolormesh(cells, norm=_scale(cells), cmap="cividis", edgecolors=PAPER, linewidth=0.6)
        places = [at + 0.5 for at in range(len(labels))]
        axes.set_xticks(
            places, [shortened(label) for label in labels], rotation=60, ha="right", rotation_mode="anchor"
        )
        axes.set_yticks(places, [shortened(label) for label in labels])
        axes.tick_params(length=0)
        axes.invert_yaxis()
        for spine in axes.spines.values():
            spine.set_visible(False)
        bar = figure.add_axes((1 + 0.25 / side, 1 - 2 / side, 0.14 / side, 2 / side))
        figure.colorbar(mesh, cax=bar).outline.set_visible(False)
        rows = tuple((label, *map(number, row)) for label, row in zip(labels, values, strict=True))
        write(path, title, figure, Numbers((axis, *labels), rows))


def _scale(cells: Sequence[Sequence[float]]) -> Normalize:
    from matplotlib.colors import Normalize, PowerNorm

    known = [value for row in cells for value in row if not math.isnan(value)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    return PowerNorm(0.5, low, high) if low >= 0 else Normalize(low, high)


def _check(path: Path, count: int, most: int, what: str) -> None:
    check_plot(path)
    if not count:
        raise PlotError(f"{path}: there is nothing to draw; ask for more, or leave out a condition")
    if count > most:
        raise PlotError(f"{path}: {count:,} {what} are too many to read, {most} is the most; ask for fewer")


def _known(value: float | None) -> float:
    return value if value is not None and math.isfinite(value) else math.nan
