"""A paper's model under way as rows: what to look at, two plots of its course, and the paper against it. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from simulator.app.kit.rows import Piece, Row, beside, cells, within
from simulator.app.kit.strokes import gauge
from simulator.app.kit.table import TableColumn, table
from simulator.app.kit.text import right, shortened, wrap
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
    lines = (_arms if plan.arms else _figures)(plan, frame, width, say)
    lines += _orders(plan, frame, width, say)
    most = max(room - PLOTS, 2)
    if len(lines) > most > 2:
        more = say("paper.more", paper=plan.name)
        lines = [*lines[: most - 1], ((shortened(more, width), "dim"),)]
    lines = lines[:most]
    room -= len(lines)
    half = (width - GAP) // 2
    plots: list[Row] = []
    if room >= 5:
        one, two = (draw(plan, frame, plot, half, room, say) for plot in plan.plots)
        plots = beside(one, two, half, GAP)
    return [*head, *plots, (), *lines][:height]


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
        ((shortened(plan.citation, width), "dim"),),
        ((shortened(f"{which}  {label}", width), tells("bold primary", "row")),),
        (
            (done, "accent"),
            (rest, "dim"),
            (" " if done + rest else "", ""),
            (shortened(told, width - len(done + rest) - 1), tells("", "step")),
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
    printed = plan.rows[frame.row].printed
    names: list[Row] = []
    values: dict[str, list[Row]] = {arm: [] for arm in plan.arms}
    for measure in plan.measures:
        compared = any(f"{measure}_{arm}" in printed for arm in plan.arms)
        names.append(((words(plan, f"measure.{measure}", measure, say), ""),))
        if compared:
            names.append(((f"  {say('paper.head.paper')}", tells("dim", "paper")),))
        for arm, column in values.items():
            name = f"{measure}_{arm}"
            ours = frame.figures.get(name, np.nan)
            column.append(((figure(plan, name, ours), tells("", "measured")),))
            if compared:
                column.append((_theirs(plan, frame, name, ours, say),))
    longest = max(map(cells, names)) + GAP
    size = min(_CELL, (width - _LEAST) // len(plan.arms))  # all arms stay: they are what is compared
    head, rows = table(
        [
            TableColumn(
                ((say("paper.head.measured"), tells("bold", "measured")),),
                names,
                most=min(longest, _NAMES),
                least=_LEAST,
            ),
            *(
                TableColumn(partial(_arm, plan, place, say), column, size=size, most=_WIDEST_CELL, end=True)
                for place, column in enumerate(values.values())
            ),
        ],
        len(names),
        width,
    )
    return [head, *rows]


def _arm(plan: PaperPlan, place: int, say: Wording, size: int) -> Piece:
    """The heading of an arm's column."""
    said = arm_words(plan, place, plan.arms[place], size - 1, say)
    return right(said, size), f"bold {arm_ink(place)}"


def _theirs(plan: PaperPlan, frame: PaperFrame, name: str, ours: float, say: Wording) -> Piece:
    """What the paper prints, where it prints something, and whether what is measured agrees."""
    printed = plan.rows[frame.row].printed
    if name not in printed:
        return "", tells("dim", "paper")
    fits, ink = _verdict(plan, frame, name, printed[name], ours)
    word = (
        say("paper.page.yes" if fits else "paper.page.no") if fits or (frame.done and fits is False) else ""
    )
    return f"{word} {figure(plan, name, printed[name])}".strip(), tells(ink or "dim", "paper")


def _figures(plan: PaperPlan, frame: PaperFrame, width: int, say: Wording) -> list[Row]:
    """Paper against measured, a line a figure: those that the row prints, then those that no plot shows."""
    printed = plan.rows[frame.row].printed
    drawn = {f"{one.measure}_{arm}" for one in plan.plots if isinstance(one, ArmCurves) for arm in one.arms}
    others = [name for name in frame.figures if name not in {*printed, *drawn, *plan.shares}]
    if not printed and not others:
        return [((shortened(say("paper.unprinted"), width), "dim"),)]
    names = (*printed, *others)
    verdicts: list[Row] = []
    for name in names:
        fits, ink = _verdict(plan, frame, name, printed.get(name, np.nan), frame.figures.get(name, np.nan))
        key = "yes" if fits else "no" if frame.done else "not_yet"
        said = "" if fits is None else say(f"paper.{key}", far=f"{plan.tolerance[name]:g}")
        verdicts.append(((said, ink),))

    def column(head: str, value: Callable[[str], str], size: int, rank: int = 0) -> TableColumn:
        shown: list[Row] = [((value(name), tells("", head)),) for name in names]
        return TableColumn(
            ((say(f"paper.head.{head}"), tells("dim", head)),), shown, size=size, rank=rank, end=True
        )

    def theirs(name: str) -> str:
        return figure(plan, name, printed[name]) if name in printed else ""

    def ours(name: str) -> str:
        return figure(plan, name, frame.figures.get(name, np.nan))

    def apart(name: str) -> str:
        if name not in printed:
            return ""
        return figure(plan, name, frame.figures.get(name, np.nan) - printed[name], sign=True)

    head, rows = table(
        [
            TableColumn(
                ((say("paper.table"), "bold"),),
                [((figure_words(plan.name, name, say), ""),) for name in names],
                most=_NAMES,
                least=_LEAST,
            ),
            column("paper", theirs, 10),
            column("measured", ours, 10),
            column("apart", apart, 10, rank=1),
            TableColumn(((say("paper.head.within"), tells("dim", "within")),), verdicts, size=17, end=True),
        ],
        len(names),
        width,
    )
    return [head, *rows]


def _orders(plan: PaperPlan, frame: PaperFrame, width: int, say: Wording) -> list[Row]:
    """What the paper finds larger than what, and whether it is so by now."""
    made: list[Row] = []
    for name, holds in frame.orders.items():
        said = words(plan, f"order.{name}", name, say)
        key = "page.yes" if holds else "page.no" if frame.done else "not_yet"
        ink = "success" if holds else "error" if frame.done else "dim"
        verdict = say(f"paper.{key}")
        end: Piece = (f"  {verdict}", ink)
        made.append((*within(((said, tells("", "order")),), width - cells((end,))), end))
    return made
