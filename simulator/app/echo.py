"""What was just asked for, shown before the engine has answered.

A key that pauses, speeds up or switches shows at once, while the frames under way still say the old thing.
`Echo` lays the wish over them until the engine says the same, or has had time enough to: it may have obeyed and gone
on already, as when time runs and stops at once at a turning point.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from simulator.app import clock
from simulator.frames import Frame

T = TypeVar("T")

SETTLE_S = 0.2
"""A wish holds at least this long, so that frames under way cannot undo it."""
LONGEST_S = 1.0
"""Frames that come so much later know of the wish: what they say is so."""


class Echo:
    """The wishes not yet granted."""

    def __init__(self) -> None:
        self._paused: tuple[bool, float] | None = None
        self._speed: tuple[float, float] | None = None
        self._algorithm: tuple[str, float] | None = None
        self._told: Frame | None = None

    def wish(
        self, *, paused: bool | None = None, speed: float | None = None, algorithm: str | None = None
    ) -> None:
        """Show this from now on."""
        now = clock.now()
        if paused is not None:
            self._paused = (paused, now)
        if speed is not None:
            self._speed = (speed, now)
        if algorithm is not None:
            self._algorithm = (algorithm, now)

    def over(self, frame: Frame) -> Frame:
        """The frame with the wishes laid over it; those that it grants are forgotten, and those of long ago."""
        now = clock.now()
        self._told = frame
        self._paused = _left(self._paused, frame.paused, now)
        self._speed = _left(self._speed, frame.speed, now)
        self._algorithm = _left(self._algorithm, frame.algorithm, now)
        if not (self._paused or self._speed or self._algorithm):
            return frame
        return replace(
            frame,
            paused=self._paused[0] if self._paused else frame.paused,
            speed=self._speed[0] if self._speed else frame.speed,
            algorithm=self._algorithm[0] if self._algorithm else frame.algorithm,
        )

    def late(self) -> Frame | None:
        """The last frame once more, as it came, when a wish laid over it has had its time: a world that stands still
        sends no other. None while there is none."""
        wishes, now = (self._paused, self._speed, self._algorithm), clock.now()
        if self._told is None or not any(wish and now - wish[1] > LONGEST_S for wish in wishes):
            return None
        self._paused = self._speed = self._algorithm = None
        return replace(self._told, refused="", found=None)


def _left(wish: tuple[T, float] | None, told: T, now: float) -> tuple[T, float] | None:
    """What is left of a wish once a frame has told this."""
    if wish is None:
        return None
    age = now - wish[1]
    return None if age > LONGEST_S or (wish[0] == told and age > SETTLE_S) else wish
