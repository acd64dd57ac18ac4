"""A line chart over time, mostly of shares: names and newest values at the ends of its lines, few round ticks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.app import view
from simulator.app.kit.chart import Curve, plotted
from simulator.app.kit.rows import Row
from simulator.frames import HOURS_PER_DAY, Floats
from simulator.locale import Wording

AXIS = 5
"""Cells left of the plot for the ticks' percentages."""
PLOT = 9
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
) -> list[Row]:
    """`height` rows of `width` cells: the plot, its axis of days below. Empty where there is no room.

    `write` puts values into words, `top` is where the axis ends: a round share if None."""
    top = top or ceiling(lines)
    x = (ticks - ticks[:1]) / max(int(np.ptp(ticks)), 1) if len(ticks) else np.empty(0)
    curves = [
        Curve(
            line.ink,
            x,
            1 - line.shares / top,
            (f"{line.name} {write(float(line.shares[-1])) if len(x) else view.DASH}", line.name, ""),
            weight=len(lines) - place,
        )
        for place, line in enumerate(lines)
    ]
    values = [write(value).replace(".0%", "%") for value in (top, top / 2, 0.0)]
    return plotted(curves, width, height, AXIS, values, _days(ticks, say), least=PLOT, thick=2)


def _days(ticks: NDArray[np.int32], say: Wording) -> tuple[str, str]:
    """What stands at both ends of the time axis: days, or the hours of one."""
    if not len(ticks):
        return "", ""
    first, last = int(ticks[0]), int(ticks[-1])
    if first // HOURS_PER_DAY == last // HOURS_PER_DAY:
        return view.clock(first, say), view.hour(last)
    return view.day(first, say), view.day(last, say)
