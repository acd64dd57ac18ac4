"""A person's own mix of topics: what they watched was about, by strength."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled, compiled_part
from recommender.memory.memory import Memory
from recommender.types import Floats, Ids


def mix(users: Ids, memory: Memory) -> Floats:
    """(users, topics) shares that sum to 1; zeros where nothing is remembered.

        mix(u, t) = sum over u's items of R(u, i) topics(i, t)  /  the same over all topics

    R as stored: its decay is one factor for all of a row, and cancels.
    """
    history, catalogue = memory.history, memory.catalogue
    shares = np.empty((len(users), catalogue.topics.shape[1]))
    users = np.ascontiguousarray(users, dtype=np.int32)
    _mix(users, history.item, history.value, history.taken, catalogue.topics, catalogue.sole, shares)
    return shares


@compiled
def _mix(
    users: Ids,
    item: Ids,
    value: NDArray[np.float32],
    taken: NDArray[np.int64],
    topics: NDArray[np.float32],
    sole: Ids,
    shares: Floats,
) -> None:
    """See `mix`."""
    for row in range(len(users)):
        mixed(users[row], item, value, taken, topics, sole, shares[row])


@compiled_part
def mixed(
    u: int,
    item: Ids,
    value: NDArray[np.float32],
    taken: NDArray[np.int64],
    topics: NDArray[np.float32],
    sole: Ids,
    own: Floats,
) -> bool:
    """Write one person's mix (topics,) to `own`, see `mix`; whether anything is remembered. Sums run over a row's
    places, then over topics, so that they are each person's own."""
    for t in range(len(own)):
        own[t] = 0.0
    for slot in range(min(taken[u], item.shape[1]) if u < len(taken) else 0):
        strength, i = np.float64(value[u, slot]), item[u, slot]
        if sole[i] >= 0:
            own[sole[i]] += strength
            continue
        for t in range(len(own)):
            own[t] += strength * topics[i, t]
    whole = 0.0
    for t in range(len(own)):
        whole += own[t]
    for t in range(len(own) if whole > 0.0 else 0):
        own[t] /= whole
    return whole > 0.0
