"""Forward decay: an old value never changes, new values grow instead.

A strength that halves every h hours, read at hour T, is s * 2**(-(T - t) / h). Storing s * 2**(t / h -
epoch) gives all values of one reading the same factor 2**(epoch - T / h), which cancels in ratios and
similarities; nothing has to be touched as time passes. Source: Cormode, Shkapenyuk, Srivastava, Xu 2009,
Forward decay: a practical time decay model for streaming systems (ICDE). The epoch moves on before values
grow too large; it is a whole number of half-lives, so that moving it is exact in binary floating point.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from recommender.types import Floats

_ROOM = 32
"""Half-lives between the epoch and the newest event: 2**32 leaves float32 (2**127) room for sums."""
_NOTHING = 300
"""Half-lives after which nothing is left of a float32, and beyond which no weight is told apart."""


class ForwardDecay:
    """The growing weight of events; `half_life_h` in hours, `inf` for no decay."""

    def __init__(self, half_life_h: float) -> None:
        self.half_life_h = half_life_h
        self.epoch: int | None = None
        """In half-lives since hour 0; None before the first event."""

    def weight(self, tick: NDArray[np.integer]) -> Floats:
        """2**(tick / half_life - epoch), shaped as `tick`; 0 for what is too old to matter."""
        age = tick / self.half_life_h
        whole = np.floor(age)
        power = np.clip(whole - (self.epoch or 0), -_NOTHING, _NOTHING).astype(np.int32)
        return np.ldexp(np.exp2(age - whole), power)

    def at(self, tick: int) -> np.float64:
        """The `weight` of one hour."""
        age = tick / self.half_life_h
        whole = math.floor(age)
        power = min(max(whole - (self.epoch or 0), -_NOTHING), _NOTHING)
        return np.float64(math.ldexp(np.exp2(age - whole), power))

    def advance(self, newest_tick: int) -> int:
        """Move the epoch if `newest_tick` needs it; how often stored values must be halved (0: not)."""
        whole = math.floor(newest_tick / self.half_life_h)
        if self.epoch is None:
            self.epoch = whole
        halvings = whole - self.epoch
        if halvings <= _ROOM:
            return 0
        self.epoch = whole
        return min(halvings, _NOTHING)
