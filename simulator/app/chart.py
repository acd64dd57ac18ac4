"""A line chart over time, mostly of shares: braille lines with their names at the end, few round ticks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from simulator.app import view
from simulator.app.kit.raster import Raster
from simulator.app.kit.rows import Piece
from simulator.app.kit.strokes import fit, left, right
from simulator.frames import HOURS_PER_DAY, Floats
from simulator.locale import Wording

AXIS = 5
"""Cells left of the plot for the ticks' percentages."""
PLOT = 10
"""The plot is at least so wide, or else names have no room beside it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: shares 0..1 at the chart's points of time, or what else the chart is told to write."""

    name: str
    ink: str
    shares: Floats


def ceiling(lines: Sequence[Line]) -> float:
    """A round share, at least as large as every value: 0.01, 0.02, 0.05, 0.1, ... 1."""
    known = [float(np.nanmax(line.shares)) for line in lines if np.isfinite(line.shares).any()]
    most = max(known, default=0.0)
    for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8):
        if most <= step:
            return step
    return 1.0


def chart(
    ticks: NDArray[np.int32],
    lines: Sequence[Line],
    width: int,
    height: int,
    say: Wording,
    write: Callable[[float], str] = view.percent,
    top: float | None = None,
) -> list[list[Piece]]:
    """`height` rows of `width` cells: the plot, its axis of days below. Empty where there is no room.

    `write` puts values into words, `top` is where the axis ends: a round share if None."""
    for names in (
        [f"{line.name} {_last(line, write)}" for line in lines],
        [line.name for line in lines],
        [],
    ):
        named = max((cell_len(name) for name in names), default=0)
        if width >= AXIS + named + PLOT:
            break
    columns, rows = width - AXIS - (named + 1 if named else 0), height - 1
    if columns < 4 or rows < 2:
        return [[] for _ in range(max(height, 0))]
    top = top or ceiling(lines)
    raster = Raster(columns, rows, len(lines))
    places = _times(ticks, columns)
    for colour, line in enumerate(lines):
        heights = (1 - line.shares / top) * (4 * rows - 2.01)
        for thick in (0, 1):
            raster.line(places, heights + thick, colour, weight=len(lines) - colour)
    ends = _ends([line.shares for line in lines], top, rows) if named else {}
    made: list[list[Piece]] = []
    for row, runs in enumerate(raster.runs()):
        pieces: list[Piece] = [
            (_tick(row, rows, top, write), "dim"),
            *((text, lines[c].ink) for text, c in runs),
        ]
        if named:
            place = ends.get(row)
            text = names[place] if place is not None else ""
            pieces.append((" " + left(text, named), f"bold {lines[place].ink}" if place is not None else ""))
        made.append(pieces)
    return [*made, _days(ticks, columns, say)]


def _last(line: Line, write: Callable[[float], str]) -> str:
    return write(float(line.shares[-1])) if len(line.shares) else view.DASH


def _times(ticks: NDArray[np.int32], columns: int) -> Floats:
    """Dots of the points of time: the first at the left edge, the newest at the right."""
    if not len(ticks):
        return np.empty(0)
    span = max(int(ticks[-1]) - int(ticks[0]), 1)
    return (ticks - ticks[0]) / span * (2 * columns - 1.01)


def _tick(row: int, rows: int, top: float, write: Callable[[float], str]) -> str:
    """The value of a row: top, middle and bottom have one."""
    shares = {0: top, rows - 1: 0.0}
    if rows >= 5:
        shares[(rows - 1) // 2] = top / 2
    text = write(shares[row]).replace(".0%", "%") if row in shares else ""
    return right(text, AXIS - 1) + ("┤" if text else "│")


def _ends(shares: Sequence[Floats], top: float, rows: int) -> dict[int, int]:
    """The row for each line's name: where it ends, or the nearest free one; the largest value on top."""
    return spaced(
        {
            place: (1 - float(line[-1]) / top) * rows
            for place, line in enumerate(shares)
            if len(line) and np.isfinite(line[-1])
        },
        rows,
    )


def spaced(wanted: Mapping[int, float], rows: int) -> dict[int, int]:
    """What stands in each of so many rows: everything, by number, as near as can be to the row in which it is wanted,
    in that order from the top. Where there are more than rows, the lowest have none."""
    order = sorted(wanted, key=lambda place: (wanted[place], place))[:rows]
    taken: dict[int, int] = {}
    row = -1
    for above, place in enumerate(order):
        here = min(max(int(wanted[place]), 0), rows - 1)
        row = min(max(here, row + 1), rows - len(order) + above)  # room for the names below it
        taken[row] = place
    return taken


def _days(ticks: NDArray[np.int32], columns: int, say: Wording) -> list[Piece]:
    """The days at both ends of the time axis."""
    if not len(ticks):
        return [(" " * AXIS, "")]
    first, last = view.day(int(ticks[0]), say), view.day(int(ticks[-1]), say)
    if ticks[-1] // HOURS_PER_DAY == ticks[0] // HOURS_PER_DAY:
        first, last = view.clock(int(ticks[0]), say), view.hour(int(ticks[-1]))
    room = columns - cell_len(first)
    text = first + right(last, room) if room > cell_len(last) else fit(last, columns)
    return [(" " * AXIS, ""), (text, "dim")]
