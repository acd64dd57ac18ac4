"""Pairs of things that have to do with each other, where few of all there could be do: each gets a row number, so that
what belongs to it can stand in columns. And things in groups, so that those of one group are found without a look at
all.

Row numbers are looked up by hashing: multiply (Knuth, The Art of Computer Programming 3, 6.4), then step to the next
free slot. No more than half of the slots are taken.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.growing import grown

Numbers = NDArray[np.int64]
Slots = NDArray[np.int32]

_ROOM = 1_024
_MULTIPLIER = 0x9E3779B97F4A7C15 - 2**64
"""2**64 / golden ratio, as a signed number."""


@compiled_part
def home(key: int, slots: int) -> int:
    """The slot where the search for a key begins; `slots`, how many there are, is a power of two. For other kernels.
    The upper bits of the product are mixed best."""
    return ((key * _MULTIPLIER) >> 32) & (slots - 1)


@compiled_part
def row_of(slots: Slots, keys: Numbers, key: int) -> int:
    """The row of a key, 0 where there is none. A slot of 0 is free. For other kernels, with `Pairs.index`."""
    at = home(key, len(slots))
    while slots[at] and keys[slots[at]] != key:
        at = (at + 1) & (len(slots) - 1)
    return slots[at]


@compiled
def _find(slots: Slots, keys: Numbers, wanted: Numbers, rows: Numbers) -> int:
    """Write the row of each wanted key to `rows`, 0 where there is none; how many there are without."""
    missing = 0
    for place in range(len(wanted)):
        rows[place] = row_of(slots, keys, wanted[place])
        missing += rows[place] == 0
    return missing


@compiled
def _insert(slots: Slots, keys: Numbers, count: int, wanted: Numbers, rows: Numbers) -> int:
    """Give a row, from `count` on, to each wanted key that has none; how many rows there are then."""
    for place in range(len(wanted)):
        if rows[place]:
            continue
        key = wanted[place]
        at = home(key, len(slots))
        while slots[at] and keys[slots[at]] != key:
            at = (at + 1) & (len(slots) - 1)
        if not slots[at]:
            keys[count], slots[at] = key, count
            count += 1
        rows[place] = slots[at]
    return count


@compiled
def _refill(slots: Slots, keys: Numbers, count: int) -> None:
    """Put all rows into empty slots."""
    for row in range(1, count):
        at = home(keys[row], len(slots))
        while slots[at]:
            at = (at + 1) & (len(slots) - 1)
        slots[at] = row


@compiled
def _link(last: Slots, before: Slots, size: Slots, groups: Numbers, first: int) -> None:
    """Put `first` and the numbers after it into these groups."""
    for place in range(len(groups)):
        group = groups[place]
        before[first + place] = last[group]
        last[group] = first + place
        size[group] += 1


@compiled
def _walk(last: Slots, before: Slots, groups: Numbers, members: Numbers) -> None:
    """Write the members of each group, newest first, one group after the other."""
    place = 0
    for group in groups:
        at = last[group]
        while at:
            members[place] = at
            place += 1
            at = before[at]


class Pairs:
    """A growing set of pairs of ids, the second below a bound. Rows are numbered from 1 in the order in which pairs
    come; row 0 stands for every pair that is not there. Ids times the bound must stay below 2**63, rows below 2**31."""

    def __init__(self, seconds: int) -> None:
        self._seconds = np.int64(seconds)
        self._keys = np.full(_ROOM, -1, dtype=np.int64)
        self._slots = np.zeros(2 * _ROOM, dtype=np.int32)
        self._count = 1

    def __len__(self) -> int:
        """Rows, row 0 included."""
        return self._count

    @property
    def index(self) -> tuple[Slots, Numbers, int]:
        """What `row_of` looks in, and what a pair's key is made with: first id times the last of these, plus second."""
        return self._slots, self._keys, int(self._seconds)

    def first(self, rows: NDArray[np.intp] | slice) -> Numbers:
        """The first id of these rows' pairs; row 0 is nobody's."""
        return self._keys[: self._count][rows] // self._seconds

    def second(self, rows: NDArray[np.intp] | slice) -> Numbers:
        """The second id of these rows' pairs; row 0 is nobody's."""
        return self._keys[: self._count][rows] % self._seconds

    def keys(self, first: NDArray[np.integer] | int, second: NDArray[np.integer] | int) -> Numbers:
        """One number a pair; both columns broadcast against each other."""
        return np.asarray(first * self._seconds + second, dtype=np.int64)

    def find(self, first: NDArray[np.integer] | int, second: NDArray[np.integer] | int) -> NDArray[np.intp]:
        """The rows of these pairs, 0 where a pair is not there; both columns broadcast against each other."""
        return self._rows(self.keys(first, second))[0]

    def add(self, first: NDArray[np.integer] | int, second: NDArray[np.integer] | int) -> NDArray[np.intp]:
        """The rows of these pairs, new ones where a pair was not there; they broadcast as in `find`."""
        keys = self.keys(first, second)
        rows, missing = self._rows(keys)
        if missing:
            self._make_room(self._count + missing)
            self._count = _insert(self._slots, self._keys, self._count, keys.reshape(-1), rows.reshape(-1))
        return rows

    def _rows(self, keys: Numbers) -> tuple[NDArray[np.intp], int]:
        """The rows of these keys, 0 where there is none, and how many have none."""
        rows = np.empty(keys.shape, dtype=np.intp)
        return rows, _find(self._slots, self._keys, keys.reshape(-1), rows.reshape(-1))

    def _make_room(self, rows: int) -> None:
        self._keys = grown(self._keys, rows)
        if 2 * rows > len(self._slots):
            size = len(self._slots)
            while 2 * rows > size:
                size *= 2
            self._slots = np.zeros(size, dtype=np.int32)
            _refill(self._slots, self._keys, self._count)


class Members:
    """Which of the numbers 1, 2, 3, ... belong to which group: each to one, for ever."""

    def __init__(self, groups: int) -> None:
        self.size = np.zeros(groups, dtype=np.int32)
        """(groups,) how many there are in each."""
        self._last = np.zeros(groups, dtype=np.int32)
        """(groups,) the newest member; 0 without any."""
        self._before = np.zeros(_ROOM, dtype=np.int32)
        """(numbers,) the next older member of the same group; 0 for its first."""
        self._count = 1

    def __len__(self) -> int:
        """The next number."""
        return self._count

    def add(self, groups: NDArray[np.integer]) -> None:
        """The next numbers belong to these groups (n,)."""
        self._before = grown(self._before, self._count + len(groups))
        _link(self._last, self._before, self.size, groups.astype(np.int64), self._count)
        self._count += len(groups)

    def of(self, groups: NDArray[np.integer]) -> NDArray[np.intp]:
        """The members of the first of these groups, newest first, then those of the next, and so on."""
        members = np.empty(int(self.size[groups].sum(dtype=np.int64)), dtype=np.intp)
        _walk(self._last, self._before, groups.astype(np.int64), members)
        return members
