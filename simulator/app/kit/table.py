"""Tables for panels of any width: names shrink first, then columns go by rank; nothing is cut within a word.

A column of figures is as wide as the widest of them and its heading, so that none is ever cut; only a column that
says how far it may shrink gives way, word by word. What is left over goes to columns that may grow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from simulator.app.kit.rows import Piece, Row, cells
from simulator.app.kit.text import left, right, shortened

Cell = Row | Callable[[int], Piece]
"""Pieces, of which the last is shortened; or what draws into so many cells, such as a bar."""

WIDEST = 999
"""For a column that takes all the room there is."""
SHORTEST = 4
"""Cells of a name below which it says nothing."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """What stands below one heading, which may be `()`."""

    head: Cell
    cells: Sequence[Cell]
    """One a row."""
    rank: int = 0
    """Where room is short, columns of the highest rank go first; 0 stays as long as may be. Of equals, drawings go
    before words and the last before the others."""
    size: int = 0
    """Cells that it takes at least, a blank towards its neighbour among them: it stands still while figures change."""
    most: int = 0
    """Cells up to which it grows where there is room."""
    least: int | None = None
    """Down to how many cells its text is shortened before a column goes; None: never."""
    end: bool = False
    """Does it stand at the right edge of its cells, as figures do?"""

    @property
    def drawn(self) -> bool:
        """Is there something else than words in it?"""
        return any(map(callable, self.cells))

    @property
    def floor(self) -> int:
        """Cells without which another column has to go."""
        if self.least is not None:
            return max(self.least, 2)  # a cell of its own, and the blank behind it
        widest = max(cells(cell) for cell in (self.head, *self.cells) if not callable(cell))
        return max(self.size, 1 + widest)


def table(columns: Sequence[TableColumn], rows: int, width: int) -> tuple[Row, list[Row]]:
    """The headings and so many rows, all of the same width, which is at most `width` cells."""
    sizes = fitted(columns, width)
    shown = [(column, size) for column, size in zip(columns, sizes, strict=True) if size > 0]

    def row(cell: Callable[[TableColumn], Cell]) -> Row:
        drawn = [
            _drawn(column, cell(column), size, gap=place < len(shown) - 1)
            for place, (column, size) in enumerate(shown)
        ]
        return tuple(piece for pieces in drawn for piece in pieces)

    return row(lambda column: column.head), [row(partial(_cell, y)) for y in range(rows)]


def fitted(columns: Sequence[TableColumn], width: int) -> list[int]:
    """Cells of each column, together at most `width`; 0: it has gone."""
    sizes = {place: column.floor for place, column in enumerate(columns)}

    def last_is_words() -> bool:
        """It needs no blank behind it."""
        last = columns[max(sizes)]
        return not last.end and not last.drawn

    def room() -> int:
        return max(width, 0) + last_is_words() - sum(sizes.values())

    while sizes and room() < 0:
        going = max(sizes, key=lambda place: (columns[place].rank, columns[place].drawn, place))
        names = [place for place in sizes if columns[place].least is not None and sizes[place] > SHORTEST]
        if columns[going].rank or not names:
            del sizes[going]
        else:  # what is left says too much to go, so that names are shortened as far as they can be
            longest = max(names, key=lambda place: sizes[place])
            sizes[longest] = max(sizes[longest] + room(), SHORTEST)
    for place in sizes:
        if columns[place].least is not None:
            sizes[place] += max(min(room(), columns[place].most - sizes[place]), 0)
    others = [place for place in sizes if columns[place].least is None and columns[place].most > sizes[place]]
    each = room() // len(others) if others else 0
    for place in others:
        sizes[place] = min(sizes[place] + each, columns[place].most)
    if sizes and last_is_words():
        sizes[max(sizes)] -= 1
    return [sizes.get(place, 0) for place in range(len(columns))]


def _cell(y: int, column: TableColumn) -> Cell:
    return column.cells[y]


def _drawn(column: TableColumn, cell: Cell, size: int, *, gap: bool) -> Row:
    """A cell in exactly so many cells, with a blank between it and its neighbour."""
    if callable(cell):
        text, ink = cell(size)
        return ((left(text, size), ink),)
    *before, (text, ink) = cell or (("", ""),)
    room = size - cells(before)
    if column.end:
        return (*before, (right(text if column.least is None else shortened(text, room - 1), room), ink))
    return (*before, (left(shortened(text, room - gap), room), ink))
