"""The big numbers of one of two worlds, each with a bar on the scale of both."""

from __future__ import annotations

from functools import partial

from simulator.app.kit.rows import GAP, REST, Part, Row, beside, line, telling
from simulator.app.kit.strokes import bar, full_of
from simulator.app.kit.text import fitting, widest
from simulator.app.readings import COLUMN
from simulator.app.widgets.panel import Panel
from simulator.frames import Frame
from simulator.frames.told import entry, long, short
from simulator.rooms.worlds.two_worlds import MEASURES, SharedFigure, figure

VALUE = 10
"""Cells for a figure with its unit."""
INKS = ("primary", "accent")
"""Of the first world and of its twin, wherever both are drawn."""


class WorldFigures(Panel):
    """Shows the first world, or its twin if `twin`. `hidden` is the name of a figure that somebody guesses about."""

    PACED = True

    def __init__(self, lang: str, twin: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self._twin = twin
        self.hidden = ""

    def draw(self, frame: Frame) -> list[Row]:
        world = frame.twin if self._twin else frame
        if world is None:
            return []
        width, height = self.size
        each = max(min((height + 1) // len(MEASURES), 3), 1)
        if height < len(MEASURES) and width >= 2 * COLUMN:
            half = (width - GAP) // 2
            blocks = [row for measure in MEASURES for row in self._block(measure, frame, world, half, 1)]
            return beside(blocks[::2], blocks[1::2], half)
        rows: list[Row] = []
        for measure in MEASURES:
            rows += self._block(measure, frame, world, width, each)
        return rows

    def _block(self, measure: SharedFigure, frame: Frame, world: Frame, width: int, each: int) -> list[Row]:
        """Label and number, and the bar beside them or, with more rows, below."""
        label = short(measure.name, self.say)
        ink = INKS[self._twin]
        secret = self._twin and measure.name == self.hidden
        value = self.say("worlds.hidden") if secret else figure(measure, world, self.say)
        both = [measure.value(one) for one in (frame, frame.twin) if one is not None]
        share = measure.value(world) / measure.top(*both)
        about = entry(measure.name)
        written: Part = (value, f"bold {ink}", -VALUE)
        drawn: Part = (full_of("░"), "faint", REST) if secret else (partial(bar, share), ink, REST)
        if each == 1:
            named = widest(short(one.name, self.say) for one in MEASURES)
            return [telling(about, *line(width, (label, "", named), written, (" ", ""), drawn))]
        caption = fitting(width - VALUE - 1, long(measure.name, self.say), label)
        rows = [line(width, (caption, "", REST), written), line(width, drawn)]
        return [*(telling(about, *row) for row in rows), *([()] * (each - 2))]
