"""Rows of R, compiled: each a ring of the items that a person did something with, as they came in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.types import Flags, Floats, Ids


@compiled_part
def slot_of(row: Ids, held: int, item: int) -> int:
    """Where a row with so many entries holds the item; -1 where it does not."""
    for slot in range(min(held, len(row))):
        if row[slot] == item:
            return slot
    return -1


@compiled
def slots_of(item: Ids, taken: NDArray[np.int64], users: Ids, items: Ids, slots: NDArray[np.int64]) -> None:
    """`slot_of` each pair; all (n,)."""
    for at in range(len(users)):
        slots[at] = slot_of(item[users[at]], int(taken[users[at]]), int(items[at]))


@compiled
def strengths_of(
    item: Ids, value: NDArray[np.float32], taken: NDArray[np.int64], users: Ids, items: Ids, found: Floats
) -> None:
    """Write to `found` the stored value of each pair that is there; all (n,)."""
    for at in range(len(users)):
        if users[at] < len(taken):
            slot = slot_of(item[users[at]], int(taken[users[at]]), int(items[at]))
            if slot >= 0:
                found[at] = value[users[at], slot]


@compiled
def take_in(
    users: Ids,
    items: Ids,
    values: NDArray[np.float32],
    ticks: Ids,
    fresh: Flags,
    window: int,
    first: int,
    item: Ids,
    value: NDArray[np.float32],
    last: Ids,
    taken: NDArray[np.int64],
    raters: Ids,
    changed: NDArray[np.int64],
    stamp: int,
) -> int:
    """Add events with values above 0 to the rows, in their order, from the `first` on; the number done, less than all
    where a row must be wider first.

    What is there already grows in place; pairs that are `fresh` are not, and are not looked for. What is new takes the
    place of the item taken in first where the row holds `window`. `last` may have no rows; see `History` for the rest.
    Whoever did anything has `changed` at this `stamp`.
    """
    width = item.shape[1]
    for at in range(first, len(users)):
        u, i = users[at], items[at]
        changed[u] = stamp
        if not values[at] > 0:
            continue
        slot = -1 if fresh[at] else slot_of(item[u], int(taken[u]), int(i))
        if slot >= 0:
            value[u, slot] += values[at]
            if len(last):
                last[u, slot] = max(last[u, slot], ticks[at])
            continue
        if width <= taken[u] and width < window:
            return at
        slot = int(taken[u] % window)
        if taken[u] >= window:
            raters[item[u, slot]] -= 1
        item[u, slot], value[u, slot] = i, values[at]
        if len(last):
            last[u, slot] = ticks[at]
        taken[u] += 1
        raters[i] += 1
    return len(users)
