"""How the platform does, now and over time, and the three states of a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

HOURS_PER_DAY = 24

Floats = NDArray[np.float64]


class Diet(IntEnum):
    """The three states of a person, by how narrow what they watch is (`metrics.cocoon.states`); UNKNOWN until enough
    was watched. Narrowness, 0..1, is also a dot's distance from the middle of the map."""

    UNKNOWN = 0
    VARIED = 1
    """Narrowness below 0.4."""
    NARROWING = 2
    COCOONED = 3
    """Narrowness above 0.7."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """How the platform does now. A value that nothing defines yet is NaN."""

    people: int
    videos: int
    """Published so far."""
    online: int
    """People who watched in this hour."""
    views_day: int
    """Views in the last 24 hours."""
    minutes: float
    """Watch minutes of the last 24 hours, per person who came online in them."""
    watch_ratio: float
    """Mean of seconds watched / duration over the last 24 hours; above 1 where replays prevail."""
    like_share: float
    """Likes per view over the last 24 hours, 0..1."""
    effective_topics: float
    """Mean over people of exp(entropy) of what they watched lately, 1..topics."""
    varied: float
    narrowing: float
    cocooned: float
    """Shares of people in the three states; they sum to 1."""
    likeness: float
    """Homogenisation: mean cosine between the diets of two people, 0..1."""
    exposure_gini: float
    """Inequality of impressions over creators: 0 all equal, towards 1 one has everything."""
    top_tenth: float
    """Share of the last 24 hours' views that went to the tenth of creators with most views, 0..1."""
    small_half: float
    """Share of the last 24 hours' views that went to the half of creators who had reached fewer people before, 0..1."""
    fresh_share: float
    """Share of the last 24 hours' views that went to videos younger than a day, 0..1."""
    rare_gap: float
    """How much more content (0..1) people are than the fifth whose inborn taste is farthest from the crowd's; -1..1."""
    enjoyed: float
    """Utility: mean experience of a view over the last 24 hours (1 liked, 0 pressed away, else how much was watched),
    0..1."""
    regret: float
    """How much more people would have enjoyed a view, had they been shown what the ideal would show; 0..1."""


@dataclass(frozen=True, slots=True)
class Trends:
    """The vitals over time, thinned to at most a few hundred points; columns of equal length, oldest first."""

    tick: NDArray[np.int32]
    online: Floats
    views_day: Floats
    minutes: Floats
    watch_ratio: Floats
    like_share: Floats
    effective_topics: Floats
    varied: Floats
    narrowing: Floats
    cocooned: Floats
    likeness: Floats
    exposure_gini: Floats
    small_half: Floats
    fresh_share: Floats
    rare_gap: Floats
    enjoyed: Floats
    regret: Floats
