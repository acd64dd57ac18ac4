"""Sums over the last 24 hours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.frames import HOURS_PER_DAY


class LastDay:
    """Sums over the last 24 hours of something counted hour by hour."""

    def __init__(self, size: int) -> None:
        self._hours = np.zeros((HOURS_PER_DAY, size))
        self.total = np.zeros(size)

    def add(self, tick: int, amounts: NDArray[np.floating] | NDArray[np.integer]) -> None:
        slot = tick % HOURS_PER_DAY
        if amounts.dtype.kind == "f":
            self._hours[slot] = amounts
            # Summed anew: a running total would collect rounding errors over a long run.
            self.total = self._hours.sum(axis=0)
        else:  # sums of whole numbers are exact, however they come about
            self.total = self.total - self._hours[slot]
            self.total += amounts
            self._hours[slot] = amounts
