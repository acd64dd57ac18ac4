"""What is known of real people, from whom the people of a world are made: one row a person of the log.

A twin is born with its model's taste and habits; everything else about it is luck's, as for anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.luck import Luck

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Twins:
    """Columns over the people of a log."""

    taste: NDArray[np.float32]
    """(n, topics) shares above 0, each row sums to 1."""
    views_per_day: Floats
    """(n,) videos watched a day, days off included; above 0."""
    active_days: Floats | None
    """(n,) share of days with any view, above 0; None where the log has no times."""
    popularity: Floats
    """(topics,) share of all videos that is about each topic, above 0; sums to 1."""

    def __len__(self) -> int:
        return len(self.views_per_day)

    def for_people(self, count: int, luck: Luck) -> Twins:
        """`count` of them in an order of luck: some where there are more, each again where there are fewer."""
        order = np.argsort(luck.uniform("twins", np.arange(len(self))), kind="stable")
        who = order[np.arange(count) % len(self)]
        active = None if self.active_days is None else self.active_days[who]
        return Twins(self.taste[who], self.views_per_day[who], active, self.popularity)
