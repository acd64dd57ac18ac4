"""The loop that drives a world, or one and its twin: commands in, due ticks, frames out.

`Drive` is the loop without its surroundings. `LocalSession` turns it inside `poll`, the engine's process
turns it for ever. Nothing here sleeps, and the clock is handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from simulator.frames import Frame
from simulator.session.commands import FRAMES_PER_SECOND, Begin, Command, OfTime, OfWorld, Return
from simulator.session.life import Life
from simulator.session.obeying import looking, pace, touch
from simulator.session.pacer import Pacer
from simulator.session.world import Build, LiveWorld, Over, View

Clock = Callable[[], float]

FRAME_S = 1.0 / FRAMES_PER_SECOND
WAKING_FRAME_S = 2 * FRAME_S
"""While a world lives its past, frames come more seldom, so that it is over sooner."""
APART = 8
"""Frames of a moving world begin so many times as far apart as one takes to make: where it is large, hours go before
frames."""


class Drive:
    """Drives a life by the clock and by commands; `build` makes the worlds that come after. Another can wait."""

    def __init__(
        self, world: LiveWorld, view: View, clock: Clock, build: Build | None = None, *, own: bool = True
    ) -> None:
        """`own`: may this first world be put aside some day? See `Begin`."""
        self._life = Life(0, world, view, Pacer(clock(), view.speed, paused=view.paused), own)
        self._aside: Life | None = None
        self._begun = 0
        self._obeyed = 0
        self._clock = clock
        self._build = build
        self._asked = True
        self._frame_at = clock()

    def first(self, notice: str = "warming") -> Frame:
        """The frame before anything has happened, saying what the world is busy with: "warming" while it gets ready,
        "compiling" once that means to compile loops."""
        return self._life.world.frame(replace(self._life.view, notice=notice))

    def warm(self) -> None:
        """Get the world ready, and start its clock."""
        self._life.world.warm()
        self._life.pacer.restart(self._clock())
        self._asked = True

    def obey(self, command: Command) -> None:
        """Take a command; a frame is due afterwards, whatever the clock says. It tells of a command refused."""
        self._asked = True
        self._obeyed += 1
        try:
            self._carry_out(command)
        except ValueError as error:
            self._life.view = replace(self._life.view, refused=str(error))
        except Over as over:
            self._life.halt(str(over), self._clock())

    def _carry_out(self, command: Command) -> None:
        life = self._life
        if isinstance(command, Begin):
            self._begin(dict(command.settings), command.own)
        elif isinstance(command, Return):
            self._return()
        elif isinstance(command, OfTime):
            pace(command, life, self._clock())
        elif isinstance(command, OfWorld):
            touch(command, life)
        else:
            life.view = looking(command, life.view)

    def _begin(self, settings: dict[str, object], own: bool) -> None:
        """Another world. Whom to look at is forgotten, for they lived in the old one."""
        if self._build is None:
            raise ValueError("this run cannot be replaced by another one")
        world = self._build(settings)
        world.warm()
        old = self._life
        self._put_aside()
        self._begun += 1
        view = View(attends=old.view.attends, lang=old.view.lang)
        self._life = Life(self._begun, world, view, Pacer(self._clock(), old.pacer.speed, paused=True), own)
        self._life.people = world.frame(view).vitals.people

    def _return(self) -> None:
        """The world that waits, as it stood. This one waits in its place, if it is worth that."""
        waiting, self._aside = self._aside, None
        if waiting is None:
            raise ValueError("no world was put aside that one could return to")
        screen = self._life.view
        self._put_aside()
        self._begun += 1
        self._life = waiting
        waiting.wake(screen, self._clock())

    def _put_aside(self) -> None:
        """Let this world wait, and let go of the one that did, if this one is worth it."""
        if self._life.fate == "aside":
            self._life.rest(self._clock())
            self._aside = self._life

    def turn(self, budget_s: float) -> int:
        """Run the ticks that are due, at least one of them, until the budget is spent; returns how many."""
        life, pacer = self._life, self._life.pacer
        begun, ticks = self._clock(), 0
        if life.rejoining:
            self._catch_up(begun + budget_s)
            return 0
        if life.world.waking:
            self._wake(begun + budget_s)
            return 0
        now = begun
        while pacer.wait(now) <= 0.0 and (not ticks or now - begun < budget_s):
            try:
                life.live()
            except Over as over:
                life.halt(str(over), self._clock())
                self._asked = True
                break
            ticks += 1
            now = self._clock()
            pacer.ticked(now)
            # Hours that were asked for by number pass in any case: a game's week is whole.
            if life.view.stops and not pacer.paused and any(world.turned for world in life.worlds):
                pacer.pause(True, now)
            if life.until is not None and life.world.tick >= life.until:
                life.until = None
                pacer.pause(True, now)
        if ticks and pacer.paused and not pacer.owed:
            self._asked = True
        return ticks

    def _catch_up(self, until: float) -> None:
        """Let the twin that is on its way back live an hour, and more until this time; its world stands still."""
        life = self._life
        life.catch_up()
        while life.rejoining and self._clock() < until:
            life.catch_up()
        if not life.rejoining:
            life.pacer.restart(self._clock())
            self._asked = True

    def _wake(self, until: float) -> None:
        """Let hours pass that lie before the world's beginning, at least one, until this time."""
        life = self._life
        while life.world.waking:
            life.live()
            if self._clock() >= until:
                break
        life.pacer.restart(self._clock())
        if not life.world.waking:
            self._asked = True

    def tick_wait(self) -> float:
        """Seconds until a tick is due; inf while only a command can change anything."""
        still = self._life.rejoining or self._life.world.waking
        return 0.0 if still else self._life.pacer.wait(self._clock())

    def wait(self) -> float:
        """Seconds until a tick or a frame is due."""
        if self._asked:
            return 0.0
        tick_s = self.tick_wait()
        if self._life.pacer.paused and not self._life.world.waking:
            return tick_s
        return max(min(tick_s, self._frame_at - self._clock()), 0.0)

    def frame_due(self) -> bool:
        """Has a command asked for a frame, or is a moving world's next one due?"""
        pacer = self._life.pacer
        moving = pacer.owed > 0 or not pacer.paused or self._life.world.waking
        return self._asked or (moving and self._clock() >= self._frame_at)

    def frame(self) -> Frame:
        """The frame of now."""
        life, pacer, now = self._life, self._life.pacer, self._clock()
        view = replace(
            life.view,
            paused=pacer.paused,
            speed=pacer.speed,
            rate=pacer.rate(now),
            progress=pacer.progress(now),
        )
        life.view = replace(view, search=None, refused="")
        self._asked = False
        frame = life.frame(view)
        next_at = self._frame_at + (WAKING_FRAME_S if life.world.waking else FRAME_S)
        self._frame_at = max(next_at, now + APART * (self._clock() - now))
        aside = self._aside.told if self._aside is not None else None
        return replace(
            frame,
            owed=pacer.owed,
            begun=self._begun,
            life=life.number,
            aside=aside,
            fate=life.fate,
            obeyed=self._obeyed,
        )
