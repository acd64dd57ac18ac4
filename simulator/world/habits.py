"""What each creator can be relied on for: how regularly it posts, and how much its videos are about one thing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.world.columns import runs

FADE_GAPS, FADE_VIDEOS = 0.9, 0.95
"""What a gap, or a video, weighs beside the one after it: about the last ten gaps and twenty videos count."""
GAPS = 3
"""Gaps from which a rhythm can be told."""
NEVER = np.iinfo(np.int32).min


class Habits:
    """Columns over creators; `note` in each hour with posts.

    Regularity is (1 - B) / 2 = mean / (mean + standard deviation) of the gaps between days with a post, with B the
    burstiness of Goh and Barabasi (2008): 1 like a clock, whether every day or once a week; 1/2 by chance; towards 0
    in bursts. Sameness is the chance that two of its videos have the same leading topic (Simpson 1949).
    """

    def __init__(self, creators: int, topics: int) -> None:
        self._last = np.full(creators, NEVER, dtype=np.int32)
        """Day of the last post."""
        self._gaps = np.zeros(creators, dtype=np.int32)
        self._weight, self._sum, self._squares = np.zeros((3, creators))
        self._about = np.zeros((creators, topics))
        self.regularity = np.full(creators, np.nan)
        """0..1; NaN before there have been three gaps."""
        self.sameness = np.full(creators, np.nan)
        """0..1; NaN before the first video."""
        self.consistency = np.full(creators, np.nan)
        """0..1: the mean of both; NaN as long as either is."""

    def note(
        self, creator: NDArray[np.integer], topic: NDArray[np.integer], day: NDArray[np.integer]
    ) -> None:
        """(n,) makers, rising, and (n,) leading topics of this hour's videos, on (n,) days of their makers."""
        if not len(creator):
            return
        first, _ = runs(creator)
        who, count = creator[first[:-1]], first[1:] - first[:-1]
        self._keep_time(who, day[first[:-1]])
        about = self._about[who] * FADE_VIDEOS ** count[:, None]
        np.add.at(about, (np.repeat(np.arange(len(who)), count), topic), 1.0)
        self._about[who] = about
        self.sameness[who] = (about**2).sum(axis=1) / about.sum(axis=1) ** 2
        self.consistency[who] = (self.regularity[who] + self.sameness[who]) / 2.0

    def _keep_time(self, who: NDArray[np.integer], day: NDArray[np.integer]) -> None:
        """A second post on a day changes nothing."""
        before = self._last[who].astype(np.int64)
        self._last[who] = day
        later = np.flatnonzero((before != NEVER) & (day > before))
        if not len(later):
            return
        who, gap = who[later], (day - before)[later].astype(np.float64)
        gaps = self._gaps[who] + 1
        weight = FADE_GAPS * self._weight[who] + 1.0
        whole = FADE_GAPS * self._sum[who] + gap
        squares = FADE_GAPS * self._squares[who] + gap**2
        self._gaps[who], self._weight[who], self._sum[who], self._squares[who] = gaps, weight, whole, squares
        mean = whole / weight
        spread = np.sqrt(np.maximum(squares / weight - mean**2, 0.0))
        self.regularity[who] = np.where(gaps >= GAPS, mean / (mean + spread), np.nan)
