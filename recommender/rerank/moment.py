"""What a stage may look at, and how it puts a slate into a new order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.memory.memory import Memory
from recommender.types import NO_ITEM, Chance, Floats, Ids, Slate


@dataclass(frozen=True, slots=True)
class Moment:
    """When, for how many places, and everything that is known."""

    memory: Memory
    chance: Chance
    tick: int
    places: int
    """Places that people will see; a slate under way may have more."""


def worth(slate: Slate) -> Floats:
    """(users, m) what a place is worth: 1 for the best, falling evenly to 1 / m for the last.

    The stages go by places, because scores of different methods and sources cannot be compared.
    """
    m = slate.items.shape[1]
    falling: Floats = 1.0 - np.arange(m, dtype=np.float64) / max(m, 1)
    whole = np.empty(slate.items.shape)
    whole[:] = falling
    return whole


def filled(slate: Slate) -> Ids:
    """(users, m) the items, 0 in empty places: to look up columns of the catalogue."""
    return np.where(slate.items == NO_ITEM, 0, slate.items)


def by(slate: Slate, key: Floats) -> Slate:
    """The slate by falling key (users, m), the earlier place first among equals; empty places last."""
    key = np.where(slate.items == NO_ITEM, -np.inf, key)
    return taken(slate, np.argsort(-key, axis=1, kind="stable"))


def taken(slate: Slate, order: NDArray[np.integer]) -> Slate:
    """The places that `order` (users, any) names, in that order."""
    at: NDArray[np.integer] = order + slate.items.shape[1] * np.arange(len(order))[:, None]
    return Slate(slate.users, slate.items.take(at), slate.scores.take(at), slate.source.take(at))
