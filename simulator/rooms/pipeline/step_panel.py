"""One step of the recommender closely: what it does in plain words, its figures, and how it has been over time."""

from __future__ import annotations

from functools import partial

import numpy as np

from simulator.app import view
from simulator.app.kit.rows import REST, Row, line, paragraph, telling
from simulator.app.kit.strokes import bar, sparkline
from simulator.app.widgets.panel import Panel
from simulator.engine.laps import STEPS
from simulator.frames import Frame
from simulator.rooms.pipeline.state import PipelineCloseUp
from simulator.rooms.pipeline.works_panel import SERIES, SPAN, series, source_word

FIGURES = ("events", "counting", "changed", "places", "chance")
"""What explains the curve of each step."""


class StepPanel(Panel):
    """Shows the marked step of `PipelineCloseUp`."""

    PACED = True

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self.step = 0

    def mark(self, step: int) -> None:
        """Explain another step."""
        self.step = step
        self.redraw()

    def titles(self, frame: Frame) -> tuple[str, str]:
        name = self.say(f"pipeline.{STEPS[self.step]}.name")
        curve = self.say(f"pipeline.series.{SERIES[self.step]}")
        return f"{self.step + 1} {name}", curve + self._ends(frame)

    def _ends(self, frame: Frame) -> str:
        """From the least to the most of the curve."""
        closeup = frame.closeup
        if not isinstance(closeup, PipelineCloseUp):
            return ""
        values = series(closeup, self.step)
        if not np.isfinite(values).any():
            return ""
        least, most = float(np.nanmin(values)), float(np.nanmax(values))
        if STEPS[self.step] == "evaluate":
            return f": {least:.2f}–{most:.2f}"
        return f": {view.count(least, self.say)}–{view.count(most, self.say)}"

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        closeup = frame.closeup
        if not isinstance(closeup, PipelineCloseUp):
            return []
        tall = 2 if height < 10 else min(max(height // 3, 3), 10)
        key = f"pipeline.{STEPS[self.step]}.{'text' if height < 10 else 'long'}"
        rows: list[Row] = paragraph(self.say(key), "", width, max(height - tall, 1))
        if height >= 10:
            rows += [(), *self._table(closeup, width)]
        rows = rows[: max(height - tall - 1, height - tall if height < 10 else 0)]
        rows += [()] * (height - tall - len(rows))
        lines = sparkline(series(closeup, self.step), width, tall, SPAN[self.step])
        told = f"soft ?pipeline.help.{FIGURES[self.step]}"
        return [*rows, *(((each, told),) for each in lines)]

    def _table(self, closeup: PipelineCloseUp, width: int) -> list[Row]:
        """Bars of what the step's figures are made of."""
        if STEPS[self.step] == "recommend":
            whole = max(closeup.places, 1)
            shares = [(source_word(source, self.say), n / whole) for source, n in closeup.sources]
            return [
                telling("pipeline.help.source", *self._bar(label, share, width)) for label, share in shares
            ]
        if STEPS[self.step] == "evaluate":
            values = (("order", closeup.order), ("chance", closeup.chance), ("done", closeup.done))
            rows = [
                telling(
                    f"pipeline.help.{key}",
                    *self._bar(self.say(f"pipeline.figure.{key}"), value, width, decimal=key != "done"),
                )
                for key, value in values
            ]
            return [*rows, ((self.say("pipeline.visits", n=view.whole(closeup.visits)), "dim"),)]
        if STEPS[self.step] == "prepare" and closeup.events_total:
            share = closeup.counting_total / closeup.events_total
            return [
                telling(
                    "pipeline.help.counting", *self._bar(self.say("pipeline.figure.counting"), share, width)
                )
            ]
        return []

    def _bar(self, label: str, share: float, width: int, *, decimal: bool = False) -> Row:
        text = view.decimal(share, 3) if decimal else view.percent(share)
        return line(width, (label, "", 22), (partial(bar, share), "soft", REST), (text, "bold", -6))
