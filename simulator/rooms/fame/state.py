"""The close-up of brands: the followed creator's videos, and many creators in a table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.frames import CloseUp


@dataclass(frozen=True, slots=True)
class Contender:
    """One row of the table of creators."""

    creator: int
    name: str
    topic: int
    reach: float
    """Share of all people, 0..1."""
    followers: int
    views_day: int
    """Views in the last 24 hours."""
    index: float
    """Brand index 0..100; NaN before anyone was reached."""
    share_of_voice: float
    """Share of its topic's views in the last 24 hours, 0..1; NaN without such views."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What has become of one video."""

    video: int
    title: str
    kind: int
    """Index into `frames.KINDS`."""
    age_h: int
    views: int
    likes: int
    completion: float
    """Share of views that ran to the end, 0..1; NaN without views."""
    hours: NDArray[np.int32]
    """(up to 24,) views in each hour of its first day; none of a video older than the world."""
    filled: tuple[int, ...]
    """Hours after publication in which it filled each pool; -1 while it has not."""
    tried: float
    """Share of views that came because the platform tried it on people, 0..1; NaN without views."""
    beats: float
    """Share of the videos published within twelve hours of it that have fewer views, 0..1; NaN without such."""
    guest: str = ""
    """The name of the creator who is a guest in it; empty for none."""


@dataclass(frozen=True, slots=True)
class BrandCloseUp(CloseUp):
    """Creators side by side, and the followed one's videos."""

    creator: int
    contenders: tuple[Contender, ...]
    """At most 200, by reach, and the followed one among them or last."""
    journeys: tuple[Journey, ...]
    """The newest videos first, at most sixty."""
    fit_tick: NDArray[np.int32]
    """Ends of days, in hours since the start."""
    fitted: NDArray[np.float64]
    """Share of all people, 0..1, that the Bass model would have reached by then; NaN while it is too early."""
    pools: tuple[int, ...]
    """Views that fill each traffic pool."""
    pools_on: bool
    """Does the platform promote new videos from pool to pool?"""
