"""How often each item was watched lately, and how that went: views that lose half their weight each half-life.

    trend(i, T) = sum over views of i at hour t <= T of 2**(-(T - t) / half_life_h)

A view older than the tenth half-life before the running one counts nothing. Until then the log holds it, so
that a person's views can be taken out exactly: the totals are always the sum over the log, in its order. Views
to the end, likes and "not interested" are counted in the same way.
The clock is the newest hour of any event met; it is no one's trace.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.growing import widened
from recommender.types import Floats, Ids, Interactions

COMPLETE = 0.95
"""Watch ratio from which a view ran to the end."""
OUTCOMES = ("views", "completions", "likes", "dislikes")
"""What is counted of each item."""

_HALF_LIVES = 10


class Trend:
    """Decayed views by item; `half_life_h` in hours."""

    def __init__(self, half_life_h: float) -> None:
        self.half_life_h = half_life_h
        self._epoch: int | None = None
        """The running half-life, counted from hour 0."""
        self._log = np.zeros((4, 0), dtype=np.int32)
        """(user, item, tick, bits of `OUTCOMES`; views)."""
        self._views = 0
        self._total = np.zeros((len(OUTCOMES), 0))
        """(outcomes, items) sum over the log of 2**(tick / half_life - epoch)."""

    def add(self, batch: Interactions) -> None:
        """Count one view per event."""
        if not len(batch):
            return
        if int(batch.item.max()) >= self._total.shape[1]:
            self._total = widened(self._total, len(OUTCOMES), max(16, 2 * int(batch.item.max())))
        end = self._views + len(batch)
        if end > self._log.shape[1]:
            self._log = widened(self._log, 4, max(2 * self._log.shape[1], end))
        complete = batch.watch_s >= COMPLETE * batch.duration_s
        outcome = 1 + 2 * complete + 4 * batch.liked + 8 * batch.disliked
        self._log[:, self._views : end] = batch.user, batch.item, batch.tick, outcome
        begin, self._views = self._views, end
        epoch = int(np.floor(int(batch.tick.max()) / self.half_life_h))
        if self._epoch is None or epoch > self._epoch:
            self._epoch = epoch
            self._recount()
        else:
            self._count(begin)

    def at(self, tick: int, items: int, outcome: str = "views") -> Floats:
        """(items,) decayed count of one of `OUTCOMES` at hour `tick`."""
        total = np.zeros(items)
        held = self._total[OUTCOMES.index(outcome), :items]
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
        _, items, ticks, outcomes = self._log[:, begin : self._views]
        age = ticks / self.half_life_h - (self._epoch or 0)
        weight = np.where(age >= -_HALF_LIVES, np.exp2(np.maximum(age, -_HALF_LIVES)), 0.0)
        for bit, total in enumerate(self._total):
            had = slice(None) if bit == 0 else np.flatnonzero(outcomes >> bit & 1)
            np.add.at(total, items[had], weight[had])  # in the order of the log, unlike bincount of parts
