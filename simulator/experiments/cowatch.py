"""Puts items that the same people watch into groups, by numpy alone and always the same way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.luck import Luck

Floats = NDArray[np.float64]
Places = NDArray[np.integer]

ROUNDS = 12
"""Of subspace iteration, and at most twice as many of k-means."""


def sums(group: Places, amounts: Floats, groups: int) -> Floats:
    """(groups, width) sums of the rows of `amounts` (n, width) that belong to each group."""
    return np.stack(
        [np.bincount(group, column, minlength=groups).astype(np.float64) for column in amounts.T], axis=1
    )


def groups(user: Places, item: Places, users: int, items: int, most: int) -> tuple[NDArray[np.int64], int]:
    """(items,) the group of each item, largest first by views, and how many there are: 2 to `most`.

    The events are pairs of `user` and `item`; each pair counts once. The module `twins` says how.
    """
    pair = np.unique(user * np.int64(items) + item)
    user, item = pair // items, pair % items
    count = min(most, items)
    where, weight = _embedded(user, item, users, items, count)
    group = _k_means(where, weight, count)
    views = np.bincount(group, weight, count)
    order = np.argsort(-views, kind="stable")
    used = int(np.count_nonzero(np.bincount(group, minlength=count)))
    place = np.empty(count, dtype=np.int64)
    place[order] = np.arange(count)
    return place[group], max(used, 2)


def _embedded(user: Places, item: Places, users: int, items: int, width: int) -> tuple[Floats, Floats]:
    """(items, width) directions of length 1 of the leading right singular vectors of D_u^-1/2 A D_i^-1/2, and
    (items,) viewers."""
    viewers = np.maximum(np.bincount(item, minlength=items), 1).astype(np.float64)
    watched = np.maximum(np.bincount(user, minlength=users), 1).astype(np.float64)
    entry = 1.0 / np.sqrt(watched[user] * viewers[item])

    def times(columns: Floats, source: Places, target: Places, size: int) -> Floats:
        return sums(target, entry[:, None] * columns[source], size)

    basis = Luck(0).stream("co-watch").standard_normal((items, width))
    for _ in range(ROUNDS):
        basis, _ = np.linalg.qr(times(times(basis, item, user, users), user, item, items))
    where = basis / np.sqrt(viewers)[:, None]
    length = np.linalg.norm(where, axis=1, keepdims=True)
    return np.divide(where, length, out=np.zeros_like(where), where=length > 0), viewers


def _k_means(where: Floats, weight: Floats, count: int) -> NDArray[np.int64]:
    """Lloyd's algorithm, weighted, on the sphere. It starts from the item most watched, then again and again from
    the one whose distance from all starts, times the root of its weight, is largest."""
    starts = [int(weight.argmax())]
    near = where @ where[starts[0]]
    for _ in range(1, count):
        starts.append(int(((1.0 - near) * np.sqrt(weight)).argmax()))
        near = np.maximum(near, where @ where[starts[-1]])
    centre = where[starts]
    group = np.zeros(len(where), dtype=np.int64)
    for _ in range(2 * ROUNDS):
        group = (where @ centre.T).argmax(axis=1)
        total = sums(group, weight[:, None] * where, count)
        length = np.linalg.norm(total, axis=1, keepdims=True)
        moved = np.divide(total, length, out=centre.copy(), where=length > 0)
        if np.allclose(moved, centre, atol=1e-9):
            break
        centre = moved
    return group
