"""The platform's vitals: how many are varied, narrowing, cocooned; and each figure with its curve."""

from __future__ import annotations

import math

from simulator.app import view
from simulator.app.inks import state_ink
from simulator.app.kit.rows import REST, Piece, Row, beside, cells, line, paragraph, roomiest, telling
from simulator.app.kit.strokes import full_of, shares_of, sparkline
from simulator.app.kit.text import fitting, left
from simulator.app.readings import BASIC, COLUMN, Reading, readings
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame

VALUE = 9
CHANGE = 8
GAP = 4
"""Cells for a figure if it needs no more, for its change, and between columns."""

EXPLAINED, TALLEST = 6, 8
"""Rows of a figure from which its sentence stands below it, and at most."""


class VitalsPanel(Panel):
    """Shows `Frame.vitals` and `Frame.trends`."""

    PACED = True
    ABOUT = ("vitals.change", "vitals.curves")

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        return self.say("view.vitals.title"), self.say("view.vitals.ago")

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        rows = self._states(frame, width)
        figures = readings(frame, self.say)
        columns = max(min((width + GAP) // (COLUMN + GAP), 2), 1)
        room = height - len(rows) - 1
        if (room + 1) // 3 < -(-len(figures) // columns):
            figures = figures[:BASIC]
        lines = -(-len(figures) // columns)
        each = min(max((room + 1) // lines, 2), TALLEST)  # the gap below the last line may fall off
        if each == 2 and columns == 1 and (room + 1) // 3 >= lines - 1:
            each = 3  # one figure less, and air between the others
        figures = figures[: max((room + (each > 2)) // each, 1) * columns]
        return [*rows, (), *self._table(figures, width, columns, each)]

    def _table(self, figures: list[Reading], width: int, columns: int, each: int) -> list[Row]:
        """Figures column by column, each block `each` rows high."""
        wide = (width - GAP * (columns - 1)) // columns
        lines = -(-len(figures) // columns)
        blocks = [row for figure in figures for row in self._block(figure, wide, each)]
        one, two = blocks[: lines * each], blocks[lines * each :]
        return beside(one, two, wide, GAP) if columns > 1 else one

    def _block(self, figure: Reading, width: int, each: int) -> list[Row]:
        """A label, its figure and change; the curve below; its sentence and a gap where there is room."""
        figures: Row = line(0, (figure.value, "bold accent", -VALUE), (figure.change, _ink(figure), -CHANGE))
        named = max(width - cells(figures), 0)
        rows: list[Row] = [line(width, (fitting(named, figure.long, figure.label), "", named), *figures)]
        text = paragraph(self.say(f"{figure.entry}.text"), "dim", width, 2) if each >= EXPLAINED else []
        tall = each - 1 - (2 if text else 0) - (each >= 3)
        rows += [((drawn, "soft"),) for drawn in sparkline(figure.series, width, tall, figure.span)]
        rows = [telling(figure.entry, *row) for row in rows] + text
        return [*rows, *[()] * (each - len(rows))]

    def _states(self, frame: Frame, width: int) -> list[Row]:
        """A stacked bar with letters, and the words and shares below it."""
        vitals = frame.vitals
        shares = (vitals.varied, vitals.narrowing, vitals.cocooned)
        names = [view.state_name(state) for state in view.STATES]
        words = [self.say(f"view.states.{name}") for name in names]
        letters = [self.say(f"view.state.{name}") for name in names]
        written = [view.percent(share) for share in shares]
        aligned = [f"{text:>4}" for text in written]
        legends: list[Row] = []
        for called, figures, gap in (
            (words, aligned, "  "), (words, written, "  "), (words, written, " "), (letters, written, "  "),
        ):  # fmt: skip
            made: list[Piece] = []
            for state, word, figure in zip(view.STATES, called, figures, strict=True):
                made += [(gap, ""), (f"{word} {figure}", f"bold {state_ink(state)} ?vitals.states")]
            legends.append(tuple(made[1:]))
        legend = roomiest(width, *legends)
        if not any(math.isfinite(share) for share in shares):
            return [(("░" * width, "faint"),), ((self.say("view.none_yet"), "dim"),)]
        stack: list[Piece] = []
        for state, long in zip(view.STATES, shares_of(width, shares), strict=True):
            letter = self.say(f"view.state.{view.state_name(state)}")
            text = left(fitting(long - 1, f" {letter}", ""), long)
            stack.append((text, f"bold filled {state_ink(state)} ?vitals.states"))
        return [line(width, *stack, (full_of("░"), "faint", REST)), legend]


def _ink(figure: Reading) -> str:
    """Of its change: bright where that matters."""
    return "dim" if figure.change == "=" else "bold warning" if figure.matters else "foreground"
