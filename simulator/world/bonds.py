"""What ties each person to each creator: exposures, likes, following, memory. Dense (people, creators) tables,
flat by person * creators + creator; pages nobody touches cost nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

EFFECTIVE = 3
"""Exposures from which one counts as effectively reached (Krugman 1972)."""

REMEMBERED = 0.5
"""Memory from which a person would still recall the creator; one watched video leaves 1."""

_MOST = 60_000
_REBASE_HALF_LIVES = 40.0


class Bonds:
    """The ties between people and creators."""

    def __init__(self, people: int, creators: int, memory_half_life_h: float) -> None:
        self.creators = creators
        shape = (people, creators)
        self.exposures = np.zeros(shape, dtype=np.uint16)
        """Times shown; stops counting at 60,000."""
        self.likes = np.zeros(shape, dtype=np.uint16)
        self.follows = np.zeros(shape, dtype=np.bool_)
        self.shares = np.zeros(shape, dtype=np.bool_)
        """Who has ever shared a video of the creator."""
        self.answered = np.zeros(shape, dtype=np.bool_)
        """Whose comments the creator has ever replied to."""
        # Forgetting multiplies all by one factor a tick: kept as values that grow instead
        # (forward decay, Cormode et al. 2009), so that a tick touches only what it adds.
        self._memory = np.zeros(shape, dtype=np.float32)
        self._half_life_h = memory_half_life_h
        self._base_tick = 0

    def cells(self, people: NDArray[np.integer], creators: NDArray[np.integer]) -> NDArray[np.int64]:
        """Flat positions of pairs."""
        return people.astype(np.int64) * self.creators + creators

    def expose(self, cells: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Count one exposure a cell; returns the creators reached for the first time, and effectively
        for the first time, once for each person.
        """
        unique, times = np.unique(cells, return_counts=True)
        flat = self.exposures.reshape(-1)
        before = flat[unique].astype(np.int64)
        after = before + times
        flat[unique] = np.minimum(after, _MOST)
        creator = unique % self.creators
        return creator[before == 0], creator[(before < EFFECTIVE) & (after >= EFFECTIVE)]

    def like(self, cells: NDArray[np.int64]) -> NDArray[np.intp]:
        """Count a like a cell; returns the creators liked for the first time, once for each person."""
        unique, times = np.unique(cells, return_counts=True)
        flat = self.likes.reshape(-1)
        before = flat[unique].astype(np.int64)
        flat[unique] = np.minimum(before + times, _MOST)
        return unique[before == 0] % self.creators

    def attach(
        self, followed: NDArray[np.int64], shared: NDArray[np.int64]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Note who starts to follow and who shares; returns the creators followed for the first time, and those who
        win an advocate, who does both, once for each person.
        """
        follows, shares = self.follows.reshape(-1), self.shares.reshape(-1)
        fans = np.unique(followed)
        either = np.union1d(fans, shared)
        before = follows[either] & shares[either]
        follows[fans] = True
        shares[shared] = True
        won = either[follows[either] & shares[either] & ~before]
        return fans % self.creators, won % self.creators

    def remember(self, cells: NDArray[np.int64], strength: NDArray[np.float32], tick: int) -> None:
        """Leave an impression of `strength` (1: watched past the first seconds) in each cell."""
        age = (tick - self._base_tick) / self._half_life_h
        if age > _REBASE_HALF_LIVES:
            self._memory *= np.float32(2.0**-age)
            self._base_tick, age = tick, 0.0
        np.add.at(self._memory.reshape(-1), cells, strength * np.float32(2.0**age))

    def memory(self, creator: int | slice | NDArray[np.intp], tick: int) -> NDArray[np.float32]:
        """(people,) what is left now of all impressions of the creator; (people, creators) of several."""
        fade = np.float32(2.0 ** (-(tick - self._base_tick) / self._half_life_h))
        return self._memory[:, creator] * fade
