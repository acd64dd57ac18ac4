"""The figures that matter most in one row: all that a small window shows of the vitals."""

from __future__ import annotations

from rich.cells import cell_len

from simulator.app.readings import reading
from simulator.app.rows import Piece, Row
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame
from simulator.frames.told import entry, short

GAP = "   "
SHOWN = ("effective_topics", "cocooned", "likeness", "minutes", "views_day")


class Figures(Panel):
    """One line; what does not fit is left out from the end."""

    DEFAULT_CSS = "Figures { height: 1; padding: 0 1; border: none; background: $panel; }"
    PACED = True

    def draw(self, frame: Frame) -> list[Row]:
        row: list[Piece] = []
        room = self.size.width
        for figure in SHOWN:
            value = reading(figure, frame.vitals.figures[figure], frame, self.say)
            name, told = short(figure, self.say), f" ?{entry(figure)}"
            room -= cell_len(name) + 1 + cell_len(value) + len(GAP)
            if room < -len(GAP):
                break
            row += [(f"{name} ", f"dim card{told}"), (value, f"bold card{told}"), (GAP, "card")]
        return [(*row, (" " * self.size.width, "card"))]
