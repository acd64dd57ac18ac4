"""What all methods remember in common: the items, who watched what, R and objections, what trends, who follows whom,
who refused what.

Methods that share one memory are taught once; each keeps beside it only what it alone derives.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from recommender.config import HistorySettings, TrendingSettings
from recommender.memory.catalogue import NONE, Catalogue
from recommender.memory.follows import Follows
from recommender.memory.history import History, judged
from recommender.memory.refusals import Refusals
from recommender.memory.seen import Seen
from recommender.memory.trend import Trend
from recommender.types import Floats, Ids, Interactions, Items


class Memory:
    """The items and what users did with them. Changes in `publish`, `learn`, `rate`, `follow`, `forget`, `retract`,
    `hide` and `hide_all_of` alone."""

    def __init__(
        self, history: HistorySettings | None = None, trending: TrendingSettings | None = None
    ) -> None:
        self.catalogue = Catalogue()
        self.seen = Seen()
        self.history = History(history or HistorySettings(), self.seen)
        self.against = History(self.history.settings, self.seen)
        """What people objected to, and how much, >= 0 (see `Strength`): rows of their own, so that what was skipped
        pushes nothing out of R. Empty unless the floor is below 0; else told of every event that `history` is told
        of, so that stored values of both have one unit."""
        half_life_h = (trending or TrendingSettings()).half_life_h
        self.trend = Trend(half_life_h, self.history.settings.retention_h)
        self.follows = Follows()
        self.refusals = Refusals(self.history.settings.retention_h)
        self.stamp = 0
        """Counts the changes of anything here."""
        self._readers: list[Callable[[], None]] = []

    @property
    def items(self) -> int:
        """Items published: ids below this."""
        return len(self.catalogue)

    @property
    def viewers(self) -> Ids:
        """(items,) people who have watched each item."""
        return self.seen.viewers[: self.items]

    def __getstate__(self) -> dict[str, object]:
        """Nobody reads along in a copy."""
        return {**self.__dict__, "_readers": []}

    def read_along(self, leave_off: Callable[[], None]) -> None:
        """Another thread reads what is known of people; `leave_off` is called once, before any of that changes. To
        publish items, and to follow, disturbs nobody."""
        if leave_off not in self._readers:
            self._readers.append(leave_off)

    def _change(self) -> None:
        while self._readers:
            self._readers.pop()()
        self.stamp += 1

    def publish(self, items: Items) -> None:
        """Take in new items. Errors: ValueError unless ids and columns go on as the old ones did."""
        self.stamp += 1
        self.catalogue.publish(items)
        self.seen.grow(0, self.items)

    def learn(self, batch: Interactions) -> None:
        """Take in events. Errors: ValueError for items never published and negative users."""
        if not len(batch):
            self.stamp += 1
            return
        self.require(batch.item)
        if int(batch.user.min()) < 0:
            raise ValueError("user ids must be 0 or more")
        strength, newest = self.history.settings.strength, int(batch.tick.max())
        ticks = batch.tick[:1] if newest == int(batch.tick.min()) else batch.tick
        pro, contra = judged(batch, strength)
        if not pro.max() < math.inf:
            raise ValueError("strengths must be finite")
        self._change()
        self.trend.add(batch)
        self.history.grow(int(batch.user.max()) + 1, int(batch.item.max()) + 1)
        fresh = self.seen.enter(batch.user, batch.item)
        self.history.enter(batch.user, batch.item, pro, ticks, fresh)
        if strength.floor < 0:
            self.against.grow(self.history.users, self.history.items)
            self.against.enter(batch.user, batch.item, contra, ticks, fresh)
        won, no = batch.followed.nonzero()[0], batch.disliked.nonzero()[0]
        if len(won):
            self.follows.add(batch.user.take(won), self.catalogue.creator.take(batch.item.take(won)))
        self.refusals.add(batch.user.take(no), batch.item.take(no), batch.tick.take(no), newest)

    def rate(self, users: Ids, items: Ids, ratings: NDArray[np.floating], tick: int = 0) -> None:
        """Take in ratings >= 0 as strengths, one per pair. Errors: ValueError as `learn`, and below 0."""
        self.require(items)
        self._change()
        self.history.add(users, items, ratings, tick)
        if self.history.settings.strength.floor < 0:
            self.against.add(users, items, np.zeros(len(users)), tick)

    def follow(self, users: Ids, creators: Ids) -> None:
        """Take in that these users (n,) follow these creators (n,). Errors: ValueError for negative ids."""
        if not len(users):
            return
        if min(int(users.min()), int(creators.min())) < 0:
            raise ValueError("user and creator ids must be 0 or more")
        self.stamp += 1
        self.follows.add(users, creators)

    def followed_maker(self, users: Ids, items: Ids) -> Ids:
        """(users, m) whom each user follows of those who made each of the items (users, m): its creator, else its
        guest, else NONE."""
        maker = np.full(items.shape, NONE, dtype=np.int32)
        for made_by in (self.catalogue.guest[items], self.catalogue.creator[items]):
            followed = self.follows(users[:, None], made_by)
            maker[followed] = made_by[followed]
        return maker

    def require(self, items: Ids) -> None:
        """Errors: ValueError if any of the items was never published."""
        if len(items) and (int(items.min()) < 0 or int(items.max()) >= self.items):
            unknown = items[(items < 0) | (items >= self.items)]
            raise ValueError(f"item {unknown[0]} was never published; known items are 0 to {self.items - 1}")

    def trending(self, tick: int) -> Floats:
        """(items,) decayed views at hour `tick`."""
        return self.trend.at(tick, self.items)

    def forget(self, users: Ids) -> None:
        """Remove every trace of these users."""
        self._change()
        self.history.forget(users)
        self.against.forget(users)
        self.trend.forget(users)
        self.follows.forget(users)
        self.refusals.forget(users)

    def retract(self, users: Ids, items: Ids) -> None:
        """Take back what these pairs did, as if the item had never been shown to the user: strengths, what was
        seen, refusals, and views. Whom the user follows stays; so does what the window has dropped (see `History`)."""
        self._change()
        self.history.retract(users, items)
        self.against.retract(users, items)
        self.seen.retract(users, items)
        self.trend.retract(users, items)
        self.refusals.retract(users, items)

    def hide(self, users: Ids, items: Ids) -> None:
        """Keep these pairs out of slates, without learning anything of them."""
        self.require(items)
        self._change()
        self.seen.hide(users, items)

    def hide_all_of(self, seen: Seen, users: Ids) -> None:
        """Keep every pair that `seen` holds of these users out of slates, without learning anything of them."""
        self._change()
        self.seen.hide_all_of(seen, users)
