"""The four figures that matter most in one row: all that a small window shows of the vitals."""

from __future__ import annotations

from rich.cells import cell_len

from simulator.app import view
from simulator.app.rows import Piece, Row
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame

GAP = "   "


class Figures(Panel):
    """One line; what does not fit is left out from the end."""

    DEFAULT_CSS = "Figures { height: 1; padding: 0 1; border: none; background: $panel; }"
    PACE_S = 0.5

    def draw(self, frame: Frame) -> list[Row]:
        row: list[Piece] = []
        room = self.size.width
        for name, value in self._figures(frame):
            room -= cell_len(name) + 1 + cell_len(value) + len(GAP)
            if room < -len(GAP):
                break
            row += [(f"{name} ", "dim card"), (value, "bold card"), (GAP, "card")]
        return [(*row, (" " * self.size.width, "card"))]

    def _figures(self, frame: Frame) -> list[tuple[str, str]]:
        say, vitals = self.say, frame.vitals
        topics = view.decimal(vitals.effective_topics)
        return [
            (say("view.vitals.topics"), say("view.vitals.topics_value", n=topics, of=len(frame.topics))),
            (say("view.vitals.cocoon"), view.percent(vitals.cocooned)),
            (say("view.vitals.minutes"), say("view.vitals.minutes_value", n=view.decimal(vitals.minutes, 0))),
            (say("view.vitals.views"), view.count(vitals.views_day, say)),
        ]
