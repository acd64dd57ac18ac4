"""Generated logs to measure on: popular items, people of one taste, and luck that needs no simulator.

Each event is, with probability `OWN`, of an item of the person's own cluster, else of any item; both are drawn
by popularity, the item of rank r in proportion to r**-0.9 (Zipf). What a person meets twice counts once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.lot import Lot
from recommender.types import Ids

__all__ = ["Log", "Lot", "Size", "generated"]

EXPONENT = 0.9
CLUSTERS = 20
OWN = 0.6


@dataclass(frozen=True, slots=True)
class Size:
    """How much to generate."""

    people: int
    items: int
    draws: int
    """Events per person before repeats are dropped."""


@dataclass(frozen=True, slots=True)
class Log:
    """Who gave which item what strength; columns of one row per pair, by person, in the order of events."""

    people: int
    items: int
    user: Ids
    item: Ids
    value: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.user)

    @property
    def products(self) -> int:
        """Multiply-adds that comparing everyone with everyone takes: for each item, its people squared."""
        return int((np.bincount(self.item).astype(np.float64) ** 2).sum())

    @property
    def longest(self) -> int:
        """Items of the person who has most."""
        return int(np.bincount(self.user).max())

    def first(self, people: int) -> Log:
        """The same items with these people only."""
        keep = self.user < people
        return Log(min(people, self.people), self.items, self.user[keep], self.item[keep], self.value[keep])


def generated(size: Size, seed: int = 7) -> Log:
    """A log of this size; the same for the same seed."""
    draw = np.random.default_rng(seed)
    count = size.people * size.draws
    user = np.repeat(np.arange(size.people), size.draws)
    own = _by_rank(draw, count, max(size.items // CLUSTERS, 1)) * CLUSTERS + user % CLUSTERS
    item = np.where(draw.random(count) < OWN, own % size.items, _by_rank(draw, count, size.items))
    pair = np.unique(user * np.int64(size.items) + item)
    user, item = pair // size.items, pair % size.items
    order = np.lexsort((draw.random(len(pair)), user))
    value = 0.25 + 2 * draw.random(len(pair)) + 2 * (draw.random(len(pair)) < 0.1)
    return Log(
        size.people,
        size.items,
        user[order].astype(np.int32),
        item[order].astype(np.int32),
        value.astype(np.float32),
    )


def _by_rank(draw: np.random.Generator, count: int, items: int) -> NDArray[np.intp]:
    upto = np.cumsum(np.arange(1, items + 1, dtype=np.float64) ** -EXPONENT, dtype=np.float64)
    rank: NDArray[np.intp] = np.searchsorted(upto, draw.random(count) * float(upto[-1]))
    return rank
