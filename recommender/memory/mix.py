"""A person's own mix of topics: what they watched was about, by strength."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from recommender.memory.memory import Memory
from recommender.types import Floats, Ids


def mix(users: Ids, memory: Memory) -> Floats:
    """(users, topics) shares that sum to 1; zeros where nothing is remembered.

        mix(u, t) = sum over u's items of R(u, i) topics(i, t)  /  the same over all topics

    R as stored: its decay is one factor for all of a row, and cancels.
    """
    history, topics = memory.history, memory.catalogue.topics
    shares = np.zeros((len(users), topics.shape[1]))
    users = np.ascontiguousarray(users, dtype=np.int32)
    _mix(users, history.item, history.value, history.taken, topics, shares)
    return shares


@compiled
def _mix(
    users: Ids,
    item: Ids,
    value: NDArray[np.float32],
    taken: NDArray[np.int64],
    topics: NDArray[np.float32],
    shares: Floats,
) -> None:
    """See `mix`: sums run over a row's places, then over topics, so that they are each person's own."""
    for row in range(len(users)):
        u, own = users[row], shares[row]
        for slot in range(min(taken[u], item.shape[1]) if u < len(taken) else 0):
            strength, about = np.float64(value[u, slot]), topics[item[u, slot]]
            for t in range(len(own)):
                own[t] += strength * about[t]
        whole = 0.0
        for t in range(len(own)):
            whole += own[t]
        for t in range(len(own) if whole > 0.0 else 0):
            own[t] /= whole
