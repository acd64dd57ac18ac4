"""The four figures that matter most, large enough for a projector: their names, changes and curves beside them."""

from __future__ import annotations

from simulator.app.kit.glyphs import PIXELS, large, split
from simulator.app.kit.rows import REST, Row, line, telling
from simulator.app.kit.strokes import sparkline
from simulator.app.kit.text import fitting
from simulator.app.readings import Reading, readings
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame

FIGURES = 4
CHANGE = 10
"""Cells for how a figure has changed."""


class BigFigures(Panel):
    """Shows the first `readings`."""

    PACED = True

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        return self.say("view.vitals.title"), self.say("view.vitals.ago")

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        figures = readings(frame, self.say)[:FIGURES]
        each = max((height + 1) // len(figures), 2)
        rows: list[Row] = []
        for figure in figures:
            rows += self._block(figure, width, each)
        return rows

    def _block(self, figure: Reading, width: int, each: int) -> list[Row]:
        """A label, the figure with its unit and change, its curve, a blank: `each` rows."""
        name = fitting(width, figure.long, figure.label)
        number, unit = split(figure.value)
        tall = PIXELS if each >= PIXELS + 4 else 3 if each >= 5 else 1
        drawn = large(number, max(width - CHANGE - 2, 0), tall)
        rows: list[Row] = [((name, "bold"),)]
        ink = "bold warning" if figure.matters else "bold"
        for place, digits in enumerate(drawn):
            said, change = (f"  {unit}", figure.change) if place == len(drawn) - 1 else ("", "")
            rows.append(line(width, (digits, "bold accent"), (said, "bold", REST), (change, ink, -CHANGE)))
        gap = 1 if each > len(rows) else 0
        curve = sparkline(figure.series, width, each - len(rows) - gap, figure.span)
        rows += [((drawn, "soft"),) for drawn in curve]
        return [*(telling(figure.entry, *row) for row in rows), *([()] * gap)]
