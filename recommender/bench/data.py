"""Generated logs to measure on: popular items, people of one taste, and luck that needs no simulator.

Each event is, with probability `OWN`, of an item of the person's own cluster, else of any item; both are drawn
by popularity, the item of rank r in proportion to r**-0.9 (Zipf). What a person meets twice counts once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.types import Floats, Ids

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
class BenchLog:
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

    def first(self, people: int) -> BenchLog:
        """The same items with these people only."""
        keep = self.user < people
        return BenchLog(
            min(people, self.people), self.items, self.user[keep], self.item[keep], self.value[keep]
        )


def generated(size: Size, seed: int = 7) -> BenchLog:
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
    return BenchLog(
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


class Lot:
    """A `Chance` by a hash of the ids (the finaliser of splitmix64, Steele, Lea, Flood 2014)."""

    def uniform(self, purpose: str, *ids: NDArray[np.integer] | int) -> Floats:
        shape = np.broadcast_shapes(*(np.shape(part) for part in ids)) or (1,)
        state = np.full(shape, sum(purpose.encode()), dtype=np.uint64)
        for part in ids:
            state = _mixed(state + np.asarray(part).astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15))
        return (state >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _mixed(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
