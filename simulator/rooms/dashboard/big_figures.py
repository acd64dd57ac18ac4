"""The four figures that matter most, large enough for a projector: their names, changes and curves beside them."""

from __future__ import annotations

from rich.cells import cell_len

from simulator.app.kit.glyphs import PIXELS, large, split
from simulator.app.kit.rows import Row, telling
from simulator.app.kit.strokes import fit, left, right, sparkline
from simulator.app.readings import Reading, readings
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame

FIGURES = 4
GAP = 2
CHANGE = 10


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
        name = figure.long if cell_len(figure.long) <= width else figure.label
        number, unit = split(figure.value)
        tall = PIXELS if each >= PIXELS + 4 else 3 if each >= 5 else 1
        drawn = large(number, max(width - CHANGE - GAP, 0), tall)
        rows: list[Row] = [((fit(name, width), "bold"),)]
        for place, line in enumerate(drawn):
            last = place == len(drawn) - 1
            said = f"  {unit}" if last else ""
            room = max(width - cell_len(line) - CHANGE, 0)
            change = figure.change if last else ""
            rows.append(
                (
                    (line, "bold accent"),
                    (left(said, room), "bold"),
                    (right(change, CHANGE), "bold warning" if figure.matters else "bold"),
                )
            )
        gap = 1 if each > len(rows) else 0
        rows += [
            ((line, "soft"),) for line in sparkline(figure.series, width, each - len(rows) - gap, figure.span)
        ]
        return [*(telling(figure.entry, *row) for row in rows), *([()] * gap)]
