"""What each person pressed "not interested" on lately, and when: the negative half of what is known of people.

A strength is never negative (see `Strength`), so that R cannot hold it. Each user has a row of at most `MOST`
refusals, in the order in which they came; when it is full, the oldest leaves. With a retention window those older
than `retention_h` by the newest hour met are deleted, as in `History`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.growing import closed_up, grown, widened
from recommender.types import Flags, Ids

MOST = 64
"""Refusals kept of a person."""
NONE = -1
"""Stands in empty places, which come last."""


class Refusals:
    """Rows of items and hours; `retention_h` in hours (inf deletes nothing)."""

    def __init__(self, retention_h: float = math.inf) -> None:
        self.retention_h = retention_h
        self._item = np.zeros((0, 0), dtype=np.int32)
        """(users, width) 1 + the item, so that new room is empty."""
        self._tick = np.zeros((0, 0), dtype=np.int32)
        self._count = np.zeros(0, dtype=np.int32)
        self._clock: int | None = None
        """The newest hour of any event."""

    def add(self, users: Ids, items: Ids, ticks: Ids, clock: int) -> None:
        """These users refused these items, in this order; `clock` is the newest hour of any event in the batch."""
        self._clock = clock if self._clock is None else max(self._clock, clock)
        oldest = self._clock - self.retention_h
        if math.isfinite(oldest):
            self._keep(np.arange(len(self._count)), self._tick >= oldest)
            young = ticks >= oldest
            users, items, ticks = users[young], items[young], ticks[young]
        if not len(users):
            return
        self._count = grown(self._count, int(users.max()) + 1)
        users, items, ticks = (np.ascontiguousarray(ids, dtype=np.int32) for ids in (users, items, ticks))
        done, width = 0, self._item.shape[1]
        while done < len(users):
            shape = len(self._count), width
            if shape != self._item.shape:
                self._item, self._tick = widened(self._item, *shape), widened(self._tick, *shape)
            done = _enter(users, items, ticks, done, self._item, self._tick, self._count)
            width = min(MOST, max(2 * width, 4))

    def of(self, users: Ids) -> tuple[Ids, Ids]:
        """(users, any) what each has refused, oldest first, and in which hours; NONE and 0 in empty places."""
        if int(users.max(initial=-1)) < len(self._count):
            width = int(self._count.take(users).max(initial=0))
            items, ticks = (table.take(users, axis=0)[:, :width] for table in (self._item, self._tick))
            return items - 1, ticks
        known = users < len(self._count)
        items, ticks = self.of(users[known])
        everyone = np.zeros((2, len(users), items.shape[1]), dtype=np.int32)
        everyone[0] = NONE
        everyone[:, known] = items, ticks
        return everyone[0], everyone[1]

    def forget(self, users: Ids) -> None:
        """These users have refused nothing."""
        users = users[users < len(self._count)]
        self._item[users], self._tick[users], self._count[users] = 0, 0, 0

    def retract(self, users: Ids, items: Ids) -> None:
        """Take these pairs back, those that there are; what they have pushed out does not come back."""
        known = users < len(self._count)
        for user, item in zip(users[known], items[known], strict=True):
            self._keep(np.array([user]), self._item[[user]] != item + 1)

    def _keep(self, users: NDArray[np.integer], kept: Flags) -> None:
        """Keep of these rows what `kept` (rows, width) marks, and close the gaps."""
        places = np.arange(self._item.shape[1])
        kept = kept & (places < self._count[users, None])
        fewer = kept.sum(axis=1) < self._count[users]
        rows: NDArray[np.integer] = users[fewer]
        kept = kept[fewer]
        if not len(rows):
            return
        order = np.argsort(~kept, axis=1, kind="stable")
        self._count[rows] = kept.sum(axis=1)
        filled: Flags = places < self._count[rows, None]
        closed_up(self._item, rows, order, filled)
        closed_up(self._tick, rows, order, filled)


@compiled
def _enter(users: Ids, items: Ids, ticks: Ids, first: int, item: Ids, tick: Ids, count: Ids) -> int:
    """Put refusals from the `first` on behind those in their rows, in their order; where a row holds `MOST`, the oldest
    leaves. The number done, less than all where a row must be wider first."""
    width = item.shape[1]
    for at in range(first, len(users)):
        u = users[at]
        place = count[u]
        if place == width:
            if width < MOST:
                return at
            place -= 1
            for older in range(place):
                item[u, older], tick[u, older] = item[u, older + 1], tick[u, older + 1]
        item[u, place], tick[u, place] = items[at] + 1, ticks[at]
        count[u] = place + 1
    return len(users)
