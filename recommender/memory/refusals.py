"""What each person pressed "not interested" on lately, and when: the negative half of what is known of people.

A strength is never negative (see `Strength`), so that R cannot hold it. Each user has a row of at most `MOST`
refusals, in the order in which they came; when it is full, the oldest leaves. With a retention window those older
than `retention_h` by the newest hour met are deleted, as in `History`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from recommender.growing import closed_up, grown, ranks, widened
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
        rank, distinct, counts = ranks(users)
        if int(counts.max()) > MOST:  # those that this very batch would push out again
            total = np.zeros(int(distinct.max()) + 1, dtype=np.int64)
            total[distinct] = counts
            last = rank >= total[users] - MOST
            users, items, ticks = users[last], items[last], ticks[last]
            rank, distinct, counts = ranks(users)
        self._count = grown(self._count, int(distinct.max()) + 1)
        self._make_room(distinct, counts)
        at = self._count[users] + rank
        self._item[users, at], self._tick[users, at] = items + 1, ticks
        self._count[distinct] += counts.astype(np.int32)

    def of(self, users: Ids) -> tuple[Ids, Ids]:
        """(users, any) what each has refused, oldest first, and in which hours; NONE and 0 in empty places."""
        known = users < len(self._count)
        rows = users if known.all() else users[known]
        width = int(self._count.take(rows).max(initial=0))
        items, ticks = (table.take(rows, axis=0)[:, :width] for table in (self._item, self._tick))
        if len(rows) == len(users):
            return items - 1, ticks
        everyone = np.zeros((2, len(users), width), dtype=np.int32)
        everyone[0, known], everyone[1, known] = items, ticks
        return everyone[0] - 1, everyone[1]

    def forget(self, users: Ids) -> None:
        """These users have refused nothing."""
        users = users[users < len(self._count)]
        self._item[users], self._tick[users], self._count[users] = 0, 0, 0

    def retract(self, users: Ids, items: Ids) -> None:
        """Take these pairs back, those that there are; what they have pushed out does not come back."""
        known = users < len(self._count)
        for user, item in zip(users[known], items[known], strict=True):
            self._keep(np.array([user]), self._item[[user]] != item + 1)

    def _make_room(self, users: NDArray[np.integer], more: NDArray[np.integer]) -> None:
        """Room for so many more in each row: wider rows, and where those are at their widest, the oldest leave."""
        needed = int((self._count[users] + more).max())
        width = self._item.shape[1]
        if needed > width:
            width = min(MOST, max(needed, 2 * width, 4))
        shape = len(self._count), width
        if shape != self._item.shape:
            self._item, self._tick = widened(self._item, *shape), widened(self._tick, *shape)
        over = self._count[users] + more - MOST
        full = users[over > 0]
        if len(full):
            self._keep(full, np.arange(width) >= over[over > 0, None])

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
