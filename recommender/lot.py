"""Luck with an address that needs no simulator: for models on their own, and for generated data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.types import Floats

_GOLDEN = 0x9E3779B97F4A7C15


class Lot:
    """A `Chance` by a hash of the seed and the ids (the finaliser of splitmix64, Steele, Lea, Flood 2014)."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def uniform(self, purpose: str, *ids: NDArray[np.integer] | int) -> Floats:
        shape = np.broadcast_shapes(*(np.shape(part) for part in ids)) or (1,)
        state = np.full(shape, (sum(purpose.encode()) + self.seed * _GOLDEN) % 2**64, dtype=np.uint64)
        for part in ids:
            state = _mixed(state + np.asarray(part).astype(np.uint64) + np.uint64(_GOLDEN))
        return (state >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _mixed(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
