"""The items each person watched last, in order: what a person looked like just before each event."""

from __future__ import annotations

import numpy as np

from recommender.growing import grown, ranks
from recommender.memory.history import History
from recommender.types import NO_ITEM, Ids


class Recent:
    """Up to `length` items a person; ids are taken in when first met."""

    def __init__(self, length: int) -> None:
        self.length = length
        self._held = np.zeros((0, length), dtype=np.int32)
        """(users, length) oldest first, NO_ITEM before the first."""

    def of(self, users: Ids) -> Ids:
        """(users, length) oldest first, NO_ITEM before the first; people never met have none."""
        held = np.full((len(users), self.length), NO_ITEM, dtype=np.int32)
        met = users < len(self._held)
        held[met] = self._held[users[met]]
        return held

    def follow(self, users: Ids, items: Ids) -> Ids:
        """Take in events, in order; (B, length) what `of` would have said just before each of them."""
        if not len(users):
            return np.zeros((0, self.length), dtype=np.int32)
        self._held = grown(self._held, int(users.max()) + 1, self.length, fill=NO_ITEM)
        turn, distinct, counts = ranks(users)
        # Everyone's line: what they had, then what came.
        begin = np.concatenate(([0], np.cumsum(counts + self.length)[:-1]))
        line = np.empty(int((counts + self.length).sum()), dtype=np.int32)
        window = np.arange(self.length)
        line[begin[:, None] + window] = self._held[distinct]
        own = begin[np.searchsorted(distinct, users)]
        line[own + self.length + turn] = items
        self._held[distinct] = line[(begin + counts)[:, None] + window]
        return line[(own + turn)[:, None] + window]

    def forget(self, users: Ids) -> None:
        """These users have watched nothing."""
        self._held[users[users < len(self._held)]] = NO_ITEM


def remembered(history: History, tick: int, most: int) -> tuple[Ids, Ids, np.ndarray]:
    """The newest entries of R at hour `tick` as (users, items, strengths): each person's in the order in which they
    were first watched, and of each person equally many at most, so that all together are at most `most` or one
    a person."""
    users, slots = np.nonzero(history.value[: history.users] > 0)
    window = history.settings.window
    # Entry number n of a row lies in slot n % window; of those that have lain in a slot it is the last.
    age = (history.taken[users] - 1 - slots) % window
    order = np.lexsort((-age, users))
    users, slots = users[order], slots[order]
    newest = ranks(users[::-1])[0][::-1]
    allowed = int(np.searchsorted(np.cumsum(np.bincount(newest, minlength=1)), most, side="right"))
    kept = newest < max(allowed, 1)
    users, slots = users[kept], slots[kept]
    strengths = history.value[users, slots].astype(np.float64) * history.scale(tick)
    return users.astype(np.int32), history.item[users, slots], strengths
