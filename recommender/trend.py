"""How often each item was watched lately: views that lose half their weight each half-life.

    trend(i, T) = sum over views of i at hour t <= T of 2**(-(T - t) / half_life_h)

A view older than the tenth half-life before the running one counts nothing. Until then the log holds it, so
that a person's views can be taken out exactly: the totals are always the sum over the log, in its order.
The clock is the newest hour of any event met; it is no one's trace.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.growing import grown
from recommender.types import Floats, Ids

_HALF_LIVES = 10


class Trend:
    """Decayed views by item; `half_life_h` in hours."""

    def __init__(self, half_life_h: float) -> None:
        self.half_life_h = half_life_h
        self._epoch: int | None = None
        """The running half-life, counted from hour 0."""
        self._log = np.zeros((3, 0), dtype=np.int32)
        """(user, item, tick; views)."""
        self._views = 0
        self._total = np.zeros(0)
        """(items,) sum over the log of 2**(tick / half_life - epoch)."""

    def add(self, users: Ids, items: Ids, ticks: Ids) -> None:
        """Count one view per row."""
        if not len(users):
            return
        self._total = grown(self._total, int(items.max()) + 1)
        end = self._views + len(users)
        self._log = grown(self._log, 3, end)
        self._log[:, self._views : end] = users, items, ticks
        begin, self._views = self._views, end
        epoch = int(np.floor(int(ticks.max()) / self.half_life_h))
        if self._epoch is None or epoch > self._epoch:
            self._epoch = epoch
            self._recount()
        else:
            self._count(begin)

    def at(self, tick: int, items: int) -> Floats:
        """(items,) decayed views at hour `tick`."""
        total = np.zeros(items)
        held = self._total[:items]
        total[: len(held)] = held
        if self._epoch is None:
            return total
        return total * np.exp2(np.clip(self._epoch - tick / self.half_life_h, -1000, 900))

    def forget(self, users: Ids) -> None:
        """Take out all views of these users."""
        self._keep(~np.isin(self._log[0, : self._views], users))
        self._recount()

    def _keep(self, views: NDArray[np.bool_]) -> None:
        first = int(views.argmax()) if views.any() else len(views)
        # Events mostly come in order of time: then what is too old is the beginning, and no mask is needed.
        log = self._log[:, first : self._views]
        kept = log.copy() if views[first:].all() else log[:, views[first:]]
        self._views = kept.shape[1]
        self._log[:, : self._views] = kept

    def _recount(self) -> None:
        """Drop what is too old and sum what is left."""
        if self._epoch is None:
            return
        oldest = (self._epoch - _HALF_LIVES) * self.half_life_h
        self._keep(self._log[2, : self._views] >= oldest)
        self._total[:] = 0
        self._count(0)

    def _count(self, begin: int) -> None:
        _, items, ticks = self._log[:, begin : self._views]
        age = ticks / self.half_life_h - (self._epoch or 0)
        weight = np.where(age >= -_HALF_LIVES, np.exp2(np.maximum(age, -_HALF_LIVES)), 0.0)
        np.add.at(self._total, items, weight)  # in the order of the log, unlike bincount of parts
