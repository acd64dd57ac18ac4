"""Who has watched what, exactly and for ever: one bit per person and item, and each item's viewers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.growing import grown
from recommender.types import Flags, Ids


class Seen:
    """The set of (user, item) pairs. Ids never met are in no pair."""

    def __init__(self) -> None:
        self.bits = np.zeros((0, 0), dtype=np.uint8)
        """(users, items / 8): item i is bit i % 8 of byte i // 8. Beyond known users and items all is 0."""
        self.viewers = np.zeros(0, dtype=np.int32)
        """(items,) people who have watched; places beyond the known items are 0."""

    def grow(self, users: int, items: int) -> None:
        """Make room for ids below `users` and `items`."""
        self.bits = grown(self.bits, users, -(-items // 8))
        self.viewers = grown(self.viewers, 8 * self.bits.shape[1])

    def __call__(self, users: NDArray[np.integer], items: NDArray[np.integer]) -> Flags:
        """Whether each user has watched each item; users and items broadcast against each other."""
        height, width = self.bits.shape
        known_users, known_items = users < height, items < 8 * width
        if known_users.all() and known_items.all():
            return self._bit(users, items).astype(np.bool_)
        known = known_users & known_items
        if not height or not width:
            return np.zeros(known.shape, dtype=np.bool_)
        return known & self._bit(np.where(known_users, users, 0), np.where(known_items, items, 0)).astype(
            np.bool_
        )

    def mark(self, users: Ids, items: Ids) -> Flags:
        """Add the pairs; True for each that is new (the first of equal ones)."""
        fresh = np.zeros(len(users), dtype=np.bool_)
        if not len(users):
            return fresh
        self.grow(int(users.max()) + 1, int(items.max()) + 1)
        width = self.bits.shape[1]
        _, first = np.unique(users * np.int64(8 * width) + items, return_index=True)
        new = first[~self(users[first], items[first])]
        fresh[new] = True
        u, i = users[new], items[new]
        # Each bit is added at most once and was 0, so that adding is setting; `add.at` is the fast one.
        np.add.at(
            self.bits.reshape(-1), u * np.int64(width) + (i >> 3), np.left_shift(1, i & 7).astype(np.uint8)
        )
        np.add.at(self.viewers, i, 1)
        return fresh

    def of(self, user: int) -> Ids:
        """The items that `user` has watched, rising."""
        row = self.bits[user : user + 1]
        return np.flatnonzero(np.unpackbits(row, bitorder="little")).astype(np.int32)

    def forget(self, users: Ids) -> None:
        """Remove every pair of these users."""
        for user in np.unique(users[users < len(self.bits)]):  # rare, and a row unpacked is 8 times its size
            self.viewers[self.of(int(user))] -= 1
            self.bits[user] = 0

    def _bit(self, users: NDArray[np.integer], items: NDArray[np.integer]) -> NDArray[np.uint8]:
        byte = self.bits.reshape(-1)[users * np.int64(self.bits.shape[1]) + (items >> 3)]
        return (byte >> (items & 7).astype(np.uint8)) & np.uint8(1)
