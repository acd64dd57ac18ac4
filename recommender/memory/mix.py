"""A person's own mix of topics: what they watched was about, by strength."""

from __future__ import annotations

import numpy as np

from recommender.memory.memory import Memory
from recommender.types import Floats, Ids


def mix(users: Ids, memory: Memory) -> Floats:
    """(users, topics) shares that sum to 1; zeros where nothing is remembered.

        mix(u, t) = sum over u's items of R(u, i) topics(i, t)  /  the same over all topics

    R as stored: its decay is one factor for all of a row, and cancels.
    """
    history, topics = memory.history, memory.catalogue.topics
    shares = np.zeros((len(users), topics.shape[1]))
    known = np.flatnonzero(users < history.users)
    rows = users[known]
    width = min(int(history.taken[rows].max(initial=0)), history.item.shape[1])
    items = np.ascontiguousarray(history.item[rows, :width].T)
    values = np.ascontiguousarray(history.value[rows, :width].T, dtype=np.float64)
    for slot in range(width):
        # A running sum, not a product of matrices: a person's row must not depend on who else is asked.
        shares[known] += values[slot, :, None] * topics[items[slot]]
    whole = np.add.accumulate(shares, axis=1)[:, -1:]
    return np.divide(shares, whole, out=np.zeros(shares.shape), where=whole > 0)
