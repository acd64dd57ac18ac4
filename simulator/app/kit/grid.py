"""A row of a list: narrow columns, and beside them words that take as many lines as they need."""

from __future__ import annotations

from rich.table import Table


def grid(*widths: int) -> Table:
    """Columns of so many cells each, and one that takes the rest. Its text breaks within a word where that is longer
    than a line, and Chinese has no blanks to break at."""
    row = Table.grid(padding=(0, 1))
    for width in widths:
        row.add_column(width=width)
    row.add_column(ratio=1, overflow="fold")
    return row
