"""Events become strengths R(u, i): a sparse matrix, by rows, that grows in place.

Each user has a row of at most `window` items, a ring: when it is full, the item taken in first leaves. The
same item again adds to its strength in place. Values are stored with forward decay (see `decay`): they are
all too large by one common factor, which `scale` undoes. What a user has seen is kept apart, exactly and
for ever.

With a retention window an entry vanishes once its last event is older than `retention_h`, by a clock that is
the newest hour of any event met and no one's trace. Time goes event by event: however events are split into
batches, and whenever they arrive, the same is left. Where nobody does the same item twice, R is to the last
byte what a model would hold that never met the old events.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.config import HistorySettings, Strength
from recommender.growing import closed_up, grown, widened
from recommender.memory.decay import ForwardDecay
from recommender.memory.rings import slots_of, strengths_of, take_in
from recommender.memory.seen import Seen
from recommender.types import Flags, Floats, Ids, Interactions


def strengths(batch: Interactions, settings: Strength) -> Floats:
    """(B,) strength of each event, >= 0; the formula stands in `Strength`."""
    return judged(batch, settings)[0]


def objections(batch: Interactions, settings: Strength) -> Floats:
    """(B,) how far each event's sum lies below 0, at most -floor; 0 where the event has a strength."""
    return judged(batch, settings)[1]


def judged(batch: Interactions, settings: Strength) -> tuple[Floats, Floats]:
    """The `strengths` and the `objections` of the same events."""
    weights = (
        settings.watch, settings.watch_cap, settings.like, settings.comment, settings.share, settings.follow,
        settings.dislike, settings.skip, settings.skip_below, settings.floor,
    )  # fmt: skip
    pro, contra = np.empty(len(batch)), np.empty(len(batch))
    _judge(
        np.ascontiguousarray(batch.watch_s),
        np.ascontiguousarray(batch.duration_s),
        np.ascontiguousarray(batch.liked),
        np.ascontiguousarray(batch.commented),
        np.ascontiguousarray(batch.shared),
        np.ascontiguousarray(batch.followed),
        np.ascontiguousarray(batch.disliked),
        weights,
        pro,
        contra,
    )
    return pro, contra


@compiled
def _judge(
    watch_s: NDArray[np.float32],
    duration_s: NDArray[np.float32],
    liked: Flags,
    commented: Flags,
    shared: Flags,
    followed: Flags,
    disliked: Flags,
    weights: tuple[float, ...],
    pro: Floats,
    contra: Floats,
) -> None:
    """See `judged`; the formula stands in `Strength`. What lasts no time is not skipped."""
    watch, cap, like, comment, share, follow, dislike, skip, skip_below, floor = weights
    for e in range(len(pro)):
        lasting = duration_s[e] > 0
        ratio = np.float64(watch_s[e]) / np.float64(duration_s[e]) if lasting else 0.0
        short = ratio < skip_below
        total = 0.0 if short else watch * min(ratio, cap)
        total += like * liked[e] + comment * commented[e] + share * shared[e]
        total += follow * followed[e] + dislike * disliked[e]
        if short and lasting and not (liked[e] or commented[e] or shared[e] or followed[e]):
            total += skip * (1.0 - ratio / skip_below)
        pro[e], contra[e] = max(total, 0.0), min(max(-total, 0.0), -floor)


class History:
    """What users did with items. Ids are taken in when first met."""

    def __init__(self, settings: HistorySettings, seen: Seen | None = None) -> None:
        self.settings = settings
        self.seen = Seen() if seen is None else seen
        self.decay = ForwardDecay(settings.half_life_h)
        width = min(16, settings.window)
        self.item = np.zeros((0, width), dtype=np.int32)
        """(users, width) the row's items."""
        self.value = np.zeros((0, width), dtype=np.float32)
        """(users, width) their stored strengths; 0 in empty places, which come last."""
        self.taken = np.zeros(0, dtype=np.int64)
        """(users,) items ever put into the row: as many are filled, or all places of a row of `window`."""
        self.raters = np.zeros(0, dtype=np.int32)
        """(items,) users whose row holds the item."""
        self.last = np.zeros((0, width), dtype=np.int32)
        """(users, width) hour of the entry's last event; without rows where everything is kept for ever."""
        self.users = 0
        """Ids below this have been met, or lie below one that has."""
        self.items = 0
        self.stamp = 0
        """Counts the times that rows have changed; see `changed_since`."""
        self._changed_at = np.zeros(0, dtype=np.int64)
        self._retains = math.isfinite(settings.retention_h)
        self._clock: int | None = None
        """The newest hour of any event; kept where there is a retention window."""

    def grow(self, users: int, items: int) -> None:
        """Make room for ids below `users` and `items`."""
        if users <= self.users and items <= self.items:
            return
        self.users, self.items = max(self.users, users), max(self.items, items)
        self.seen.grow(users, items)
        self.raters = grown(self.raters, items)
        if users > len(self.taken):
            self.taken = grown(self.taken, users)
            self._changed_at = grown(self._changed_at, users)
            self._widen(self.item.shape[1])

    def add(
        self,
        users: Ids,
        items: Ids,
        values: NDArray[np.floating],
        tick: NDArray[np.integer] | int = 0,
    ) -> None:
        """Add strengths (or ratings) `values` >= 0, one per pair of `users` and `items`, of hour `tick` (or hours).

        A value of 0 marks the item as seen and adds nothing to R. The order of the pairs is the order of
        events: one call equals several with the same pairs. Errors: ValueError for negative ids or values.
        """
        if not len(users):
            return
        if min(int(users.min()), int(items.min())) < 0:
            raise ValueError("user and item ids must be 0 or more")
        if not 0 <= values.min() <= values.max() < math.inf:
            raise ValueError("strengths must be finite and 0 or more")
        self.grow(int(users.max()) + 1, int(items.max()) + 1)
        fresh = self.seen.enter(users, items)
        self.enter(users, items, values, np.atleast_1d(tick), fresh)

    def enter(
        self,
        users: Ids,
        items: Ids,
        values: NDArray[np.floating],
        ticks: NDArray[np.integer],
        fresh: Flags,
    ) -> None:
        """As `add`, one pair or more that are known to be in order, and for which there is room (see `grow`); `ticks`
        may be a single one."""
        users, items = (np.ascontiguousarray(ids, dtype=np.int32) for ids in (users, items))
        self.stamp += 1
        if not self._retains:
            # An hour that was spread is read-only: for it the loop would be compiled once more.
            self._take_in(users, items, values, np.array(ticks, dtype=np.int32), fresh)
            return
        ticks = np.full(len(users), ticks, dtype=np.int32)
        for part in self._young(ticks):
            self._take_in(users[part], items[part], values[part], ticks[part], fresh[part])

    def forget(self, users: Ids) -> None:
        """Remove these users' rows and all they have seen."""
        users = np.unique(users[users < self.users])
        row, slot = np.nonzero(self._filled(users))
        np.subtract.at(self.raters, self.item[users[row], slot], 1)
        self.item[users], self.value[users] = 0, 0
        self.taken[users] = 0
        self.seen.forget(users)

    def retract(self, users: Ids, items: Ids) -> None:
        """Remove the entries of these pairs (those that there are) from R, as if they had never been taken in.

        What has left a full row since to make room does not come back. What was seen stays.
        """
        known = users < self.users
        users, items = users[known], items[known]
        slot, found = self._find(users, items)
        rows, row = np.unique(users[found], return_inverse=True)
        gone = np.zeros((len(rows), self.item.shape[1]), dtype=np.bool_)
        gone[row, slot[found]] = True
        self._drop(rows, gone)

    @property
    def stored(self) -> int:
        """Entries of R."""
        return int(np.minimum(self.taken, self.settings.window).sum())

    @property
    def met(self) -> Flags:
        """(users,) of whom anything is remembered; room beyond the known users holds nobody."""
        return self.taken > 0

    def strength(self, users: NDArray[np.integer], items: NDArray[np.integer]) -> Floats:
        """Stored R of each pair (0 if there is none), broadcast; times `scale(tick)` it is R at that hour."""
        shape = np.broadcast_shapes(users.shape, items.shape)
        result = np.zeros(shape)
        who, what = (
            np.ascontiguousarray(np.broadcast_to(ids, shape), dtype=np.int32).reshape(-1)
            for ids in (users, items)
        )
        strengths_of(self.item, self.value, self.taken, who, what, result.reshape(-1))
        return result

    def scale(self, tick: int) -> float:
        """What a stored strength is multiplied by to be the strength at hour `tick`."""
        return float(1.0 / self.decay.at(tick))

    def rows(self, tick: int | None = None) -> tuple[Ids, Ids, Floats]:
        """All entries of R as (users, items, strengths), by user; as stored, or at hour `tick`."""
        users, slots = np.nonzero(self._filled(np.arange(self.users)))
        values = self.value[users, slots].astype(np.float64)
        return (
            users.astype(np.int32),
            self.item[users, slots],
            values * (1 if tick is None else self.scale(tick)),
        )

    def changed_since(self, stamp: int) -> Ids:
        """The users whose rows may have changed since `stamp` was the stamp."""
        return np.flatnonzero(self._changed_at[: self.users] > stamp).astype(np.int32)

    def _widen(self, width: int) -> None:
        """Room for `width` items a row, at most the window, for every user."""
        held = self.item.shape[1]
        if width > held:
            width = min(max(width, 2 * held), self.settings.window)
        shape = (len(self.taken), max(width, held))
        if shape != self.item.shape:
            self.item = widened(self.item, *shape)
            self.value = widened(self.value, *shape)
            self.last = widened(self.last, shape[0] if self._retains else 0, shape[1])

    def _touch(self, users: NDArray[np.integer]) -> None:
        """These users' rows have changed."""
        self.stamp += 1
        self._changed_at[users] = self.stamp

    def _young(self, ticks: Ids) -> Iterator[NDArray[np.intp]]:
        """The events within the retention window, hour of the clock by hour; entries out of it are dropped before.

        An event that arrives too late to be within it is passed over.
        """
        running = np.maximum.accumulate(ticks)
        if self._clock is not None:
            running = np.maximum(running, self._clock)
        for part in np.split(np.arange(len(ticks)), np.flatnonzero(np.diff(running)) + 1):
            oldest = math.ceil(int(running[part[0]]) - self.settings.retention_h)
            if running[part[0]] != self._clock:
                self._clock = int(running[part[0]])
                self._expire(oldest)
            young = part[ticks[part] >= oldest]
            if len(young):
                yield young

    def _expire(self, oldest: int) -> None:
        """Drop the entries without an event at hour `oldest` or later."""
        gone = (self.last < oldest) & self._filled(np.arange(len(self.taken)))
        rows = np.flatnonzero(gone.any(axis=1))
        if len(rows):
            self._drop(rows, gone[rows])

    def _drop(self, rows: NDArray[np.integer], gone: Flags) -> None:
        """Take the entries `gone` (rows, width) out of these rows and close the gaps, the oldest entry first.

        A gap left open would change the order of later sums, and with it their last bits.
        """
        row, slot = np.nonzero(gone)
        np.subtract.at(self.raters, self.item[rows[row], slot], 1)
        width = int(gone.shape[1])
        taken = self.taken[rows]
        start = np.where(taken > self.settings.window, taken % self.settings.window, 0)
        order = (start[:, None] + np.arange(width)) % width
        kept = np.take_along_axis(self._filled(rows) & ~gone, order, axis=1)
        order = np.take_along_axis(order, np.argsort(~kept, axis=1, kind="stable"), axis=1)
        count = np.count_nonzero(kept, axis=1)
        filled = np.arange(width) < count[:, None]
        closed_up(self.item, rows, order, filled)
        closed_up(self.value, rows, order, filled)
        if self._retains:
            closed_up(self.last, rows, order, filled)
        self.taken[rows] = count
        self._touch(rows)

    def _rebase(self, newest: int) -> None:
        halvings = self.decay.advance(newest)
        if halvings:
            self.value = np.ldexp(self.value, -halvings)

    def _take_in(
        self, users: Ids, items: Ids, values: NDArray[np.floating], ticks: Ids, fresh: Flags
    ) -> None:
        """Add strengths, in order of events, none of them too old; where no hours are kept, one may do for all."""
        one = len(ticks) == 1
        newest = int(ticks[0] if one else ticks.max())
        self._rebase(newest)
        of_one_hour = one or newest == int(ticks.min())
        stored = (values * (self.decay.at(newest) if of_one_hour else self.decay.weight(ticks))).astype(
            np.float32
        )
        done = 0
        while True:
            done = take_in(
                users,
                items,
                stored,
                ticks,
                fresh,
                self.settings.window,
                done,
                self.item,
                self.value,
                self.last,
                self.taken,
                self.raters,
                self._changed_at,
                self.stamp,
            )
            if done == len(users):
                return
            coming = np.bincount(users[done:][stored[done:] > 0], minlength=len(self.taken))
            self._widen(int((self.taken + coming).max()))

    def _filled(self, users: NDArray[np.integer]) -> Flags:
        """(users, width) which places of their rows hold an entry."""
        return np.arange(self.item.shape[1]) < self.taken[users, None]

    def _find(
        self, users: NDArray[np.integer], items: NDArray[np.integer]
    ) -> tuple[NDArray[np.int64], Flags]:
        """Each pair's slot in the user's row, and whether it is there."""
        slot = np.empty(len(users), dtype=np.int64)
        slots_of(self.item, self.taken, users.astype(np.int32), items.astype(np.int32), slot)
        return slot, slot >= 0
