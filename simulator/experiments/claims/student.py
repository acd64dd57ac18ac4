"""The mean of a few paired differences and how sure it is: Student's t (1908) without a library of statistics, and
Holm's correction for many tests at once."""

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


def chance(values: Sequence[float], bound: float) -> float:
    """How likely, 0..1, a mean at least so far from `bound` is if the true mean is `bound`, to either side; NaN for
    fewer than two values, or if one is NaN."""
    mean, low, high = interval(values)
    if math.isnan(low):
        return math.nan
    if low == high:  # all values are the same
        return 1.0 if mean == bound else 0.0
    freedom = len(values) - 1
    return 1.0 - inside(abs(mean - bound) * critical(freedom) / (mean - low), freedom)


def holm(chances: Sequence[float]) -> list[float]:
    """The p-values adjusted for being a family; one that is NaN stays so and counts for nothing."""
    known = sorted((chance, place) for place, chance in enumerate(chances) if not math.isnan(chance))
    adjusted, least = [math.nan] * len(chances), 0.0
    for step, (chance, place) in enumerate(known):
        least = max(least, min(1.0, (len(known) - step) * chance))
        adjusted[place] = least
    return adjusted
