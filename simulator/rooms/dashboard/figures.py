"""The figures that matter most in one row: all that a small window shows of the vitals."""

from __future__ import annotations

from collections.abc import Collection

from simulator.app.kit.rows import Row, as_many, padded
from simulator.app.readings import reading
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame
from simulator.frames.told import entry, short

GAP = "   "
SHOWN = ("effective_topics", "cocooned", "likeness", "minutes", "views_day")


class FigureLine(Panel):
    """One line; what does not fit is left out from the end."""

    DEFAULT_CSS = "FigureLine { height: 1; padding: 0 1; border: none; background: $panel; }"
    PACED = True

    def draw(self, frame: Frame) -> list[Row]:
        return [padded(self.others(frame, self.size.width), self.size.width, "card")]

    def others(self, frame: Frame, room: int, told_already: Collection[str] = ()) -> Row:
        """As many of them as have room, but for those of these names."""
        said: list[Row] = []
        for figure in SHOWN:
            value = reading(figure, frame.vitals.figures[figure], frame, self.say)
            name, told = short(figure, self.say), f" ?{entry(figure)}"
            if name not in told_already:
                said.append(((f"{name} ", f"dim card{told}"), (value, f"bold card{told}")))
        return as_many(room, said, GAP, "card")
