"""Which videos have just gone viral."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TOP_SHARE = 0.99
TIMES_USUAL = 20.0

_VIEWS = (1 << 32) - 1


def viral(
    day: NDArray[np.integer], busiest: NDArray[np.integer], creator: NDArray[np.integer]
) -> NDArray[np.intp]:
    """The videos, ascending, that had more views in these 24 hours than 99 % of all videos so far had in their busiest
    ones, and more than twenty times those of the median video of their creator.

    `day` (these 24 hours' views), `busiest` (of any day, this one included) and `creator` have a row for every video
    so far. A median below one view counts as one.
    """
    if not len(day):
        return np.empty(0, dtype=np.intp)
    place = int(TOP_SHARE * (len(day) - 1))
    bar = float(np.partition(busiest, place)[place])
    hits = np.flatnonzero(day > max(bar, TIMES_USUAL))
    if not len(hits):
        return hits
    # One sort puts every creator's videos side by side, ascending by views.
    order = np.sort((creator.astype(np.int64) << 32) + busiest)
    makers = np.unique(creator[hits]).astype(np.int64)
    first, after = np.searchsorted(order, makers << 32), np.searchsorted(order, (makers + 1) << 32)
    low, high = order[(first + after - 1) // 2], order[(first + after) // 2]
    usual = np.maximum(((low & _VIEWS) + (high & _VIEWS)) / 2.0, 1.0)
    return hits[day[hits] > TIMES_USUAL * usual[np.searchsorted(makers, creator[hits])]]
