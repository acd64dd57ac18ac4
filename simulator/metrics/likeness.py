"""How alike people's diets are: in a module of its own, for it is compiled, and whoever only draws cocoons compiles
nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from simulator.world.columns import ZERO, pairwise

Floats = NDArray[np.float64]


def likeness(amounts: NDArray[np.floating]) -> float:
    """Homogenisation, 0..1: the mean cosine between the diets of two people; NaN below two people with a diet.

    The mean over all pairs without forming them: |sum of unit vectors|^2 counts each pair twice and each
    person with itself once. "1: everybody watches the same mix".
    """
    topics = amounts.shape[1]
    total = np.zeros(topics)
    count = _add_units(np.ascontiguousarray(amounts, dtype=np.float64), np.empty((topics, 1)), total)
    if count < 2:
        return float("nan")
    return float(np.clip((total @ total - count) / (count * (count - 1)), 0.0, 1.0))


@compiled
def _add_units(amounts: Floats, squares: Floats, total: Floats) -> int:
    """Add every row of `amounts` (n, topics), brought to length 1, to `total` (topics,); how many are not all 0.
    `squares` (topics, 1) is room to write to."""
    count = 0
    for row in range(len(amounts)):
        for topic in range(len(total)):
            squares[topic, 0] = amounts[row, topic] * amounts[row, topic]
        norm = np.sqrt(pairwise(squares, ZERO, len(total), ZERO))
        if norm > 0.0:
            count += 1
            for topic in range(len(total)):
                total[topic] += amounts[row, topic] / norm
    return count
