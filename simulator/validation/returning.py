"""Do newcomers come back? Day-N retention, as platforms count it: of those who first opened the app long enough ago,
the share that opened it on the N-th day after."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.frames import HOURS_PER_DAY

DAYS = (7, 30)
"""The days after the first that are looked at."""
NEVER = -1


class Returning:
    """Notes who comes when."""

    def __init__(self, people: int) -> None:
        self._first = np.full(people, NEVER, dtype=np.int64)
        self._came = {day: np.zeros(people, dtype=np.bool_) for day in DAYS}

    def note(self, online: NDArray[np.integer], tick: int) -> None:
        """These people came in this hour."""
        begun = self._first[online]
        self._first[online] = np.where(begun == NEVER, tick, begun)
        day = (tick - self._first[online]) // HOURS_PER_DAY
        for each, came in self._came.items():
            came[online[day == each]] = True

    def share(self, day: int, of: NDArray[np.bool_], now: int) -> float:
        """Of these (people,), as far as their `day`-th day is over by hour `now`, the share, 0..1, that came on it; NaN
        if there is nobody. A person's days are of 24 hours and begin with the hour in which they first came."""
        due = of & (self._first != NEVER) & (self._first + (day + 1) * HOURS_PER_DAY <= now)
        return float(self._came[day][due].mean()) if due.any() else float("nan")
