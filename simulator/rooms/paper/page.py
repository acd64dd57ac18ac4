"""A paper's model under way as rows: what to look at, two plots of its course, and the paper against it. Pure."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len

from simulator.app.kit.rows import Piece, Row, beside
from simulator.app.kit.strokes import fit, gauge, left, right, shortened, wrap
from simulator.frames.paper import ArmCurves, PaperFrame, PaperPlan, figure_words
from simulator.locale import Wording
from simulator.rooms.paper.plots import GAP, draw
from simulator.rooms.paper.words import arm_ink, arm_words, figure, tells, words

PLOTS = 9
"""Rows that plots have at least, as long as they have room at all: the table gives way."""
_NAMES = 46
"""Cells for names of figures at most: numbers stand near them."""
_LEAST = 10
_CELL = 13
_WIDEST_CELL = 24


def page(plan: PaperPlan, frame: PaperFrame, width: int, height: int, say: Wording) -> list[Row]:
    """`height` rows of at most `width` cells."""
    head = _head(plan, frame, width, say)
    room = height - len(head) - 1
    table = (_arms if plan.arms else _figures)(plan, frame, width, say)
    table += _orders(plan, frame, width, say)
    most = max(room - PLOTS, 2)
    if len(table) > most > 2:
        more = say("paper.more", paper=plan.name)
        table = [*table[: most - 1], ((fit(more, width), "dim"),)]
    table = table[:most]
    room -= len(table)
    half = (width - GAP) // 2
    plots: list[Row] = []
    if room >= 5:
        one, two = (draw(plan, frame, plot, half, room, say) for plot in plan.plots)
        plots = beside(one, two, half, GAP)
    return [*head, *plots, (), *table][:height]


def _head(plan: PaperPlan, frame: PaperFrame, width: int, say: Wording) -> list[Row]:
    """The paper, the row of it that runs, how far it is, and what to look at."""
    row = plan.rows[frame.row]
    label = words(plan, f"row{row.number}", row.label, say) if row.number else say("paper.page.asked")
    which = say("paper.row", n=frame.row + 1, of=len(plan.rows))
    state = "done" if frame.done else "paused" if frame.paused else "running" if frame.step else "begins"
    told = say(f"paper.{state}") + " · " + say("paper.step", n=f"{frame.step:,}", of=f"{frame.steps:,}")
    done, rest = gauge(frame.step / frame.steps, max(min(width - 44, 60), 0))
    look = wrap(words(plan, "look", "", say), width, 3)
    return [
        ((fit(plan.citation, width), "dim"),),
        ((fit(f"{which}  {label}", width), tells("bold primary", "row")),),
        (
            (done, "accent"),
            (rest, "dim"),
            (" " if done + rest else "", ""),
            (fit(told, width - len(done + rest) - 1), tells("", "step")),
        ),
        *(((line, tells("accent", "look")),) for line in look),
    ]


def _verdict(
    plan: PaperPlan, frame: PaperFrame, name: str, theirs: float, ours: float
) -> tuple[bool | None, str]:
    """Does the figure lie within its tolerance, and in which ink is that said? None where nothing is compared."""
    far = plan.tolerance.get(name)
    if far is None or not np.isfinite(ours):
        return None, ""
    fits = abs(ours - theirs) <= far + 1e-12
    return fits, "success" if fits else "error" if frame.done else "dim"


def _arms(plan: PaperPlan, frame: PaperFrame, width: int, say: Wording) -> list[Row]:
    """A column for each arm, a line for each measure, and one below it for what the paper prints."""
    said = {name: words(plan, f"measure.{name}", name, say) for name in plan.measures}
    longest = max(map(cell_len, said.values())) + GAP
    first = max(min(longest, _NAMES, width - len(plan.arms) * _CELL), _LEAST)
    cell = min((width - first) // len(plan.arms), _WIDEST_CELL)
    head: list[Piece] = [(left(say("paper.head.measured"), first), tells("bold", "measured"))]
    for place, arm in enumerate(plan.arms):
        text = arm_words(plan, place, arm, cell - 1, say)
        head.append((right(text, cell), f"bold {arm_ink(place)}"))
    made: list[Row] = [tuple(head)]
    printed = plan.rows[frame.row].printed
    for measure in plan.measures:
        line: list[Piece] = [(left(shortened(said[measure], first - 1), first), "")]
        paper: list[Piece] = [(left(f"  {say('paper.head.paper')}", first), tells("dim", "paper"))]
        compared = False
        for arm in plan.arms:
            name = f"{measure}_{arm}"
            ours = frame.figures.get(name, np.nan)
            line.append((right(figure(plan, name, ours), cell), tells("", "measured")))
            text, ink = "", "dim"
            if name in printed:
                compared = True
                fits, ink = _verdict(plan, frame, name, printed[name], ours)
                word = say("paper.page.yes" if fits else "paper.page.no") if fits or frame.done else ""
                text = (
                    f"{word} {figure(plan, name, printed[name])}".strip()
                    if fits is not None
                    else (figure(plan, name, printed[name]))
                )
            paper.append((right(text, cell), tells(ink or "dim", "paper")))
        made += [tuple(line), tuple(paper)] if compared else [tuple(line)]
    return made


def _figures(plan: PaperPlan, frame: PaperFrame, width: int, say: Wording) -> list[Row]:
    """Paper against measured, a line a figure: those that the row prints, then those that no plot shows."""
    printed = plan.rows[frame.row].printed
    drawn = {f"{one.measure}_{arm}" for one in plan.plots if isinstance(one, ArmCurves) for arm in one.arms}
    others = [name for name in frame.figures if name not in {*printed, *drawn, *plan.shares}]
    if not printed and not others:
        return [((fit(say("paper.unprinted"), width), "dim"),)]
    cells = (10, 10, 10, 17)
    first = min(max(width - sum(cells), 10), _NAMES)
    heads = ("paper", "measured", "apart", "within")
    made: list[Row] = [
        (
            (left(say("paper.table"), first), "bold"),
            *(
                (right(say(f"paper.head.{head}"), cell), tells("dim", head))
                for head, cell in zip(heads, cells, strict=True)
            ),
        )
    ]
    for name in (*printed, *others):
        theirs, ours = printed.get(name, np.nan), frame.figures.get(name, np.nan)
        fits, ink = _verdict(plan, frame, name, theirs, ours) if name in printed else (None, "")
        verdict = ""
        if fits is not None:
            key = "yes" if fits else "no" if frame.done else "not_yet"
            verdict = say(f"paper.{key}", far=f"{plan.tolerance[name]:g}")
        numbers = (
            figure(plan, name, theirs) if name in printed else "",
            figure(plan, name, ours),
            figure(plan, name, ours - theirs, sign=True) if name in printed else "",
        )
        made.append(
            (
                (left(shortened(figure_words(plan.name, name, say), first - 1), first), ""),
                *(
                    (right(text, cell), tells("", head))
                    for head, text, cell in zip(heads, numbers, cells, strict=False)
                ),
                (right(verdict, cells[-1]), ink),
            )
        )
    return made


def _orders(plan: PaperPlan, frame: PaperFrame, width: int, say: Wording) -> list[Row]:
    """What the paper finds larger than what, and whether it is so by now."""
    made: list[Row] = []
    for name, holds in frame.orders.items():
        said = words(plan, f"order.{name}", name, say)
        key = "page.yes" if holds else "page.no" if frame.done else "not_yet"
        ink = "success" if holds else "error" if frame.done else "dim"
        verdict = say(f"paper.{key}")
        text = shortened(said, width - cell_len(verdict) - 2)
        made.append(((text, tells("", "order")), (f"  {verdict}", ink)))
    return made
