"""The clock of a live run: when the next tick is due, how far away it is, how many were reached.

A Pacer knows nothing of the world and reads no clock: every question carries the time, in seconds of any
monotonic clock, so a test turns hours in no time.
"""

from __future__ import annotations

from collections import deque
from math import inf

BACKLOG_S = 0.25
"""A world that fell behind catches up at most this much; older debt is forgotten."""

RATE_WINDOW_S = 1.0


class Pacer:
    """Decides when ticks are due at `speed` ticks a second; speed 0 means always."""

    def __init__(self, now: float, speed: float = 1.0, *, paused: bool = False) -> None:
        self._speed = speed
        self._next_at = now + (1.0 / speed if speed else 0.0)
        self._left: float | None = self._next_at - now if paused else None
        self._owed = 0
        self._ticked_at: deque[float] = deque()

    @property
    def paused(self) -> bool:
        return self._left is not None

    @property
    def speed(self) -> float:
        return self._speed

    @property
    def owed(self) -> int:
        """Ticks left of a `step`."""
        return self._owed

    def restart(self, now: float) -> None:
        """Begin the tick under way at `now`; what is owed stays owed."""
        if self._left is None:
            self._next_at = now + (1.0 / self._speed if self._speed else 0.0)
        self._ticked_at.clear()

    def pause(self, on: bool, now: float) -> None:
        """Stop the clock where it stands, or let it go on from there."""
        if on and self._left is None:
            self._left = max(self._next_at - now, 0.0)
        elif not on and self._left is not None:
            self._next_at, self._left = now + self._left, None
            self._owed = 0
            self._ticked_at.clear()

    def stop(self, now: float) -> None:
        """Pause, and forget what is owed."""
        self.pause(True, now)
        self._owed = 0

    def step(self, ticks: int, now: float) -> None:
        """Owe this many ticks, and pause."""
        self.pause(True, now)
        self._owed += max(ticks, 0)

    def run_at(self, speed: float, now: float) -> None:
        """Another speed from now on; the part of the tick already gone stays gone."""
        progress = self.progress(now)
        self._speed = speed
        left = (1.0 - progress) / speed if speed else 0.0
        if self._left is None:
            self._next_at = now + left
        else:
            self._left = left

    def wait(self, now: float) -> float:
        """Seconds until the next tick is due: 0 now, inf while paused."""
        if self._owed:
            return 0.0
        if self._left is not None:
            return inf
        return max(self._next_at - now, 0.0) if self._speed else 0.0

    def ticked(self, now: float) -> None:
        """A tick was run."""
        self._ticked_at.append(now)
        period = 1.0 / self._speed if self._speed else 0.0
        if self._owed:
            self._owed -= 1
            self._left = period
        else:
            self._next_at = max(self._next_at + period, now - BACKLOG_S)

    def progress(self, now: float) -> float:
        """How much of the way to the next tick has gone, 0..1; 1 when flat out."""
        if not self._speed:
            return 1.0
        left = self._next_at - now if self._left is None else self._left
        return min(max(1.0 - left * self._speed, 0.0), 1.0)

    def rate(self, now: float) -> float:
        """Ticks of the last second; when they come more seldom, one over the time between the last two."""
        times = self._ticked_at
        while len(times) > 2 and times[0] <= now - RATE_WINDOW_S:
            times.popleft()
        if self.paused or len(times) < 2:
            return 0.0
        span = max(times[-1], now - 1.0 / self._speed if self._speed else now) - times[0]
        return (len(times) - 1) / span if span > 0 else 0.0
