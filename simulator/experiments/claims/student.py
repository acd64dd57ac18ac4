"""The mean of a few paired differences and how sure it is: Student's t (1908) without a library of statistics."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

CONFIDENCE = 0.95
_LARGEST = 1e4


def inside(t: float, freedom: int) -> float:
    """Chance, 0..1, that a variable of Student's distribution with `freedom` >= 1 degrees lies in -t..t, t >= 0.

    The finite sums of Abramowitz and Stegun (1964), 26.7.3 and 26.7.4.
    """
    angle = math.atan2(t, math.sqrt(freedom))
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = 0.0
    for power in range(2 + odd, freedom + 1, 2):
        total += term
        term *= cosine**2 * (power - 1) / power
    return 2.0 / math.pi * (angle + sine * total) if odd else sine * total


@lru_cache(maxsize=4096)
def critical(freedom: int, confidence: float = CONFIDENCE) -> float:
    """The t for which `inside` is `confidence`: at 0.95 12.706 for one degree of freedom, 4.303 for two, towards
    1.960."""
    low, high = 0.0, _LARGEST
    while high - low > 1e-12 * high:
        middle = (low + high) / 2.0
        low, high = (middle, high) if inside(middle, freedom) < confidence else (low, middle)
    return (low + high) / 2.0


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean of independent values, and the ends of its 95 % interval; the ends are NaN for a single value, all are
    where there is none or one is NaN."""
    count = len(values)
    if not count or any(math.isnan(value) for value in values):
        return math.nan, math.nan, math.nan
    mean = math.fsum(values) / count
    if count == 1:
        return mean, math.nan, math.nan
    variance = math.fsum((value - mean) ** 2 for value in values) / (count - 1)
    half = critical(count - 1) * math.sqrt(variance / count)
    return mean, mean - half, mean + half
