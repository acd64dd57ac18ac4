"""Places of a slate that are given away by lot: which places, and which items of a pool go there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.growing import Number
from recommender.memory.memory import Memory
from recommender.types import NO_ITEM, Chance, Flags, Floats, Ids, Slate, Source

_DRAWS = 8
"""Draws for one place before it goes back to the ordinary items."""


def spread(users: Ids, n: int, share: float, tick: int, chance: Chance, purpose: str) -> Flags:
    """(users, n) places that make up `share` (0..1) of each slate, spread evenly.

    Place t is one if floor((t + 1) share + phase) > floor(t share + phase), the phase drawn by lot for user
    and hour: the expected share is met by slates of any length (systematic sampling).
    """
    phase = chance.uniform(f"{purpose} phase", users, tick)
    steps = np.floor(np.arange(n + 1) * share + phase[:, None])
    return np.diff(steps, axis=1) > 0


def drawn(
    places: Flags, pool: Ids, users: Ids, tick: int, memory: Memory, chance: Chance, purpose: str
) -> Ids:
    """(users, n) an item of the pool in each of the `places`, unseen by its user and once per row; else NO_ITEM.

    A place stays NO_ITEM where eight draws found nothing new.
    """
    items = np.full(places.shape, NO_ITEM, dtype=np.int32)
    rows, columns = np.nonzero(places)
    taken = np.zeros(0, dtype=np.int64)
    for draw in range(_DRAWS):
        if not len(rows) or not len(pool):
            break
        luck = chance.uniform(purpose, users[rows], tick, columns * _DRAWS + draw)
        item = pool[(luck * len(pool)).astype(np.int64)]
        pair = rows * np.int64(memory.items) + item
        first = np.zeros(len(pair), dtype=np.bool_)
        first[np.unique(pair, return_index=True)[1]] = True
        good = first & ~memory.seen(users[rows], item) & ~np.isin(pair, taken)
        items[rows[good], columns[good]] = item[good]
        taken = np.concatenate((taken, pair[good]))
        rows, columns = rows[~good], columns[~good]
    return items


def woven(ordinary: Ids, inserted: Ids) -> Ids:
    """(users, m) where each place's item comes from: column c of `ordinary` is c, of `inserted` m + c; -1 is empty.

    Inserted items (users, n; n <= m) stand in their own places, the ordinary ones (users, m) that are not among
    them fill the others in their order.
    """
    count, m = ordinary.shape
    n = inserted.shape[1]
    given = inserted != NO_ITEM
    keep = ordinary != NO_ITEM
    for place in np.flatnonzero(given.any(axis=0)):
        keep &= ordinary != inserted[:, place : place + 1]
    free = np.ones((count, m + n), dtype=np.bool_)
    free[:, :n] = ~given
    target = np.argsort(~free, axis=1, kind="stable")
    rank = np.cumsum(keep, axis=1) - 1
    place = np.take_along_axis(target, np.maximum(rank, 0), axis=1)
    last = 2 * (m + n)
    key = np.full((count, m + n), last, dtype=np.int64)
    key[:, :m][keep] = place[keep]
    key[:, m:] = np.where(given, np.arange(n, dtype=np.int64), last)
    order = np.argsort(key, axis=1, kind="stable")[:, :m].astype(np.int32)
    return np.where(np.take_along_axis(key, order, axis=1) < last, order, -1).astype(np.int32)


def inserted(slate: Slate, items: Ids, scores: Floats, source: Source) -> Slate:
    """The slate with these items (users, n) in their places, NO_ITEM where the slate's own go on."""
    order = woven(slate.items, items)
    why = np.where(items != NO_ITEM, source, Source.NONE).astype(np.uint8)
    return Slate(
        slate.users,
        _picked(slate.items, items, order, NO_ITEM),
        _picked(slate.scores, scores, order, np.nan),
        _picked(slate.source, why, order, Source.NONE),
    )


def _picked(one: NDArray[Number], other: NDArray[Number], order: Ids, empty: float) -> NDArray[Number]:
    picked = np.take_along_axis(np.concatenate((one, other), axis=1), np.maximum(order, 0), axis=1)
    picked[order < 0] = empty
    return picked
