"""How often each item was watched lately, and how that went: views that lose half their weight each half-life.

    trend(i, T) = sum over views of i at hour t <= T of 2**(-(T - t) / half_life_h)

A view older than the tenth half-life before the running one counts nothing. Until then the log holds it, so
that a person's views can be taken out exactly: the totals are always the sum over the log, in its order. Views
to the end and likes are counted in the same way.
The clock is the newest hour of any event met; it is no one's trace. Views of the last day are counted by the hour as
well, without decay.

With a retention window, views older than `retention_h` by that clock are deleted from the log. So that they
can be subtracted from the totals instead of summing the log anew each hour, weights (2**-10 to 2) are then
rounded to multiples of 2**-28: sums and differences of up to 2**24 views of an item are exact in a float64.
"""

from __future__ import annotations

import math

import numpy as np

from recommender.compiled import compiled
from recommender.growing import widened
from recommender.types import Flags, Floats, Ids, Interactions

COMPLETE = 0.95
"""Watch ratio from which a view ran to the end."""
OUTCOMES = ("views", "completions", "likes")
"""What is counted of each item."""

_DAY = 24
_HALF_LIVES = 10
_GRAINS = 2.0**28


class Trend:
    """Decayed views by item; `half_life_h` and `retention_h` (inf deletes nothing) in hours."""

    def __init__(self, half_life_h: float, retention_h: float = math.inf) -> None:
        self.half_life_h = half_life_h
        self.retention_h = retention_h
        self._retains = math.isfinite(retention_h)
        self._clock: int | None = None
        """The newest hour."""
        self._epoch: int | None = None
        """The running half-life, counted from hour 0."""
        self._log = np.zeros((4, 0), dtype=np.int32)
        """(user, item, tick, bits of `OUTCOMES`; places) of which those from `_begin` to `_end` are views."""
        self._begin = self._end = 0
        self._hourly: dict[int, int] = {}
        """Views by hour, of the hours that `per_day` may ask for."""
        self._total = np.zeros((len(OUTCOMES), 0))
        """(outcomes, items) sum over the log of 2**(tick / half_life - epoch)."""

    def add(self, batch: Interactions) -> None:
        """Count one view per event."""
        if not len(batch):
            return
        if int(batch.item.max()) >= self._total.shape[1]:
            self._total = widened(self._total, len(OUTCOMES), max(16, 2 * int(batch.item.max())))
        begin = self._make_room(len(batch))
        complete = batch.watch_s >= COMPLETE * batch.duration_s
        outcome = 1 + 2 * complete + 4 * batch.liked
        self._log[:, begin : self._end] = batch.user, batch.item, batch.tick, outcome
        newest = int(batch.tick.max())
        self._clock = newest if self._clock is None else max(self._clock, newest)
        self._tally(batch.tick)
        epoch = math.floor(self._clock / self.half_life_h)
        if self._epoch is None or epoch > self._epoch:
            self._epoch = epoch
            self._recount()
        else:
            self._count(self._log[:, begin : self._end])
        if self._retains:
            self._expire()

    def at(self, tick: int, items: int, outcome: str = "views") -> Floats:
        """(items,) decayed count of one of `OUTCOMES` at hour `tick`."""
        total = np.zeros(items)
        held = self._total[OUTCOMES.index(outcome), :items]
        total[: len(held)] = held
        if self._epoch is None:
            return total
        return total * np.exp2(np.clip(self._epoch - tick / self.half_life_h, -1000, 900))

    def per_day(self, tick: int) -> float:
        """Views a day, as those of the 24 hours before hour `tick` say; 0 if there were none.

        At the start, and where less than a day is remembered, the views of fewer hours are scaled up. Time begins
        at hour 0, or with the first view of the last day if that is earlier.
        """
        if not self._hourly or self._clock is None:
            return 0.0
        begin = max(tick - _DAY, self._oldest(), min(0, *self._hourly))
        views = sum(count for hour, count in self._hourly.items() if begin <= hour < tick)
        return views * _DAY / (tick - begin) if views else 0.0

    def forget(self, users: Ids) -> None:
        """Take out all views of these users."""
        self._keep(~np.isin(self._views[0], users))
        self._taken_out()

    def retract(self, users: Ids, items: Ids) -> None:
        """Take out all views of these pairs."""
        width = max(self._total.shape[1], int(items.max(initial=0)) + 1)
        pair = self._views[0] * np.int64(width) + self._views[1]
        self._keep(~np.isin(pair, users * np.int64(width) + items))
        self._taken_out()

    @property
    def _views(self) -> Ids:
        """(4, views) the log."""
        return self._log[:, self._begin : self._end]

    def _make_room(self, views: int) -> int:
        """Where the next `views` views go; the log ends behind them."""
        if self._end + views > self._log.shape[1]:
            held = self._views
            self._log = widened(held, 4, max(2 * held.shape[1], held.shape[1] + views))
            self._begin, self._end = 0, held.shape[1]
        self._end += views
        return self._end - views

    def _keep(self, views: Flags) -> None:
        if views.all():
            return
        first = int(views.argmax()) if views.any() else len(views)
        # Events mostly come in order of time: then what is too old is the beginning, and nothing moves.
        self._begin += first
        if not views[first:].all():
            kept = self._views[:, views[first:]]
            self._end = self._begin + kept.shape[1]
            self._log[:, self._begin : self._end] = kept

    def _oldest(self) -> int:
        """The first hour of the last day of which the log surely holds every view."""
        held = min(_DAY, self.retention_h, _HALF_LIVES * self.half_life_h)
        return math.ceil((self._clock or 0) - held)

    def _tally(self, ticks: Ids) -> None:
        """Count these views by the hour, and drop the hours that are over."""
        hours, counts = np.unique(ticks, return_counts=True)
        for hour, count in zip(hours.tolist(), counts.tolist(), strict=True):
            self._hourly[hour] = self._hourly.get(hour, 0) + count
        oldest = self._oldest()
        self._hourly = {hour: count for hour, count in self._hourly.items() if hour >= oldest}

    def _taken_out(self) -> None:
        """Count anew what the log holds."""
        self._recount()
        self._hourly = {}
        self._tally(self._views[2])

    def _expire(self) -> None:
        """Delete what is older than the retention window."""
        old = self._views[2] < math.ceil((self._clock or 0) - self.retention_h)
        if old.any():
            self._count(self._views[:, old], -1.0)
            self._keep(~old)

    def _recount(self) -> None:
        """Drop what is too old and sum what is left."""
        if self._epoch is None:
            return
        oldest = (self._epoch - _HALF_LIVES) * self.half_life_h
        self._keep(self._views[2] >= oldest)
        self._total[:] = 0
        self._count(self._views)

    def _count(self, views: Ids, sign: float = 1.0) -> None:
        _, items, ticks, outcomes = views
        age = ticks / self.half_life_h - (self._epoch or 0)
        weight = np.where(age >= -_HALF_LIVES, np.exp2(np.maximum(age, -_HALF_LIVES)), 0.0)
        if self._retains:
            weight = np.rint(weight * _GRAINS) * (sign / _GRAINS)
        _add(self._total, items, outcomes, weight)


@compiled
def _add(total: Floats, items: Ids, outcomes: Ids, weight: Floats) -> None:
    """Add each view to the outcomes that it had, in the order of the log."""
    for view in range(len(items)):
        for bit in range(len(total)):
            if outcomes[view] >> bit & 1:
                total[bit, items[view]] += weight[view]
