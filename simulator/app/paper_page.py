"""A paper's model under way as rows: how people are spread, the states over time, paper against measured. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from simulator.app import view
from simulator.app.kit.rows import Piece, Row, beside
from simulator.app.kit.strokes import fit, gauge, left, right
from simulator.frames.paper import Floats, PaperFrame, PaperPlan
from simulator.locale import Wording

AXIS = 6
"""Cells left of a plot for its percentages."""
GAP = 2
INKS = ("error", "warning", "primary")
"""Of the states, from below: red, amber and blue as everywhere."""
MARKS = ("█", "▒", "·")
"""Of the states in the picture over time: they differ without colour."""
_HEIGHTS = " ▁▂▃▄▅▆▇█"
_SHOWN = 0.75
"""Share of the range of the measure that is drawn: hardly anybody is above, and they count in the last column."""
_NAMES = 46
"""Cells for names of figures at most: numbers stand near them."""


def page(plan: PaperPlan, frame: PaperFrame, width: int, height: int, say: Wording) -> list[Row]:
    """`height` rows of at most `width` cells."""
    head, table = _head(plan, frame, width, say), _table(plan, frame, width, say)
    room = height - len(head) - len(table) - 1
    half = (width - GAP) // 2
    plots: list[Row] = []
    if room >= 5:
        plots = beside(
            _spread(plan, frame, half, room, say), _course(plan, frame, half, room, say), half, GAP
        )
    return [*head, *plots, (), *table][:height]


def words(plan: PaperPlan, what: str, otherwise: str, say: Wording) -> str:
    """The paper's own words under this key, or what it calls it itself."""
    key = f"paper.{plan.name}.{what}"
    return say(key) if key in say else otherwise


def grouped(counts: NDArray[np.int64], columns: int) -> Floats:
    """(columns,) fine counts as shares of all people, in equal ranges as wide as a cell, the last one up to the top;
    NaN before there are any."""
    edges = np.arange(columns) * round(_SHOWN * len(counts)) // columns
    total = counts.sum()
    if not total:
        return np.full(columns, np.nan)
    return np.add.reduceat(counts, edges) / total


def state_of(plan: PaperPlan, measure: float) -> int:
    """The place of the state in which somebody of this measure is."""
    return sum(measure >= low for _, low, _ in plan.states[1:])


def _head(plan: PaperPlan, frame: PaperFrame, width: int, say: Wording) -> list[Row]:
    label = words(plan, f"row{frame.row + 1}", plan.rows[frame.row].label, say)
    which = say("paper.row", n=frame.row + 1, of=len(plan.rows))
    state = "done" if frame.done else "paused" if frame.paused else "running"
    told = say(f"paper.{state}") + " · " + say("paper.step", n=f"{frame.step:,}", of=f"{frame.steps:,}")
    done, rest = gauge(frame.step / frame.steps, max(min(width - 44, 60), 0))
    return [
        ((fit(plan.citation, width), "dim"),),
        ((fit(f"{which}  {label}", width), "bold primary"),),
        (
            (done, "accent"),
            (rest, "dim"),
            (" " if done + rest else "", ""),
            (fit(told, width - len(done + rest) - 1), ""),
        ),
        (),
    ]


def _spread(plan: PaperPlan, frame: PaperFrame, width: int, height: int, say: Wording) -> list[Row]:
    """The histogram: people by the measure, bars in the ink of their state, limits of states on the axis."""
    title = words(plan, "spread", say("paper.spread"), say)
    rows, columns = height - 3, width - AXIS
    shares = grouped(frame.counts, columns)
    most = float(np.nanmax(shares)) if np.isfinite(shares).any() else 1.0
    eighths = np.nan_to_num(np.maximum(np.ceil(shares / most * 8 * rows), shares > 0))
    centres = (np.arange(columns) + 0.5) / columns * plan.top * _SHOWN
    inks = [INKS[state_of(plan, float(centre))] for centre in centres]
    made: list[Row] = [((fit(title, width), "bold"),)]
    for row in range(rows):
        below = 8 * (rows - 1 - row)
        marks = [_HEIGHTS[int(height)] for height in np.clip(eighths - below, 0, 8)]
        top = view.percent(most) if row == 0 and np.isfinite(shares).any() else ""
        made.append(((right(top, AXIS - 1) + "│", "dim"), *_runs(marks, inks)))
    return [*made, *_limits(plan, columns, say)]


def _limits(plan: PaperPlan, columns: int, say: Wording) -> list[Row]:
    """The axis of the measure with the limits of the states, and their names below."""
    top = plan.top * _SHOWN
    places = [round(low / top * columns) for _, low, _ in plan.states]
    ends = [*places[1:], columns]
    numbers, names = [" " * AXIS], [(" " * AXIS, "")]
    for (name, low, _), begin, end, ink in zip(plan.states, places, ends, INKS, strict=False):
        numbers.append(left(f"{low:g}", end - begin - 4 if end == columns else end - begin))
        names.append((left(words(plan, f"short.{name}", name, say), end - begin), ink))
    numbers.append(right(f"{top:g}+", 4))
    axis: Row = (("".join(numbers), "dim"),)
    # Cut names would say little; the picture beside this one has them in the same inks.
    return [axis, tuple(names) if all(" " in name or not name for name, _ in names[1:-1]) else ()]


def _course(plan: PaperPlan, frame: PaperFrame, width: int, height: int, say: Wording) -> list[Row]:
    """The shares of the states over time, one on the other; what has not happened yet is empty."""
    rows, columns = height - 3, width - AXIS
    stack = np.cumsum(over_time(frame, columns), axis=1)
    made: list[Row] = [((fit(say("paper.course"), width), "bold"),)]
    for row in range(rows):
        middle = (rows - row - 0.5) / rows
        filled = np.isfinite(stack[:, 0])
        reached = np.minimum((stack < middle).sum(axis=1), len(plan.states) - 1)
        places: list[int] = np.where(filled, reached, -1).tolist()
        marks = [(*MARKS, " ")[place] for place in places]
        inks = [(*INKS, "")[place] for place in places]
        tick = {0: "100%", rows - 1: "0%"}.get(row, "50%" if row == (rows - 1) // 2 and rows >= 5 else "")
        made.append(((right(tick, AXIS - 1) + ("┤" if tick else "│"), "dim"), *_runs(marks, inks)))
    first, last = say("paper.first"), say("paper.last", n=f"{frame.steps:,}")
    axis = " " * AXIS + first + right(last, columns - cell_len(first))
    return [*made, ((axis, "dim"),), _legend(plan, frame, width, say)]


def _legend(plan: PaperPlan, frame: PaperFrame, width: int, say: Wording) -> Row:
    """Mark, name and share of each state, as much of it as fits."""
    names = [words(plan, f"short.{name}", name, say) for name, _, _ in plan.states]
    shares = [f" {_share(frame, name)}" for name, _, _ in plan.states]
    for indent, told in ((AXIS, shares), (0, shares), (AXIS, [""] * len(names)), (0, [""] * len(names))):
        said = [f"{mark} {name}{share}" for mark, name, share in zip(MARKS, names, told, strict=True)]
        if indent + sum(cell_len(text) + GAP for text in said) - GAP <= width:
            break
    parts = [
        (("" if place == 0 else " " * GAP) + text, ink)
        for place, (text, ink) in enumerate(zip(said, INKS, strict=True))
    ]
    return ((" " * indent, ""), *parts)


def over_time(frame: PaperFrame, columns: int) -> Floats:
    """(columns, states) the shares when each column's stretch of steps ended; NaN for what is still to come."""
    ends = (np.arange(columns) + 1) / columns * frame.steps
    found = np.full((columns, frame.shares.shape[1]), np.nan)
    if not len(frame.at):
        return found
    place = np.minimum(np.searchsorted(frame.at, ends), len(frame.at) - 1)
    past = ends - frame.steps / columns < frame.at[-1]
    found[past] = frame.shares[place[past]]
    return found


def _table(plan: PaperPlan, frame: PaperFrame, width: int, say: Wording) -> list[Row]:
    """Paper against measured: a line a figure that the row prints; a sentence where it prints none."""
    printed = plan.rows[frame.row].printed
    if not printed:
        return [((fit(say("paper.unprinted"), width), "dim"),)]
    cells = (10, 10, 10, 17)
    first = min(max(width - sum(cells), 10), _NAMES)
    heads = ("paper", "measured", "apart", "within")
    made: list[Row] = [
        (
            (left(say("paper.table"), first), "bold"),
            *(
                (right(say(f"paper.head.{head}"), cell), "dim")
                for head, cell in zip(heads, cells, strict=True)
            ),
        )
    ]
    for name, theirs in printed.items():
        ours, far = frame.figures.get(name, float("nan")), plan.tolerance.get(name)
        verdict, ink = "", ""
        if far is not None and np.isfinite(ours):
            fits = abs(ours - theirs) <= far
            verdict = say(
                "paper.yes" if fits else "paper.no" if frame.done else "paper.not_yet", far=f"{far:g}"
            )
            ink = "success" if fits else "error" if frame.done else "dim"
        said = words(plan, f"figure.{name}", name, say)
        numbers = (_number(name, theirs), _number(name, ours), _number(name, ours - theirs, sign=True))
        made.append(
            (
                (left(said, first), ""),
                *((right(text, cell), "") for text, cell in zip(numbers, cells, strict=False)),
                (right(verdict, cells[-1]), ink),
            )
        )
    return made


def _number(name: str, value: float, sign: bool = False) -> str:
    """A mean as it is, a share in percent."""
    if not np.isfinite(value):
        return view.DASH
    if name == "mean":
        return f"{value:+.3f}" if sign else f"{value:.3f}"
    return view.percent(value, 1, sign=sign)


def _share(frame: PaperFrame, name: str) -> str:
    return view.percent(frame.figures[name]) if name in frame.figures else view.DASH


def _runs(marks: list[str], inks: list[str]) -> list[Piece]:
    """One piece for each stretch of one ink."""
    made: list[Piece] = []
    for mark, ink in zip(marks, inks, strict=True):
        if made and made[-1][1] == ink:
            made[-1] = (made[-1][0] + mark, ink)
        else:
            made.append((mark, ink))
    return made
