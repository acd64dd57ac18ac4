"""How creators grew, hour by hour: what changed is kept, not how everybody stood.

An hour's entries are the creators of whom a count rose in it, so that what is kept grows with what happens to people
and not with creators times hours. Counts of any hour are those of now less what came after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from simulator.world.columns import Columns

Counts = NDArray[np.int32]

MOST = np.iinfo(np.uint16).max
"""By which an entry can rise; what rises by more in one hour has several."""


@compiled
def _rises(counts: tuple[NDArray[np.integer], ...], now: Counts, who: Counts, left: Counts) -> int:
    """Bring `now` (names, creators) up to these counts, (creators,) each. Of how many creators one rose: who they are,
    is written to `who` (creators,) and by how much each to `left` (creators, names)."""
    rose = 0
    for creator in range(len(who)):
        differs = False
        for column in range(len(counts)):
            count = np.int32(counts[column][creator])
            left[rose, column] = count - now[column, creator]
            if count != now[column, creator]:
                differs = True
                now[column, creator] = count
        if differs:
            who[rose] = creator
            rose += 1
    return rose


class Curves:
    """Some counts of creators that never fall; `note` once an hour."""

    def __init__(self, names: Sequence[str], creators: int) -> None:
        self._column = {name: column for column, name in enumerate(names)}
        self._now = np.zeros((len(names), creators), dtype=np.int32)
        self._rises = Columns({"creator": (np.int32, ()), "by": (np.uint16, (len(names),))})
        """One row a creator and hour in which something rose; hours follow each other, creators rise within each."""
        self._end = Columns({"rises": (np.int64, ())}, room=64)
        """One row an hour: how many rises there are up to its end."""
        self._asked = (-1, 0, np.zeros(0, dtype=np.intp))
        """A creator, how many rises were looked through for its own, and where these stand."""

    def __len__(self) -> int:
        """Hours noted so far."""
        return len(self._end)

    @property
    def entries(self) -> int:
        """How many rises are kept."""
        return len(self._rises)

    def note(self, *counts: NDArray[np.integer]) -> None:
        """Take in how creators stand at the end of one more hour: (creators,) each, in the order of the names."""
        who = np.empty(self._now.shape[1], dtype=np.int32)
        left = np.empty(self._now.T.shape, dtype=np.int32)
        rose = _rises(counts, self._now, who, left)
        who, left = who[:rose], left[:rose]
        while left.max(initial=0) > MOST:
            by = np.minimum(left, MOST)
            self._rises.append({"creator": who, "by": by}, len(who))
            more = (left > by).any(axis=1)
            who, left = who[more], (left - by)[more]
        self._rises.append({"creator": who, "by": left}, len(who))
        self._end.append({"rises": len(self._rises)}, 1)

    def of(self, name: str, creator: int) -> Counts:
        """(hours,) one creator's count at the end of every hour."""
        own = self._own(creator)
        hour = np.searchsorted(self._ends, own, side="right")
        by = cast("NDArray[np.uint16]", self._rises["by"])[own, self._column[name]]
        return np.cumsum(np.bincount(hour, by, len(self))).astype(np.int32)

    def at(self, name: str, hours: NDArray[np.integer]) -> Counts:
        """(hours, creators) everybody's counts at the end of these rising hours, each in 0..len - 1."""
        creator = cast("Counts", self._rises["creator"])
        by = cast("NDArray[np.uint16]", self._rises["by"])[:, self._column[name]]
        counts = np.empty((len(hours), self._now.shape[1]), dtype=np.int32)
        then, last = self._now[self._column[name]].copy(), len(creator)
        for row in range(len(hours) - 1, -1, -1):
            first = int(self._ends[hours[row]])
            then -= np.bincount(creator[first:last], by[first:last], len(then)).astype(np.int32)
            counts[row], last = then, first
        return counts

    @property
    def _ends(self) -> NDArray[np.int64]:
        return cast("NDArray[np.int64]", self._end["rises"])

    def _own(self, creator: int) -> NDArray[np.intp]:
        """Where the creator's rises stand; who looks at one looks again, so that only new ones are looked through."""
        asked, looked, own = self._asked
        if asked != creator:
            looked, own = 0, own[:0]
        new = np.flatnonzero(self._rises["creator"][looked:] == creator) + looked
        self._asked = creator, self.entries, np.concatenate([own, new])
        return self._asked[2]
