"""Society: fairness, privacy, quality and fake people; a few dials, each beside what it measurably does."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.widget import Widget

from simulator.app.commands import Entry
from simulator.app.screens.room import Room
from simulator.rooms.society.panels import (
    LADDERS,
    DialPicked,
    DialsPanel,
    EffectPanel,
    SharesPanel,
    dial_of,
)
from simulator.rooms.society.state import MEASURES, SocietyState
from simulator.session import Tune, TuneAll


class SocietyRoom(Room):
    """Sends `Tune`, and `TuneAll` where a stage is switched with its knob."""

    NAME = "society"
    ATTENDS = "society"
    FIGURES = MEASURES
    CSS_PATH = "society.tcss"
    KEYS = (
        Entry("society.key.up", ("up",), ("↑",), "screen.move(-1)", 1, True, "↑↓"),
        Entry("society.key.down", ("down",), ("↓",), "screen.move(1)", needs_frame=True),
        Entry("society.key.less", ("left",), ("←",), "screen.turn(-1)", 1, True, "←→"),
        Entry("society.key.more", ("right",), ("→",), "screen.turn(1)", needs_frame=True),
        Entry("society.key.off", ("backspace",), ("bksp",), "screen.off", 3, True),
    )

    def furniture(self) -> Iterable[Widget]:
        self._dials = DialsPanel(self.lang, id="dials")
        yield self._dials
        yield EffectPanel(self.lang, self._dials, id="effect")
        yield SharesPanel(self.lang, id="shares")

    def action_move(self, by: int) -> None:
        self._mark(min(max(self._dials.marked + by, 0), len(LADDERS) - 1))

    def action_turn(self, by: int) -> None:
        """The next step of the marked dial; on a stage the first step switches it off."""
        state, ladder = self.frame.closeup, LADDERS[self._dials.marked]
        dial = dial_of(state, ladder) if isinstance(state, SocietyState) else None
        if dial is not None:
            here = ladder.place(dial)
            place = min(max(here + by, 0), len(ladder.steps) - 1)
            if place != here:
                self._set(place)

    def action_off(self) -> None:
        """Back to the first step: nothing of it."""
        state, ladder = self.frame.closeup, LADDERS[self._dials.marked]
        dial = dial_of(state, ladder) if isinstance(state, SocietyState) else None
        if dial is not None and ladder.place(dial):
            self._set(0)

    @on(DialPicked)
    def pick(self, event: DialPicked) -> None:
        self._mark(event.place)

    def _set(self, place: int) -> None:
        ladder = LADDERS[self._dials.marked]
        if not ladder.staged:
            self.session.send(Tune(ladder.name, ladder.steps[place]))
        elif place == 0:
            self.session.send(Tune(ladder.switch, False))
        else:
            self.session.send(TuneAll(((ladder.switch, True), (ladder.name, ladder.steps[place]))))

    def _mark(self, place: int) -> None:
        self._dials.marked = place
        for panel in (self._dials, self.query_one(EffectPanel)):
            panel.redraw()
