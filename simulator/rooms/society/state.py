"""The close-up of society: what the platform does to fairness, privacy, quality and trust in its numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.frames import CloseUp

MEASURES = (
    "small_half", "exposure_gini", "fresh_share", "rare_gap", "quality_seen", "clickbait_seen",
    "pushed_share", "watch_ratio", "enjoyed", "regret", "effective_topics", "likeness",
)  # fmt: skip
"""Of `frames.FIGURES`."""


@dataclass(frozen=True, slots=True)
class Dial:
    """A setting that this screen turns."""

    name: str
    """Dotted."""
    value: float
    on: bool
    """Is its stage on? True where there is none to switch."""
    turned: int
    """Tick at which it was last turned or switched by hand; -1 for never."""


@dataclass(frozen=True, slots=True)
class SocietyState(CloseUp):
    """How the platform treats the small, the private, the curious and the honest."""

    tick: NDArray[np.int32]
    """Hours of the series, oldest first."""
    series: NDArray[np.float64]
    """(measures, hours) in the order of `MEASURES`; NaN where nothing defines it yet."""
    dials: tuple[Dial, ...]
    tenths: NDArray[np.float64]
    """(10,) shares of the last 24 hours' views that went to each tenth of creators, by people reached before: the
    smallest first. NaN before a day has passed."""
    people: int
    opted_out: int
    """People who are not tracked."""
    truthful: float
    """Chance that what a phone reports of a view is true, 0.5..1."""
    bots: int
    """Fake people."""
    pushed: int
    """Creators whom they push, or would push."""
