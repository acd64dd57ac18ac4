"""The five steps of the recommender as boxes, one below the other, and what flows from each into the next."""

from __future__ import annotations

import math
from functools import partial
from typing import cast

from textual import events
from textual.message import Message

from simulator.app import view
from simulator.app.kit.rows import REST, Piece, Row, cells, line, padded, paragraph, telling, within
from simulator.app.kit.strokes import bar, full_of, sparkline
from simulator.app.widgets.panel import Panel
from simulator.engine.laps import STEPS
from simulator.frames import Frame
from simulator.rooms.pipeline.state import Floats, PipelineCloseUp

SERIES = ("events", "counting", "changed", "places", "ahead")
"""The figure of each step that is drawn over time, of `Works`."""
SPAN = (1.0, 1.0, 1.0, 1.0, 0.02)
"""Its scale covers at least so much, lest a flutter look like an event."""
FIGURES = 3
"""Figures of a step at most."""


class StepPicked(Message):
    """Somebody clicked on a step."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class WorksPanel(Panel):
    """Shows `PipelineCloseUp`. Posts `StepPicked` when a box is clicked; `step` is the one marked."""

    PACED = True

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self.step = 0
        self._each = 3

    def mark(self, step: int) -> None:
        """Mark a step."""
        self.step = step
        self.redraw()

    def titles(self, frame: Frame) -> tuple[str, str]:
        by = view.algorithm_name(frame.algorithm, self.say)
        return self.say("pipeline.title"), self.say("why.by", name=by)

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        closeup = frame.closeup
        if not isinstance(closeup, PipelineCloseUp):
            return self.absent(frame, "cocoon.waiting")
        self._each = min(max((height + 1) // len(STEPS), 3), 9)
        rows: list[Row] = []
        for step in range(len(STEPS)):
            rows += self._box(closeup, step, width, self._each - 1)
            rows.append(self._arrow(frame, closeup, step, width))
        return rows if len(rows) <= height else rows[:-1]

    def _box(self, closeup: PipelineCloseUp, step: int, width: int, height: int) -> list[Row]:
        """A step: its head with the time it took, its figures, and its sentence where there is room."""
        marked = step == self.step
        ink = "accent" if marked else "primary"
        framed = height >= 4
        inner = width - 4 if framed else width - 2
        body: list[Row] = [self._figures(closeup, step, inner)]
        if height - 2 * framed >= 2:
            body += paragraph(self.say(f"pipeline.{STEPS[step]}.text"), "dim", inner, height - 1 - 2 * framed)
        spare = min(height - 2 - len(body), 3) if framed else 0
        if spare > 0:
            body += [((row, "soft"),) for row in sparkline(series(closeup, step), inner, spare, SPAN[step])]
        head = self._head(closeup, step, width, ink, framed=framed)
        if not framed:
            return [head, *((("  ", ""), *row) for row in body)][:height]
        body = (body + [()] * height)[: height - 2]
        side = ("│ ", ink)
        walls: list[Row] = [(side, *padded(row, inner), (" │", ink)) for row in body]
        return [head, *walls, (("└" + "─" * (width - 2) + "┘", ink),)]

    def _head(self, closeup: PipelineCloseUp, step: int, width: int, ink: str, *, framed: bool) -> Row:
        name = self.say(f"pipeline.{STEPS[step]}.name")
        mark = "▶" if step == self.step else " "
        title = f"{mark} {step + 1} {name} "
        ms = closeup.ms[step]
        known = [each for each in closeup.ms if math.isfinite(each)]
        took = self.say("pipeline.ms", ms=f"{ms:,.1f}" if ms < 100 else f"{ms:,.0f}") if known else ""
        share = ms / max(sum(known), 1e-9) if known else math.nan
        return line(
            width,
            ("┌" if framed else "", ink),
            (title, f"bold {ink}"),
            (full_of("─" if framed else " "), ink, REST),
            (took, "dim ?pipeline.help.ms", -9),
            (" ", "dim ?pipeline.help.ms"),
            (partial(bar, share), "soft ?pipeline.help.ms", 6),
            (" ┐" if framed else "  ", ink),
        )

    def _figures(self, closeup: PipelineCloseUp, step: int, width: int) -> Row:
        """Labelled figures in columns that stay where they are, as many as fit."""
        figures = getattr(self, f"_{STEPS[step]}")(closeup)[:FIGURES]
        while len(figures) > 1 and width // len(figures) < 22:
            figures = figures[:-1]
        each = width // len(figures)
        row: list[Piece] = []
        for entry, label, value in figures:
            figure: Row = ((" ", ""), (value, "bold"))
            name = within(((label, ""),), each - 1 - cells(figure))
            row += padded(telling(f"pipeline.help.{entry}", *name, *figure), each)
        return tuple(row)

    def _amount(self, number: int) -> str:
        """At most five cells, so that the label beside it has room: the arrows say it in full."""
        return view.whole(number) if number < 10_000 else view.count(number, self.say)

    def _collect(self, closeup: PipelineCloseUp) -> list[tuple[str, str, str]]:
        say = self.say
        return [
            ("events", say("pipeline.figure.events"), self._amount(closeup.events)),
            ("people", say("pipeline.figure.people"), self._amount(closeup.feeds)),
            ("total", say("pipeline.figure.total"), view.count(closeup.events_total, say)),
        ]

    def _prepare(self, closeup: PipelineCloseUp) -> list[tuple[str, str, str]]:
        say, cells_of = self.say, closeup.users * closeup.videos
        fill = view.percent(closeup.stored / cells_of) if cells_of else view.DASH
        size = f"{view.count(closeup.users, say)} × {view.count(closeup.videos, say)}"
        return [
            ("counting", say("pipeline.figure.counting"), self._amount(closeup.counting)),
            ("table", say("pipeline.figure.table"), size),
            ("fill", say("pipeline.figure.fill"), fill),
        ]

    def _train(self, closeup: PipelineCloseUp) -> list[tuple[str, str, str]]:
        say = self.say
        figures = [("changed", say("pipeline.figure.changed"), self._amount(closeup.changed))]
        if closeup.neighbours:
            figures.append(("afresh", say("pipeline.figure.afresh"), self._amount(closeup.feeds)))
            figures.append(("neighbours", say("pipeline.figure.neighbours"), view.whole(closeup.neighbours)))
        else:
            figures.append(("new", say("pipeline.figure.new"), view.whole(closeup.new_videos)))
        return figures

    def _recommend(self, closeup: PipelineCloseUp) -> list[tuple[str, str, str]]:
        say = self.say
        figures = [
            ("feeds", say("pipeline.figure.feeds"), self._amount(closeup.feeds)),
            ("places", say("pipeline.figure.places"), self._amount(closeup.places)),
        ]
        if closeup.sources and closeup.places:
            source, places = closeup.sources[0]
            figures.append(("source", source_word(source, say), view.percent(places / closeup.places)))
        return figures

    def _evaluate(self, closeup: PipelineCloseUp) -> list[tuple[str, str, str]]:
        say = self.say
        return [
            ("order", say("pipeline.figure.order"), view.decimal(closeup.order, 3)),
            ("chance", say("pipeline.figure.chance"), view.decimal(closeup.chance, 3)),
            ("done", say("pipeline.figure.done"), view.percent(closeup.done)),
        ]

    def _arrow(self, frame: Frame, closeup: PipelineCloseUp, step: int, width: int) -> Row:
        """What goes on to the next step; a dot runs along while the hour passes."""
        amount = (closeup.events, closeup.counting, closeup.feeds, closeup.places, closeup.visits)[step]
        text = self.say(f"pipeline.flow.{STEPS[step]}", n=view.whole(amount))
        sign = "▼" if step < len(STEPS) - 1 else "↺"
        row: list[Piece] = [("      " + sign + " ", "accent"), (text, "?pipeline.help.boxes")]
        room = width - cells(row) - 2
        if room >= 8:
            at = int(min(max(frame.progress, 0.0), 1.0) * (room - 1))
            row.append((" " + "·" * at + "●" + "·" * (room - at - 1), "faint"))
        return tuple(row)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and offset.y // self._each < len(STEPS):
            self.post_message(StepPicked(offset.y // self._each))


def series(closeup: PipelineCloseUp, step: int) -> Floats:
    """The step's figure over time."""
    return cast("Floats", getattr(closeup.works, SERIES[step]))


def source_word(source: int, say: view.Wording) -> str:
    """What a source is called in a table."""
    return say(f"pipeline.source.{view.SOURCES[source] if 0 <= source < len(view.SOURCES) else 'none'}")
