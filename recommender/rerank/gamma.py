"""Draws from gamma and beta distributions with addressed luck (Marsaglia and Tsang 2000, A simple method for
generating gamma variables)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.types import Chance, Floats

_TRIES = 8
"""Each try is taken with a chance above 0.95 (shape >= 1); a draw none of which is taken gets the mode."""

Id = NDArray[np.integer] | int


def gamma(shape: Floats, chance: Chance, purpose: str, *ids: Id) -> Floats:
    """Gamma(shape, 1) draws, shape >= 1, at the places that `ids` (broadcast to `shape`'s shape) name."""
    d = shape - 1.0 / 3.0
    c = 1.0 / np.sqrt(9.0 * d)
    result = d.copy()
    waiting = np.ones(shape.shape, dtype=np.bool_)
    for number in range(_TRIES):
        radius, angle, luck = (
            chance.uniform(f"{purpose} {number} {what}", *ids) for what in ("radius", "angle", "luck")
        )
        x = np.sqrt(-2.0 * np.log1p(-radius)) * np.cos(2.0 * np.pi * angle)  # standard normal
        v = (1.0 + c * x) ** 3
        with np.errstate(divide="ignore", invalid="ignore"):
            good = waiting & (v > 0) & (np.log(luck) < 0.5 * x**2 + d - d * v + d * np.log(v))
        result = np.where(good, d * v, result)
        waiting &= ~good
        if not waiting.any():
            break
    return result


def beta(a: Floats, b: Floats, chance: Chance, purpose: str, *ids: Id) -> Floats:
    """Beta(a, b) draws in 0..1, a and b >= 1: the first of two gammas over their sum."""
    one = gamma(a, chance, f"{purpose} a", *ids)
    other = gamma(b, chance, f"{purpose} b", *ids)
    return one / (one + other)
