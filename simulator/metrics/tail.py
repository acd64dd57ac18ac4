"""How unequally views fall on videos, how far a video or a creator gets, and what the size of a world allows.

Pure functions. Real catalogues have a long tail: over some 20,000 sampled TikTok videos the Gini coefficient of views
is .93 (tiktokodds.com, May 2020); a log-normal with that Gini gives the leading tenth 90 % of all views and the leading
hundredth 59 %. Nobody here is shown a video twice, so that in a small world a video's views end at its people.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.metrics.inequality import top_share

Floats = NDArray[np.float64]


def top_bound(views: NDArray[np.number], part: float, people: int) -> float:
    """The largest share, 0..1, that the leading `part` of videos could have of as many views over as many videos, if
    no video has more than `people`: min(1, ceil(part M) people / V). NaN without views."""
    total = float(views.sum(dtype=np.float64))
    return min(1.0, int(np.ceil(part * len(views))) * people / total) if total > 0 else float("nan")


def gini_bound(views: NDArray[np.number], people: int) -> float:
    """The largest Gini coefficient, 0..1, of as many views over as many videos, if no video has more than `people`:
    that of V / people videos with `people` each and nobody watching the rest, 1 - V / (people M). NaN without views.
    """
    total = float(views.sum(dtype=np.float64))
    return max(0.0, 1.0 - total / (people * len(views))) if total > 0 else float("nan")


def leading(views: NDArray[np.number], part: float) -> float:
    """Share of views, 0..1, of the leading `part` of videos, at least one; NaN without views."""
    return top_share(views, part)


def largest_reach(views: NDArray[np.number], people: int) -> float:
    """Share of all people, 0..1, who watched the most watched video; NaN without videos."""
    return float(views.max() / people) if len(views) else float("nan")


def reach(reached: NDArray[np.number], people: int) -> tuple[float, float, float]:
    """Median, 90th percentile and best of the shares of all people, 0..1, that creators (n,) have reached; NaN without
    creators."""
    if not len(reached):
        return float("nan"), float("nan"), float("nan")
    drawn = np.quantile(reached / people, [0.5, 0.9, 1.0])
    return float(drawn[0]), float(drawn[1]), float(drawn[2])


def correlation(one: NDArray[np.number], other: NDArray[np.number]) -> float:
    """Pearson's r, -1..1; NaN below three pairs or where one side does not vary."""
    a, b = one.astype(np.float64), other.astype(np.float64)
    if len(a) < 3 or a.min() == a.max() or b.min() == b.max():
        return float("nan")
    a, b = a - a.mean(), b - b.mean()
    return float((a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum()))


def rank_correlation(one: NDArray[np.number], other: NDArray[np.number]) -> float:
    """Spearman's rho, -1..1: Pearson's r of ranks, equals sharing the mean of theirs; NaN as there."""
    return correlation(_ranks(one), _ranks(other))


def _ranks(values: NDArray[np.number]) -> Floats:
    """(n,) from 1, equals sharing the mean of theirs."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2.0)[place]
