"""How often each item was watched lately, and how that went: views that lose half their weight each half-life.

    trend(i, T) = sum over views of i at hour t <= T of 2**(-(T - t) / half_life_h)

A view older than the tenth half-life before the running one counts nothing. Until then the log holds it (in 9 bytes,
where the views of a batch are of one hour), so that a person's views can be taken out exactly: the totals are always
the sum over the log, in its order, made when someone asks. Views to the end and likes are counted in the same way.
The clock is the newest hour of any event met; it is no one's trace. Views of the last day are counted by the hour as
well, without decay.

With a retention window, views older than `retention_h` by that clock are deleted from the log. So that they
can be subtracted from the totals instead of summing the log anew each hour, weights (2**-10 to 2) are then
rounded to multiples of 2**-28: sums and differences of up to 2**24 views of an item are exact in a float64.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.growing import widened
from recommender.types import Flags, Floats, Ids, Interactions

COMPLETE = 0.95
"""Watch ratio from which a view ran to the end."""
_COMPLETED, _LIKED = np.uint8(1), np.uint8(2)
"""Bits of a view: what came of it."""
OUTCOMES = {"views": np.uint8(0), "completions": _COMPLETED, "likes": _LIKED}
"""What is counted of each item, and the bit that such views have."""

_DAY = 24
_HALF_LIVES = 10
_GRAINS = 2.0**28
_USER = np.int64(2**31)
"""Where the user begins in a key of a pair; the item is below."""


class _Views(NamedTuple):
    """Columns over the views of a batch."""

    user: Ids
    item: Ids
    tick: Ids
    """A single one where they are of one hour."""
    outcome: NDArray[np.uint8]
    """`_COMPLETED` and `_LIKED`."""
    oldest: int

    def of(self, kept: Flags) -> _Views:
        """The views that are `kept`, one or more; of views of one hour also all or none."""
        if kept.all():
            return self
        tick = self.tick if len(self.tick) == 1 else self.tick[kept]
        return _Views(self.user[kept], self.item[kept], tick, self.outcome[kept], int(tick.min()))


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
        self._log: list[_Views] = []
        """As they came."""
        self._hourly: dict[int, int] = {}
        """Views by hour, of the hours that `per_day` may ask for."""
        self._total = {outcome: np.zeros(0) for outcome in OUTCOMES}
        """(items,) sums over the log of 2**(tick / half_life - epoch)."""
        self._counted = dict.fromkeys(OUTCOMES, 0)
        """Batches of the log that are in each; 0 if it is of another half-life or another log."""

    def add(self, batch: Interactions) -> None:
        """Count one view per event."""
        if not len(batch):
            return
        complete = batch.watch_s >= COMPLETE * batch.duration_s
        outcome: NDArray[np.uint8] = complete.view(np.uint8) | batch.liked.view(np.uint8) * _LIKED
        oldest, newest = int(batch.tick.min()), int(batch.tick.max())
        tick = (batch.tick[:1] if oldest == newest else batch.tick).astype(np.int32)
        views = _Views(batch.user.astype(np.int32), batch.item.astype(np.int32), tick, outcome, oldest)
        self._log.append(views)
        self._clock = newest if self._clock is None else max(self._clock, newest)
        self._tally([views])
        epoch = math.floor(self._clock / self.half_life_h)
        if self._epoch is None or epoch > self._epoch:
            self._epoch, self._counted = epoch, dict.fromkeys(OUTCOMES, 0)
            first = (epoch - _HALF_LIVES) * self.half_life_h
            if any(views.oldest < first for views in self._log):
                self._keep(lambda views: views.tick >= first)
        if self._retains:
            self._expire()

    def at(self, tick: int, items: int, outcome: str = "views") -> Floats:
        """(items,) decayed count of one of `OUTCOMES` at hour `tick`."""
        if self._epoch is None:
            return np.zeros(items)
        self._count(outcome)
        power = min(max(self._epoch - tick / self.half_life_h, -1000), 900)
        counts = self._total[outcome][:items] * np.exp2(power)
        return counts if len(counts) == items else widened(counts, items)

    def per_day(self, tick: int) -> float:
        """Views a day, as those of the 24 hours before hour `tick` say; 0 if there were none.

        At the start, and where less than a day is remembered, the views of fewer hours are scaled up. Time begins
        at hour 0, or with the first view of the last day if that is earlier.
        """
        if not self._hourly or self._clock is None:
            return 0.0
        begin = max(tick - _DAY, self._oldest(), min(0, *self._hourly))
        views = sum([count for hour, count in self._hourly.items() if begin <= hour < tick])
        return views * _DAY / (tick - begin) if views else 0.0

    def forget(self, users: Ids) -> None:
        """Take out all views of these users."""
        self._take_out(lambda views: np.isin(views.user, users))

    def retract(self, users: Ids, items: Ids) -> None:
        """Take out all views of these pairs."""
        pairs = users * _USER + items
        self._take_out(lambda views: np.isin(views.user * _USER + views.item, pairs))

    def _take_out(self, gone: Callable[[_Views], Flags]) -> None:
        """Take those views out, and count anew."""
        self._keep(lambda views: ~gone(views))
        self._counted = dict.fromkeys(OUTCOMES, 0)
        self._hourly = {}
        self._tally(self._log)

    def _keep(self, wanted: Callable[[_Views], Flags]) -> None:
        """Drop all other views."""
        log: list[_Views] = []
        for views in self._log:
            kept = wanted(views)
            if kept.all():
                log.append(views)
            elif kept.any():
                log.append(views.of(kept))
        self._log = log

    def _oldest(self) -> int:
        """The first hour of the last day of which the log surely holds every view."""
        held = min(_DAY, self.retention_h, _HALF_LIVES * self.half_life_h)
        return math.ceil((self._clock or 0) - held)

    def _tally(self, log: list[_Views]) -> None:
        """Count these views by the hour, and drop the hours that are over."""
        for views in log:
            if len(views.tick) == 1:
                self._hourly[views.oldest] = self._hourly.get(views.oldest, 0) + len(views.user)
                continue
            hours, counts = np.unique(views.tick, return_counts=True)
            for hour, count in zip(hours.tolist(), counts.tolist(), strict=True):
                self._hourly[hour] = self._hourly.get(hour, 0) + count
        oldest = self._oldest()
        for hour in [hour for hour in self._hourly if hour < oldest]:
            del self._hourly[hour]

    def _expire(self) -> None:
        """Delete what is older than the retention window."""
        oldest = math.ceil((self._clock or 0) - self.retention_h)
        late = [views for views in self._log if views.oldest < oldest]
        if late:
            known = [outcome for outcome, counted in self._counted.items() if counted]
            gone = [views.of(views.tick < oldest) for views in late]
            for outcome in known:
                self._count(outcome)
                self._add(outcome, gone, sign=-1.0)
            self._keep(lambda views: views.tick >= oldest)
            self._counted |= dict.fromkeys(known, len(self._log))

    def _count(self, outcome: str) -> None:
        """Add what is new in the log to the totals; everything, where they are of something else."""
        counted = self._counted[outcome]
        if not counted:
            self._total[outcome][:] = 0
        if counted < len(self._log):
            self._add(outcome, self._log[counted:])
            self._counted[outcome] = len(self._log)

    def _add(self, outcome: str, log: list[_Views], sign: float = 1.0) -> None:
        """Add these views to the totals, or take them out; a day of batches at a time, so that little is copied."""
        for first in range(0, len(log), _DAY):
            _, item, tick, had, _ = zip(*log[first : first + _DAY], strict=True)
            age = np.concatenate(tick) / self.half_life_h - (self._epoch or 0)
            weight = np.exp2(age)
            weight[age < -_HALF_LIVES] = 0.0
            if self._retains:
                weight = np.rint(weight * _GRAINS) * (sign / _GRAINS)
            views, hours = (np.array([len(column) for column in columns]) for columns in (item, tick))
            items = np.concatenate(item)
            most = int(items.max())
            if most >= len(self._total[outcome]):
                self._total[outcome] = widened(self._total[outcome], max(16, 5 * most // 4 + 1))
            _add(self._total[outcome], items, np.concatenate(had), OUTCOMES[outcome], views, weight, hours)


@compiled
def _add(
    total: Floats,
    items: Ids,
    had: NDArray[np.uint8],
    outcome: np.uint8,
    views: NDArray[np.int64],
    weight: Floats,
    hours: NDArray[np.int64],
) -> None:
    """Add each view that `had` this outcome, in the order of the log. Each batch has so many `views` and `hours`, one
    or as many, of which the weights are."""
    view, hour = 0, 0
    for batch in range(len(views)):
        x, several = weight[hour], hours[batch] > 1
        for at in range(views[batch]):
            if several:
                x = weight[hour + at]
            if had[view] & outcome == outcome:
                total[items[view]] += x
            view += 1
        hour += hours[batch]
