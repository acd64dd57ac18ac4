"""What any method must beat: the lot, the newest, the most watched, what trends."""

from __future__ import annotations

import numpy as np

from recommender.audience import Audience, single
from recommender.config import TrendingSettings
from recommender.fill import Draft, fall_back, newest, ranking
from recommender.types import Chance, Explanation, Flags, Ids, Interactions, Items, Slate, Source

_ROUNDS = 6
"""Rounds of draws before those who have seen nearly everything get a sweep over all items."""
_SWEEP = 2_000_000
"""Pairs swept at a time."""


class _Baseline:
    """Learns who has seen what, and nothing else."""

    def __init__(self, trending: TrendingSettings | None = None) -> None:
        self.audience = Audience(trending or TrendingSettings())

    def publish(self, items: Items) -> None:
        """Take in new items. Errors: ValueError unless their ids go on where the old ones ended."""
        self.audience.publish(items)

    def update(self, batch: Interactions) -> None:
        """Note views. Errors: ValueError for items never published and negative users."""
        self.audience.watch(batch)

    def forget(self, users: Ids) -> None:
        """Remove every trace of the users."""
        self.audience.forget(np.asarray(users, dtype=np.int32))

    def _require(self, item: int) -> None:
        self.audience.require(np.array([item], dtype=np.int32))


class Newest(_Baseline):
    """Last published first; the score is the hour of publication."""

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """The n newest items that each user has not watched."""
        draft = Draft(users, n)
        draft.fill(newest(self.audience), self.audience.seen, Source.NEWEST)
        return draft.slate()

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The hour of publication."""
        self._require(item)
        return single(user, item, Source.NEWEST, float(self.audience.published[item]))


class MostWatched(_Baseline):
    """What most people have ever watched, then what is newest; the score is the number of viewers."""

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """The n most watched items that each user has not watched."""
        draft = Draft(users, n)
        viewers = self.audience.viewers
        draft.fill(
            ranking(viewers.astype(np.float64), np.flatnonzero(viewers)), self.audience.seen, Source.POPULAR
        )
        draft.fill(newest(self.audience), self.audience.seen, Source.NEWEST)
        return draft.slate()

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The number of viewers; for an item without any, the hour of publication."""
        self._require(item)
        if self.audience.viewers[item]:
            return single(user, item, Source.POPULAR, float(self.audience.viewers[item]))
        return single(user, item, Source.NEWEST, float(self.audience.published[item]))


class Trending(_Baseline):
    """What was watched most lately, then what is newest; the score is the decayed views (see `trend`)."""

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """The n items trending at hour `tick` that each user has not watched."""
        draft = Draft(users, n)
        fall_back(draft, self.audience, tick)
        return draft.slate()

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The decayed views; for an item without any, the hour of publication."""
        self._require(item)
        views = float(self.audience.trending(tick)[item])
        if views > 0:
            return single(user, item, Source.TRENDING, views)
        return single(user, item, Source.NEWEST, float(self.audience.published[item]))


class Random(_Baseline):
    """Drawn by lot, each unseen item with the same chance; the score is 1 / items, the chance of one draw."""

    def __init__(self, chance: Chance) -> None:
        super().__init__()
        self._chance = chance

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n items drawn for each user and hour, seen and repeated ones drawn again."""
        draft = Draft(users, n)
        items, seen = self.audience.items, self.audience.seen
        if not items or not n:
            return draft.slate()
        scores = np.full(2 * n, 1.0 / items)
        for turn in range(_ROUNDS):
            rows = draft.short()
            if not len(rows):
                return draft.slate()
            draws = np.arange(turn * 2 * n, (turn + 1) * 2 * n)
            luck = self._chance.uniform("random", draft.users[rows, None], tick, draws)
            drawn = (luck * items).astype(np.int32)
            allowed = ~seen(draft.users[rows, None], drawn) & _first_in_row(drawn)
            draft.take(rows, drawn, scores, allowed, Source.CHANCE)
        self._sweep(draft, tick)
        return draft.slate()

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """The chance of one draw."""
        self._require(item)
        return single(user, item, Source.CHANCE, 1.0 / self.audience.items)

    def _sweep(self, draft: Draft, tick: int) -> None:
        """Shuffle all items for the rows that are still short."""
        items = np.arange(self.audience.items, dtype=np.int32)
        short = draft.short()
        step = max(1, _SWEEP // max(1, len(items)))
        for begin in range(0, len(short), step):
            rows = short[begin : begin + step]
            luck = self._chance.uniform("random sweep", draft.users[rows, None], tick, items)
            order = np.argsort(luck, axis=1, kind="stable").astype(np.int32)
            unseen = ~self.audience.seen(draft.users[rows, None], order)
            draft.take(rows, order, np.full(len(items), 1.0 / len(items)), unseen, Source.CHANCE)


def _first_in_row(items: Ids) -> Flags:
    """(rows, m) True where the row does not hold the item further left."""
    order = np.argsort(items, axis=1, kind="stable")
    ordered = np.take_along_axis(items, order, axis=1)
    first = np.ones(items.shape, dtype=np.bool_)
    first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    result = np.empty(items.shape, dtype=np.bool_)
    np.put_along_axis(result, order, first, axis=1)
    return result
