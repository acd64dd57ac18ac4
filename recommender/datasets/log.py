"""A log in memory: one row an event, ids dense, rows in order of time; and how a row becomes an interaction.

What a person thought of an item becomes a watch ratio, which is what recommenders learn from:

    a rating          watched `rating - low` of `high - low` seconds, low = min(0, lowest rating), high = highest:
                      5 of 5 stars is a video watched to its end, 1 of 5 is one that was skipped
    seconds watched   as they are; without a length, the longest watch of an item stands for its length
    a watch ratio     of one second
    none of these     watched to its end: that the row is there is all that is known

Where a log has several, the first in this list counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.types import Flags, Floats, Ids, Interactions

HOUR_S = 3600.0


class LogError(ValueError):
    """A log that cannot be read: one sentence that names the file, the line or column, and what is wrong."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of the items besides who watched them."""

    topics: NDArray[np.float32]
    """(items, topics) shares; a row sums to 1, or is 0 where nothing is known."""
    names: tuple[str, ...]
    """Of the topics."""


@dataclass(frozen=True, slots=True)
class Log:
    """Events of a real log. All columns have as many rows; None where the log has no such column."""

    name: str
    """The file's."""
    format: str
    user: Ids
    """Positions in `users`."""
    item: Ids
    """Positions in `items`."""
    users: NDArray[np.str_]
    """The log's own ids, rising."""
    items: NDArray[np.str_]
    time: Floats | None = None
    """Seconds, rising; since 1970 if the log says so."""
    rating: Floats | None = None
    watch_s: NDArray[np.float32] | None = None
    duration_s: NDArray[np.float32] | None = None
    watch_ratio: NDArray[np.float32] | None = None
    liked: Flags | None = None
    commented: Flags | None = None
    shared: Flags | None = None
    followed: Flags | None = None
    disliked: Flags | None = None
    features: Features | None = None
    skipped: int = 0
    """Bad rows left out."""

    def __len__(self) -> int:
        return len(self.user)

    @property
    def rating_scale(self) -> tuple[float, float]:
        """What stands for not watched at all and for watched to the end: min(0, lowest) and the highest rating."""
        if self.rating is None or not len(self):
            return 0.0, 1.0
        low, high = min(0.0, float(self.rating.min())), float(self.rating.max())
        return low, high if high > low else low + 1.0

    @property
    def tick(self) -> Ids:
        """Hours since the first event; 0 for all if the log has no times."""
        if self.time is None or not len(self):
            return np.zeros(len(self), dtype=np.int32)
        return np.floor((self.time - self.time[0]) / HOUR_S).astype(np.int32)

    def interactions(self) -> Interactions:
        """The rows as events, in order of time; the module says how ratings become watch time."""
        watch, duration = self._watched()
        flags = (
            np.zeros(len(self), dtype=np.bool_) if flag is None else flag
            for flag in (self.liked, self.commented, self.shared, self.followed, self.disliked)
        )
        return Interactions(self.user, self.item, self.tick, watch, duration, *flags)

    def ratings_of(self, events: Interactions) -> Floats:
        """The ratings of events that `interactions` made of this log, or that were made like them."""
        return events.watch_s.astype(np.float64) + self.rating_scale[0]

    def _watched(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(events,) seconds watched, and seconds there were to watch."""
        one = np.ones(len(self), dtype=np.float32)
        if self.rating is not None:
            low, high = self.rating_scale
            return (self.rating - low).astype(np.float32), one * np.float32(high - low)
        if self.watch_s is not None:
            if self.duration_s is not None:
                return self.watch_s, self.duration_s
            longest = np.zeros(len(self.items), dtype=np.float32)
            np.maximum.at(longest, self.item, self.watch_s)
            return self.watch_s, longest[self.item]
        if self.watch_ratio is not None:
            return self.watch_ratio, one
        return one, one
