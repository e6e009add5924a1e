"""Names of columns and cells come in, a table for a terminal goes out."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence


def draw(names: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[bool], width: int) -> str:
    """Return a table of at most `width` columns of text, every line with its end.

    Args:
        names: of the columns; like the cells, free of what a terminal would obey.
        numeric: by column, whether it holds numbers, which stand at the right and are never cut.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name, number in zip(names, numeric, strict=True):
        # Text, not str: brackets in a title are no markup.
        table.add_column(Text(name), justify="right" if number else "left", overflow="fold", no_wrap=number)
    for row in rows:
        table.add_row(*map(Text, row))
    out = io.StringIO()
    Console(file=out, width=width, color_system=None, legacy_windows=False).print(table)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())
