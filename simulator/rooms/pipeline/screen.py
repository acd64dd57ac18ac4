"""The pipeline room: how a recommender works, in five steps, with what flows through them now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from simulator.app.commands import Entry
from simulator.app.screens.room import Room
from simulator.engine.laps import STEPS
from simulator.frames import Frame
from simulator.rooms.pipeline.step_panel import StepPanel
from simulator.rooms.pipeline.works_panel import StepPicked, WorksPanel
from simulator.session import Session


class PipelineRoom(Room):
    """Up and down lead through the steps; the marked one is explained beside or below them."""

    NAME = "pipeline"
    ATTENDS = "pipeline"
    CSS_PATH = "pipeline.tcss"
    KEYS: ClassVar[tuple[Entry, ...]] = (
        Entry("pipeline.key.down", ("down", "right", "tab"), ("↓", "tab"), "screen.move(1)", 3, line="↑ ↓"),
        Entry("pipeline.key.up", ("up", "left"), ("↑",), "screen.move(-1)"),
    )

    def __init__(self, session: Session, frame: Frame, lang: str) -> None:
        super().__init__(session, frame, lang)
        self.step = 0
        self._works = WorksPanel(lang, id="works")
        self._closer = StepPanel(lang, id="step")

    def furniture(self) -> Iterable[Widget]:
        yield self._works
        yield self._closer

    def action_move(self, by: int) -> None:
        """Another step, round and round as they go."""
        self._mark((self.step + by) % len(STEPS))

    def on_step_picked(self, event: StepPicked) -> None:
        self._mark(event.step)

    def _mark(self, step: int) -> None:
        self.step = step
        self._works.mark(step)
        self._closer.mark(step)
