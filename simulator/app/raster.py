"""A picture of points and lines in braille dots: numpy in, rows of coloured text out.

A cell holds 2 x 4 dots and one colour. Blank cells carry the colour before them, because what a terminal costs is
the number of pieces of text, not of points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.app.rows import Row, Run, cells_of

_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint8)
"""Bit of a braille pattern by dot row and dot column (Unicode block U+2800)."""

_BRAILLE = [" ", *(chr(0x2800 + bits) for bits in range(1, 256))]

Points = NDArray[np.floating] | NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Label:
    """Text laid over the dots from a cell on."""

    row: int
    column: int
    text: str
    ink: str


class Raster:
    """Dots on columns x rows of cells; (0, 0) is the upper left dot and y goes down. What lies outside is dropped."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = max(columns, 0), max(rows, 0)
        self.dots = np.zeros((self.rows, self.columns), dtype=np.uint8)
        self.colour = np.full((self.rows, self.columns), -1, dtype=np.int16)

    @property
    def width(self) -> int:
        """Dots across."""
        return 2 * self.columns

    @property
    def height(self) -> int:
        """Dots down."""
        return 4 * self.rows

    def points(self, x: Points, y: Points, colour: NDArray[np.integer] | int) -> None:
        """Set a dot at each place; NaN is no place. In a shared cell the last colour wins."""
        inside = (x >= 0) & (y >= 0) & (x < self.width) & (y < self.height)
        across, down = x[inside].astype(np.int64), y[inside].astype(np.int64)
        row, column = down // 4, across // 2
        np.bitwise_or.at(self.dots, (row, column), _BITS[down % 4, across % 2])
        self.colour[row, column] = colour if isinstance(colour, int) else colour[inside]

    def line(self, x: Points, y: Points, colour: int) -> None:
        """Join the places by straight lines; a NaN leaves a gap."""
        if len(x) < 2:
            self.points(x, y, colour)
            return
        across, down = np.diff(x), np.diff(y)
        length = np.nan_to_num(np.maximum(np.abs(across), np.abs(down)), nan=0.0, posinf=0.0)
        steps = np.minimum(np.ceil(length), 4_096).astype(np.int64) + 1
        piece = np.repeat(np.arange(len(steps)), steps)
        part = np.arange(len(piece)) - np.repeat(np.cumsum(steps) - steps, steps)
        part = part / np.maximum(steps[piece] - 1, 1)
        self.points(x[:-1][piece] + part * across[piece], y[:-1][piece] + part * down[piece], colour)

    def drawn(self, inks: Sequence[str], labels: Sequence[Label] = ()) -> list[Row]:
        """The rows, with labels laid over; `inks` are what colour numbers stand for."""
        over: dict[int, list[Label]] = {}
        for label in labels:
            over.setdefault(label.row, []).append(label)
        return [_row(self.dots[r], self.colour[r], inks, over.get(r, ())) for r in range(self.rows)]


def _row(
    dots: NDArray[np.uint8], colour: NDArray[np.int16], inks: Sequence[str], labels: Sequence[Label]
) -> Row:
    texts = [_BRAILLE[bits] for bits in dots.tolist()]
    marks: list[str | None] = [inks[c] if c >= 0 else None for c in np.where(dots > 0, colour, -1).tolist()]
    for label in labels:
        for column, text in enumerate(cells_of(label.text), start=label.column):
            if 0 <= column < len(texts):
                texts[column], marks[column] = text, label.ink
    runs: list[Run] = []
    begin, current = 0, None
    for column, mark in enumerate(marks):
        if mark is not None and mark != current:
            if current is not None:
                runs.append(("".join(texts[begin:column]), current))
                begin = column
            current = mark
    runs.append(("".join(texts[begin:]), current or ""))
    return tuple(runs)
