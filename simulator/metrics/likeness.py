"""How alike people's diets are: in a module of its own, for it is compiled, and whoever only draws cocoons compiles
nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from simulator.world.columns import ZERO, pairwise

Floats = NDArray[np.float64]


def likeness(amounts: NDArray[np.floating], among: NDArray[np.bool_] | None = None) -> float:
    """Homogenisation, 0..1: the mean cosine between the diets of two people, (people, topics), of those `among`
    (people,) if that is given; NaN below two people with a diet.

    The mean over all pairs without forming them: |sum of unit vectors|^2 counts each pair twice and each
    person with itself once. "1: everybody watches the same mix".
    """
    topics = amounts.shape[1]
    total = np.zeros(topics)
    if among is None:
        among = np.ones(len(amounts), dtype=np.bool_)
    count = _add_units(np.ascontiguousarray(amounts), among, np.empty((topics, 1)), total)
    if count < 2:
        return float("nan")
    return min(max(float(total.dot(total) - count) / (count * (count - 1)), 0.0), 1.0)


@compiled
def _add_units(amounts: NDArray[np.float32], among: NDArray[np.bool_], squares: Floats, total: Floats) -> int:
    """Add every row of `amounts` (n, topics) `among` (n,), brought to length 1, to `total` (topics,); how many are not
    all 0. `squares` (topics, 1) is room to write to."""
    count = 0
    for row in range(len(amounts)):
        if not among[row]:
            continue
        for topic in range(len(total)):
            squares[topic, 0] = np.float64(amounts[row, topic]) * np.float64(amounts[row, topic])
        norm = np.sqrt(pairwise(squares, ZERO, len(total), ZERO))
        if norm > 0.0:
            count += 1
            for topic in range(len(total)):
                total[topic] += np.float64(amounts[row, topic]) / norm
    return count
