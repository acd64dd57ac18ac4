"""A row of a list: narrow columns, and beside them words that take as many lines as they need."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions
from rich.table import Table
from rich.text import Text

from simulator.app.kit.text import wrap


class Prose:
    """Sentences that break between words, and between Chinese characters with the punctuation that clings to them."""

    def __init__(self, text: str, style: str = "") -> None:
        self.text = text
        self._style = style

    def __str__(self) -> str:
        return self.text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        for line in wrap(self.text, options.max_width):
            yield Text(line, self._style, no_wrap=True)


def grid(*widths: int) -> Table:
    """Columns of so many cells each, and one that takes the rest; sentences stand there as `Prose`."""
    row = Table.grid(padding=(0, 1))
    for width in widths:
        row.add_column(width=width)
    row.add_column(ratio=1)
    return row
