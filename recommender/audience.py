"""What every method needs to know of items and people: what is published, who has seen what, what trends."""

from __future__ import annotations

import numpy as np

from recommender.config import TrendingSettings
from recommender.growing import grown
from recommender.seen import Seen
from recommender.trend import Trend
from recommender.types import Explanation, Flags, Floats, Ids, Interactions, Items, Part, Source


class Audience:
    """The published items and their viewers."""

    def __init__(self, settings: TrendingSettings) -> None:
        self.seen = Seen()
        self.trend = Trend(settings.half_life_h)
        self.items = 0
        """Items published: ids below this."""
        self._published = np.zeros(0, dtype=np.int32)

    @property
    def published(self) -> Ids:
        """(items,) hours at which the items were published."""
        return self._published[: self.items]

    @property
    def viewers(self) -> Ids:
        """(items,) people who have watched each item."""
        return self.seen.viewers[: self.items]

    def publish(self, items: Items) -> None:
        """Take in new items. Errors: ValueError unless their ids go on where the old ones ended."""
        if not len(items):
            return
        expected = np.arange(self.items, self.items + len(items))
        if not np.array_equal(items.item, expected):
            raise ValueError(
                f"new items must have consecutive ids from {self.items} on, not {items.item[:5]}..."
            )
        self.items += len(items)
        self._published = grown(self._published, self.items)
        self._published[expected] = items.tick
        self.seen.grow(0, self.items)

    def watch(self, batch: Interactions) -> Flags:
        """Note who has watched what; True for each event that is its pair's first."""
        if len(batch):
            self.require(batch.item)
            if int(batch.user.min()) < 0:
                raise ValueError("user ids must be 0 or more")
        self.trend.add(batch.user, batch.item, batch.tick)
        return self.seen.mark(batch.user, batch.item)

    def require(self, items: Ids) -> None:
        """Errors: ValueError if any of the items was never published."""
        unknown = items[(items < 0) | (items >= self.items)]
        if len(unknown):
            raise ValueError(f"item {unknown[0]} was never published; known items are 0 to {self.items - 1}")

    def trending(self, tick: int) -> Floats:
        """(items,) decayed views at hour `tick`."""
        return self.trend.at(tick, self.items)

    def forget(self, users: Ids) -> None:
        """Remove every trace of these users."""
        self.trend.forget(users)
        self.seen.forget(users)


def single(user: int, item: int, source: Source, score: float) -> Explanation:
    """A score that is no one's in particular."""
    part = Part(source, -1, score, float("nan"))
    return Explanation(user, item, score, source, (part,))
