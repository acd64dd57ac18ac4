"""What each creator can be relied on for: how regularly it posts, and how much its videos are about one thing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recommender.compiled import compiled
from simulator.world.columns import ZERO, pairwise, runs

Floats = NDArray[np.float64]

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
        first, longest = runs(creator)
        fades: Floats = FADE_VIDEOS ** np.arange(longest + 1, dtype=np.float64)
        _note(
            first, fades, np.asarray(creator, dtype=np.int32), np.asarray(topic, dtype=np.int16),
            np.asarray(day, dtype=np.int64), self._last, self._gaps, self._weight, self._sum, self._squares,
            self._about, self.regularity, self.sameness, self.consistency, np.empty((2, self._about.shape[1], 1)),
        )  # fmt: skip


@compiled
def _note(
    first: NDArray[np.intp],
    fades: Floats,
    creator: NDArray[np.int32],
    topic: NDArray[np.int16],
    day: NDArray[np.int64],
    last: NDArray[np.int32],
    gaps: NDArray[np.int32],
    weight: Floats,
    total: Floats,
    squares: Floats,
    about: Floats,
    regularity: Floats,
    sameness: Floats,
    consistency: Floats,
    room: Floats,
) -> None:
    """See `Habits.note`; the videos of a maker are those from one of `first` to the next. A second post on a day
    changes no rhythm. `fades` is what so many videos leave of what was before, `room` (2, topics, 1) to write to."""
    counts, squared, topics = room[0], room[1], about.shape[1]
    for run in range(len(first) - 1):
        begin, end = first[run], first[run + 1]
        who = int(creator[begin])
        before = np.int64(last[who])
        last[who] = day[begin]
        if before != NEVER and day[begin] > before:
            gap = np.float64(day[begin] - before)
            gaps[who] += 1
            weight[who] = FADE_GAPS * weight[who] + 1.0
            total[who] = FADE_GAPS * total[who] + gap
            squares[who] = FADE_GAPS * squares[who] + gap * gap
            mean = total[who] / weight[who]
            spread = np.sqrt(max(squares[who] / weight[who] - mean * mean, 0.0))
            regularity[who] = mean / (mean + spread) if gaps[who] >= GAPS else np.nan
        for at in range(topics):
            about[who, at] *= fades[end - begin]
        for at in range(begin, end):
            about[who, topic[at]] += 1.0
        for at in range(topics):
            counts[at, 0], squared[at, 0] = about[who, at], about[who, at] * about[who, at]
        whole = pairwise(counts, ZERO, topics, ZERO)
        sameness[who] = pairwise(squared, ZERO, topics, ZERO) / (whole * whole)
        consistency[who] = (regularity[who] + sameness[who]) / 2.0
