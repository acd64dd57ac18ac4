"""What people who choose by themselves find: lists of the newest and of the hottest videos, topic by topic and of all.

A list is looked up in both ways: its videos in their order, and the place of a video in it. Only videos that stand in
one, or could, are visited: what nobody has watched lately and is old costs nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.growing import grown
from recommender.neighbours.heap import best_first, offer
from recommender.types import NO_ITEM, Floats, Ids

UNLISTED = -1
"""The place of what stands in no list."""

Places = NDArray[np.int16]


class Listing:
    """Lists of one kind, one a group: of no video more than one."""

    def __init__(self, groups: int) -> None:
        self.items: Ids = np.zeros((groups, 0), dtype=np.int32)
        """(groups, depth) the top first; NO_ITEM behind the end of a list."""
        self.length = np.zeros(groups, dtype=np.int64)
        self.place: Places = np.zeros(0, dtype=np.int16)
        """(room,) the place of each video in its list, `UNLISTED` of all others."""

    def renew(self, depth: int, videos: int) -> None:
        """Empty lists of this depth, with room to know the places of so many videos."""
        self.place = grown(self.place, videos, fill=UNLISTED)
        self.place[self.items[self.items != NO_ITEM]] = UNLISTED
        self.items = np.full((len(self.items), depth), NO_ITEM, dtype=np.int32)
        self.length[:] = 0


def list_newest(listing: Listing, depth: int, topic: NDArray[np.int16], window: int) -> None:
    """List the newest of the videos, whose topics are given, of each topic; no more than `window` are looked at."""
    listing.renew(depth, len(topic))
    _newest(topic, max(0, len(topic) - window), listing.items, listing.length, listing.place)


def list_hottest(
    listing: Listing, depth: int, videos: int, items: Ids, heat: Floats, group: NDArray[np.int16]
) -> None:
    """List the hottest of these items (n,) of each group, those of no heat left out; higher ids first among equals."""
    listing.renew(depth, videos)
    best = np.zeros((len(listing.items), depth))
    _hottest(items, heat, group, best, listing.items, listing.length, listing.place)


@compiled
def _newest(
    topic: NDArray[np.int16], oldest: int, items: Ids, length: NDArray[np.int64], place: Places
) -> None:
    """See `list_newest`."""
    full = 0
    for item in range(len(topic) - 1, oldest - 1, -1):
        group = topic[item]
        rank = length[group]
        if rank == items.shape[1]:
            continue
        items[group, rank] = item
        place[item] = rank
        length[group] = rank + 1
        full += rank + 1 == items.shape[1]
        if full == len(items):
            return


@compiled
def _hottest(
    wanted: Ids,
    heat: Floats,
    group: NDArray[np.int16],
    best: Floats,
    items: Ids,
    length: NDArray[np.int64],
    place: Places,
) -> None:
    """See `list_hottest`; `best` is of the shape of `items`."""
    # The newest first, which are hot: few others are better than what is held then.
    for at in range(len(wanted) - 1, -1, -1):
        if heat[at] > 0:
            own = int(group[at])
            # Among equals the heap prefers the lower key.
            length[own] = offer(best[own], items[own], int(length[own]), heat[at], -wanted[at])
    for own in range(len(items)):
        best_first(best[own], items[own], length[own])
        for rank in range(length[own]):
            items[own, rank] = -items[own, rank]
            place[items[own, rank]] = rank
