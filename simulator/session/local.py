"""A session whose engine runs in the caller's own thread: for tests, and where no process can be started."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from simulator.frames import Frame
from simulator.session.commands import Command
from simulator.session.drive import Clock, Drive
from simulator.session.session import SessionEnded
from simulator.session.world import Build, LiveWorld, View

T = TypeVar("T")

BUDGET_S = 0.03
"""At full speed a poll spends at most about this long on ticks, so that keys stay quick."""


class LocalSession:
    """Turns a world inside `poll`: the first shows tick 0, the second gets the world ready, then it runs."""

    def __init__(
        self,
        world: LiveWorld,
        view: View | None = None,
        clock: Clock = monotonic,
        build: Build | None = None,
    ) -> None:
        """`build` makes the world that a `Begin` asks for."""
        self._drive = Drive(world, view or View(), clock, build)
        self._stage = 0
        self._sent = 0
        self._ended: SessionEnded | None = None

    def send(self, command: Command) -> int:
        """Hand over a command; it takes effect before the next tick. After the end it is dropped."""
        self._sent += 1
        if self._ended is None:
            self._guard(lambda: self._drive.obey(command))
        return self._sent

    def poll(self) -> Frame | None:
        """Run what is due, at most about 30 ms of it, and return a frame when one is due."""
        if self._ended is not None:
            raise self._ended
        frame = self._guard(self._advance)
        if self._ended is not None:
            raise self._ended
        return frame

    def close(self) -> None:
        """End the world. Safe to call twice."""
        self._ended = self._ended or SessionEnded("the session was closed", "closed")

    def _advance(self) -> Frame | None:
        self._stage += 1
        if self._stage == 1:
            return self._drive.first()
        if self._stage == 2:
            self._drive.warm()
        self._drive.turn(BUDGET_S)
        return self._drive.frame() if self._drive.frame_due() else None

    def _guard(self, act: Callable[[], T]) -> T | None:
        try:
            return act()
        except Exception as error:
            self._ended = SessionEnded(f"the engine stopped: {error!r}", "error", repr(error))
            self._ended.__cause__ = error
            return None
