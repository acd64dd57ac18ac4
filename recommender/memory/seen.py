"""Who has watched what, exactly and for ever: one bit per person and item, and each item's viewers.

Pairs can be hidden: the person has watched the item, as only their own device knows. They are kept out of
slates like any other, but nobody is counted as a viewer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.growing import grown, widened
from recommender.types import Flags, Ids

Bits = NDArray[np.uint8]


class Seen:
    """The set of (user, item) pairs. Ids never met are in no pair."""

    def __init__(self) -> None:
        self.bits: Bits = np.zeros((0, 0), dtype=np.uint8)
        """(users, items / 8): item i is bit i % 8 of byte i // 8. Beyond known users and items all is 0."""
        self.viewers = np.zeros(0, dtype=np.int32)
        """(items,) people who have watched; places beyond the known items are 0."""
        self._hidden: Bits = np.zeros((0, 0), dtype=np.uint8)
        """The pairs of `bits` that count as nobody's view; without rows until something is hidden."""

    def grow(self, users: int, items: int) -> None:
        """Make room for ids below `users` and `items`."""
        self.bits = grown(self.bits, users, -(-items // 8))
        self.viewers = grown(self.viewers, 8 * self.bits.shape[1])
        if self._hidden.size:
            self._hide_room()

    def __call__(self, users: NDArray[np.integer], items: NDArray[np.integer]) -> Flags:
        """Whether each user has watched each item; users and items broadcast against each other."""
        height, width = self.bits.shape
        known_users, known_items = users < height, items < 8 * width
        if known_users.all() and known_items.all():
            return _bit(self.bits, users, items)
        known: Flags = known_users & known_items
        if not height or not width:
            return np.zeros(known.shape, dtype=np.bool_)
        known &= _bit(self.bits, np.where(known_users, users, 0), np.where(known_items, items, 0))
        return known

    def span(self, users: Ids, first: int, last: int) -> Flags:
        """(users, last - first) whether each user has watched each of the items `first` to `last` - 1.

        What calling the set gives, several times as fast; there must be room for the items (see `grow`).
        """
        if not len(self.bits):
            return np.zeros((len(users), last - first), dtype=np.bool_)
        known = users < len(self.bits)
        rows = self.bits[np.where(known, users, 0), first >> 3 : (last + 7) >> 3] * known[:, None]
        skipped = first & 7
        return np.unpackbits(rows, axis=1, bitorder="little").view(np.bool_)[
            :, skipped : skipped + last - first
        ]

    def mark(self, users: Ids, items: Ids) -> Flags:
        """Add the pairs; True for each that is new (the first of equal ones). What was hidden is new."""
        fresh = np.zeros(len(users), dtype=np.bool_)
        if not len(users):
            return fresh
        self.grow(int(users.max()) + 1, int(items.max()) + 1)
        first = _firsts(users, items, 8 * self.bits.shape[1])
        known = self(users[first], items[first])
        if self._hidden.size:
            shown = first[known & _bit(self._hidden, users[first], items[first])]
            _set(self._hidden, users[shown], items[shown], on=False)
            np.add.at(self.viewers, items[shown], 1)
            fresh[shown] = True
        new = first[~known]
        fresh[new] = True
        _set(self.bits, users[new], items[new])
        np.add.at(self.viewers, items[new], 1)
        return fresh

    def hide(self, users: Ids, items: Ids) -> None:
        """Keep these pairs out of slates, counted nowhere; pairs that are there stay what they are."""
        if not len(users):
            return
        self.grow(int(users.max()) + 1, int(items.max()) + 1)
        self._hide_room()
        first = _firsts(users, items, 8 * self.bits.shape[1])
        new = first[~self(users[first], items[first])]
        for table in (self.bits, self._hidden):
            _set(table, users[new], items[new])

    def hide_all_of(self, other: Seen, users: Ids) -> None:
        """Hide every pair that `other` holds of these users."""
        users = users[users < len(other.bits)]
        if not len(users):
            return
        self.grow(int(users.max()) + 1, 8 * other.bits.shape[1])
        self._hide_room()
        width = other.bits.shape[1]
        new = other.bits[users] & ~self.bits[users, :width]
        self.bits[users, :width] |= new
        self._hidden[users, :width] |= new

    def of(self, user: int) -> Ids:
        """The items that `user` has watched, rising."""
        return np.flatnonzero(np.unpackbits(self.bits[user : user + 1], bitorder="little")).astype(np.int32)

    def retract(self, users: Ids, items: Ids) -> None:
        """Remove these pairs, as if they had never been added; those that are not there do not matter."""
        known = (users < len(self.bits)) & (items < 8 * self.bits.shape[1])
        users, items = users[known], items[known]
        first = _firsts(users, items, max(1, 8 * self.bits.shape[1]))
        there = first[_bit(self.bits, users[first], items[first])]
        users, items = users[there], items[there]
        _set(self.bits, users, items, on=False)
        if self._hidden.size:
            hidden = _bit(self._hidden, users, items)
            _set(self._hidden, users[hidden], items[hidden], on=False)
            items = items[~hidden]
        np.subtract.at(self.viewers, items, 1)

    def forget(self, users: Ids) -> None:
        """Remove every pair of these users."""
        users = np.unique(users[users < len(self.bits)])
        counted = self.bits[users]
        if self._hidden.size:
            counted &= ~self._hidden[users]
            self._hidden[users] = 0
        # Few bytes are not 0: much less work than to unpack them all.
        row, byte = np.nonzero(counted)
        for bit in range(8):
            items = 8 * byte + bit
            had = counted[row, byte] >> bit & 1
            np.subtract.at(self.viewers, items[had > 0], 1)
        self.bits[users] = 0

    def _hide_room(self) -> None:
        if self._hidden.shape != self.bits.shape:
            self._hidden = widened(self._hidden, *self.bits.shape)


def _firsts(users: Ids, items: Ids, width: int) -> NDArray[np.intp]:
    """Positions of the first of equal pairs."""
    return np.unique(users * np.int64(width) + items, return_index=True)[1]


def _bit(table: Bits, users: NDArray[np.integer], items: NDArray[np.integer]) -> Flags:
    byte = table.reshape(-1)[users * np.int64(table.shape[1]) + (items >> 3)]
    return ((byte >> (items & 7).astype(np.uint8)) & np.uint8(1)).astype(np.bool_)


def _set(table: Bits, users: Ids, items: Ids, on: bool = True) -> None:
    """Set (or clear) the bits of pairs that all differ and are not set (or clear) yet."""
    where = users * np.int64(table.shape[1]) + (items >> 3)
    bit = np.left_shift(1, items & 7).astype(np.uint8)
    # So that adding is setting; and `add.at` is several times as fast as `bitwise_or.at`.
    (np.add if on else np.subtract).at(table.reshape(-1), where, bit)
