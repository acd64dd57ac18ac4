"""Be a creator: a week a turn. The levers at the left, what they brought at the right, the score below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.widget import Widget

from simulator.app.commands import Entry
from simulator.app.screens.room import Room
from simulator.frames import Frame
from simulator.rooms.studio.game import LEVERS, WEEK, CreatorGame
from simulator.rooms.studio.panels import StudioGrowth, StudioLevers, StudioReport
from simulator.rooms.studio.state import Studio
from simulator.rooms.studio.weeks import StudioWeeks
from simulator.session import Direct, FollowCreator, Pause, Session, Step


class StudioRoom(Room):
    """Time stands still while plans are made; then a week passes for everybody."""

    NAME = "studio"
    ATTENDS = "studio"
    GAME = True
    CSS_PATH = "studio.tcss"
    KEYS: ClassVar[tuple[Entry, ...]] = (
        Entry("studio.key.post", ("enter",), ("enter",), "screen.post", 1),
        Entry("studio.key.up", ("up",), ("↑",), "screen.move(-1)", 2, line="↑↓"),
        Entry("studio.key.down", ("down",), ("↓",), "screen.move(1)"),
        Entry("studio.key.less", ("left",), ("←",), "screen.turn(-1)", 2, line="←→"),
        Entry("studio.key.more", ("right",), ("→",), "screen.turn(1)"),
        Entry("studio.key.again", ("n",), ("n",), "screen.again", 4),
    )

    def __init__(self, session: Session, frame: Frame, lang: str) -> None:
        super().__init__(session, frame, lang)
        self.game = CreatorGame()
        self.studio: Studio | None = None
        self.lever = 0
        """Place of the marked lever in `LEVERS`."""
        self.until: int | None = None
        """The hour at which the week under way is over."""
        self._ran_before = not frame.paused

    def furniture(self) -> Iterable[Widget]:
        yield StudioLevers(self.lang, id="studio-levers")
        yield StudioGrowth(self.lang, id="studio-growth")
        yield StudioWeeks(self.lang, id="studio-weeks")
        yield StudioReport(self.lang, id="studio-report")

    def keys(self) -> Iterable[Entry]:
        """After the last week there is nothing to plan."""
        if not self.game.over:
            return self.KEYS
        return (
            replace(next(key for key in self.KEYS if key.id == "studio.key.again"), rank=1, line="enter"),
        )

    def enter(self) -> None:
        self._ran_before = not self.frame.paused
        self.session.send(Pause(True))

    def leave(self) -> None:
        """Time runs on, or stands still, as it did before: days that were still to pass do not."""
        self.session.send(Pause(not self._ran_before))

    def show(self, frame: Frame) -> None:
        studio = frame.closeup
        if isinstance(studio, Studio) and frame.ready:
            self.studio = studio
            self.game.meet(studio)
            if frame.brand.creator != studio.creator:
                self.session.send(FollowCreator(studio.creator))
            if self.until is not None and frame.tick >= self.until:
                self.until = None
                self.game.close(studio)
        self.frame = frame
        self._status.show(frame)
        self._draw()

    @property
    def planning(self) -> bool:
        """Can levers be turned?"""
        return self.studio is not None and self.until is None and not self.game.over

    def action_move(self, by: int) -> None:
        self.lever = (self.lever + by) % len(LEVERS)
        self._draw()

    def action_turn(self, by: int) -> None:
        if self.planning:
            self.game.turn(LEVERS[self.lever], by)
            self._draw()

    def action_post(self) -> None:
        """Work like this for a week."""
        if self.game.over:
            self.action_again()
        elif self.planning and self.studio is not None:
            self.session.send(Direct(self.studio.creator, self.game.strategy()))
            self.until = self.frame.tick + WEEK
            self.session.send(Step(WEEK))
            self._draw()

    def action_again(self) -> None:
        """Eight more weeks, from how things stand now."""
        if self.until is None:
            self.game = CreatorGame()
            if self.studio is not None:
                self.game.meet(self.studio)
            self._draw()

    def set_language(self, lang: str) -> None:
        super().set_language(lang)
        self._draw()

    def _draw(self) -> None:
        if self.is_mounted:
            self.tell_keys()
            self.query_one(StudioLevers).look(self.frame, self.studio, self.game, self.lever)
            self.query_one(StudioGrowth).look(self.frame, self.studio, self.game)
            self.query_one(StudioWeeks).look(self.frame, self.studio, self.game)
            self.query_one(StudioReport).look(self.frame, self.studio, self.game, self.until)
