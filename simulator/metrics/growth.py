"""Do creators win their reach from person to person, and how long does it take? Pure functions over curves by day.

A reach that has to be won is S-shaped: those who have met a creator bring the next (imitation q above innovation p,
Bass 1969). Where everybody meets everybody by merely watching, it is 1 - exp(-p t), and q is 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.metrics.diffusion import LEAST_POINTS, fit_bass

GROWN = 2.0
"""Times its reach on the first day on which it had any that a creator must have in the end to count as growing."""
LEAST_REACH = 10
"""People that a creator must have reached in the end: fewer make no curve."""
LEAST_R2 = 0.9
"""Share of a curve's variance that the fit must explain to be counted."""
MOST_FITS = 300
"""Of more creators that grow, so many are fitted, evenly spread over their numbers."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Of the creators that grow. NaN where there are none."""

    fitted: int
    """Creators whose curve was fitted well."""
    imitated: float
    """Share of them, 0..1, with q > p."""
    p: float
    q: float
    """Medians, a day."""


def growing(reached: NDArray[np.integer]) -> NDArray[np.intp]:
    """The creators, rising, of (days, creators) people reached so far, whose reach has doubled since the first day on
    which they had any, to at least `LEAST_REACH`."""
    if len(reached) < LEAST_POINTS:
        return np.zeros(0, dtype=np.intp)
    begun = (reached > 0).argmax(axis=0)
    start = np.take_along_axis(reached, begun[None, :], axis=0)[0]
    return np.flatnonzero((reached[-1] >= LEAST_REACH) & (reached[-1] >= GROWN * start))


def growth(reached: NDArray[np.integer], people: int) -> Growth:
    """How those who grow do, from (days, creators) people reached so far, of `people` in all."""
    who = growing(reached)
    if len(who) > MOST_FITS:
        who = who[(np.arange(MOST_FITS) * len(who)) // MOST_FITS]
    fits = [fit_bass(reached[:, creator] / people) for creator in who]
    pairs = np.array([(fit.p, fit.q) for fit in fits if fit.fit >= LEAST_R2]).reshape(-1, 2)
    if not len(pairs):
        return Growth(0, float("nan"), float("nan"), float("nan"))
    p, q = np.median(pairs, axis=0).tolist()
    return Growth(len(pairs), float((pairs[:, 1] > pairs[:, 0]).mean()), p, q)


def first_followers(
    followers: NDArray[np.integer], begun: NDArray[np.integer], most: int = 100
) -> tuple[float, float]:
    """Share of creators, 0..1, who have won `most` followers, and the median of days it took those; from (days,
    creators) followers and the (creators,) day of each one's first video, counted from the same day.

    NaN without creators; the second also where none has so many.
    """
    if not len(begun) or not len(followers):
        return float("nan"), float("nan")
    has = followers >= most
    done = has[-1]
    days = has.argmax(axis=0) - begun
    return float(done.mean()), float(np.median(days[done])) if done.any() else float("nan")
