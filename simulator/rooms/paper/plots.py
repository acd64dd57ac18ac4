"""The plots of a paper's course, each of a kind in `simulator.frames.paper`: how people are spread, states over
time, curves of figures, paths of single ones, and people on a ring. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from simulator.app import view
from simulator.app.kit.chart import Curve, plotted, ticked
from simulator.app.kit.raster import Raster
from simulator.app.kit.rows import Piece, Row, roomiest
from simulator.app.kit.strokes import raised
from simulator.app.kit.text import fitting, left, middle, right, spread
from simulator.frames.paper import (
    Areas,
    ArmCurves,
    CoursePlot,
    Floats,
    PaperFrame,
    PaperPlan,
    Paths,
    Ring,
    Spread,
    figure_words,
)
from simulator.locale import Wording
from simulator.rooms.paper.words import AXIS, arm_ink, arm_words, mark, number, tells, words

GAP = 2
INKS = ("error", "warning", "primary")
"""Of the states, from below: red, amber and blue as everywhere."""
MARKS = ("█", "▒", "·")
"""Of the states in the plot over time: they differ without colour."""
_SHOWN = 0.75
"""Share of the range of the measure that is drawn: hardly anybody is above, and they count in the last column."""
PLOT = 26
"""Cells that a plot has at least, or else arms have their letters alone beside it."""
FEW = 8
"""So many paths can be told apart by colour."""


def draw(
    plan: PaperPlan, frame: PaperFrame, plot: CoursePlot, width: int, height: int, say: Wording
) -> list[Row]:
    """`height` rows of at most `width` cells, at least five of them: title, plot and what stands below it."""
    match plot:
        case Spread():
            rows = _spread(plan, frame, plot, width, height, say)
        case Areas():
            rows = _areas(plan, frame, plot, width, height, say)
        case ArmCurves():
            rows = _curves(plan, frame, plot, width, height, say)
        case Paths():
            rows = _paths(plan, frame, plot, width, height, say)
        case Ring():
            rows = _ring(plan, frame, plot, width, height, say)
    return [_title(plan, frame, plot, width, say), *rows]


def _title(plan: PaperPlan, frame: PaperFrame, plot: CoursePlot, width: int, say: Wording) -> Row:
    """What is seen; and, where the paper prints where it ends, that this is dotted."""
    general = f"paper.{plot.name}"
    otherwise = say(general) if general in say else words(plan, f"measure.{plot.name}", "", say)
    title = words(plan, f"plot.{plot.name}", otherwise, say)
    said = [title]
    match plot:
        case ArmCurves():
            kind, aims = "curves", [f"{plot.measure}_{arm}" for arm in plot.arms]
        case Paths():
            kind, aims = "paths", [*plot.aims]
        case _:
            kind, aims = plot.name, []
    if set(aims) & set(plan.rows[frame.row].printed):
        said = [f"{title} · {say('paper.aim')}", title]
    return ((fitting(width, *said), tells("bold", kind)),)


# How people are spread


def grouped(counts: NDArray[np.int64], columns: int) -> Floats:
    """(columns,) fine counts as shares of all people, in equal ranges as wide as a cell, the last one up to the top;
    NaN before there are any."""
    edges = np.arange(columns) * round(_SHOWN * len(counts)) // columns
    total = counts.sum()
    if not total:
        return np.full(columns, np.nan)
    return np.add.reduceat(counts, edges) / total


def state_of(plot: Spread, measure: float) -> int:
    """The place of the state in which somebody of this measure is."""
    return sum(measure >= low for low, _ in [*plot.states.values()][1:])


def _spread(
    plan: PaperPlan, frame: PaperFrame, plot: Spread, width: int, height: int, say: Wording
) -> list[Row]:
    """People by the measure, bars in the ink of their state, limits of states on the axis."""
    rows, columns = height - 3, width - AXIS
    shares = grouped(frame.counts, columns)
    most = float(np.nanmax(shares)) if np.isfinite(shares).any() else 1.0
    eighths = np.nan_to_num(np.maximum(np.ceil(shares / most * 8 * rows), shares > 0))
    centres = (np.arange(columns) + 0.5) / columns * plot.top * _SHOWN
    inks = [INKS[state_of(plot, float(centre))] for centre in centres]
    made: list[Row] = []
    for row, marks in enumerate(raised(eighths.astype(int), rows)):
        top = view.percent(most) if row == 0 and np.isfinite(shares).any() else ""
        made.append(((right(top, AXIS - 1) + "│", "dim"), *_runs(marks, inks)))
    return [*made, *_limits(plan, plot, columns, say)]


def _limits(plan: PaperPlan, plot: Spread, columns: int, say: Wording) -> list[Row]:
    """The axis of the measure with the limits of the states, and their names below."""
    top = plot.top * _SHOWN
    lows = [low for low, _ in plot.states.values()]
    places = [round(low / top * columns) for low in lows]
    ends = [*places[1:], columns]
    numbers, names = [" " * AXIS], [(" " * AXIS, "")]
    for name, low, begin, end, ink in zip(plot.states, lows, places, ends, INKS, strict=False):
        numbers.append(left(f"{low:g}", end - begin - 4 if end == columns else end - begin))
        names.append((left(words(plan, f"short.{name}", name, say), end - begin), ink))
    numbers.append(right(f"{top:g}+", 4))
    axis: Row = (("".join(numbers), "dim"),)
    # Cut names would say little; the plot beside this one has them in the same inks.
    return [axis, tuple(names) if all(" " in name or not name for name, _ in names[1:-1]) else ()]


# States over time


def over_time(frame: PaperFrame, states: Sequence[str], columns: int) -> Floats:
    """(columns, states) the shares when each column's stretch of time ended; NaN for what is still to come."""
    ends = (np.arange(columns) + 1) / columns * frame.span
    found = np.full((columns, len(states)), np.nan)
    if not len(frame.at):
        return found
    shares = np.stack([frame.course[name] for name in states], axis=1)
    place = np.minimum(np.searchsorted(frame.at, ends), len(frame.at) - 1)
    past = ends - frame.span / columns < frame.at[-1]
    found[past] = shares[place[past]]
    return found


def _areas(
    plan: PaperPlan, frame: PaperFrame, plot: Areas, width: int, height: int, say: Wording
) -> list[Row]:
    """The shares of the states over time, one on the other; what has not happened yet is empty."""
    rows, columns = height - 3, width - AXIS
    stack = np.cumsum(over_time(frame, plot.states, columns), axis=1)
    made: list[Row] = []
    for row, tick in enumerate(ticked(("100%", "50%", "0%"), rows, AXIS)):
        middle = (rows - row - 0.5) / rows
        filled = np.isfinite(stack[:, 0])
        reached = np.minimum((stack < middle).sum(axis=1), len(plot.states) - 1)
        places: list[int] = np.where(filled, reached, -1).tolist()
        marks = [(*MARKS, " ")[place] for place in places]
        inks = [(*INKS, "")[place] for place in places]
        made.append((tick, *_runs(marks, inks)))
    times: Row = ((" " * AXIS, ""), (spread(columns, *_times(frame, say)), "dim"))
    return [*made, times, _legend(plan, frame, plot, width, say)]


def _legend(plan: PaperPlan, frame: PaperFrame, plot: Areas, width: int, say: Wording) -> Row:
    """Mark, name and share of each state, as much of it as fits."""
    names = [words(plan, f"short.{name}", name, say) for name in plot.states]
    shares = [f" {_share(frame, name)}" for name in plot.states]
    legends: list[Row] = []
    for indent, told in ((AXIS, shares), (0, shares), (AXIS, [""] * len(names)), (0, [""] * len(names))):
        said = [f"{mark} {name}{share}" for mark, name, share in zip(MARKS, names, told, strict=True)]
        parts = [
            (("" if place == 0 else " " * GAP) + text, ink)
            for place, (text, ink) in enumerate(zip(said, INKS, strict=True))
        ]
        legends.append(((" " * indent, ""), *parts))
    return roomiest(width, *legends)


def _share(frame: PaperFrame, name: str) -> str:
    return view.percent(frame.figures[name]) if name in frame.figures else view.DASH


# Lines over time


def _curves(
    plan: PaperPlan, frame: PaperFrame, plot: ArmCurves, width: int, height: int, say: Wording
) -> list[Row]:
    """A figure of each arm over time, with the arm's name and the value of now at its end."""
    printed = plan.rows[frame.row].printed
    lines: list[Curve] = []
    for place, arm in enumerate(plot.arms):
        name = f"{plot.measure}_{arm}"
        now = number(frame.figures.get(name, np.nan))
        lines.append(
            Curve(
                arm_ink(place),
                frame.at,
                frame.course.get(name, np.zeros(0)),
                (f"{arm_words(plan, place, arm, width, say)} {now}", f"{mark(place)} {now}"),
                aim=printed.get(name, np.nan),
            )
        )
    return _lined(frame, lines, width, height, say)


def _paths(
    plan: PaperPlan, frame: PaperFrame, plot: Paths, width: int, height: int, say: Wording
) -> list[Row]:
    """The value of each single one over time, and the lines at which the paper sees them end."""
    printed = plan.rows[frame.row].printed
    many = frame.paths.shape[1] > FEW
    lines = [
        Curve("primary" if many else arm_ink(place), frame.at, values, ("", ""))
        for place, values in enumerate(frame.paths.T)
    ]
    for name in plot.aims:
        if name in printed:
            said = figure_words(plan.name, name, say)
            value = number(printed[name])
            lines.append(
                Curve("accent", frame.at, np.zeros(0), (f"{said} {value}", value), aim=printed[name])
            )
    return _lined(frame, lines, width, height, say)


def _lined(frame: PaperFrame, lines: Sequence[Curve], width: int, height: int, say: Wording) -> list[Row]:
    """Lines of values between a round lowest and highest one, names where they end, and the axis of time."""
    low, high = _range(lines)
    x = (frame.at - 1.0) / max(frame.span - 1, 1)
    curves: list[Curve] = []
    for line in lines:
        known = np.isfinite(line.y)
        y, aim = (high - line.y[known]) / (high - low), (high - line.aim) / (high - low)
        curves.append(replace(line, x=x[: len(known)][known], y=y, aim=aim))
    values, ends = (number(high), number(low)), _times(frame, say)
    return plotted(curves, width, height - 1, AXIS, values, ends, least=PLOT)


def _range(lines: Sequence[Curve]) -> tuple[float, float]:
    """The lowest and the highest value, from 0 where all lie on one side of it and not far off."""
    known = np.concatenate([np.append(line.y, line.aim) for line in lines] or [np.zeros(0)])
    known = known[np.isfinite(known)]
    if not len(known):
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    if low > 0 and low < high / 2:
        low = 0.0
    if high < 0 and high > low / 2:
        high = 0.0
    return (low, high) if high - low > 1e-9 else (low, low + 1.0)


# People on a ring


def _ring(plan: PaperPlan, frame: PaperFrame, plot: Ring, width: int, height: int, say: Wording) -> list[Row]:
    """A ring for each arm: a dot for everybody at their item, and the last steps of some as chords."""
    rows, each = height - 3, width // len(plot.arms)
    raster = Raster(each * len(plot.arms), rows, 1 + len(plot.arms))
    radius = min(2 * each, 4 * rows) / 2 - 1.5
    found: list[int] = []
    for place in range(len(plot.arms)):
        spot = partial(_spot, (2 * place + 1) * each - 0.5, 2 * rows - 0.5)
        raster.points(*spot(np.linspace(0.0, 1.0, round(6 * radius)), radius), 0, weight=0.1)
        if place >= len(frame.places):
            continue
        before, now = frame.places[place].T
        found.append(len(np.unique(now)))
        raster.points(*spot(now, radius), 1 + place, weight=9.0)
        raster.points(*spot(now, radius - 1), 1 + place, weight=9.0)
        some = slice(0, round(radius))
        (x0, y0), (x1, y1) = spot(before[some], radius - 1), spot(now[some], radius - 1)
        gap = np.full(len(x0), np.nan)
        raster.line(np.stack([x0, x1, gap], 1).ravel(), np.stack([y0, y1, gap], 1).ravel(), 1 + place)
    inks = ("dim", *(arm_ink(place) for place in range(len(plot.arms))))
    made: list[Row] = [tuple((text, inks[colour]) for text, colour in runs) for runs in raster.runs()]
    names: list[Piece] = []
    counts: list[Piece] = []
    for place, arm in enumerate(plot.arms):
        ink = f"bold {inks[1 + place]}"
        names.append((middle(arm_words(plan, place, arm, each - 1, say), each), ink))
        said = say("paper.items", n=found[place]) if found else ""
        counts.append((middle(said, each), tells("", "items")))
    return [*made, tuple(names), tuple(counts)]


def _spot(x: float, y: float, turns: Floats, radius: float) -> tuple[Floats, Floats]:
    """Dots of places on a ring around a middle, from the top clockwise."""
    angle = 2 * np.pi * turns
    return np.round(x + radius * np.sin(angle)), np.round(y - radius * np.cos(angle))


# What several share


def _times(frame: PaperFrame, say: Wording) -> tuple[str, str]:
    """The ends of the axis of time."""
    return say("paper.first"), say("paper.last", n=f"{frame.span:,}")


def _runs(marks: Sequence[str], inks: list[str]) -> list[Piece]:
    """One piece for each stretch of one ink."""
    made: list[Piece] = []
    for text, ink in zip(marks, inks, strict=True):
        if made and made[-1][1] == ink:
            made[-1] = (made[-1][0] + text, ink)
        else:
            made.append((text, ink))
    return made
