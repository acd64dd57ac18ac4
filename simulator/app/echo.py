"""What was just asked for, shown before the engine has answered.

A key that pauses, speeds up or switches shows at once, while the frames under way still say the old thing.
`Echo` lays the wish over them until the engine says the same.
"""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

from simulator.frames import Frame

SETTLE_S = 0.2
"""A wish holds at least this long, so that frames under way cannot undo it."""


class Echo:
    """The wishes not yet granted."""

    def __init__(self) -> None:
        self._paused: tuple[bool, float] | None = None
        self._speed: tuple[float, float] | None = None
        self._algorithm: tuple[str, float] | None = None

    def wish(
        self, *, paused: bool | None = None, speed: float | None = None, algorithm: str | None = None
    ) -> None:
        """Show this from now on."""
        until = monotonic() + SETTLE_S
        if paused is not None:
            self._paused = (paused, until)
        if speed is not None:
            self._speed = (speed, until)
        if algorithm is not None:
            self._algorithm = (algorithm, until)

    def over(self, frame: Frame) -> Frame:
        """The frame with the wishes laid over it; those that it grants are forgotten."""
        now = monotonic()
        if self._paused and self._paused[0] == frame.paused and now > self._paused[1]:
            self._paused = None
        if self._speed and self._speed[0] == frame.speed and now > self._speed[1]:
            self._speed = None
        if self._algorithm and self._algorithm[0] == frame.algorithm and now > self._algorithm[1]:
            self._algorithm = None
        if not (self._paused or self._speed or self._algorithm):
            return frame
        return replace(
            frame,
            paused=self._paused[0] if self._paused else frame.paused,
            speed=self._speed[0] if self._speed else frame.speed,
            algorithm=self._algorithm[0] if self._algorithm else frame.algorithm,
        )
