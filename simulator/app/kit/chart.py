"""Lines of braille dots in a plot: few ticks beside it, its ends below it, and names where the lines end. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.app.kit.raster import Raster
from simulator.app.kit.rows import Piece, Row
from simulator.app.kit.text import left, right, spread, widest

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through (n,) places, which are shares 0..1 of the plot. A NaN makes a gap."""

    ink: str
    x: Floats
    """From the left edge."""
    y: Floats
    """From the top."""
    names: tuple[str, ...]
    """What is said where it ends, the longest first; each curve of a plot has as many."""
    weight: float = 2.0
    """Where lines meet in a cell, the heaviest gives it its ink; of equals the first."""
    aim: float = math.nan
    """Where a dotted line runs from edge to edge, from the top; where the curve is named if it has no end."""

    @property
    def end(self) -> float:
        """Where its name stands, from the top; NaN for nowhere."""
        return self.aim if not len(self.y) else float(self.y[-1])


def plotted(
    curves: Sequence[Curve],
    width: int,
    height: int,
    axis: int,
    ticks: Sequence[str],
    ends: tuple[str, str],
    *,
    least: int,
    thick: int = 1,
) -> list[Row]:
    """`height` rows of `width` cells, all empty where there is no room: `axis` cells of ticks, the plot and the names,
    of which the longest that leave the plot `least` cells. The last row ends with the plot and says what stands at its
    ends. Lines are `thick` dots high."""
    forms = list(zip(*(curve.names for curve in curves), strict=True)) or [()]
    cells = [widest(form) if any(form) else 0 for form in forms]
    form = next((place for place, named in enumerate(cells) if width - axis - named >= least), -1)
    names, named = forms[form], cells[form]
    columns, rows = width - axis - named, height - 1
    if columns < 4 or rows < 2:  # fewer show nothing
        return [()] * max(height, 0)
    raster = Raster(columns, rows, max(len(curves), 1))
    across, down = 2 * columns - 1.01, 4 * rows - 0.01 - thick
    dots = np.arange(0.0, 2 * columns, 4)
    for colour, curve in enumerate(curves):
        for dot in range(thick):
            raster.line(curve.x * across, curve.y * down + dot, colour, curve.weight)
        raster.points(dots, np.full(len(dots), curve.aim * down), colour)
    deep = rows if thick > 1 else down / 4  # a thick line lies to either side of where it is named
    said = spaced({place: curve.end * deep for place, curve in enumerate(curves) if names[place]}, rows)
    made: list[Row] = []
    for row, (tick, runs) in enumerate(zip(ticked(ticks, rows, axis), raster.runs(), strict=True)):
        place = said.get(row, -1)
        name = (f" {names[place]}", f"bold {curves[place].ink}") if place >= 0 else ("", "")
        inked = ((text, curves[colour].ink if curves else "") for text, colour in runs)
        made.append((tick, *inked, (left(name[0], named), name[1])))
    return [*made, ((" " * axis, ""), (spread(columns, *ends), "dim"))]


def ticked(texts: Sequence[str], rows: int, axis: int) -> list[Piece]:
    """An axis at the left of so many rows: the first text on top, the last at the bottom, one between them in the
    middle where there are rows enough."""
    first, *between, last = texts
    said = {rows - 1: last, 0: first}
    if between and rows >= 5:
        said[(rows - 1) // 2] = between[0]
    return [
        (right(said.get(row, ""), axis - 1) + ("┤" if said.get(row) else "│"), "dim") for row in range(rows)
    ]


def spaced(wanted: Mapping[int, float], rows: int) -> dict[int, int]:
    """What stands in each of so many rows: everything, by number, as near as can be to the row in which it is wanted,
    in that order from the top; NaN: nowhere. Where there are more than rows, the lowest have none."""
    known = (place for place in wanted if math.isfinite(wanted[place]))
    order = sorted(known, key=lambda place: (wanted[place], place))[:rows]
    taken: dict[int, int] = {}
    row = -1
    for above, place in enumerate(order):
        here = min(max(int(wanted[place]), 0), rows - 1)
        row = min(max(here, row + 1), rows - len(order) + above)  # room for the names below it
        taken[row] = place
    return taken
