"""Ratings as every method that predicts them takes them: checked once, each pair once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.types import Flags, Floats


class Given(NamedTuple):
    """Columns of equal length, no pair twice, in the order in which they came."""

    user: NDArray[np.int64]
    item: NDArray[np.int64]
    rating: Floats
    scale: tuple[float, float]
    """The lowest and highest rating there is; no bounds where there are no ratings."""


def given(
    users: NDArray[np.integer],
    items: NDArray[np.integer],
    ratings: NDArray[np.floating],
    scale: tuple[float, float] | None,
) -> Given:
    """A pair given twice counts with its last rating; without a scale it is the range of the ratings.

    Errors: ValueError for columns of unequal length, ids below 0 or too large, ratings that are not finite.
    """
    if not len(users) == len(items) == len(ratings):
        raise ValueError("users, items and ratings must be equally many")
    if len(users) and min(int(users.min()), int(items.min())) < 0:
        raise ValueError("user and item ids must be 0 or more")
    most = np.iinfo(np.int32).max
    if len(users) and max(int(users.max()), int(items.max())) > most:
        raise ValueError(
            f"user and item ids must be at most {most}: number them first (recommender.fit does)"
        )
    rating = np.asarray(ratings, dtype=np.float64)
    if not np.isfinite(rating).all():
        raise ValueError("ratings must be finite numbers")
    user, item = np.asarray(users, np.int64), np.asarray(items, np.int64)
    kept = _last_of_each(user, item)
    rating = rating[kept]
    seen = (float(rating.min()), float(rating.max())) if len(rating) else (-np.inf, np.inf)
    return Given(user[kept], item[kept], rating, scale or seen)


def _last_of_each(user: NDArray[np.int64], item: NDArray[np.int64]) -> Flags:
    """(pairs,) whether no later one is the same pair."""
    keep = np.ones(len(user), dtype=np.bool_)
    key = user * (int(item.max(initial=0)) + 1) + item
    order = np.argsort(key, kind="stable")
    keep[order[:-1][key[order[1:]] == key[order[:-1]]]] = False
    return keep
