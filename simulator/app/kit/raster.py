"""A picture of braille dots for hot screens: points and lines become a mask and a colour per cell by array operations.

A cell holds 2 x 4 dots and is about twice as high as wide, so dots are about square. Positions are in dots:
x to the right in [0, 2 * columns), y downwards in [0, 4 * rows); what lies outside, or is NaN, is not drawn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

Dots = NDArray[np.floating]

_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint8)
"""The bit of a dot, by its row and column in the cell."""
_BRAILLE = 0x2800
_COVERED = 0xFFFF
"""Stands in the second cell of a wide character; no text contains it."""

Run = tuple[str, int]
"""Text and the number of its colour."""


class Raster:
    """One picture of `rows` x `columns` cells. Colours are numbers below `colours`; the caller knows their inks.

    A cell has one colour: that of the heaviest dots in it, and among equals the lower number, so that
    the order of drawing does not matter.
    """

    def __init__(self, columns: int, rows: int, colours: int) -> None:
        self.columns, self.rows = max(columns, 0), max(rows, 0)
        self._colours = colours
        self._masks = np.zeros(self.rows * self.columns, dtype=np.uint8)
        self._weights = np.zeros(self.rows * self.columns * colours, dtype=np.float64)
        self._codes = np.zeros((self.rows, self.columns), dtype=np.uint32)
        self._text_colour = np.full((self.rows, self.columns), -1, dtype=np.int64)

    def points(self, x: Dots, y: Dots, colour: NDArray[np.integer] | int, weight: float = 1.0) -> None:
        """Draw dots, each of its colour. Where colours meet in a cell, the sum of weights decides."""
        with np.errstate(invalid="ignore"):
            inside = (x >= 0) & (x < 2 * self.columns) & (y >= 0) & (y < 4 * self.rows)
        column, row = x[inside].astype(np.int64), y[inside].astype(np.int64)
        cell = (row // 4) * self.columns + column // 2
        np.bitwise_or.at(self._masks, cell, _BITS[row % 4, column % 2])
        colours = colour if isinstance(colour, int) else colour[inside].astype(np.int64)
        np.add.at(self._weights, cell * self._colours + colours, weight)

    def line(self, x: Dots, y: Dots, colour: int, weight: float = 1.0) -> None:
        """Draw a line through the positions; a NaN makes a gap, a lone position is a dot."""
        self.points(x, y, colour, weight)
        if len(x) < 2:
            return
        with np.errstate(invalid="ignore"):
            dx, dy = np.diff(x), np.diff(y)
        steps = np.maximum(np.abs(dx), np.abs(dy))
        # One step more than there are dots: steps of a whole dot could skip one by rounding.
        dots = np.where(steps > 0, np.minimum(np.ceil(steps) + 1, 4096), 0)
        steps = np.where(np.isfinite(steps), dots, 0).astype(np.int64)
        if not steps.sum():
            return
        piece = np.repeat(np.arange(len(steps)), steps)
        along = (np.arange(len(piece)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[piece]
        self.points(x[:-1][piece] + dx[piece] * along, y[:-1][piece] + dy[piece] * along, colour, weight)

    def text(self, column: int, row: int, text: str, colour: int) -> None:
        """Write over the dots, from this cell on; what would leave the picture is left out."""
        if not 0 <= row < self.rows:
            return
        for mark in unicodedata.normalize("NFC", text):
            wide = cell_len(mark)
            if wide and column >= 0 and column + wide <= self.columns:
                self._codes[row, column : column + wide] = [ord(mark), _COVERED][:wide]
                self._text_colour[row, column : column + wide] = colour
            column += wide

    @property
    def dotted(self) -> NDArray[np.bool_]:
        """(rows * columns,) which cells have dots."""
        return self._masks > 0

    def marks(
        self,
        columns: NDArray[np.integer],
        rows: NDArray[np.integer],
        codes: NDArray[np.integer],
        colours: NDArray[np.integer],
    ) -> None:
        """Write one character a cell, by their code points, none of them wide; all cells within the picture."""
        self._codes[rows, columns] = codes
        self._text_colour[rows, columns] = colours

    def runs(self) -> list[list[Run]]:
        """Each row as runs of one colour. Blank cells carry on the colour of the dots before them: fewer runs."""
        if not self.rows or not self.columns:
            return [[] for _ in range(self.rows)]
        shape = (self.rows, self.columns)
        masks = self._masks.reshape(shape)
        colour = self._weights.reshape(*shape, self._colours).argmax(axis=2)
        written = self._text_colour >= 0
        colour = np.where(written, self._text_colour, colour)
        codes = np.where(masks > 0, masks.astype(np.uint32) + _BRAILLE, ord(" "))
        codes = np.where(written, self._codes, codes).astype("<u4")
        colour = _carried(colour, masks > 0, written)
        breaks = np.diff(colour, axis=1, prepend=-1) != 0
        return [
            self._row(line, colours, np.flatnonzero(starts))
            for line, colours, starts in zip(codes, colour, breaks, strict=True)
        ]

    def _row(
        self, line: NDArray[np.uint32], colour: NDArray[np.int64], starts: NDArray[np.intp]
    ) -> list[Run]:
        text = line.tobytes().decode("utf-32-le")
        places: Sequence[int] = [*starts.tolist(), self.columns]
        return [
            (text[start:end].replace(chr(_COVERED), ""), int(colour[start]))
            for start, end in pairwise(places)
        ]


def _carried(
    colour: NDArray[np.int64], dotted: NDArray[np.bool_], written: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Colours where every blank cell has that of the last dots before it, or of the first in its row.

    Text keeps its own and hands none on: it may have a ground."""
    columns = colour.shape[1]
    dotted = dotted & ~written
    here = np.arange(columns, dtype=np.int64)
    last: NDArray[np.int64] = np.where(dotted, here, -1)
    np.maximum.accumulate(last, axis=1, out=last)
    first: NDArray[np.int64] = np.argmax(dotted, axis=1)
    place: NDArray[np.int64] = np.where(last < 0, first[:, np.newaxis], last)
    place = np.where(written, here, place)
    carried: NDArray[np.int64] = np.take_along_axis(colour, place, axis=1)
    empty: NDArray[np.bool_] = ~dotted.any(axis=1, keepdims=True) & ~written
    return np.where(empty, 0, carried)
