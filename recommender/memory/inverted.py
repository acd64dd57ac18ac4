"""The transpose of R: for each item, the people who rated it and how strongly, in arrays that grow.

An item's entries lie in chunks of one pool. Chunks double (32, 32, 64, 128, ...), so that entry e of an item is
found by arithmetic and an entry never moves: adding is a plain scatter, and whoever holds a position can
change its value. An entry taken out keeps its place with value 0 until `History` rebuilds the whole.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.growing import grown, ranks
from recommender.neighbours.kernels import FIRST
from recommender.types import Ids

_LARGEST = 2**31 - 1


class Inverted:
    """Entries (user, value) per item; see the module."""

    def __init__(self) -> None:
        self.user = np.zeros(0, dtype=np.int32)
        """(pool,) whose entry it is."""
        self.value = np.zeros(0, dtype=np.float32)
        """(pool,) strength; 0 in free places and for entries taken out."""
        self.start = np.zeros((0, 4), dtype=np.int32)
        """(items, levels) where the item's chunks begin in the pool."""
        self.length = np.zeros(0, dtype=np.int32)
        """(items,) entries, those taken out included."""
        self.end = 0
        """Pool places handed out."""
        self.dead = 0
        """Entries taken out."""

    def grow(self, items: int) -> None:
        """Make room for items with ids below `items`."""
        self.start = grown(self.start, items, self.start.shape[1])
        self.length = grown(self.length, len(self.start))

    def add(self, items: Ids, users: Ids, values: NDArray[np.float32]) -> NDArray[np.int32]:
        """Append entries; where each now stands in the pool."""
        rank, distinct, counts = ranks(items)
        entry = self.length[items] + rank
        self._allocate(distinct, self.length[distinct], self.length[distinct] + counts)
        self.length[distinct] += counts.astype(np.int32)
        level = _level(entry)
        position = self.start[items, level] + (entry - _base(level)).astype(np.int32)
        self.user[position] = users
        self.value[position] = values
        return position

    def take_out(self, positions: NDArray[np.int32]) -> None:
        """Entries at these positions count no more."""
        self.value[positions] = 0
        self.dead += len(positions)

    def _allocate(
        self, items: NDArray[np.integer], old: NDArray[np.integer], new: NDArray[np.integer]
    ) -> None:
        """Hand out the chunks that items need to go from `old` to `new` entries."""
        if not len(items):
            return
        low, high = int(_level(old.min())), int(_level(new.max() - 1))
        self.start = grown(self.start, len(self.start), high + 1)
        for level in range(low, high + 1):
            base = int(_base(np.int64(level)))
            needing = items[(old <= base) & (new > base)]
            size = max(base, FIRST)
            if self.end + size * len(needing) > _LARGEST:
                raise MemoryError("the rating matrix has outgrown 2147483647 places; choose a smaller window")
            self.start[needing, level] = self.end + size * np.arange(len(needing), dtype=np.int32)
            self.end += size * len(needing)
        self.user = grown(self.user, self.end)
        self.value = grown(self.value, self.end)


def _level(entry: NDArray[np.integer] | np.integer) -> NDArray[np.intc]:
    """The chunk that holds an item's entry: 0 for entries 0..31, 1 for 32..63, 2 for 64..127, ..."""
    return np.frexp(np.asarray(entry) // FIRST)[1]


def _base(level: NDArray[np.integer] | np.integer) -> NDArray[np.int64]:
    """The first entry that a chunk holds: 0, 32, 64, 128, ..."""
    level = np.asarray(level, dtype=np.int64)
    return np.where(level > 0, FIRST << np.maximum(level - 1, 0), 0)
